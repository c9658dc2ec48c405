"""How money found its documents: by itself, by a person, and what proved wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from duebook import db
from duebook.apps.receivables.actions.applying import USED_UP_BY
from duebook.apps.reports.queries.records import (
    COUNT,
    CURRENCY,
    MONTH,
    PERCENT,
    Row,
    answer,
)
from duebook.apps.reports.queries.registers import span
from duebook.apps.reports.queries.sales import minors, months_of
from duebook.documents.records import Chart, ChartKind, Series
from duebook.domain.shares import FEW_CASES, per_cent
from duebook.formats.tables import Column

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duebook.apps.reports.queries.records import Report, Wanted
    from duebook.formats.tables import Value

UNITS: Final = {"line": "matched_lines", "item": "matched_items"}
"""What is counted: lines of the bank, or the documents that they settled."""
WAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "Matched": ("by itself", "by a person"),
    "By itself": ("by itself",),
    "By a person": ("by a person",),
    "Un-matched": ("un-matched",),
}
"""The ways of matching that each figure counts."""


def matched(
    name: str, wanted: Wanted, **named: object
) -> tuple[str, dict[str, object]]:
    """A query over what was matched, line by line or item by item, and what it asks."""
    by = wanted.by or "line"
    head = db.sql("duebook.apps.reports", "matched").replace("{unit}", UNITS[by])
    head = head.replace("{or_not}", "LEFT" if by == "item" else "")
    return db.sql("duebook.apps.reports", name).replace("{matched}", head), {
        "entity": wanted.entity_id,
        "first": wanted.first,
        "last": wanted.on,
        "used_up_by": list(USED_UP_BY),
        **named,
    }


def matching(wanted: Wanted) -> Report:
    """Month by month: what was matched without a hand, and what was wrong of it."""
    by = wanted.by or "line"
    columns = (
        MONTH,
        CURRENCY,
        *(Column(way, COUNT, total=True) for way in WAYS),
        Column("Touch-free", PERCENT),
        Column("Wrong", PERCENT),
        Column("Remark"),
    )
    rows = tuple(
        Row(currency, (month, currency, *_cells(by, *counts)))
        for month, currency, *counts in db.tuples_of(*matched("matching", wanted))
    )
    return answer(
        wanted,
        name="matching",
        title="Matching",
        subtitle=f"{by} by {by}, {span(wanted)}",
        columns=columns,
        rows=rows,
        notes=(
            (
                "Touch-free: by itself ÷ matched. Wrong: un-matched ÷ (by itself and "
                "un-matched). Un-matched was posted by itself and taken back by a "
                "person; what the bank took back is not among it."
            ),
            (
                "Customers' money by the day on which the bank booked it; lines that "
                f"still wait are not in it. Fewer than {FEW_CASES} have no rate."
            ),
            "Source: lines of the bank, what explains them, and applications.",
        ),
        chart=_bars(wanted, by, rows),
    )


def _cells(
    by: str, by_itself: int, by_a_person: int, un_matched: int
) -> tuple[Value, ...]:
    whole = by_itself + by_a_person
    touch_free = per_cent(by_itself, whole)
    return (
        *(whole, by_itself, by_a_person, un_matched),
        *(touch_free, per_cent(un_matched, by_itself + un_matched)),
        f"fewer than {FEW_CASES} {by}s" if touch_free is None else "",
    )


def _bars(wanted: Wanted, by: str, rows: tuple[Row, ...]) -> Chart | None:
    """The months of the entity's currency, what needed no hand at the foot."""
    own = [row.cells for row in rows if row.currency == wanted.currency]
    if not own:
        return None
    months = months_of(own)
    return Chart(
        kind=ChartKind.STACKED_BARS,
        title="How much of the money is matched without a hand?",
        unit=f"{by}s",
        labels=months,
        series=tuple(
            Series(name=way, values=minors(own, column))
            for column, way in ((3, "By itself"), (4, "By a person"))
        ),
        sentence=f"Money matched by month, {by} by {by}, from {months[0]} to "
        f"{months[-1]}.",
        locale=wanted.locale,
    )
