"""Exchange rates out of a file: each day once, and no rate changed in silence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from duebook import db
from duebook.apps.imports.queries.planning import Outcome
from duebook.apps.ledger.queries import exchange_rates, rates_for
from duebook.domain.exchange import Rate
from tests.apps.imports.office import seen, taken
from tests.office import an_entity, books_hold

pytestmark = pytest.mark.django_db

RATES = """\
Date;Currency;Rate;Source
02.11.2026;EUR;1,0850;ECB
03.11.2026;EUR;1,0910;ECB
03.11.2026;GBP;1,2744;ECB
"""


def test_rates_with_decimal_commas_are_set_for_their_days() -> None:
    entity_id = an_entity()

    taken(entity_id, "rates", RATES)

    with db.reading(entity_id):
        found = rates_for(entity_id, [("EUR", date(2026, 11, 9))])
        assert len(exchange_rates(entity_id)) == 3
    assert found == {
        ("EUR", date(2026, 11, 9)): Rate(date(2026, 11, 3), Decimal("1.0910"))
    }
    assert books_hold(entity_id)


def test_the_same_rates_again_change_nothing() -> None:
    entity_id = an_entity()
    taken(entity_id, "rates", RATES)

    shown = seen(entity_id, "rates", RATES + "04.11.2026;EUR;1,0925;ECB\n")

    assert [one.outcome for one in shown.planned] == [
        *[Outcome.UNCHANGED] * 3,
        Outcome.CREATED,
    ]


def test_another_rate_of_a_day_has_to_say_why() -> None:
    entity_id = an_entity()
    taken(entity_id, "rates", RATES)
    wrong = "Date,Currency,Rate\n2026-11-02,EUR,1.0580\n"
    right = "Date,Currency,Rate,Reason\n2026-11-02,EUR,1.0580,misread\n"

    assert "is 1.085 already" in str(seen(entity_id, "rates", wrong).bad)
    taken(entity_id, "rates", right)

    with db.reading(entity_id):
        newest = exchange_rates(entity_id, "EUR")[1]
    assert (newest.per_unit, newest.reason) == (Decimal("1.0580"), "misread")


def test_what_cannot_be_a_rate_is_told_by_row() -> None:
    shown = seen(
        an_entity(),
        "rates",
        "Date,Currency,Rate\n2026-11-02,USD,1\n2026-11-02,EUR,-2\n"
        "2026-11-03,EUR,1.1\n2026-11-03,EUR,1.2\n",
    )

    said = str(shown.bad)
    assert "is the currency of the books" in said
    assert "is no positive number" in said
    assert "has another row for this currency" in said
    assert len(shown.planned) == 1
