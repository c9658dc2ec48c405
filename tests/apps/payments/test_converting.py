"""Money changed into the currency of what it pays, at the rate the bank used."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest

from duebook import db
from duebook.apps.payments.actions import (
    ConversionInUse,
    ConvertCredit,
    ConvertedSince,
    CreditConverted,
    MoreThanCredit,
    NotConverted,
    NothingForIt,
    ReturnPayment,
    SameCurrency,
    TakeBackConversion,
    convert_credit,
    return_payment,
    take_back_conversion,
)
from duebook.apps.payments.queries import conversions_of
from duebook.apps.receivables.actions import ApplyCredit, apply_credit
from tests.apps.payments.foreign import (
    LATER,
    OWED_ON,
    PAID_ON,
    balance,
    gains,
    owes_euros,
    pays_euros,
    set_rates,
)
from tests.apps.payments.office import a_payment, open_of, receive
from tests.office import CLERK, a_party, an_entity, books_hold, by

if TYPE_CHECKING:
    from typing import Any

pytestmark = pytest.mark.django_db

EXCHANGE, ADJUSTMENT, UNAPPLIED = "6900", "1290", "2100"


def an_office() -> tuple[int, int]:
    """An entity in dollars with rates of the euro, and a party."""
    entity_id = an_entity(f"V{uuid.uuid4().hex[:6]}")
    set_rates(entity_id, (OWED_ON, "1.05"), (PAID_ON, "1.10"), (LATER, "1.02"))
    return entity_id, a_party(entity_id)


def convert(
    entity_id: int, credit_id: int, into_minor: int, into: str = "EUR", **said: Any
) -> CreditConverted:
    return convert_credit(
        ConvertCredit(
            entity_id=entity_id,
            credit_id=credit_id,
            into_currency=into,
            into_minor=into_minor,
            converted_on=said.pop("on", PAID_ON),
            reason="paid in dollars",
            **said,
        ),
        **by(CLERK),
    )


def take_back(entity_id: int, converted_id: int) -> CreditConverted:
    return take_back_conversion(
        TakeBackConversion(
            entity_id=entity_id,
            converted_id=converted_id,
            taken_back_on=LATER,
            reason="typed wrong",
        ),
        **by(CLERK),
    )


def dollars_for_euros() -> tuple[int, int, CreditConverted]:
    """An invoice of 100 EUR at 1.05, and 112 USD that the bank made 100 EUR of."""
    entity_id, party_id = an_office()
    owes_euros(entity_id, party_id, 100_00)
    paid = receive(entity_id, a_payment(party_id, 112_00, received_on=PAID_ON))
    return entity_id, paid.item_id, convert(entity_id, paid.item_id, 100_00)


def apply(entity_id: int, credit_id: int) -> None:
    apply_credit(
        ApplyCredit(entity_id=entity_id, credit_id=credit_id, applied_on=PAID_ON),
        **by(CLERK),
    )


def test_dollars_pay_an_invoice_in_euros_at_the_rate_of_the_bank() -> None:
    entity_id, _, converted = dollars_for_euros()

    apply(entity_id, converted.credit_id)

    assert sum(map(abs, open_of(entity_id))) == 0
    assert gains(entity_id) == [7_00]
    assert balance(entity_id, EXCHANGE) == -7_00
    assert balance(entity_id, ADJUSTMENT, "EUR") == 100_00
    assert balance(entity_id, ADJUSTMENT) == -112_00 + 7_00
    assert books_hold(entity_id)


def test_euros_changed_to_dollars_realise_what_they_lost() -> None:
    entity_id, party_id = an_office()
    paid = pays_euros(entity_id, party_id, 100_00)

    convert(entity_id, paid.item_id, 101_00, "USD", on=LATER)

    assert gains(entity_id) == [9_00]
    assert balance(entity_id, UNAPPLIED) == -101_00
    assert balance(entity_id, UNAPPLIED, "EUR") == 0
    assert books_hold(entity_id)


def test_a_part_can_be_changed() -> None:
    entity_id, party_id = an_office()
    paid = receive(entity_id, a_payment(party_id, 200_00, received_on=PAID_ON))

    converted = convert(entity_id, paid.item_id, 50_00, amount_minor=56_00)

    assert converted.amount_minor == 56_00
    assert open_of(entity_id) == [-144_00, 0, -50_00]
    with db.reading(entity_id):
        [found] = conversions_of(entity_id, [paid.item_id])
    assert found.new_id == converted.credit_id
    assert books_hold(entity_id)


def test_between_two_foreign_currencies_nothing_is_realised() -> None:
    entity_id, party_id = an_office()
    set_rates(entity_id, (PAID_ON, "1.25"), currency="GBP")
    owes_euros(entity_id, party_id, 100_00)
    paid = receive(
        entity_id, a_payment(party_id, 88_00, received_on=PAID_ON, currency="GBP")
    )

    converted = convert(entity_id, paid.item_id, 100_00)
    apply(entity_id, converted.credit_id)

    # 88 pounds are 110 dollars, and the invoice stands at 105
    assert gains(entity_id) == [0, 5_00]
    assert books_hold(entity_id)


def test_taking_it_back_restores_credit_and_difference() -> None:
    entity_id, party_id = an_office()
    paid = pays_euros(entity_id, party_id, 100_00)
    converted = convert(entity_id, paid.item_id, 101_00, "USD", on=LATER)

    undone = take_back(entity_id, converted.credit_id)

    assert undone == CreditConverted(paid.item_id, 100_00)
    assert gains(entity_id) == [9_00, -9_00, 0]
    assert balance(entity_id, UNAPPLIED, "EUR") == -100_00
    for code, currency in (
        *((EXCHANGE, "USD"), (ADJUSTMENT, "USD"), (ADJUSTMENT, "EUR")),
        (UNAPPLIED, "USD"),
    ):
        assert balance(entity_id, code, currency) == 0
    owes_euros(entity_id, party_id, 100_00)
    apply(entity_id, paid.item_id)
    assert gains(entity_id)[-1] == 5_00  # worth what it was when it came
    assert books_hold(entity_id)


def test_it_is_taken_back_once() -> None:
    entity_id, credit_id, converted = dollars_for_euros()
    take_back(entity_id, converted.credit_id)

    with pytest.raises(NotConverted):
        take_back(entity_id, converted.credit_id)
    with pytest.raises(NotConverted):
        take_back(entity_id, credit_id)


def test_what_is_in_use_cannot_be_changed_back() -> None:
    entity_id, _, converted = dollars_for_euros()
    apply(entity_id, converted.credit_id)

    with pytest.raises(ConversionInUse, match=r"100\.00 EUR of what P-2026-00001"):
        take_back(entity_id, converted.credit_id)


def test_changed_money_cannot_be_returned_before_it_is_changed_back() -> None:
    entity_id, party_id = an_office()
    paid = receive(entity_id, a_payment(party_id, 112_00, received_on=PAID_ON))
    converted = convert(entity_id, paid.item_id, 100_00)
    returned = ReturnPayment(
        entity_id=entity_id,
        payment_id=paid.payment_id,
        returned_on=LATER,
        reason="insufficient funds",
    )

    with pytest.raises(ConvertedSince):
        return_payment(returned, **by(CLERK))
    take_back(entity_id, converted.credit_id)
    return_payment(returned, **by(CLERK))

    assert sum(map(abs, open_of(entity_id))) == 0
    assert books_hold(entity_id)


def test_what_cannot_be_changed_is_told() -> None:
    entity_id, party_id = an_office()
    paid = receive(entity_id, a_payment(party_id, 112_00, received_on=PAID_ON))

    with pytest.raises(SameCurrency):
        convert(entity_id, paid.item_id, 112_00, "USD")
    with pytest.raises(NothingForIt):
        convert(entity_id, paid.item_id, 0)
    with pytest.raises(MoreThanCredit):
        convert(entity_id, paid.item_id, 120_00, amount_minor=130_00)
