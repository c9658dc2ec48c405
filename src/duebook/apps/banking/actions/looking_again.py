"""What waits is looked at again: a match, or what was learned, was taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook.apps.banking.actions.asking import ask_matcher
from duebook.apps.banking.actions.carrying_out import keep_proposals
from duebook.apps.banking.actions.receipts import LOOKED_AT, receipts_of
from duebook.apps.banking.queries.lines import lock_lines, waiting_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from duebook.apps.entities.actions import Act
    from duebook.domain.matching.records import Answer, Proposal


def look_again(act: Act, rests_on_it: Callable[[Proposal], bool]) -> int:
    """Propose anew where a line waits on a proposal of some kind; how many did."""
    waiting = waiting_lines(act.entity_id, states=LOOKED_AT)
    return propose_again(
        act, [line.id for line in waiting if any(map(rests_on_it, line.proposals))]
    )


def propose_again(act: Act, line_ids: Collection[int]) -> int:
    """Ask the matcher anew about money in that waits on lines; of how many.

    Nothing is posted: what the matcher is sure of now waits for the next matching, or
    for a person, as one of the proposals.
    """
    lines = {
        line.id: line
        for line in lock_lines(act.entity_id, line_ids)
        if line.state in LOOKED_AT and line.amount_minor > 0
    }
    receipts = receipts_of(act.entity_id, list(lines.values()))
    answers = ask_matcher(act, [one.receipt for one in receipts])
    by_line: dict[int, list[Answer]] = {line_id: [] for line_id in lines}
    for one, answer in zip(receipts, answers, strict=True):
        by_line[one.line.id].append(answer)
    keep_proposals(
        act,
        {
            line_id: (
                next((str(one.held) for one in said if one.held), lines[line_id].held),
                " ".join(one.sentence for one in said),
                [proposal for one in said for proposal in one.proposals],
            )
            for line_id, said in by_line.items()
        },
    )
    return len(by_line)
