"""Who owes us how much, and since when; tied to the control accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.ledger import queries as ledger
from duebook.apps.receivables import queries as owed
from duebook.apps.reports.queries.heads import headed
from duebook.apps.reports.queries.records import (
    CURRENCY,
    Row,
    answer,
    money,
)
from duebook.documents.records import Chart, ChartKind, Series
from duebook.domain.aging import (
    LAST_DAYS,
    AgeBy,
    AgingRow,
    aging_buckets,
    first_days,
)
from duebook.domain.money import from_minor, told
from duebook.formats.tables import Column

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duebook.apps.reports.queries.records import (
        Report,
        Wanted,
    )

_CREDITS = -1
_COUNTS_FROM = {
    AgeBy.INSTALMENT: ("part.due_on", ""),
    AgeBy.DUE: (
        "coalesce(document.due_on, part.due_on)",
        (
            "LEFT JOIN invoicing_document AS document"
            " ON document.entity_id = %(entity)s AND document.id = part.document_id"
        ),
    ),
    AgeBy.DOCUMENT: ("part.document_on", ""),
}
_MEANING = {
    AgeBy.INSTALMENT: "the day on which each instalment falls due",
    AgeBy.DUE: "the day by which the whole document is due",
    AgeBy.DOCUMENT: "the day of the document",
}
_CONTESTED = (
    "Contested amounts are part of what is open, not added to it: they are under "
    "review, and no rule settles them."
)


def aging_rows(
    wanted: Wanted, last_days: Sequence[int] = LAST_DAYS
) -> tuple[list[tuple[str, str, AgingRow]], list[AgingRow]]:
    """Code, name and ages of those who owe most, and the totals of all parties.

    Summed up in the database: a million items never leave it.
    """
    found = db.tuples_of(
        _by_age("aging", wanted.by),
        {
            "entity": wanted.entity_id,
            "on": wanted.on,
            "known_at": wanted.known_at,
            "firsts": list(first_days(last_days)),
            "size": wanted.size,
        },
    )
    names: dict[int, tuple[str, str]] = {}
    amounts: dict[tuple[int, str], dict[int, int]] = {}
    for party_id, code, name, currency, bucket, amount_minor, _ in found:
        names[party_id or 0] = (code, name)
        amounts.setdefault((party_id or 0, currency), {})[bucket] = amount_minor
    count = len(aging_buckets(last_days))
    rows = [
        AgingRow(
            party_id=party_id,
            currency=currency,
            bucket_minor=tuple(by_bucket.get(bucket, 0) for bucket in range(count)),
            unapplied_minor=-by_bucket.get(_CREDITS, 0),
        )
        for (party_id, currency), by_bucket in amounts.items()
    ]
    listed = [(*names[row.party_id], row) for row in rows if row.party_id]
    return listed, [row for row in rows if not row.party_id]


def _by_age(name: str, by: str) -> str:
    """A query over what was open, with the day from which its age is counted."""
    counts_from, document = _COUNTS_FROM[AgeBy(by or AgeBy.INSTALMENT)]
    return headed(name, counts_from=counts_from, document=document)


@dataclass(frozen=True, slots=True)
class Made:
    """An item of a figure; ``items`` and ``sum_minor`` are of all there are."""

    number: str
    kind: str
    party: str
    due_on: date
    amount_minor: int
    items: int
    sum_minor: int


def made_of(
    wanted: Wanted, *, currency: str, buckets: Sequence[int], party_id: int | None
) -> list[Made]:
    """The items that a figure of the aging is made of, the largest first.

    ``buckets`` are numbers of :func:`domain.aging.aging_buckets`; -1 is credits.
    """
    return db.rows_of(
        Made,
        _by_age("why_open", wanted.by),
        {
            "entity": wanted.entity_id,
            "on": wanted.on,
            "known_at": wanted.known_at,
            "firsts": list(first_days(LAST_DAYS)),
            "party": party_id,
            "buckets": list(buckets),
            "currency": currency,
            "size": wanted.size or 20,
        },
    )


def aging(wanted: Wanted) -> Report:
    """Who owes us, and how old it is: what is open at the end of a day."""
    by = AgeBy(wanted.by or AgeBy.INSTALMENT)
    listed, totals = aging_rows(wanted)
    contested = owed.contested_by_party(
        wanted.entity_id, wanted.on, known_at=wanted.known_at
    )
    names = [bucket.name for bucket in aging_buckets()]
    return answer(
        wanted,
        name="aging",
        title="Aging of receivables",
        subtitle=f"at the end of {wanted.on.isoformat()}, by {_MEANING[by]}",
        columns=(
            Column("Party"),
            Column("Name"),
            CURRENCY,
            money("Total"),
            *(money(name[0].upper() + name[1:]) for name in names),
            money("Credits"),
            *((money("Contested"),) if contested else ()),
        ),
        rows=tuple(
            Row(row.currency, (code, name, row.currency, *_figures(row, contested)))
            for code, name, row in listed
        ),
        totals=tuple(
            Row(row.currency, ("Total", "", row.currency, *_figures(row, contested)))
            for row in totals
        ),
        notes=(
            *aging_notes(wanted, listed, totals),
            *((_CONTESTED,) if contested else ()),
        ),
        chart=_chart(wanted, names, totals),
    )


def aging_notes(
    wanted: Wanted,
    listed: Sequence[tuple[str, str, AgingRow]],
    totals: Sequence[AgingRow],
) -> tuple[str, ...]:
    """What the figures of :func:`aging_rows` mean; first, whether they tie."""
    by = AgeBy(wanted.by or AgeBy.INSTALMENT)
    return (*_tie(wanted, totals), *_definitions(wanted, by, listed, totals))


def _figures(
    row: AgingRow, contested: Mapping[tuple[int, str], int]
) -> tuple[int, ...]:
    """The amounts of a row; what is contested last, where anybody contests."""
    figures = (row.total_minor, *row.bucket_minor, -row.unapplied_minor)
    if not contested:
        return figures
    if row.party_id:
        return (*figures, contested.get((row.party_id, row.currency), 0))
    of_all = (
        amount_minor
        for (_, currency), amount_minor in contested.items()
        if currency == row.currency
    )
    return (*figures, sum(of_all))


def _tie(wanted: Wanted, totals: Sequence[AgingRow]) -> list[str]:
    """Buckets and unapplied credits against the control accounts, in a sentence."""
    booked: dict[str, int] = {}
    for balance in ledger.trial_balance(
        wanted.entity_id, wanted.on, known_at=wanted.known_at, only_control=True
    ):
        booked[balance.currency] = (
            booked.get(balance.currency, 0) + balance.amount_minor
        )
    aged = {row.currency: row.total_minor for row in totals}
    sentences = []
    for currency in sorted(aged.keys() | booked.keys()):
        total, control = aged.get(currency, 0), booked.get(currency, 0)
        if total == control:
            sentences.append(
                f"Ties: buckets and credits come to "
                f"{told(total, currency)}, and so do the control "
                f"accounts."
            )
        else:
            sentences.append(
                f"DOES NOT TIE: the control accounts come to "
                f"{told(control, currency)}, the items to "
                f"{from_minor(total, currency):,}: see the report tie-out."
            )
    return sentences


def _definitions(
    wanted: Wanted,
    by: AgeBy,
    listed: Sequence[tuple[str, str, AgingRow]],
    totals: Sequence[AgingRow],
) -> list[str]:
    notes = [
        f"Days are counted from {_MEANING[by]}; 0 days and fewer are not due.",
        (
            "Credits are payments and credit notes that nobody has put against an "
            "invoice; they have no age and lower the total."
        ),
        "Source: open items and what was applied to them up to the end of the day.",
    ]
    if wanted.known_at is not None:
        notes.append(f"As known at {wanted.known_at:%Y-%m-%d %H:%M %Z}.")
    if wanted.size is not None and len(listed) >= wanted.size and totals:
        most = "the one who owes" if wanted.size == 1 else f"the {wanted.size} who owe"
        notes.append(f"Listed: {most} most; the totals are of all.")
    return notes


def _chart(
    wanted: Wanted, names: Sequence[str], totals: Sequence[AgingRow]
) -> Chart | None:
    own = next((row for row in totals if row.currency == wanted.currency), None)
    if own is None or not any(own.bucket_minor):
        return None
    shown = "; ".join(
        f"{name}: {from_minor(amount_minor, own.currency):,}"
        for name, amount_minor in zip(names, own.bucket_minor, strict=True)
    )
    return Chart(
        kind=ChartKind.BARS,
        title="How old is what is owed to us?",
        unit=own.currency,
        labels=tuple(names),
        series=(Series(name="Open", values=own.bucket_minor),),
        sentence=f"Open by days past due in {own.currency}: {shown}.",
        locale=wanted.locale,
        currency=own.currency,
    )
