"""Decisions about bank lines carried out: payments, or unidentified money given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from duebook.apps.banking import models
from duebook.apps.banking.actions.explaining import NewExplanation, explain
from duebook.apps.banking.actions.sharing import locked_line
from duebook.apps.banking.queries.lines import PROPOSALS, Line
from duebook.apps.payments.actions import (
    Asked,
    Identified,
    NewPayment,
    identify,
    take_in,
)
from duebook.apps.receivables.queries import items_by_id, lock_open_debts
from duebook.domain.application import ApplyBy
from duebook.domain.banking import Movement
from duebook.domain.errors import Refusal
from duebook.domain.money import from_minor
from duebook.domain.payments import LeftOut, LetGo, Method

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from duebook.apps.entities.actions import Act
    from duebook.domain.matching.records import Proposal

_METHODS = {
    Movement.CHEQUE: Method.CHEQUE,
    Movement.CASH: Method.CASH,
    Movement.DEPOSIT: Method.CHEQUE,
    Movement.CARD: Method.CARD,
    Movement.PAYOUT: Method.CARD,
    Movement.DIRECT_DEBIT: Method.ACH,
}
"""How money of a kind of movement came; other kinds are wires."""


def method_of(line: Line) -> Method:
    """How the money of a line came."""
    return _METHODS.get(Movement(line.movement), Method.WIRE)


BOOKED_ALREADY = "booked_already"
"""Why a line is held whose amount the books have without a line."""

MATCHER = "matcher"
PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Whose the money of a line is and what it settles; amounts in minor units.

    ``amount_minor`` is all that the line has left, unless it is divided.
    """

    line: Line
    party_id: int
    amount_minor: int
    paid: Mapping[int, int]
    let_go: tuple[LetGo, ...] = ()
    is_on_account: bool = False


@dataclass(eq=False)
class NothingWaits(Refusal):
    """The line is explained, or is money that left."""

    code: ClassVar[str] = "nothing_waits"
    template: ClassVar[str] = (
        "Bank line {line} of {booked_on} over {amount} {currency} {why}."
    )

    line: int
    booked_on: str
    amount: str
    currency: str
    why: str


def let_go_by(proposal: Proposal, deductions: Mapping[str, LeftOut]) -> list[LetGo]:
    """What a proposal settles at our expense, for each debt and reason."""
    return [
        LetGo(part.debt_id, amount_minor, why)
        for part in proposal.parts
        for amount_minor, why in (
            (part.discount_minor, LeftOut.DISCOUNT),
            (part.fee_minor, LeftOut.BANK_FEE),
            (
                part.deducted_minor,
                deductions.get(part.deduction, LeftOut.DEDUCTION),
            ),
        )
        if amount_minor
    ]


def decision_of(
    line: Line,
    proposal: Proposal,
    amount_minor: int,
    deductions: Mapping[str, LeftOut],
) -> Decision:
    """A proposal as a decision about a line, or about a part of it."""
    return Decision(
        line=line,
        party_id=proposal.party_id,
        amount_minor=amount_minor,
        paid={part.debt_id: part.paid_minor for part in proposal.parts},
        let_go=tuple(let_go_by(proposal, deductions)),
    )


def deduction_kinds(entity_id: int) -> dict[str, LeftOut]:
    """Why the known deductions are let go, by their codes."""
    return {
        row.code: LeftOut(row.why)
        for row in models.Deduction.objects.filter(entity_id=entity_id)
    }


def carry_out(
    act: Act, decisions: Sequence[Decision], *, rule: str, reason: str = ""
) -> dict[int, int]:
    """Take the money of lines in as payments, and say what the lines are.

    Money that was set apart is given to its payer instead: it is in the books.

    Returns:
        For each line the payment that brought its money, the last one if several.
    """
    fresh = [one for one in decisions if one.line.state != "apart"]
    _lock_items(act, decisions)
    receipts = take_in(act, [_payment(one) for one in fresh])
    entries = items_by_id(act.entity_id, [receipt.item_id for receipt in receipts])
    explain(
        act,
        [
            NewExplanation(
                line=one.line,
                kind="payment",
                entry_id=entries[receipt.item_id].entry_id,
                amount_minor=one.amount_minor,
                subject_id=receipt.payment_id,
                rule=rule,
                reason=reason,
            )
            for one, receipt in zip(fresh, receipts, strict=True)
        ],
    )
    payments = {
        one.line.id: receipt.payment_id
        for one, receipt in zip(fresh, receipts, strict=True)
    }
    apart = [one for one in decisions if one.line.state == "apart"]
    if apart:
        _give(act, apart, reason or "payer found")
    return payments | {one.line.id: one.line.payment_id or 0 for one in apart}


