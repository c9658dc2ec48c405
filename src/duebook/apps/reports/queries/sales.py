"""What we billed: revenue by what people ask for, taxes, the trend of the months."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from duebook import db
from duebook.apps.reports.queries.heads import headed
from duebook.apps.reports.queries.measures import DIMENSIONS, LINES
from duebook.apps.reports.queries.records import (
    COUNT,
    CURRENCY,
    MONTH,
    PERCENT,
    Row,
    answer,
    money,
)
from duebook.apps.reports.queries.registers import found, span, under
from duebook.documents.records import Chart, ChartKind, Series
from duebook.domain.money import from_minor
from duebook.formats.tables import Column
from duebook.web.figures import month_named

if TYPE_CHECKING:
    from duebook.apps.reports.queries.records import (
        Report,
        Wanted,
    )

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.formats.tables import Value

GROUPED_BY: Final = ("month", "item", "party", "biller")
_MOST_BARS: Final = 12


def lines_by(name: str, by: str, **texts: str) -> str:
    """A query over the lines that count for revenue, grouped by what people ask for."""
    return headed(name, by=DIMENSIONS[by].text, joins=LINES.joins, **texts)


def _revenue(wanted: Wanted, by: str) -> list[tuple[str, str, int, int, int]]:
    return db.tuples_of(
        lines_by("revenue", by),
        {"entity": wanted.entity_id, "first": wanted.first, "last": wanted.on},
    )


def revenue(wanted: Wanted) -> Report:
    """What was earned, before tax, by month, item, party or biller."""
    by = wanted.by or "month"
    columns = (
        MONTH if by == "month" else Column(by.capitalize()),
        CURRENCY,
        money("Invoiced"),
        money("Credited"),
        money("Net"),
        Column("Documents", COUNT),
    )
    rows = tuple(
        Row(
            currency,
            (name, currency, invoiced, -credited, invoiced - credited, documents),
        )
        for name, currency, invoiced, credited, documents in _revenue(wanted, by)
    )
    if by != "month":
        rows = tuple(sorted(rows, key=_largest_first))
    return answer(
        wanted,
        name="revenue",
        title=f"Revenue by {by}",
        subtitle=span(wanted),
        columns=columns,
        rows=rows,
        notes=(
            (
                "Before tax, by the day of the document; credited is what credit notes "
                "and voids took back, on their own day."
            ),
            "Source: the lines of issued documents. Shipping and fees are among them.",
        ),
        chart=_bars(wanted, f"Revenue by {by}", rows),
    )


def _largest_first(row: Row) -> tuple[str, int, str]:
    name, net = row.cells[0], row.cells[4]
    assert isinstance(name, str), "the name of the group"
    assert isinstance(net, int), "minor units"
    return row.currency, -net, name


def _bars(wanted: Wanted, title: str, rows: tuple[Row, ...]) -> Chart | None:
    """The largest groups, or the last months, in the entity's currency."""
    own = [row.cells for row in rows if row.currency == wanted.currency]
    is_by_month = wanted.by in {"", "month"}
    shown = own[-_MOST_BARS:] if is_by_month else own[:_MOST_BARS]
    if not shown:
        return None
    named = month_named if is_by_month else _label
    labels = tuple(named(str(cells[0])) for cells in shown)
    values = minors(shown, 4)
    amounts = "; ".join(
        f"{label}: {from_minor(value or 0, wanted.currency):,}"
        for label, value in zip(labels, values, strict=True)
    )
    return Chart(
        kind=ChartKind.BARS,
        title=title,
        unit=wanted.currency,
        labels=labels,
        series=(Series(name="Net revenue", values=values),),
        sentence=f"{title} in {wanted.currency}: {amounts}.",
        locale=wanted.locale,
        currency=wanted.currency,
    )


def _label(name: str) -> str:
    """Names under bars are short: their code."""
    return name.partition(" ")[0] if not name.startswith("(") else "–"


def tax_summary(wanted: Wanted) -> Report:
    """What we owe the tax offices of the documents of a span, and what was exempt."""
    columns = (
        Column("Place"),
        Column("Tax"),
        Column("Rate", PERCENT),
        CURRENCY,
        money("Taxed base"),
        money("Exempt base"),
        money("Tax due"),
        Column("Documents", COUNT),
        Column("Exemption"),
    )
    days = {"first": wanted.first, "last": wanted.on}
    rows = under(
        columns,
        db.tuples_of(headed("tax_summary"), {"entity": wanted.entity_id, **days}),
    )
    return answer(
        wanted,
        name="taxes",
        title="Tax summary",
        subtitle=span(wanted),
        columns=columns,
        rows=rows,
        notes=(
            (
                "By the day of the document; credit notes and voids are taken off on "
                "their own day. A base that bears two taxes is in two rows."
            ),
            "Source: the taxes of issued documents, as they were printed.",
        ),
    )


def trend(wanted: Wanted) -> Report:
    """Month by month: what was billed and credited, and what came in."""
    received = {
        (name, currency): received_minor
        for name, currency, received_minor in found("received_by_month", wanted)
    }
    billed = {
        (name, currency): (invoiced, credited)
        for name, currency, invoiced, credited, _ in _revenue(wanted, "month")
    }
    columns = (
        MONTH,
        CURRENCY,
        money("Invoiced"),
        money("Credited"),
        money("Net"),
        money("Received"),
    )
    rows = tuple(
        Row(
            currency,
            (
                *(name, currency, invoiced, -credited, invoiced - credited),
                received.get((name, currency), 0),
            ),
        )
        for currency, name in sorted(
            (currency, name) for name, currency in billed.keys() | received.keys()
        )
        for invoiced, credited in [billed.get((name, currency), (0, 0))]
    )
    return answer(
        wanted,
        name="trend",
        title="Billing trend",
        subtitle=span(wanted),
        columns=columns,
        rows=rows,
        notes=(
            (
                "Invoiced and credited before tax, by the day of the document; "
                "received with tax, returns and refunds taken off."
            ),
            "Source: the lines of issued documents; recorded payments.",
        ),
        chart=_lines(wanted, rows),
    )


def _lines(wanted: Wanted, rows: tuple[Row, ...]) -> Chart | None:
    own = [row.cells for row in rows if row.currency == wanted.currency]
    if not own:
        return None
    net, received = (minors(own, index) for index in (4, 5))
    months = months_of(own)
    return Chart(
        kind=ChartKind.LINE,
        title="Does as much come in as we bill?",
        unit=wanted.currency,
        labels=months,
        series=(
            Series(name="Net billed", values=net),
            Series(name="Received", values=received),
        ),
        sentence=f"Billed and received by month in {wanted.currency}, from {months[0]} "
        f"to {months[-1]}.",
        locale=wanted.locale,
        currency=wanted.currency,
    )


def months_of(rows: Sequence[tuple[Value, ...]]) -> tuple[str, ...]:
    """The months that rows begin with, as people read them."""
    return tuple(month_named(str(row[0])) for row in rows)


def minors(rows: Sequence[tuple[Value, ...]], index: int) -> tuple[int | None, ...]:
    """The amounts, or counts, of a column."""
    cells = (row[index] for row in rows)
    return tuple(cell if isinstance(cell, int) else None for cell in cells)
