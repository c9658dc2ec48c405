"""The matcher on what waits: it posts what it proves, and proposes the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from duebook.apps.banking.actions.carrying_out import (
    MATCHER,
    carry_out,
    decision_of,
    deduction_kinds,
    keep_proposals,
)
from duebook.apps.banking.queries.book import book_for
from duebook.apps.banking.queries.lines import lock_lines, waiting_lines
from duebook.apps.entities.actions import Act, action
from duebook.apps.entities.queries import entity
from duebook.domain.matching.ladder import match
from duebook.domain.matching.records import Policy, Receipt
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duebook.apps.banking.actions.carrying_out import (
        Decision,
    )
    from duebook.apps.banking.queries.lines import Line
    from duebook.domain.banking import BankLine
    from duebook.domain.matching.records import Answer

RECOGNISED_FOR = timedelta(days=400)
"""How long a settled document is recognised, so that paying it twice is noticed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchLines:
    """Match all money that waits, on one bank account or on all."""

    entity_id: int
    bank_account_id: int | None = None


@dataclass(frozen=True, slots=True)
class LinesMatched:
    """How many lines were posted, how many wait, and why, by the matcher's word."""

    posted: int
    held: dict[str, int]


@action(Right.APPLY)
def match_lines(command: MatchLines, act: Act) -> LinesMatched:
    """Post what is complete and unique, and keep proposals for everything else.

    What a person decided stays: only lines that wait are looked at.
    """
    waiting = waiting_lines(
        act.entity_id, bank_account_id=command.bank_account_id, states=LOOKED_AT
    )
    lines = [
        line
        for line in lock_lines(act.entity_id, [line.id for line in waiting])
        if line.state in LOOKED_AT and line.amount_minor > 0
    ]
    if not lines:
        return LinesMatched(0, {})
    receipts = dict(enumerate(_receipts(lines)))
    book = book_for(
        act.entity_id,
        lines,
        settled_since=min(line.booked_on for line in lines) - RECOGNISED_FOR,
        policy=_policy(act),
    )
    answers = match([receipt for _, receipt in receipts.values()], book)
    by_line: dict[int, list[tuple[Receipt, Answer]]] = {}
    for (line, receipt), answer in zip(receipts.values(), answers, strict=True):
        by_line.setdefault(line.id, []).append((receipt, answer))
    return _carry_out(act, lines, by_line)


LOOKED_AT = ("new", "held", "apart")


def _policy(act: Act) -> Policy:
    return Policy(small_balance_minor=entity(act.entity_id).small_balance_minor)


def _receipts(lines: Sequence[Line]) -> Iterator[tuple[Line, Receipt]]:
    """Receipts of lines, one for each single payment; ids follow the lines' own."""
    number = 0
    for line in lines:
        for part in line.parts or (None,):
            number += 1
            yield line, _receipt(number, line, part)


def _receipt(number: int, line: Line, part: BankLine | None) -> Receipt:
    if part is None:
        return Receipt(
            id=number,
            received_on=line.booked_on,
            currency=line.currency,
            amount_minor=line.left_minor or line.amount_minor,
            payer_name=line.other_name,
            payer_account=line.other_account,
            references=tuple(line.payer_references),
            text=line.text,
            remittance=line.remittance,
            charges_minor=line.charges_minor,
        )
    return Receipt(
        id=number,
        received_on=line.booked_on,
        currency=line.currency,
        amount_minor=part.amount_minor,
        payer_name=part.other.name,
        payer_account=part.other.account,
        references=part.references,
        text=part.text,
        remittance=part.remittance,
        charges_minor=part.charges_minor,
    )


def _carry_out(
    act: Act, lines: Sequence[Line], by_line: dict[int, list[tuple[Receipt, Answer]]]
) -> LinesMatched:
    """A line is posted when all its payments are proved, and held otherwise."""
    kinds = deduction_kinds(act.entity_id)
    decisions: list[Decision] = []
    kept, held, posted = {}, dict[str, int](), 0
    for line in lines:
        answered = by_line[line.id]
        doubts = [answer for _, answer in answered if answer.held]
        if doubts:
            kept[line.id] = (
                str(doubts[0].held),
                " ".join(answer.sentence for answer in doubts),
                [proposal for answer in doubts for proposal in answer.proposals],
            )
            held[str(doubts[0].held)] = held.get(str(doubts[0].held), 0) + 1
            continue
        posted += 1
        decisions += [
            decision_of(line, answer.proposals[0], receipt.amount_minor, kinds)
            for receipt, answer in answered
        ]
    carry_out(act, decisions, rule=MATCHER)
    keep_proposals(act, kept)
    return LinesMatched(posted, dict(sorted(held.items())))
