from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
import zipfile
from contextlib import suppress
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

import pytest

from duebook.domain.errors import Refusal
from duebook.formats.tables import (
    CellError,
    Column,
    ColumnKind,
    FileKind,
    Sheet,
    read_table,
    workbook_child,
    write_xlsx,
)
from duebook.formats.tables.refusals import (
    DamagedFile,
    EmptyTable,
    EncryptedFile,
    NoSuchSheet,
    NotATable,
    SuspiciousArchive,
    TooLarge,
)
from tests.formats.tables.clock import cpu_seconds
from tests.formats.tables.workbooks import a_row, a_workbook, an_archive

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from duebook.formats.tables import (
        Table,
    )

HEADINGS = a_row(1, "Party", "Amount")


def codes(table: Table) -> list[str]:
    return [warning.code for warning in table.warnings]


def test_an_error_and_a_formula_without_result_are_not_empty_cells() -> None:
    data = a_workbook(
        (
            "Rows",
            HEADINGS
            + a_row(2, "A", '<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>')
            + a_row(3, "B", '<c r="B3"><f>SUM(C1:C9)</f></c>')
            + a_row(4, "C", '<c r="B4"><f>2*3</f><v>6</v></c>')
            + a_row(5, "D"),
        )
    )

    table = read_table(data, "errors.xlsx")

    assert [row.cells[1] for row in table.rows] == [
        CellError("#DIV/0!"),
        CellError("a formula without a result"),
        Decimal(6),
        "",
    ]


def test_per_cent_is_read_as_people_see_it() -> None:
    data = a_workbook(
        (
            "Rows",
            a_row(1, "Party", "Discount", "Quantity")
            + a_row(
                2, "A", '<c r="B2" s="1"><v>0.075</v></c>', '<c r="C2"><v>0.07</v></c>'
            )
            + a_row(3, "B", '<c r="B3" s="2"><v>7.5</v></c>', '<c r="C3"><v>1</v></c>'),
        )
    )

    table = read_table(data, "discounts.xlsx")

    assert [row.cells[1] for row in table.rows] == ["7.5%", Decimal("7.5")]
    assert table.rows[0].cells[2] == Decimal("0.07")


def test_the_first_visible_sheet_with_rows_is_read_and_the_others_are_told() -> None:
    filled = HEADINGS + a_row(2, "A", '<c r="B2"><v>1</v></c>')
    data = a_workbook(
        ("Secret", filled),
        ("Cover", ""),
        ("March", filled),
        ("April", filled),
        states=("hidden", "visible", "visible", "visible"),
    )

    table = read_table(data, "book.xlsx")

    assert table.layout.kind is FileKind.XLSX
    assert table.layout.sheet == "March"
    assert codes(table) == ["other_sheets", "hidden_sheets"]
    assert read_table(data, "book.xlsx", sheet="Secret").layout.sheet == "Secret"
    with pytest.raises(NoSuchSheet, match="it has Secret, Cover, March, April"):
        read_table(data, "book.xlsx", sheet="May")


def test_row_numbers_are_those_of_the_spreadsheet() -> None:
    data = a_workbook(
        ("Rows", a_row(4, "Party", "Amount") + a_row(9, "A", '<c r="B9"><v>5</v></c>'))
    )

    table = read_table(data, "late.xlsx")

    assert table.layout.header_row == 4
    assert [row.number for row in table.rows] == [9]


def test_fifteen_digits_are_kept_and_no_more_are_made_up() -> None:
    data = a_workbook(
        (
            "Rows",
            HEADINGS
            + a_row(2, "A", '<c r="B2"><v>0.30000000000000004</v></c>')
            + a_row(3, "B", '<c r="B3"><v>9007199254740.93</v></c>'),
        )
    )

    table = read_table(data, "floats.xlsx")

    assert [row.cells[1] for row in table.rows] == [
        Decimal("0.3"),
        Decimal("9007199254740.93"),
    ]


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = an_archive({"xl/workbook.xml": b"<a/>", "xl/big.xml": bytes(50_000_000)})

    with pytest.raises(SuspiciousArchive) as refused:
        read_table(bomb, "bomb.xlsx")

    assert refused.value.inflated > 50_000_000
    assert len(bomb) < 100_000


