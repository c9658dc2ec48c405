"""Two people at one line, two at one file: one wins, the other is told."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from duebook import db
from duebook.apps.banking.actions import (
    BankFileTaken,
    LinesMatched,
    LinkLine,
    MatchAccepted,
    MatchLine,
    MatchLines,
    NotUnexplained,
    TakeBankFile,
    link_line,
    match_line,
    match_lines,
    take_bank_file,
)
from duebook.apps.banking.queries.entries import unexplained_entries
from duebook.apps.banking.queries.lines import waiting_lines
from duebook.domain.errors import Refusal
from tests.apps.banking.office import Move, a_bank, a_statement, match_all, take
from tests.apps.payments.office import a_payment, open_of, owes, receive
from tests.office import CLERK, MANAGER, a_party, an_entity, books_hold, by
from tests.races import at_once

MOVE = Move(on=5, amount="80.00", text="INV-1", name="Tidewell Hotels")
NOBODYS = Move(on=5, amount="80.00", text="thank you")


def an_office(code: str, move: Move) -> tuple[int, int, int]:
    """An office with one debt of 80.00 and one line that waits."""
    entity_id = an_entity(code)
    party_id = a_party(entity_id)
    [debt] = owes(entity_id, party_id, 80_00)
    a_bank(entity_id)
    take(entity_id, a_statement(move))
    return entity_id, party_id, debt


def test_two_people_match_one_line_and_one_is_told(committed: str) -> None:
    entity_id, party_id, debt = an_office(committed, NOBODYS)
    with db.reading(entity_id):
        [line] = waiting_lines(entity_id)
    said = MatchLine(
        entity_id=entity_id, line_id=line.id, party_id=party_id, paid={debt: 80_00}
    )

    outcomes = at_once(
        [partial(match_line, said, **by(person)) for person in (CLERK, MANAGER)]
    )

    assert len([one for one in outcomes if isinstance(one, MatchAccepted)]) == 1
    assert len([one for one in outcomes if isinstance(one, Refusal)]) == 1
    with db.reading(entity_id):
        assert sum(open_of(entity_id)) == 0
    assert books_hold(entity_id)


def test_the_matcher_twice_at_once_posts_once(committed: str) -> None:
    entity_id, _, _ = an_office(committed, MOVE)
    said = MatchLines(entity_id=entity_id)

    outcomes = at_once([partial(match_lines, said, **by(CLERK)) for _ in range(4)])

    posted = [one.posted for one in outcomes if isinstance(one, LinesMatched)]
    assert sum(posted) == 1
    with db.reading(entity_id):
        assert sum(open_of(entity_id)) == 0
    assert books_hold(entity_id)


def test_one_file_at_once_is_taken_in_once(committed: str) -> None:
    entity_id, _, _ = an_office(committed, MOVE)
    said = TakeBankFile(
        entity_id=entity_id,
        name="december.xml",
        content=a_statement(MOVE, Move(on=6, amount="7.00", text="?"), number="2"),
    )

    outcomes = at_once([partial(take_bank_file, said, **by(CLERK)) for _ in range(4)])

    taken = [one for one in outcomes if isinstance(one, BankFileTaken)]
    assert sum(one.fresh for one in taken) == 1
    with db.reading(entity_id):
        assert len(waiting_lines(entity_id)) == 2
    match_all(entity_id)
    assert books_hold(entity_id)


def test_two_lines_at_once_do_not_both_show_one_entry(committed: str) -> None:
    entity_id = an_entity(committed)
    party_id = a_party(entity_id)
    a_bank(entity_id)
    receive(entity_id, a_payment(party_id, 80_00))
    days = (5, 6, 7, 8)
    take(entity_id, a_statement(*(replace(NOBODYS, on=day) for day in days)))
    with db.reading(entity_id):
        lines = waiting_lines(entity_id)
        [entry] = unexplained_entries(entity_id, {line.account_id for line in lines})

    outcomes = at_once(
        [
            partial(
                link_line,
                LinkLine(entity_id=entity_id, line_id=line.id, entry_id=entry.entry_id),
                **by(CLERK),
            )
            for line in lines
        ]
    )

    refused = [one for one in outcomes if isinstance(one, NotUnexplained)]
    assert len(refused) == len(lines) - 1
    assert books_hold(entity_id)
