from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.errors import Refusal
from duebook.formats.tables import (
    ColumnLayout,
    Content,
    DateOrder,
    Layout,
    read_table,
)
from duebook.formats.tables.refusals import EmptyTable, NotATable

if TYPE_CHECKING:
    from duebook.formats.tables import (
        Table,
    )


def read(text: str, **said: object) -> Table:
    return read_table(text.encode(), "march.csv", **said)  # type: ignore[arg-type]


def codes(table: Table) -> list[str]:
    return [warning.code for warning in table.warnings]


def test_a_german_list_with_title_and_total() -> None:
    table = read(
        "Offene Posten;;\n"
        "Stand 31.03.2026;;\n"
        "\n"
        "Kunde;Datum;Betrag\n"
        "Müller GmbH;25.03.2026;1.234,50\n"
        "\n"
        "Weber AG;04.03.2026;7,00\n"
        "Summe;;1.241,50\n"
        "erstellt mit Kanzlei 7;;\n"
    )

    assert table.layout.delimiter == ";"
    assert table.layout.header_row == 4
    assert table.layout.columns == (
        ColumnLayout("Kunde", Content.TEXT, ",", DateOrder.YMD),
        ColumnLayout("Datum", Content.DAY, ",", DateOrder.DMY),
        ColumnLayout("Betrag", Content.NUMBER, ",", DateOrder.YMD),
    )
    assert [row.number for row in table.rows] == [5, 7]
    assert table.rows[0].cells == ("Müller GmbH", "25.03.2026", "1.234,50")
    assert codes(table) == ["preamble_left_out", "footer_left_out", "footer_left_out"]
    assert [warning.row for warning in table.warnings] == [4, 8, 9]


def test_where_no_date_tells_the_order_the_office_s_own_is_taken_and_told() -> None:
    text = "Party,On,Amount\nA,03/04/2026,1.00\nB,05/06/2026,2.00\n"

    american = read(text)
    british = read(text, assumed_order=DateOrder.DMY)

    assert american.layout.columns[1].date_order is DateOrder.MDY
    assert british.layout.columns[1].date_order is DateOrder.DMY
    assert codes(american) == codes(british) == ["date_order_guessed"]
    assert american.layout.columns[1].is_guess


def test_another_column_of_the_file_settles_the_order() -> None:
    table = read("A,Issued,Due\nx,03/04/2026,25/04/2026\n")

    assert table.layout.columns[1].date_order is DateOrder.DMY
    assert table.layout.columns[2].is_guess is False
    assert "as in the other columns" in table.warnings[0].text


def test_one_bad_date_does_not_turn_the_column() -> None:
    table = read("A,On\nx,25/03/2026\ny,26/03/2026\nz,03/27/2026\n")

    assert table.layout.columns[1].date_order is DateOrder.DMY


def test_numbers_that_can_be_read_in_two_ways_are_told() -> None:
    table = read("Item,Qty\nA,1.234\nB,5\n")

    assert codes(table) == ["decimal_guessed"]
    assert table.layout.columns[1].is_guess
    mixed = read('Item,Qty\nA,1.5\nB,"2,5"\nC,3.5\n')
    assert codes(mixed) == ["decimal_mixed"]
    assert mixed.layout.columns[1].decimal == "."


def test_what_a_person_says_is_taken_as_said() -> None:
    text = "Party,On,Amount\nA,03/04/2026,1.00\nTotal,,1.00\n"
    found = read(text).layout
    on = replace(found.columns[1], date_order=DateOrder.DMY, is_guess=False)
    said = replace(found, columns=(on,), last_row=3, header_row=1)

    table = read(text, layout=said)

    assert table.layout.columns[1] == on
    assert table.rows[-1].cells[0] == "Total"
    assert codes(table) == []


def test_a_file_without_headings_calls_its_columns_by_letter() -> None:
    table = read("A,2026-03-01,5\nB,2026-03-02,6\n")

    assert table.layout.header_row == 0
    assert table.headings == ("Column A", "Column B", "Column C")
    assert codes(table) == ["no_headings"]
    assert len(table.rows) == 2


