"""The worked table of docs/algorithms/matching.md is what the matcher does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.domain.matching.builders import MILL, a_debt, a_receipt, matched, settles
from tests.domain.test_algorithm_pages import minor, tables

if TYPE_CHECKING:
    from duebook.domain.matching.records import Debt
    from tests.domain.test_algorithm_pages import Row

ANSWERS, _GRADES = tables("matching.md")
FROM = {
    "account": {"payer_account": MILL},
    "name": {"payer_name": "MILL STREET GARAGE"},
    "nothing": {},
}


def debts(cell: str) -> list[Debt]:
    """``101: 120.00 102*: 80.00``: two debts, the second another payer's."""
    return [
        a_debt(int(number) - 100, minor(amount), party_id=2 if star else 1)
        for number, star, amount in re.findall(r"(\d+)(\*?): ([\d.]+)", cell)
    ]


@pytest.mark.parametrize("row", ANSWERS)
def test_matching(row: Row) -> None:
    receipt = a_receipt(minor(row["money"]), text=row["text"], **FROM[row["from"]])

    answer = matched(receipt, *debts(row["open"]))

    posted = " ".join(str(debt_id + 100) for debt_id in settles(answer))
    assert row["answer"] == (answer.held or posted)
