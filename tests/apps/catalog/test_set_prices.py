"""Prices succeed each other; contracts beat the book."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction
from psycopg.types.range import DateRange

from duebook import db
from duebook.apps.catalog import models, queries
from duebook.apps.catalog.actions import (
    KeepItems,
    KeepTariffs,
    PricesSet,
    SetPrices,
    keep_items,
    keep_tariffs,
    price_faults,
    set_prices,
)
from duebook.domain.catalog import Unusable
from duebook.domain.pricing import NoPrice, Priced, Tier
from duebook.domain.spans import Span
from duebook.domain.timelines import ChangesLater, StartsTwice
from tests.apps.catalog.builders import (
    DECEMBER,
    JULY,
    NEW_YEAR,
    a_catalog,
    a_price,
    a_tariff,
    an_item,
    paid,
    price,
    price_of,
    tiers,
)
from tests.apps.parties.builders import an_entry, keep
from tests.office import CLERK, NOON, by, chain_holds
from tests.statements import statements

if TYPE_CHECKING:
    from duebook.domain.catalog import PriceEntry

pytestmark = pytest.mark.django_db


def test_a_new_price_ends_the_old_one_the_day_before() -> None:
    entity_id = a_catalog()
    price(entity_id, a_price("85.00"))

    assert price(entity_id, a_price("90.00", Span(JULY))) == PricesSet(1, 1)

    assert paid(entity_id, JULY - timedelta(days=1)) == 85
    assert paid(entity_id, JULY) == 90
    assert chain_holds(entity_id)


def test_an_offer_interrupts_the_price() -> None:
    entity_id = a_catalog()
    price(entity_id, a_price("85.00"))

    price(entity_id, a_price("60.00", Span(JULY, DECEMBER)))

    days = [NEW_YEAR, JULY, DECEMBER - timedelta(days=1), DECEMBER]
    assert [paid(entity_id, day) for day in days] == [85, 60, 60, 85]


def test_a_slip_is_corrected_on_the_same_row() -> None:
    entity_id = a_catalog()
    price(entity_id, a_price("850.00"))
    before = price_of(entity_id, JULY)

    assert price(entity_id, a_price("85.00")) == PricesSet(added=0, changed=1)

    after = price_of(entity_id, JULY)
    assert isinstance(before, Priced)
    assert isinstance(after, Priced)
    assert after.price.id == before.price.id
    assert after.tier.unit_price == 85


def test_the_same_list_again_changes_nothing() -> None:
    entity_id = a_catalog()
    price(entity_id, a_price())

    assert price(entity_id, a_price()) == PricesSet(added=0, changed=0)


def test_the_same_sending_twice_acts_once() -> None:
    entity_id, key = a_catalog(), uuid.uuid4()
    command = SetPrices(entity_id=entity_id, prices=(a_price(),))

    first = set_prices(command, actor=CLERK, key=key, at=NOON)
    again = set_prices(command, actor=CLERK, key=key, at=NOON)

    assert first == again == PricesSet(added=1, changed=0)


def test_a_change_already_planned_is_not_swallowed() -> None:
    entity_id = a_catalog()
    price(entity_id, a_price("90.00", Span(JULY)))

    with pytest.raises(
        ChangesLater, match="Price of VISIT in RETAIL already changes on 2026-07-01"
    ):
        price(entity_id, a_price("85.00"))

    price(entity_id, a_price("85.00", Span(NEW_YEAR, JULY)))
    assert paid(entity_id, NEW_YEAR) == 85


def test_a_list_of_years_may_come_in_any_order() -> None:
    entity_id = a_catalog()
    years = [a_price(f"{year}", Span(date(year, 1, 1))) for year in (2028, 2026, 2027)]

    price(entity_id, *years)

    for year in (2026, 2027, 2028):
        assert paid(entity_id, date(year, 6, 1)) == year


def test_a_contract_beats_the_book_for_its_party_alone() -> None:
    entity_id = a_catalog()
    ids = keep(entity_id, an_entry("TID"), an_entry("OTHER"))
    contract = a_tariff("TID-26", name="Tidewell 2026", party="TID")
    keep_tariffs(KeepTariffs(entity_id=entity_id, tariffs=(contract,)), **by())

    price(entity_id, a_price("85.00"), a_price("70.00", tariff="TID-26"))

    assert paid(entity_id, JULY, party_id=ids["TID"]) == 70
    assert paid(entity_id, JULY, party_id=ids["OTHER"]) == 85
    priced = price_of(entity_id, JULY, party_id=ids["TID"])
    assert isinstance(priced, Priced)
    assert priced.price.source == "contract Tidewell 2026"
    with db.reading(entity_id):
        assert len(queries.prices(entity_id)) == 2
        assert len(queries.prices(entity_id, party_ids=[])) == 1
        for_other = queries.prices(entity_id, party_ids=[ids["OTHER"]])
        assert [one.party_id for one in for_other] == [None]
        every_id = range(min(ids.values()), max(ids.values()) + 1)
        assert len(queries.prices(entity_id, party_ids=every_id)) == 2


def test_more_costs_less() -> None:
    entity_id = a_catalog()
    stepped = replace(a_price(), tiers=tuple(reversed(tiers("85", from_10="80"))))

    price(entity_id, stepped)

    def each(quantity: str) -> Decimal:
        priced = price_of(entity_id, JULY, quantity=quantity)
        assert isinstance(priced, Priced)
        return priced.tier.unit_price

    assert [each("1"), each("9.5"), each("10")] == [85, 85, 80]


def test_a_price_holds_only_while_its_tariff_does() -> None:
    entity_id = a_catalog()
    price(entity_id, a_price())
    until_july = a_tariff(valid=Span(None, JULY))

    keep_tariffs(KeepTariffs(entity_id=entity_id, tariffs=(until_july,)), **by())

    assert paid(entity_id, JULY - timedelta(days=1)) == 85
    assert isinstance(price_of(entity_id, JULY), NoPrice)
    with db.reading(entity_id):
        assert queries.prices(entity_id, between=Span(JULY)) == []


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        (
            a_price(tariff="NONE"),
            "Price of VISIT in NONE: there is no tariff NONE.",
        ),
        (a_price(item="NONE"), "Price of NONE in RETAIL: there is no item NONE."),
        (
            replace(a_price(), tiers=()),
            "Price of VISIT in RETAIL: a price is missing.",
        ),
        (
            a_price("0.0000001"),
            ("Price of VISIT in RETAIL: 1E-7 is no price (of up to six decimals)."),
        ),
        (
            a_price("NaN"),
            "Price of VISIT in RETAIL: NaN is no price (of up to six decimals).",
        ),
        (
            replace(a_price(), tiers=tiers("1") * 2),
            "Price of VISIT in RETAIL: two tiers start at the same quantity.",
        ),
        (
            replace(
                a_price(),
                tiers=(Tier(from_quantity=Decimal(-1), unit_price=Decimal(1)),),
            ),
            "Price of VISIT in RETAIL: -1 is no quantity.",
        ),
    ],
)
def test_a_price_that_cannot_be_is_refused(entry: PriceEntry, sentence: str) -> None:
    with pytest.raises(Unusable) as refused:
        price(a_catalog(), entry)

    assert str(refused.value) == sentence


def test_a_dry_run_tells_every_fault_with_its_place() -> None:
    entity_id = a_catalog()
    entries = [
        a_price(item="NONE"),
        a_price(),
        a_price("85.00", Span(JULY, JULY)),
        a_price("86.00"),
    ]

    with db.reading(entity_id):
        found = price_faults(entity_id, entries)

    assert [place for place, _ in found] == [0, 2, 3]
    assert isinstance(found[-1][1], StartsTwice)


def test_the_database_too_refuses_two_prices_on_a_day() -> None:
    entity_id = a_catalog()
    price(entity_id, a_price())
    held = models.Price.objects.get(entity_id=entity_id)

    with (
        pytest.raises(IntegrityError, match="prices_do_not_overlap"),
        transaction.atomic(),
    ):
        models.Price.objects.create(
            entity_id=entity_id,
            tariff_id=held.tariff_id,
            item_id=held.item_id,
            valid=DateRange(JULY, None),
        )


def test_one_entity_sees_no_prices_of_another() -> None:
    ours, theirs = a_catalog("HP"), a_catalog("WB")
    price(theirs, a_price())

    with db.reading(ours):
        assert queries.prices(ours) == []
        assert queries.prices(theirs) == []
        assert queries.items(theirs) == {}
        assert queries.tariffs(theirs) == []


def test_many_prices_cost_the_statements_of_one_and_are_read_in_one() -> None:
    entity_id = a_catalog()
    codes = [f"I{n}" for n in range(30)]
    items = tuple(an_item(entity_id, code) for code in codes)
    keep_items(KeepItems(entity_id=entity_id, items=items), **by())

    def cost(codes: list[str], valid: Span) -> int:
        with statements() as sent:
            price(entity_id, *(a_price(item=code, valid=valid) for code in codes))
        return len(sent)

    price(entity_id, *(a_price("1.00", item=code) for code in codes))
    assert cost(codes[:20], Span(JULY)) == cost(codes[20:21], Span(JULY))
    with db.reading(entity_id), statements() as sent:
        found = queries.prices(entity_id)
    assert (len(found), len(sent)) == (51, 1)
