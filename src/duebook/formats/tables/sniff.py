"""Where in a grid the table stands, and how each of its columns is written."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING

from duebook.formats.tables.days import parse_day, readable_by_order
from duebook.formats.tables.numbers import decimal_evidence, parse_money
from duebook.formats.tables.records import (
    CellError,
    ColumnLayout,
    Content,
    DateOrder,
    TableWarning,
    is_blank,
    text_of,
    width,
)
from duebook.formats.tables.unreadable import Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from duebook.formats.tables.records import (
        Cell,
        Grid,
        TableRow,
    )

_LOOK_AHEAD = 60
_SAMPLE_ROWS = 2_000
_HEADER_FILL = 0.6
_MAJORITY = 0.8
_DISTINCT = 0.6
_TOTAL_WORDS = re.compile(
    r"(grand |sub)?-?(totals?|sum|summe|gesamt\w*|suma|total général|somme)\b.*",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+")
_BOOLEANS = frozenset(
    {"true", "false", "yes", "no", "y", "n", "ja", "nein", "oui", "non", "sí", "si"}
)
_LONGEST = 254  # a mail address; no pattern is tried on more
_HEADING_CHARS = 200
_HAS_DIGIT = re.compile(r"[0-9]")
_NUMERIC = re.compile(
    r"[-+−(]?\W{0,4}(?:[A-Z]{3} ?)?[-+−]?[\d.,]*\d[\d.,' \u00a0’]*\D{0,4}"
)


def filled(cells: Sequence[Cell]) -> int:
    return sum(1 for cell in cells if not is_blank(cell))


def find_header(grid: Grid) -> int:
    """The row number of the headings, from 1; 0 where the table has none.

    It is the first row that is filled about as far as the rows below, in words only
    and each word once; titles and notes above it are filled less.
    """
    sample = [
        (number, cells)
        for number, cells in enumerate(grid[:_LOOK_AHEAD], 1)
        if filled(cells)
    ]
    if not sample:
        return 0
    fills = [filled(cells) for _, cells in sample]
    usual = median(fill for fill in fills if fill > 1 or max(fills) == 1)
    for number, cells in sample:
        if filled(cells) >= _HEADER_FILL * usual:
            if _reads_as_headings(cells):
                return number
            if filled(cells) >= usual:
                return 0
    return 0


def _reads_as_headings(cells: Sequence[Cell]) -> bool:
    texts = [text_of(cell).strip() for cell in cells if not is_blank(cell)]
    if not all(isinstance(cell, str) for cell in cells):
        return False
    is_data = any(
        content_of(text) in {Content.NUMBER, Content.DAY, Content.EMAIL}
        for text in texts
    )
    return not is_data and len(set(texts)) >= _DISTINCT * len(texts)


def find_footer(rows: Sequence[TableRow]) -> int:
    """How many of the rows are data; totals and remarks stand behind them.

    A remark is one cell alone below a table of three columns or more; a total
    begins with the word and has fewer cells than the rows above.
    """
    if len(rows) < 2:
        return len(rows)
    usual = _usual_fill(rows[:_SAMPLE_ROWS])
    stop = len(rows)
    while stop > 1:
        cells = rows[stop - 1].cells
        count = filled(cells)
        first = next(text_of(cell).strip() for cell in cells if not is_blank(cell))
        is_total = _TOTAL_WORDS.fullmatch(first) is not None and count < usual
        is_remark = usual >= 3 and count == 1
        if not (is_total or is_remark):
            break
        stop -= 1
    return stop


def _usual_fill(rows: Sequence[TableRow]) -> int:
    """The upper quartile: short remarks below a short table must not count."""
    fills = sorted(filled(row.cells) for row in rows)
    return fills[3 * len(fills) // 4]


def headings_of(cells: Sequence[Cell], columns: int) -> list[str]:
    """One heading per column, trimmed; unnamed ones get the letter, twins a number."""
    texts = [
        " ".join(text_of(cell).split())[:_HEADING_CHARS] for cell in cells[:columns]
    ]
    texts.extend("" for _ in range(columns - len(texts)))
    seen: Counter[str] = Counter()
    named = []
    for index, text in enumerate(texts):
        heading = text or f"Column {column_letter(index)}"
        seen[heading] += 1
        named.append(heading if seen[heading] == 1 else f"{heading} ({seen[heading]})")
    return named


def column_letter(index: int) -> str:
    """The letter over the column in a spreadsheet program; 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def content_of(cell: Cell) -> Content:
    """What one cell looks like by itself."""
    match cell:
        case bool():
            return Content.BOOLEAN
        case Decimal():
            return Content.NUMBER
        case dt.date():
            return Content.DAY
        case CellError() | dt.time():
            return Content.TEXT
        case str():
            return _content_of_text(cell.strip())


def _content_of_text(text: str) -> Content:
    return next((content for content, holds in _LOOKS if holds(text)), Content.TEXT)


def _is_number(text: str) -> bool:
    for decimal in (".", ","):
        try:
            parse_money(text.removesuffix("%"), decimal)
        except Unreadable:
            continue
        return True
    return False


def _is_day(text: str) -> bool:
    for order in DateOrder:
        try:
            parse_day(text, order)
        except Unreadable:
            continue
        return True
    return False


_LOOKS: Sequence[tuple[Content, Callable[[str], object]]] = (
    (Content.EMPTY, lambda text: not text),
    (Content.TEXT, lambda text: len(text) > _LONGEST),
    (Content.NUMBER, lambda text: _NUMERIC.fullmatch(text) and _is_number(text)),
    (Content.DAY, lambda text: _HAS_DIGIT.search(text) and _is_day(text)),
    (Content.EMAIL, _EMAIL.fullmatch),
    (Content.BOOLEAN, lambda text: text.casefold() in _BOOLEANS),
    (Content.CURRENCY, re.compile(r"[A-Z]{3}").fullmatch),
)


