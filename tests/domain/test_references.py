"""Payment references: a slip of the pen never makes another valid one."""

from __future__ import annotations

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from duebook.domain.references import (
    UnusableNumber,
    is_payment_reference,
    payment_reference,
    spaced,
)

numbers = st.text(string.ascii_uppercase + string.digits, min_size=2, max_size=21)


def test_the_number_of_the_invoice_stays_readable() -> None:
    assert payment_reference("HP-2026-10241") == "RF74HP202610241"
    assert spaced("RF74HP202610241") == "RF74 HP20 2610 241"


def test_the_example_of_the_standard() -> None:
    assert payment_reference("539007547034") == "RF18539007547034"


@pytest.mark.parametrize("number", ["", "---", "Ä-1", "１２", "X" * 22])
def test_a_number_that_makes_no_reference_is_refused(number: str) -> None:
    with pytest.raises(UnusableNumber):
        payment_reference(number)


@given(numbers)
def test_every_reference_proves_itself(number: str) -> None:
    assert is_payment_reference(payment_reference(number))


@given(numbers, st.data())
def test_one_wrong_character_of_its_sort_is_seen(
    number: str, data: st.DataObject
) -> None:
    reference = payment_reference(number)
    at = data.draw(st.integers(4, len(reference) - 1))
    sort = string.digits if reference[at].isdigit() else string.ascii_uppercase
    wrong = data.draw(st.sampled_from(sort).filter(lambda sign: sign != reference[at]))

    assert not is_payment_reference(reference[:at] + wrong + reference[at + 1 :])


@given(st.text(string.digits, min_size=2, max_size=21), st.data())
def test_two_swapped_digits_are_seen(number: str, data: st.DataObject) -> None:
    reference = payment_reference(number)
    at = data.draw(st.integers(4, len(reference) - 2))
    one, other = reference[at], reference[at + 1]
    assume(one != other)

    swapped = reference[:at] + other + one + reference[at + 2 :]

    assert not is_payment_reference(swapped)
