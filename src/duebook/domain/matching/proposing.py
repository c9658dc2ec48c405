"""Proposals with their reasons in words, and answers made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from duebook.domain.matching.case import in_order
from duebook.domain.matching.fitting import Fit
from duebook.domain.matching.records import (
    Answer,
    Evidence,
    Held,
    Proposal,
    Reason,
)
from duebook.domain.matching.words import listed, money

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from duebook.domain.matching.case import Case
    from duebook.domain.matching.records import Debt

MOST_PROPOSALS: Final = 5

_PAYER = {
    Evidence.ACCOUNT: "The account {account} is {party}’s.",
    Evidence.ALIAS: "“{name}” is a name that {party} is known to use.",
    Evidence.NAME: "“{name}” is like {party}, and like no other payer.",
}
_NAMED = {
    Evidence.ADVICE: "The advice names {numbers}, with amounts that agree.",
    Evidence.REFERENCE: "It names {numbers}.",
    Evidence.DAMAGED_REFERENCE: "It names {numbers} with one slip of the pen.",
}
_AMOUNT = {
    Evidence.EXACT: "{amount} is what is open of {numbers}.",
    Evidence.SUBSET: "What is open of {numbers} adds up to {amount}.",
    Evidence.DISCOUNT: "Less a discount of {discount}, {come} to {amount}.",
    Evidence.FEE: "Less bank fees of {fee}, {come} to {amount}.",
    Evidence.WITHHELD: "Less {deducted} withheld ({code}), {come} to {amount}.",
    Evidence.DEDUCTION: "Less a deduction of {deducted} ({code}), {come} to {amount}.",
}


def propose(
    case: Case,
    party_id: int,
    fit: Fit,
    debts: Iterable[Debt],
    evidence: Sequence[Evidence] = (),
) -> Proposal:
    """The fit as a proposal for the party, with a reason per piece of evidence.

    Args:
        case: the receipt.
        party_id: whose money it would be.
        fit: what it settles.
        debts: at least those that the fit settles.
        evidence: what speaks for it besides the amount.
    """
    touched = in_order([debt for debt in debts if debt.id in fit.debt_ids])
    parts = {part.debt_id: part for part in fit.parts}
    closed = sum(
        part.paid_minor + part.discount_minor + part.fee_minor + part.deducted_minor
        for part in fit.parts
    )
    paid = sum(part.paid_minor for part in fit.parts)
    short_minor = sum(debt.open_minor for debt in touched) - closed
    left_minor = case.amount_minor - paid
    how = [fit.evidence] if not short_minor and not left_minor and fit.parts else []
    return Proposal(
        party_id=party_id,
        parts=tuple(parts[debt.id] for debt in touched),
        left_minor=left_minor,
        short_minor=short_minor,
        reasons=tuple(
            Reason(each, _sentence(case, each, party_id, fit, touched))
            for each in (*evidence, *how)
        ),
    )


def _sentence(
    case: Case, evidence: Evidence, party_id: int, fit: Fit, touched: Sequence[Debt]
) -> str:
    currency = case.receipt.currency
    template = (_PAYER | _NAMED | _AMOUNT)[evidence]
    return template.format(
        account=case.receipt.payer_account,
        name=case.receipt.payer_name,
        party=case.directory.name(party_id),
        numbers=numbers(touched),
        come=come(touched),
        amount=money(case.amount_minor, currency),
        discount=money(sum(part.discount_minor for part in fit.parts), currency),
        fee=money(sum(part.fee_minor for part in fit.parts), currency),
        deducted=money(sum(part.deducted_minor for part in fit.parts), currency),
        code=listed(sorted({part.deduction for part in fit.parts} - {""})),
    )


def numbers(debts: Iterable[Debt]) -> str:
    """The documents' numbers in a sentence, each once."""
    return listed(dict.fromkeys(debt.number for debt in debts))


def come(debts: Iterable[Debt]) -> str:
    """``INV-1 comes`` or ``INV-1 and INV-2 come``, before what it comes to."""
    named = {debt.number for debt in debts}
    return f"{numbers(debts)} {'comes' if len(named) == 1 else 'come'}"


def on_account(
    case: Case, party_id: int, evidence: Sequence[Evidence] = ()
) -> Proposal:
    """The money stays with the party, against nothing."""
    return propose(case, party_id, Fit((), Evidence.EXACT), (), evidence)


def posts(case: Case, proposal: Proposal, debts: Iterable[Debt]) -> Answer:
    """The proposal is complete and unique, unless people have spoken about it."""
    settled = [debt for debt in debts if debt.id in debt_ids(proposal)]
    if debt_ids(proposal) in case.rejected:
        sentence = f"Somebody has said that it is not for {numbers(settled)}."
        return holds(case, Held.REJECTED, sentence)
    contested = [debt for debt in settled if debt.contested_minor]
    if contested:
        amount = money(sum(d.contested_minor for d in contested), case.receipt.currency)
        sentence = f"{amount} of {numbers(contested)} is in dispute."
        return holds(case, Held.CONTESTED, sentence, [proposal])
    return Answer(receipt_id=case.receipt.id, proposals=(proposal,))


def holds(
    case: Case, held: Held, sentence: str, proposals: Iterable[Proposal] = ()
) -> Answer:
    """A person decides.

    Each way is proposed once, the best first, and none that was rejected before.
    """
    ranked: dict[object, Proposal] = {}
    for proposal in proposals:
        if debt_ids(proposal) not in case.rejected:
            ranked.setdefault((proposal.party_id, proposal.parts), proposal)
    return Answer(
        receipt_id=case.receipt.id,
        proposals=tuple(ranked.values())[:MOST_PROPOSALS],
        held=held,
        sentence=sentence,
    )


def debt_ids(proposal: Proposal) -> frozenset[int]:
    """What the proposal settles, in part or whole."""
    return frozenset(part.debt_id for part in proposal.parts)
