"""Which money an advice is about: unique both ways, or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.advices import NEAR, Advice, advices_of
from duebook.domain.banking import RemittanceLine
from duebook.domain.matching.records import Receipt

DAY = date(2026, 11, 5)


def came(id_: int, minor: int = 80_00, *references: str, text: str = "") -> Receipt:
    return Receipt(
        id=id_,
        received_on=DAY,
        currency="USD",
        amount_minor=minor,
        references=references,
        text=text,
    )


def advice(id_: int, total_minor: int | None = 80_00, reference: str = "") -> Advice:
    return Advice(
        id=id_, reference=reference, on=DAY, currency="USD", total_minor=total_minor
    )


def test_money_that_repeats_the_reference_has_the_advice_whatever_came() -> None:
    receipts = [came(1, 79_00, text="TRN 88-1234 LESS FEE"), came(2)]

    assert advices_of(receipts, [advice(7, reference="TRN881234")]) == {1: 7}


def test_without_a_reference_the_sum_must_be_the_only_one_on_both_sides() -> None:
    assert advices_of([came(1), came(2, 50_00)], [advice(7)]) == {1: 7}
    assert advices_of([came(1), came(2)], [advice(7)]) == {}
    assert advices_of([came(1)], [advice(7), advice(8)]) == {}


def test_a_short_reference_counts_only_with_the_sum() -> None:
    cheque = came(1, 80_00, "1041")

    assert advices_of([cheque], [advice(7, 80_00, "1041")]) == {1: 7}
    assert advices_of([cheque], [advice(7, 81_00, "1041")]) == {}


@pytest.mark.parametrize(
    "other",
    [
        replace(advice(7), currency="EUR"),
        replace(advice(7), on=DAY - NEAR - timedelta(days=1)),
        replace(advice(7), total_minor=None),
    ],
)
def test_another_currency_day_or_no_sum_is_no_evidence(other: Advice) -> None:
    assert advices_of([came(1)], [other]) == {}


def test_money_that_brought_its_own_remittance_keeps_it() -> None:
    told = replace(came(1), remittance=(RemittanceLine(reference="INV-1"),))

    assert advices_of([told], [advice(7)]) == {}


RECEIPTS = st.lists(
    st.builds(
        lambda id_, minor, names, text: came(id_, minor, *names, text=text),
        st.integers(1, 100),
        st.sampled_from((80_00, 50_00)),
        st.lists(st.sampled_from(("TRN881234", "1041")), max_size=1),
        st.sampled_from(("", "trn 88 1234", "rent")),
    ),
    unique_by=lambda receipt: receipt.id,
    max_size=5,
)
ADVICES = st.lists(
    st.builds(
        advice,
        st.integers(1, 100),
        st.sampled_from((80_00, 50_00, None)),
        st.sampled_from(("TRN-881234", "1041", "")),
    ),
    unique_by=lambda one: one.id,
    max_size=5,
)


@given(RECEIPTS, ADVICES)
def test_each_advice_is_given_once_and_the_order_does_not_matter(
    receipts: list[Receipt], advices: list[Advice]
) -> None:
    found = advices_of(receipts, advices)

    assert len(set(found.values())) == len(found)
    assert advices_of(receipts[::-1], advices[::-1]) == found


@given(RECEIPTS, ADVICES)
def test_a_second_advice_like_the_first_takes_it_away(
    receipts: list[Receipt], advices: list[Advice]
) -> None:
    twins = [replace(one, id=one.id + 1000) for one in advices]

    assert advices_of(receipts, [*advices, *twins]) == {}
