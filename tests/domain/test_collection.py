"""The rates of credit departments: worked by hand, and what always holds of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.collection import (
    CollectionMonth,
    DaysOutstanding,
    NoRate,
    collection_effectiveness,
    days_outstanding,
    months_until,
)
from tests.domain.test_algorithm_pages import minor, tables

if TYPE_CHECKING:
    from tests.domain.test_algorithm_pages import Row

OCTOBER = CollectionMonth(
    first=date(2026, 10, 1),
    last=date(2026, 10, 31),
    currency="USD",
    opening_minor=500_00,
    taken_over_minor=0,
    billed_minor=620_00,
    documents=31,
    owed_minor=310_00,
    not_due_minor=155_00,
)


def test_half_a_month_of_billing_is_owed_and_half_of_that_is_late() -> None:
    days = days_outstanding(OCTOBER)

    assert isinstance(days, DaysOutstanding)
    assert (days.total, days.best_possible) == (Decimal("15.5"), Decimal("7.8"))
    assert days.delinquent == Decimal("7.7")
    assert collection_effectiveness(OCTOBER) == Decimal("83.9")


[WORKED] = tables("collection.md")


@pytest.mark.parametrize("row", WORKED, ids=[row["month"] for row in WORKED])
def test_the_worked_table(row: Row) -> None:
    month = CollectionMonth(
        first=date(2026, 10, 1),
        last=date(2026, 10, 1) + timedelta(days=int(row["days"]) - 1),
        currency="USD",
        opening_minor=minor(row["opening"].replace(",", "")),
        taken_over_minor=minor(row["taken over"]),
        billed_minor=minor(row["billed"]),
        documents=int(row["documents"]),
        owed_minor=minor(row["receivable"].replace(",", "")),
        not_due_minor=minor(row["not due"]),
    )

    days = days_outstanding(month)
    told = (
        (days.value, "–", "–")
        if isinstance(days, NoRate)
        else tuple(map(str, (days.total, days.best_possible, days.delinquent)))
    )

    assert told == (row["DSO"], row["best possible"], row["ADD"])
    assert str(collection_effectiveness(month)) == row["CEI"]


amounts = st.integers(0, 10**9)


@st.composite
def months(draw: st.DrawFn) -> CollectionMonth:
    owed_minor = draw(amounts)
    return replace(
        OCTOBER,
        opening_minor=draw(amounts),
        taken_over_minor=draw(amounts),
        billed_minor=draw(st.integers(-(10**9), 10**9)),
        documents=draw(st.integers(0, 40)),
        owed_minor=owed_minor,
        not_due_minor=draw(st.integers(0, owed_minor)),
    )


@given(months())
def test_days_are_the_best_possible_and_the_delinquent(month: CollectionMonth) -> None:
    days = days_outstanding(month)

    if isinstance(days, DaysOutstanding):
        assert days.total == days.best_possible + days.delinquent
        assert days.total >= days.best_possible >= 0


@given(months())
def test_all_is_collected_where_nothing_is_past_due(month: CollectionMonth) -> None:
    index = collection_effectiveness(replace(month, not_due_minor=month.owed_minor))

    assert index in {Decimal("100.0"), NoRate.NOTHING_TO_COLLECT}


@given(months())
def test_an_index_is_a_share(month: CollectionMonth) -> None:
    index = collection_effectiveness(month)

    assert isinstance(index, NoRate) or 0 <= index <= 100


@given(months(), st.integers(2, 1000))
def test_rates_do_not_depend_on_the_unit_of_money(
    month: CollectionMonth, times: int
) -> None:
    larger = replace(
        month,
        **{
            name: getattr(month, name) * times
            for name in (
                *("opening_minor", "taken_over_minor", "billed_minor"),
                *("owed_minor", "not_due_minor"),
            )
        },
    )

    assert days_outstanding(larger) == days_outstanding(month)
    assert collection_effectiveness(larger) == collection_effectiveness(month)


def test_thirteen_months_end_with_the_day_asked_about() -> None:
    months = months_until(date(2026, 11, 3))

    assert months[0] == (date(2025, 11, 1), date(2025, 11, 30))
    assert months[-2:] == [
        (date(2026, 10, 1), date(2026, 10, 31)),
        (date(2026, 11, 1), date(2026, 11, 3)),
    ]
    assert len(months) == 13
