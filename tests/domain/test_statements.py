"""What a party is told: rows that lead from one balance to the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.statements import (
    Movement,
    StatedItem,
    movement_statement,
    open_item_statement,
)

FIRST = date(2026, 11, 1)
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def a_movement(amount_minor: int, day: int = 0, minutes: int = 0) -> Movement:
    return Movement(
        kind="invoice" if amount_minor > 0 else "payment",
        number=f"N{day}",
        their_reference="",
        on=FIRST + timedelta(days=day),
        due_on=None,
        amount_minor=amount_minor,
        known_at=NOON + timedelta(minutes=minutes),
    )


def a_debt(open_minor: int, due: int = 0, amount_minor: int = 100_00) -> StatedItem:
    return StatedItem(
        kind="invoice",
        number=f"INV-{due}",
        their_reference="PO 7",
        document_on=FIRST,
        due_on=FIRST + timedelta(days=due),
        amount_minor=amount_minor,
        open_minor=open_minor,
    )


def test_what_is_due_first_stands_first() -> None:
    stated = open_item_statement([a_debt(10_00, 9), a_debt(20_00, 3)])

    assert [row.number for row in stated.rows] == ["INV-3", "INV-9"]
    assert stated.total_minor == 30_00


def test_credits_are_taken_off_the_total_and_off_no_row() -> None:
    stated = open_item_statement([a_debt(10_00), a_debt(-4_00, amount_minor=-9_00)])

    assert [row.open_minor for row in stated.rows] == [10_00]
    assert (stated.unapplied_minor, stated.total_minor) == (4_00, 6_00)


def test_what_is_contested_is_owed_and_marked() -> None:
    contested = replace(a_debt(10_00, 3), contested_minor=4_00)

    stated = open_item_statement([contested, a_debt(5_00, 9)])

    assert [row.contested_minor for row in stated.rows] == [4_00, 0]
    assert stated.total_minor == 15_00


def test_each_row_shows_the_balance_after_it() -> None:
    stated = movement_statement(50_00, [a_movement(-20_00, 5), a_movement(30_00, 2)])

    assert [
        (row.charge_minor, row.credit_minor, row.balance_minor) for row in stated.rows
    ] == [(30_00, 0, 80_00), (0, 20_00, 60_00)]
    assert stated.total_minor == 60_00


def test_without_movements_the_balance_stays() -> None:
    stated = movement_statement(50_00, [])

    assert (stated.rows, stated.total_minor) == ((), 50_00)


movements = st.lists(
    st.builds(
        a_movement,
        st.integers(-(10**12), 10**12).filter(bool),
        st.integers(0, 30),
        st.integers(0, 999),
    )
)


@given(st.integers(-(10**12), 10**12), movements)
def test_opening_and_rows_make_the_closing_balance(
    opening_minor: int, moved: list[Movement]
) -> None:
    stated = movement_statement(opening_minor, moved)

    charges = sum(row.charge_minor for row in stated.rows)
    credits_ = sum(row.credit_minor for row in stated.rows)
    assert stated.opening_minor + charges - credits_ == stated.total_minor
    assert all(min(row.charge_minor, row.credit_minor) == 0 for row in stated.rows)
    days = [row.on for row in stated.rows]
    assert days == sorted(days)


@given(movements, st.integers(0, 30))
def test_two_statements_in_a_row_tell_what_one_would(
    moved: list[Movement], day: int
) -> None:
    cut = FIRST + timedelta(days=day)
    first = movement_statement(0, [one for one in moved if one.on < cut])
    rest = [one for one in moved if one.on >= cut]

    second = movement_statement(first.total_minor, rest)

    assert second.total_minor == movement_statement(0, moved).total_minor
