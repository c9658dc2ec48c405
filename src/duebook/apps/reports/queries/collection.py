"""How fast what was billed became money: rates of the last months, with their parts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from duebook import db
from duebook.apps.reports.queries.books import not_closed
from duebook.apps.reports.queries.heads import headed
from duebook.apps.reports.queries.records import (
    COUNT,
    CURRENCY,
    MONEY,
    MONTH,
    NUMBER,
    PERCENT,
    Row,
    answer,
)
from duebook.apps.reports.queries.sales import months_of
from duebook.documents.records import Chart, ChartKind, Series
from duebook.domain.collection import (
    FEW_DOCUMENTS,
    MONTHS,
    CollectionMonth,
    NoRate,
    collection_effectiveness,
    days_outstanding,
    months_until,
)
from duebook.formats.tables import Column

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from duebook.apps.reports.queries.records import Report, Wanted
    from duebook.formats.tables import Value

_MAY_CHANGE: Final = "may still change"
_SOURCES: Final = (
    (
        "Receivable: what debts had open at the end of the month; not due: what of it "
        "was not past due. Credits that nobody has applied are not taken off. Billed: "
        "invoices and debit notes with tax, less credit notes and voids, on their own "
        "days."
    ),
    (
        "Defined as by the Credit Research Foundation, with one month as the period. "
        "Source: open items, applications and issued documents."
    ),
)


def collection_months(wanted: Wanted) -> list[CollectionMonth]:
    """The last months up to the day, by currency; those without any amount left out."""
    months = months_until(wanted.on)
    day_before = months_until(months[0][0], 2)[0][1]
    ends = [day_before, *(last for _, last in months)]
    owed, not_due = _owed(wanted.entity_id, ends)
    billed = {
        (currency, month): parts
        for currency, month, *parts in db.tuples_of(
            headed("billed_by_month"),
            {
                "entity": wanted.entity_id,
                "first": months[0][0],
                "last": wanted.on,
                "ends": ends,
            },
        )
    }
    found = [
        CollectionMonth(
            first=first,
            last=last,
            currency=currency,
            opening_minor=owed[currency, month - 1],
            taken_over_minor=taken_over_minor,
            billed_minor=billed_minor,
            documents=documents,
            owed_minor=owed[currency, month],
            not_due_minor=not_due[currency, month],
        )
        for currency in sorted(
            {currency for currency, _ in owed.keys() | billed.keys()}
        )
        for month, (first, last) in enumerate(months, start=1)
        for billed_minor, documents, taken_over_minor in [
            billed.get((currency, month), (0, 0, 0))
        ]
    ]
    return [
        one for one in found if one.opening_minor or one.owed_minor or one.documents
    ]


def _owed(
    entity_id: int, ends: Sequence[date]
) -> tuple[Counter[tuple[str, int]], Counter[tuple[str, int]]]:
    """What is open, and what of it is not due, by currency and number of month end."""
    owed, not_due = Counter[tuple[str, int]](), Counter[tuple[str, int]]()
    for currency, since, due, until, amount_minor in db.tuples_of(
        db.sql("duebook.apps.reports", "owed_by_month"),
        {"entity": entity_id, "ends": list(ends)},
    ):
        for month in range(since, until):
            owed[currency, month] += amount_minor
            if month < due:
                not_due[currency, month] += amount_minor
    return owed, not_due


def days_to_money(wanted: Wanted) -> Report:
    """Days of billing that are owed, month by month, and how many of them are late."""
    return _report(
        wanted,
        name="days-to-money",
        title="Days to money",
        columns=(
            *(_money("Receivable"), _money("Not due"), _money("Billed")),
            *(Column("Documents", COUNT), Column("Days", COUNT)),
            Column("DSO", NUMBER),
            Column("Best possible", NUMBER),
            Column("Delinquent", NUMBER),
        ),
        cells=_days_cells,
        drawn=("DSO", "Best possible"),
        unit="days",
        notes=(
            (
                "DSO: receivable × days ÷ billed. Best possible: not due × days ÷ "
                "billed. Delinquent (ADD): DSO less the best possible."
            ),
            f"A month of fewer than {FEW_DOCUMENTS} documents has no rate.",
        ),
    )


def _days_cells(month: CollectionMonth) -> tuple[Value, ...]:
    days = days_outstanding(month)
    rates: tuple[Value, ...] = (
        (None, None, None, days.value)
        if isinstance(days, NoRate)
        else (days.total, days.best_possible, days.delinquent, "")
    )
    return (
        *(month.owed_minor, month.not_due_minor, month.billed_minor),
        *(month.documents, month.days, *rates),
    )


def collection(wanted: Wanted) -> Report:
    """How much of what could be collected was collected, month by month."""
    return _report(
        wanted,
        name="collection",
        title="Collection effectiveness",
        columns=(
            *(_money("Opening"), _money("Taken over"), _money("Billed")),
            Column("Documents", COUNT),
            *(_money("Receivable"), _money("Not due")),
            *(_money("Collected"), _money("Collectable")),
            Column("CEI", PERCENT),
        ),
        cells=_collection_cells,
        drawn=("CEI",),
        unit="%",
        notes=(
            (
                "CEI: collected ÷ collectable. Collected: opening, taken over and "
                "billed, less the receivable; collectable: the same, less what is not "
                "due. 100 % where nothing is past due."
            ),
            "What was written off is owed no more, and counts as collected.",
        ),
    )


def _collection_cells(month: CollectionMonth) -> tuple[Value, ...]:
    index = collection_effectiveness(month)
    return (
        *(month.opening_minor, month.taken_over_minor, month.billed_minor),
        *(month.documents, month.owed_minor, month.not_due_minor),
        *(month.collected_minor, month.collectable_minor),
        *((None, index.value) if isinstance(index, NoRate) else (index, "")),
    )


def _report(
    wanted: Wanted,
    *,
    name: str,
    title: str,
    columns: tuple[Column, ...],
    cells: Callable[[CollectionMonth], tuple[Value, ...]],
    drawn: tuple[str, ...],
    unit: str,
    notes: tuple[str, ...],
) -> Report:
    """A row for each month; the last of its cells says why it has no rate."""
    months = collection_months(wanted)
    wanted = replace(wanted, first=months_until(wanted.on)[0][0])
    open_months = not_closed(wanted.entity_id, wanted.first, wanted.on)
    rows = []
    for month in months:
        *figures, why = cells(month)
        may_change = any(
            one.first <= month.last and month.first < one.until for one in open_months
        )
        remarks = (why, _MAY_CHANGE if may_change else "")
        rows.append(
            Row(
                month.currency,
                (
                    *(f"{month.first:%Y-%m}", month.currency, *figures),
                    "; ".join(str(remark) for remark in remarks if remark),
                ),
            )
        )
    report = answer(
        wanted,
        name=name,
        title=title,
        subtitle=f"{MONTHS} months to {wanted.on.isoformat()}",
        columns=(MONTH, CURRENCY, *columns, Column("Remark")),
        rows=tuple(rows),
        totals=(),
        notes=(*notes, *_SOURCES),
    )
    return replace(report, chart=_lines(report, drawn, unit))


def _lines(report: Report, drawn: Sequence[str], unit: str) -> Chart | None:
    """The rates of the entity's currency, in tenths of their unit."""
    own = [row.cells for row in report.rows if row.currency == report.currency]
    titles = [column.title for column in report.columns]
    series = tuple(
        Series(name=one, values=tuple(_tenths(row[titles.index(one)]) for row in own))
        for one in drawn
    )
    if not any(value is not None for one in series for value in one.values):
        return None
    months = months_of(own)
    return Chart(
        kind=ChartKind.LINE,
        title=report.title,
        unit=unit,
        labels=months,
        series=series,
        sentence=f"{' and '.join(drawn)} of the months from {months[0]} to "
        f"{months[-1]}.",
        locale=report.locale,
        per=10,
    )


def _tenths(rate: Value) -> int | None:
    return int(rate * 10) if isinstance(rate, Decimal) else None


def _money(title: str) -> Column:
    """Amounts of different days, which are not added up."""
    return Column(title, MONEY)
