"""Two at once: never more applied than is open, never paid out or taken in twice."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from duebook import db
from duebook.apps.entities.actions import BooksSayNo
from duebook.apps.payments import models, queries
from duebook.apps.payments.actions import (
    MoreThanCredit,
    PaymentReceipt,
    PaymentReturned,
    ReceivePayment,
    RefundCredit,
    RefundSent,
    ReturnPayment,
    receive_payment,
    refund_credit,
    return_payment,
)
from duebook.apps.receivables.actions import (
    AppliedResult,
    ApplyCredit,
    NothingToApply,
    Unapply,
    apply_credit,
    unapply,
)
from duebook.apps.receivables.queries import applications_of
from duebook.domain.application import ApplyBy, OverApplied
from duebook.domain.errors import Refusal
from duebook.domain.payments import Method
from tests.apps.payments.office import DAY, a_payment, open_of, owes, receive
from tests.office import CLERK, MANAGER, a_party, an_entity, by, chain_holds
from tests.races import at_once


def open_after(entity_id: int) -> list[int]:
    with db.reading(entity_id):
        return open_of(entity_id)


def of_kind(outcomes: list[Any], kind: type) -> list[Any]:
    return [outcome for outcome in outcomes if isinstance(outcome, kind)]


def test_payments_at_once_share_what_is_open_and_the_rest_stays_unapplied(
    committed: str,
) -> None:
    entity_id = an_entity(committed)
    party_id = a_party(entity_id)
    owes(entity_id, party_id, 100_00, 50_00)
    command = ReceivePayment(
        entity_id=entity_id,
        payment=a_payment(party_id, 60_00, how=ApplyBy.OLDEST_DUE),
    )

    receipts = at_once(
        [partial(receive_payment, command, **by(CLERK)) for _ in range(4)]
    )

    assert of_kind(receipts, Refusal) == []
    assert sum(receipt.left_minor for receipt in of_kind(receipts, PaymentReceipt)) == (
        90_00
    )
    assert open_after(entity_id)[:2] == [0, 0]
    assert chain_holds(entity_id)


def test_an_invoice_named_by_two_payers_at_once_is_paid_by_one(committed: str) -> None:
    entity_id = an_entity(committed)
    party_id = a_party(entity_id)
    [debt] = owes(entity_id, party_id, 100_00)
    payments = [receive(entity_id, a_payment(party_id, 100_00, how=ApplyBy.NONE))]
    payments.append(receive(entity_id, a_payment(party_id, 100_00, how=ApplyBy.NONE)))

    outcomes = at_once(
        [
            partial(
                apply_credit,
                ApplyCredit(
                    entity_id=entity_id,
                    credit_id=payment.item_id,
                    applied_on=DAY,
                    asked={debt: 100_00},
                ),
                **by(CLERK),
            )
            for payment in payments
        ]
    )

    assert len(of_kind(outcomes, AppliedResult)) == 1
    [refusal] = of_kind(outcomes, Refusal)
    assert refusal.code in {OverApplied.code, "not_open"}
    assert sorted(open_after(entity_id)) == [-100_00, 0, 0]


def test_one_credit_applied_twice_at_once_is_spent_once(committed: str) -> None:
    entity_id = an_entity(committed)
    party_id = a_party(entity_id)
    payment = receive(entity_id, a_payment(party_id, 50_00))
    owes(entity_id, party_id, 50_00, 50_00)
    command = ApplyCredit(
        entity_id=entity_id, credit_id=payment.item_id, applied_on=DAY
    )

    outcomes = at_once([partial(apply_credit, command, **by(CLERK)) for _ in range(3)])

    assert len(of_kind(outcomes, AppliedResult)) == 1
    assert len(of_kind(outcomes, NothingToApply)) == 2
    assert open_after(entity_id) == [0, 0, 50_00]


def test_the_same_key_at_once_acts_once_and_answers_alike(committed: str) -> None:
    entity_id = an_entity(committed)
    party_id = a_party(entity_id)
    owes(entity_id, party_id, 80_00)
    command = ReceivePayment(entity_id=entity_id, payment=a_payment(party_id, 50_00))
    sending = by(CLERK)

    receipts = at_once([partial(receive_payment, command, **sending)] * 5)

    assert len({str(receipt) for receipt in receipts}) == 1
    assert open_after(entity_id) == [30_00, 0]


def test_one_payment_from_two_files_at_once_is_taken_in_once(committed: str) -> None:
    entity_id = an_entity(committed)
    party_id = a_party(entity_id)
    payment = a_payment(party_id, 50_00, external_key="lockbox 17/3")
    command = ReceivePayment(entity_id=entity_id, payment=payment)

    outcomes = at_once(
        [partial(receive_payment, command, **by(CLERK)) for _ in range(3)]
    )

    with db.reading(entity_id):
        assert models.Payment.objects.filter(entity_id=entity_id).count() == 1
    told = [*of_kind(outcomes, BooksSayNo)]
    told += [one for one in of_kind(outcomes, PaymentReceipt) if one.is_repeated]
    assert len(told) == 2


def test_refunds_at_once_never_send_more_than_the_credit_has(committed: str) -> None:
    entity_id = an_entity(committed)
    payment = receive(entity_id, a_payment(a_party(entity_id), 100_00))
    command = RefundCredit(
        entity_id=entity_id,
        credit_id=payment.item_id,
        refunded_on=DAY,
        method=Method.CHEQUE,
        reason="moved away",
        amount_minor=60_00,
    )

    outcomes = at_once(
        [partial(refund_credit, command, **by(MANAGER)) for _ in range(3)]
    )

    assert len(of_kind(outcomes, RefundSent)) == 1
    assert len(of_kind(outcomes, MoreThanCredit)) == 2
    assert open_after(entity_id) == [-40_00, 0]


def test_a_return_and_an_application_at_once_leave_no_money_of_the_payment(
    committed: str,
) -> None:
    entity_id = an_entity(committed)
    party_id = a_party(entity_id)
    payment = receive(entity_id, a_payment(party_id, 100_00))
    owes(entity_id, party_id, 70_00)

    outcomes = at_once(
        [
            partial(
                return_payment,
                ReturnPayment(
                    entity_id=entity_id,
                    payment_id=payment.payment_id,
                    returned_on=DAY,
                    reason="NSF",
                ),
                **by(CLERK),
            ),
            partial(
                apply_credit,
                ApplyCredit(
                    entity_id=entity_id, credit_id=payment.item_id, applied_on=DAY
                ),
                **by(CLERK),
            ),
        ]
    )

    assert len(of_kind(outcomes, PaymentReturned)) == 1
    assert sorted(open_after(entity_id)) == [0, 0, 70_00]
    assert chain_holds(entity_id)


def test_a_payment_is_returned_once(committed: str) -> None:
    entity_id = an_entity(committed)
    party_id = a_party(entity_id)
    owes(entity_id, party_id, 70_00)
    payment = receive(entity_id, a_payment(party_id, 70_00))
    command = ReturnPayment(
        entity_id=entity_id,
        payment_id=payment.payment_id,
        returned_on=DAY,
        reason="NSF",
    )

    outcomes = at_once(
        [partial(return_payment, command, **by(CLERK)) for _ in range(2)]
    )

    assert len(of_kind(outcomes, PaymentReturned)) == 1
    [refusal] = of_kind(outcomes, Refusal)
    assert "returned before" in str(refusal)
    assert open_after(entity_id) == [70_00, 0, 0]


def test_an_application_is_taken_back_once(committed: str) -> None:
    entity_id = an_entity(committed)
    party_id = a_party(entity_id)
    owes(entity_id, party_id, 70_00)
    payment = receive(entity_id, a_payment(party_id, 70_00))
    with db.reading(entity_id):
        [application] = applications_of(entity_id, [payment.item_id])
    command = Unapply(
        entity_id=entity_id,
        application_id=application.id,
        effective_on=DAY,
        reason="meant for another",
    )

    outcomes = at_once([partial(unapply, command, **by(CLERK)) for _ in range(3)])

    assert outcomes.count(None) == 1
    assert open_after(entity_id) == [70_00, -70_00]


@pytest.mark.parametrize("attempt", range(3))
def test_an_instruction_and_a_rule_at_once_do_not_wait_for_each_other(
    committed: str, attempt: int
) -> None:
    """The credits are older than the debts: locked apart, each waits for the other."""
    entity_id = an_entity(committed)
    party_id = a_party(entity_id, f"Party {attempt}")
    early = [receive(entity_id, a_payment(party_id, 10_00)) for _ in range(2)]
    debts = owes(entity_id, party_id, 40_00, 40_00)
    by_rule = ApplyCredit(
        entity_id=entity_id, credit_id=early[0].item_id, applied_on=DAY
    )
    by_instruction = ApplyCredit(
        entity_id=entity_id,
        credit_id=early[1].item_id,
        applied_on=DAY,
        asked={debts[0]: 5_00, debts[1]: 5_00},
    )

    outcomes = at_once(
        [
            partial(apply_credit, command, **by(CLERK))
            for command in (by_rule, by_instruction)
        ]
    )

    assert len(of_kind(outcomes, AppliedResult)) == 2
    with db.reading(entity_id):
        [one, *_] = queries.payments(entity_id)
        assert one.left_minor == 0
