"""Exchange differences: posted with the application they belong to, and taken back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.ledger import actions as books
from duebook.apps.ledger.queries import accounts_by_role
from duebook.apps.receivables import queries
from duebook.domain.exchange import Settling, differences
from duebook.domain.ledger import AccountRole, JournalEntry, Posting
from duebook.domain.records import record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.apps.entities.actions import Act
    from duebook.apps.receivables.queries import Exchanged
    from duebook.domain.exchange import Rate


@record
class Foreign:
    """An application in a foreign currency, as it was written."""

    application_id: int
    credit_id: int
    debt_id: int
    amount_minor: int
    currency: str
    effective_on: date
    reverses_id: int | None


@record
class _Difference:
    """An exchange difference to be written; a gain is positive."""

    application_id: int
    effective_on: date
    amount_minor: int
    from_on: date
    from_rate: Decimal
    to_on: date
    to_rate: Decimal
    reverses_entry_id: int | None = None


def exchange(act: Act, applications: Sequence[Foreign]) -> None:
    """Post the exchange differences of applications, in sets.

    A new one makes the difference between the rates of its credit and its debt; one
    that takes another back takes its difference back, whatever the rates are now.
    A currency without rates is not valued: nothing is posted.

    Raises:
        RateMissing: the table has no rate that is good for an item's day.
    """
    if not applications:
        return
    _write(act, [*_taken_back(act, applications), *_new(act, applications)])


def _new(act: Act, applications: Sequence[Foreign]) -> list[_Difference]:
    """The differences of new applications whose currency has rates."""
    added = [one for one in applications if one.reverses_id is None]
    if not added:
        return []
    rates = queries.item_rates(
        act.entity_id,
        {id_ for one in added for id_ in (one.credit_id, one.debt_id)},
    )
    valued = [one for one in added if rates.keys() >= {one.credit_id, one.debt_id}]
    before = queries.reckoned_of(
        act.entity_id, {one.debt_id: one.currency for one in valued}, act.currency
    )
    found = differences(
        (
            Settling(
                debt_id=one.debt_id,
                amount_minor=one.amount_minor,
                currency=one.currency,
                debt_rate=rates[one.debt_id].per_unit,
                credit_rate=rates[one.credit_id].per_unit,
            )
            for one in valued
        ),
        before,
        act.currency,
    )
    return [
        _difference(one, amount_minor, rates[one.debt_id], rates[one.credit_id])
        for one, amount_minor in zip(valued, found, strict=True)
    ]


def _difference(
    one: Foreign, amount_minor: int, debt: Rate, credit: Rate
) -> _Difference:
    return _Difference(
        application_id=one.application_id,
        effective_on=one.effective_on,
        amount_minor=amount_minor,
        from_on=debt.on,
        from_rate=debt.per_unit,
        to_on=credit.on,
        to_rate=credit.per_unit,
    )


def _taken_back(act: Act, applications: Sequence[Foreign]) -> list[_Difference]:
    """The opposite of what the applications that are taken back made."""
    back = {one.reverses_id: one for one in applications if one.reverses_id is not None}
    if not back:
        return []
    stood = queries.exchanges_of(act.entity_id, back)
    return [
        _opposite(one, stood[taken_id])
        for taken_id, one in back.items()
        if taken_id in stood
    ]


def _opposite(one: Foreign, stood: Exchanged) -> _Difference:
    return _Difference(
        application_id=one.application_id,
        effective_on=one.effective_on,
        amount_minor=-stood.amount_minor,
        from_on=stood.from_on,
        from_rate=stood.from_rate,
        to_on=stood.to_on,
        to_rate=stood.to_rate,
        reverses_entry_id=stood.entry_id,
    )


def _write(act: Act, found: Sequence[_Difference]) -> None:
    """Post differences, an entry for each that is not nothing, and a row for each."""
    if not found:
        return
    moving = [one for one in found if one.amount_minor]
    entry_ids = dict(
        zip(
            (one.application_id for one in moving),
            books.post(act, _entries(act, moving)),
            strict=True,
        )
    )
    db.write(
        "receivables_exchange",
        (
            *("entity_id", "application_id", "entry_id", "amount_minor"),
            *("from_on", "from_rate", "to_on", "to_rate"),
        ),
        [
            (
                *(act.entity_id, one.application_id),
                *(entry_ids.get(one.application_id), one.amount_minor),
                *(one.from_on, one.from_rate, one.to_on, one.to_rate),
            )
            for one in found
        ],
    )


def _entries(act: Act, moving: Sequence[_Difference]) -> list[JournalEntry]:
    if not moving:
        return []
    roles = accounts_by_role(act.entity_id)
    return [
        JournalEntry(
            effective_on=one.effective_on,
            currency=act.currency,
            source_kind="exchange",
            source_id=one.application_id,
            cause=(
                f"exchange from {one.from_rate.normalize():f} ({one.from_on}) "
                f"to {one.to_rate.normalize():f} ({one.to_on})"
            ),
            postings=(
                Posting(roles[AccountRole.EXCHANGE_ADJUSTMENT], one.amount_minor),
                Posting(roles[AccountRole.EXCHANGE], -one.amount_minor),
            ),
            reverses_id=one.reverses_entry_id,
        )
        for one in moving
    ]


def value_as(act: Act, pairs: Sequence[tuple[int, int]], currency: str) -> None:
    """Value new items as others are valued: moved money as the money it was.

    Before they are applied, as that is when their rate counts; in the entity's own
    currency nothing has a rate, and nothing is written.

    Args:
        act: the act that it belongs to.
        pairs: the new item and the one whose rate it takes.
        currency: of all of them.
    """
    if currency == act.currency or not pairs:
        return
    others = queries.valued_as(act.entity_id, {other for _, other in pairs})
    taken = [(new, others[other]) for new, other in pairs]
    value_at(act, [(new, one.valued_on, one.per_unit) for new, one in taken])


def value_at(act: Act, valued: Sequence[tuple[int, date, Decimal | None]]) -> None:
    """Value items at the rate of a day, or at a rate of their own."""
    db.write(
        "receivables_valuation",
        ("entity_id", "item_id", "valued_on", "per_unit"),
        [(act.entity_id, *one) for one in valued],
    )