def _lock_items(act: Act, decisions: Sequence[Decision]) -> None:
    """Lock at once, in one order, what several steps will ask for one by one."""
    credits_apart = {
        one.line.credit_id for one in decisions if one.line.state == "apart"
    }
    if not credits_apart:
        return  # payments lock all that they need together
    lock_open_debts(
        act.entity_id,
        {one.party_id for one in decisions if one.line.state != "apart"},
        with_ids={
            *(credit_id for credit_id in credits_apart if credit_id is not None),
            *(item_id for one in decisions for item_id in one.paid),
            *(part.item_id for one in decisions for part in one.let_go),
        },
    )


def _payment(one: Decision) -> NewPayment:
    return NewPayment(
        party_id=one.party_id,
        received_on=one.line.booked_on,
        currency=one.line.currency,
        amount_minor=one.amount_minor,
        method=method_of(one.line),
        reference=" ".join((*one.line.payer_references, one.line.text))[:140].strip(),
        asked=tuple(Asked(*pair) for pair in sorted(one.paid.items())),
        how=ApplyBy.NONE,
        takes_discount=False,
        is_on_account=one.is_on_account,
        let_go=one.let_go,
        into_id=one.line.account_id,
    )


def _give(act: Act, apart: Sequence[Decision], reason: str) -> None:
    """Give the money of lines that were set apart to its payers, day by day."""
    by_day: dict[date, list[Decision]] = {}
    for one in apart:
        by_day.setdefault(max(one.line.booked_on, act.today), []).append(one)
    for on, decisions in sorted(by_day.items()):
        identify(act, [_identified(one) for one in decisions], on=on, reason=reason)
    models.OpenLine.objects.filter(
        entity_id=act.entity_id, line_id__any_of=[one.line.id for one in apart]
    ).update(state="explained", credit_id=None, payment_id=None, proposals=[])


def _identified(one: Decision) -> Identified:
    assert one.line.credit_id is not None
    assert one.line.payment_id is not None
    return Identified(
        payment_id=one.line.payment_id,
        credit_id=one.line.credit_id,
        party_id=one.party_id,
        asked=one.paid,
        let_go=one.let_go,
        is_on_account=one.is_on_account,
    )


def lock_waiting(act: Act, line_id: int, seen: str = "") -> Line:
    """A line of money that came in and still waits, locked.

    Raises:
        NoSuchLine, NothingWaits: there is no such money.
        LineChanged, LineDecided: it is no longer as it was ``seen``.
    """
    line = locked_line(act, line_id, seen)
    require_money_in(line)
    return line


def require_money_in(line: Line) -> None:
    """Refuse a line that is no money in, or does not wait.

    Raises:
        NothingWaits: saying why.
    """
    if line.amount_minor < 0:
        raise nothing_waits(line, "is money that left")
    if line.state == "explained":
        raise nothing_waits(line, "is explained already")
    _require_own_money(line)


def require_unbooked(line: Line) -> None:
    """Refuse a line of which nothing is left to be booked.

    Raises:
        NothingWaits: saying why.
    """
    if line.state in {"explained", "apart"}:
        raise nothing_waits(line, "is in the books already")
    _require_own_money(line)


def _require_own_money(line: Line) -> None:
    if line.state == "known":
        raise nothing_waits(line, "is money that another line told of")
    if line.state == "doubtful":
        raise nothing_waits(
            line, "may be money that another line told of; judge it first"
        )


def nothing_waits(line: Line, why: str) -> NothingWaits:
    amount = str(from_minor(line.amount_minor, line.currency))
    return NothingWaits(line.id, str(line.booked_on), amount, line.currency, why)


def keep_proposals(
    act: Act, answers: Mapping[int, tuple[str, str, Sequence[Proposal]]]
) -> None:
    """Keep why lines are held and what is proposed for them, by line id."""
    rows = models.OpenLine.objects.filter(
        entity_id=act.entity_id, line_id__any_of=list(answers)
    )
    changed = []
    for row in rows:
        held, sentence, proposals = answers[row.line_id]
        row.held, row.sentence = held, sentence
        row.proposals = PROPOSALS.dump_python(tuple(proposals), mode="json")
        if row.state == "new":
            row.state = "held"
        changed.append(row)
    models.OpenLine.objects.bulk_update(
        changed, ["held", "sentence", "proposals", "state"], batch_size=500
    )
