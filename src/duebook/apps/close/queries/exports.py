"""The books as they leave for another program: master data, journal, sales."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.catalog import queries as catalog
from duebook.apps.close.queries.invariants import ROOM
from duebook.apps.close.queries.journal import entries_by_customer, journal
from duebook.apps.entities.queries import entity
from duebook.apps.ledger.queries import account_ids
from duebook.apps.parties import queries as parties
from duebook.domain.checks.facts import AddressKind, PartyStatus
from duebook.domain.spans import Span
from duebook.formats.exports import (
    PRODUCTS,
    Books,
    Customer,
    ExportFile,
    Form,
    Item,
    LedgerAccount,
    SalesLine,
    desktop_files,
    table_files,
    workbook,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date
    from decimal import Decimal

    from duebook.domain.checks.facts import Address, PartyFacts
    from duebook.domain.parties import Contact

LISTS = ("accounts", "customers", "items", "journal", "sales")
"""What can be exported, in the order in which another program needs it."""

DATED = frozenset({"journal", "sales"})
"""The lists that are of a span of days."""

DESKTOP = "quickbooks-desktop"
PLAIN = "plain"
TAKES = {DESKTOP: ("accounts", "customers", "items", "journal")} | {
    key: tuple(what for what in LISTS if what in product.lists)
    for key, product in PRODUCTS.items()
}
"""The lists that each program takes."""

NO_TAX = "Tax Exempt (0%)"
"""Xero's name for the rate of nothing: tax has lines of its own."""

_TWICE = frozenset({"sales"})
"""What the journal has already: Xero would book it a second time."""


def each_once(program: str, *, has_days: bool) -> list[str]:
    """The lists that a program takes, each thing said once."""
    left_out = (frozenset() if program == PLAIN else _TWICE) | (
        frozenset() if has_days else DATED
    )
    return [what for what in TAKES[program] if what not in left_out]


def exported(
    entity_id: int,
    program: str,
    lists: Sequence[str],
    *,
    first: date,
    last: date,
    tax_rate: str = NO_TAX,
) -> list[ExportFile]:
    """The files that a program takes in.

    Args:
        entity_id: whose books.
        program: a key of ``TAKES``.
        lists: which of them.
        first: first day of journal and sales.
        last: their last day.
        tax_rate: Xero's name for the rate of nothing.

    Raises:
        OtherCurrencies: the program takes the entity's own currency alone.
    """
    found = books(entity_id, lists, first=first, last=last, on=last)
    if program == DESKTOP:
        return desktop_files(found, lists)
    is_american = entity(entity_id).language.endswith("-US")
    form = Form(
        product=PRODUCTS[program],
        tax_rate=tax_rate,
        local_dates="%m/%d/%Y" if is_american else "%d/%m/%Y",
    )
    files = table_files(found, lists, form)
    if program == PLAIN:
        records = sum(file.records for file in files)
        files.append(ExportFile("duebook.xlsx", workbook(found, lists, form), records))
    return files


def books(
    entity_id: int, lists: Collection[str], *, first: date, last: date, on: date
) -> Books:
    """What another program takes in of an entity.

    Names of customers and accounts always come along: journal and sales use them.

    Args:
        entity_id: whose books.
        lists: which of ``LISTS`` are wanted.
        first: the first day of journal and sales.
        last: their last day.
        on: the day whose prices items have.
    """
    home = entity(entity_id)
    span = {"entity": entity_id, "first": first, "last": last}
    return Books(
        currency=home.currency,
        customers=tuple(customers(entity_id)),
        items=tuple(items(entity_id, on, home.currency)) if "items" in lists else (),
        accounts=tuple(
            db.rows_of(LedgerAccount, db.sql(ROOM, "chart"), {"entity": entity_id})
        ),
        entries=(
            entries_by_customer(journal(entity_id, first, last))
            if "journal" in lists
            else ()
        ),
        sales=(
            tuple(db.rows_of(SalesLine, db.sql(ROOM, "sales_lines"), span))
            if "sales" in lists
            else ()
        ),
    )


def customers(entity_id: int) -> list[Customer]:
    """All parties but those merged into another, by code."""
    found = [
        party
        for party in parties.party_facts(entity_id)
        if party.status is not PartyStatus.MERGED
    ]
    contacts = parties.contacts_of(entity_id, [party.id for party in found])
    return sorted(
        (_customer(party, contacts.get(party.id, ())) for party in found),
        key=lambda one: one.code,
    )


def _customer(party: PartyFacts, contacts: Sequence[Contact]) -> Customer:
    address = _billing(party.addresses)
    return Customer(
        code=party.code,
        name=party.name,
        currency=party.currency,
        contact=next((one.name for one in contacts if one.name), ""),
        email=next(iter(party.emails), ""),
        phone=next(iter(party.phones), ""),
        street=address.street if address else "",
        city=address.city if address else "",
        region=address.region if address else "",
        postcode=address.postcode if address else "",
        country=address.country if address else "",
        tax_number=next((one.number for one in party.tax_ids), ""),
    )


def _billing(addresses: Sequence[Address]) -> Address | None:
    return min(
        addresses,
        key=lambda address: address.kind is not AddressKind.BILLING,
        default=None,
    )


def items(entity_id: int, on: date, currency: str) -> list[Item]:
    """The items that are sold still, each with its price of the book on a day."""
    prices = _prices(entity_id, on, currency)
    codes = {number: code for code, number in account_ids(entity_id).items()}
    return [
        Item(
            code=item.code,
            description=item.description,
            kind=item.kind,
            account=codes[item.revenue_account_id],
            unit=item.unit,
            price=prices.get(item.id),
        )
        for item in catalog.items(entity_id).values()
        if item.is_active
    ]


def _prices(entity_id: int, on: date, currency: str) -> dict[int, Decimal]:
    """The price for the smallest quantity, by item; the first tariff's counts."""
    found: dict[int, Decimal] = {}
    day = Span(on, on + timedelta(days=1))
    for price in catalog.prices(entity_id, party_ids=(), between=day):
        if price.currency == currency and price.party_id is None:
            lowest = min(price.tiers, key=lambda tier: tier.from_quantity)
            found.setdefault(price.item_id, lowest.unit_price)
    return found
