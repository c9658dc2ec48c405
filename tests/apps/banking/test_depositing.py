"""Cheques to the bank: one slip, one line; and the cheque that comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from duebook import db
from duebook.apps.banking.actions import (
    DepositedBeforeReceived,
    MakeDeposit,
    NothingToDeposit,
    NotTheReturn,
    NotToDeposit,
    ReturnByLine,
    make_deposit,
    return_by_line,
)
from duebook.apps.banking.queries.deposits import undeposited
from duebook.apps.ledger.actions import KeepAccounts, NewAccount, keep_accounts
from duebook.apps.ledger.queries import (
    accounts_by_code,
    accounts_by_role,
    trial_balance,
)
from duebook.apps.payments.actions import (
    RefundCredit,
    ReturnPayment,
    refund_credit,
    return_payment,
)
from duebook.apps.payments.queries import payment_by_number
from duebook.domain.ledger import AccountRole
from duebook.domain.payments import Method
from tests.apps.banking.office import (
    OPENING_MINOR,
    Move,
    a_bank,
    a_statement,
    match_all,
    take,
    waiting,
)
from tests.apps.payments.office import a_payment, open_of, owes, receive
from tests.office import CLERK, a_party, an_entity, books_hold, by

pytestmark = pytest.mark.django_db

SLIP_DAY = date(2026, 11, 4)


def two_cheques() -> tuple[int, list[str]]:
    """An office with a bank, and cheques of 80.00 and 50.00 in its drawer."""
    entity_id = an_entity()
    party_id = a_party(entity_id)
    owes(entity_id, party_id, 80_00, 50_00)
    a_bank(entity_id)
    with db.reading(entity_id):
        drawer = accounts_by_role(entity_id)[AccountRole.UNDEPOSITED]
    cheques = [
        receive(entity_id, a_payment(party_id, amount, into_id=drawer))
        for amount in (80_00, 50_00)
    ]
    return entity_id, [cheque.number for cheque in cheques]


def deposit(entity_id: int, *numbers: str) -> int:
    said = MakeDeposit(
        entity_id=entity_id,
        account="Harbor Bank",
        deposited_on=SLIP_DAY,
        payments=numbers,
    )
    return make_deposit(said, **by(CLERK)).amount_minor


def test_the_bank_shows_the_slip_as_one_line() -> None:
    entity_id, _ = two_cheques()

    assert deposit(entity_id) == 130_00
    take(entity_id, a_statement(Move(on=6, amount="130.00", text="DEPOSIT")))

    assert match_all(entity_id).linked == 1
    assert waiting(entity_id) == []
    assert books_hold(entity_id)


def test_no_cheque_is_deposited_before_it_came() -> None:
    entity_id, [number, _] = two_cheques()
    too_early = MakeDeposit(
        entity_id=entity_id, account="Harbor Bank", deposited_on=date(2026, 11, 2)
    )

    with pytest.raises(NothingToDeposit):
        make_deposit(too_early, **by(CLERK))
    with pytest.raises(DepositedBeforeReceived):
        make_deposit(replace(too_early, payments=(number,)), **by(CLERK))


def test_a_cheque_is_deposited_once() -> None:
    entity_id, [first, _] = two_cheques()
    deposit(entity_id, first)

    with pytest.raises(NotToDeposit):
        deposit(entity_id, first)


def test_a_cheque_that_bounces_opens_its_invoice_and_is_the_banks_line() -> None:
    entity_id, [first, _] = two_cheques()
    deposit(entity_id)
    take(
        entity_id,
        a_statement(
            Move(on=6, amount="130.00", text="DEPOSIT"),
            Move(on=12, amount="-80.00", text="CHEQUE RETURNED NSF"),
        ),
    )
    match_all(entity_id)
    [line] = waiting(entity_id)
    assert line.held == "money_out"

    with pytest.raises(NotTheReturn):
        return_by_line(
            ReturnByLine(
                entity_id=entity_id,
                line_id=line.id,
                payment="P-2026-00002",
                reason="NSF",
            ),
            **by(CLERK),
        )
    reopened = return_by_line(
        ReturnByLine(entity_id=entity_id, line_id=line.id, payment=first, reason="NSF"),
        **by(CLERK),
    )

    assert list(reopened.values()) == [80_00]
    assert open_of(entity_id)[:2] == [80_00, 0]
    assert waiting(entity_id) == []
    assert books_hold(entity_id)


def test_money_between_our_own_accounts_is_no_income() -> None:
    entity_id, _ = two_cheques()
    savings = "DE75512108001245126199"
    a_bank(
        entity_id,
        name="Savings",
        identifier=savings,
        account="1060",
        opening_minor=0,
    )
    take(entity_id, a_statement(Move(on=6, amount="-25.00", account=savings)))

    assert match_all(entity_id).ruled == 1


def test_a_refund_leaves_the_account_that_the_bank_shows() -> None:
    entity_id = an_entity()
    party_id = a_party(entity_id)
    a_bank(entity_id)
    other = NewAccount("1010", "Second bank", "asset")
    keep_accounts(KeepAccounts(entity_id=entity_id, accounts=(other,)), **by())
    a_bank(
        entity_id,
        name="Second Bank",
        identifier="DE75512108001245126199",
        account="1010",
    )
    twice = receive(entity_id, a_payment(party_id, 25_00))
    with db.reading(entity_id):
        second = accounts_by_code(entity_id, ["1010"])["1010"]
    refund_credit(
        RefundCredit(
            entity_id=entity_id,
            credit_id=twice.item_id,
            refunded_on=SLIP_DAY,
            method=Method.WIRE,
            reason="paid twice",
            out_of_id=second,
        ),
        **by(CLERK),
    )

    line = Move(on=6, amount="-25.00", text="REFUND")
    take(entity_id, a_statement(line, iban="DE75512108001245126199"))

    assert match_all(entity_id).linked == 1
    assert books_hold(entity_id)


def test_money_that_goes_back_leaves_the_account_that_it_lies_in() -> None:
    entity_id, [first, second] = two_cheques()
    deposit(entity_id, first)
    for number in (first, second):
        with db.reading(entity_id):
            payment = payment_by_number(entity_id, number)
        back = ReturnPayment(
            entity_id=entity_id,
            payment_id=payment.id,
            returned_on=SLIP_DAY,
            reason="torn",
        )
        return_payment(back, **by(CLERK))

    with db.reading(entity_id):
        balances = trial_balance(entity_id, SLIP_DAY)
        assert undeposited(entity_id, "USD") == []
    held = {one.code: one.amount_minor for one in balances}
    assert held["1050"] == 0
    assert held["1000"] == OPENING_MINOR
