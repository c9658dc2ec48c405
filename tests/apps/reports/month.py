"""A month of a small office whose figures can be added up by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from duebook import db
from duebook.apps.catalog.actions import SetTaxRates, set_tax_rates
from duebook.apps.invoicing.actions.crediting import IssueCreditNote, issue_credit_note
from duebook.apps.invoicing.actions.drafts import IssueInvoice, issue_invoice
from duebook.apps.invoicing.queries.documents import stored_by_number
from duebook.apps.ledger.queries import accounts_by_role
from duebook.apps.payments.actions import NewPayment, ReceivePayment, receive_payment
from duebook.apps.receivables import queries as owed
from duebook.apps.receivables.actions import WriteOff, write_off
from duebook.apps.reports.queries import Wanted, report
from duebook.domain.application import ApplyBy
from duebook.domain.catalog import TaxRateEntry
from duebook.domain.crediting import CreditAsked
from duebook.domain.ledger import AccountRole
from duebook.domain.payments import Method
from duebook.domain.spans import Span
from tests.office import CLERK, MANAGER, a_charge, a_party, a_price_book, an_entity, by

if TYPE_CHECKING:
    from duebook.apps.reports.queries import Report

NOVEMBER_3 = date(2026, 11, 3)
MONTH_END = date(2026, 11, 30)
EVIL = '=cmd|"/C calc"!A0'
"""A name that a spreadsheet program would run."""


def at(day: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, 15, tzinfo=UTC)


def an_invoice(entity_id: int, party: str, on: date = NOVEMBER_3, **fields: Any) -> str:
    issued = issue_invoice(
        IssueInvoice(
            entity_id=entity_id,
            charges=(a_charge(party, service_on=on, **fields),),
            issued_on=on,
        ),
        **by(CLERK, at=datetime(on.year, on.month, on.day, 15, tzinfo=UTC)),
    )
    return issued.number


def a_month(entity_id: int | None = None) -> int:
    """Two parties, Tidewell and one with an evil name; 10 % tax in Oregon.

    Tidewell: 154.00 on 3 September and 132.00 on 3 November, each due in 30 days; it
    pays 100.00 of the first on 20 October; half the second is credited on 10 November.
    Evil: 66.00 on 3 November, of which 6.00 are written off on 12 November; it pays
    25.00 on account on 15 November.
    """
    if entity_id is None:
        entity_id = an_entity()
    a_price_book(entity_id, CONSULT="140.00", REPORT="60.00")
    _tax(entity_id)
    tidewell = a_party(entity_id)
    evil = a_party(entity_id, EVIL, "EVIL")
    an_invoice(entity_id, "TIDEWELL", date(2026, 9, 3), biller="Jo Park")
    second = an_invoice(
        entity_id, "TIDEWELL", item="REPORT", quantity=Decimal(2), biller="Ana Ruiz"
    )
    third = an_invoice(entity_id, "EVIL", item="REPORT", biller="Ana Ruiz")
    pay(entity_id, tidewell, 100_00, date(2026, 10, 20))
    issue_credit_note(
        IssueCreditNote(
            entity_id=entity_id,
            number=second,
            credited_on=date(2026, 11, 10),
            reason="one report too many",
            asked=(CreditAsked(line_id=_line(entity_id, second), quantity=Decimal(1)),),
        ),
        **by(CLERK, at=at(10)),
    )
    with db.reading(entity_id):
        item = owed.item_by_number(entity_id, third)
    write_off(
        WriteOff(
            entity_id=entity_id,
            item_id=item.id,
            written_off_on=date(2026, 11, 12),
            reason="not worth a letter",
            amount_minor=6_00,
        ),
        **by(MANAGER, at=at(12)),
    )
    pay(entity_id, evil, 25_00, date(2026, 11, 15), is_on_account=True)
    return entity_id


def asked(
    entity_id: int,
    name: str,
    *,
    first: date = date(2026, 11, 1),
    on: date = MONTH_END,
    by: str = "",
    known_at: datetime | None = None,
    size: int | None = None,
) -> Report:
    """A report of November, unless other days are asked for."""
    wanted = Wanted(
        entity_id=entity_id,
        currency="USD",
        locale="en-US",
        on=on,
        first=first,
        by=by,
        known_at=known_at,
        size=size,
    )
    with db.reading(entity_id):
        return report(name, wanted)


def _line(entity_id: int, number: str) -> int:
    with db.reading(entity_id):
        return stored_by_number(entity_id, number).lines[0].id


def pay(
    entity_id: int,
    party_id: int,
    amount_minor: int,
    on: date,
    *,
    is_on_account: bool = False,
) -> None:
    payment = NewPayment(
        party_id=party_id,
        received_on=on,
        currency="USD",
        amount_minor=amount_minor,
        method=Method.WIRE,
        reference="wire 77",
        how=ApplyBy.OLDEST_DUE,
        is_on_account=is_on_account,
    )
    receive_payment(
        ReceivePayment(entity_id=entity_id, payment=payment),
        **by(CLERK, at=datetime(on.year, on.month, on.day, 15, tzinfo=UTC)),
    )


def _tax(entity_id: int) -> None:
    with db.reading(entity_id):
        account_id = accounts_by_role(entity_id)[AccountRole.TAX_PAYABLE]
    rate = TaxRateEntry(
        place="US-OR",
        category="standard",
        name="Sales tax",
        percent=Decimal(10),
        account_id=account_id,
        valid=Span(date(2026, 1, 1)),
    )
    set_tax_rates(SetTaxRates(entity_id=entity_id, rates=(rate,)), **by())
