"""What goes wrong in an imaginary month, and how its people put it right."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from duebook.apps.invoicing.actions.crediting import (
    CorrectAndRebill,
    Correction,
    IssueCreditNote,
    VoidInvoice,
    correct_and_rebill,
    issue_credit_note,
    void_invoice,
)
from duebook.apps.invoicing.queries.documents import stored_by_number
from duebook.apps.payments.actions import (
    RefundCredit,
    ReturnPayment,
    refund_credit,
    return_payment,
)
from duebook.apps.payments.queries import receipts_between
from duebook.apps.receivables import queries as owed
from duebook.apps.receivables.actions import (
    ApplyCredit,
    SweepSmallBalances,
    WriteOff,
    apply_credit,
    sweep_small_balances,
    write_off,
)
from duebook.demo.dice import dice
from duebook.demo.paying import open_debts, way_of
from duebook.demo.setting_up import MANAGER
from duebook.domain.crediting import CreditAsked

if TYPE_CHECKING:
    from datetime import date
    from random import Random

    from duebook.demo.paying import Debt
    from duebook.demo.setting_up import Desk

_GIVEN_UP_AFTER_DAYS: Final = 150
_CREDITED: Final = ("came back damaged", "charged twice", "agreed on the phone")
_VOIDED: Final = ("wrong customer", "billed before the work was done")


def mend(desk: Desk, first: date, number: int) -> None:
    """The corrections of a month, after its invoices went out.

    Args:
        desk: the entity, on the day of the corrections.
        first: the first day of the month.
        number: how many months passed before.
    """
    chance = dice(desk.code, "mending", first)
    debts = open_debts(desk, desk.day)
    fresh = list(
        {
            debt.number: debt
            for debt in debts
            if debt.document_on == desk.day
            and debt.kind == "invoice"
            and debt.open_minor == debt.amount_minor
        }.values()
    )
    picked = chance.sample(fresh, min(len(fresh), 4))
    for debt in picked[:2]:
        _credit(desk, debt, chance)
    if number % 3 == 1 and len(picked) > 2:
        _void(desk, picked[2], chance)
    if number % 4 == 2 and len(picked) > 3:
        _correct(desk, picked[3])
    if number:
        _take_back_payment(desk, first, chance)
        _use_credits(desk, debts)
    for debt in debts:
        if (desk.day - debt.due_on).days > _GIVEN_UP_AFTER_DAYS:
            _give_up(desk, debt)
    if number % 3 == 2:
        sweep_small_balances(
            SweepSmallBalances(
                entity_id=desk.entity_id, swept_on=desk.day, cap_minor=200_00
            ),
            **desk.sends(MANAGER),
        )


def _credit(desk: Desk, debt: Debt, chance: Random) -> None:
    """Credit half of an invoice's first line."""
    with desk.reading():
        [line, *_] = stored_by_number(desk.entity_id, debt.number).lines
    asked = CreditAsked(line_id=line.id, net_minor=line.line.net_minor // 2)
    if line.line.net_minor < 2:
        return
    issue_credit_note(
        IssueCreditNote(
            entity_id=desk.entity_id,
            number=debt.number,
            credited_on=desk.day,
            reason=chance.choice(_CREDITED),
            asked=(asked,),
        ),
        **desk.sends(MANAGER),
    )


def _void(desk: Desk, debt: Debt, chance: Random) -> None:
    void_invoice(
        VoidInvoice(
            entity_id=desk.entity_id,
            number=debt.number,
            voided_on=desk.day,
            reason=chance.choice(_VOIDED),
        ),
        **desk.sends(MANAGER),
    )


def _correct(desk: Desk, debt: Debt) -> None:
    """Bill again with one unit less on the first line."""
    with desk.reading():
        [line, *_] = stored_by_number(desk.entity_id, debt.number).lines
    if line.line.charge_id is None:
        return
    correction = Correction(quantity=line.line.quantity + Decimal(1))
    correct_and_rebill(
        CorrectAndRebill(
            entity_id=desk.entity_id,
            number=debt.number,
            corrected_on=desk.day,
            reason="quantity was misread",
            corrections={line.line.charge_id: correction},
        ),
        **desk.sends(MANAGER),
    )


def _take_back_payment(desk: Desk, first: date, chance: Random) -> None:
    """Now and then the bank returns a payment of the month."""
    if chance.random() < 0.4:
        return
    with desk.reading():
        payments = receipts_between(desk.entity_id, first, desk.day - timedelta(days=4))
    if payments:
        return_payment(
            ReturnPayment(
                entity_id=desk.entity_id,
                payment_id=chance.choice(payments).id,
                returned_on=desk.day,
                reason="insufficient funds",
                fee_minor=15_00,
            ),
            **desk.sends(),
        )


def _use_credits(desk: Desk, debts: list[Debt]) -> None:
    """Put credits against what their parties owe; send back what is left over."""
    owing = {(debt.party_id, debt.currency) for debt in debts}
    with desk.reading():
        left = [
            item
            for item in owed.items_as_of(desk.entity_id, desk.day)
            if item.open_minor < 0
        ]
        codes = dict(_codes(debts))
    for credit in left:
        if (credit.party_id, credit.currency) in owing:
            apply_credit(
                ApplyCredit(
                    entity_id=desk.entity_id,
                    credit_id=credit.id,
                    applied_on=desk.day,
                    reason="open credit",
                ),
                **desk.sends(),
            )
        elif (desk.day - credit.document_on).days > 45:
            refund_credit(
                RefundCredit(
                    entity_id=desk.entity_id,
                    credit_id=credit.id,
                    refunded_on=desk.day,
                    method=way_of(desk, codes.get(credit.party_id, "")),
                    reason="paid too much",
                ),
                **desk.sends(MANAGER),
            )


def _codes(debts: list[Debt]) -> set[tuple[int, str]]:
    return {(debt.party_id, debt.party) for debt in debts}


def _give_up(desk: Desk, debt: Debt) -> None:
    write_off(
        WriteOff(
            entity_id=desk.entity_id,
            item_id=debt.item_id,
            written_off_on=desk.day,
            reason="no answer to three reminders",
        ),
        **desk.sends(MANAGER),
    )
