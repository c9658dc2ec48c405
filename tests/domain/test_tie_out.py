"""Each difference between two sides of the books has one name and one amount."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.sampling import sample
from duebook.domain.tie_out import (
    TIMING,
    Cause,
    Half,
    Leg,
    Movement,
    Tie,
    amounts_by_cause,
    cause_of,
    differences_of,
    unpaired,
    with_rest,
)
from tests.domain.test_algorithm_pages import minor, tables


def a_movement(**fields: object) -> Movement:
    """An invoice of 80.00 as both sides have it, unless something is said."""
    return Movement(
        **{
            "key": "receivables:17",
            "subject": "invoice INV-1",
            "document": "INV-1",
            "currency": "USD",
            "ledger_minor": 80_00,
            "told_minor": 80_00,
            "ledger_ever_minor": 80_00,
            "told_ever_minor": 80_00,
            "entry_id": 17,
            "postings": 1,
            **fields,
        }  # type: ignore[arg-type]  # fields of several kinds
    )


def test_what_agrees_is_no_difference() -> None:
    assert cause_of(a_movement()) is None


def test_an_entry_by_hand_is_reversed() -> None:
    typed = a_movement(told_minor=0, told_ever_minor=0)

    [found] = differences_of([typed], account="1200")

    assert (found.cause, found.amount_minor) == (Cause.BY_HAND, 80_00)
    assert found.proposal is not None
    assert found.proposal.reverses_entry_id == 17
    assert found.remedy == "Reverse entry 17: invoice INV-1."


def test_a_cent_of_rounding_is_posted_to_its_account() -> None:
    off = a_movement(ledger_minor=80_01, ledger_ever_minor=80_01)

    [found] = differences_of([off], account="2200", rounding="4900")

    assert found.proposal is not None
    assert found.proposal.legs == (Leg("2200", -1), Leg("4900", 1))


def test_a_rest_on_an_open_item_is_mended_by_no_entry() -> None:
    off = a_movement(ledger_minor=80_01, ledger_ever_minor=80_01)

    [found] = differences_of([off], account="1200")

    assert (found.cause, found.proposal) == (Cause.ROUNDING, None)


def test_two_halves_of_a_transfer_are_nothing_and_a_third_waits() -> None:
    out, back, late = (
        Half(key, f"line {key}", date(2026, 11, day), "USD", amount_minor)
        for key, day, amount_minor in (
            ("1", 3, -500_00),
            ("2", 4, 500_00),
            ("3", 28, -90_00),
        )
    )

    [waits] = unpaired([late, back, out])

    assert (waits.key, waits.amount_minor, waits.is_fault) == ("3", -90_00, False)


small = st.integers(-5, 5)
movements = st.builds(
    a_movement,
    key=st.integers(1, 999).map(str),
    ledger_minor=small,
    told_minor=small,
    ledger_ever_minor=small,
    told_ever_minor=small,
    postings=st.integers(0, 3),
    is_repeat=st.booleans(),
    is_imported=st.booleans(),
)


@given(st.lists(movements, max_size=12), small)
def test_the_classes_add_up_to_what_the_sides_differ_by(
    some: list[Movement], hidden_minor: int
) -> None:
    """Also where something lies between that no movement tells of."""
    left_minor = sum(one.ledger_minor for one in some) + hidden_minor
    tie = with_rest(
        Tie(
            point="receivables",
            title="1200",
            currency="USD",
            left="ledger",
            left_minor=left_minor,
            right="items",
            right_minor=sum(one.told_minor for one in some),
            differences=differences_of(some, account="1200"),
        )
    )

    classes = amounts_by_cause(tie.differences)

    assert sum(classes.values()) == tie.difference_minor
    assert (Cause.UNEXPLAINED in classes) or not hidden_minor


@given(movements)
def test_every_movement_has_one_class_or_agrees(movement: Movement) -> None:
    cause = cause_of(movement)

    assert (cause is None) == (movement.ledger_minor == movement.told_minor)
    assert cause not in TIMING, "a document that differs is mended, not waited for"
    assert len(differences_of([movement], account="1200")) == (cause is not None)


halves = st.builds(
    Half,
    st.integers(1, 10**6).map(str),
    st.just("a line"),
    st.integers(0, 30).map(lambda days: date(2026, 11, 1) + timedelta(days)),
    st.sampled_from(["USD", "EUR"]),
    st.sampled_from([-9_00, -5_00, 5_00, 9_00]),
)


@given(st.lists(halves, max_size=20))
def test_unpaired_halves_come_to_the_balance_of_the_account(some: list[Half]) -> None:
    for currency in ("USD", "EUR"):
        mine = [half for half in some if half.currency == currency]
        left = [one for one in unpaired(some) if one.currency == currency]

        assert sum(one.amount_minor for one in left) == sum(
            half.amount_minor for half in mine
        )
        amounts = {one.amount_minor for one in left}
        assert not amounts & {-amount for amount in amounts}


CLASSES, _, SAMPLES = tables("tie-out.md")


@pytest.mark.parametrize("row", CLASSES, ids=lambda row: row["what happened"])
def test_the_worked_classes(row: dict[str, str]) -> None:
    movement = a_movement(
        ledger_minor=minor(row["ledger"]),
        told_minor=minor(row["document"]),
        ledger_ever_minor=minor(row["ledger ever"]),
        told_ever_minor=minor(row["document ever"]),
        postings=int(row["legs"]),
        is_repeat=row["repeated"] == "yes",
        is_imported=row["imported"] == "yes",
    )

    cause = cause_of(movement)

    assert (cause.value if cause else "–") == row["class"]


@pytest.mark.parametrize("row", SAMPLES, ids=lambda row: row["seed"])
def test_the_worked_samples(row: dict[str, str]) -> None:
    drawn = sample(row["seed"], row["documents"].split(), 2)

    assert drawn == [row["first"], row["second"]]
