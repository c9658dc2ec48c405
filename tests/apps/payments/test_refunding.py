"""Money sent back, and credit set aside: never more than there is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from duebook.apps.approvals.actions import Answer, Held, approve
from duebook.apps.entities.actions import ReasonNeeded, new_key
from duebook.apps.ledger.queries import trial_balance
from duebook.apps.payments import models
from duebook.apps.payments.actions import (
    BackBeforeSent,
    BeforeCredit,
    MoreThanCredit,
    NothingToTransfer,
    RefundCameBack,
    RefundCredit,
    RefundSent,
    ReturnRefund,
    TransferCredit,
    refund_credit,
    return_refund,
    transfer_credit,
)
from duebook.apps.receivables.actions import CreditUsedUp, Unapply, unapply
from duebook.apps.receivables.queries import applications_of, items_as_of
from duebook.domain.ledger import AccountRole
from duebook.domain.payments import Method
from tests.apps.payments.foreign import set_rates
from tests.apps.payments.office import DAY, a_payment, open_of, receive
from tests.office import (
    CLERK,
    MANAGER,
    NOON,
    a_party,
    an_entity,
    books_hold,
    by,
    chain_holds,
)

if TYPE_CHECKING:
    from duebook.apps.payments.actions import (
        CreditTransferred,
        RefundReturned,
    )

pytestmark = pytest.mark.django_db


def refund(entity_id: int, credit_id: int, **said: Any) -> RefundSent | Held:
    command = RefundCredit(
        entity_id=entity_id,
        credit_id=credit_id,
        **{
            "refunded_on": DAY,
            "method": Method.ACH,
            "reason": "paid twice",
            **said,
        },
    )
    return refund_credit(command, **by(CLERK))


def test_a_double_payment_is_sent_back() -> None:
    entity_id = an_entity()
    payment = receive(entity_id, a_payment(a_party(entity_id), 80_00))

    sent = refund(entity_id, payment.item_id)

    assert isinstance(sent, RefundSent)
    assert (sent.number, sent.amount_minor) == ("R-2026-00001", 80_00)
    assert open_of(entity_id) == [0, 0]
    balances = {row.code: row.amount_minor for row in trial_balance(entity_id, DAY)}
    assert (balances["1000"], balances["2100"]) == (0, 0)
    assert chain_holds(entity_id)


def test_part_of_a_credit_is_sent_back() -> None:
    entity_id = an_entity()
    payment = receive(entity_id, a_payment(a_party(entity_id), 80_00))

    refund(entity_id, payment.item_id, amount_minor=30_00)

    [left] = items_as_of(entity_id, DAY)
    assert left.open_minor == -50_00


@pytest.mark.parametrize("amount_minor", [80_01, 0, -1])
def test_never_more_than_the_credit_has_nor_nothing(amount_minor: int) -> None:
    entity_id = an_entity()
    payment = receive(entity_id, a_payment(a_party(entity_id), 80_00))

    with pytest.raises(MoreThanCredit, match=r"has 80\.00 USD left"):
        refund(entity_id, payment.item_id, amount_minor=amount_minor)


def test_nothing_is_refunded_before_the_money_came() -> None:
    entity_id = an_entity()
    payment = receive(entity_id, a_payment(a_party(entity_id), 80_00))

    with pytest.raises(BeforeCredit):
        refund(entity_id, payment.item_id, refunded_on=date(2026, 11, 2))


def test_money_that_was_sent_back_is_not_applied_otherwise() -> None:
    entity_id = an_entity()
    payment = receive(entity_id, a_payment(a_party(entity_id), 80_00))
    refund(entity_id, payment.item_id)
    [application] = applications_of(entity_id, [payment.item_id])

    with pytest.raises(CreditUsedUp, match="P-2026-00001 was used up by a refund"):
        unapply(
            Unapply(
                entity_id=entity_id,
                application_id=application.id,
                effective_on=DAY,
                reason="needed after all",
            ),
            **by(CLERK),
        )


def test_a_refund_needs_a_reason() -> None:
    entity_id = an_entity()
    payment = receive(entity_id, a_payment(a_party(entity_id), 80_00))

    with pytest.raises(ReasonNeeded):
        refund(entity_id, payment.item_id, reason="")


def test_above_the_limit_a_second_person_sends_it_once() -> None:
    entity_id = an_entity()
    payment = receive(entity_id, a_payment(a_party(entity_id), 250_00))

    waiting = refund(entity_id, payment.item_id)

    assert isinstance(waiting, Held)
    assert waiting.sentence == "Refund 250.00 USD of P-2026-00001: paid twice"
    assert open_of(entity_id) == [-250_00]
    sent = approve(
        Answer(
            entity_id=entity_id,
            request_id=waiting.request_id,
            is_approved=True,
            reason="seen the bank statement",
        ),
        actor=MANAGER,
        key=new_key(),
        at=NOON,
    )
    assert sent.amount_minor == 250_00
    assert models.Refund.objects.filter(entity_id=entity_id).count() == 1


def test_an_approval_does_not_send_what_is_spent_by_then() -> None:
    entity_id = an_entity()
    payment = receive(entity_id, a_payment(a_party(entity_id), 250_00))
    waiting = refund(entity_id, payment.item_id, amount_minor=200_00)
    refund(entity_id, payment.item_id, amount_minor=100_00)
    assert isinstance(waiting, Held)

    with pytest.raises(MoreThanCredit):
        approve(
            Answer(
                entity_id=entity_id,
                request_id=waiting.request_id,
                is_approved=True,
                reason="seen",
            ),
            actor=MANAGER,
            key=new_key(),
            at=NOON,
        )

    assert sorted(open_of(entity_id)) == [-150_00, 0]


def came_back(entity_id: int, number: str, on: date = DAY) -> RefundReturned:
    refund_id = models.Refund.objects.get(entity_id=entity_id, number=number).id
    return return_refund(
        ReturnRefund(
            entity_id=entity_id,
            refund_id=refund_id,
            returned_on=on,
            reason="account closed",
        ),
        **by(CLERK),
    )


def test_a_refund_that_does_not_arrive_gives_the_credit_back() -> None:
    entity_id = an_entity()
    payment = receive(entity_id, a_payment(a_party(entity_id), 80_00))
    sent = refund(entity_id, payment.item_id, amount_minor=30_00)
    assert isinstance(sent, RefundSent)

    back = came_back(entity_id, sent.number)

    assert (back.credit_id, back.amount_minor) == (payment.item_id, 30_00)
    assert open_of(entity_id) == [-80_00, 0, 0]
    balances = {row.code: row.amount_minor for row in trial_balance(entity_id, DAY)}
    assert (balances["1000"], balances["2100"]) == (80_00, -80_00)
    assert chain_holds(entity_id)
    assert books_hold(entity_id)

    # It can be sent again, and that one can come back as well.
    again = refund(entity_id, payment.item_id)
    assert isinstance(again, RefundSent)
    assert again.amount_minor == 80_00
    came_back(entity_id, again.number)
    assert open_of(entity_id)[0] == -80_00


def test_a_refund_comes_back_once_and_not_before_it_was_sent() -> None:
    entity_id = an_entity()
    payment = receive(entity_id, a_payment(a_party(entity_id), 80_00))
    sent = refund(entity_id, payment.item_id)
    assert isinstance(sent, RefundSent)

    with pytest.raises(BackBeforeSent):
        came_back(entity_id, sent.number, date(2026, 11, 2))
    came_back(entity_id, sent.number)
    with pytest.raises(RefundCameBack):
        came_back(entity_id, sent.number)


def test_a_refund_in_another_currency_goes_and_comes_back_at_one_rate() -> None:
    entity_id = an_entity()
    set_rates(entity_id, (DAY, "1.10"), (date(2026, 11, 10), "1.20"))
    payment = receive(entity_id, a_payment(a_party(entity_id), 80_00, currency="EUR"))
    waiting = refund(entity_id, payment.item_id, refunded_on=date(2026, 11, 10))
    assert isinstance(waiting, Held), "money of another currency takes two people"
    sent = approve(
        Answer(
            entity_id=entity_id,
            request_id=waiting.request_id,
            is_approved=True,
            reason="seen",
        ),
        actor=MANAGER,
        key=new_key(),
        at=NOON,
    )

    came_back(entity_id, sent.number, date(2026, 11, 12))

    assert open_of(entity_id) == [-80_00, 0, 0]
    assert books_hold(entity_id)


def transfer(
    entity_id: int, credit_id: int, to: Any, amount_minor: int | None = None
) -> CreditTransferred:
    return transfer_credit(
        TransferCredit(
            entity_id=entity_id,
            credit_id=credit_id,
            to=to,
            transferred_on=DAY,
            reason="kept for the spring order",
            amount_minor=amount_minor,
        ),
        **by(CLERK),
    )


def test_unapplied_cash_is_left_on_account_and_taken_back() -> None:
    entity_id = an_entity()
    payment = receive(entity_id, a_payment(a_party(entity_id), 80_00))

    moved = transfer(entity_id, payment.item_id, AccountRole.ON_ACCOUNT, 50_00)

    held = {item.account_role: item.open_minor for item in items_as_of(entity_id, DAY)}
    assert held == {"unapplied_cash": -30_00, "on_account": -50_00}
    back = transfer(entity_id, moved.credit_id, AccountRole.UNAPPLIED_CASH)
    assert back.amount_minor == 50_00
    roles = {item.account_role for item in items_as_of(entity_id, DAY)}
    assert roles == {"unapplied_cash"}
    assert chain_holds(entity_id)


def test_credit_is_not_moved_to_where_it_is() -> None:
    entity_id = an_entity()
    payment = receive(entity_id, a_payment(a_party(entity_id), 80_00))

    with pytest.raises(NothingToTransfer, match="is unapplied cash already"):
        transfer(entity_id, payment.item_id, AccountRole.UNAPPLIED_CASH)


def test_no_more_is_moved_than_there_is() -> None:
    entity_id = an_entity()
    payment = receive(entity_id, a_payment(a_party(entity_id), 80_00))

    with pytest.raises(MoreThanCredit):
        transfer(entity_id, payment.item_id, AccountRole.ON_ACCOUNT, 80_01)
