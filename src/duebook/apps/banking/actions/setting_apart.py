"""Money whose payer nobody knows yet, and matches taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from duebook.apps.banking import models
from duebook.apps.banking.actions.carrying_out import (
    PERSON,
    method_of,
    nothing_waits,
    require_money_in,
)
from duebook.apps.banking.actions.explaining import NewExplanation, explain
from duebook.apps.banking.actions.looking_again import propose_again
from duebook.apps.banking.actions.sharing import locked_line, locked_lines
from duebook.apps.banking.queries.lines import explanations_of
from duebook.apps.disputes.actions import withdraw_disputes
from duebook.apps.entities.actions import Act, action
from duebook.apps.parties.actions import unknown_payer
from duebook.apps.payments.actions import NewPayment, set_apart, settled_by, take_in
from duebook.apps.receivables.queries import items_by_id
from duebook.domain.rights import Right


@dataclass(frozen=True, slots=True, kw_only=True)
class SetApart:
    """Keep the money of lines as unidentified until somebody knows whose it is."""

    entity_id: int
    line_ids: tuple[int, ...]
    seen: Mapping[int, str] = field(default_factory=dict)


@action(Right.RECEIVE)
def set_lines_apart(command: SetApart, act: Act) -> int:
    """Take the money of waiting lines in as unidentified, and return how many.

    Raises:
        NoSuchLine, LineChanged, NothingWaits: one of them is no such money.
    """
    lines = locked_lines(act, set(command.line_ids), command.seen)
    for line in lines:
        require_money_in(line)
    apart = [line for line in lines if line.state != "apart"]
    party_id = unknown_payer(act)
    receipts = take_in(
        act,
        [
            NewPayment(
                party_id=party_id,
                received_on=line.booked_on,
                currency=line.currency,
                amount_minor=line.left_minor,
                method=method_of(line),
                reference=line.text[:140],
                takes_discount=False,
                into_id=line.account_id,
                is_unidentified=True,
            )
            for line in apart
        ],
    )
    entries = items_by_id(act.entity_id, [receipt.item_id for receipt in receipts])
    for line, receipt in zip(apart, receipts, strict=True):
        models.OpenLine.objects.filter(entity_id=act.entity_id, line_id=line.id).update(
            state="apart", credit_id=receipt.item_id, payment_id=receipt.payment_id
        )
    explain(
        act,
        [
            NewExplanation(
                line=line,
                kind="unidentified",
                entry_id=entries[receipt.item_id].entry_id,
                amount_minor=line.left_minor,
                subject_id=receipt.payment_id,
                rule=PERSON,
            )
            for line, receipt in zip(apart, receipts, strict=True)
        ],
    )
    return len(apart)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmatch:
    """Take back what a line was matched with; its money waits for its payer again."""

    entity_id: int
    line_id: int
    reason: str
    seen: str = ""


@action(Right.APPLY)
def unmatch(command: Unmatch, act: Act) -> tuple[int, ...]:
    """Un-apply all that a line settled, and keep its money as unidentified.

    What was decided with it of the rest goes with it: a write-off is taken back, a
    dispute that is still open is withdrawn.  All facts stay: what was applied, and
    that it was taken back.  A line that was one payment waits for its payer again,
    with what is proposed for it now; the payments of a divided one wait under their
    own numbers.

    Returns:
        The credits that hold the money from then on.

    Raises:
        NoSuchLine, LineChanged, NothingWaits: the line was not matched with payments.
        PartlyUsed: some of the money left the house.
    """
    line = locked_line(act, command.line_id, command.seen)
    standing = explanations_of(act.entity_id, [line.id])
    payments = [one for one in standing if one.kind in {"payment", "unidentified"}]
    if line.state == "apart" or not payments:
        raise nothing_waits(line, "is not matched with a payment")
    on = max(line.booked_on, act.today)
    settled = [
        one for payment in payments for one in settled_by(act, payment.subject_id)
    ]
    credit_ids = tuple(
        set_apart(act, payment.subject_id, on=on, reason=command.reason)
        for payment in payments
    )
    withdraw_disputes(
        act,
        {one.debt_id for one in settled},
        opened_by={one.event_id for one in settled},
        on=on,
    )
    if len(standing) == 1 and line.state == "explained":
        models.OpenLine.objects.filter(entity_id=act.entity_id, line_id=line.id).update(
            state="apart", credit_id=credit_ids[0], payment_id=payments[0].subject_id
        )
    propose_again(act, [line.id])
    return credit_ids