def test_a_small_workbook_may_be_packed_well() -> None:
    rows = "".join(
        a_row(number, "Same name", "<c><v>1</v></c>") for number in range(2, 20_000)
    )
    data = a_workbook(("Rows", HEADINGS + rows))

    assert len(read_table(data, "dense.xlsx").rows) == 19_998


def test_other_archives_are_refused_by_name() -> None:
    with pytest.raises(NotATable, match="Unpack it"):
        read_table(an_archive({"march.csv": b"a,b\n1,2\n"}), "march.zip")
    with pytest.raises(NotATable, match="a text document"):
        read_table(an_archive({"word/document.xml": b"<a/>"}), "letter.docx")
    with pytest.raises(TooLarge):
        read_table(an_archive({f"xl/{n}": b"" for n in range(2_001)}), "many.xlsx")


def test_encrypted_workbooks_are_told_apart_from_damaged_ones() -> None:
    ole2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)

    with pytest.raises(EncryptedFile):
        read_table(ole2 + "EncryptedPackage".encode("utf-16-le"), "secret.xlsx")
    with pytest.raises(DamagedFile):
        read_table(ole2 + "Workbook".encode("utf-16-le"), "broken.xls")
    manifest = b"<manifest:encryption-data/>"
    locked = an_archive(
        {"mimetype": b"", "content.xml": b"", "META-INF/manifest.xml": manifest}
    )
    with pytest.raises(EncryptedFile):
        read_table(locked, "secret.ods")


def test_a_cell_in_the_last_corner_cannot_fill_the_memory() -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    data = a_workbook(("Rows", HEADINGS + a_row(2, "A", "x") + far))

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = cpu_seconds()
    with pytest.raises((DamagedFile, TooLarge)):
        read_table(data, "sparse.xlsx")

    assert cpu_seconds() - started < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


def test_the_child_has_its_limits_and_nothing_of_ours() -> None:
    probe = (
        f"import runpy, resource as r, sys; "
        f"runpy.run_path({workbook_child.__file__!r})['limit_resources'](); "
        f"print(r.getrlimit(r.RLIMIT_AS)[0], r.getrlimit(r.RLIMIT_CPU)[0], "
        f"any(name.startswith('duebook') for name in sys.modules))"
    )

    said = subprocess.run(  # noqa: S603  (our own interpreter and text)
        [sys.executable, "-I", "-c", probe], capture_output=True, check=True
    )

    assert said.stdout.split() == [b"536870912", b"10", b"False"]


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """Puts a program of one's own in the place of the child."""

    def put(program: str) -> None:
        path = tmp_path / "child.py"
        path.write_text(program)
        monkeypatch.setattr(workbook_child, "__file__", str(path))

    return put


