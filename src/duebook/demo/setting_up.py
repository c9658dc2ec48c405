"""An imaginary entity into the books: chart, people, price book, parties."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from importlib.resources import files
from typing import TYPE_CHECKING, Final
from uuid import NAMESPACE_DNS, UUID, uuid5

from duebook import db
from duebook.apps.catalog.actions import (
    KeepItems,
    KeepTariffs,
    SetPrices,
    SetShippingRates,
    SetTaxRates,
    keep_items,
    keep_tariffs,
    set_prices,
    set_shipping_rates,
    set_tax_rates,
)
from duebook.apps.entities.actions import (
    SYSTEM,
    AppointPerson,
    OpenEntity,
    SetPattern,
    appoint_person,
    open_entity,
    set_pattern,
)
from duebook.apps.entities.management.office import Sending
from duebook.apps.invoicing.actions.recurring import KeepRecurring, keep_recurring
from duebook.apps.ledger.actions import (
    KeepAccounts,
    NewRate,
    OpenPeriods,
    SetExchangeRates,
    keep_accounts,
    open_periods,
    set_exchange_rates,
)
from duebook.apps.ledger.queries import account_ids
from duebook.apps.parties.actions import (
    KeepParties,
    KeepTerms,
    keep_parties,
    keep_terms,
)
from duebook.demo.blueprint import THIS_MONTH, Blueprint
from duebook.demo.dice import dice
from duebook.demo.workdays import clock
from duebook.documents.logos import logo_from_file
from duebook.domain.calendars import add_months
from duebook.domain.catalog import ItemEntry, PriceEntry, TariffEntry, TaxRateEntry
from duebook.domain.checks.facts import DeliveryWay
from duebook.domain.pricing import Tier
from duebook.domain.spans import ALWAYS

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from duebook.demo.blueprint import Sold

CLERK: Final = "Billing desk"
MANAGER: Final = "Office manager"
ACCOUNTANT: Final = "Accountant"
BOOK: Final = "BOOK"
PEOPLE: Final = {CLERK: "coordinator", MANAGER: "manager", ACCOUNTANT: "accountant"}


@dataclass(slots=True)
class Desk:
    """Somebody at work in an entity on a day of the imaginary calendar.

    Keys are counted, so that the same demo sends the same commands again.
    """

    entity_id: int
    blueprint: Blueprint
    day: date
    sent: int = 0

    @property
    def code(self) -> str:
        return self.blueprint.code

    def sends(self, actor: str = CLERK) -> Sending:
        """``**desk.sends()``: the keywords of the next action."""
        self.sent += 1
        return Sending(
            actor=actor,
            key=_key(f"{self.code}/{self.sent}"),
            at=clock(self.day) + timedelta(seconds=self.sent % 3_600),
        )

    def reading(self) -> AbstractContextManager[None]:
        """Read the entity's rows."""
        return db.reading(self.entity_id)


def _key(name: str) -> UUID:
    return uuid5(NAMESPACE_DNS, f"{name}.demo.duebook.example")


def _logo(blueprint: Blueprint) -> str:
    drawing = files("duebook.demo") / "logos" / f"{blueprint.code.lower()}.svg"
    return logo_from_file(drawing.read_bytes(), blueprint.name).svg


def set_up(blueprint: Blueprint, months: int) -> Desk:
    """Open the entity before its first month, and write what its work rests on."""
    begins = add_months(THIS_MONTH, -months)
    day = begins - timedelta(days=3)
    entity_id = open_entity(
        OpenEntity(
            code=blueprint.code,
            name=blueprint.name,
            address=blueprint.address,
            country=blueprint.country,
            currency=blueprint.currency,
            time_zone=blueprint.time_zone,
            settings={**blueprint.settings, "logo": _logo(blueprint)},
        ),
        key=_key(blueprint.code),
        at=clock(day),
    )
    desk = Desk(entity_id, blueprint, day)
    _keep_books(desk, begins, months)
    _set_rates(desk, begins, months)
    _keep_price_book(desk)
    keep_terms(
        KeepTerms(entity_id=entity_id, terms=blueprint.terms), **desk.sends(SYSTEM)
    )
    keep_parties(
        KeepParties(
            entity_id=entity_id,
            parties=tuple(
                replace(party, delivery=DeliveryWay.NONE) for party in blueprint.parties
            ),
        ),
        **desk.sends(),
    )
    _keep_contracts(desk)
    if blueprint.recurring:
        recurring = KeepRecurring(entity_id=entity_id, entries=blueprint.recurring)
        keep_recurring(recurring, **desk.sends())
    return desk


