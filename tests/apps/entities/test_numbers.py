"""Numbers of documents: gapless in a year, and never twice in another."""

from __future__ import annotations

from datetime import date

import pytest

from duebook.apps.entities.actions import (
    PatternNotUsable,
    SeriesHasBegun,
    SetPattern,
    set_pattern,
)
from duebook.apps.payments.actions import ReceivePayment, receive_payment
from tests.apps.payments.office import a_payment
from tests.office import CLERK, a_party, an_entity, books_hold, by

pytestmark = pytest.mark.django_db


def received(entity_id: int, on: date) -> str:
    payment = a_payment(a_party(entity_id), 10_00, received_on=on)
    return receive_payment(
        ReceivePayment(entity_id=entity_id, payment=payment), **by(CLERK)
    ).number


def called(entity_id: int, pattern: str, year: int = 2026) -> None:
    set_pattern(
        SetPattern(entity_id=entity_id, kind="payment", year=year, pattern=pattern),
        **by(),
    )


def test_a_pattern_holds_for_the_years_after() -> None:
    entity_id = an_entity()
    called(entity_id, "{number:04d}/{year}")

    assert received(entity_id, date(2026, 12, 31)) == "0001/2026"
    assert received(entity_id, date(2027, 1, 1)) == "0001/2027"
    assert received(entity_id, date(2026, 12, 31)) == "0002/2026"
    assert books_hold(entity_id)


@pytest.mark.parametrize(
    "pattern",
    ["P-{number:05d}", "P-{year}", "P-{year}-{number", "{year}{place}{number}"],
)
def test_a_pattern_that_would_repeat_a_number_is_refused(pattern: str) -> None:
    """Without the year, the first payment of 2027 would be called as that of 2026."""
    entity_id = an_entity()

    with pytest.raises(PatternNotUsable):
        called(entity_id, pattern)


def test_a_series_that_has_begun_keeps_its_pattern() -> None:
    entity_id = an_entity()
    received(entity_id, date(2026, 11, 3))

    with pytest.raises(SeriesHasBegun):
        called(entity_id, "{number:04d}/{year}")
