"""What waits is looked at again when something that was learned is forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook.apps.banking.actions.asking import ask_matcher
from duebook.apps.banking.actions.carrying_out import keep_proposals
from duebook.apps.banking.actions.receipts import LOOKED_AT, receipts_of
from duebook.apps.banking.queries.lines import lock_lines, waiting_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from duebook.apps.entities.actions import Act
    from duebook.domain.matching.records import Answer, Proposal


def look_again(act: Act, rests_on_it: Callable[[Proposal], bool]) -> int:
    """Propose anew where a line waits on a proposal of some kind; how many did.

    Nothing is posted: what the matcher is sure of now waits for the next matching, or
    for a person, as one of the proposals.
    """
    waiting = [
        line.id
        for line in waiting_lines(act.entity_id, states=LOOKED_AT)
        if any(map(rests_on_it, line.proposals))
    ]
    lines = {
        line.id: line
        for line in lock_lines(act.entity_id, waiting)
        if line.state in LOOKED_AT
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
