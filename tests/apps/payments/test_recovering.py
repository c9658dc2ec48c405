"""Money for a debt that was given up makes the loss good, as far as it goes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from duebook.apps.ledger.queries import trial_balance
from duebook.apps.payments.actions import (
    NotGivenUp,
    RecoverWriteOff,
    ReturnPayment,
    recover_write_off,
    return_payment,
)
from duebook.apps.receivables.actions import WriteOff, WrittenOff, write_off
from duebook.domain.application import ApplyBy
from tests.apps.payments.office import DAY, a_payment, open_of, owes, receive
from tests.office import CLERK, MANAGER, a_party, an_entity, books_hold, by

if TYPE_CHECKING:
    from datetime import date

    from duebook.apps.payments.actions import (
        Recovered,
    )

pytestmark = pytest.mark.django_db

LATER = DAY + timedelta(days=7)


def given_up(entity_id: int, party_id: int) -> tuple[int, int]:
    """A debt of 80.00 that was written off: its item, and that of the write-off."""
    [debt_id] = owes(entity_id, party_id, 80_00)
    done = write_off(
        WriteOff(
            entity_id=entity_id, item_id=debt_id, written_off_on=DAY, reason="gone"
        ),
        **by(MANAGER),
    )
    assert isinstance(done, WrittenOff)
    return debt_id, done.credit_id


def recover(entity_id: int, credit_id: int, write_off_id: int) -> Recovered:
    return recover_write_off(
        RecoverWriteOff(
            entity_id=entity_id,
            credit_id=credit_id,
            write_off_id=write_off_id,
            recovered_on=LATER,
            reason="they paid after all",
        ),
        **by(CLERK),
    )


def loss(entity_id: int, on: date = LATER) -> int:
    rows = trial_balance(entity_id, on)
    return sum(row.amount_minor for row in rows if row.name.startswith("Bad debt"))


@pytest.mark.parametrize(
    ("paid", "lost", "left"), [(80_00, 0, 0), (30_00, 50_00, 0), (100_00, 0, -20_00)]
)
def test_as_much_of_the_loss_goes_as_was_paid(paid: int, lost: int, left: int) -> None:
    entity_id = an_entity()
    party_id = a_party(entity_id)
    debt_id, write_off_id = given_up(entity_id, party_id)
    assert loss(entity_id) == 80_00
    payment = receive(
        entity_id, a_payment(party_id, paid, how=ApplyBy.NONE, received_on=LATER)
    )

    done = recover(entity_id, payment.item_id, write_off_id)

    assert (done.debt_id, done.amount_minor) == (debt_id, min(paid, 80_00))
    assert loss(entity_id) == lost
    assert sum(open_of(entity_id)) == left
    assert books_hold(entity_id)


def test_what_was_recovered_is_recovered_once() -> None:
    entity_id = an_entity()
    party_id = a_party(entity_id)
    _, write_off_id = given_up(entity_id, party_id)
    payment = receive(entity_id, a_payment(party_id, 200_00, how=ApplyBy.NONE))
    recover(entity_id, payment.item_id, write_off_id)

    with pytest.raises(NotGivenUp):
        recover(entity_id, payment.item_id, write_off_id)


def test_a_returned_recovery_leaves_the_debt_open() -> None:
    entity_id = an_entity()
    party_id = a_party(entity_id)
    debt_id, write_off_id = given_up(entity_id, party_id)
    payment = receive(
        entity_id, a_payment(party_id, 80_00, how=ApplyBy.NONE, received_on=LATER)
    )
    recover(entity_id, payment.item_id, write_off_id)

    back = return_payment(
        ReturnPayment(
            entity_id=entity_id,
            payment_id=payment.payment_id,
            returned_on=LATER,
            reason="NSF",
        ),
        **by(CLERK),
    )

    assert back.reopened == {debt_id: 80_00}
    assert loss(entity_id) == 0
    assert books_hold(entity_id)
