"""Builders of an office for tests: an entity with its chart, periods and people."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from duebook import db
from duebook.apps.audit import queries as audit
from duebook.apps.catalog.actions.items import KeepItems, keep_items
from duebook.apps.catalog.actions.prices import SetPrices, set_prices
from duebook.apps.catalog.actions.tariffs import KeepTariffs, keep_tariffs
from duebook.apps.close.actions import RequireSignOffs, require_sign_offs
from duebook.apps.close.queries.invariants import offenders
from duebook.apps.entities.actions import (
    SYSTEM,
    AppointPerson,
    OpenEntity,
    appoint_person,
    open_entity,
)
from duebook.apps.invoicing.actions.charges import NewCharge
from duebook.apps.ledger.actions import (
    KeepAccounts,
    OpenPeriods,
    keep_accounts,
    open_periods,
)
from duebook.apps.ledger.queries import accounts_by_role
from duebook.apps.parties.actions import KeepParties, keep_parties
from duebook.apps.parties.queries import parties_by_code
from duebook.domain.catalog import ItemEntry, PriceEntry, TariffEntry
from duebook.domain.checks.facts import Address, AddressKind
from duebook.domain.ledger import AccountRole
from duebook.domain.parties import Contact, PartyEntry
from duebook.domain.pricing import Tier
from duebook.domain.spans import Span

CLERK = "Dana Whitfield"
MANAGER = "Marta Ilić"
NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Said:
    """Who says a command, when, under which key: the keywords of every action."""

    actor: str
    key: uuid.UUID
    at: datetime

    def keys(self) -> list[str]:
        return ["actor", "key", "at"]

    def __getitem__(self, name: str) -> object:
        return getattr(self, name)


def by(actor: str = SYSTEM, *, at: datetime = NOON) -> Said:
    """``**by(CLERK)``: a new sending by somebody."""
    return Said(actor, uuid.uuid4(), at)


def an_entity(
    code: str = "HP",
    *,
    currency: str = "USD",
    first: date = date(2026, 1, 1),
    months: int = 24,
    time_zone: str = "America/Chicago",
    signs: bool = False,
    **settings: str | int,
) -> int:
    """An entity with the usual chart, open periods, a clerk and a manager.

    Its months are locked without signatures unless it ``signs``.
    """
    entity_id = open_entity(
        OpenEntity(
            code=code,
            name=f"{code} Ltd",
            address="1 Harbor Street\nPort Alder",
            country="US",
            currency=currency,
            time_zone=time_zone,
            settings=settings,
        ),
        key=uuid.uuid4(),
        at=NOON,
    )
    keep_accounts(KeepAccounts(entity_id=entity_id), **by())
    open_periods(OpenPeriods(entity_id=entity_id, first=first, months=months), **by())
    for name, role in ((CLERK, "coordinator"), (MANAGER, "manager")):
        appoint_person(AppointPerson(entity_id=entity_id, name=name, role=role), **by())
    if not signs:
        nothing = RequireSignOffs(entity_id=entity_id, points=(), reason="a test")
        require_sign_offs(nothing, **by())
    return entity_id


def chain_holds(entity_id: int) -> bool:
    """Whether the audit chain and the facts under it are as they were written."""
    with db.reading(entity_id):
        broken = [*audit.broken_events(entity_id), *audit.broken_facts(entity_id)]
    assert broken == []
    return True


def a_party(
    entity_id: int, name: str = "Tidewell Hotels", code: str = "", **fields: Any
) -> int:
    """A party to bill, with an address, a mail address and nothing special."""
    code = code or name.split(maxsplit=1)[0].upper()
    entry = PartyEntry(
        **{
            "code": code,
            "name": name,
            "currency": "USD",
            "tax_place": "US-OR",
            "addresses": (AN_ADDRESS,),
            "contacts": (Contact(email=f"{code.lower()}@example.com"),),
            **fields,
        }
    )
    keep_parties(KeepParties(entity_id=entity_id, parties=(entry,)), **by())
    with db.reading(entity_id):
        return parties_by_code(entity_id, [code])[code].id


AN_ADDRESS = Address(
    kind=AddressKind.BILLING,
    street="12 Alder Street",
    city="Portland",
    postcode="97201",
    region="OR",
    country="US",
)


def a_price_book(entity_id: int, **prices: str) -> None:
    """Items of the names given, each with its unit price, in the book ``BOOK``."""
    with db.reading(entity_id):
        revenue_id = accounts_by_role(entity_id)[AccountRole.REVENUE]
    keep_items(
        KeepItems(
            entity_id=entity_id,
            items=tuple(
                ItemEntry(
                    code=code,
                    description=code.capitalize(),
                    revenue_account_id=revenue_id,
                    unit="h",
                )
                for code in prices
            ),
        ),
        **by(),
    )
    book = TariffEntry(code="BOOK", name="price book 2026", currency="USD")
    keep_tariffs(KeepTariffs(entity_id=entity_id, tariffs=(book,)), **by())
    set_prices(
        SetPrices(
            entity_id=entity_id,
            prices=tuple(
                PriceEntry(
                    tariff="BOOK",
                    item=code,
                    tiers=(Tier(from_quantity=Decimal(0), unit_price=Decimal(price)),),
                    valid=Span(date(2026, 1, 1)),
                )
                for code, price in prices.items()
            ),
        ),
        **by(),
    )


def a_charge(party: str, item: str = "CONSULT", **fields: Any) -> NewCharge:
    """A charge of one unit, done on 2 November 2026, priced by the book."""
    return NewCharge(
        **{
            "party": party,
            "item": item,
            "service_on": date(2026, 11, 2),
            "currency": "USD",
            **fields,
        }
    )


def books_hold(entity_id: int) -> bool:
    """Whether ``duebook check`` finds nothing."""
    with db.reading(entity_id):
        assert offenders(entity_id) == []
    return True
