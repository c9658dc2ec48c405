from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.formats.tables import (
    Column,
    ColumnKind,
    FieldKind,
    read_table,
    write_csv,
)
from duebook.formats.tables.cells import read_cell

COLUMNS = [
    Column("Party"),
    Column("Amount", ColumnKind.MONEY),
    Column("Due", ColumnKind.DATE),
    Column("Rate", ColumnKind.PERCENT),
    Column("Lines", ColumnKind.INTEGER),
    Column("Quantity", ColumnKind.NUMBER),
]


def test_a_report_as_a_clerk_opens_it() -> None:
    rows = [
        (
            "Müller, Söhne",
            -10_50,
            date(2026, 3, 31),
            Decimal("7.5"),
            3,
            Decimal("1.25"),
        ),
        ('=HYPERLINK("http://x.example")', 5, None, None, None, None),
    ]

    assert (
        write_csv(COLUMNS, rows)
        == (
            "\ufeffParty,Amount,Due,Rate,Lines,Quantity\r\n"
            '"Müller, Söhne",-10.50,2026-03-31,7.5,3,1.25\r\n'
            '"\'=HYPERLINK(""http://x.example"")",0.05,,,,\r\n'
        ).encode()
    )


@pytest.mark.parametrize(("digits", "shown"), [(0, "1234"), (2, "12.34"), (3, "1.234")])
def test_money_has_the_digits_of_its_currency(digits: int, shown: str) -> None:
    column = Column("Amount", ColumnKind.MONEY, digits=digits)

    assert write_csv([column], [[1234]]).decode().splitlines()[1] == shown


@pytest.mark.parametrize("sign", [*"=+-@\t\r\n\x00＝＋－＠", "'=", "''@"])
def test_text_is_never_run(sign: str) -> None:
    written = write_csv([Column("Text"), Column("Next")], [[sign + "1", "x"]])

    assert written.decode("utf-8-sig").split("\r\n", 1)[1].lstrip('"').startswith("'")


_LINE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Z"]), min_size=1)


@given(
    st.lists(
        st.tuples(
            _LINE,
            st.integers(-(10**14), 10**14),
            st.dates(date(1970, 1, 1), date(2099, 12, 31)),
            st.decimals(-100, 1000, places=3),
        ),
        min_size=1,
        max_size=10,
    )
)
def test_what_is_written_is_read_again(
    rows: list[tuple[str, int, date, Decimal]],
) -> None:
    table = read_table(write_csv(COLUMNS[:4], rows), "own.csv")

    kinds = (FieldKind.CODE, FieldKind.AMOUNT, FieldKind.DAY, FieldKind.PERCENT)
    for row, (text, minor, day, rate) in zip(table.rows, rows, strict=True):
        values = [
            read_cell(cell, kind, column)
            for cell, kind, column in zip(
                row.cells, kinds, table.layout.columns, strict=True
            )
        ]
        expected = read_cell(text, FieldKind.CODE, table.layout.columns[0])
        assert values == [expected, Decimal(minor) / 100, day, rate]
