"""Rates are a dated table; a correction says why and leaves what was before."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

import pytest

from duebook import db
from duebook.apps.entities.actions import ChangeSettings, change_settings
from duebook.apps.ledger.actions import (
    NewRate,
    RateStands,
    SetExchangeRates,
    set_exchange_rates,
)
from duebook.apps.ledger.queries import exchange_rates, rates_for, valued_currencies
from duebook.domain.exchange import Rate, RateMissing, RateOfOwnCurrency
from tests.office import CLERK, an_entity, books_hold, by

pytestmark = pytest.mark.django_db

FIRST = date(2026, 11, 2)
NEXT = date(2026, 11, 9)


def an_office() -> int:
    return an_entity(f"R{uuid.uuid4().hex[:6]}")


def set_rate(
    entity_id: int, rate: str, on: date = FIRST, currency: str = "EUR", reason: str = ""
) -> tuple[int, ...]:
    new = NewRate(currency=currency, valued_on=on, per_unit=Decimal(rate), source="ECB")
    return set_exchange_rates(
        SetExchangeRates(entity_id=entity_id, rates=(new,), reason=reason), **by(CLERK)
    )


def test_the_rate_of_a_day_is_the_latest_at_or_before_it() -> None:
    entity_id = an_office()
    set_rate(entity_id, "1.0850")
    set_rate(entity_id, "1.0910", NEXT)

    with db.reading(entity_id):
        found = rates_for(
            entity_id,
            [("EUR", FIRST), ("EUR", date(2026, 11, 8)), ("EUR", NEXT), ("GBP", NEXT)],
        )
        valued = valued_currencies(entity_id)

    first, second = Rate(FIRST, Decimal("1.0850")), Rate(NEXT, Decimal("1.0910"))
    assert found == {
        ("EUR", FIRST): first,
        ("EUR", date(2026, 11, 8)): first,
        ("EUR", NEXT): second,
    }
    assert valued == {"EUR"}


def test_a_day_too_far_from_any_rate_is_refused() -> None:
    entity_id = an_office()
    set_rate(entity_id, "1.0850")

    with db.reading(entity_id):
        with pytest.raises(RateMissing, match="of later days"):
            rates_for(entity_id, [("EUR", date(2026, 11, 1))])
        with pytest.raises(RateMissing, match="2026-11-02, more than 35 days older"):
            rates_for(entity_id, [("EUR", date(2026, 12, 8))])
        assert rates_for(entity_id, [("EUR", date(2026, 12, 7))])


def test_how_old_a_rate_may_be_is_set() -> None:
    entity_id = an_office()
    set_rate(entity_id, "1.0850")
    change_settings(
        ChangeSettings(entity_id=entity_id, reason="daily rates", rate_days=3), **by()
    )

    with db.reading(entity_id), pytest.raises(RateMissing, match="more than 3 days"):
        rates_for(entity_id, [("EUR", date(2026, 11, 6))])


def test_a_correction_says_why_and_both_rates_stay_on_record() -> None:
    entity_id = an_office()
    [wrong_id] = set_rate(entity_id, "1.8050")

    with pytest.raises(RateStands, match=r"1\.805, set before"):
        set_rate(entity_id, "1.0850")
    [right_id] = set_rate(entity_id, "1.0850", reason="digits were swapped")

    with db.reading(entity_id):
        rates = exchange_rates(entity_id, "EUR")
        assert rates_for(entity_id, [("EUR", FIRST)]) == {
            ("EUR", FIRST): Rate(FIRST, Decimal("1.0850"))
        }
    assert [(one.id, one.replaces_id, one.reason) for one in rates] == [
        (right_id, wrong_id, "digits were swapped"),
        (wrong_id, None, ""),
    ]
    assert books_hold(entity_id)


def test_the_same_rate_again_adds_nothing() -> None:
    entity_id = an_office()
    set_rate(entity_id, "1.0850")

    assert set_rate(entity_id, "1.085") == ()


def test_the_own_currency_has_no_rate() -> None:
    with pytest.raises(RateOfOwnCurrency):
        set_rate(an_office(), "1", currency="USD")
