"""The cells of a spreadsheet, read by a child process that cannot hurt this one."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from duebook.formats.children import ChildFailed, answer_of
from duebook.formats.tables import workbook_child
from duebook.formats.tables.records import Cell, CellError, FileKind, TableWarning
from duebook.formats.tables.refusals import (
    DamagedFile,
    EmptyTable,
    EncryptedFile,
    NoSuchSheet,
    TooLarge,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_CLOCK_SECONDS = workbook_child.CPU_SECONDS + 5
_UNREPORTED_ERRORS = frozenset({FileKind.XLS, FileKind.XLSB, FileKind.ODS})


@dataclass(frozen=True)
class Sheet:
    """The cells of one sheet, blank rows included."""

    name: str
    grid: list[list[Cell]]
    warnings: tuple[TableWarning, ...]


def read_sheet(data: bytes, name: str, kind: FileKind, sheet: str | None) -> Sheet:
    """Read one sheet: the one asked for, or the first visible one with cells.

    Formulas give the value that was last computed and kept in the file.

    Raises:
        EncryptedFile, EmptyTable, NoSuchSheet, TooLarge, DamagedFile
    """
    try:
        with answer_of(
            workbook_child.__file__,
            kind.value,
            sheet or "",
            data=data,
            seconds=_CLOCK_SECONDS,
        ) as printed:
            head = json.loads(printed.readline())
            _refuse(head, name, sheet)
            grid = [[_decode(cell) for cell in json.loads(line)] for line in printed]
    except ChildFailed as failed:
        raise DamagedFile(name, str(failed)) from None
    return Sheet(head["sheet"], grid, tuple(_warnings(head, kind)))


def _refuse(head: Mapping[str, Any], name: str, sheet: str | None) -> None:
    match head.get("refused"):
        case "encrypted":
            raise EncryptedFile(name)
        case "empty":
            raise EmptyTable(name)
        case "no_such_sheet":
            raise NoSuchSheet(name, sheet or "", ", ".join(head["sheets"]))
        case "too_large":
            raise TooLarge(name, head["unit"], head["found"], head["limit"])
        case "damaged":
            raise DamagedFile(name, head["reason"])
        case _:
            return


_TYPES: Mapping[str, Callable[[str], Cell]] = {
    "number": Decimal,
    "bool": lambda text: text == "1",
    "day": dt.date.fromisoformat,
    "moment": dt.datetime.fromisoformat,
    "time": dt.time.fromisoformat,
    "error": CellError,
}


def _decode(cell: str | list[str]) -> Cell:
    if isinstance(cell, str):
        return cell
    kind, text = cell
    return _TYPES[kind](text)


def _warnings(head: Mapping[str, Any], kind: FileKind) -> list[TableWarning]:
    warnings = []
    if head["others"]:
        names = ", ".join(head["others"])
        warnings.append(
            TableWarning(
                "other_sheets",
                f"Only the sheet {head['sheet']!r} was read; also filled: {names}.",
            )
        )
    if head["hidden"]:
        names = ", ".join(head["hidden"])
        warnings.append(TableWarning("hidden_sheets", f"Hidden sheets: {names}."))
    if head["hidden_rows"]:
        rows = (
            "1 row is"
            if head["hidden_rows"] == 1
            else f"{head['hidden_rows']} rows are"
        )
        warnings.append(
            TableWarning(
                "hidden_rows", f"{rows} hidden in the sheet and read all the same."
            )
        )
    if head["merged"]:
        warnings.append(
            TableWarning(
                "merged_cells",
                "Merged cells: the value counts for the first of them, "
                "the others are empty.",
            )
        )
    if kind in _UNREPORTED_ERRORS:
        warnings.append(
            TableWarning(
                "errors_unseen",
                "In this file format a formula's error (#REF!) cannot be told from "
                "an empty cell, nor 7.5 % from 0.075; XLSX tells them.",
            )
        )
    return warnings
