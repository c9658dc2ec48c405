"""The worked tables of docs/algorithms/reading-tables.md are what is read."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from duebook.formats.tables import read_table

PAGE = Path(__file__).parents[3] / "docs" / "algorithms" / "reading-tables.md"


def worked(heading: str) -> list[list[str]]:
    """The rows of the first table under a heading of the page."""
    section = PAGE.read_text(encoding="utf-8").split(f"## {heading}\n")[1]
    lines = [line for line in section.split("\n## ")[0].splitlines() if "|" in line]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def a_list(cells: str) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([("Name", "Value"), *(("A", c) for c in cells.split())])
    return text.getvalue().encode()


@pytest.mark.parametrize(
    ("cells", "sign", "is_guess"), worked("The sign before the fraction")
)
def test_the_sign_before_the_fraction(cells: str, sign: str, is_guess: str) -> None:
    column = read_table(a_list(cells), "page.csv").layout.columns[1]

    assert (column.decimal, column.is_guess) == (sign, is_guess == "yes")


@pytest.mark.parametrize(("cells", "order", "is_guess"), worked("Day and month"))
def test_day_and_month(cells: str, order: str, is_guess: str) -> None:
    column = read_table(a_list(cells), "page.csv").layout.columns[1]

    assert (column.date_order.value, column.is_guess) == (order, is_guess == "yes")
