"""Books as CSV files that a program takes in, and as one workbook for people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from duebook.domain.errors import Refusal
from duebook.formats.exports.fields import in_words, rows_of, value
from duebook.formats.exports.records import ExportFile
from duebook.formats.tables import Column, ColumnKind, Sheet, write_csv, write_xlsx

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from duebook.formats.exports.fields import Fields, Form
    from duebook.formats.exports.layouts import ListLayout
    from duebook.formats.exports.records import Books
    from duebook.formats.tables import Value


@dataclass(eq=False)
class OtherCurrencies(Refusal):
    """The journal has entries in currencies that the file cannot name."""

    code: ClassVar[str] = "export_other_currencies"
    template: ClassVar[str] = (
        "{entries:,} entries are in {currencies}; the journal that {product} takes in "
        "is in {currency} alone. Export it with --for plain."
    )

    product: str
    entries: int
    currencies: str
    currency: str


def refuse_other_currencies(books: Books, product: str) -> None:
    """Refuse a journal whose file would say nothing of its currencies."""
    others = [
        sorted({leg.currency for leg in entry.postings} - {books.currency})
        for entry in books.entries
    ]
    currencies = sorted({one for some in others for one in some})
    if currencies:
        count = sum(1 for some in others if some)
        raise OtherCurrencies(product, count, ", ".join(currencies), books.currency)


def table_files(books: Books, lists: Sequence[str], form: Form) -> list[ExportFile]:
    """The CSV files of each list, as many as the importer's limit asks for.

    Raises:
        OtherCurrencies: the journal is in several, and the program takes one.
    """
    if form.product.one_currency and "journal" in lists:
        refuse_other_currencies(books, form.product.name)
    return [
        file
        for what in lists
        for file in _files(
            form.product.lists[what], list(rows_of(books, what, form)), form
        )
    ]


def workbook(books: Books, lists: Sequence[str], form: Form) -> bytes:
    """All lists in one workbook, a sheet for each, with numbers and days as such."""
    return write_xlsx(
        [
            _sheet(what, form.product.lists[what], list(rows_of(books, what, form)))
            for what in lists
        ]
    )


def _files(
    layout: ListLayout, rows: Sequence[Fields], form: Form
) -> Iterator[ExportFile]:
    columns = [Column(title) for title in layout.columns]
    pieces = list(_pieces(rows, layout))
    for number, piece in enumerate(pieces, 1):
        behind = f"-{number}" if len(pieces) > 1 else ""
        fields = layout.columns.values()
        cells = [
            [in_words(value(row, field), layout, form) for field in fields]
            for row in piece
        ]
        yield ExportFile(
            f"{layout.file}{behind}.csv", write_csv(columns, cells), len(piece)
        )


def _pieces(rows: Sequence[Fields], layout: ListLayout) -> Iterable[list[Fields]]:
    """The rows in files of at most as many as the importer takes, no entry cut."""
    if layout.rows is None:
        return [list(rows)]
    groups = (
        [list(group) for _, group in groupby(rows, key=lambda row: row[layout.whole])]
        if layout.whole
        else [[row] for row in rows]
    )
    pieces: list[list[Fields]] = [[]]
    for group in groups:
        if pieces[-1] and len(pieces[-1]) + len(group) > layout.rows:
            pieces.append([])
        pieces[-1].extend(group)
    return pieces


def _sheet(what: str, layout: ListLayout, rows: Sequence[Fields]) -> Sheet:
    cells = [[value(row, name) for name in layout.columns.values()] for row in rows]
    columns = [
        Column(title, _kind(cell[place] for cell in cells))
        for place, title in enumerate(layout.columns)
    ]
    return Sheet(what.capitalize(), columns, cells)


def _kind(cells: Iterable[Value]) -> ColumnKind:
    first = next((cell for cell in cells if cell not in (None, "")), "")
    if isinstance(first, date):
        return ColumnKind.DATE
    return ColumnKind.NUMBER if isinstance(first, Decimal) else ColumnKind.TEXT
