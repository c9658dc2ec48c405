from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duebook.formats.tables import (
    Column,
    ColumnKind,
    Sheet,
    SheetFull,
    read_table,
    write_xlsx,
)
from duebook.formats.tables.xlsx_out import sheet_names

COLUMNS = [
    Column("Party"),
    Column("Amount", ColumnKind.MONEY, total=True),
    Column("Due", ColumnKind.DATE),
    Column("Rate", ColumnKind.PERCENT),
]
ROWS = [
    ("=1+1", -10_50, date(2026, 3, 31), Decimal("7.5")),
    ("https://x.example", 99_99, None, None),
]


def opened(data: bytes, *, values: bool = False) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def test_a_report_as_a_clerk_opens_it() -> None:
    data = write_xlsx(
        [Sheet("Aging", COLUMNS, ROWS, title="Aging", notes=["Lee Ltd", "31 March"])]
    )

    page = opened(data)["Aging"]
    assert [page.cell(row, 1).value for row in (1, 2, 3)] == [
        "Aging",
        "Lee Ltd",
        "31 March",
    ]
    assert [cell.value for cell in page[5]] == ["Party", "Amount", "Due", "Rate"]
    assert page.freeze_panes == "A6"
    assert page.auto_filter.ref == "A5:D7"
    assert page["A6"].value == "=1+1"
    assert page["A6"].data_type == "s"
    assert page["A7"].hyperlink is None
    assert page["B6"].value == -10.5
    assert page["B6"].number_format == "#,##0.00;[Red]-#,##0.00"
    assert page["C6"].value.date() == date(2026, 3, 31)
    assert page["D6"].value == 0.075
    assert page["D6"].number_format == "0.00##%"
    assert page["A8"].value == "Total"
    assert page["B8"].value == "=SUBTOTAL(109,B6:B7)"
    assert opened(data, values=True)["Aging"]["B8"].value == 89.49


def test_the_same_rows_give_the_same_bytes() -> None:
    assert write_xlsx([Sheet("A", COLUMNS, ROWS)]) == write_xlsx(
        [Sheet("A", COLUMNS, iter(ROWS))]
    )


def test_money_beyond_fifteen_digits_is_written_out_and_not_rounded() -> None:
    huge = 9_223_372_036_854_775_807
    data = write_xlsx([Sheet("A", [COLUMNS[1]], [[huge], [10**16 + 1], [-(10**16)]])])

    page = opened(data)["A"]
    assert [page.cell(row, 1).value for row in range(2, 6)] == [
        "92233720368547758.07",
        "100000000000000.01",
        -100000000000000,
        "92233720368547758.08",
    ]


def test_sheet_names_are_what_spreadsheets_allow() -> None:
    asked = ["A/B [1]", "a b  1", "x" * 40, "X" * 40, "", "History", "'quoted'"]
    names = list(sheet_names([Sheet(name, COLUMNS, []) for name in asked]))

    assert names == [
        "A B  1", "a b  1 (2)", "x" * 31, "X" * 27 + " (2)", "Sheet", "History (2)",
        "quoted",
    ]  # fmt: skip
    assert (
        opened(write_xlsx([Sheet(name, COLUMNS, []) for name in asked])).sheetnames
        == names
    )


def test_a_text_too_long_for_a_cell_is_cut_visibly() -> None:
    data = write_xlsx([Sheet("A", [Column("Text")], [["x" * 40_000]])])

    text = opened(data)["A"]["A2"].value
    assert len(text) == 32_767
    assert text.endswith("…")


def test_more_rows_than_a_sheet_holds_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("duebook.formats.tables.xlsx_out.MAX_SHEET_ROWS", 4)

    assert write_xlsx([Sheet("A", [Column("T")], [["x"]] * 2)])
    with pytest.raises(SheetFull):
        write_xlsx([Sheet("A", [Column("T")], [["x"]] * 3)])


_TEXT = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Z", "Cn", "Co"]), min_size=1
)


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(
            _TEXT,
            st.integers(-(10**15) + 1, 10**15 - 1),
            st.dates(date(1900, 3, 1), date(2099, 12, 31)),
            st.decimals(-100, 1000, places=3),
        ),
        min_size=1,
        max_size=10,
    )
)
def test_what_is_written_is_read_again(
    rows: list[tuple[str, int, date, Decimal]],
) -> None:
    table = read_table(write_xlsx([Sheet("Own", COLUMNS, rows)]), "own.xlsx")

    assert [row.cells for row in table.rows] == [
        (text, Decimal(minor) / 100, day, f"{rate.normalize() + 0:f}%")
        for text, minor, day, rate in rows
    ]


def test_a_month_is_read_by_people_and_sorted_by_the_spreadsheet() -> None:
    months = [Column("Month", ColumnKind.MONTH), Column("Net", ColumnKind.MONEY)]

    page = opened(write_xlsx([Sheet("Revenue", months, [("2026-05", 10_00)])]))[
        "Revenue"
    ]

    assert page["A2"].value.date() == date(2026, 5, 1)
    assert page["A2"].number_format == "mmm yyyy"
