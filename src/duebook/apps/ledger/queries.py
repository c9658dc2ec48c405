"""Reading the ledger: accounts by role, balances, periods."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar, Final

from django.db import transaction

from duebook import db
from duebook.apps.ledger import models
from duebook.domain.errors import Refusal
from duebook.domain.exchange import Rate, rate_for
from duebook.domain.ledger import AccountRole, Posting

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import datetime


@dataclass(eq=False)
class UnknownAccount(Refusal):
    """No account of the entity has this code."""

    code: ClassVar[str] = "unknown_account"
    template: ClassVar[str] = "There is no account {account}."

    account: str


@dataclass(frozen=True, slots=True)
class Balance:
    """What an account comes to in one currency, debit positive, in minor units."""

    code: str
    name: str
    kind: str
    currency: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class PeriodState:
    """A span of days (closed-open) and whether one may post into it."""

    id: int
    first: date
    until: date
    state: str


def accounts_by_role(entity_id: int) -> Mapping[AccountRole, int]:
    """The id of the account that plays each role."""
    return {
        AccountRole(role): account_id
        for role, account_id in models.RoleAccount.objects.filter(
            entity_id=entity_id
        ).values_list("role", "account_id")
    }


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the chart; ``role`` is what it is for, if anything."""

    code: str
    name: str
    kind: str
    role: AccountRole | None


def chart(entity_id: int) -> list[Account]:
    """The accounts of the entity, by code."""
    roles = {
        account_id: role for role, account_id in accounts_by_role(entity_id).items()
    }
    return [
        Account(account.code, account.name, account.kind, roles.get(account.id))
        for account in models.Account.objects.filter(entity_id=entity_id).order_by(
            "code"
        )
    ]


def account_ids(entity_id: int) -> Mapping[str, int]:
    """The ids of all accounts of the chart, by their code."""
    return dict(
        models.Account.objects.filter(entity_id=entity_id).values_list("code", "id")
    )


def control_accounts(entity_id: int) -> frozenset[int]:
    """The ids of the accounts that open items stand behind."""
    return frozenset(
        models.Account.objects.filter(entity_id=entity_id, is_control=True).values_list(
            "id", flat=True
        )
    )


def accounts_by_code(entity_id: int, codes: Iterable[str]) -> Mapping[str, int]:
    """The ids of accounts by their code.

    Raises:
        UnknownAccount: there is none of this code.
    """
    wanted = set(codes)
    found = dict(
        models.Account.objects.filter(entity_id=entity_id, code__in=wanted).values_list(
            "code", "id"
        )
    )
    for code in sorted(wanted - found.keys()):
        raise UnknownAccount(code)
    return found


def trial_balance(
    entity_id: int,
    on: date,
    *,
    known_at: datetime | None = None,
    only_control: bool = False,
) -> list[Balance]:
    """Every account's balance at the end of a day, by code and currency.

    Args:
        entity_id: whose books.
        on: the day.
        known_at: leave out what was recorded after this instant.
        only_control: the control accounts and no others.
    """
    asked = {"entity": entity_id, "on": on, "known_at": known_at}
    [(first_out, last_in)] = db.tuples_of(
        db.sql("duebook.apps.ledger", "entries_that_count"), asked
    )
    return db.rows_of(
        Balance,
        db.sql("duebook.apps.ledger", "trial_balance"),
        {
            **asked,
            "only_control": only_control,
            "first_out": first_out,
            "last_in": last_in,
        },
    )


def balance_on(entity_id: int, account_id: int, currency: str, on: date) -> int:
    """What an account comes to at the end of a day, in minor units, debit positive."""
    [(amount_minor,)] = db.tuples_of(
        "SELECT coalesce(sum(posting.amount_minor), 0)::bigint"
        " FROM ledger_posting AS posting JOIN ledger_entry AS entry"
        " ON entry.entity_id = %(entity)s AND entry.id = posting.entry_id"
        " WHERE posting.entity_id = %(entity)s AND posting.account_id = %(account)s"
        " AND posting.currency = %(currency)s AND entry.effective_on <= %(on)s",
        {
            "entity": entity_id,
            "account": account_id,
            "currency": currency,
            "on": on,
        },
    )
    return int(amount_minor)


