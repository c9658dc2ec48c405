from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from duebook import db
from duebook.apps.catalog.queries import filed_prices, items_by_code
from duebook.apps.imports.queries import Outcome
from duebook.domain.spans import Span
from tests.apps.imports.office import ITEMS, an_office, problems, seen, taken
from tests.office import an_entity

pytestmark = pytest.mark.django_db

PRICES = """\
Item;From quantity;Price;Valid from
CLEAN;;42,50;01.01.2026
SOAP;;19,90;01.01.2026
SOAP;100;17,25;01.01.2026
"""


def test_items_are_added_then_changed_then_left_alone() -> None:
    entity_id = an_entity()
    first = taken(entity_id, "items", ITEMS)
    second = taken(entity_id, "items", ITEMS.replace("pc,", "piece,"))
    third = taken(entity_id, "items", ITEMS.replace("pc,", "piece,") + "\n")

    assert (first.created, second.updated, third.unchanged) == (2, 1, 2)
    with db.reading(entity_id):
        assert items_by_code(entity_id, ["SOAP"])["SOAP"].unit == "piece"


def test_an_item_posts_to_an_account_of_the_chart() -> None:
    shown = seen(
        an_entity(),
        "items",
        ITEMS.replace("SOAP,Soap dispenser,pc,4000", "SOAP,Soap,pc,9999"),
    )

    assert problems(shown) == [
        (3, "Revenue Account: '9999' is no account of the chart")
    ]


def test_prices_with_decimal_comma_and_german_dates_make_tiers() -> None:
    entity_id = an_office()

    result = taken(entity_id, "prices", PRICES)

    assert (result.created, result.bad) == (3, 0)
    with db.reading(entity_id):
        [soap] = filed_prices(entity_id, [("STANDARD", "SOAP")])["STANDARD", "SOAP"]
    assert soap.entry.valid == Span(date(2026, 1, 1))
    assert [(tier.from_quantity, tier.unit_price) for tier in soap.entry.tiers] == [
        (Decimal(0), Decimal("19.9")),
        (Decimal(100), Decimal("17.25")),
    ]


def test_the_same_prices_in_another_file_change_nothing() -> None:
    entity_id = an_office()
    taken(entity_id, "prices", PRICES)

    again = seen(entity_id, "prices", PRICES + "\n")

    assert {one.outcome for one in again.planned} == {Outcome.UNCHANGED}


def test_half_a_price_is_no_price() -> None:
    shown = seen(an_office(), "prices", PRICES.replace("17,25", "17,x5"))

    assert problems(shown) == [
        (3, "Item: 'SOAP' has another tier whose row cannot be taken in"),
        (4, "Price: '17,x5' is not a number"),
    ]
    assert [one.target for one in shown.planned] == ["CLEAN in STANDARD"]


def test_a_party_gets_a_contract_of_its_own() -> None:
    entity_id = an_office()

    taken(entity_id, "prices", "Party,Item,Price\nTIDE,CLEAN,39.00\n")

    with db.reading(entity_id):
        held = filed_prices(entity_id, [("CONTRACT-TIDE", "CLEAN")])
    [price] = held["CONTRACT-TIDE", "CLEAN"]
    assert price.entry.tiers[0].unit_price == Decimal(39)


def test_prices_that_fit_no_tariff_say_why() -> None:
    entity_id = an_office()
    taken(entity_id, "prices", PRICES)
    taken(entity_id, "prices", "Item,Price,Price list\nCLEAN,40,Wholesale\n")

    shown = seen(
        entity_id,
        "prices",
        "Item,Price,Price list,Currency,Party,Valid from,Valid until\n"
        "CLEAN,41.00,,,,,\n"
        "CLEAN,41.00,STANDARD,EUR,,,\n"
        "CLEAN,41.00,STANDARD,,TIDE,,\n"
        "BROOM,41.00,STANDARD,,,,\n"
        "CLEAN,41.00,STANDARD,,NOBODY,,\n"
        "CLEAN,41.00,STANDARD,,,2026-07-01,2026-06-01\n"
        "CLEAN,-,Fair,,,,\n"
        "SOAP,9.00,Fair,,,2026-07-01,2026-07-31\n",
    )

    assert [(number, reason.split(";")[0]) for number, reason in problems(shown)] == [
        (2, "Price list is open: there are STANDARD, Wholesale"),
        (3, "Currency: 'EUR' is not that of STANDARD, which is USD"),
        (4, "Party: 'TIDE' is not the party of STANDARD"),
        (5, "Item: 'BROOM' is not the code of an item on file"),
        (6, "Party: 'NOBODY' is neither code nor name of a party on file"),
        (
            7,
            (
                "Item: 'CLEAN' is refused: Price of CLEAN in STANDARD: the span from "
                "2026-07-01 until 2026-06-02 (which it does not include) holds no day."
            ),
        ),
        (8, "Price: '-' is a dash"),
    ]
    [fair] = shown.planned
    assert fair.entry.price.valid == Span(date(2026, 7, 1), date(2026, 8, 1))


def test_a_price_twice_from_one_day_on_is_refused_in_a_tariff_yet_to_be_made() -> None:
    shown = seen(
        an_office(),
        "prices",
        "Item,Price,Valid from,Valid until\n"
        "CLEAN,41.00,2026-01-01,\n"
        "CLEAN,42.00,2026-01-01,2026-12-31\n",
    )

    [(number, reason)] = problems(shown)
    assert number == 3
    assert "is given twice from 2026-01-01 on; which one is meant?" in reason


def test_an_item_file_with_prices_says_where_prices_go() -> None:
    shown = seen(an_entity(), "items", "SKU,Description,Price\nCLEAN,Cleaning,42\n")

    [warning] = shown.warnings
    assert warning.text.startswith("“Price” is left out: prices come with an import")
