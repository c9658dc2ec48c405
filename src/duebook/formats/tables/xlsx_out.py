"""Rows to formatted XLSX: frozen headings, filters, number formats, totals.

Text is kept as text and never run.  The same rows give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

import xlsxwriter
from xlsxwriter.utility import xl_range

from duebook.domain.errors import Refusal
from duebook.formats.tables.columns import Column, ColumnKind, Value, decimal_of

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_SHEET_ROWS = 1_048_576
MAX_CELL_CHARS = 32_767
_EXACT_DIGITS = 15
"""Spreadsheets keep fifteen digits; longer numbers are written as text."""

_NOT_IN_XML = re.compile("[\ufffe\uffff\ud800-\udfff]")
_CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001  (a fixed mark, not a moment)
_MIN_WIDTH, _MAX_WIDTH = 8, 60


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook: lines above, headings, rows, totals.

    Attributes:
        rows: may be an iterator; it is gone through once and not kept.
        notes: lines under the title, such as the entity and the day.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    title: str = ""
    notes: Sequence[str] = ()


@dataclass(eq=False)
class SheetFull(Refusal):
    """There are more rows than a spreadsheet can have."""

    code: ClassVar[str] = "sheet_full"
    template: ClassVar[str] = (
        "The sheet {sheet!r} would have more than {limit:,} rows, which no spreadsheet "
        "can hold. Export CSV, or fewer rows."
    )

    sheet: str
    limit: int


def write_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """A workbook of these sheets; rows are streamed, not kept in memory.

    Totals are formulas (SUBTOTAL 109, so they follow the filter) that carry the exact
    sum as their kept value, for programs that do not calculate.  Amounts of more than
    fifteen digits, which a spreadsheet would round, are written as text, and their
    total as a value.

    Raises:
        SheetFull: more rows than a sheet can have.
    """
    output = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(output, options) as workbook:
        workbook.set_properties({"created": _CREATED})
        styles = _Styles(workbook)
        for sheet, name in zip(sheets, sheet_names(sheets), strict=True):
            _Page(workbook.add_worksheet(name), sheet, styles).write()
    return output.getvalue()


def sheet_names(sheets: Iterable[Sheet]) -> Iterator[str]:
    """Names as spreadsheets allow them: 31 characters, no slashes, no twins."""
    taken = {"history"}  # kept by Excel for itself
    for sheet in sheets:
        base = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", sheet.name).strip(" '")
        base = base or "Sheet"
        name, number = base[:31].rstrip(" '"), 2
        while name.casefold() in taken:
            suffix = f" ({number})"
            name, number = base[: 31 - len(suffix)] + suffix, number + 1
        taken.add(name.casefold())
        yield name


class _Styles:
    """The cell formats of a workbook, each made once."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, object], ...], Any] = {}

    def get(self, **properties: object) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(properties)
        return self._made[key]


def _number_format(column: Column) -> str:
    places = "." + "0" * column.digits if column.digits else ""
    return {
        ColumnKind.MONEY: f"#,##0{places};[Red]-#,##0{places}",
        ColumnKind.INTEGER: "#,##0",
        ColumnKind.NUMBER: "#,##0.######",
        ColumnKind.PERCENT: "0.00##%",
        ColumnKind.DATE: "yyyy-mm-dd",
        ColumnKind.MONTH: "mmm yyyy",
        ColumnKind.TEXT: "@",
    }[column.kind]


