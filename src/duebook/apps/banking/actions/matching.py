"""The matcher on what waits: it posts what it proves, and proposes the rest."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from duebook.apps.banking.actions.asking import ask_matcher
from duebook.apps.banking.actions.carrying_out import (
    BOOKED_ALREADY,
    MATCHER,
    carry_out,
    decision_of,
    deduction_kinds,
    keep_proposals,
)
from duebook.apps.banking.actions.closed import closed_days
from duebook.apps.banking.actions.linking import link_known
from duebook.apps.banking.actions.receipts import (
    LOOKED_AT,
    receipts_of,
    use_advices,
)
from duebook.apps.banking.actions.ruling import carry_out_rules, post_transfers
from duebook.apps.banking.queries.lines import lock_lines, waiting_lines
from duebook.apps.entities.actions import Act, action
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from duebook.apps.banking.actions.carrying_out import (
        Decision,
    )
    from duebook.apps.banking.queries.lines import Line
    from duebook.domain.matching.records import Answer, Proposal, Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchLines:
    """Match all money that waits, on one bank account or on all."""

    entity_id: int
    bank_account_id: int | None = None


@dataclass(frozen=True, slots=True)
class LinesMatched:
    """How many lines are explained now, by whom, and why the others wait.

    ``linked`` lines were in the books before, ``ruled`` ones a rule of the house
    posted, ``posted`` ones the matcher proved.
    """

    linked: int
    ruled: int
    posted: int
    held: dict[str, int]


Kept: TypeAlias = "tuple[str, str, Sequence[Proposal]]"
"""Why a line is held: a word, a sentence, and what is proposed."""


@action(Right.APPLY)
def match_lines(command: MatchLines, act: Act) -> LinesMatched:
    """Explain what is complete and unique, and keep proposals for everything else.

    What the books hold already is linked first, then the rules of the house that may
    act, then the matcher proves whose the rest is.  What a person decided stays: only
    lines that wait are looked at.
    """
    waiting = waiting_lines(
        act.entity_id, bank_account_id=command.bank_account_id, states=LOOKED_AT
    )
    locked = lock_lines(act.entity_id, [line.id for line in waiting])
    lines = [line for line in locked if line.state in LOOKED_AT]
    known = link_known(act, lines)
    unknown = [line for line in lines if line.id not in known.linked]
    doubtful = {
        line.id: _held_as_booked(known.doubtful[line.id])
        for line in unknown
        if line.id in known.doubtful
    }
    rest = [line for line in unknown if line.id not in doubtful]
    late = _held_as_late(act, rest)
    rest = [line for line in rest if line.id not in late]
    between = post_transfers(act, rest)
    rest = [line for line in rest if line.id not in between]
    ruled, suggested = carry_out_rules(act, rest, doubted_by=_may_pay_a_debt)
    left = [line for line in rest if line.id not in ruled]
    kept = {line.id: suggested.get(line.id, MONEY_OUT) for line in left}
    kept |= doubtful | late
    money_in = [
        line for line in left if line.amount_minor > 0 and line.id not in suggested
    ]
    posted, held = _match(act, money_in)
    kept = {line_id: kept[line_id] for line_id in kept.keys() - posted} | held
    keep_proposals(act, kept)
    return LinesMatched(
        linked=len(known.linked),
        ruled=len(ruled) + len(between),
        posted=len(posted),
        held=dict(sorted(Counter(word for word, _, _ in kept.values()).items())),
    )


MONEY_OUT: Kept = ("money_out", "Money left the account; say what it was.", ())


def _held_as_booked(entry_ids: Sequence[int]) -> Kept:
    entries = ", ".join(map(str, entry_ids))
    return (
        BOOKED_ALREADY,
        f"The books hold this amount already (entry {entries}); is it the same money?",
        (),
    )


def _held_as_late(act: Act, lines: Sequence[Line]) -> dict[int, Kept]:
    """Lines of closed days: one of them would stop the run for all the others.

    Money that lies apart is in the books of its day and is given today.
    """
    closed = closed_days(act, (line.booked_on for line in lines))
    return {
        line.id: ("period_closed", _late(line.booked_on), ())
        for line in lines
        if line.booked_on in closed and line.state != "apart"
    }


def _late(day: date) -> str:
    return (
        f"The books of {day} are closed; open them again, or enter the money on a "
        "later day and link the line to it."
    )


def _may_pay_a_debt(act: Act, lines: Sequence[Line]) -> set[int]:
    """Lines of money in that the matcher has something to propose for."""
    receipts = receipts_of(
        act.entity_id, [line for line in lines if line.amount_minor > 0]
    )
    answers = ask_matcher(act, [one.receipt for one in receipts])
    return {
        one.line.id
        for one, answer in zip(receipts, answers, strict=True)
        if answer.proposals
    }


def _match(act: Act, lines: Sequence[Line]) -> tuple[set[int], dict[int, Kept]]:
    """Ask the matcher about money that came in, and post what it proves.

    Returns:
        The lines posted, and why the others are held.
    """
    if not lines:
        return set(), {}
    receipts = receipts_of(act.entity_id, lines)
    answers = ask_matcher(act, [one.receipt for one in receipts])
    by_line: dict[int, list[tuple[Receipt, Answer]]] = {}
    for one, answer in zip(receipts, answers, strict=True):
        by_line.setdefault(one.line.id, []).append((one.receipt, answer))
    posted, held = _carry_out(act, lines, by_line)
    use_advices(act, receipts, posted)
    return posted, held


def _carry_out(
    act: Act,
    lines: Sequence[Line],
    by_line: Mapping[int, Sequence[tuple[Receipt, Answer]]],
) -> tuple[set[int], dict[int, Kept]]:
    """A line is posted when all its payments are proved, and held otherwise."""
    kinds = deduction_kinds(act.entity_id)
    decisions: list[Decision] = []
    held: dict[int, Kept] = {}
    for line in lines:
        answered = by_line[line.id]
        doubts = [answer for _, answer in answered if answer.held]
        if doubts:
            held[line.id] = (
                str(doubts[0].held),
                " ".join(answer.sentence for answer in doubts),
                [proposal for answer in doubts for proposal in answer.proposals],
            )
            continue
        decisions += [
            decision_of(line, answer.proposals[0], receipt.amount_minor, kinds)
            for receipt, answer in answered
        ]
    carry_out(act, decisions, rule=MATCHER)
    return {one.line.id for one in decisions}, held
