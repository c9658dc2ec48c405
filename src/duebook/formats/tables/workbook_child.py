"""Reads one workbook in a process of its own, within limits, and prints its cells.

Run as a file (``python -I workbook_child.py KIND SHEET``) with the workbook on
standard input; it imports nothing of Duebook.  A hostile workbook can at worst end
this process.  Standard output is JSON lines: first what was found, then one line for
each row; a cell is text, or ``[kind, text]``.

Calamine reads a formula's error, and a formula that was never computed, as an empty
cell, and 7.5 % as 0.075.  For money these are not the same, so the cells of an XLSX
sheet are gone through once more for what calamine does not say.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import posixpath
import re
import sys
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

if TYPE_CHECKING:
    from collections.abc import Callable

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 10
OUTPUT_BYTES = 256 * 1024 * 1024
MAX_CELLS = 2_500_000
MAX_ROWS = 250_000
_CHUNK = 1 << 16


def limit_resources() -> None:
    """Bound the memory, the time and the output of this process."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  (not on Windows)

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT_BYTES, OUTPUT_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


_KINDS: dict[type, tuple[str, Callable[[Any], str]]] = {
    bool: ("bool", lambda value: "1" if value else "0"),
    int: ("number", str),
    float: ("number", lambda value: format(value, ".15g")),
    dt.datetime: ("moment", dt.datetime.isoformat),
    dt.date: ("day", dt.date.isoformat),
    dt.time: ("time", dt.time.isoformat),
    dt.timedelta: ("error", lambda _: "a duration"),
}


def encode(value: Any) -> str | list[str]:
    """A cell as JSON: text as itself, the rest as kind and text."""
    if isinstance(value, str):
        return value
    kind, as_text = _KINDS[type(value)]
    return [kind, as_text(value)]


class Refused(Exception):
    """Why the workbook is not read, as it is said to the parent."""

    def __init__(self, refused: str, **facts: Any) -> None:
        super().__init__(refused)
        self.record = {"refused": refused, **facts}


def main() -> None:
    limit_resources()
    try:
        read(sys.stdin.buffer.read(), kind=sys.argv[1], wanted=sys.argv[2])
    except Refused as refused:
        say(refused.record)


def read(data: bytes, *, kind: str, wanted: str) -> None:
    """Print the sheet called ``wanted``, or the first visible one with cells."""
    import python_calamine as calamine  # noqa: PLC0415  (within the limits)

    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [
            meta
            for meta in workbook.sheets_metadata
            if meta.typ is calamine.SheetTypeEnum.WorkSheet
        ]
        visible = [
            meta.name
            for meta in sheets
            if meta.visible is calamine.SheetVisibleEnum.Visible
        ]
        names = [meta.name for meta in sheets]
        if wanted and wanted not in names:
            raise Refused("no_such_sheet", sheets=names)
        name, sheet, others = choose(workbook, [wanted] if wanted else visible)
    except calamine.PasswordError:
        raise Refused("encrypted") from None
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise Refused("damaged", reason=str(error)) from None
    limit("rows", sheet.total_height, MAX_ROWS)
    limit("cells", sheet.total_height * sheet.total_width, MAX_CELLS)
    notes = notes_on(data, name) if kind == "xlsx" else SheetNotes()
    say(
        {
            "sheet": name,
            "others": [] if wanted else others,
            "hidden": [meta.name for meta in sheets if meta.name not in visible],
            "hidden_rows": notes.hidden_rows,
            "merged": bool(sheet.merged_cell_ranges),
        }
    )
    for number, row in enumerate(sheet.iter_rows()):
        cells = [encode(value) for value in row]
        for column, reason in notes.broken.get(number, {}).items():
            cells.extend("" for _ in range(column + 1 - len(cells)))
            if not cells[column]:
                cells[column] = ["error", reason]
        for column in notes.percents.get(number, ()):
            if column < len(cells) and cells[column][0] == "number":
                cells[column] = format(row[column] * 100, ".15g") + "%"
        say(cells)


def limit(unit: str, found: int, most: int) -> None:
    if found > most:
        raise Refused("too_large", unit=unit, found=found, limit=most)


def choose(workbook: Any, names: list[str]) -> tuple[str, Any, list[str]]:
    """The first sheet with rows below its first, and the names of the other filled.

    A cover with a title alone is passed over where another sheet has more.  Only one
    sheet is kept in memory at a time.
    """
    heights = {name: workbook.get_sheet_by_name(name).height for name in names}
    filled = [name for name in names if heights[name]]
    if not filled:
        raise Refused("empty")
    name = next((name for name in filled if heights[name] > 1), filled[0])
    others = [other for other in filled if other != name]
    return name, workbook.get_sheet_by_name(name), others