def _keep_books(desk: Desk, begins: date, months: int) -> None:
    """The chart, the periods to the end of next year, the people, the numbering."""
    for accounts in (
        KeepAccounts(entity_id=desk.entity_id),
        KeepAccounts(entity_id=desk.entity_id, accounts=desk.blueprint.accounts),
    ):
        keep_accounts(accounts, **desk.sends(SYSTEM))
    periods = OpenPeriods(entity_id=desk.entity_id, first=begins, months=months + 15)
    open_periods(periods, **desk.sends(SYSTEM))
    for name, role in PEOPLE.items():
        person = AppointPerson(entity_id=desk.entity_id, name=name, role=role)
        appoint_person(person, **desk.sends(SYSTEM))
    for kind, pattern in desk.blueprint.patterns.items():
        set_pattern(
            SetPattern(
                entity_id=desk.entity_id, kind=kind, year=begins.year, pattern=pattern
            ),
            **desk.sends(SYSTEM),
        )


def _set_rates(desk: Desk, begins: date, months: int) -> None:
    """What other currencies are worth, month by month from the one before."""
    rates = tuple(
        NewRate(
            currency=currency,
            valued_on=add_months(begins, month),
            per_unit=_drifted(Decimal(about), currency, month),
            source="monthly mean, imaginary",
        )
        for currency, about in (desk.blueprint.rates or {}).items()
        for month in range(-1, months + 2)
    )
    if rates:
        said = SetExchangeRates(entity_id=desk.entity_id, rates=rates)
        set_exchange_rates(said, **desk.sends())


def _drifted(about: Decimal, currency: str, month: int) -> Decimal:
    """A rate up to three per cent off, in four decimals."""
    off = dice("rate", currency, month).randint(-300, 300)
    return (about * (10_000 + off) / 10_000).quantize(Decimal("0.0001"))


def _keep_price_book(desk: Desk) -> None:
    """Items, the book that holds for all, taxes and what parcels cost."""
    entity_id, blueprint = desk.entity_id, desk.blueprint
    with desk.reading():
        accounts = account_ids(entity_id)
    items = tuple(
        ItemEntry(
            code=sold.code,
            description=sold.description,
            revenue_account_id=accounts[sold.account],
            unit=sold.unit,
            kind=sold.kind,
            tax_category=sold.category,
            weight_kg=Decimal(sold.weight_kg),
            is_countable=sold.is_countable,
        )
        for sold in blueprint.sold
    )
    keep_items(KeepItems(entity_id=entity_id, items=items), **desk.sends())
    book = TariffEntry(code=BOOK, name=blueprint.book, currency=blueprint.currency)
    keep_tariffs(KeepTariffs(entity_id=entity_id, tariffs=(book,)), **desk.sends())
    prices = tuple(map(_book_price, (one for one in blueprint.sold if one.price)))
    set_prices(SetPrices(entity_id=entity_id, prices=prices), **desk.sends())
    rates = tuple(
        TaxRateEntry(
            place=levied.place,
            category=levied.category,
            name=levied.name,
            percent=Decimal(levied.percent),
            account_id=accounts[levied.account],
            valid=ALWAYS,
            order=levied.order,
        )
        for levied in blueprint.taxes
    )
    set_tax_rates(SetTaxRates(entity_id=entity_id, rates=rates), **desk.sends())
    if blueprint.shipping:
        shipping = SetShippingRates(entity_id=entity_id, rates=blueprint.shipping)
        set_shipping_rates(shipping, **desk.sends())


def _book_price(sold: Sold) -> PriceEntry:
    tiers = sold.tiers or {0: sold.price}
    return PriceEntry(
        tariff=BOOK,
        item=sold.code,
        tiers=tuple(
            Tier(from_quantity=Decimal(first), unit_price=Decimal(price))
            for first, price in tiers.items()
        ),
        valid=ALWAYS,
    )


def _keep_contracts(desk: Desk) -> None:
    """The tariffs that are only for some parties or currencies, with their prices."""
    entity_id, blueprint = desk.entity_id, desk.blueprint
    if blueprint.tariffs:
        tariffs = KeepTariffs(entity_id=entity_id, tariffs=blueprint.tariffs)
        keep_tariffs(tariffs, **desk.sends())
        prices = SetPrices(entity_id=entity_id, prices=blueprint.prices)
        set_prices(prices, **desk.sends())
