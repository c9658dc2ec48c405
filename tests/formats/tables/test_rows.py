from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duebook.formats.tables import (
    CellProblem,
    Column,
    ColumnKind,
    FieldKind,
    FieldSpec,
    Mend,
    Sheet,
    bad_rows_file,
    guess_mapping,
    read_records,
    read_table,
    write_xlsx,
)
from duebook.formats.tables.records import text_of
from duebook.formats.tables.rows import fingerprint

if TYPE_CHECKING:
    from duebook.formats.tables import (
        Table,
    )
    from duebook.formats.tables.rows import BadRow, Row
from tests.formats.tables.workbooks import a_row, a_workbook

SPECS = (
    FieldSpec("party", "Party", FieldKind.CODE, required=True),
    FieldSpec("on", "Date", FieldKind.DAY),
    FieldSpec("amount", "Amount", FieldKind.AMOUNT, required=True),
    FieldSpec("currency", "Currency", FieldKind.CURRENCY),
)
HEAD = "Party;Date;Amount;Currency\n"


def read(text: str) -> tuple[Table, list[Row], list[BadRow]]:
    table = read_table(text.encode(), "charges.csv")
    return table, *read_records(table, guess_mapping(table, SPECS), SPECS)


def test_a_cell_means_what_a_person_said_of_it() -> None:
    table = read_table((HEAD + "A;;5,00;\nB;;6,00;\n").encode(), "charges.csv")
    mapping = guess_mapping(table, SPECS)

    said = replace(mapping, mends=(Mend("party", "A", "ANNE"),))
    good, _ = read_records(table, said, SPECS)

    assert [row.values["party"] for row in good] == ["ANNE", "B"]
    [as_if_written, _], _ = read_records(
        read_table((HEAD + "ANNE;;5,00;\nB;;6,00;\n").encode(), "mended.csv"),
        mapping,
        SPECS,
    )
    assert good[0].fingerprint == as_if_written.fingerprint


def test_a_column_is_turned_only_where_it_could_not_be_read() -> None:
    lines = ("A;03/25/2026;1,234.50;", "B;03/04/2026;5.00;", "C;25/03/2026;1.234,50;")
    table = read_table((HEAD + "\n".join(lines)).encode(), "charges.csv")
    mapping = guess_mapping(table, SPECS)
    _, bad = read_records(table, mapping, SPECS)

    good, left = read_records(table, replace(mapping, turned=("on", "amount")), SPECS)

    assert [row.number for row in bad] == [4]
    assert left == []
    assert [row.values["on"] for row in good] == [
        date(2026, 3, 25),
        date(2026, 3, 4),
        date(2026, 3, 25),
    ]
    assert [row.values["amount"] for row in good] == [
        Decimal("1234.50"),
        Decimal("5.00"),
        Decimal("1234.50"),
    ]


def test_good_rows_become_values_and_bad_ones_say_every_reason() -> None:
    _, good, bad = read(
        HEAD + "A;25.03.2026;1.234,50;EUR\n;31.02.2026;12a;EUR\nB;;5,00;\n"
    )

    assert [(row.number, row.values) for row in good] == [
        (2, {"party": "A", "on": date(2026, 3, 25), "amount": Decimal("1234.50"),
             "currency": "EUR"}),
        (4, {"party": "B", "amount": Decimal("5.00")}),
    ]  # fmt: skip
    assert [row.number for row in bad] == [3]
    assert list(map(str, bad[0].problems)) == [
        "Date: '31.02.2026' is not a day of the calendar",
        "Amount: '12a' is not a number",
        "Party is missing",
    ]


def test_the_sign_beside_an_amount_says_the_currency_or_contradicts_it() -> None:
    _, good, bad = read(HEAD + "A;;£5,00;\nB;;5,00 €;EUR\nC;;5,00 €;USD\n")

    assert [row.values["currency"] for row in good] == ["GBP", "EUR"]
    assert bad[0].problems == (
        CellProblem("Amount", "5,00 €", "is in EUR, the row in USD"),
    )


def test_a_cell_cut_in_two_makes_the_row_bad() -> None:
    _, good, bad = read("Party,Date,Amount\nA,2026-03-25,1,234\nB,2026-03-25,5\nC,,6\n")

    assert len(good) == 2
    assert bad[0].problems[0].column == "Column D"


def test_a_required_column_that_is_not_there_makes_every_row_bad() -> None:
    _, good, bad = read("Party;Date\nA;25.03.2026\n")

    assert good == []
    assert bad[0].problems == (CellProblem("Amount", "", "is missing"),)