def say(record: Any) -> None:
    json.dump(record, sys.stdout, ensure_ascii=True, separators=(",", ":"))
    sys.stdout.write("\n")


@dataclass
class SheetNotes:
    """What calamine does not say of an XLSX sheet; rows and columns are from 0.

    Attributes:
        broken: row → column → why the cell has no value.
        percents: row → columns shown as per cent, whose 0.075 people read as 7.5 %.
    """

    broken: dict[int, dict[int, str]] = field(default_factory=dict)
    percents: dict[int, set[int]] = field(default_factory=dict)
    hidden_rows: int = 0


def notes_on(data: bytes, sheet: str) -> SheetNotes:
    """Go through a sheet's XML; where its parts are named unusually, say nothing."""
    notes = SheetNotes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = {name.lower().replace("\\", "/"): name for name in archive.namelist()}
        part, styles = _parts_of(archive, names, sheet)
        if part is None:
            return notes
        percent_styles = _percent_styles(archive.read(styles)) if styles else set()
        scan = _Scan(notes, percent_styles)
        with archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                scan.parser.Parse(chunk)
    return notes


def _parts_of(
    archive: zipfile.ZipFile, names: dict[str, str], sheet: str
) -> tuple[str | None, str | None]:
    """The member with the sheet's cells, and the one with the styles."""
    book = next((name for name in names if name.endswith("workbook.xml")), "")
    folder, base = posixpath.split(book)
    relations = names.get(posixpath.join(folder, "_rels", base + ".rels"))
    if not book or relations is None:
        return None, None
    ids = {
        attributes.get("name"): value
        for tag, attributes in _elements(archive.read(names[book]))
        if tag == "sheet"
        for key, value in attributes.items()
        if _local(key) == "id"
    }
    members = {}
    for tag, attributes in _elements(archive.read(relations)):
        if tag == "Relationship":
            path = posixpath.join("/" + folder, attributes.get("Target", ""))
            member = names.get(posixpath.normpath(path).lstrip("/").lower())
            members[attributes.get("Id")] = member
            members[posixpath.basename(attributes.get("Type", ""))] = member
    return members.get(ids.get(sheet)), members.get("styles")


def _percent_styles(xml: bytes) -> set[str]:
    """The indices, as cells name them, of the styles that show per cent."""
    shown = {"9", "10"}  # built in: 0% and 0.00%
    styles: set[str] = set()
    in_cell_styles = False
    count = 0
    for tag, attributes in _elements(xml):
        match tag:
            case "numFmt" if "%" in re.sub(
                r'"[^"]*"|\\.', "", attributes.get("formatCode", "")
            ):
                shown.add(attributes.get("numFmtId", ""))
            case "cellXfs":
                in_cell_styles = True
            case "cellStyles" | "dxfs":
                in_cell_styles = False
            case "xf" if in_cell_styles:
                if attributes.get("numFmtId") in shown:
                    styles.add(str(count))
                count += 1
            case _:
                pass
    return styles


def _elements(xml: bytes) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, attributes: found.append(
        (_local(tag), attributes)
    )
    parser.Parse(xml)
    return found


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


class _Scan:
    """Goes through a sheet's XML once and notes what is special about cells."""

    def __init__(self, notes: SheetNotes, percent_styles: set[str]) -> None:
        self._notes = notes
        self._percent_styles = percent_styles
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self._reference = ""
        self._is_error = self._is_formula = self._in_value = False
        self._value = ""

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        match _local(tag):
            case "row" if attributes.get("hidden") in {"1", "true"}:
                self._notes.hidden_rows += 1
            case "c":
                self._reference = attributes.get("r", "")
                self._is_error = attributes.get("t") == "e"
                self._is_formula = False
                self._value = ""
                if attributes.get("s") in self._percent_styles:
                    at = self._place()
                    if at is not None:
                        self._notes.percents.setdefault(at[0], set()).add(at[1])
            case "f":
                self._is_formula = True
            case "v":
                self._in_value = True
            case _:
                pass

    def _text(self, data: str) -> None:
        if self._in_value:
            self._value += data

    def _end(self, tag: str) -> None:
        match _local(tag):
            case "v":
                self._in_value = False
            case "c" if self._is_error:
                self._keep(self._value or "#ERROR!")
            case "c" if self._is_formula and not self._value:
                self._keep("a formula without a result")
            case _:
                pass

    def _keep(self, reason: str) -> None:
        if (at := self._place()) is not None:
            self._notes.broken.setdefault(at[0], {})[at[1]] = reason

    def _place(self) -> tuple[int, int] | None:
        match = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7})", self._reference)
        if match is None:
            return None
        column = 0
        for letter in match[1]:
            column = column * 26 + ord(letter) - 64
        return int(match[2]) - 1, column - 1


if __name__ == "__main__":
    main()
