"""Money the bank takes back: everything it had settled is open again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from duebook.apps.entities.actions import BooksSayNo
from duebook.apps.ledger.queries import trial_balance
from duebook.apps.payments import queries
from duebook.apps.payments.actions import (
    Asked,
    RefundCredit,
    ReturnedBeforeReceived,
    ReturnPayment,
    TransferCredit,
    refund_credit,
    return_payment,
    transfer_credit,
)
from duebook.apps.receivables.actions import (
    ApplyCredit,
    Unapply,
    apply_credit,
    unapply,
)
from duebook.apps.receivables.queries import applications_of, items_as_of
from duebook.domain.ledger import AccountRole
from duebook.domain.payments import Method
from tests.apps.payments.office import DAY, a_payment, open_of, owes, receive
from tests.office import CLERK, MANAGER, a_party, an_entity, by, chain_holds

if TYPE_CHECKING:
    from duebook.apps.payments.actions import (
        PaymentReturned,
    )

pytestmark = pytest.mark.django_db

LATER = date(2026, 11, 12)


def give_back(
    entity_id: int, payment_id: int, *, on: date = LATER, fee_minor: int = 0
) -> PaymentReturned:
    return return_payment(
        ReturnPayment(
            entity_id=entity_id,
            payment_id=payment_id,
            returned_on=on,
            reason="insufficient funds",
            fee_minor=fee_minor,
        ),
        **by(CLERK),
    )


def balances(entity_id: int, on: date = LATER) -> dict[str, int]:
    return {row.code: row.amount_minor for row in trial_balance(entity_id, on)}


def test_a_bounced_cheque_opens_what_it_had_settled() -> None:
    entity_id = an_entity()
    party_id = a_party(entity_id)
    first, second = owes(entity_id, party_id, 80_00, 50_00)
    payment = receive(entity_id, a_payment(party_id, 100_00))

    returned = give_back(entity_id, payment.payment_id)

    assert returned.reopened == {first: 80_00, second: 20_00}
    assert open_of(entity_id) == [80_00, 50_00, 0, 0]
    assert balances(entity_id)["1000"] == 0
    [listed] = queries.payments(entity_id)
    assert listed.returned_on == LATER
    assert chain_holds(entity_id)


def test_the_discount_it_had_earned_is_lost_with_it() -> None:
    entity_id = an_entity()
    party_id = a_party(entity_id)
    [debt] = owes(entity_id, party_id, 100_00, discount_minor=2_00)
    payment = receive(entity_id, a_payment(party_id, 98_00))

    returned = give_back(entity_id, payment.payment_id)

    assert returned.reopened == {debt: 100_00}
    assert [item.open_minor for item in items_as_of(entity_id, LATER)] == [100_00]
    assert balances(entity_id).get("6100", 0) == 0


def test_the_bank_fee_is_a_debt_of_its_own() -> None:
    entity_id = an_entity()
    payment = receive(entity_id, a_payment(a_party(entity_id), 98_00))

    returned = give_back(entity_id, payment.payment_id, fee_minor=25_00)

    [fee] = items_as_of(entity_id, LATER)
    assert (fee.id, fee.kind, fee.open_minor) == (returned.fee_item_id, "fee", 25_00)
    assert balances(entity_id)["4200"] == -25_00


def test_what_it_settled_from_on_account_is_open_again_too() -> None:
    entity_id = an_entity()
    party_id = a_party(entity_id)
    payment = receive(entity_id, a_payment(party_id, 100_00))
    moved = transfer_credit(
        TransferCredit(
            entity_id=entity_id,
            credit_id=payment.item_id,
            to=AccountRole.ON_ACCOUNT,
            transferred_on=DAY,
            reason="kept for the spring order",
            amount_minor=70_00,
        ),
        **by(CLERK),
    )
    [debt] = owes(entity_id, party_id, 60_00)
    apply_credit(
        ApplyCredit(entity_id=entity_id, credit_id=moved.credit_id, applied_on=DAY),
        **by(CLERK),
    )

    returned = give_back(entity_id, payment.payment_id)

    assert returned.reopened == {debt: 60_00}
    assert [item.id for item in items_as_of(entity_id, LATER)] == [debt]
    assert chain_holds(entity_id)


def test_what_was_refunded_out_of_it_is_owed_by_the_party() -> None:
    entity_id = an_entity()
    payment = receive(entity_id, a_payment(a_party(entity_id), 100_00))
    refund_credit(
        RefundCredit(
            entity_id=entity_id,
            credit_id=payment.item_id,
            refunded_on=DAY,
            method=Method.CHEQUE,
            reason="paid twice",
            amount_minor=40_00,
        ),
        **by(MANAGER),
    )

    give_back(entity_id, payment.payment_id)

    [owed] = items_as_of(entity_id, LATER)
    assert (owed.kind, owed.open_minor) == ("refund", 40_00)


def test_a_payment_is_not_returned_twice() -> None:
    entity_id = an_entity()
    payment = receive(entity_id, a_payment(a_party(entity_id), 98_00))
    give_back(entity_id, payment.payment_id)

    with pytest.raises(BooksSayNo, match="returned before"):
        give_back(entity_id, payment.payment_id)


def test_a_return_before_the_receipt_cannot_be() -> None:
    entity_id = an_entity()
    payment = receive(entity_id, a_payment(a_party(entity_id), 98_00))

    with pytest.raises(ReturnedBeforeReceived):
        give_back(entity_id, payment.payment_id, on=date(2026, 11, 2))


def test_no_payment_no_return() -> None:
    with pytest.raises(queries.NoSuchPayment):
        give_back(an_entity(), 999_999_999)


def test_a_return_dated_before_an_application_undoes_it_on_its_own_day() -> None:
    entity_id = an_entity()
    party_id = a_party(entity_id)
    owes(entity_id, party_id, 50_00)
    payment = receive(entity_id, a_payment(party_id, 50_00, asked=(Asked("INV-1", 5),)))
    applied_on = date(2026, 11, 20)
    apply_credit(
        ApplyCredit(
            entity_id=entity_id, credit_id=payment.item_id, applied_on=applied_on
        ),
        **by(CLERK),
    )

    give_back(entity_id, payment.payment_id, on=LATER)

    for day in (LATER, date(2026, 11, 19), applied_on):
        assert [item.open_minor for item in items_as_of(entity_id, day)] == [50_00]


def test_a_past_aging_is_shown_as_it_was_and_as_it_was_known() -> None:
    """The cheque of the 3rd bounces on the 12th; what did the 5th look like?"""
    entity_id = an_entity()
    party_id = a_party(entity_id)
    owes(entity_id, party_id, 80_00)
    payment = receive(entity_id, a_payment(party_id, 80_00))
    the_fifth, back_dated = date(2026, 11, 5), date(2026, 11, 4)
    known = datetime(2026, 11, 12, 9, tzinfo=UTC)

    return_payment(
        ReturnPayment(
            entity_id=entity_id,
            payment_id=payment.payment_id,
            returned_on=back_dated,
            reason="insufficient funds",
        ),
        **by(CLERK, at=datetime(2026, 11, 12, 10, tzinfo=UTC)),
    )

    assert items_as_of(entity_id, the_fifth, known_at=known) == []
    now = items_as_of(entity_id, the_fifth)
    assert [item.open_minor for item in now] == [80_00]
    assert items_as_of(entity_id, DAY) == []


def test_a_payment_applied_to_the_wrong_invoice_is_moved_to_the_right_one() -> None:
    entity_id = an_entity()
    party_id = a_party(entity_id)
    wrong, right = owes(entity_id, party_id, 80_00, 80_00)
    payment = receive(
        entity_id, a_payment(party_id, 80_00, asked=(Asked(wrong, 80_00),))
    )
    [application] = applications_of(entity_id, [payment.item_id])

    unapply(
        Unapply(
            entity_id=entity_id,
            application_id=application.id,
            effective_on=LATER,
            reason="meant for the other",
        ),
        **by(CLERK),
    )
    apply_credit(
        ApplyCredit(
            entity_id=entity_id,
            credit_id=payment.item_id,
            applied_on=LATER,
            asked={right: 80_00},
        ),
        **by(CLERK),
    )

    assert open_of(entity_id) == [80_00, 0, 0]
    [then] = items_as_of(entity_id, DAY)
    [now] = items_as_of(entity_id, LATER)
    assert (then.id, now.id) == (right, wrong)
