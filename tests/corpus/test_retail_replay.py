"""Two weeks of a real shop, replayed: its invoices and credit notes to the penny."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from duebook import db
from duebook.apps.catalog.actions.items import KeepItems, keep_items
from duebook.apps.invoicing.actions.billing import (
    StartBillingRun,
    carry_on,
    start_billing_run,
)
from duebook.apps.invoicing.actions.charges import NewCharge, TakeCharges, take_charges
from duebook.apps.invoicing.actions.checking import SetSeverity, set_severity
from duebook.apps.invoicing.actions.crediting import IssueCreditNote, issue_credit_note
from duebook.apps.ledger.queries import accounts_by_role
from duebook.apps.parties.actions import KeepParties, keep_parties
from duebook.apps.parties.queries import parties_by_code
from duebook.apps.receivables.actions import (
    OpeningItem,
    TakeOverItems,
    take_over_items,
)
from duebook.domain.catalog import ItemEntry
from duebook.domain.crediting import CreditAsked
from duebook.domain.invoicing import Grouping
from duebook.domain.ledger import AccountRole
from duebook.domain.money import from_minor
from duebook.domain.parties import Contact, PartyEntry
from tests.corpus.samples import expected, needs_corpus, sample
from tests.office import AN_ADDRESS, MANAGER, an_entity, books_hold, by

if TYPE_CHECKING:
    from collections.abc import Iterable

pytestmark = [needs_corpus, pytest.mark.django_db]

FILE = "d_ar/online_retail/online_retail_2023-02_first_half.csv"
ISSUED = date(2023, 2, 15)
AT = datetime(2023, 2, 15, 18, tzinfo=UTC)
WALK_IN = "WALK-IN"


@dataclass(frozen=True)
class Sold:
    """A row of the file; a negative quantity came back."""

    key: str
    invoice: str
    item: str
    description: str
    quantity: Decimal
    price: Decimal
    on: date
    customer: str
    country: str

    @property
    def total(self) -> Decimal:
        return self.quantity * self.price

    @property
    def is_cancelled(self) -> bool:
        return self.invoice.startswith("C")


def the_file() -> list[Sold]:
    rows = csv.DictReader(io.StringIO(sample(FILE).decode("utf-8")))
    return [
        Sold(
            key=f"{row['InvoiceNo']}-{number}",
            invoice=row["InvoiceNo"],
            item=row["StockCode"],
            description=row["Description"] or row["StockCode"],
            quantity=Decimal(row["Quantity"]),
            price=Decimal(row["UnitPrice"]),
            on=datetime.fromisoformat(row["InvoiceDate"]).date(),
            customer=row["CustomerID"] or WALK_IN,
            country=row["Country"],
        )
        for number, row in enumerate(rows, start=1)
    ]


def a_shop(sold: list[Sold]) -> int:
    """The shop's customers and goods; two alike invoices are no doubles there."""
    entity_id = an_entity("SHOP", currency="GBP", first=date(2023, 1, 1), months=3)
    for code in ("invoice_duplicate", "charge_billed_already"):
        set_severity(
            SetSeverity(entity_id=entity_id, code=code, severity="note"), **by()
        )
    with db.reading(entity_id):
        revenue_id = accounts_by_role(entity_id)[AccountRole.REVENUE]
    items = {row.item: row.description for row in sold}
    keep_items(
        KeepItems(
            entity_id=entity_id,
            items=tuple(
                ItemEntry(
                    code=code,
                    description=description,
                    revenue_account_id=revenue_id,
                    unit="pc",
                )
                for code, description in items.items()
            ),
        ),
        **by(),
    )
    parties = tuple(
        PartyEntry(
            code=code,
            name=f"Customer {code}",
            currency="GBP",
            tax_place="US-OR",
            addresses=(AN_ADDRESS,),
            contacts=(Contact(email=f"{code.lower()}@example.com"),),
            grouping=Grouping.PO,
        )
        for code in sorted({row.customer for row in sold})
    )
    keep_parties(KeepParties(entity_id=entity_id, parties=parties), **by())
    return entity_id


def bill(entity_id: int, sold: Iterable[Sold]) -> None:
    """Bill the sales in one run, an invoice for each number of the file as its PO."""
    charges = tuple(
        NewCharge(
            external_key=row.key,
            party=row.customer,
            item=row.item,
            description=row.description,
            quantity=row.quantity,
            unit_price=row.price,
            service_on=row.on,
            currency="GBP",
            po=row.invoice,
        )
        for row in sold
    )
    take_charges(TakeCharges(entity_id=entity_id, charges=charges), **by())
    db.refresh_statistics("parties_party", "catalog_item", "invoicing_charge")
    run_id = start_billing_run(
        StartBillingRun(entity_id=entity_id, until=ISSUED, issued_on=ISSUED),
        **by(MANAGER, at=AT),
    )
    for progress in carry_on(entity_id, run_id, actor=MANAGER, at=AT):
        assert progress.last.exceptions == ()


@dataclass
class Left:
    """A line as it was billed, and how many of it may still come back."""

    document: str
    line_id: int
    quantity: Decimal