class _Page:
    """Writes one sheet from top to bottom, as streaming demands."""

    def __init__(self, page: Any, sheet: Sheet, styles: _Styles) -> None:
        self._page = page
        self._sheet = sheet
        self._styles = styles
        self._widths = [len(column.title) + 3 for column in sheet.columns]
        self._totals = [_Total(column) for column in sheet.columns]
        self._cell_styles = [
            styles.get(num_format=_number_format(column)) for column in sheet.columns
        ]

    def write(self) -> None:
        top = self._write_lines_above()
        self._write_headings(top)
        last = top
        for cells in self._sheet.rows:
            last += 1
            if last >= MAX_SHEET_ROWS - 1:
                raise SheetFull(self._sheet.name, MAX_SHEET_ROWS)
            self._write_row(last, cells)
        if last > top and any(column.total for column in self._sheet.columns):
            self._write_totals(top + 1, last)
        self._finish(top, last)

    def _write_lines_above(self) -> int:
        """Title and notes, then one row left blank; returns the row of headings."""
        title = self._styles.get(bold=True, font_size=14)
        note = self._styles.get(font_color="#555555")
        lines = [(self._sheet.title, title)] if self._sheet.title else []
        lines.extend((text, note) for text in self._sheet.notes)
        for row, (text, style) in enumerate(lines):
            self._page.write_string(row, 0, text, style)
        return len(lines) + 1 if lines else 0

    def _write_headings(self, row: int) -> None:
        for index, column in enumerate(self._sheet.columns):
            align = "left" if column.kind is ColumnKind.TEXT else "right"
            style = self._styles.get(
                bold=True, bottom=1, bg_color="#EEF1F4", align=align
            )
            self._page.write_string(row, index, column.title, style)

    def _write_row(self, row: int, cells: Sequence[Value]) -> None:
        columns = self._sheet.columns
        for index, (column, value) in enumerate(zip(columns, cells, strict=True)):
            style = self._cell_styles[index]
            match value:
                case None:
                    continue
                case str() if column.kind is ColumnKind.MONTH:
                    self._write_day(row, index, _first_of(value), style)
                case str():
                    self._write_text(row, index, value, style)
                case dt.date():
                    self._write_day(row, index, value, style)
                case int() | Decimal():
                    number = _as_shown(column, value)
                    self._totals[index].add(number)
                    self._write_number(row, index, number, style)

    def _write_text(self, row: int, index: int, text: str, style: Any) -> None:
        if len(text) > MAX_CELL_CHARS:
            text = text[: MAX_CELL_CHARS - 1] + "…"
        text = _NOT_IN_XML.sub("\ufffd", text)
        self._page.write_string(row, index, text, style)
        self._widen(index, max(map(len, text.splitlines()), default=0))

    def _write_day(self, row: int, index: int, day: dt.date, style: Any) -> None:
        self._page.write_datetime(row, index, day, style)
        self._widen(index, 10)

    def _write_number(self, row: int, index: int, number: Decimal, style: Any) -> None:
        if _fits(number):
            self._page.write_number(row, index, number, style)
        else:
            self._page.write_string(row, index, f"{number:f}", style)
        self._widen(index, len(f"{number:,f}"))

    def _write_totals(self, first: int, last: int) -> None:
        row = last + 1
        plain = self._styles.get(bold=True, top=1)
        for index, total in enumerate(self._totals):
            if not total.column.total:
                self._page.write_string(row, index, "" if index else "Total", plain)
                continue
            number_format = _number_format(total.column)
            style = self._styles.get(bold=True, top=1, num_format=number_format)
            if total.is_exact:
                formula = f"=SUBTOTAL(109,{xl_range(first, index, last, index)})"
                self._page.write_formula(row, index, formula, style, total.value)
                self._widen(index, len(f"{total.value:,f}") + 1)
            else:
                self._write_number(row, index, total.value, style)

    def _widen(self, index: int, shown: int) -> None:
        self._widths[index] = max(self._widths[index], shown + 1)

    def _finish(self, top: int, last: int) -> None:
        self._page.freeze_panes(top + 1, 0)
        self._page.autofilter(top, 0, max(last, top + 1), len(self._sheet.columns) - 1)
        for index, size in enumerate(self._widths):
            self._page.set_column(index, index, min(max(size, _MIN_WIDTH), _MAX_WIDTH))
        self._page.repeat_rows(top)
        self._page.set_landscape()
        self._page.fit_to_pages(1, 0)


@dataclass
class _Total:
    """The exact sum of a column, and whether a spreadsheet gets the same."""

    column: Column
    value: Decimal = Decimal(0)
    is_exact: bool = True

    def add(self, number: Decimal) -> None:
        self.value += number
        self.is_exact = self.is_exact and _fits(number) and _fits(self.value)


def _first_of(month: str) -> dt.date:
    """The day that a spreadsheet keeps for ``2026-05``, and shows as May 2026."""
    return dt.date.fromisoformat(f"{month}-01")


def _as_shown(column: Column, value: int | Decimal) -> Decimal:
    """The number as the cell keeps it: money in major units, 7.5 % as 0.075."""
    if column.kind is ColumnKind.MONEY and isinstance(value, int):
        return decimal_of(value, column.digits)
    if column.kind is ColumnKind.PERCENT:
        return Decimal(value).scaleb(-2)
    return Decimal(value)


def _fits(number: Decimal) -> bool:
    return len(number.normalize().as_tuple().digits) <= _EXACT_DIGITS
