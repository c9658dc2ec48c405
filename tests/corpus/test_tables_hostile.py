"""Odd, broken and hostile files of others: imported, with warnings, or refused."""

from __future__ import annotations

import json

import pytest

from duebook.domain.errors import Refusal
from duebook.formats.tables import (
    CellError,
    Column,
    Sheet,
    read_table,
    text_of,
    write_csv,
    write_xlsx,
)
from duebook.formats.tables.cells import text
from duebook.formats.tables.refusals import EmptyTable, EncryptedFile, NotATable
from duebook.formats.tables.unreadable import Unreadable
from tests.corpus.samples import expected, needs_corpus, sample, samples
from tests.formats.tables.clock import cpu_seconds

pytestmark = needs_corpus

WORKBOOKS = expected("xlsx")


@pytest.mark.parametrize("path", WORKBOOKS)
def test_every_workbook_ends_as_table_or_refusal(path: str) -> None:
    known = WORKBOOKS[path]["calamine"]
    started = cpu_seconds()
    try:
        table = read_table(sample(path), path)
    except EncryptedFile:
        assert "password" in known["error"]
    except EmptyTable:
        # One row would be headings without data.
        assert max(height for height, _ in known["sheets"].values()) <= 2
    else:
        height, _ = known["sheets"][table.layout.sheet]
        assert len(table.rows) <= height
        assert table.layout.header_row or "no_headings" in {
            warning.code for warning in table.warnings
        }
    assert cpu_seconds() - started < 2


def test_errors_in_formulas_are_seen() -> None:
    table = read_table(sample("g_naughty/xlsx_calamine/errors.xlsx"), "errors.xlsx")

    codes = ["#DIV/0!", "#NAME?", "#N/A", "#NULL!", "#NUM!", "#REF!", "#VALUE!"]
    assert {row.cells for row in table.rows} == {(CellError(code),) for code in codes}


@pytest.mark.parametrize(
    "path",
    [
        *samples("c_import/qbo_xml/*.xml"),
        *samples("c_import/xero_examples/*.json"),
        *samples("g_naughty/xml_bombs/*.xml"),
        *samples("c_import/qbo_xml/*.jpg"),
    ],
)
def test_other_forms_of_data_are_refused_politely(path: str) -> None:
    with pytest.raises(NotATable) as refused:
        read_table(sample(path), path)

    kinds = {"xml": "XML", "json": "JSON", "jpg": "an image"}
    assert refused.value.found == kinds[path.rpartition(".")[2]]


def naughty_strings() -> list[str]:
    strings: list[str] = json.loads(sample("g_naughty/blns/blns.json"))
    return strings


def as_kept(raw: str) -> str | None:
    """The text as the books keep it; None if they refuse it."""
    try:
        return text(raw)
    except Unreadable:
        return None


def test_naughty_strings_come_back_from_csv_as_they_went() -> None:
    strings = naughty_strings()
    data = write_csv(
        [Column("Number"), Column("Text")],
        [(f"N{index}", string) for index, string in enumerate(strings)],
    )

    table = read_table(data, "naughty.csv")

    assert len(table.rows) == len(strings)
    for row, string in zip(table.rows, strings, strict=True):
        kept = as_kept(string)
        assert kept is None or as_kept(text_of(row.cells[1])) == kept


def test_naughty_strings_come_back_from_a_workbook_as_they_went() -> None:
    strings = naughty_strings()
    columns = [Column("Number"), Column("Text")]
    rows = [(f"N{index}", string) for index, string in enumerate(strings)]

    table = read_table(write_xlsx([Sheet("Naughty", columns, rows)]), "naughty.xlsx")

    assert len(table.rows) == len(strings)
    for row, string in zip(table.rows, strings, strict=True):
        kept = as_kept(string)
        assert kept is None or as_kept(text_of(row.cells[1])) == kept


def injections() -> list[str]:
    page = sample("g_naughty/payloads/CSV Injection/README.md").decode()
    return [
        line.strip()
        for line in page.splitlines()
        if line.strip()[:1] in {"=", "+", "-", "@"}
        and not line.startswith(("- ", "* "))
    ]


def test_known_injections_are_disarmed_in_csv() -> None:
    payloads = injections()
    assert len(payloads) >= 10

    lines = write_csv([Column("Text")], [[payload] for payload in payloads])

    for line in lines.decode("utf-8-sig").splitlines()[1:]:
        assert line.lstrip('"').startswith("'")


@pytest.mark.parametrize("path", samples("g_naughty/payloads/SQL Injection/**/*.txt"))
def test_lists_of_attacks_are_text_like_any_other(path: str) -> None:
    try:
        table = read_table(sample(path), path)
    except Refusal as refused:
        pytest.fail(f"refused: {refused}")
    assert table.rows