def test_a_list_that_starts_with_half_a_row_has_no_headings() -> None:
    table = read("A,5,,\nB,1,2,3\nC,4,5,6\nD,7,8,9\n")

    assert table.layout.header_row == 0
    assert len(table.rows) == 4


def test_days_with_the_short_year_in_front() -> None:
    table = read("A,On\nx,99-03-25\ny,98-12-31\n")

    assert table.layout.columns[1].date_order is DateOrder.YMD


def test_unnamed_and_twin_headings_stay_apart() -> None:
    table = read("Name,,Amount,Amount,,\nA,x,1,2,,\nB,y,3,4,,\n")

    assert table.headings == ("Name", "Column B", "Amount", "Amount (2)")


def test_a_row_with_more_cells_than_headings_keeps_them_and_is_told() -> None:
    table = read("Name,Amount\nA,1,234\nB,5\nC,6\n")

    assert table.rows[0].cells == ("A", "1", "234")
    assert codes(table) == ["cells_beyond_headings"]
    assert table.warnings[0].row == 2


def test_short_rows_are_made_up_with_empty_cells() -> None:
    table = read("Name,Amount,Note\nA\nB,5\nC,6,x\n")

    assert [len(row.cells) for row in table.rows] == [3, 3, 3]


def test_our_own_columns_in_front_are_left_out() -> None:
    table = read('"Duebook: row","Duebook: problem",Name,Amount\n7,bad,A,5\n')

    assert table.headings == ("Name", "Amount")
    assert table.rows[0].cells == ("A", "5")


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"%PDF-1.7\n", "a PDF"),
        (b"\x89PNG\r\n\x1a\n", "an image"),
        (b"<?xml version='1.0'?><a/>", "XML"),
        (b"<a><b/></a>", "XML"),
        (b"<!DOCTYPE html><html></html>", "a web page"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "a web page"),
        (b'{"Invoices": []}', "JSON"),
        (b'[\n {"a": 1}\n]', "JSON"),
        (b"{\\rtf1 a}", "a text document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
         "a document of another program"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_named_and_refused(data: bytes, found: str) -> None:
    with pytest.raises(NotATable) as refused:
        read_table(data, "what.csv")

    assert refused.value.found == found
    assert "Save the table as CSV or XLSX" in str(refused.value)


@pytest.mark.parametrize(
    "data", [b"", b" \r\n\n", b"\x00\x00", b"Name,Amount\n", b"\xef\xbb\xbf"]
)
def test_no_rows_is_no_table(data: bytes) -> None:
    with pytest.raises(EmptyTable):
        read_table(data, "empty.csv")


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_any_bytes_end_as_a_table_or_a_refusal(data: bytes) -> None:
    try:
        table = read_table(data, "any.csv")
    except Refusal:
        return
    assert table.rows
    assert all(len(row.cells) >= len(table.headings) for row in table.rows)


@given(
    st.lists(
        st.tuples(
            st.dates(date(2000, 1, 1), date(2099, 12, 31)),
            st.integers(-(10**9), 10**9),
        ),
        min_size=1,
        max_size=20,
    ),
    st.sampled_from([(DateOrder.DMY, "%d.%m.%Y"), (DateOrder.MDY, "%m/%d/%Y")]),
)
def test_the_order_is_found_or_a_guess_is_told(
    facts: list[tuple[date, int]], habit: tuple[DateOrder, str]
) -> None:
    order, form = habit
    lines = [f"{day.strftime(form)},{minor}" for day, minor in facts]

    column = read("\n".join(["On,Minor", *lines])).layout.columns[0]

    assert column.is_guess or column.date_order is order
    decides_nothing = all(day.day <= 12 for day, _ in facts)
    assert column.is_guess == (decides_nothing and "." not in form)


def test_the_layout_of_last_month_reads_this_month() -> None:
    last = read("Party;On;Sum\nA;25.03.2026;1,5\n").layout
    this = read(
        "Party;On;Sum\nA;04.05.2026;1,5\n",
        layout=Layout(columns=last.columns),
    )

    assert this.layout.columns == last.columns
