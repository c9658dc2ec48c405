"""Movements of our account at a processor in the books: money in, money back, fees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.banking.actions.asking import ask_matcher
from duebook.apps.banking.actions.carrying_out import deduction_kinds, let_go_by
from duebook.apps.banking.queries.returnable import payments_of_keys
from duebook.apps.ledger import actions as books
from duebook.apps.ledger.queries import accounts_by_role
from duebook.apps.parties.actions import unknown_payer
from duebook.apps.payments.actions import (
    Asked,
    NewPayment,
    ReturnPayment,
    take_back_payment,
    take_in,
)
from duebook.apps.receivables import actions as receivables
from duebook.domain.application import ApplyBy
from duebook.domain.banking import Problem
from duebook.domain.ledger import AccountRole, JournalEntry, Posting
from duebook.domain.matching.records import Receipt
from duebook.domain.payments import Method
from duebook.formats.bank.payout_records import PayoutItem, PayoutKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from duebook.apps.banking.queries.returnable import ReturnablePayment
    from duebook.apps.entities.actions import Act
    from duebook.domain.matching.records import Answer
    from duebook.domain.payments import LeftOut


@dataclass(frozen=True, slots=True)
class Movement:
    """A movement that no file told before, and the day that it counts on."""

    item: PayoutItem
    on: date


@dataclass(frozen=True, slots=True)
class MovementsPosted:
    """How many movements were what; ``ids`` are those of the movements, in order."""

    ids: Sequence[int]
    payments: int
    unidentified: int
    taken_back: int
    fees_minor: dict[str, int]


def post_movements(
    act: Act, movements: Sequence[Movement], told: list[Problem]
) -> MovementsPosted:
    """Post movements so that the processor's account moves by the net of each.

    Money in is taken as payments, matched where they name what they pay and kept
    apart where not; money back takes its payment back, or is owed by who got it.

    Args:
        act: the act that it belongs to.
        movements: each once, unknown before.
        told: takes what a person should see to.
    """
    ids = db.take_ids("banking_processor_movement", len(movements))
    processor_id = accounts_by_role(act.entity_id)[AccountRole.PROCESSOR]
    moved = [one for one in movements if one.item.kind is not PayoutKind.FEE]
    money_in = [one for one in moved if one.item.gross_minor > 0]
    money_back = [one for one in moved if one.item.gross_minor < 0]
    unidentified = _take_in(act, money_in, processor_id, told)
    taken_back = _send_back(act, money_back, processor_id, told)
    return MovementsPosted(
        ids=ids,
        payments=len(money_in),
        unidentified=unidentified,
        taken_back=taken_back,
        fees_minor=_post_fees(act, zip(ids, movements, strict=True), processor_id),
    )


def _take_in(
    act: Act, movements: Sequence[Movement], processor_id: int, told: list[Problem]
) -> int:
    """Take charges in as payments into the processor's account.

    Returns:
        How many nobody can be named for.
    """
    charges = [one for one in movements if one.item.kind is PayoutKind.CHARGE]
    others = [one for one in movements if one.item.kind is not PayoutKind.CHARGE]
    answers = ask_matcher(
        act, [_receipt(-1 - place, one) for place, one in enumerate(charges)]
    )
    kinds = deduction_kinds(act.entity_id)
    unknown_id = unknown_payer(act) if movements else 0
    keys = _keys(movements)
    answered: list[tuple[Movement, Answer | None]] = [
        *zip(charges, answers, strict=True),
        *((one, None) for one in others),
    ]
    payments = []
    for one, answer in answered:
        key = keys[one.item.id]
        if answer is None or answer.held:
            why = answer.sentence if answer else "It is no charge of a customer."
            told.append(_told(one, "payout_money_unidentified", why))
            payments.append(_apart(one, key, unknown_id, processor_id))
        else:
            payments.append(_matched(one, key, answer, kinds, processor_id))
    receipts = take_in(act, payments)
    for (one, _), receipt in zip(answered, receipts, strict=True):
        if receipt.is_repeated:
            sentence = f"{one.item.source} came before as {receipt.number}."
            told.append(_told(one, "payout_charge_known", sentence))
    return sum(payment.is_unidentified for payment in payments)


def _keys(movements: Iterable[Movement]) -> dict[str, str]:
    """The external key of each: its charge's name, which refunds will repeat.

    A charge that moves money more than once is known by its movements instead.
    """
    told = list(movements)
    moves = Counter(one.item.source for one in told)
    return {
        one.item.id: one.item.source
        if one.item.kind is PayoutKind.CHARGE
        and one.item.source
        and moves[one.item.source] == 1
        else one.item.id
        for one in told
    }


def _receipt(number: int, one: Movement) -> Receipt:
    item = one.item
    return Receipt(
        id=number,
        received_on=one.on,
        currency=item.currency,
        amount_minor=item.gross_minor,
        payer_name=item.customer,
        references=(item.reference,) if item.reference else (),
        text=item.description,
    )


def _matched(
    one: Movement,
    key: str,
    answer: Answer,
    kinds: Mapping[str, LeftOut],
    processor_id: int,
) -> NewPayment:
    [proposal, *_] = answer.proposals
    return NewPayment(
        party_id=proposal.party_id,
        received_on=one.on,
        currency=one.item.currency,
        amount_minor=one.item.gross_minor,
        method=Method.CARD,
        reference=_reference(one.item),
        external_key=key,
        asked=tuple(Asked(part.debt_id, part.paid_minor) for part in proposal.parts),
        how=ApplyBy.NONE,
        takes_discount=False,
        let_go=tuple(let_go_by(proposal, kinds)),
        into_id=processor_id,
    )


def _apart(one: Movement, key: str, unknown_id: int, processor_id: int) -> NewPayment:
    return NewPayment(
        party_id=unknown_id,
        received_on=one.on,
        currency=one.item.currency,
        amount_minor=one.item.gross_minor,
        method=Method.CARD,
        reference=_reference(one.item),
        external_key=key,
        takes_discount=False,
        into_id=processor_id,
        is_unidentified=True,
    )


def _reference(item: PayoutItem) -> str:
    named = (item.source, item.reference, item.customer, item.description)
    return " ".join(filter(None, named))[:140].strip()


def _send_back(
    act: Act, movements: Sequence[Movement], processor_id: int, told: list[Problem]
) -> int:
    """Post refunds and disputes; a payment that went back whole is taken back.

    Returns:
        How many were taken back.
    """
    names = {name for one in movements for name in (one.item.charge, one.item.source)}
    found = {
        currency: payments_of_keys(act.entity_id, currency, names - {""})
        for currency in {one.item.currency for one in movements}
    }
    owed: list[tuple[Movement, ReturnablePayment | None]] = []
    returned: set[int] = set()
    for one in movements:
        item = one.item
        known = found[item.currency]
        payment = known.get(item.charge) or known.get(item.source)
        if (
            payment is None
            or payment.is_returned
            or payment.id in returned
            or payment.amount_minor != -item.gross_minor
        ):
            owed.append((one, payment))
            continue
        returned.add(payment.id)
        take_back_payment(
            ReturnPayment(
                entity_id=act.entity_id,
                payment_id=payment.id,
                returned_on=max(one.on, payment.received_on),
                reason=_reason(item),
                out_of_id=processor_id,
            ),
            act,
        )
    _owe(act, owed, processor_id, told)
    return len(returned)


def _reason(item: PayoutItem) -> str:
    word = "chargeback" if item.kind is PayoutKind.DISPUTE else item.code
    return " ".join(filter(None, (word, item.source, item.description)))[:140]


def _owe(
    act: Act,
    owed: Sequence[tuple[Movement, ReturnablePayment | None]],
    processor_id: int,
    told: list[Problem],
) -> None:
    """Write money back that is not a whole payment as a debt of who got it.

    A credit note settles it later.  Who got it is the payer of the charge, or
    nobody we know: then it stands against unidentified money.
    """
    if not owed:
        return
    roles = accounts_by_role(act.entity_id)
    unknown_id = unknown_payer(act)
    receivables.raise_items(
        act,
        [
            receivables.ToRaise(
                party_id=payment.party_id if payment else unknown_id,
                account_id=roles[
                    AccountRole.RECEIVABLE if payment else AccountRole.UNIDENTIFIED_CASH
                ],
                against_id=processor_id,
                kind="sent_back",
                number=payment.number if payment else one.item.id,
                currency=one.item.currency,
                amount_minor=-one.item.gross_minor,
                on=one.on,
                cause=_reason(one.item),
                reason=_reason(one.item),
            )
            for one, payment in owed
        ],
    )
    told += [_owed_by(one, payment) for one, payment in owed]


def _owed_by(one: Movement, payment: ReturnablePayment | None) -> Problem:
    if payment is None:
        sentence = f"{_reason(one.item)}: no payment is known by its charge."
        return _told(one, "payout_money_back_unidentified", sentence)
    sentence = (
        f"{_reason(one.item)}: not all of {payment.number}, or again; its payer owes "
        "it until a credit note settles it."
    )
    return _told(one, "payout_money_back_owed", sentence)


def _post_fees(
    act: Act, movements: Iterable[tuple[int, Movement]], processor_id: int
) -> dict[str, int]:
    """Post what the processor kept, and return its sum by currency."""
    fees_id = accounts_by_role(act.entity_id)[AccountRole.BANK_FEES]
    kept = [
        (movement_id, one, fee_minor)
        for movement_id, one in movements
        if (fee_minor := _fee(one.item))
    ]
    books.post(
        act,
        [
            JournalEntry(
                effective_on=one.on,
                currency=one.item.currency,
                source_kind="processor_fee",
                source_id=movement_id,
                cause=f"fee {one.item.id}",
                postings=(
                    Posting(fees_id, fee_minor),
                    Posting(processor_id, -fee_minor),
                ),
            )
            for movement_id, one, fee_minor in kept
        ],
    )
    sums: Counter[str] = Counter()
    for _, one, fee_minor in kept:
        sums[one.item.currency] += fee_minor
    return dict(sorted(sums.items()))


def _fee(item: PayoutItem) -> int:
    """What a movement costs us: of a fee all that it moves."""
    return -item.net_minor if item.kind is PayoutKind.FEE else item.fee_minor


def _told(one: Movement, code: str, sentence: str) -> Problem:
    return Problem(
        code=code, place=one.item.place, field=one.item.code, sentence=sentence
    )
