"""Foreign currencies in the entity's own: what is open, and every account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.ledger import queries as ledger
from duebook.apps.parties.queries import parties
from duebook.apps.receivables import queries as owed
from duebook.apps.reports.queries.records import CURRENCY, DAY, Row, answer, money
from duebook.domain.exchange import OpenForeign, revalued, rounded_balances, worth
from duebook.domain.money import from_minor
from duebook.formats.tables import Column, ColumnKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duebook.apps.reports.queries.records import Report, Wanted

RATE = ColumnKind.TEXT
"""Rates have as many digits as they have; a column of numbers would round them."""


def exchange(wanted: Wanted) -> Report:
    """What is open in foreign currencies, at its own rate and at that of a day."""
    items = {
        item.id: item
        for item in owed.items_as_of(
            wanted.entity_id, wanted.on, known_at=wanted.known_at
        )
        if item.currency != wanted.currency
    }
    carried = owed.item_rates(wanted.entity_id, items)
    todays = {
        currency: rate
        for (currency, _), rate in ledger.rates_for(
            wanted.entity_id, {(item.currency, wanted.on) for item in items.values()}
        ).items()
    }
    owing = parties(wanted.entity_id, {item.party_id for item in items.values()})
    valued = revalued(
        (
            OpenForeign(id_, items[id_].currency, items[id_].open_minor, rate.per_unit)
            for id_, rate in carried.items()
        ),
        {currency: rate.per_unit for currency, rate in todays.items()},
        wanted.currency,
    )
    rows = []
    for one in sorted(
        valued, key=lambda one: (items[one.item_id].currency, one.item_id)
    ):
        item, its = items[one.item_id], carried[one.item_id]
        today = todays[item.currency]
        rows.append(
            Row(
                wanted.currency,
                (
                    *(owing[item.party_id].name, item.number, item.currency),
                    str(from_minor(item.open_minor, item.currency)),
                    *(its.on, _shown(its.per_unit), one.carried_minor),
                    *(_shown(today.per_unit), one.valued_minor, one.difference_minor),
                    wanted.currency,
                ),
                kind=item.kind,
            )
        )
    return answer(
        wanted,
        name="exchange",
        title="Open items in foreign currencies",
        subtitle=f"at the rates of {wanted.on.isoformat()}, in {wanted.currency}",
        columns=(
            Column("Party"),
            Column("Number"),
            Column("Owed in"),
            Column("Open"),
            Column("Rate of", DAY),
            Column("Its rate", RATE),
            money("Carried at"),
            Column("Rate now", RATE),
            money("Worth"),
            money("Not realised"),
            CURRENCY,
        ),
        rows=tuple(rows),
        notes=(
            (
                "Carried at: what is open at the rate the item is valued at. Worth: "
                "at the latest rate at or before the day. A gain is positive; nothing "
                "is posted for it until money is applied."
            ),
            *_unvalued(
                {item.currency for item in items.values()} - todays.keys(),
            ),
            "Source: items and applications; the table of exchange rates.",
        ),
    )


def _shown(rate: Decimal) -> str:
    return f"{rate.normalize():f}"


def _unvalued(currencies: Iterable[str]) -> list[str]:
    """A note on the currencies that have no rates at all."""
    named = ", ".join(sorted(currencies))
    return [f"Without rates, and left out: {named}."] if named else []


@dataclass(frozen=True, slots=True)
class _Posted:
    """Postings of an account in one currency that are valued at one rate."""

    code: str
    name: str
    kind: str
    currency: str
    valued_on: date
    per_unit: Decimal | None
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Valued:
    """What an account has in one currency at one rate, and its exact value."""

    code: str
    name: str
    kind: str
    currency: str
    valued_on: date
    amount_minor: int
    value: Decimal


def valued_postings(wanted: Wanted) -> tuple[list[Valued], list[str]]:
    """Postings of every account, valued; and the currencies that have no rates."""
    posted = db.rows_of(
        _Posted,
        db.sql("duebook.apps.reports", "valued_postings"),
        {
            "entity": wanted.entity_id,
            "on": wanted.on,
            "known_at": wanted.known_at,
            "own": wanted.currency,
        },
    )
    foreign = [one for one in posted if one.currency != wanted.currency]
    valued = ledger.valued_currencies(wanted.entity_id) if foreign else set()
    rates = ledger.rates_for(
        wanted.entity_id,
        {(one.currency, one.valued_on) for one in foreign if one.per_unit is None},
    )
    known = []
    for one in posted:
        if one.currency == wanted.currency:
            value = Decimal(one.amount_minor)
        elif one.currency in valued:
            rate = one.per_unit or rates[one.currency, one.valued_on].per_unit
            value = worth(one.amount_minor, rate, of=one.currency, to=wanted.currency)
        else:
            continue
        known.append(
            Valued(
                *(one.code, one.name, one.kind, one.currency, one.valued_on),
                *(one.amount_minor, value),
            )
        )
    return known, sorted({one.currency for one in foreign} - valued)


def valued_trial_balance(wanted: Wanted) -> Report:
    """Every account in the entity's currency, each entry at the rate of its day."""
    known, unvalued = valued_postings(wanted)
    exact: dict[tuple[str, str, str], Decimal] = {}
    for one in known:
        place = (one.code, one.name, one.kind)
        exact[place] = exact.get(place, Decimal(0)) + one.value
    balances = rounded_balances(list(exact.values()))
    rows = tuple(
        Row(
            wanted.currency,
            (
                *(*place, wanted.currency),
                balance_minor if balance_minor > 0 else None,
                -balance_minor if balance_minor < 0 else None,
            ),
        )
        for place, balance_minor in zip(exact, balances, strict=True)
    )
    return answer(
        wanted,
        name="valued-trial-balance",
        title="Trial balance in one currency",
        subtitle=f"at the end of {wanted.on.isoformat()}, in {wanted.currency}",
        columns=(
            *(Column("Account"), Column("Name"), Column("Kind")),
            *(CURRENCY, money("Debit"), money("Credit")),
        ),
        rows=rows,
        notes=(
            (
                "Each entry at the rate of its day; of what was made from something "
                "else, such as a credit note, at the rate of that. Receivables, "
                "unapplied money and the exchange adjustment together are what is "
                "open, each item at its own rate."
            ),
            *_unvalued(unvalued),
            "Source: the journal and the table of exchange rates.",
        ),
    )
