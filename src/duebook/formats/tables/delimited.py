"""Text with delimiters: its encoding, its delimiter and its cells."""

from __future__ import annotations

import codecs
import csv
import io
import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from charset_normalizer import from_bytes

from duebook.formats.tables.records import TableWarning
from duebook.formats.tables.refusals import (
    DamagedFile,
    NotATable,
    TooLarge,
    UnknownEncoding,
)
from duebook.formats.tables.workbook_child import MAX_CELLS, MAX_ROWS

if TYPE_CHECKING:
    from duebook.formats.tables.records import Layout

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WESTERN = re.compile(
    "[ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝßàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿŒœŠšŽž"
    "£€$¢¥§¶°ºª«»‘’‚“”„–—…•·®©™¿¡½¼¾²³±×´¨\u00a0\u00ad]"
)
_WESTERN_SHARE = 0.9
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_CODE_PAGES = [
    *("cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257"),
    *("cp932", "gb18030", "big5", "cp949", "koi8_r", "mac_roman", "cp850"),
]
"""What spreadsheets of other countries and times write, and nothing rarer."""

_SAMPLE_BYTES = 256 * 1024
_SAMPLE_CHARS = 128 * 1024
_DELIMITERS = ("\t", ";", "|", ",")
"""Rarest in running text first: with equal evidence the earlier one is right."""
_CONTROL_SHARE = 0.02
_SEP_LINE = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)
_FIELD_CHARS = 1 << 20


@dataclass(frozen=True)
class Delimited:
    """The cells of a text, and how it was cut."""

    encoding: str
    delimiter: str
    quote: str
    grid: list[list[str]]
    warnings: tuple[TableWarning, ...]


def read_delimited(data: bytes, name: str, layout: Layout) -> Delimited:
    """Cut a text into rows and cells; what ``layout`` says is taken as said.

    Raises:
        UnknownEncoding, NotATable, DamagedFile, TooLarge
    """
    encoding, warnings = (
        (layout.encoding, ()) if layout.encoding else detect_encoding(data, name)
    )
    text = _decode(data, encoding, name)
    _refuse_binary(text, name)
    stated = _SEP_LINE.match(text)
    delimiter = layout.delimiter or (stated[1] if stated else None)
    quote = layout.quote or detect_quote(text[:_SAMPLE_CHARS])
    if delimiter is None:
        delimiter = detect_delimiter(text[:_SAMPLE_CHARS], quote)
    grid = _cut(text, delimiter, quote, name)
    if stated:
        grid[0] = []
    return Delimited(encoding, delimiter, quote, grid, tuple(warnings))


def detect_encoding(data: bytes, name: str) -> tuple[str, tuple[TableWarning, ...]]:
    """The encoding, with a warning where it is a judgement and not a fact.

    A byte order mark decides; then zero bytes (UTF-16 without mark); then whether it
    is valid UTF-8; then cp1252, which Windows spreadsheets write, if its letters look
    Western and stand one or two together; then the statistics of charset-normalizer.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return encoding, ()
    if wide := _wide_encoding(data):
        return wide, ()
    if _decodes(data, "utf-8"):
        return "utf-8", ()
    guess = "cp1252"
    if not _looks_western(data):
        best = from_bytes(data[:_SAMPLE_BYTES], cp_isolation=_CODE_PAGES).best()
        if best is None or not _decodes(data, best.encoding):
            raise UnknownEncoding(name)
        guess = best.encoding
    return guess, (
        TableWarning(
            "encoding_guessed",
            f"The text is not UTF-8; it was read as {guess}. "
            "Look at the letters with accents.",
        ),
    )


def _wide_encoding(data: bytes) -> str | None:
    sample = data[:4096]
    if len(sample) < 4 or len(data) % 2:
        return None
    half = len(sample) // 2
    if sample[1::2].count(0) > 0.7 * half:
        return "utf-16-le"
    if sample[0::2].count(0) > 0.7 * half:
        return "utf-16-be"
    return None


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _looks_western(data: bytes) -> bool:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    runs = _BEYOND_ASCII.findall(text)
    beyond_ascii = sum(map(len, runs))
    western = sum(len(_WESTERN.findall(run)) for run in runs if len(run) < 3)
    return western >= _WESTERN_SHARE * beyond_ascii


def _decode(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise UnknownEncoding(name) from error


def _refuse_binary(text: str, name: str) -> None:
    sample = text[:_SAMPLE_CHARS]
    controls = sum(1 for char in sample if char < " " and char not in "\t\r\n\f")
    if controls > max(8, _CONTROL_SHARE * len(sample)):
        raise NotATable(name, "a binary file")


def detect_quote(sample: str) -> str:
    """The quoting sign: an apostrophe only where it wraps far more cells than ``"``."""
    return "'" if _wrapped(sample, "'") > max(4, 4 * _wrapped(sample, '"')) else '"'


def _wrapped(sample: str, quote: str) -> int:
    """How many cells begin and end with the sign, at most."""
    opening = re.findall(rf"(?:^|[,;|\t]){quote}", sample, re.MULTILINE)
    closing = re.findall(rf"{quote}(?:$|[,;|\t\r])", sample, re.MULTILINE)
    return min(len(opening), len(closing))


def detect_delimiter(sample: str, quote: str) -> str:
    """The delimiter that cuts the sample into the most regular and widest rows."""
    return max(_DELIMITERS, key=lambda delimiter: _regularity(sample, delimiter, quote))


def _regularity(sample: str, delimiter: str, quote: str) -> float:
    rows = list(_reader(sample, delimiter, quote))
    widths = [len(row) for row in rows if row]
    # A sample that was cut off ends within a row.
    widths = widths[:-1] if len(sample) == _SAMPLE_CHARS else widths
    if not widths or max(widths) < 2:
        return 0.0
    (mode, count), *_ = Counter(width for width in widths if width > 1).most_common(1)
    consistency = count / len(widths)
    starts_regular = 1.0 if widths[0] == mode else 0.0
    return consistency * (1 + math.log2(mode)) + starts_regular


def _reader(text: str, delimiter: str, quote: str) -> csv._reader:  # type: ignore[name-defined]
    csv.field_size_limit(_FIELD_CHARS)
    return csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, quotechar=quote
    )


def _cut(text: str, delimiter: str, quote: str, name: str) -> list[list[str]]:
    grid: list[list[str]] = []
    cells = 0
    try:
        for row in _reader(text, delimiter, quote):
            grid.append(row)
            cells += len(row)
            if len(grid) > MAX_ROWS:
                raise TooLarge(name, "rows or more", len(grid), MAX_ROWS)
            if cells > MAX_CELLS:
                raise TooLarge(name, "cells or more", cells, MAX_CELLS)
    except csv.Error as error:
        raise DamagedFile(name, f"row {len(grid) + 1}: {error}") from error
    return grid
