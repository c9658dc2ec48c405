"""How old is what is owed: every unit in one bucket, whatever it is aged by."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.aging import (
    AgeBy,
    AgedItem,
    BucketsDoNotRise,
    aging,
    aging_buckets,
)

if TYPE_CHECKING:
    from duebook.domain.aging import (
        AgingRow,
    )

TODAY = date(2026, 11, 30)


def an_item(
    open_minor: int,
    days_past_due: int = 0,
    *,
    party_id: int = 1,
    currency: str = "USD",
    whole_due_in: int = 0,
) -> AgedItem:
    """An item of net 30 days; the rest of its document is due some days later."""
    due_on = TODAY - timedelta(days=days_past_due)
    return AgedItem(
        party_id=party_id,
        currency=currency,
        open_minor=open_minor,
        document_on=due_on - timedelta(days=30),
        due_on=due_on + timedelta(days=whole_due_in),
        instalment_on=due_on,
    )


@pytest.mark.parametrize(
    ("days", "bucket"),
    [(-5, 0), (0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4)],
)
def test_a_day_falls_into_one_bucket(days: int, bucket: int) -> None:
    [row] = aging([an_item(100_00, days)], TODAY)

    assert row.bucket_minor == tuple(100_00 if i == bucket else 0 for i in range(5))


def test_credits_have_no_age_and_lower_the_total() -> None:
    [row] = aging([an_item(100_00, 45), an_item(-30_00, 45)], TODAY)

    assert row.bucket_minor == (0, 0, 100_00, 0, 0)
    assert (row.unapplied_minor, row.total_minor) == (30_00, 70_00)


def test_an_instalment_is_old_before_its_document_is() -> None:
    first_part = an_item(50_00, 10, whole_due_in=60)

    buckets = {
        by: aging([first_part], TODAY, by=by)[0].bucket_minor.index(50_00)
        for by in AgeBy
    }

    assert buckets == {AgeBy.INSTALMENT: 1, AgeBy.DUE: 0, AgeBy.DOCUMENT: 2}


def test_buckets_are_what_the_office_wants_them_to_be() -> None:
    assert [bucket.name for bucket in aging_buckets((14, 28))] == [
        "not due",
        "1–14",
        "15–28",
        "over 28",
    ]
    [row] = aging([an_item(1_00, 15)], TODAY, last_days=(14, 28))
    assert row.bucket_minor == (0, 0, 1_00, 0)


@pytest.mark.parametrize("last_days", [(30, 30), (60, 30), (0,), (-1, 30)])
def test_limits_that_do_not_rise_are_refused(last_days: tuple[int, ...]) -> None:
    with pytest.raises(BucketsDoNotRise):
        aging_buckets(last_days)


def test_currencies_are_never_added_up() -> None:
    rows = aging([an_item(1_00), an_item(2_00, currency="EUR")], TODAY)

    assert [(row.currency, row.total_minor) for row in rows] == [
        ("EUR", 2_00),
        ("USD", 1_00),
    ]


items = st.lists(
    st.builds(
        an_item,
        st.integers(-(10**12), 10**12).filter(bool),
        st.integers(-400, 400),
        party_id=st.integers(1, 3),
        currency=st.sampled_from(["USD", "EUR"]),
        whole_due_in=st.integers(0, 90),
    )
)


@given(items, st.sampled_from(AgeBy))
def test_nothing_is_created_or_lost(found: list[AgedItem], by: AgeBy) -> None:
    rows = aging(found, TODAY, by=by)
    totals: Counter[tuple[int, str]] = Counter()
    for item in found:
        totals[item.party_id, item.currency] += item.open_minor

    assert {(row.party_id, row.currency): row.total_minor for row in rows} == totals
    assert all(amount >= 0 for row in rows for amount in row.bucket_minor)
    assert all(row.unapplied_minor >= 0 for row in rows)


@given(items)
def test_the_order_of_the_items_does_not_matter(found: list[AgedItem]) -> None:
    assert aging(found, TODAY) == aging(found[::-1], TODAY)


@given(items, st.integers(1, 60))
def test_time_makes_nothing_younger(found: list[AgedItem], days: int) -> None:
    def not_due(rows: list[AgingRow]) -> int:
        return sum(row.bucket_minor[0] for row in rows)

    later = TODAY + timedelta(days=days)
    assert not_due(aging(found, later)) <= not_due(aging(found, TODAY))
