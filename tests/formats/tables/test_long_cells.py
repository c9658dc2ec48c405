"""Cells made to keep a pattern busy: every one is answered at once."""

from __future__ import annotations

from contextlib import suppress

import pytest

from duebook.domain.errors import Refusal
from duebook.formats.imports import PARTIES
from duebook.formats.tables import (
    FieldKind,
    guess_mapping,
    read_records,
    read_table,
)
from duebook.formats.tables.cells import read_cell
from duebook.formats.tables.records import ColumnLayout
from tests.formats.tables.clock import cpu_seconds

LONG = 10_000
BUSY = [
    "1" * LONG + "x",
    "1," * LONG + "x",
    " " * LONG + "x",
    "1" + " " * LONG + "x",
    "a@" + "." * LONG + ",",
    "a" * LONG,
    "<" * LONG,
    "x" * LONG + "<",
    ",'" * LONG,
    "'" * LONG + "=",
    "31 de " * LONG,
    "é" * LONG,
    ";" * LONG,
    "\t" * LONG + "x",
]


@pytest.mark.parametrize("cell", BUSY, ids=range(len(BUSY)))
@pytest.mark.parametrize("kind", FieldKind)
def test_no_reader_is_kept_busy(kind: FieldKind, cell: str) -> None:
    started = cpu_seconds()

    value = read_cell(cell, kind, ColumnLayout("A"), {"a": ("b",)})

    assert value is not None
    assert cpu_seconds() - started < 0.5


@pytest.mark.parametrize("cell", BUSY, ids=range(len(BUSY)))
def test_no_file_of_them_takes_long(cell: str) -> None:
    quoted = '"' + cell.replace('"', '""') + '"'
    files = [
        cell * 30,
        f"{cell}\n" * 30,
        f"Name,{quoted}\n" + f"A,{quoted}\n" * 30,
        f"Name,Email\n{quoted},{quoted}\n" * 15,
    ]

    for text in files:
        started = cpu_seconds()
        with suppress(Refusal):
            table = read_table(text.encode(), "busy.csv")
            read_records(table, guess_mapping(table, PARTIES), PARTIES)
        assert cpu_seconds() - started < 2
