"""Rules of the house: written by people, suggested first, earning to act."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from django.db.models import F

from duebook.apps.banking import models
from duebook.apps.banking.actions.carrying_out import MATCHER, PERSON, require_unbooked
from duebook.apps.banking.actions.explaining import (
    NewExplanation,
    explain,
    take_explanation_ids,
)
from duebook.apps.banking.actions.sharing import locked_line
from duebook.apps.banking.queries.accounts import bank_accounts
from duebook.apps.banking.queries.lines import lines_not_of_kind
from duebook.apps.entities.actions import REFUSED_BY, Act, action
from duebook.apps.ledger import actions as books
from duebook.apps.ledger.queries import accounts_by_code, accounts_by_role
from duebook.domain.errors import Refusal
from duebook.domain.house_rules import (
    HITS_BEFORE_ACTING,
    HouseRule,
    RuledLine,
    ruling,
)
from duebook.domain.ledger import AccountRole, JournalEntry, Posting
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from duebook.apps.banking.queries.lines import Line
    from duebook.domain.matching.records import Proposal

REFUSED_BY["house_rule_name_is_unique"] = "another rule of the house has this name."


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepHouseRule:
    """Say what lines that look so always are: postings on a ledger account.

    Fields as in :class:`duebook.domain.house_rules.HouseRule`.
    """

    entity_id: int
    name: str
    account: str
    bank_account_id: int | None = None
    text: str = ""
    movement: str = ""
    other_account: str = ""
    least_minor: int | None = None
    most_minor: int | None = None


@dataclass(eq=False)
class RuleOfEverything(Refusal):
    """A rule without any condition would take every line."""

    code: ClassVar[str] = "rule_of_everything"
    template: ClassVar[str] = (
        "The rule “{name}” would hold for every line; say by what its lines are known."
    )

    name: str


@action(Right.APPROVE)
def keep_house_rule(command: KeepHouseRule, act: Act) -> int:
    """Write a rule of the house, which suggests from now on, and return its id.

    Raises:
        RuleOfEverything: nothing would tell its lines from others.
        UnknownAccount: there is no such ledger account.
    """
    if not (command.text.strip() or command.movement or command.other_account):
        raise RuleOfEverything(command.name)
    accounts = accounts_by_code(act.entity_id, [command.account])
    return models.HouseRule.objects.create(
        entity_id=act.entity_id,
        name=command.name,
        bank_account_id=command.bank_account_id,
        text=command.text,
        movement=command.movement,
        other_account=command.other_account,
        least_minor=command.least_minor,
        most_minor=command.most_minor,
        account_id=accounts[command.account],
    ).id


@dataclass(eq=False)
class NotEarned(Refusal):
    """A rule may act by itself only after people confirmed it often enough."""

    code: ClassVar[str] = "not_earned"
    template: ClassVar[str] = (
        "The rule was confirmed {hits} times and denied {misses} times; it may act "
        "after {needed} confirmations and no denial."
    )

    hits: int
    misses: int
    needed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LetRuleAct:
    """Let a rule act by itself, or only suggest again, or retire it."""

    entity_id: int
    rule_id: int
    state: Literal["suggests", "acts", "retired"]
    reason: str


@action(Right.APPROVE)
def let_rule_act(command: LetRuleAct, act: Act) -> None:
    """Change what a rule may do.

    Raises:
        NotEarned: it was not confirmed often enough to act.
    """
    rows = models.HouseRule.objects.select_for_update()
    row = rows.get(entity_id=act.entity_id, id=command.rule_id)
    if command.state == "acts" and (row.hits < HITS_BEFORE_ACTING or row.misses):
        raise NotEarned(row.hits, row.misses, HITS_BEFORE_ACTING)
    rows.filter(entity_id=act.entity_id, id=row.id).update(state=command.state)


def house_rules(entity_id: int) -> list[HouseRule]:
    """The rules of the house that are not retired."""
    return [
        HouseRule(
            id=row.id,
            name=row.name,
            account_id=row.account_id,
            bank_account_id=row.bank_account_id,
            text=row.text,
            movement=row.movement,
            other_account=row.other_account,
            least_minor=row.least_minor,
            most_minor=row.most_minor,
            acts=row.state == "acts",
        )
        for row in models.HouseRule.objects.filter(entity_id=entity_id)
        .exclude(state="retired")
        .order_by("id")
    ]


def ruled(line: Line) -> RuledLine:
    """A line as rules see it."""
    return RuledLine(
        bank_account_id=line.bank_account_id,
        amount_minor=line.amount_minor,
        said=" ".join((line.text, line.other_name, *line.payer_references)),
        movement=line.movement,
        other_account=line.other_account,
    )


def carry_out_rules(
    act: Act,
    lines: Sequence[Line],
    *,
    doubted: Collection[int],
) -> tuple[set[int], dict[int, tuple[str, str, Sequence[Proposal]]]]:
    """Post the lines whose rule may act, unless somebody took such a posting back.

    Args:
        act: the act that it belongs to.
        lines: the lines that wait.
        doubted: ids of lines that a rule had better not act on.

    Returns:
        The ids of these lines, and what rules only suggest for others.
    """
    rules = house_rules(act.entity_id)
    said = {
        line.id: rule
        for line in lines
        if line.state != "apart" and (rule := ruling(ruled(line), rules))
    }
    denied = lines_not_of_kind(act.entity_id, "ruled", list(said))
    able = {
        line.id
        for line in lines
        if line.id in said and said[line.id].acts and line.id not in denied
    }
    acting = [line for line in lines if line.id in able and line.id not in doubted]
    post_ruled(
        act, [(line, said[line.id].account_id, said[line.id]) for line in acting]
    )
    posted = {line.id for line in acting}
    return posted, {
        line_id: ("ruled", _suggestion(rule, is_doubted=line_id in able), ())
        for line_id, rule in said.items()
        if line_id not in posted
    }


def _suggestion(rule: HouseRule, *, is_doubted: bool) -> str:
    if is_doubted:
        return (
            f"The rule “{rule.name}” would act, but this may be money for what is open."
        )
    return f"The rule “{rule.name}” says what this is."


def post_transfers(act: Act, lines: Sequence[Line]) -> set[int]:
    """Post lines between our own accounts, each side for itself.

    Both sides meet on the transfers account, whose balance is what is under way.
    What somebody said is no transfer is none again.

    Returns:
        The ids of the lines posted.
    """
    ours = {
        account.identifier: account.id
        for account in bank_accounts(act.entity_id)
        if account.identifier
    }
    denied = lines_not_of_kind(act.entity_id, "transfer", [line.id for line in lines])
    between = [
        line
        for line in lines
        if line.state != "apart"
        and line.id not in denied
        and ours.get(line.other_account, line.bank_account_id) != line.bank_account_id
    ]
    transfers_id = accounts_by_role(act.entity_id)[AccountRole.TRANSFERS]
    post_ruled(
        act,
        [(line, transfers_id, None) for line in between],
        kind="transfer",
        by=MATCHER,
    )
    return {line.id for line in between}


def post_ruled(
    act: Act,
    posted: Sequence[tuple[Line, int, HouseRule | None]],
    *,
    kind: str = "ruled",
    by: str = PERSON,
) -> None:
    """Post lines: the bank on one side, what the money was on the other.

    ``by`` tells who said so where no rule of the house did.
    """
    if not posted:
        return
    ids = take_explanation_ids(len(posted))
    entry_ids = books.post(
        act,
        [
            JournalEntry(
                effective_on=line.booked_on,
                currency=line.currency,
                source_kind="bank_line",
                source_id=explanation_id,
                cause=(rule.name if rule else line.text[:80]) or "bank line",
                postings=(
                    Posting(line.account_id, line.left_minor),
                    Posting(account_id, -line.left_minor),
                ),
            )
            for explanation_id, (line, account_id, rule) in zip(
                ids, posted, strict=True
            )
        ],
    )
    explain(
        act,
        [
            NewExplanation(
                id=explanation_id,
                line=line,
                kind=kind,
                entry_id=entry_id,
                amount_minor=line.left_minor,
                subject_id=rule.id if rule else 0,
                rule=rule.name if rule else by,
            )
            for explanation_id, (line, _, rule), entry_id in zip(
                ids, posted, entry_ids, strict=True
            )
        ],
    )


def deny_rules(act: Act, rule_ids: Sequence[int]) -> None:
    """Count a miss for each rule whose posting somebody took back."""
    for rule_id, times in sorted(Counter(rule_ids).items()):
        models.HouseRule.objects.filter(entity_id=act.entity_id, id=rule_id).update(
            misses=F("misses") + times
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """Say what a line is: money for a ledger account, as a rule suggests or not.

    With ``account`` None, the rule of the house that applies is confirmed; with
    another account than the rule's, it is denied.
    """

    entity_id: int
    line_id: int
    account: str | None = None
    seen: str = ""


@dataclass(eq=False)
class NoRuleApplies(Refusal):
    """No rule of the house, or no single one, says what a line is."""

    code: ClassVar[str] = "no_rule_applies"
    template: ClassVar[str] = "No rule of the house says what line {line} is."

    line: int


@action(Right.APPLY)
def rule_line(command: RuleLine, act: Act) -> int:
    """Post a line against a ledger account, and count for or against its rule.

    Returns:
        The ledger account's id.

    Raises:
        NoSuchLine, LineChanged, NothingWaits: nothing waits there.
        UnknownAccount, NoRuleApplies: nobody said which account.
    """
    line = locked_line(act, command.line_id, command.seen)
    require_unbooked(line)
    rule = ruling(ruled(line), house_rules(act.entity_id))
    if command.account is None:
        if rule is None:
            raise NoRuleApplies(line.id)
        account_id = rule.account_id
    else:
        codes = accounts_by_code(act.entity_id, [command.account])
        account_id = codes[command.account]
    confirmed = rule if rule and rule.account_id == account_id else None
    if rule is not None:
        counted = "hits" if confirmed else "misses"
        models.HouseRule.objects.filter(entity_id=act.entity_id, id=rule.id).update(
            **{counted: F(counted) + 1}
        )
    post_ruled(act, [(line, account_id, confirmed)])
    return account_id
