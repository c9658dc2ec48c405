"""What others do about what is contested: it is told, and costs nothing meanwhile."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from duebook import db
from duebook.apps.invoicing.actions.crediting import (
    IssueCreditNote,
    issue_credit_note,
)
from duebook.apps.invoicing.actions.drafts import IssueInvoice, issue_invoice
from duebook.apps.invoicing.actions.lateness import (
    ChargeLateness,
    LatenessCharged,
    charge_lateness,
)
from duebook.apps.invoicing.queries.listing import documents
from duebook.apps.payments.actions import Asked as PaidFor
from duebook.apps.receivables.queries import (
    Asked,
    items_by_number,
    statement_of,
)
from duebook.apps.reports.queries import Wanted, report
from duebook.domain.disputes import Outcome
from duebook.domain.statements import StatementKind
from tests.apps.disputes.office import closed, contested, item_of
from tests.apps.imports.office import taken
from tests.apps.payments.office import DAY, a_payment, owes, receive
from tests.office import (
    CLERK,
    a_charge,
    a_party,
    a_price_book,
    an_entity,
    books_hold,
    by,
)

if TYPE_CHECKING:
    from duebook.apps.receivables.queries import Item
    from duebook.apps.reports.queries import Report

pytestmark = pytest.mark.django_db

LATER = DAY + timedelta(days=2)


def aging(entity_id: int, on: date, known_at: datetime | None = None) -> Report:
    wanted = Wanted(
        entity_id=entity_id,
        currency="USD",
        locale="en-US",
        on=on,
        first=on,
        known_at=known_at,
    )
    with db.reading(entity_id):
        return report("aging", wanted)


def contested_in(told: Report) -> tuple[list[Any], list[Any]]:
    """The last cells of rows and totals, where the column is there."""
    assert told.columns[-1].title == "Contested"
    return [row.cells[-1] for row in told.rows], [row.cells[-1] for row in told.totals]


def test_aging_shows_what_is_contested_of_any_day() -> None:
    office = an_entity()
    first, _ = owes(office, a_party(office), 100_00, 50_00)
    owes(office, a_party(office, "Brio"), 80_00, numbers=["B-1"])
    number = contested(office, first, 30_00).number
    closed(office, number, closed_on=LATER)

    assert contested_in(aging(office, DAY)) == ([30_00, 0], [30_00])
    assert aging(office, DAY).notes[-1].startswith("Contested amounts are part of")
    assert aging(office, LATER).columns[-1].title == "Credits"
    before = datetime(2026, 11, 3, 11, tzinfo=UTC)
    assert aging(office, DAY, known_at=before).columns[-1].title == "Credits"


def test_what_was_paid_all_the_same_is_not_contested_any_more() -> None:
    office = an_entity()
    party_id = a_party(office)
    [item_id] = owes(office, party_id, 100_00)
    contested(office, item_id, 30_00)
    asked = (PaidFor(item_id, 80_00),)
    receive(office, a_payment(party_id, 80_00, received_on=LATER, asked=asked))

    assert contested_in(aging(office, DAY)) == ([30_00], [30_00])
    assert contested_in(aging(office, LATER)) == ([20_00], [20_00])


def test_a_statement_marks_what_is_under_review() -> None:
    office = an_entity()
    party_id = a_party(office)
    first, _ = owes(office, party_id, 100_00, 50_00)
    contested(office, first, 30_00)

    asked = Asked(kind=StatementKind.OPEN_ITEM, as_of=DAY)
    with db.reading(office):
        [told] = statement_of(office, "TIDEWELL", asked)

    assert [row.contested_minor for row in told.rows] == [30_00, 0]
    assert told.total_minor == 150_00


@pytest.mark.parametrize("kind", StatementKind)
def test_every_kind_of_statement_says_what_is_under_review(kind: StatementKind) -> None:
    office = an_entity()
    first, _ = owes(office, a_party(office), 100_00, 50_00)
    number = contested(office, first, 30_00).number
    closed(office, number, closed_on=LATER)

    def told(on: date) -> tuple[int, int]:
        asked = Asked(kind=kind, as_of=on, from_on=DAY if kind != "open_item" else None)
        with db.reading(office):
            [one] = statement_of(office, "TIDEWELL", asked)
        return one.total_minor, one.contested_minor

    assert told(DAY) == (150_00, 30_00)
    assert told(LATER) == (150_00, 0)


def test_the_list_of_invoices_marks_what_is_disputed() -> None:
    office = an_entity()
    a_price_book(office, CONSULT="140.00")
    a_party(office)
    item_id = an_invoice(office).id

    def state() -> str:
        with db.reading(office):
            [listed] = documents(office)
        return str(listed.state(DAY))

    contested(office, item_id, 40_00)
    assert state() == "not due, part disputed"
    contested(office, item_id)
    assert state() == "disputed"


def late(office: int, on: date) -> LatenessCharged:
    return charge_lateness(ChargeLateness(entity_id=office, on=on), **by(CLERK))


def test_no_fee_and_no_interest_run_on_what_is_contested() -> None:
    office = an_entity(late_fee_minor=15_00, interest_bp=365)
    whole, part = owes(office, a_party(office), 1_000_00, 1_000_00)
    number = contested(office, whole).number
    contested(office, part, 500_00)

    january = late(office, date(2027, 1, 31))
    closed(office, number, closed_on=date(2027, 2, 1))
    february = late(office, date(2027, 2, 28))

    # January: 31 days of 500.00; February: 28 days of 500.00 and of 1,000.00.
    assert january == LatenessCharged(fees=1, interests=1, total_minor=15_00 + 1_55)
    assert february == LatenessCharged(
        fees=1, interests=2, total_minor=15_00 + 1_40 + 2_80
    )


def test_a_file_of_payments_leaves_what_is_contested_open() -> None:
    office = an_entity()
    [item_id] = owes(office, a_party(office), 100_00)
    contested(office, item_id, 30_00)

    taken(
        office,
        "payments",
        "Party,Date,Amount,Method,Invoice\nTIDEWELL,2026-11-03,100.00,wire,INV-1\n",
    )

    assert item_of(office, item_id).open_minor == 30_00
    assert books_hold(office)


def an_invoice(office: int) -> Item:
    """What is owed for a consultation."""
    charge = a_charge("TIDEWELL")
    invoice = IssueInvoice(entity_id=office, charges=(charge,), issued_on=DAY)
    number = issue_invoice(invoice, **by(CLERK)).number
    with db.reading(office):
        [item] = items_by_number(office, [number])[number]
    return item


def test_a_credit_note_settles_what_was_contested() -> None:
    office = an_entity()
    a_price_book(office, CONSULT="140.00")
    a_party(office)
    item = an_invoice(office)
    number = contested(office, item.id).number

    issue_credit_note(
        IssueCreditNote(
            entity_id=office,
            number=item.number,
            credited_on=DAY,
            reason="they are right",
        ),
        **by(CLERK),
    )
    closed(office, number, Outcome.UPHELD, reason="credited in full")

    assert item_of(office, item.id).open_minor == 0
    assert item_of(office, item.id).contested_minor == 0
    assert books_hold(office)
