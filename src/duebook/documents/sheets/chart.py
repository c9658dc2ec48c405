"""A chart as a sheet: every mark a fraction of the drawing, from 0 to 1.

Heights are for the eye and may be rounded; the table beside the chart has the
figures.  Bars start at zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from duebook.documents.figures import figures_in
from duebook.documents.records import ChartKind
from duebook.domain.money import Rounding, exponent, round_decimal

if TYPE_CHECKING:
    from duebook.documents.records import Chart
    from duebook.documents.sheets.frame import Sheet

_MOST_TICKS: Final = 5
_LABELLED_MARKS: Final = 8
"""Amounts stand at the mark where there are so many or fewer."""
_STEPS: Final = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
_PLACES: Final = 5


@dataclass(frozen=True, slots=True)
class _Scale:
    """From ``low`` at the foot to ``high`` at the top, a gridline each ``step``."""

    low: Decimal
    high: Decimal
    step: Decimal

    def at(self, value: Decimal) -> float:
        return round(float((value - self.low) / (self.high - self.low)), _PLACES)

    def ticks(self) -> list[Decimal]:
        count = int((self.high - self.low) / self.step)
        return [self.low + self.step * i for i in range(count + 1)]

    def digits(self) -> int:
        places = self.step.normalize().as_tuple().exponent
        assert isinstance(places, int), "a step is finite"
        return max(0, -places)


def chart_sheet(chart: Chart) -> Sheet:
    """What ``chart.typ`` draws."""
    rows = [[_scaled(chart, value) for value in one.values] for one in chart.series]
    assert all(len(row) == len(chart.labels) for row in rows), "a value per label"
    columns = list(zip(*rows, strict=True))
    stacked = chart.kind is ChartKind.STACKED_BARS
    scale = _scale(columns, stacked=stacked)
    figures = figures_in(chart.locale)

    def text(value: Decimal, digits: int) -> str:
        shown = round_decimal(value, digits, Rounding.HALF_EVEN)
        return figures.number(shown, digits=digits)

    return {
        "kind": chart.kind.value,
        "title": chart.title,
        "unit": chart.unit,
        "alt": chart.sentence,
        "palette": chart.palette.value,
        "names": [one.name for one in chart.series],
        "labels": list(chart.labels),
        "zero": scale.at(Decimal(0)),
        "ticks": [
            {"at": scale.at(tick), "text": text(tick, scale.digits())}
            for tick in scale.ticks()
        ],
        "columns": [
            _stacked(column, scale) if stacked else _side_by_side(column, scale)
            for column in columns
        ],
        "amounts": [
            text(sum(known, Decimal(0)), scale.digits()) if known else ""
            for known in ([v for v in column if v is not None] for column in columns)
        ]
        if len(columns) <= _LABELLED_MARKS and (stacked or len(rows) == 1)
        else [],
    }


def _scaled(chart: Chart, value: int | None) -> Decimal | None:
    if value is None:
        return None
    digits = exponent(chart.currency) if chart.currency else 0
    return Decimal(value).scaleb(-digits) / chart.per


def _scale(columns: list[tuple[Decimal | None, ...]], *, stacked: bool) -> _Scale:
    """Round gridlines around all values and zero."""
    tops = [Decimal(0)]
    for column in columns:
        known = [value for value in column if value is not None]
        if stacked:
            tops.append(sum((v for v in known if v > 0), Decimal(0)))
            tops.append(sum((v for v in known if v < 0), Decimal(0)))
        else:
            tops += known
    span = (max(tops) - min(tops)) or Decimal(1)
    magnitude = Decimal(1).scaleb((span / _MOST_TICKS).adjusted())
    step = next(
        step * magnitude for step in _STEPS if step * magnitude * _MOST_TICKS >= span
    )
    low = (min(tops) / step).to_integral_value(rounding="ROUND_FLOOR") * step
    high = (max(tops) / step).to_integral_value(rounding="ROUND_CEILING") * step
    return _Scale(low, max(high, low + step), step)


def _stacked(column: tuple[Decimal | None, ...], scale: _Scale) -> list[Sheet | None]:
    """Pieces on top of each other; what is negative hangs below zero."""
    above = below = Decimal(0)
    pieces: list[Sheet | None] = []
    for value in column:
        if value is None:
            pieces.append(None)
        elif value >= 0:
            pieces.append({"from": scale.at(above), "to": scale.at(above + value)})
            above += value
        else:
            pieces.append({"from": scale.at(below + value), "to": scale.at(below)})
            below += value
    return pieces


def _side_by_side(
    column: tuple[Decimal | None, ...], scale: _Scale
) -> list[Sheet | None]:
    zero = Decimal(0)
    return [
        None
        if value is None
        else {"from": scale.at(min(zero, value)), "to": scale.at(max(zero, value))}
        for value in column
    ]
