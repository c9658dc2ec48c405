"""All that a list finds as CSV or XLSX, at once or as long work."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, Literal

from duebook.domain.money import exponent
from duebook.formats.media import XLSX
from duebook.formats.tables import Column as FileColumn
from duebook.formats.tables import ColumnKind, Sheet, write_csv, write_xlsx
from duebook.web import listing as asked_of
from duebook.web.list_pages import Look, asking, parameters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from duebook.web.list_pages import Column, ListPage, Reader
    from duebook.web.listing import Asked, Found

EXPORT_MOST = 100_000
"""Rows of an export that is answered at once; more is long work."""

SHEET_MOST = 1_000_000
"""Rows on a sheet of a workbook; more go on on the next."""

CSV: Final = "text/csv; charset=utf-8"

_KINDS: Final = {
    Look.MONEY: ColumnKind.MONEY,
    Look.COUNT: ColumnKind.INTEGER,
    Look.DAY: ColumnKind.DATE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What is exported: the list of a name, by a search line, in an order."""

    list: str
    line: str
    sort: str
    is_descending: bool
    form: Literal["csv", "xlsx"]


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made."""

    name: str
    media_type: str
    content: bytes


def found(spec: ListPage, reader: Reader, export: Export) -> list[Found]:
    """Count and sum of all that is exported, by currency."""
    return asked_of.found(
        spec.listing,
        _asked(spec, reader, export),
        parameters(spec, reader, export.line),
    )


def pages(spec: ListPage, reader: Reader, export: Export) -> Iterator[Sequence[Any]]:
    """The rows of an export, a page at a time; each is read when it is asked for."""
    asked, after = _asked(spec, reader, export), None
    while True:
        rows, after = asked_of.page(
            spec.listing,
            asked,
            parameters(spec, reader, export.line),
            sort=export.sort,
            is_descending=export.is_descending,
            after=after,
            size=asked_of.MOST,
        )
        yield rows
        if after is None:
            return


def made(
    spec: ListPage,
    reader: Reader,
    export: Export,
    found: Iterable[Found],
    pages: Iterable[Sequence[Any]],
) -> Made:
    """The file of rows, with every column; amounts beside their currency."""
    digits = max((exponent(one.currency) for one in found if one.currency), default=2)
    columns = [
        *(
            FileColumn(
                column.title, _KINDS.get(column.look, ColumnKind.TEXT), digits=digits
            )
            for column in spec.columns
        ),
        FileColumn("Currency"),
    ]
    cells = (
        (
            *(_cell(column, row, spec, reader, digits) for column in spec.columns),
            spec.currency(row),
        )
        for page in pages
        for row in page
    )
    name = f"{spec.page.name}-{reader.today}"
    if export.form == "csv":
        return Made(f"{name}.csv", CSV, write_csv(columns, cells))
    sheets = _sheets(spec.page.title, columns, cells, sum(one.count for one in found))
    return Made(f"{name}.xlsx", XLSX, write_xlsx(sheets))


def _sheets(
    title: str, columns: list[FileColumn], cells: Iterator[Any], count: int
) -> list[Sheet]:
    """As many sheets as it takes; the last one takes what was added meanwhile."""
    full = [islice(cells, SHEET_MOST) for _ in range((count - 1) // SHEET_MOST)]
    return [Sheet(title, columns, rows, title=title) for rows in (*full, cells)]


def _asked(spec: ListPage, reader: Reader, export: Export) -> Asked:
    return asked_of.understood(spec.listing, export.line, asking(reader))


def _cell(column: Column, row: Any, spec: ListPage, reader: Reader, digits: int) -> Any:
    """What stands in a file: a state's word, amounts with the digits of the column."""
    value = (column.filed or column.value)(row, reader)
    match column.look:
        case Look.STATE if value is not None:
            return str(value)
        case Look.MONEY if value is not None:
            return value * 10 ** (digits - exponent(spec.currency(row)))
        case _:
            return value