@pytest.mark.parametrize(
    ("program", "refusal"),
    [
        ('print(\'{"refused": "encrypted"}\')', EncryptedFile),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", DamagedFile),
        ("import time; print('{}', flush=True); time.sleep(60)", DamagedFile),
    ],
)
def test_a_child_that_dies_or_sleeps_is_a_refusal(
    program: str,
    refusal: type[Refusal],
    child: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("duebook.formats.tables.workbook._CLOCK_SECONDS", 0.5)
    child(program)

    with pytest.raises(refusal):
        read_table(a_workbook(("Rows", HEADINGS)), "a.xlsx")


def test_an_empty_and_an_endless_workbook_are_refused() -> None:
    with pytest.raises(EmptyTable):
        read_table(a_workbook(("Rows", "")), "empty.xlsx")
    with pytest.raises(TooLarge, match="at most 250,000"):
        read_table(a_workbook(("Rows", HEADINGS + a_row(260_000, "B"))), "long.xlsx")


def test_rows_that_a_filter_hides_are_read_and_told() -> None:
    hidden = a_row(2, "A", "x").replace("<row ", '<row hidden="1" ')
    table = read_table(a_workbook(("Rows", HEADINGS + hidden)), "a.xlsx")

    assert len(table.rows) == 1
    assert str(table.warnings[0].text).startswith("1 row is hidden")


def test_merged_cells_and_what_a_format_hides_are_told() -> None:
    merged = '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
    rows = HEADINGS + a_row(2, "A", "x") + "</sheetData>" + merged + "<sheetData>"

    assert codes(read_table(a_workbook(("Rows", rows)), "a.xlsx")) == ["merged_cells"]


def said_by(capsys: pytest.CaptureFixture[str]) -> list[object]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_child_says_what_it_found_and_then_each_row(
    capsys: pytest.CaptureFixture[str],
) -> None:
    data = a_workbook(
        (
            "Rows",
            a_row(1, "Party", "Paid", "Rate", "Due")
            + a_row(
                2,
                "A",
                '<c r="B2" t="b"><v>1</v></c>',
                '<c r="C2" s="1"><v>0.5</v></c>',
                '<c r="D2" t="e"><v>#REF!</v></c>',
            ),
        ),
        ("More", a_row(1, "x")),
    )

    workbook_child.read(data, kind="xlsx", wanted="")

    assert said_by(capsys) == [
        {
            "sheet": "Rows",
            "others": ["More"],
            "hidden": [],
            "hidden_rows": 0,
            "merged": False,
        },
        ["Party", "Paid", "Rate", "Due"],
        ["A", ["bool", "1"], "50%", ["error", "#REF!"]],
    ]


@pytest.mark.parametrize(
    ("data", "wanted", "refused"),
    [
        (b"nothing", "", "damaged"),
        (a_workbook(("Rows", "")), "", "empty"),
        (a_workbook(("Rows", "")), "May", "no_such_sheet"),
        (
            a_workbook(("Rows", a_row(1, "A") + a_row(260_000, "B"))),
            "",
            "too_large",
        ),
    ],
)
def test_the_child_says_why_it_reads_nothing(
    data: bytes, wanted: str, refused: str
) -> None:
    with pytest.raises(workbook_child.Refused) as why:
        workbook_child.read(data, kind="xlsx", wanted=wanted)

    assert why.value.record["refused"] == refused


def test_a_sheet_that_calamine_alone_finds_has_no_notes() -> None:
    parts = {"xl/workbook.xml": b"<workbook/>"}

    assert workbook_child.notes_on(an_archive(parts), "Rows").broken == {}
    assert workbook_child.notes_on(an_archive({}), "Rows").percents == {}


def test_entities_in_a_workbook_do_not_multiply() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    sheet = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{laughs}]>'
        "<worksheet><sheetData><row r='1'><c r='A1' t='str'><v>&l9;</v></c></row>"
        "</sheetData></worksheet>"
    )
    data = a_workbook(("Rows", HEADINGS + a_row(2, "A", "x")))
    parts = {"xl/s1.xml": sheet.encode()}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()} | parts

    started = cpu_seconds()
    with pytest.raises(Refusal):
        read_table(an_archive(parts), "laughs.xlsx")
    assert cpu_seconds() - started < 2


def test_cut_and_scratched_workbooks_end_as_tables_or_refusals() -> None:
    columns = [Column("Party"), Column("Amount", ColumnKind.MONEY)]
    whole = write_xlsx([Sheet("Rows", columns, [("A", 5_00), ("B", 7_00)])])
    random = Random(20261121)  # noqa: S311  (the same scratches every time)

    for _ in range(40):
        data = bytearray(whole)
        if random.random() < 0.5:
            del data[random.randrange(len(data)) :]
        for _ in range(random.randrange(1, 20)):
            if data:
                data[random.randrange(len(data))] = random.randrange(256)
        started = cpu_seconds()
        with suppress(Refusal):
            assert read_table(bytes(data), "scratched.xlsx").rows
        assert cpu_seconds() - started < 2
