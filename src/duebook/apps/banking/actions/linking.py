"""Bank lines linked to what the books hold already, posted to nobody a second time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from duebook.apps.banking.actions.carrying_out import (
    MATCHER,
    PERSON,
    nothing_waits,
    require_unbooked,
)
from duebook.apps.banking.actions.closed import closed_days
from duebook.apps.banking.actions.explaining import (
    NewExplanation,
    explain,
    take_explanations_back,
)
from duebook.apps.banking.actions.looking_again import propose_again
from duebook.apps.banking.actions.ruling import deny_rules
from duebook.apps.banking.actions.sharing import locked_line
from duebook.apps.banking.queries.accounts import lock_bank_accounts
from duebook.apps.banking.queries.entries import unexplained_entries
from duebook.apps.banking.queries.lines import (
    denied_entries,
    explanations_of,
)
from duebook.apps.entities.actions import Act, action
from duebook.apps.ledger import actions as books
from duebook.domain.booked import Known, Shown, booked_already
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from duebook.apps.banking.queries.entries import UnexplainedEntry
    from duebook.apps.banking.queries.lines import Line

KINDS = {
    "payment": "payment",
    "deposit": "deposit",
    "payment_return": "return",
    "refund": "refund",
    "payout": "payout",
}
"""What a line is that shows an entry of a source; entries of others are manual."""


def link_known(act: Act, lines: Sequence[Line]) -> Known:
    """Link the lines that the books know already, and say which may be known.

    Lines that are set apart are in the books: they are left alone, and so is what a
    person said to be new money.
    """
    fresh = [line for line in lines if line.state != "apart" and not line.is_new_money]
    account_ids = {line.account_id for line in fresh}
    lock_bank_accounts(act.entity_id, account_ids)
    entries = {
        entry.entry_id: entry
        for entry in unexplained_entries(act.entity_id, account_ids)
    }
    known = booked_already(
        [
            Shown(
                line_id=line.id,
                account_id=line.account_id,
                on=line.booked_on,
                amount_minor=line.left_minor,
                said=" ".join((*line.payer_references, line.text)),
            )
            for line in fresh
        ],
        [entry.as_booked() for entry in entries.values()],
    )
    known = _without_denied(known, denied_entries(act.entity_id, list(known.linked)))
    by_id = {line.id: line for line in fresh}
    explain(
        act,
        [
            _link(by_id[line_id], entries[entry_id], MATCHER)
            for line_id, entry_id in known.linked.items()
        ],
    )
    return known


def _without_denied(known: Known, denied: Collection[tuple[int, int]]) -> Known:
    """What a person unlinked is not linked again, only asked about."""
    asked = {pair[0]: (pair[1],) for pair in known.linked.items() if pair in denied}
    linked = {
        line_id: entry_id
        for line_id, entry_id in known.linked.items()
        if line_id not in asked
    }
    return Known(linked, known.doubtful | asked)


def _link(line: Line, entry: UnexplainedEntry, rule: str) -> NewExplanation:
    return NewExplanation(
        line=line,
        kind=KINDS.get(entry.source_kind, "journal"),
        entry_id=entry.entry_id,
        amount_minor=min(line.left_minor, entry.amount_minor, key=abs),
        subject_id=entry.source_id,
        rule=rule,
    )


@dataclass(eq=False)
class NotUnexplained(Refusal):
    """The entry is not on this bank account, or lines explain it already."""

    code: ClassVar[str] = "not_unexplained"
    template: ClassVar[str] = (
        "Entry {entry} has nothing on this account that a bank line could still show."
    )

    entry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkLine:
    """Say that a line is an entry that the books hold already."""

    entity_id: int
    line_id: int
    entry_id: int
    seen: str = ""


@action(Right.APPLY)
def link_line(command: LinkLine, act: Act) -> int:
    """Link a line to an entry, and return what it still has to be explained.

    Raises:
        NoSuchLine, LineChanged, NothingWaits, NotUnexplained: the two do not fit.
    """
    line = locked_line(act, command.line_id, command.seen)
    require_unbooked(line)
    lock_bank_accounts(act.entity_id, [line.account_id])
    found = {
        entry.entry_id: entry
        for entry in unexplained_entries(act.entity_id, [line.account_id])
    }
    entry = found.get(command.entry_id)
    if entry is None or (entry.amount_minor < 0) != (line.amount_minor < 0):
        raise NotUnexplained(command.entry_id)
    link = _link(line, entry, PERSON)
    explain(act, [link])
    return line.left_minor - link.amount_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlinkLine:
    """Take back that a line is what the books held already, or what a rule posted."""

    entity_id: int
    line_id: int
    reason: str
    seen: str = ""


@action(Right.APPLY)
def unlink_line(command: UnlinkLine, act: Act) -> int:
    """Let a line wait again, and return how many links were taken back.

    Its payments are taken back by :func:`unmatch` instead.

    Raises:
        NoSuchLine, LineChanged: there is no such line, or none as it was seen.
        NothingWaits: nothing links it.
    """
    line = locked_line(act, command.line_id, command.seen)
    standing = [
        one
        for one in explanations_of(act.entity_id, [line.id])
        if one.kind != "unidentified"
    ]
    if not standing or line.state == "apart":
        raise nothing_waits(line, "is not linked to anything")
    standing = [one for one in standing if not one.is_own]
    if not standing:
        raise nothing_waits(line, "brought its payments itself: unmatch it instead")
    take_explanations_back(act, {line.id: line}, standing, command.reason)
    ruled = [one.entry_id for one in standing if one.kind in {"ruled", "transfer"}]
    if ruled:
        is_closed = closed_days(act, [line.booked_on])
        books.reverse(
            act,
            ruled,
            effective_on=act.today if is_closed else line.booked_on,
            cause=f"not so: {command.reason}",
        )
    deny_rules(
        act,
        [one.subject_id for one in standing if one.kind == "ruled" and one.subject_id],
    )
    propose_again(act, [line.id])
    return len(standing)
