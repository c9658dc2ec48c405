"""A copy of an entity to learn on: the same office, from which nothing leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import product
from typing import TYPE_CHECKING, ClassVar, Final

from django.db import transaction

from duebook.apps.banking.actions.accounts import OpenBankAccount, open_bank_account
from duebook.apps.banking.queries.accounts import BankAccount, bank_accounts
from duebook.apps.catalog import queries as catalog
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
    PATTERNS,
    SYSTEM,
    AppointPerson,
    OpenEntity,
    SeatUser,
    SetPattern,
    appoint_person,
    new_key,
    open_entity,
    seat_user,
    set_pattern,
)
from duebook.apps.entities.queries import (
    RETIRED,
    Known,
    entity,
    people,
    person,
    users_seated,
)
from duebook.apps.ledger import queries as ledger
from duebook.apps.ledger.actions import (
    KeepAccounts,
    NewAccount,
    OpenPeriods,
    keep_accounts,
    open_periods,
)
from duebook.apps.ledger.queries import Account
from duebook.apps.parties.actions import (
    UNKNOWN,
    KeepParties,
    KeepTerms,
    keep_parties,
    keep_terms,
)
from duebook.apps.parties.queries import (
    entries_by_code,
    find_parties,
    parties,
    parties_by_code,
    terms_by_id,
)
from duebook.apps.receivables.actions import (
    OpeningItem,
    TakeOverItems,
    take_over_items,
)
from duebook.apps.receivables.queries import KnownItem, items_as_of
from duebook.domain import rights
from duebook.domain.calendars import PaymentTerms
from duebook.domain.catalog import (
    ItemEntry,
    PriceEntry,
    ShippingRateEntry,
    TariffEntry,
    TaxRateEntry,
)
from duebook.domain.errors import Refusal
from duebook.domain.ledger import AccountRole
from duebook.domain.parties import PartyEntry
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from duebook.apps.entities.actions.sitting import Sending, Sitting
    from duebook.apps.entities.models import Entity
    from duebook.domain.pricing import ShippingRate
    from duebook.domain.tax import TaxRate

MARK: Final = "PRACTICE-"
"""What every number of a practice copy begins with."""

_ALL: Final = 10_000_000
_AT_ONCE: Final = 5_000


@dataclass(eq=False)
class PracticeOfPractice(Refusal):
    """A copy was to be made of a copy."""

    code: ClassVar[str] = "practice_of_practice"
    template: ClassVar[str] = (
        "{entity} is for practice itself; make a copy of the real books."
    )

    entity: str


@dataclass(frozen=True, slots=True)
class PracticeOpened:
    """A practice copy: its id and code, and how much there is to practise with."""

    entity_id: int
    code: str
    parties: int
    items: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Office:
    """What is copied of an entity: how it works, whom it bills, what they owe.

    Codes stand for the ids of the source, which mean nothing in the copy.
    """

    entity: OpenEntity
    accounts: Sequence[Account]
    months: tuple[date, int]
    people: Sequence[Known]
    users: Mapping[str, int]
    terms: Sequence[PaymentTerms]
    parties: Sequence[PartyEntry]
    items: Sequence[tuple[ItemEntry, str]]
    tariffs: Sequence[TariffEntry]
    prices: Sequence[PriceEntry]
    taxes: Sequence[tuple[TaxRateEntry, str]]
    shipping: Sequence[ShippingRateEntry]
    banks: Sequence[tuple[BankAccount, str]]
    owed: Sequence[tuple[KnownItem, str]]


def copy_for_practice(sitting: Sitting, code: str = "") -> PracticeOpened:
    """Make a copy of the entity to learn on; nothing ever leaves it.

    It has the same people and seats, chart, months, price book, taxes, terms and
    parties, and what is open is taken over as opening balances of today.  Documents,
    bank lines and history stay behind.  Its numbers begin with ``PRACTICE-``.  Like
    all books it is never thrown away: people who retire from it no longer see it.

    Args:
        sitting: who asks, in the entity that is copied; they must administer it.
        code: of the copy; its own with ``-PRACTICE`` where nothing is said.

    Raises:
        NotPermitted: the person does not administer the entity.
        PracticeOfPractice: it is a copy itself.
        CodeTaken: there is an entity of this code.
    """
    actor = sitting.sends()["actor"]
    with sitting.reading():
        rights.require(person(sitting.entity_id, actor), Right.ADMINISTER)
        source = _read(sitting.entity_id, sitting.today, code)
    with transaction.atomic():
        entity_id = open_entity(source.entity, key=new_key(), at=sitting.at)
        copy = _Copy(entity_id, sitting.at, sitting.today)
        copy.set_up(source)
        copy.keep_price_book(source)
        copy.take_over(source)
    return PracticeOpened(
        entity_id, source.entity.code, len(source.parties), len(source.owed)
    )


_OWN: Final = ("code", "name", "address", "country", "currency", "time_zone")
_NOT_COPIED: Final = ("id", "is_practice", *_OWN)


def _read(entity_id: int, today: date, code: str) -> _Office:
    ours = entity(entity_id)
    if ours.is_practice:
        raise PracticeOfPractice(ours.name)
    codes = {
        account_id: code for code, account_id in ledger.account_ids(entity_id).items()
    }
    periods = ledger.periods(entity_id)
    items = catalog.items(entity_id).values()
    tariffs = catalog.tariffs(entity_id)
    prices = catalog.filed_prices(
        entity_id,
        list(product((one.code for one in tariffs), (one.code for one in items))),
    )
    owed = [
        item
        for item in items_as_of(entity_id, today)
        if item.open_minor and item.account_role != AccountRole.UNIDENTIFIED_CASH
    ]
    wanted = {item.party_id for item in owed} | {
        tariff.party_id for tariff in tariffs if tariff.party_id
    }
    known = _parties(entity_id, wanted)
    return _Office(
        entity=_copied(ours, code),
        accounts=ledger.chart(entity_id),
        months=(periods[0].first, len(periods)),
        people=[one for one in people(entity_id) if one.role != RETIRED],
        users=users_seated(entity_id),
        terms=list(terms_by_id(entity_id).values()),
        parties=_entries(entity_id, known.values()),
        items=[
            (catalog.item_entry(one), codes[one.revenue_account_id]) for one in items
        ],
        tariffs=[catalog.tariff_entry(one) for one in tariffs],
        prices=[price.entry for filed in prices.values() for price in filed],
        taxes=[
            (_tax_entry(one), codes[one.account_id])
            for one in catalog.tax_rates(entity_id)
        ],
        shipping=[_shipping_entry(one) for one in catalog.shipping_rates(entity_id)],
        banks=[(bank, codes[bank.account_id]) for bank in bank_accounts(entity_id)],
        owed=[(item, known[item.party_id]) for item in owed],
    )


def _copied(ours: Entity, code: str) -> OpenEntity:
    return OpenEntity(
        code=code or f"{ours.code}-PRACTICE",
        name=f"{ours.name} (practice)",
        address=ours.address,
        country=ours.country,
        currency=ours.currency,
        time_zone=ours.time_zone,
        settings={
            field.name: getattr(ours, field.name)
            for field in ours._meta.concrete_fields
            if field.name not in _NOT_COPIED
        },
        is_practice=True,
    )


def _parties(entity_id: int, wanted: AbstractSet[int]) -> dict[int, str]:
    """The codes of all that are billed and of those wanted besides, by id."""
    billed = {party.id for party in find_parties(entity_id, size=_ALL).parties}
    found = parties(entity_id, billed | wanted)
    return {id_: party.code for id_, party in found.items()}


def _entries(entity_id: int, codes: Iterable[str]) -> list[PartyEntry]:
    """The parties as they are kept; nobody is billed to somebody left behind."""
    entries = entries_by_code(entity_id, [code for code in codes if code != UNKNOWN])
    return [
        replace(entry, bill_to=entry.bill_to if entry.bill_to in entries else "")
        for entry in entries.values()
    ]


def _tax_entry(rate: TaxRate) -> TaxRateEntry:
    return TaxRateEntry(
        place=rate.place,
        category=rate.category,
        name=rate.name,
        percent=rate.percent,
        account_id=0,
        valid=rate.valid,
        compound=rate.compound,
        order=rate.order,
    )


def _shipping_entry(rate: ShippingRate) -> ShippingRateEntry:
    return ShippingRateEntry(
        zone=rate.zone,
        up_to_kg=rate.up_to_kg,
        currency=rate.currency,
        amount_minor=rate.amount_minor,
        valid=rate.valid,
    )


@dataclass(frozen=True, slots=True)
class _Copy:
    """The copy while it is written, by the office itself."""

    entity_id: int
    at: datetime
    today: date

    def sends(self) -> Sending:
        return {"actor": SYSTEM, "key": new_key(), "at": self.at}

    def set_up(self, source: _Office) -> None:
        """Chart, months, numbers, people and their seats."""
        ours = self.entity_id
        accounts = tuple(
            NewAccount(one.code, one.name, one.kind, one.role)
            for one in source.accounts
        )
        keep_accounts(KeepAccounts(entity_id=ours, accounts=accounts), **self.sends())
        first, months = source.months
        open_periods(
            OpenPeriods(entity_id=ours, first=first, months=months), **self.sends()
        )
        for kind, pattern in PATTERNS.items():
            marked = SetPattern(
                entity_id=ours, kind=kind, year=self.today.year, pattern=MARK + pattern
            )
            set_pattern(marked, **self.sends())
        for one in source.people:
            appointed = AppointPerson(
                entity_id=ours,
                name=one.name,
                role=one.role,
                email=one.email,
                limits=dict(one.limits),
            )
            appoint_person(appointed, **self.sends())
            if one.name in source.users:
                seat = SeatUser(
                    entity_id=ours, user_id=source.users[one.name], name=one.name
                )
                seat_user(seat, **self.sends())
        for bank, account in source.banks:
            opened = OpenBankAccount(
                entity_id=ours,
                name=bank.name,
                identifier=bank.identifier,
                currency=bank.currency,
                account=account,
                opened_on=self.today,
            )
            open_bank_account(opened, **self.sends())

    def keep_price_book(self, source: _Office) -> None:
        """Terms, parties, items, prices, taxes and what shipping costs."""
        ours = self.entity_id
        keep_terms(KeepTerms(entity_id=ours, terms=tuple(source.terms)), **self.sends())
        keep_parties(
            KeepParties(entity_id=ours, parties=tuple(source.parties)), **self.sends()
        )
        accounts = ledger.account_ids(ours)
        items = tuple(
            replace(entry, revenue_account_id=accounts[account])
            for entry, account in source.items
        )
        keep_items(KeepItems(entity_id=ours, items=items), **self.sends())
        tariffs = tuple(source.tariffs)
        keep_tariffs(KeepTariffs(entity_id=ours, tariffs=tariffs), **self.sends())
        prices = tuple(source.prices)
        set_prices(SetPrices(entity_id=ours, prices=prices), **self.sends())
        rates = tuple(
            replace(entry, account_id=accounts[account])
            for entry, account in source.taxes
        )
        set_tax_rates(SetTaxRates(entity_id=ours, rates=rates), **self.sends())
        parcels = SetShippingRates(entity_id=ours, rates=tuple(source.shipping))
        set_shipping_rates(parcels, **self.sends())

    def take_over(self, source: _Office) -> None:
        """What is open, as opening balances of today."""
        codes = parties_by_code(self.entity_id, {code for _, code in source.owed})
        opening = [
            OpeningItem(
                party_id=codes[code].id,
                number=item.number,
                currency=item.currency,
                amount_minor=item.open_minor,
                document_on=item.document_on,
                due_on=item.due_on,
            )
            for item, code in source.owed
        ]
        for start in range(0, len(opening), _AT_ONCE):
            part = TakeOverItems(
                entity_id=self.entity_id,
                taken_over_on=self.today,
                items=tuple(opening[start : start + _AT_ONCE]),
            )
            take_over_items(part, **self.sends())