def postings_of(
    entity_id: int, entry_ids: Sequence[int]
) -> Mapping[int, tuple[Posting, ...]]:
    """The postings of entries, by entry."""
    found: dict[int, list[Posting]] = {}
    for entry_id, account_id, amount_minor, item_id in (
        models.Posting.objects.filter(entity_id=entity_id, entry_id__any_of=entry_ids)
        .order_by("id")
        .values_list("entry_id", "account_id", "amount_minor", "item_id")
    ):
        found.setdefault(entry_id, []).append(
            Posting(account_id, amount_minor, item_id)
        )
    return {entry_id: tuple(postings) for entry_id, postings in found.items()}


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg of an entry, debit positive, with its account as people know it."""

    entry_id: int
    effective_on: date
    account: str
    name: str
    currency: str
    amount_minor: int

    @property
    def credit_minor(self) -> int:
        """What it credits, positive."""
        return max(0, -self.amount_minor)


def last_entry(entity_id: int) -> int:
    """The id of the entity's newest entry; 0 where there is none."""
    rows = models.JournalEntry.objects.filter(entity_id=entity_id)
    return rows.order_by("-id").values_list("id", flat=True).first() or 0


_LEGS: Final = (
    "SELECT entry.id AS entry_id, entry.effective_on, account.code AS account,"
    " account.name, posting.currency, posting.amount_minor"
    " FROM ledger_entry AS entry JOIN ledger_posting AS posting"
    " ON posting.entity_id = %(entity)s AND posting.entry_id = entry.id"
    " JOIN ledger_account AS account"
    " ON account.entity_id = %(entity)s AND account.id = posting.account_id"
    " WHERE entry.entity_id = %(entity)s AND {these}"
    " ORDER BY entry.id, posting.id"
)


def legs_after(entity_id: int, entry_id: int) -> list[Leg]:
    """What was posted after an entry, in the order of posting."""
    return db.rows_of(
        Leg,
        _LEGS.format(these="entry.id > %(after)s"),
        {"entity": entity_id, "after": entry_id},
    )


@dataclass(frozen=True, slots=True)
class PostedEntry:
    """An entry with its legs, whose amounts come to nothing."""

    id: int
    effective_on: date
    cause: str
    reverses_id: int | None
    legs: tuple[Leg, ...]


def entries_of_event(
    entity_id: int, event_id: int, *, after: int = 0, limit: int = 50
) -> list[PostedEntry]:
    """What an act posted, in the order of posting, from the entry after one."""
    entries = models.JournalEntry.objects.filter(
        entity_id=entity_id, event_id=event_id, id__gt=after
    ).order_by("id")[:limit]
    found = {entry.id: entry for entry in entries}
    legs = db.rows_of(
        Leg,
        _LEGS.format(these="entry.id = ANY(%(entries)s)"),
        {"entity": entity_id, "entries": list(found)},
    )
    return [
        PostedEntry(
            entry_id,
            found[entry_id].effective_on,
            found[entry_id].cause,
            found[entry_id].reverses_id,
            tuple(of_entry),
        )
        for entry_id, of_entry in groupby(legs, key=lambda leg: leg.entry_id)
    ]


@dataclass(frozen=True, slots=True)
class Moved:
    """What an act moved on an account, debits and credits both positive."""

    account: str
    name: str
    currency: str
    entries: int
    debit_minor: int
    credit_minor: int


def moved_by_event(entity_id: int, event_id: int) -> list[Moved]:
    """What an act moved, by currency and account; debits come to what credits do."""
    return db.rows_of(
        Moved,
        db.sql("duebook.apps.ledger", "moved_by_event"),
        {"entity": entity_id, "event": event_id},
    )


