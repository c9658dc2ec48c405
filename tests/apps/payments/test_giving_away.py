"""No way round a limit: money is not made of debts given up, nor of fees."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from duebook.apps.payments.actions import (
    NegativeFee,
    NothingPaidIn,
    RefundCredit,
    ReturnPayment,
    TransferCredit,
    refund_credit,
    return_payment,
    transfer_credit,
)
from duebook.apps.receivables import models
from duebook.apps.receivables.actions import Unapply, WriteOff, unapply, write_off
from duebook.apps.receivables.queries import applications_of
from duebook.domain.ledger import AccountRole
from duebook.domain.payments import Method
from tests.apps.payments.office import DAY, a_payment, open_of, owes, receive
from tests.office import CLERK, a_party, an_entity, by

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db


def taken_off(entity_id: int, kind: str) -> int:
    """The credit of a kind, once it is taken off its debt again."""
    credit = models.Item.objects.get(entity_id=entity_id, kind=kind)
    [applied] = applications_of(entity_id, [credit.id])
    unapply(
        Unapply(
            entity_id=entity_id,
            application_id=applied.id,
            effective_on=DAY,
            reason="a second thought",
        ),
        **by(CLERK),
    )
    return credit.id


def a_write_off(entity_id: int) -> int:
    [item_id] = owes(entity_id, a_party(entity_id), 40_00)
    write_off(
        WriteOff(
            entity_id=entity_id,
            item_id=item_id,
            written_off_on=DAY,
            reason="moved away",
        ),
        **by(CLERK),
    )
    return taken_off(entity_id, "write_off")


def a_discount(entity_id: int) -> int:
    party_id = a_party(entity_id)
    owes(entity_id, party_id, 100_00, discount_minor=2_00)
    receive(entity_id, a_payment(party_id, 98_00))
    return taken_off(entity_id, "discount")


@pytest.mark.parametrize("given_up", [a_write_off, a_discount])
def test_what_was_given_up_is_not_paid_out(given_up: Callable[[int], int]) -> None:
    entity_id = an_entity()
    credit_id = given_up(entity_id)

    with pytest.raises(NothingPaidIn):
        refund_credit(
            RefundCredit(
                entity_id=entity_id,
                credit_id=credit_id,
                refunded_on=DAY,
                method=Method.CASH,
                reason="credit left",
            ),
            **by(CLERK),
        )
    with pytest.raises(NothingPaidIn):
        transfer_credit(
            TransferCredit(
                entity_id=entity_id,
                credit_id=credit_id,
                to=AccountRole.ON_ACCOUNT,
                transferred_on=DAY,
                reason="credit left",
            ),
            **by(CLERK),
        )


def test_a_fee_never_pays_the_party() -> None:
    entity_id = an_entity()
    payment = receive(entity_id, a_payment(a_party(entity_id), 80_00))

    with pytest.raises(NegativeFee, match=r"-500\.00 USD would be a gift"):
        return_payment(
            ReturnPayment(
                entity_id=entity_id,
                payment_id=payment.payment_id,
                returned_on=date(2026, 11, 9),
                reason="insufficient funds",
                fee_minor=-500_00,
            ),
            **by(CLERK),
        )

    assert open_of(entity_id) == [-80_00]
