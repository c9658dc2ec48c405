from __future__ import annotations

import datetime as dt
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.formats.tables.cells import CellProblem, FieldKind, read_cell, text
from duebook.formats.tables.csv_out import guarded
from duebook.formats.tables.records import CellError, ColumnLayout, DateOrder
from duebook.formats.tables.unreadable import Unreadable

if TYPE_CHECKING:
    from duebook.formats.tables.records import Cell

COLUMN = ColumnLayout("Amount", date_order=DateOrder.DMY)
COMMA = ColumnLayout("Betrag", decimal=",", date_order=DateOrder.DMY)


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        (FieldKind.TEXT, "  Müller\r\nSöhne ", "Müller\nSöhne"),
        (FieldKind.TEXT, Decimal("4011.0"), "4011"),
        (FieldKind.TEXT, Decimal("1E+3"), "1000"),
        (FieldKind.TEXT, True, "TRUE"),
        (FieldKind.TEXT, False, "FALSE"),
        (FieldKind.TEXT, dt.time(8, 23), "08:23:00"),
        (FieldKind.TEXT, dt.datetime(2026, 3, 31, 8), "2026-03-31 08:00:00"),  # noqa: DTZ001
        (FieldKind.TEXT, dt.date(2026, 3, 31), "2026-03-31"),
        (FieldKind.TEXT, "e\u0301", "é"),
        (FieldKind.TEXT, "'=SUM(A1)", "=SUM(A1)"),
        (FieldKind.TEXT, "'tis", "'tis"),
        (FieldKind.CODE, " A  1\n2 ", "A 1 2"),
        (FieldKind.CODE, "007", "007"),
        (FieldKind.LIST, "F1; F2,F3\nF1", ("F1", "F2", "F3")),
        (FieldKind.EMAILS, "a@b.org; c@d.example", ("a@b.org", "c@d.example")),
        (FieldKind.EMAILS, "Ann Lee <ann@x.org>", ("ann@x.org",)),
        (FieldKind.AMOUNT, Decimal("12.5"), Decimal("12.5")),
        (FieldKind.QUANTITY, "1,5", Decimal("1.5")),
        (FieldKind.INTEGER, "1.000", 1000),
        (FieldKind.PERCENT, "7,5 %", Decimal("7.5")),
        (FieldKind.DAY, dt.datetime(2026, 3, 31, 23, 59), dt.date(2026, 3, 31)),  # noqa: DTZ001
        (FieldKind.DAY, Decimal(46112), dt.date(2026, 3, 31)),
        (FieldKind.DAY, Decimal(20260331), dt.date(2026, 3, 31)),
        (FieldKind.DAY, "04.03.26", dt.date(2026, 3, 4)),
        (FieldKind.BOOLEAN, "Ja", True),
        (FieldKind.BOOLEAN, Decimal(0), False),
        (FieldKind.BOOLEAN, False, False),
        (FieldKind.CURRENCY, "eur", "EUR"),
        (FieldKind.CURRENCY, "£", "GBP"),
        (FieldKind.COUNTRY, "Deutschland", "DE"),
        (FieldKind.COUNTRY, "États-Unis", "US"),
        (FieldKind.COUNTRY, "U.S.A.", "US"),
        (FieldKind.COUNTRY, "gb", "GB"),
        (FieldKind.LANGUAGE, "de-AT", "de"),
        (FieldKind.LANGUAGE, "allemand", "de"),
        (FieldKind.LANGUAGE, "Español", "es"),
    ],
)
def test_cells_become_values(kind: FieldKind, cell: Cell, value: object) -> None:
    assert read_cell(cell, kind, COMMA) == value


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        (FieldKind.TEXT, "a\x00b"),
        (FieldKind.TEXT, "a\x07b"),
        (FieldKind.TEXT, "a\ud800b"),
        (FieldKind.TEXT, "a\uffffb"),
        (FieldKind.EMAILS, ";;"),
        (FieldKind.DAY, Decimal(20260231)),
        (FieldKind.DAY, Decimal("20260331.5")),
        (FieldKind.TEXT, CellError("#REF!")),
        (FieldKind.EMAILS, "ann at x.org"),
        (FieldKind.EMAILS, "ann@localhost"),
        (FieldKind.AMOUNT, CellError("#N/A")),
        (FieldKind.AMOUNT, True),
        (FieldKind.AMOUNT, dt.date(2026, 1, 1)),
        (FieldKind.AMOUNT, "0.0000001"),
        (FieldKind.AMOUNT, Decimal("1e16")),
        (FieldKind.QUANTITY, "€5"),
        (FieldKind.INTEGER, "1.5"),
        (FieldKind.PERCENT, "5000"),
        (FieldKind.DAY, "31.02.2026"),
        (FieldKind.DAY, True),
        (FieldKind.DAY, dt.time(12)),
        (FieldKind.BOOLEAN, "perhaps"),
        (FieldKind.CURRENCY, "$"),
        (FieldKind.CURRENCY, "XYZ"),
        (FieldKind.COUNTRY, "Atlantis"),
        (FieldKind.LANGUAGE, "Klingonish"),
    ],
)
def test_what_cannot_be_read_is_a_problem_with_column_and_value(
    kind: FieldKind, cell: Cell
) -> None:
    problem = read_cell(cell, kind, COLUMN)

    assert isinstance(problem, CellProblem)
    assert problem.column == "Amount"
    assert problem.value
    assert problem.reason


@pytest.mark.parametrize("kind", FieldKind)
def test_a_blank_cell_is_no_value_and_no_problem(kind: FieldKind) -> None:
    assert read_cell(" ", kind, COLUMN) is None


def test_a_choice_knows_its_words() -> None:
    methods = {"wire": ("virement", "bank transfer"), "cheque": ("check",)}

    assert read_cell("Bank-Transfer", FieldKind.CHOICE, COLUMN, methods) == "wire"
    assert read_cell("CHEQUE", FieldKind.CHOICE, COLUMN, methods) == "cheque"
    problem = read_cell("barter", FieldKind.CHOICE, COLUMN, methods)
    assert str(problem) == "Amount: 'barter' is not one of wire, cheque"


@given(
    st.text(st.sampled_from("'=+-@＝＋－＠ab é"), max_size=6)
    | st.text(st.characters(exclude_categories=["Cc", "Cs"]))
)
def test_the_guard_of_an_export_is_taken_off_again(raw: str) -> None:
    kept = unicodedata.normalize("NFC", raw).strip()

    assert text(guarded(kept)) == kept


@given(
    st.one_of(
        st.text(), st.decimals(allow_nan=False, allow_infinity=False), st.dates()
    ),
    st.sampled_from(FieldKind),
)
def test_no_cell_makes_a_reader_fall_over(cell: Cell, kind: FieldKind) -> None:
    read_cell(cell, kind, COLUMN, {"a": ("b",)})


def test_control_characters_are_named() -> None:
    with pytest.raises(Unreadable, match="control characters"):
        text("a\x1fb")
