"""Writing the ledger: the chart, the periods, and every entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.db import transaction
from psycopg.types.range import DateRange

from duebook import db
from duebook.apps.entities.actions import (
    REFUSED_BY,
    SYSTEM,
    Act,
    AppointPerson,
    action,
    appoint_person,
    new_key,
    open_entity,
)
from duebook.apps.ledger import models, queries
from duebook.domain.calendars import add_months, month_of
from duebook.domain.errors import Refusal
from duebook.domain.exchange import RateOfOwnCurrency, judged_rate
from duebook.domain.ledger import CONTROL_ROLES, AccountRole, JournalEntry, reversal
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from duebook.apps.entities.actions import OpenEntity

REFUSED_BY["periods_do_not_overlap"] = "periods may not overlap."
REFUSED_BY["period_stays_closed"] = "a period under hard lock stays closed."
REFUSED_BY["entry_is_reversed_once"] = "the entry was reversed before."
REFUSED_BY["source_posts_once"] = "this event was posted before."
REFUSED_BY["rate_is_set_once"] = "somebody just set a rate of this day."
REFUSED_BY["rate_is_replaced_once"] = "somebody just corrected this rate."


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account of the chart, with the role it plays, if any."""

    code: str
    name: str
    kind: str
    role: AccountRole | None = None


