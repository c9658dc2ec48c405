"""Rules of the house: written, suggested, confirmed, and trusted only then."""

from __future__ import annotations

import pytest

from duebook import db
from duebook.apps.banking import models
from duebook.apps.banking.actions import (
    KeepHouseRule,
    LetRuleAct,
    NoRuleApplies,
    NotEarned,
    RuleLine,
    RuleOfEverything,
    UnlinkLine,
    keep_house_rule,
    let_rule_act,
    rule_line,
    unlink_line,
)
from duebook.apps.banking.queries.lines import waiting_lines
from tests.apps.banking.office import Move, a_bank, a_statement, match_all, take
from tests.office import CLERK, an_entity, books_hold, by

pytestmark = pytest.mark.django_db


def an_office() -> tuple[int, int]:
    """A bank, and a rule that the bank's own fee goes to 6300."""
    entity_id = an_entity()
    a_bank(entity_id)
    rule = KeepHouseRule(
        entity_id=entity_id, name="bank fee", account="6300", text="account fee"
    )
    return entity_id, keep_house_rule(rule, **by())


def fees(entity_id: int, *days: int) -> list[int]:
    """Lines of a fee, one for each day, that wait."""
    moves = [Move(on=day, amount="-14.50", text="ACCOUNT FEE") for day in days]
    take(entity_id, a_statement(*moves, number=str(days[0])))
    with db.reading(entity_id):
        return [line.id for line in waiting_lines(entity_id)]


def confirm(entity_id: int, line_id: int, account: str | None = None) -> int:
    command = RuleLine(entity_id=entity_id, line_id=line_id, account=account)
    return rule_line(command, **by(CLERK))


def trust(entity_id: int, rule_id: int) -> None:
    command = LetRuleAct(
        entity_id=entity_id, rule_id=rule_id, state="acts", reason="always so"
    )
    let_rule_act(command, **by())


def counted(entity_id: int, rule_id: int) -> tuple[int, int]:
    with db.reading(entity_id):
        rule = models.HouseRule.objects.get(entity_id=entity_id, id=rule_id)
    return rule.hits, rule.misses


def test_a_rule_suggests_until_three_lines_confirmed_it_and_somebody_trusts_it() -> (
    None
):
    entity_id, rule_id = an_office()
    lines = fees(entity_id, 3, 4, 5)
    assert match_all(entity_id).held == {"ruled": 3}
    for line_id in lines[:2]:
        confirm(entity_id, line_id)
    with pytest.raises(NotEarned, match="confirmed 2 times and denied 0 times"):
        trust(entity_id, rule_id)

    confirm(entity_id, lines[2])
    fees(entity_id, 6)
    assert match_all(entity_id).held == {"ruled": 1}  # earned, and not trusted yet
    trust(entity_id, rule_id)

    assert match_all(entity_id).ruled == 1
    assert counted(entity_id, rule_id) == (3, 0)
    assert books_hold(entity_id)


@pytest.mark.parametrize("is_taken_back", [False, True])
def test_a_rule_that_was_wrong_once_is_not_trusted(*, is_taken_back: bool) -> None:
    entity_id, rule_id = an_office()
    *right, last = fees(entity_id, 3, 4, 5, 6)
    for line_id in right:
        confirm(entity_id, line_id)
    if is_taken_back:
        back = UnlinkLine(entity_id=entity_id, line_id=right[0], reason="not a fee")
        unlink_line(back, **by(CLERK))
    else:
        confirm(entity_id, last, "6200")

    assert counted(entity_id, rule_id) == (3, 1)
    with pytest.raises(NotEarned, match="denied 1 times"):
        trust(entity_id, rule_id)


def test_a_retired_rule_says_nothing() -> None:
    entity_id, rule_id = an_office()
    [line_id] = fees(entity_id, 3)
    retired = LetRuleAct(
        entity_id=entity_id, rule_id=rule_id, state="retired", reason="new contract"
    )
    let_rule_act(retired, **by())

    assert match_all(entity_id).held == {"money_out": 1}
    with pytest.raises(NoRuleApplies):
        confirm(entity_id, line_id)


def test_a_rule_of_everything_is_refused() -> None:
    entity_id, _ = an_office()
    all_of_it = KeepHouseRule(entity_id=entity_id, name="all", account="6300")

    with pytest.raises(RuleOfEverything):
        keep_house_rule(all_of_it, **by())
