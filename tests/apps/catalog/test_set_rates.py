"""Tax and shipping rates succeed each other as prices do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from psycopg.types.range import DateRange

from duebook import db
from duebook.apps.catalog import models, queries
from duebook.apps.catalog.actions import (
    PricesSet,
    SetShippingRates,
    SetTaxRates,
    set_shipping_rates,
    set_tax_rates,
)
from duebook.apps.entities.actions import BooksSayNo
from duebook.domain.catalog import ShippingRateEntry, TaxRateEntry, Unusable
from duebook.domain.ledger import AccountRole
from duebook.domain.pricing import ShippingRate, shipping_rate
from duebook.domain.spans import Span
from duebook.domain.timelines import ChangesLater, StartsTwice
from tests.apps.catalog.builders import JULY, NEW_YEAR, SINCE_NEW_YEAR, an_account
from tests.office import CLERK, an_entity, by, chain_holds
from tests.statements import statements

pytestmark = pytest.mark.django_db


def a_rate(entity_id: int, percent: str = "6.25", **fields: Any) -> TaxRateEntry:
    plain = {
        "place": "US-IL",
        "category": "standard",
        "name": "Sales tax",
        "percent": Decimal(percent),
        "account_id": an_account(entity_id, AccountRole.TAX_PAYABLE),
        "valid": SINCE_NEW_YEAR,
    }
    return TaxRateEntry(**{**plain, **fields})


def tax(entity_id: int, *rates: TaxRateEntry) -> PricesSet:
    return set_tax_rates(SetTaxRates(entity_id=entity_id, rates=rates), **by(CLERK))


def a_parcel(
    up_to_kg: str = "5", amount_minor: int = 9_00, **fields: Any
) -> ShippingRateEntry:
    plain = {"zone": "2", "currency": "USD", "valid": SINCE_NEW_YEAR}
    return ShippingRateEntry(
        up_to_kg=Decimal(up_to_kg), amount_minor=amount_minor, **{**plain, **fields}
    )


def ship(entity_id: int, *rates: ShippingRateEntry) -> PricesSet:
    command = SetShippingRates(entity_id=entity_id, rates=rates)
    return set_shipping_rates(command, **by(CLERK))


def test_a_tax_rises_from_a_day_on() -> None:
    entity_id = an_entity()
    tax(entity_id, a_rate(entity_id, "6.25"))

    risen = tax(entity_id, a_rate(entity_id, "7.00", valid=Span(JULY)))

    assert risen == PricesSet(added=1, changed=1)
    with db.reading(entity_id):
        table = queries.tax_table(entity_id)
    before, after = (
        table.taxes_for("US-IL", "standard", day)
        for day in (JULY - timedelta(days=1), JULY)
    )
    assert [rate.percent for rate in before] == [Decimal("6.25")]
    assert [rate.percent for rate in after] == [Decimal(7)]
    assert chain_holds(entity_id)


def test_state_and_city_levy_together() -> None:
    entity_id = an_entity()

    tax(
        entity_id,
        a_rate(entity_id),
        a_rate(
            entity_id,
            "1.25",
            place="US-IL-Chicago",
            name="City",
            compound=True,
            order=1,
        ),
    )

    with db.reading(entity_id):
        levied = queries.tax_table(entity_id).taxes_for(
            "US-IL-Chicago", "standard", JULY
        )
        assert queries.tax_places(entity_id) == {"US-IL", "US-IL-Chicago"}
    assert [(rate.name, rate.compound) for rate in levied] == [
        ("Sales tax", False),
        ("City", True),
    ]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"place": ""}, "Tax rate: it needs a place, a category and a name."),
        (
            {"category": "exempt"},
            (
                "Sales tax of US-IL on exempt: this category bears no tax, so it has"
                " no rate."
            ),
        ),
        (
            {"percent": Decimal(-1)},
            "Sales tax of US-IL on standard: -1 is no percentage.",
        ),
        (
            {"percent": Decimal("0.000001")},
            "Sales tax of US-IL on standard: 0.000001 is no percentage.",
        ),
    ],
)
def test_a_tax_that_cannot_be_is_refused(
    changed: dict[str, Any], sentence: str
) -> None:
    entity_id = an_entity()

    with pytest.raises(Unusable) as refused:
        tax(entity_id, a_rate(entity_id, **changed))

    assert str(refused.value) == sentence


def test_a_tax_is_owed_on_an_account_of_the_same_entity() -> None:
    ours, theirs = an_entity("HP"), an_entity("WB")

    with pytest.raises(BooksSayNo, match="the account is none of this entity's"):
        tax(ours, a_rate(theirs))


def test_a_parcel_is_as_dear_as_the_lightest_rate_that_carries_it() -> None:
    entity_id = an_entity()
    ship(entity_id, a_parcel("5", 9_00), a_parcel("20", 15_00))
    ship(entity_id, a_parcel("5", 10_00, valid=Span(JULY)))

    with db.reading(entity_id):
        rates = queries.shipping_rates(entity_id)
        past = queries.shipping_rates(entity_id, between=Span(NEW_YEAR, JULY))

    def cost(weight: str) -> int:
        found = shipping_rate(
            rates, zone="2", weight_kg=Decimal(weight), currency="USD", on=JULY
        )
        assert isinstance(found, ShippingRate)
        return found.amount_minor

    assert (cost("4"), cost("5.1")) == (10_00, 15_00)
    assert [rate.amount_minor for rate in past] == [9_00, 15_00]


def test_rates_do_not_swallow_a_planned_change_nor_contradict_each_other() -> None:
    entity_id = an_entity()
    ship(entity_id, a_parcel(valid=Span(JULY)))

    with pytest.raises(ChangesLater, match="Shipping to zone 2 up to 5 kg"):
        ship(entity_id, a_parcel())
    with pytest.raises(StartsTwice):
        ship(entity_id, a_parcel("6"), a_parcel("6", 8_00))


@pytest.mark.parametrize(
    "wrong",
    [
        a_parcel("-1"),
        a_parcel("NaN"),
        a_parcel(amount_minor=-1),
        a_parcel(currency="$"),
    ],
)
def test_a_parcel_that_cannot_be_is_refused(wrong: ShippingRateEntry) -> None:
    with pytest.raises(Unusable):
        ship(an_entity(), wrong)


def test_the_same_rates_again_change_nothing() -> None:
    entity_id = an_entity()
    rates = [a_rate(entity_id), a_rate(entity_id, "2.00", category="food")]
    tax(entity_id, *rates)

    assert tax(entity_id, *rates) == PricesSet(added=0, changed=0)
    corrected = replace(rates[0], percent=Decimal("6.50"))
    assert tax(entity_id, corrected) == PricesSet(added=0, changed=1)


def test_the_database_too_refuses_an_overlap() -> None:
    entity_id = an_entity()
    tax(entity_id, a_rate(entity_id))
    ship(entity_id, a_parcel())
    later = DateRange(JULY, None)
    rate = models.TaxRate.objects.get(entity_id=entity_id)
    parcel = models.ShippingRate.objects.get(entity_id=entity_id)
    rate.pk, rate.valid, parcel.pk, parcel.valid = None, later, None, later

    for row, constraint in (
        (rate, "tax_rates_do_not_overlap"),
        (parcel, "shipping_rates_do_not_overlap"),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            row.save(force_insert=True)


def test_one_entity_sees_no_rates_of_another() -> None:
    ours, theirs = an_entity("HP"), an_entity("WB")
    tax(theirs, a_rate(theirs))
    ship(theirs, a_parcel())

    with db.reading(ours):
        for entity_id in (ours, theirs):
            assert queries.tax_rates(entity_id) == []
            assert queries.shipping_rates(entity_id) == ()


def test_many_rates_cost_the_statements_of_one() -> None:
    entity_id = an_entity()

    def cost(count: int) -> int:
        parcels = [a_parcel(str(kg), zone=str(count)) for kg in range(1, count + 1)]
        with statements() as sent:
            ship(entity_id, *parcels)
        return len(sent)

    assert cost(30) == cost(1)
