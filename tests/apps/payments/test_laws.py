"""Laws of payments: nothing is created or lost, and what is undone leaves no trace."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duebook import db
from duebook.apps.ledger.queries import trial_balance
from duebook.apps.payments.actions import (
    ReceivePayments,
    ReturnPayment,
    receive_payments,
    return_payment,
)
from duebook.apps.receivables import models
from duebook.apps.receivables.actions import (
    ApplyCredit,
    Unapply,
    apply_credit,
    unapply,
)
from duebook.apps.receivables.queries import applications_of, items_as_of
from duebook.domain.application import ApplyBy
from tests.apps.payments.office import DAY, a_payment, open_of, owes
from tests.office import CLERK, a_party, an_entity, by, chain_holds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.apps.payments.actions import (
        NewPayment,
        PaymentReceipt,
    )

pytestmark = pytest.mark.django_db

END = date(2026, 12, 31)

in_the_books = settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
"""Each example is an office of its own in the same transaction."""

debts = st.lists(st.integers(1, 300_00), min_size=1, max_size=4)
rules = st.sampled_from(ApplyBy)


@st.composite
def arrivals(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Payments of one party as they come in, some before the discount is over."""
    return [
        {
            "amount_minor": draw(st.integers(1, 400_00)),
            "received_on": DAY + timedelta(days=draw(st.integers(0, 12))),
            "how": draw(rules),
            "takes_discount": draw(st.booleans()),
            "is_on_account": draw(st.booleans()),
        }
        for _ in range(draw(st.integers(1, 4)))
    ]


_codes = iter(f"LAW{number}" for number in range(1_000_000))


def an_office(amounts_minor: Sequence[int]) -> tuple[int, int]:
    """An entity and a party that owes these amounts, each with a discount of 1 %."""
    entity_id = an_entity(next(_codes))
    party_id = a_party(entity_id)
    for place, amount_minor in enumerate(amounts_minor):
        owes(
            entity_id,
            party_id,
            amount_minor,
            numbers=[f"INV-{place}"],
            discount_minor=amount_minor // 100,
        )
    return entity_id, party_id


def take_in(entity_id: int, *payments: NewPayment) -> tuple[PaymentReceipt, ...]:
    return receive_payments(
        ReceivePayments(entity_id=entity_id, payments=payments), **by(CLERK)
    )


def books(entity_id: int) -> dict[str, int]:
    return {
        row.code: row.amount_minor
        for row in trial_balance(entity_id, END)
        if row.amount_minor
    }


def debts_of(entity_id: int) -> list[int]:
    """What is open of the debts that were there before any payment."""
    items = models.Item.objects.filter(entity_id=entity_id, kind="opening")
    return list(items.order_by("id").values_list("open_minor", flat=True))


def shape(entity_id: int) -> Counter[tuple[Any, ...]]:
    """Every item but for its id: what it is, when, and what is open of it."""
    return Counter(
        models.Item.objects.filter(entity_id=entity_id).values_list(
            "kind", "number", "amount_minor", "open_minor", "effective_on"
        )
    )


def control_agrees(entity_id: int) -> bool:
    """Open items at any of the days come to the control accounts' balances."""
    for days in range(15):
        day = DAY + timedelta(days=days)
        open_minor = sum(item.open_minor for item in items_as_of(entity_id, day))
        control_minor = sum(
            row.amount_minor
            for row in trial_balance(entity_id, day)
            if row.code in {"1200", "2100", "2110"}
        )
        assert open_minor == control_minor, day
    return True


@given(debts, arrivals())
@in_the_books
def test_a_set_settles_as_its_payments_one_by_one(
    amounts_minor: list[int], coming: list[dict[str, Any]]
) -> None:
    together, party_id = an_office(amounts_minor)
    apart, other_id = an_office(amounts_minor)

    take_in(together, *(a_payment(party_id, **one) for one in coming))
    for one in coming:
        take_in(apart, a_payment(other_id, **one))

    with db.reading(together, apart):
        assert shape(together) == shape(apart)
        assert books(together) == books(apart)
        assert control_agrees(together)


@given(debts, arrivals())
@in_the_books
def test_every_cent_that_came_is_applied_or_left(
    amounts_minor: list[int], coming: list[dict[str, Any]]
) -> None:
    entity_id, party_id = an_office(amounts_minor)

    receipts = take_in(entity_id, *(a_payment(party_id, **one) for one in coming))

    for one, receipt in zip(coming, receipts, strict=True):
        applied_minor = sum(receipt.applied.values())
        assert applied_minor + receipt.left_minor == one["amount_minor"]
    settled_minor = sum(
        sum(receipt.applied.values()) + sum(receipt.discounts.values())
        for receipt in receipts
    )
    assert sum(amounts_minor) - settled_minor == sum(debts_of(entity_id))


@given(debts, st.integers(1, 900_00), rules)
@in_the_books
def test_unapplying_everything_restores_every_balance_and_keeps_both_facts(
    amounts_minor: list[int], amount_minor: int, how: ApplyBy
) -> None:
    entity_id, party_id = an_office(amounts_minor)
    payment = a_payment(party_id, amount_minor, how=ApplyBy.NONE)
    [receipt] = take_in(entity_id, payment)
    open_before, books_before = open_of(entity_id), books(entity_id)
    apply_credit(
        ApplyCredit(
            entity_id=entity_id, credit_id=receipt.item_id, applied_on=DAY, how=how
        ),
        **by(CLERK),
    )
    standing = applications_of(entity_id, [receipt.item_id])

    for application in standing:
        unapply(
            Unapply(
                entity_id=entity_id,
                application_id=application.id,
                effective_on=DAY,
                reason="started over",
            ),
            **by(CLERK),
        )

    assert open_of(entity_id) == open_before
    assert books(entity_id) == books_before
    kept = models.Application.objects.filter(entity_id=entity_id).count()
    assert kept == 2 * len(standing)


@given(debts, arrivals(), st.data())
@in_the_books
def test_a_return_restores_what_was_open_whatever_came_between(
    amounts_minor: list[int], coming: list[dict[str, Any]], data: st.DataObject
) -> None:
    entity_id, party_id = an_office(amounts_minor)
    receipts = take_in(entity_id, *(a_payment(party_id, **one) for one in coming))
    for receipt in receipts:
        if receipt.left_minor and data.draw(st.booleans()):
            apply_credit(
                ApplyCredit(
                    entity_id=entity_id,
                    credit_id=receipt.item_id,
                    applied_on=DAY + timedelta(days=data.draw(st.integers(0, 14))),
                ),
                **by(CLERK),
            )

    for receipt in data.draw(st.permutations(receipts)):
        return_payment(
            ReturnPayment(
                entity_id=entity_id,
                payment_id=receipt.payment_id,
                returned_on=DAY + timedelta(days=12),
                reason="NSF",
            ),
            **by(CLERK),
        )

    assert debts_of(entity_id) == amounts_minor
    assert sum(map(abs, open_of(entity_id))) == sum(amounts_minor)
    assert books(entity_id) == {
        "1200": sum(amounts_minor),
        "3900": -sum(amounts_minor),
    }
    assert control_agrees(entity_id)
    assert chain_holds(entity_id)
