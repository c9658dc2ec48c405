"""What an imaginary entity consists of, before any of it is in the books."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from duebook.apps.invoicing.actions.charges import NewCharge
from duebook.apps.invoicing.actions.recurring import RecurringEntry
from duebook.apps.ledger.actions import NewAccount
from duebook.domain.calendars import PaymentTerms
from duebook.domain.catalog import (
    ItemKind,
    PriceEntry,
    ShippingRateEntry,
    TariffEntry,
)
from duebook.domain.checks.findings import Severity
from duebook.domain.parties import PartyEntry
from duebook.domain.payments import Method

THIS_MONTH = date(2026, 10, 1)
"""The month that the demo bills and closes; its past comes before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How large the office is: the share of its parties, the months of its past."""

    percent: int = 100
    months: int = 12

    def of(self, count: int) -> int:
        """So many of ``count``, one at least."""
        return max(1, count * self.percent // 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sold:
    """An item with its revenue account by code, and its price in the book, if any."""

    code: str
    description: str
    price: str
    account: str
    unit: str = ""
    kind: ItemKind = ItemKind.SERVICE
    category: str = "standard"
    weight_kg: str = "0"
    tiers: Mapping[int, str] | None = None

    @property
    def is_countable(self) -> bool:
        return self.kind is ItemKind.GOODS


@dataclass(frozen=True, slots=True, kw_only=True)
class Levied:
    """A tax of a place, with the code of the account that it is owed on."""

    place: str
    name: str
    percent: str
    category: str = "standard"
    account: str = "2200"
    order: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OurAccount:
    """An account of the entity at a bank, and the code of its ledger account."""

    name: str
    identifier: str
    currency: str
    account: str = "1000"


class Habit(StrEnum):
    """How a party pays."""

    EARLY = "early"  # within the days of the cash discount, where there are any
    PROMPT = "prompt"
    LATE = "late"
    VERY_LATE = "very late"
    IN_PARTS = "in parts"
    TOO_MUCH = "too much"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blueprint:
    """An entity as it shall be.

    ``settings`` are fields of the entity; ``patterns`` the numbering of its documents.
    ``charges`` says what is done and used in the month that begins on a day.
    ``banks`` are its bank accounts, one for each currency, the own currency's first,
    and ``bank_fee`` is what the lines of its bank say when they take a fee.
    ``ways`` are the ways in which its parties pay, as often as the weights say.
    ``rates`` are what currencies are worth about, which moves from month to month.
    ``retainers`` are deposits billed in the first month, by party and amount in
    whole units.
    """

    code: str
    name: str
    address: str
    country: str
    currency: str
    time_zone: str
    settings: Mapping[str, str | int]
    patterns: Mapping[str, str]
    accounts: tuple[NewAccount, ...]
    terms: tuple[PaymentTerms, ...]
    sold: tuple[Sold, ...]
    book: str
    taxes: tuple[Levied, ...]
    parties: tuple[PartyEntry, ...]
    habits: Mapping[str, Habit]
    charges: Callable[[date], tuple[NewCharge, ...]]
    banks: tuple[OurAccount, ...]
    bank_fee: str
    ways: Mapping[Method, int]
    tariffs: tuple[TariffEntry, ...] = ()
    prices: tuple[PriceEntry, ...] = ()
    shipping: tuple[ShippingRateEntry, ...] = ()
    recurring: tuple[RecurringEntry, ...] = ()
    retainers: Mapping[str, int] | None = None
    retainer_item: str = ""
    severities: Mapping[str, Severity] | None = None
    rates: Mapping[str, str] | None = None

    def bank(self, currency: str) -> OurAccount:
        """The account that takes a currency in."""
        return next(one for one in self.banks if one.currency == currency)

    def party(self, code: str) -> PartyEntry:
        return next(party for party in self.parties if party.code == code)


@dataclass(frozen=True, slots=True)
class MonthFiles:
    """Where the files of an office lie, by what the desk does with them.

    ``charges_fixed`` holds the bad rows of the one before, put right by a person;
    the names of the lockbox's tables end with the day of their deposit.
    """

    folder: str
    charges: str
    charges_fixed: str
    statement: str
    drawer: str = ""
    processor: str = ""
    lockbox: str = ""
