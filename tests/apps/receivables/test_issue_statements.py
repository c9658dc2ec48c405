"""Statements: what parties are told, kept as it was told."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from duebook import db
from duebook.apps.delivery import models as delivery
from duebook.apps.parties.queries import UnknownParty
from duebook.apps.receivables import queries
from duebook.apps.receivables.actions import (
    ApplyCredit,
    IssueStatements,
    OpeningItem,
    TakeOverItems,
    WriteOff,
    apply_credit,
    issue_statements,
    take_over_items,
    write_off,
)
from duebook.documents.records import RowKind
from duebook.documents.render import render_statement
from duebook.domain.statements import EndsBeforeItBegins, SpanNeeded, StatementKind
from tests.apps.parties.builders import a_contact, an_address, an_entry, keep
from tests.office import CLERK, an_entity, by, chain_holds

pytestmark = pytest.mark.django_db

OCTOBER = date(2026, 10, 31)
NOVEMBER = date(2026, 11, 30)


def at(day: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, 12, tzinfo=UTC)


FIRST_OF_NOVEMBER, SECOND_OF_NOVEMBER = at(1), at(2)


def an_item(
    entity_id: int,
    party_id: int,
    amount_minor: int,
    number: str,
    on: date,
    *,
    due_on: date | None = None,
    known: datetime = FIRST_OF_NOVEMBER,
    currency: str = "USD",
) -> int:
    """A debt (positive) or credit carried over on a day."""
    [item_id] = take_over_items(
        TakeOverItems(
            entity_id=entity_id,
            taken_over_on=on,
            items=(
                OpeningItem(
                    party_id=party_id,
                    number=number,
                    currency=currency,
                    amount_minor=amount_minor,
                    document_on=on,
                    due_on=due_on or on,
                ),
            ),
        ),
        **by(at=known),
    )
    return item_id


def settle(
    entity_id: int, credit_id: int, on: date, known: datetime, **asked: object
) -> None:
    apply_credit(
        ApplyCredit(entity_id=entity_id, credit_id=credit_id, applied_on=on, **asked),
        **by(CLERK, at=known),
    )


def issue(
    entity_id: int,
    kind: StatementKind = StatementKind.OPEN_ITEM,
    as_of: date = OCTOBER,
    *,
    known: datetime = SECOND_OF_NOVEMBER,
    **options: object,
) -> tuple[str, ...]:
    command = IssueStatements(entity_id=entity_id, kind=kind, as_of=as_of, **options)
    return issue_statements(command, **by(CLERK, at=known)).numbers


def a_month(entity_id: int) -> int:
    """A party with two invoices, 80.00 and 50.00, and 60.00 paid on the first."""
    party_id = keep(
        entity_id,
        an_entry(
            "TID",
            name="Tidewell Hotels",
            addresses=(an_address(),),
            contacts=(a_contact("ap@tidewell.example"),),
        ),
    )["TID"]
    an_item(entity_id, party_id, 80_00, "OLD-1", date(2026, 9, 1))
    an_item(
        entity_id, party_id, 50_00, "OLD-2", date(2026, 10, 5), due_on=date(2026, 11, 4)
    )
    credit = an_item(entity_id, party_id, -60_00, "PAID-1", date(2026, 10, 20))
    settle(entity_id, credit, date(2026, 10, 20), at(1))
    return party_id


def test_open_items_show_what_is_left_of_each() -> None:
    entity_id = an_entity()
    a_month(entity_id)

    [number] = issue(entity_id)

    told = queries.statement(entity_id, number)
    assert number == "ST-2026-00001"
    assert [(row.document, row.charge_minor, row.open_minor) for row in told.rows] == [
        ("OLD-1", 80_00, 20_00),
        ("OLD-2", 50_00, 50_00),
    ]
    assert told.total_minor == 70_00
    assert [bucket.amount_minor for bucket in told.buckets] == [50_00, 0, 20_00, 0, 0]
    assert told.addressee.number == "TID"
    assert told.letterhead.name == "HP Ltd"
    assert chain_holds(entity_id)


def test_credits_that_nobody_applied_are_taken_off_the_total() -> None:
    entity_id = an_entity()
    party_id = a_month(entity_id)
    an_item(entity_id, party_id, -15_00, "PAID-2", date(2026, 10, 25))

    [number] = issue(entity_id)

    told = queries.statement(entity_id, number)
    assert (told.unapplied_minor, told.total_minor) == (15_00, 55_00)


def test_activity_runs_from_the_opening_to_the_closing_balance() -> None:
    entity_id = an_entity()
    a_month(entity_id)

    [number] = issue(entity_id, StatementKind.ACTIVITY, from_on=date(2026, 10, 1))

    told = queries.statement(entity_id, number)
    assert told.opening_minor == 80_00
    assert [
        (row.document, row.charge_minor, row.credit_minor, row.balance_minor)
        for row in told.rows
    ] == [("OLD-2", 50_00, 0, 130_00), ("PAID-1", 0, 60_00, 70_00)]
    assert told.total_minor == 70_00


def test_a_balance_forward_goes_on_where_the_last_one_ended() -> None:
    entity_id = an_entity()
    party_id = a_month(entity_id)
    forward = StatementKind.BALANCE_FORWARD
    [first] = issue(entity_id, forward)
    late = date(2026, 10, 30)
    an_item(entity_id, party_id, 9_00, "LATE", late, known=at(10))
    an_item(entity_id, party_id, 11_00, "NEW", date(2026, 11, 12), known=at(12))

    [second] = issue(entity_id, forward, NOVEMBER, known=at(30))

    october = queries.statement(entity_id, first)
    november = queries.statement(entity_id, second)
    assert october.from_on is None
    assert november.from_on == date(2026, 11, 1)
    assert november.opening_minor == october.total_minor == 70_00
    assert [row.document for row in november.rows] == ["LATE", "NEW"]
    assert november.total_minor == 90_00


def test_a_statement_never_changes_and_prints_the_same_bytes() -> None:
    entity_id = an_entity()
    party_id = a_month(entity_id)
    [number] = issue(entity_id)
    before = queries.statement(entity_id, number)
    keep(entity_id, an_entry("TID", name="Tidewell Group"))
    an_item(entity_id, party_id, 1_00, "LATER", date(2026, 10, 30), known=at(9))

    after = queries.statement(entity_id, number)

    assert after == before
    assert render_statement(after) == render_statement(before)


def test_any_past_day_can_be_told_as_it_was_known_then() -> None:
    entity_id = an_entity()
    party_id = a_month(entity_id)
    [number] = issue(entity_id, known=at(2))
    late = an_item(entity_id, party_id, -20_00, "P", date(2026, 10, 30), known=at(5))
    settle(entity_id, late, date(2026, 10, 30), at(5))

    with db.reading(entity_id):
        then = queries.Asked(
            kind=StatementKind.OPEN_ITEM, as_of=OCTOBER, known_at=at(2)
        )
        [as_known_then] = queries.statement_of(entity_id, "TID", then)
        now = queries.Asked(kind=StatementKind.OPEN_ITEM, as_of=OCTOBER)
        [as_known_now] = queries.statement_of(entity_id, "TID", now)

        issued = queries.statement(entity_id, number)
    assert as_known_then.rows == issued.rows
    assert as_known_then.total_minor == issued.total_minor == 70_00
    assert as_known_now.total_minor == 50_00
    assert [row.document for row in as_known_now.rows] == ["OLD-2"]


def test_a_credit_that_settles_anothers_debt_moves_both_balances() -> None:
    entity_id = an_entity()
    mother, daughter = keep(entity_id, an_entry("MOM"), an_entry("KID")).values()
    debt = an_item(entity_id, daughter, 40_00, "OLD-1", date(2026, 10, 1))
    credit = an_item(entity_id, mother, -40_00, "PAID", date(2026, 10, 8))
    settle(entity_id, credit, date(2026, 10, 9), at(1), asked={debt: 40_00})

    numbers = issue(
        entity_id,
        StatementKind.ACTIVITY,
        from_on=date(2026, 10, 1),
        only_with_balance=False,
    )

    told = [queries.statement(entity_id, number) for number in numbers]
    assert {one.addressee.number: one.total_minor for one in told} == {
        "MOM": 0,
        "KID": 0,
    }
    of_mother = next(one for one in told if one.addressee.number == "MOM")
    assert [(row.kind, row.balance_minor) for row in of_mother.rows] == [
        (RowKind.OPENING_BALANCE, -40_00),
        (RowKind.ADJUSTMENT, 0),
    ]


def test_a_write_off_is_told_as_one() -> None:
    entity_id = an_entity()
    party_id = a_month(entity_id)
    item_id = an_item(entity_id, party_id, 5_00, "TINY", date(2026, 10, 2))
    write_off(
        WriteOff(
            entity_id=entity_id,
            item_id=item_id,
            written_off_on=date(2026, 10, 30),
            reason="uncollectable",
        ),
        **by(CLERK, at=at(1)),
    )

    [number] = issue(entity_id, StatementKind.ACTIVITY, from_on=date(2026, 10, 21))

    [row] = queries.statement(entity_id, number).rows
    assert (row.kind, row.credit_minor) == (RowKind.WRITE_OFF, 5_00)


def test_one_statement_for_each_currency() -> None:
    entity_id = an_entity()
    party_id = a_month(entity_id)
    an_item(entity_id, party_id, 7_00, "EUR-1", date(2026, 10, 2), currency="EUR")

    numbers = issue(entity_id)

    totals = {
        (told := queries.statement(entity_id, number)).currency: told.total_minor
        for number in numbers
    }
    assert totals == {"EUR": 7_00, "USD": 70_00}


def test_a_segment_is_told_and_nobody_else() -> None:
    entity_id = an_entity()
    hotel, other = keep(
        entity_id, an_entry("HOT", segment="hotels"), an_entry("OTH")
    ).values()
    an_item(entity_id, hotel, 10_00, "A", date(2026, 10, 1))
    an_item(entity_id, other, 10_00, "B", date(2026, 10, 1))

    [number] = issue(entity_id, segment="hotels")

    assert queries.statement(entity_id, number).addressee.number == "HOT"


def test_whoever_owes_nothing_is_left_alone() -> None:
    entity_id = an_entity()
    party_id = keep(entity_id, an_entry("EVEN"))["EVEN"]
    an_item(entity_id, party_id, 10_00, "A", date(2026, 10, 1))
    an_item(entity_id, party_id, -10_00, "B", date(2026, 10, 1))

    assert issue(entity_id) == ()
    assert len(issue(entity_id, only_with_balance=False)) == 1


def test_the_statement_goes_to_whom_the_invoices_go() -> None:
    entity_id = an_entity()
    a_month(entity_id)

    [number] = issue(entity_id)

    planned = delivery.Delivery.objects.get(entity_id=entity_id)
    assert (planned.subject_kind, planned.number) == ("statement", number)
    assert (planned.channel, planned.recipient) == ("mail", "ap@tidewell.example")


def test_the_same_key_issues_once() -> None:
    entity_id = an_entity()
    a_month(entity_id)
    command = IssueStatements(
        entity_id=entity_id, kind=StatementKind.OPEN_ITEM, as_of=OCTOBER
    )
    said = by(CLERK)

    first = issue_statements(command, **said)
    again = issue_statements(command, **said)

    assert first == again
    assert len(queries.statements(entity_id)) == 1


@pytest.mark.parametrize(
    ("kind", "options", "refusal"),
    [
        (StatementKind.ACTIVITY, {}, SpanNeeded),
        (StatementKind.ACTIVITY, {"from_on": NOVEMBER}, EndsBeforeItBegins),
        (StatementKind.OPEN_ITEM, {"codes": ("NOBODY",)}, UnknownParty),
    ],
)
def test_what_cannot_be_told_is_refused(
    kind: StatementKind, options: dict[str, object], refusal: type[Exception]
) -> None:
    entity_id = an_entity()
    a_month(entity_id)

    with pytest.raises(refusal):
        issue(entity_id, kind, **options)


def test_a_number_that_nobody_issued() -> None:
    entity_id = an_entity()

    with db.reading(entity_id), pytest.raises(queries.NoSuchStatement):
        queries.statement(entity_id, "ST-2026-99999")


def test_who_owes_less_gets_none_and_other_currencies_are_not_measured() -> None:
    """A least of 70.01 USD says nothing about 50.000 KWD: minor units differ."""
    entity_id = an_entity()
    party_id = a_month(entity_id)
    an_item(entity_id, party_id, 50_000, "KWD-1", date(2026, 10, 7), currency="KWD")

    numbers = issue(entity_id, least_minor=70_01)

    with db.reading(entity_id):
        assert [queries.statement(entity_id, one).currency for one in numbers] == [
            "KWD"
        ]
    assert len(issue(entity_id, least_minor=70_00)) == 2