@dataclass(frozen=True)
class _Evidence:
    """What the cells of one column say about how it is written."""

    heading: str
    content: Content
    decimals: dict[str, int]
    decimal_in_doubt: bool
    orders: dict[DateOrder, int]


def lay_out_columns(
    headings: Sequence[str],
    rows: Sequence[TableRow],
    *,
    delimiter: str | None,
    assumed: DateOrder,
    said: Iterable[ColumnLayout],
) -> tuple[list[ColumnLayout], list[TableWarning]]:
    """How each column is written, by all its cells and not by one.

    A column that decides nothing itself follows the columns that do; where none
    does, a semicolon between the cells speaks for the decimal comma, and days are
    taken in the ``assumed`` order, with a warning.
    """
    said_by_heading = {column.heading: column for column in said}
    evidence = [
        _evidence(heading, [row.cells[index] for row in rows if index < len(row.cells)])
        for index, heading in enumerate(headings)
    ]
    decimal = _leading_decimal(evidence) or ("," if delimiter == ";" else ".")
    order = _leading_order(evidence)
    columns: list[ColumnLayout] = []
    warnings: list[TableWarning] = []
    for found in evidence:
        if (given := said_by_heading.get(found.heading)) is not None:
            columns.append(given)
            continue
        column, doubts = _lay_out(found, decimal, order, assumed)
        columns.append(column)
        warnings.extend(doubts)
    return columns, warnings


def _evidence(heading: str, cells: Sequence[Cell]) -> _Evidence:
    looks = Counter(content_of(cell) for cell in cells[:_SAMPLE_ROWS])
    del looks[Content.EMPTY]
    content = Content.EMPTY
    if looks:
        top, count = looks.most_common(1)[0]
        content = top if count >= _MAJORITY * looks.total() else Content.TEXT
    texts = {cell.strip() for cell in cells if isinstance(cell, str)} - {""}
    numbers = texts if looks[Content.NUMBER] else set()
    decimals, in_doubt = decimal_evidence(
        text for text in numbers if len(text) <= _LONGEST and _NUMERIC.fullmatch(text)
    )
    days = texts if looks[Content.DAY] else set()
    return _Evidence(heading, content, decimals, in_doubt, readable_by_order(days))


def _decided(decimals: dict[str, int]) -> str | None:
    if decimals["."] == decimals[","]:
        return None
    return max(decimals, key=lambda sign: decimals[sign])


def _leading_decimal(evidence: Iterable[_Evidence]) -> str | None:
    votes = Counter(
        sign
        for found in evidence
        if found.content is Content.NUMBER
        and (sign := _decided(found.decimals)) is not None
    )
    return votes.most_common(1)[0][0] if votes else None


def _order_of(counts: dict[DateOrder, int]) -> DateOrder | None:
    """The one order that reads more days than the others, if there is one."""
    best = max(counts.values())
    leaders = [
        order for order in (DateOrder.DMY, DateOrder.MDY) if counts[order] == best
    ]
    if not leaders:
        return DateOrder.YMD
    return leaders[0] if len(leaders) == 1 else None


def _leading_order(evidence: Iterable[_Evidence]) -> DateOrder | None:
    votes = Counter(
        order
        for found in evidence
        if any(found.orders.values()) and (order := _order_of(found.orders)) is not None
    )
    return votes.most_common(1)[0][0] if votes else None


def _lay_out(
    found: _Evidence, decimal: str, order: DateOrder | None, assumed: DateOrder
) -> tuple[ColumnLayout, list[TableWarning]]:
    warnings = []
    own_decimal = _decided(found.decimals)
    is_guess = False
    if (
        own_decimal is None
        and found.decimal_in_doubt
        and found.content is Content.NUMBER
    ):
        is_guess = True
        warnings.append(
            TableWarning(
                "decimal_guessed",
                f"{found.heading}: numbers like 1,234 or 1.234 can be read in two "
                f"ways; {decimal!r} was taken as the sign before the fraction.",
            )
        )
    elif all(found.decimals.values()) and found.content is Content.NUMBER:
        warnings.append(
            TableWarning(
                "decimal_mixed",
                f"{found.heading}: some numbers have a decimal point, some a decimal "
                f"comma; {own_decimal or decimal!r} was taken.",
            )
        )
    depends = any(found.orders.values())
    own_order = _order_of(found.orders) if depends else DateOrder.YMD
    if own_order is None:
        own_order = order or assumed
        is_guess = True
        words = {
            DateOrder.DMY: "day before month",
            DateOrder.MDY: "month before day",
            DateOrder.YMD: "year first",
        }
        why = " as in the other columns" if order else ""
        warnings.append(
            TableWarning(
                "date_order_guessed",
                f"{found.heading}: no date shows whether the day or the month comes "
                f"first; read as {words[own_order]}{why}.",
            )
        )
    column = ColumnLayout(
        found.heading, found.content, own_decimal or decimal, own_order, is_guess
    )
    return column, warnings


def table_width(
    header: Sequence[Cell], rows: Sequence[TableRow], *, has_header: bool
) -> int:
    """How many columns the table has: its headings, or the usual width of its rows.

    Unnamed columns beyond the headings count only if most rows fill them.
    """
    widths = Counter(width(row.cells) for row in rows)
    if not has_header:
        return max(widths)
    named = width(header)
    usual = widths.most_common(1)[0][0] if widths else 0
    return max(named, usual)
