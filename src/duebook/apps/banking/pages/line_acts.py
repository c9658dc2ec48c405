"""What somebody may say of a bank line, by the name of the button."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import uuid5

from duebook.apps.banking.actions import (
    AcceptMatch,
    JudgeLine,
    LinkLine,
    MatchLine,
    MatchLines,
    RejectMatch,
    ReturnByLine,
    RuleLine,
    SetApart,
    Short,
    UnlinkLine,
    Unmatch,
    accept_match,
    judge_line,
    link_line,
    match_line,
    match_lines,
    reject_match,
    return_by_line,
    rule_line,
    set_lines_apart,
    unlink_line,
    unmatch,
)
from duebook.apps.banking.pages.came_of import AT_ONCE
from duebook.apps.banking.queries.lines import explanations_of, waiting_lines
from duebook.apps.parties.queries import party_by_code
from duebook.domain.disputes import Category
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeAlias

    from duebook.apps.banking.queries.lines import Line
    from duebook.apps.entities.pages.door import Seated

    Said: TypeAlias = dict[str, Any]
    LineAct: TypeAlias = Callable[[Seated, Line, Said], bool]


def _accept(sitting: Seated, line: Line, said: Said) -> bool:
    short = said["short"]
    accepted = accept_match(
        AcceptMatch(
            entity_id=sitting.entity_id,
            line_id=line.id,
            seen=said["seen"],
            proposal=said["proposal"] or 1,
            short=Short(short) if short in set(Short) else Short.KEEP_OPEN,
            category=Category(said["category"] or Category.OTHER),
            reason=said["reason"],
        ),
        **sitting.sends(said["key"]),
    )
    return bool(accepted.waiting)


def _on_account(sitting: Seated, line: Line, said: Said) -> bool:
    with sitting.reading():
        party = party_by_code(sitting.entity_id, said["party"])
    match_line(
        MatchLine(
            entity_id=sitting.entity_id,
            line_id=line.id,
            seen=said["seen"],
            party_id=party.id,
            paid={},
            is_on_account=True,
            reason=said["reason"],
        ),
        **sitting.sends(said["key"]),
    )
    return False


def _apart(sitting: Seated, line: Line, said: Said) -> bool:
    set_lines_apart(
        SetApart(
            entity_id=sitting.entity_id,
            line_ids=(line.id,),
            seen={line.id: said["seen"]},
        ),
        **sitting.sends(said["key"]),
    )
    return False


def _reject(sitting: Seated, line: Line, said: Said) -> bool:
    reject_match(
        RejectMatch(
            entity_id=sitting.entity_id,
            line_id=line.id,
            seen=said["seen"],
            proposal=said["proposal"] or 1,
            reason=said["reason"] or "not so",
        ),
        **sitting.sends(said["key"]),
    )
    return False


def _judge(sitting: Seated, line: Line, said: Said, *, is_new: bool) -> bool:
    """Settle the doubt; what is new is matched at once, with all that waits."""
    judge_line(
        JudgeLine(
            entity_id=sitting.entity_id,
            line_id=line.id,
            seen=said["seen"],
            is_new=is_new,
            reason=said["reason"] or ("new money" if is_new else "told twice"),
        ),
        **sitting.sends(said["key"]),
    )
    if is_new and sitting.may(Right.APPLY):
        _match_again(sitting, line, said)
    return False


def _match_again(sitting: Seated, line: Line, said: Said) -> None:
    """Match what waits on the line's account; many lines wait for the next file."""
    account_id = line.bank_account_id
    with sitting.reading():
        waiting = waiting_lines(
            sitting.entity_id, bank_account_id=account_id, size=AT_ONCE + 1
        )
    if len(waiting) <= AT_ONCE:
        command = MatchLines(entity_id=sitting.entity_id, bank_account_id=account_id)
        match_lines(command, **sitting.sends(uuid5(said["key"], "match")))


def _new(sitting: Seated, line: Line, said: Said) -> bool:
    return _judge(sitting, line, said, is_new=True)


def _known(sitting: Seated, line: Line, said: Said) -> bool:
    return _judge(sitting, line, said, is_new=False)


def _link(sitting: Seated, line: Line, said: Said) -> bool:
    link_line(
        LinkLine(
            entity_id=sitting.entity_id,
            line_id=line.id,
            seen=said["seen"],
            entry_id=said["entry"] or 0,
        ),
        **sitting.sends(said["key"]),
    )
    return False


def _return(sitting: Seated, line: Line, said: Said) -> bool:
    return_by_line(
        ReturnByLine(
            entity_id=sitting.entity_id,
            line_id=line.id,
            seen=said["seen"],
            payment=said["payment"],
            reason=said["reason"] or line.return_code or "returned by the bank",
        ),
        **sitting.sends(said["key"]),
    )
    return False


def _rule(sitting: Seated, line: Line, said: Said) -> bool:
    rule_line(
        RuleLine(
            entity_id=sitting.entity_id,
            line_id=line.id,
            seen=said["seen"],
            account=said["account"] or None,
        ),
        **sitting.sends(said["key"]),
    )
    return False


def _undo(sitting: Seated, line: Line, said: Said) -> bool:
    """Take back what the line is: its payments, or what it was linked to."""
    with sitting.reading():
        standing = explanations_of(sitting.entity_id, [line.id])
    back: dict[str, Any] = {
        "entity_id": sitting.entity_id,
        "line_id": line.id,
        "reason": said["reason"] or "taken back",
        "seen": said["seen"],
    }
    if any(one.kind in {"payment", "unidentified"} for one in standing):
        unmatch(Unmatch(**back), **sitting.sends(said["key"]))
    else:
        unlink_line(UnlinkLine(**back), **sitting.sends(said["key"]))
    return False


ACTS: Final[Mapping[str, LineAct]] = {
    "accept": _accept,
    "account": _on_account,
    "apart": _apart,
    "reject": _reject,
    "new": _new,
    "known": _known,
    "link": _link,
    "return": _return,
    "rule": _rule,
    "undo": _undo,
}
"""Each tells whether something of it waits for a second person."""
