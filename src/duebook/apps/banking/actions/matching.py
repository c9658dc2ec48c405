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
    LineReceipt,
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
    asked = _ask(act, [line for line in rest if line.amount_minor > 0])
    ruled, suggested = carry_out_rules(act, rest, doubted=asked.may_pay_a_debt())
    left = [line for line in rest if line.id not in ruled]
    kept = {line.id: suggested.get(line.id, MONEY_OUT) for line in left}
    kept |= doubtful | late
    money_in = [
        line for line in left if line.amount_minor > 0 and line.id not in suggested
    ]
    posted, held = _carry_out(act, money_in, asked.answers)
    use_advices(act, asked.receipts, posted)
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


Answers: TypeAlias = "Mapping[int, Sequence[tuple[Receipt, Answer]]]"
"""What the matcher says of each payment of a line, by line."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the matcher says of money that came in, asked once for all of it."""

    receipts: list[LineReceipt]
    answers: Answers

    def may_pay_a_debt(self) -> set[int]:
        """Lines that the matcher has something to propose for."""
        return {
            line_id
            for line_id, answered in self.answers.items()
            if any(answer.proposals for _, answer in answered)
        }


def _ask(act: Act, lines: Sequence[Line]) -> _Asked:
    """Ask about all money in at once.

    Lines that want the same debt weigh each other, also where a rule of the house says
    that one of them is something else.
    """
    receipts = receipts_of(act.entity_id, lines)
    by_line: dict[int, list[tuple[Receipt, Answer]]] = {}
    answers = ask_matcher(act, [one.receipt for one in receipts])
    for one, answer in zip(receipts, answers, strict=True):
        by_line.setdefault(one.line.id, []).append((one.receipt, answer))
    return _Asked(receipts, by_line)


def _carry_out(
    act: Act,
    lines: Sequence[Line],
    answers: Answers,
) -> tuple[set[int], dict[int, Kept]]:
    """A line is posted when all its payments are proved, and held otherwise."""
    kinds = deduction_kinds(act.entity_id)
    decisions: list[Decision] = []
    held: dict[int, Kept] = {}
    for line in lines:
        answered = answers[line.id]
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