def has_posted(entity_id: int, event_id: int) -> bool:
    """Whether an act posted anything."""
    rows = models.JournalEntry.objects.filter(entity_id=entity_id, event_id=event_id)
    return rows.exists()


@dataclass(frozen=True, slots=True)
class Effect:
    """The entries that an act would post, or why it would be refused by now."""

    legs: tuple[Leg, ...]
    refusal: str = ""


def effect_of(entity_id: int, act: Callable[[], object]) -> Effect:
    """Carry an act out within a savepoint, look at what it posted, and take it back."""
    with transaction.atomic():
        with db.reading(entity_id):
            before = last_entry(entity_id)
        try:
            with transaction.atomic():
                act()
        except Refusal as refusal:
            effect = Effect((), str(refusal))
        else:
            effect = Effect(tuple(legs_after(entity_id, before)))
        transaction.set_rollback(True)
    return effect


def periods(entity_id: int) -> list[PeriodState]:
    """The periods of the entity, oldest first."""
    return [
        PeriodState(period.id, period.span.lower, period.span.upper, period.state)
        for period in models.Period.objects.filter(entity_id=entity_id).order_by("span")
    ]


def period_of(entity_id: int, day: date) -> PeriodState | None:
    """The period that a day lies in, if there is one."""
    return next(
        (period for period in periods(entity_id) if period.first <= day < period.until),
        None,
    )


@dataclass(frozen=True, slots=True)
class SetRate:
    """A rate of the table; ``replaces_id`` where it corrected another of its day."""

    id: int
    currency: str
    valued_on: date
    per_unit: Decimal
    source: str
    reason: str
    replaces_id: int | None

    def rate(self) -> Rate:
        """The rate as the rules see it."""
        return Rate(self.valued_on, self.per_unit)


_RATE_COLUMNS = (
    *("id", "currency", "valued_on", "per_unit", "source", "reason", "replaces_id"),
)


def exchange_rates(entity_id: int, currency: str | None = None) -> list[SetRate]:
    """The table of rates, by currency and day, newest first; corrections on top."""
    rows = models.ExchangeRate.objects.filter(entity_id=entity_id)
    if currency is not None:
        rows = rows.filter(currency=currency)
    ordered = rows.order_by("currency", "-valued_on", "-id")
    return [SetRate(*row) for row in ordered.values_list(*_RATE_COLUMNS)]


def rates_of_days(
    entity_id: int, wanted: Collection[tuple[str, date]]
) -> dict[tuple[str, date], SetRate]:
    """The rate that stands for each of these days itself, corrected as it may be."""
    rows = models.ExchangeRate.objects.filter(
        entity_id=entity_id,
        currency__in={currency for currency, _ in wanted},
        valued_on__in={day for _, day in wanted},
    ).order_by("id")
    found = [SetRate(*row) for row in rows.values_list(*_RATE_COLUMNS)]
    return {(one.currency, one.valued_on): one for one in found}


def valued_currencies(entity_id: int) -> set[str]:
    """The currencies that have a rate: all others are kept apart, unvalued."""
    return set(
        models.ExchangeRate.objects.filter(entity_id=entity_id)
        .values_list("currency", flat=True)
        .distinct()
    )


def rates_for(
    entity_id: int, wanted: Collection[tuple[str, date]]
) -> dict[tuple[str, date], Rate]:
    """The rates to reckon days with: each the latest at or before it.

    One statement for all.  A currency without any rate is left out.

    Raises:
        RateMissing: a currency has rates, but none that is good for the day.
    """
    found: dict[tuple[str, date], Rate] = {}
    rows = db.tuples_of(
        db.sql("duebook.apps.ledger", "rates_for"),
        {
            "entity": entity_id,
            "currencies": [currency for currency, _ in wanted],
            "days": [day for _, day in wanted],
        },
    )
    for currency, day, valued_on, per_unit, oldest_days in rows:
        latest = None if valued_on is None else Rate(valued_on, per_unit)
        rate = rate_for(currency, day, latest, oldest_days=oldest_days)
        found[currency, day] = rate
    return found
