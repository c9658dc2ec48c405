"""Receipts of one batch that want the same debt: the earlier, or nobody."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from duebook.domain.matching.proposing import debt_ids, holds
from duebook.domain.matching.records import Held
from duebook.domain.matching.words import in_words, money

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.domain.matching.case import Case
    from duebook.domain.matching.records import Answer


def settle_rivalry(cases: Sequence[Case], answers: Sequence[Answer]) -> list[Answer]:
    """The answers, with at most one that settles each debt by itself.

    A payer that pays twice has paid with the earlier receipt, by day and then by
    id; if different payers want a debt, a person decides about all of them.
    """
    wanted = _wanted(answers)
    settled = list(answers)
    taken: dict[int, int] = {}
    for at in sorted(range(len(cases)), key=lambda at: _by_day(cases[at])):
        if answers[at].held is not None:
            continue
        mine = debt_ids(answers[at].proposals[0])
        rivals = {other for debt_id in mine for other in wanted[debt_id]} - {at}
        party_id = answers[at].proposals[0].party_id
        strangers = [o for o in rivals if answers[o].proposals[0].party_id != party_id]
        earlier = [taken[debt_id] for debt_id in mine if debt_id in taken]
        if strangers:
            settled[at] = _wanted_by_others(cases[at], answers[at])
        elif earlier:
            first = min(earlier, key=lambda other: _by_day(cases[other]))
            settled[at] = _paid_before(
                cases[at], answers[at], cases[first], answers[first]
            )
        else:
            taken |= dict.fromkeys(mine, at)
    return settled


def _by_day(case: Case) -> tuple[object, int]:
    return (case.receipt.received_on, case.receipt.id)


def _wanted(answers: Sequence[Answer]) -> dict[int, set[int]]:
    """Which answers would settle a debt by themselves, by debt."""
    wanted: dict[int, set[int]] = defaultdict(set)
    for at, answer in enumerate(answers):
        if answer.held is None:
            for debt_id in debt_ids(answer.proposals[0]):
                wanted[debt_id].add(at)
    return wanted


def _wanted_by_others(case: Case, answer: Answer) -> Answer:
    sentence = "Money of another payer is for the same debts."
    return holds(case, Held.WANTED_TWICE, sentence, answer.proposals)


def _paid_before(case: Case, answer: Answer, first: Case, settled: Answer) -> Answer:
    mine, theirs = debt_ids(answer.proposals[0]), debt_ids(settled.proposals[0])
    amount = money(first.amount_minor, first.receipt.currency)
    sentence = (
        f"{amount} of {in_words(first.receipt.received_on)} from the same payer is for"
        f" {'the same' if mine == theirs else 'some of the same'} debts."
    )
    held = Held.SETTLED_ALREADY if mine == theirs else Held.WANTED_TWICE
    return holds(case, held, sentence, answer.proposals)
