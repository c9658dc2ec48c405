"""Prices, discounts, quantities and amounts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from duebook.domain.checks.findings import (
    ChargeField,
    DraftAgain,
    DropCharge,
    SetCharge,
)
from duebook.domain.checks.policy import CheckPolicy
from duebook.domain.pricing import PriceBook
from duebook.domain.spans import Span
from tests.domain.builders import a_charge, a_price
from tests.domain.check_builders import (
    Example,
    a_case,
    a_history,
    a_party,
    a_spread,
    an_item,
    an_office,
    d,
    known,
    of,
)

if TYPE_CHECKING:
    from tests.domain.check_builders import (
        Case,
    )

MARCH = Span(date(2026, 3, 1), None)
CONTRACT = an_office(
    prices=PriceBook(
        [
            a_price(("0", "150.00")),
            a_price(
                ("0", "120.00"),
                id=2,
                party_id=1,
                source="contract price of 1 March",
                valid=MARCH,
            ),
        ]
    )
)
UNPRICED = an_office(prices=PriceBook([]))
TIERED = an_office(
    items={10: an_item(history=a_history(1, 6, 30, 600, count=80))},
    prices=PriceBook([a_price(("0", "1.25"), ("500", "1.05"))]),
)


def charged(unit_price: str | None, **changes: object) -> Case:
    """One charge at a price typed by hand, where no price is on file."""
    price = None if unit_price is None else d(unit_price)
    return a_case(a_charge(unit_price=price, **changes), office=UNPRICED)


def ordered(quantity: str, *history: float, count: int = 12) -> Case:
    charge = a_charge(quantity=d(quantity), unit_price=None)
    past = a_history(*history, count=count) if history else None
    return a_case(known(charge, history=past), office=TIERED)


EXAMPLES = [
    Example(
        "price_missing",
        wrong=charged("0"),
        right=a_case(
            a_charge(unit_price=None),
            office=an_office(prices=PriceBook([a_price(("0", "0"))])),
        ),
    ),
    Example(
        "price_differs",
        wrong=a_case(a_charge(unit_price=d("140.00")), office=CONTRACT),
        right=a_case(a_charge(unit_price=d("120.00")), office=CONTRACT),
        fix=SetCharge(charge_id=1, field=ChargeField.UNIT_PRICE, value=None),
    ),
    Example(
        "price_unusual",
        wrong=a_case(
            known(
                a_charge(unit_price=d("9500")),
                history=a_history(1, 1, 2, 3, last_price=d("95.00")),
            ),
            office=UNPRICED,
        ),
        right=a_case(
            known(
                a_charge(unit_price=d("98.00")),
                history=a_history(1, 1, 2, 3, last_price=d("95.00")),
            ),
            office=UNPRICED,
        ),
    ),
    Example(
        "price_too_precise",
        wrong=charged("33.3333333"),
        right=charged("0.0125"),
        fix=SetCharge(charge_id=1, field=ChargeField.UNIT_PRICE, value=d("33.3333")),
    ),
    Example(
        "price_negative",
        wrong=charged("5").with_line(unit_price=d("-5")),
        right=charged("5"),
    ),
    Example(
        "item_retired",
        wrong=a_case(office=an_office(items={10: an_item(is_retired=True)})),
        right=a_case(),
    ),
    Example(
        "discount_above_limit",
        wrong=charged("100", discount_bp=3500),
        right=charged("100", discount_bp=2000),
        fix=SetCharge(charge_id=1, field=ChargeField.DISCOUNT_BP, value=2000),
    ),
    Example(
        "discount_exceeds_line",
        wrong=a_case(a_charge(discount_minor=120_00), a_charge(id=2), office=UNPRICED),
        right=charged("100", discount_minor=100_00),
        fix=SetCharge(charge_id=1, field=ChargeField.DISCOUNT_MINOR, value=0),
    ),
    Example(
        "quantity_unusual",
        wrong=ordered("120", 10, 12, 12, 14),
        right=ordered("30", 10, 12, 12, 14),
        fix=SetCharge(charge_id=1, field=ChargeField.QUANTITY, value=d("12")),
    ),
    Example(
        "amount_unusual",
        wrong=a_case(
            a_charge(unit_price=d("9500"), quantity=d("2")),
            party=a_party(totals=a_spread(9, 150_00, 200_00, 260_00, 400_00)),
            office=UNPRICED,
        ),
        right=a_case(
            a_charge(unit_price=d("450")),
            party=a_party(totals=a_spread(9, 150_00, 200_00, 260_00, 400_00)),
            office=UNPRICED,
        ),
    ),
    Example(
        "quantity_zero",
        wrong=a_case(a_charge(quantity=d("0"))),
        right=a_case(a_charge(quantity=d("0.25"))),
        fix=DropCharge(charge_id=1),
    ),
    Example(
        "quantity_fractional",
        wrong=a_case(
            a_charge(quantity=d("1.5"), unit="pc"),
            office=an_office(items={10: an_item(is_countable=True)}),
        ),
        right=a_case(
            a_charge(quantity=d("2.000"), unit="pc"),
            office=an_office(items={10: an_item(is_countable=True)}),
        ),
    ),
    Example(
        "credit_unreferenced",
        wrong=a_case(a_charge(quantity=d("-1")), a_charge(id=2, quantity=d("3"))),
        right=a_case(
            known(a_charge(quantity=d("-1")), credits="INV-1007"),
            a_charge(id=2, quantity=d("3")),
        ),
    ),
    Example(
        "unit_differs",
        wrong=a_case(a_charge(unit="day")),
        right=a_case(a_charge(unit="H")),
        fix=SetCharge(charge_id=1, field=ChargeField.UNIT, value="h"),
    ),
]


def test_what_a_bill_draws_on_a_deposit_is_negative() -> None:
    drawn = charged("5").with_line(unit_price=d("-5"))
    deposits = an_office(items={10: an_item(is_deposit=True)})

    assert not of("price_negative", replace(drawn, office=deposits))


def test_a_new_tariff_counts_from_its_first_day_on() -> None:
    winter = a_charge(service_on=date(2026, 2, 28), unit_price=d("150.00"))
    spring = a_charge(id=2, service_on=date(2026, 3, 1), unit_price=d("120.00"))

    assert not of("price_differs", a_case(winter, spring, office=CONTRACT))

    late = replace(winter, service_on=date(2026, 3, 1))
    assert of("price_differs", a_case(late, spring, office=CONTRACT))


def test_a_price_within_the_tolerance_is_let_pass() -> None:
    case = a_case(a_charge(unit_price=d("100.90")))
    allowing = CheckPolicy(price_tolerance_bp=100)

    assert of("price_differs", case)
    assert not of("price_differs", replace(case, policy=allowing))


def test_what_is_taken_back_goes_by_the_price_of_its_invoice() -> None:
    returned = a_charge(quantity=d("-1"), unit_price=d("90.00"))
    rest = a_charge(id=2, quantity=d("3"))

    assert not of("price_differs", a_case(known(returned, credits="INV-1"), rest))
    assert of("price_differs", a_case(known(returned), rest))


def test_a_price_drafted_before_the_price_book_changed_is_drafted_again() -> None:
    case = a_case(a_charge(unit_price=None))
    dearer = an_office(prices=PriceBook([a_price(("0", "110.00"))]))

    [finding] = of("price_differs", replace(case, office=dearer))

    assert finding.fix == DraftAgain()
    assert finding.figures["change"] == pytest.approx(d("-9.09"), abs=d("0.01"))


def test_a_free_unit_of_a_priced_item_has_no_price_until_the_book_says_so() -> None:
    [finding] = of("price_missing", a_case(a_charge(unit_price=d("0"))))

    assert finding.fix == SetCharge(
        charge_id=1, field=ChargeField.UNIT_PRICE, value=None
    )


def test_graduated_tiers_are_no_deviation() -> None:
    graduated = a_price(("0", "100.00"), ("10", "80.00"), graduated=True)
    office = an_office(prices=PriceBook([graduated]))
    case = a_case(a_charge(quantity=d("25"), unit_price=None), office=office)

    assert len(case.dossier.draft.lines) == 2
    assert not case.findings()


def test_without_a_price_of_its_own_the_items_last_price_is_looked_at() -> None:
    item = an_item(history=a_history(1, 1, 2, 3, last_price=d("10.00")))
    office = an_office(items={10: item}, prices=PriceBook([]))

    assert of("price_unusual", a_case(a_charge(unit_price=d("1000")), office=office))


def test_a_large_order_at_its_tier_that_others_place_too_is_just_large() -> None:
    assert not of("quantity_unusual", ordered("576", 10, 12, 12, 14))
    assert of("quantity_unusual", ordered("480", 10, 12, 12, 14))
    assert of("quantity_unusual", ordered("5760", 10, 12, 12, 14))


def test_a_large_order_that_is_a_usual_one_with_a_zero_is_asked_about() -> None:
    [finding] = of("quantity_unusual", ordered("600", 50, 60, 60, 70))

    assert finding.fix == SetCharge(
        charge_id=1, field=ChargeField.QUANTITY, value=d("60")
    )


def test_two_zeros_too_many_are_taken_away_together() -> None:
    [finding] = of("quantity_unusual", ordered("1200", 10, 12, 12, 14))

    assert finding.fix == SetCharge(
        charge_id=1, field=ChargeField.QUANTITY, value=d("12")
    )


def test_part_of_a_countable_item_is_not_what_was_meant() -> None:
    item = an_item(is_countable=True)
    charge = a_charge(quantity=d("125"))
    case = a_case(
        known(charge, history=a_history(10, 12, 12, 14)),
        office=an_office(items={10: item}),
    )

    [finding] = of("quantity_unusual", case)
    assert finding.fix is None


def test_a_short_history_proves_nothing() -> None:
    assert not of("quantity_unusual", ordered("120", 10, 12, 12, 14, count=4))


def test_a_wild_history_explains_more_than_a_steady_one() -> None:
    assert not of("quantity_unusual", ordered("120", 2, 12, 70, 75))


def test_a_history_with_nothing_in_it_asks_for_ten_times_the_largest() -> None:
    assert of("quantity_unusual", ordered("31", 0, 0, 1, 3))
    assert not of("quantity_unusual", ordered("30", 0, 0, 1, 3))


def test_a_party_new_to_an_item_is_measured_by_what_others_take() -> None:
    [finding] = of("quantity_unusual", ordered("90000"))

    assert finding.figures["whose"] == "for all parties"
    assert not of("quantity_unusual", ordered("400"))


def test_a_few_cases_of_others_prove_only_what_is_absurd() -> None:
    def asked(quantity: str, count: int) -> bool:
        history = a_history(6, 6, 6, 12, count=count)
        item = an_item(history=history, is_countable=True)
        office = an_office(items={10: item})
        case = a_case(a_charge(quantity=d(quantity)), office=office)
        return bool(of("quantity_unusual", case))

    assert asked("113", count=20)
    assert not asked("113", count=19)
    assert asked("90000", count=19)
    assert not asked("90000", count=4)


def test_a_few_invoices_of_the_party_prove_nothing() -> None:
    party = a_party(totals=a_spread(4, 150_00, 200_00, 260_00, 400_00))
    case = a_case(a_charge(unit_price=d("9500")), party=party, office=UNPRICED)

    assert not of("amount_unusual", case)


def test_amounts_in_another_currency_than_the_party_has_are_not_compared() -> None:
    party = a_party(currency="EUR", totals=a_spread(9, 1_00, 2_00, 3_00, 4_00))
    case = a_case(a_charge(unit_price=d("9500")), party=party, office=UNPRICED)

    assert not of("amount_unusual", case)


def test_a_percentage_at_the_limit_may_be_rounded_up() -> None:
    assert not of("discount_above_limit", charged("0.99", discount_bp=2000))
    assert of("discount_above_limit", charged("0.99", discount_minor=21))


def test_a_percentage_typed_as_an_amount_is_named_as_such() -> None:
    given = charged("100", discount_minor=30_00)

    [finding] = of("discount_above_limit", given)
    assert finding.fix is None


def test_a_discount_above_everything_is_taken_away() -> None:
    case = a_case(a_charge(discount_bp=15_000), a_charge(id=2))

    [finding] = of("discount_exceeds_line", case)
    assert finding.fix == SetCharge(charge_id=1, field=ChargeField.DISCOUNT_BP, value=0)