CHART = (
    NewAccount("1000", "Bank", "asset", AccountRole.BANK),
    NewAccount("1050", "Undeposited funds", "asset", AccountRole.UNDEPOSITED),
    NewAccount("1060", "Transfers under way", "asset", AccountRole.TRANSFERS),
    NewAccount("1070", "Card processor", "asset", AccountRole.PROCESSOR),
    NewAccount("1200", "Accounts receivable", "asset", AccountRole.RECEIVABLE),
    NewAccount("1290", "Exchange adjustment", "asset", AccountRole.EXCHANGE_ADJUSTMENT),
    NewAccount("1300", "Tax withheld by payers", "asset", AccountRole.WITHHELD_TAX),
    NewAccount("2100", "Unapplied cash", "liability", AccountRole.UNAPPLIED_CASH),
    NewAccount("2110", "Credit on account", "liability", AccountRole.ON_ACCOUNT),
    NewAccount("2120", "Unidentified cash", "liability", AccountRole.UNIDENTIFIED_CASH),
    NewAccount("2150", "Customer deposits", "liability", AccountRole.DEPOSITS),
    NewAccount("2200", "Tax payable", "liability", AccountRole.TAX_PAYABLE),
    NewAccount("3900", "Opening balances", "equity", AccountRole.OPENING_BALANCE),
    NewAccount("4000", "Revenue", "income", AccountRole.REVENUE),
    NewAccount("4100", "Shipping charged", "income", AccountRole.SHIPPING),
    NewAccount("4200", "Late fees", "income", AccountRole.LATE_FEES),
    NewAccount("4210", "Interest on arrears", "income", AccountRole.INTEREST),
    NewAccount("4900", "Rounding", "income", AccountRole.ROUNDING),
    NewAccount("6100", "Discounts allowed", "expense", AccountRole.DISCOUNT_ALLOWED),
    NewAccount("6110", "Deductions allowed", "expense", AccountRole.DEDUCTIONS),
    NewAccount("6200", "Bad debt", "expense", AccountRole.BAD_DEBT),
    NewAccount("6210", "Small balances", "expense", AccountRole.SMALL_BALANCE),
    NewAccount("6300", "Bank fees", "expense", AccountRole.BANK_FEES),
    NewAccount("6900", "Exchange differences", "expense", AccountRole.EXCHANGE),
)
"""A chart to begin with: an entity adds its own revenue accounts to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepAccounts:
    """Make accounts and give them their roles; those of known codes are renamed."""

    entity_id: int
    accounts: tuple[NewAccount, ...] = CHART


@action(Right.ADMINISTER)
def keep_accounts(command: KeepAccounts, act: Act) -> int:
    """Write accounts of the chart, and return how many there are."""
    for account in command.accounts:
        row, _ = models.Account.objects.update_or_create(
            entity_id=act.entity_id,
            code=account.code,
            defaults={
                "name": account.name,
                "kind": account.kind,
                "is_control": account.role in CONTROL_ROLES,
            },
        )
        if account.role is not None:
            models.RoleAccount.objects.update_or_create(
                entity_id=act.entity_id,
                role=account.role,
                defaults={"account_id": row.id},
            )
    return models.Account.objects.filter(entity_id=act.entity_id).count()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPeriods:
    """Open consecutive months for posting, from the one that ``first`` lies in."""

    entity_id: int
    first: date
    months: int


@action(Right.ADMINISTER)
def open_periods(command: OpenPeriods, act: Act) -> int:
    """Open months, and return how many."""
    first = command.first.replace(day=1)
    spans = [month_of(add_months(first, month)) for month in range(command.months)]
    models.Period.objects.bulk_create(
        models.Period(entity_id=act.entity_id, span=DateRange(span.first, span.until))
        for span in spans
    )
    return len(spans)


@dataclass(frozen=True, slots=True)
class Opened:
    """An entity with its books, ready to be worked in."""

    entity_id: int
    accounts: int
    months: int


def open_books(
    entity: OpenEntity, *, first: date, months: int, owner: str, at: datetime
) -> Opened:
    """Open an entity with its chart, its months and its first administrator.

    All of it, or nothing.  ``first`` lies in the first month.

    Raises:
        Refusal: as :func:`open_entity` does.
    """
    with transaction.atomic():
        entity_id = open_entity(entity, key=new_key(), at=at)
        books = KeepAccounts(entity_id=entity_id)
        periods = OpenPeriods(entity_id=entity_id, first=first, months=months)
        person = AppointPerson(entity_id=entity_id, name=owner, role="administrator")
        accounts = keep_accounts(books, actor=SYSTEM, key=new_key(), at=at)
        opened = open_periods(periods, actor=SYSTEM, key=new_key(), at=at)
        appoint_person(person, actor=SYSTEM, key=new_key(), at=at)
    return Opened(entity_id, accounts, opened)


@dataclass(eq=False)
class NoPeriod(Refusal):
    """No period holds this day."""

    code: ClassVar[str] = "no_period"
    template: ClassVar[str] = "No period was opened that holds {day}."

    day: date


def set_period_state(act: Act, day: date, state: str) -> None:
    """Lock the period of a day (``soft``, ``hard``) or open it again.

    Waits for posts under way; the database keeps a hard lock for good.

    Raises:
        NoPeriod: there is none.
    """
    period = queries.period_of(act.entity_id, day)
    if period is None:
        raise NoPeriod(day)
    models.Period.objects.filter(entity_id=act.entity_id, id=period.id).update(
        state=state
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRate:
    """What one unit of a currency was worth on a day, and who says so.

    In major units of the entity's currency: 1.085 USD for one EUR.
    """

    currency: str
    valued_on: date
    per_unit: Decimal
    source: str = ""


@dataclass(eq=False)
class RateStands(Refusal):
    """A day has another rate already, and nobody said why it is wrong."""

    code: ClassVar[str] = "rate_stands"
    template: ClassVar[str] = (
        "The rate of {currency} on {day} is {stands}, set before; say why it becomes "
        "{asked} instead."
    )

    currency: str
    day: date
    stands: Decimal
    asked: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class SetExchangeRates:
    """Set rates of days; with a reason also of days that have another rate.

    What was reckoned with a rate stays as it was reckoned.
    """

    entity_id: int
    rates: tuple[NewRate, ...]
    reason: str = ""


@action(Right.PREPARE)
def set_exchange_rates(command: SetExchangeRates, act: Act) -> tuple[int, ...]:
    """Write rates, and return the ids of the new ones; the same again adds nothing.

    Raises:
        NoSuchRate, RateOfOwnCurrency, UnknownCurrency: no rate can be so.
        RateStands: a day has another rate, and no reason was given.
    """
    written = write_rates(act, command.rates, reason=command.reason)
    return tuple(id_ for id_ in written if id_)


def write_rates(
    act: Act, rates: Sequence[NewRate], *, reason: str = ""
) -> list[int | None]:
    """Write rates in a set: the id of each, or ``None`` for one that stands already.

    The same day twice among ``rates`` is a correction of the first.
    """
    for rate in rates:
        if rate.currency == act.currency:
            raise RateOfOwnCurrency(rate.currency)
        judged_rate(rate.currency, rate.per_unit)
    standing = queries.rates_of_days(
        act.entity_id, {(rate.currency, rate.valued_on) for rate in rates}
    )
    stands = {place: (one.id, one.per_unit) for place, one in standing.items()}
    written: list[int | None] = []
    rows: list[tuple[object, ...]] = []
    for id_, rate in zip(
        db.take_ids("ledger_exchange_rate", len(rates)), rates, strict=True
    ):
        place = (rate.currency, rate.valued_on)
        before_id, before = stands.get(place, (None, None))
        if before == rate.per_unit:
            written.append(None)
            continue
        if before is not None and not reason.strip():
            raise RateStands(*place, before.normalize(), rate.per_unit)
        stands[place] = (id_, rate.per_unit)
        written.append(id_)
        rows.append(
            (
                *(id_, act.entity_id, *place, rate.per_unit, rate.source),
                *(reason if before_id else "", before_id),
            )
        )
    db.write(
        "ledger_exchange_rate",
        (
            *("id", "entity_id", "currency", "valued_on", "per_unit", "source"),
            *("reason", "replaces_id"),
        ),
        rows,
    )
    return written


def post(act: Act, entries: Sequence[JournalEntry]) -> list[int]:
    """Write whole entries, in sets, and return their ids in order.

    Postings go first: the database lets nobody add to an entry that exists.
    """
    if not entries:
        return []
    ids = db.take_ids("ledger_entry", len(entries))
    control = queries.control_accounts(act.entity_id)
    db.write(
        "ledger_posting",
        (
            "entity_id",
            "entry_id",
            "account_id",
            "is_control",
            "currency",
            "amount_minor",
            "item_id",
        ),
        [
            (
                act.entity_id,
                entry_id,
                posting.account_id,
                posting.account_id in control,
                entry.currency,
                posting.amount_minor,
                posting.item_id,
            )
            for entry_id, entry in zip(ids, entries, strict=True)
            for posting in entry.postings
        ],
    )
    db.write(
        "ledger_entry",
        (
            "id",
            "entity_id",
            "effective_on",
            "source_kind",
            "source_id",
            "cause",
            "reverses_id",
        ),
        [
            (
                entry_id,
                act.entity_id,
                entry.effective_on,
                entry.source_kind,
                entry.source_id,
                entry.cause,
                entry.reverses_id,
            )
            for entry_id, entry in zip(ids, entries, strict=True)
        ],
    )
    return ids


def reverse(
    act: Act, entry_ids: Sequence[int], *, effective_on: date, cause: str
) -> list[int]:
    """Post the opposite of entries, and return the ids of the reversals."""
    postings = queries.postings_of(act.entity_id, entry_ids)
    currencies = dict(
        models.Posting.objects.filter(
            entity_id=act.entity_id, entry_id__any_of=entry_ids
        ).values_list("entry_id", "currency")
    )
    return post(
        act,
        [
            JournalEntry(
                effective_on=effective_on,
                currency=currencies[entry_id],
                source_kind="reversal",
                source_id=entry_id,
                cause=cause,
                postings=reversal(postings[entry_id]),
                reverses_id=entry_id,
            )
            for entry_id in entry_ids
        ],
    )