def billed_lines(entity_id: int, sold: Iterable[Sold]) -> dict[tuple[Any, ...], list]:
    """The lines of the invoices, by customer, item and price."""
    by_key = {row.key: row for row in sold}
    with db.reading(entity_id):
        rows = db.tuples_of(
            "SELECT charge.external_key, document.number, line.id"
            " FROM invoicing_line AS line JOIN invoicing_document AS document"
            " ON document.entity_id = %(entity)s AND document.id = line.document_id"
            " JOIN invoicing_charge AS charge ON charge.entity_id = %(entity)s"
            " AND charge.id = line.charge_id WHERE line.entity_id = %(entity)s"
            " ORDER BY line.id",
            {"entity": entity_id},
        )
    found: dict[tuple[Any, ...], list[Left]] = defaultdict(list)
    for key, number, line_id in rows:
        row = by_key[key]
        found[row.customer, row.item, row.price].append(
            Left(number, line_id, row.quantity)
        )
    return found


def take_back(entity_id: int, sold: list[Sold]) -> int:
    """Credit what came back, and return how many rows found what they take back.

    What was sold before the file begins has no invoice here: its credit is taken
    over as an opening balance, as an office does that changes its system.
    """
    lines = billed_lines(entity_id, sold)
    credits_: dict[tuple[str, str], dict[int, Decimal]] = defaultdict(dict)
    older: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    found = 0
    for row in (row for row in sold if row.is_cancelled):
        fitting = [
            line
            for line in lines[row.customer, row.item, row.price]
            if line.quantity >= -row.quantity
            and line.line_id not in credits_[row.invoice, line.document]
        ]
        if fitting:
            fitting[0].quantity += row.quantity
            asked = credits_[row.invoice, fitting[0].document]
            asked[fitting[0].line_id] = -row.quantity
            found += 1
        else:
            older[row.invoice, row.customer] += row.total
    for (reason, number), asked in credits_.items():
        if not asked:
            continue
        issue_credit_note(
            IssueCreditNote(
                entity_id=entity_id,
                number=number,
                credited_on=ISSUED,
                reason=reason,
                asked=tuple(
                    CreditAsked(line_id=line_id, quantity=quantity)
                    for line_id, quantity in asked.items()
                ),
            ),
            **by(MANAGER, at=AT),
        )
    take_over(entity_id, older)
    return found


def take_over(entity_id: int, older: dict[tuple[str, str], Decimal]) -> None:
    with db.reading(entity_id):
        parties = parties_by_code(entity_id, {customer for _, customer in older})
    take_over_items(
        TakeOverItems(
            entity_id=entity_id,
            taken_over_on=ISSUED,
            items=tuple(
                OpeningItem(
                    party_id=parties[customer].id,
                    number=number,
                    currency="GBP",
                    amount_minor=int(total * 100),
                    document_on=ISSUED,
                    due_on=ISSUED,
                )
                for (number, customer), total in older.items()
            ),
        ),
        **by(at=AT),
    )


def totals(entity_id: int) -> list[tuple[str, str, Decimal]]:
    """The file's number, the customer and the amount, of every item."""
    with db.reading(entity_id):
        rows = db.tuples_of(
            "SELECT CASE item.kind WHEN 'invoice' THEN document.po"
            " WHEN 'credit_note' THEN document.reason ELSE item.number END,"
            " party.code, item.amount_minor FROM receivables_item AS item"
            " JOIN parties_party AS party ON party.entity_id = %(entity)s"
            " AND party.id = item.party_id LEFT JOIN invoicing_document AS document"
            " ON document.entity_id = %(entity)s AND document.id = item.document_id"
            " WHERE item.entity_id = %(entity)s",
            {"entity": entity_id},
        )
    return [
        (number, code, from_minor(amount_minor, "GBP"))
        for number, code, amount_minor in rows
    ]


def summed(pairs: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for name, amount in pairs:
        found[name] += amount
    return found


def test_the_shops_weeks_replay_to_the_known_totals() -> None:
    known = expected("ar")[FILE]
    sold = the_file()
    entity_id = a_shop(sold)
    free = {
        number
        for number, total in summed(
            (row.invoice, abs(row.total)) for row in sold
        ).items()
        if not total
    }  # counts of the stock, which nobody owes

    bill(entity_id, [r for r in sold if not r.is_cancelled and r.invoice not in free])
    found = take_back(entity_id, sold)

    assert found > 80
    came_to = totals(entity_id)
    by_invoice = summed((number, amount) for number, _, amount in came_to)
    assert len(by_invoice.keys() | free) == known["invoices"]
    for number, total in known["invoice_totals_sample"].items():
        assert by_invoice[number] == Decimal(total), number
    by_customer = summed((code, amount) for _, code, amount in came_to)
    for code, total in known["customer_totals_sample"].items():
        assert by_customer[code or WALK_IN] == Decimal(total), code
    country = {row.invoice: row.country for row in sold}
    by_country = summed((country[number], amount) for number, _, amount in came_to)
    assert {name: total for name, total in by_country.items() if total} == {
        name: Decimal(total) for name, total in known["country_totals"].items()
    }
    assert sum(by_invoice.values()) == Decimal(known["grand_total"])
    with db.reading(entity_id):
        [[owed_minor]] = db.tuples_of(
            "SELECT sum(open_minor)::bigint FROM receivables_item"
            " WHERE entity_id = %(entity)s",
            {"entity": entity_id},
        )
    assert from_minor(owed_minor, "GBP") == Decimal(known["grand_total"])
    assert books_hold(entity_id)
