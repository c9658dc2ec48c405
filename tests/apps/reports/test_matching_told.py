"""How money was matched: by itself, by a person, and what proved wrong."""

from __future__ import annotations

from decimal import Decimal

import pytest

from duebook import db
from duebook.apps.banking.actions import (
    MatchLine,
    Unmatch,
    match_line,
    unmatch,
)
from duebook.apps.parties.queries import party_by_code
from duebook.apps.receivables.queries import item_by_number
from duebook.domain.shares import FEW_CASES
from tests.apps.banking.office import (
    Move,
    a_bank,
    a_statement,
    match_all,
    take,
    waiting,
)
from tests.apps.payments.office import owes
from tests.apps.reports.month import asked
from tests.apps.reports.test_reports import cells
from tests.office import CLERK, a_party, an_entity, by

pytestmark = pytest.mark.django_db

COUNTS = ("Month", "Matched", "By itself", "By a person", "Un-matched")


def matched_days(entity_id: int | None = None, *, count: int = 4) -> int:
    """Debts of 10.00, 20.00 …, a line for each; a person places the last of them.

    The last line names nothing, so that a person says what it is.
    """
    if entity_id is None:
        entity_id = an_entity()
    party_id = a_party(entity_id)
    a_bank(entity_id)
    amounts = [10_00 * (place + 1) for place in range(count)]
    numbers = [f"INV-2026-{101 + place:05d}" for place in range(count)]
    debts = owes(entity_id, party_id, *amounts, numbers=numbers)
    moves = [
        Move(
            on=5,
            amount=f"{amount_minor / 100:.2f}",
            text=number if number != numbers[-1] else "",
            name="Tidewell Hotels" if number != numbers[-1] else "Somebody",
        )
        for number, amount_minor in zip(numbers, amounts, strict=True)
    ]
    take(entity_id, a_statement(*moves))
    lines = {line.amount_minor: line.id for line in waiting(entity_id)}
    match_all(entity_id)
    match_line(
        MatchLine(
            entity_id=entity_id,
            line_id=lines[amounts[-1]],
            party_id=party_id,
            paid={debts[-1]: amounts[-1]},
        ),
        **by(CLERK),
    )
    unmatch(
        Unmatch(entity_id=entity_id, line_id=lines[amounts[0]], reason="not theirs"),
        **by(CLERK),
    )
    return entity_id


def test_what_is_taken_back_was_wrong_and_is_matched_no_more() -> None:
    entity_id = matched_days()

    for unit in ("line", "item"):
        matching = asked(entity_id, "matching", by=unit)
        assert cells(matching, *COUNTS) == [("2026-11", 3, 2, 1, 1)]
        assert cells(matching, "Touch-free", "Wrong", "Remark") == [
            (None, None, f"fewer than {FEW_CASES} {unit}s")
        ]


def test_a_line_that_a_person_corrected_is_the_person_s() -> None:
    entity_id = matched_days()
    [line] = waiting(entity_id, "apart")
    with db.reading(entity_id):
        party_id = party_by_code(entity_id, "TIDEWELL").id
        debt = item_by_number(entity_id, "INV-2026-00101")
    match_line(
        MatchLine(
            entity_id=entity_id,
            line_id=line.id,
            party_id=party_id,
            paid={debt.id: line.amount_minor},
        ),
        **by(CLERK),
    )

    for unit in ("line", "item"):
        matching = asked(entity_id, "matching", by=unit)
        assert cells(matching, *COUNTS) == [("2026-11", 4, 2, 2, 1)]


def test_enough_lines_have_a_rate() -> None:
    matching = asked(matched_days(count=24), "matching")

    assert cells(matching, *COUNTS) == [("2026-11", 23, 22, 1, 1)]
    assert cells(matching, "Touch-free", "Wrong") == [(Decimal("95.7"), Decimal("4.3"))]