def test_the_fingerprint_is_of_the_values_and_not_of_their_writing() -> None:
    _, one, _ = read(HEAD + "A;25.03.2026;1.234,50;EUR\n")
    _, other, _ = read("Currency,Amount,Party,Date\nEUR,1234.5,A,2026-03-25\n")

    assert one[0].fingerprint == other[0].fingerprint
    assert fingerprint({"a": "1"}) != fingerprint({"b": "1"})
    assert fingerprint({"a": Decimal("5.00"), "b": 1}) == fingerprint(
        {"b": 1, "a": Decimal(5)}
    )


def test_bad_rows_come_back_mended() -> None:
    table, _, bad = read(
        "List of March;;;\n" + HEAD + "A;25.03.2026;12a;EUR\nB;26.03.2026;7;EUR\n"
    )

    sent = bad_rows_file(table, bad).decode()
    assert sent == (
        "Duebook: row;Duebook: problem;Party;Date;Amount;Currency\r\n"
        "3;Amount: '12a' is not a number;A;25.03.2026;12a;EUR\r\n"
    )
    again, good, still_bad = read(sent.replace(";12a;", ";12,00;"))

    assert again.headings == table.headings
    assert still_bad == []
    assert good[0].values["amount"] == Decimal("12.00")


def test_bad_rows_keep_encoding_and_never_run() -> None:
    text = "Party;Amount\nMüller;x\n=1+1;-5,00x\n@a;-5,00-\n"
    table = read_table(text.encode("cp1252"), "charges.csv")
    _, bad = read_records(table, guess_mapping(table, SPECS), SPECS)

    lines = bad_rows_file(table, bad).decode("cp1252").splitlines()

    assert lines[1].endswith(";Müller;x")
    assert lines[2].endswith(";'=1+1;'-5,00x")
    assert lines[3].endswith(";'@a;'-5,00-")


def test_bad_rows_of_a_workbook_are_a_workbook() -> None:
    columns = [
        Column("Party"),
        Column("Date", ColumnKind.DATE),
        Column("Amount", ColumnKind.MONEY),
    ]
    day = date(2026, 3, 4)
    data = write_xlsx([Sheet("March", columns, [("", day, 5_00), ("B", day, 7_00)])])
    table = read_table(data, "charges.xlsx")
    _, bad = read_records(table, guess_mapping(table, SPECS), SPECS)

    again = read_table(bad_rows_file(table, bad), "bad.xlsx")

    assert again.layout.sheet == "March"
    assert again.headings == table.headings
    assert [row.cells for row in again.rows] == [("", day, Decimal(5))]


def test_moments_errors_and_unknown_columns_come_back_as_text() -> None:
    rows = (
        a_row(1, "Party", "Date", "Amount", "Seen", "Checked")
        + a_row(
            2,
            "A",
            '<c r="B2" t="d"><v>2026-03-04T08:00:00</v></c>',
            '<c r="C2" t="e"><v>#REF!</v></c>',
            '<c r="D2" t="d"><v>2026-03-04</v></c>',
            '<c r="E2" t="b"><v>0</v></c>',
        )
        + a_row(3, "", "x", "y", "z", "")
    )
    table = read_table(a_workbook(("March", rows)), "charges.xlsx")
    mapping = guess_mapping(table, SPECS)
    _, bad = read_records(table, mapping, SPECS)

    again = read_table(bad_rows_file(table, bad), "bad.xlsx")

    assert [choice.field for choice in mapping.choices][3:] == [None, None]
    assert [text_of(cell) for cell in again.rows[0].cells[2:]] == [
        "#REF!",
        text_of(table.rows[0].cells[3]),
        "FALSE",
    ]


CELL = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=8)


@settings(max_examples=60)
@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=8))
def test_no_row_is_lost_and_the_bad_ones_come_back_as_they_were(
    cells: list[tuple[str, str, str]],
) -> None:
    from duebook.formats.tables import write_csv  # noqa: PLC0415

    columns = [Column("Party"), Column("Date"), Column("Amount")]
    rows = [*cells, ("A", "2026-03-25", "1.00")]
    table = read_table(write_csv(columns, rows), "any.csv")
    mapping = guess_mapping(table, SPECS)
    good, bad = read_records(table, mapping, SPECS)

    assert sorted(row.number for row in [*good, *bad]) == [
        row.number for row in table.rows
    ]
    if bad:
        again = read_table(bad_rows_file(table, bad), "bad.csv")
        _, still_bad = read_records(
            again, guess_mapping(again, SPECS, remembered=[mapping]), SPECS
        )
        assert [row.problems for row in still_bad] == [row.problems for row in bad]


@pytest.mark.parametrize("text", ["1e5", "NaN", "1_000", "", "-", "#REF!"])
def test_nothing_unreadable_becomes_zero(text: str) -> None:
    _, good, bad = read(HEAD + f"A;25.03.2026;{text};EUR\nB;25.03.2026;5,00;EUR\n")

    assert [row.number for row in bad] == [2]
    assert [row.number for row in good] == [3]
