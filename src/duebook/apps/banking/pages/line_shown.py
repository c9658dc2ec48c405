"""A bank line as the match screen shows it: why it waits, what it proves, the ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from duebook.apps.audit.queries import Recorded
from duebook.apps.banking.actions import AcceptMatch, accept_match
from duebook.apps.banking.actions.asking import what_they_prove
from duebook.apps.banking.actions.receipts import receipts_of
from duebook.apps.banking.pages.side import why
from duebook.apps.banking.queries.book import debts_of_party, open_debts
from duebook.apps.banking.queries.entries import UnexplainedEntry, unexplained_entries
from duebook.apps.banking.queries.lines import (
    Explained,
    Line,
    decided_by,
    explanations_of,
)
from duebook.apps.banking.queries.returnable import (
    ReturnablePayment,
    returnable_payments,
)
from duebook.apps.banking.queries.workspace import days_after_due
from duebook.apps.entities.actions import new_key
from duebook.apps.ledger.queries import Account, Effect, chart, effect_of
from duebook.apps.notes.queries import Written, notes_on_party
from duebook.apps.parties.queries import parties
from duebook.domain.matching.proving import Finding, Proves
from duebook.domain.matching.records import Evidence
from duebook.domain.rights import Right
from duebook.web.figures import FEW, counted

if TYPE_CHECKING:
    from duebook.apps.banking.pages.side import Side
    from duebook.apps.entities.pages.door import Seated
    from duebook.domain.matching.records import Debt, Proposal

A_YEAR: Final = timedelta(days=365)
LATELY: Final = timedelta(days=21)
"""How old a note on a payer may be to say something about its money."""

_TOLD_BY_THE_LADDER: Final = {Evidence.ACCOUNT, Evidence.ALIAS}
_NUMBERS: Final = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven")
_LADDER: Final = {
    Proves.YES: ("circle-check", "ok"),
    Proves.ASKS: ("alert-triangle", "warn"),
    Proves.NOTHING: ("circle-dashed", "idle"),
}


@dataclass(frozen=True, slots=True)
class Rung:
    """A finding with its icon and its tone."""

    finding: Finding
    icon: str
    kind: str


@dataclass(frozen=True, slots=True)
class Piece:
    """What a match settles of one item; ``over_days`` is below zero before its day."""

    number: str
    order: str
    due_on: date
    over_days: int
    paid_minor: int
    let_go_minor: int
    contested_minor: int


@dataclass(frozen=True, slots=True)
class Match:
    """A numbered proposal with its items, what is left, and what speaks for it.

    ``is_gone`` tells that its items were settled by other money since.
    """

    number: int
    title: str
    party: str
    pieces: tuple[Piece, ...]
    left_minor: int
    short_minor: int
    says: tuple[str, ...]
    is_gone: bool

    @property
    def contested_minor(self) -> int:
        """What it would pay that is in dispute."""
        return sum(piece.contested_minor for piece in self.pieces)


@dataclass(frozen=True, kw_only=True)
class Looked:
    """All that the screen of a line shows."""

    line: Line
    place: int
    of: int
    stamp: str
    why: str
    open_by: str = ""
    rungs: tuple[Rung, ...] = ()
    matches: tuple[Match, ...] = ()
    payer: str = ""
    payer_code: str = ""
    open_items: int = 0
    days: Sequence[int] = ()
    flags: Sequence[tuple[int, str]] = ()
    notes: Sequence[Written] = ()
    effect: Effect | None = None
    entries: Sequence[UnexplainedEntry] = ()
    returns: Sequence[ReturnablePayment] = ()
    accounts: Sequence[Account] = ()
    standing: Sequence[Explained] = ()
    by: Recorded | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether somebody has still to say what it is."""
        return self.line.state in {"new", "held", "apart", "doubtful"}

    @property
    def raw(self) -> str:
        """What the bank wrote of it, as it wrote it."""
        line = self.line
        said = [line.other_name, *line.payer_references, line.text]
        said.append(line.other_account and f"account {line.other_account}")
        said.append(line.return_code and f"return {line.return_code}")
        return " · ".join(one for one in said if one)

    @property
    def may_be_booked(self) -> bool:
        """Whether an entry of just this amount waits to be shown by the bank."""
        left_minor = self.line.left_minor
        return any(entry.amount_minor == left_minor for entry in self.entries)

    @property
    def would_write(self) -> list[tuple[str, int]]:
        """What the first match moves on each account, but for what passes through."""
        sums: dict[str, int] = {}
        for leg in self.effect.legs if self.effect else ():
            sums[leg.name] = sums.get(leg.name, 0) + leg.amount_minor
        return [(name, minor) for name, minor in sums.items() if minor]

    @property
    def pays(self) -> str:
        """How its payer pays, in a sentence for those who see no dots."""
        late = sum(day > 0 for day in self.days)
        return f"{counted(len(self.days), 'payment')}, {late} after the due date"


def looked(sitting: Seated, line: Line, side: Side) -> Looked:
    """Read what a line's screen shows; each set of things in one query."""
    rows = {one.row.id: one for group in side.groups for one in group.rows}
    base = Looked(
        line=line,
        place=list(rows).index(line.id) + 1 if line.id in rows else 0,
        of=len(rows),
        stamp=line.stamp,
        why=why(rows[line.id].row) if line.id in rows else "",
        open_by=rows[line.id].open_by if line.id in rows else "",
    )
    if line.state in {"explained", "known"}:
        return replace(
            base,
            standing=explanations_of(sitting.entity_id, [line.id]),
            by=decided_by(sitting.entity_id, line.id),
        )
    waiting = replace(
        base,
        entries=_entries(sitting, line),
        accounts=chart(sitting.entity_id) if line.state != "apart" else (),
    )
    if line.amount_minor < 0 or line.state == "doubtful":
        return replace(waiting, returns=_returns(sitting, line))
    return _money_in(sitting, line, waiting)


def _money_in(sitting: Seated, line: Line, base: Looked) -> Looked:
    """Money that came in: the ladder, the ways, and how the likely payer pays."""
    entity_id, proposals = sitting.entity_id, line.proposals
    debts = _debts(entity_id, line, proposals)
    names = parties(entity_id, {one.party_id for one in proposals})
    matches = tuple(
        _match(number, proposal, debts, sitting.today, names[proposal.party_id].name)
        for number, proposal in enumerate(proposals, start=1)
    )
    found = replace(
        base,
        rungs=_rungs(sitting, line),
        matches=matches,
        effect=_effect(sitting, line) if matches and not matches[0].is_gone else None,
    )
    if len(names) != 1:
        return found
    [payer] = names.values()
    days = days_after_due(entity_id, payer.id, sitting.today - A_YEAR)
    return replace(
        found,
        payer=payer.name,
        payer_code=payer.code,
        open_items=len(debts_of_party(entity_id, line.currency, payer.id)),
        days=days,
        flags=_flags(proposals, debts, line.booked_on) if days else (),
        notes=_notes(entity_id, payer.id, line.booked_on),
    )


def _debts(
    entity_id: int, line: Line, proposals: Sequence[Proposal]
) -> dict[int, Debt]:
    wanted = [part.debt_id for one in proposals for part in one.parts]
    if not wanted:
        return {}
    return {debt.id: debt for debt in open_debts(entity_id, [line.currency], wanted)}


def _rungs(sitting: Seated, line: Line) -> tuple[Rung, ...]:
    """What the line proves by now; of a collective booking its first payment waits."""
    receipts = [one.receipt for one in receipts_of(sitting.entity_id, [line])]
    seen = Finding(
        "Not seen before",
        Proves.YES,
        "new",
        f"line {line.id}, its day, amount and words came once",
    )
    found = what_they_prove(sitting.entity_id, receipts[:1])
    return tuple(
        Rung(finding, *_LADDER[finding.proves])
        for finding in (seen, *(one for of in found for one in of))
    )


def _match(
    number: int, proposal: Proposal, debts: dict[int, Debt], today: date, party: str
) -> Match:
    pieces = tuple(
        Piece(
            number=debt.number,
            order=debt.references[1] if len(debt.references) > 1 else "",
            due_on=debt.due_on,
            over_days=(today - debt.due_on).days,
            paid_minor=part.paid_minor,
            let_go_minor=part.discount_minor + part.fee_minor + part.deducted_minor,
            contested_minor=debt.contested_minor,
        )
        for part in proposal.parts
        if (debt := debts.get(part.debt_id)) is not None
    )
    is_gone = len(pieces) < len(proposal.parts)
    return Match(
        number=number,
        is_gone=is_gone,
        title="Its items were settled meanwhile" if is_gone else _title(pieces),
        party=party,
        pieces=pieces,
        left_minor=proposal.left_minor,
        short_minor=proposal.short_minor,
        says=tuple(
            reason.sentence
            for reason in proposal.reasons
            if reason.evidence not in _TOLD_BY_THE_LADDER
        ),
    )


def _title(pieces: Sequence[Piece]) -> str:
    """``Two overdue items``, ``One item not yet due``, ``Nothing, on account``."""
    if not pieces:
        return "Leave with the payer, for nothing yet"
    count = len(pieces)
    number = _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"
    items = "item" if count == 1 else "items"
    if all(piece.over_days > 0 for piece in pieces):
        return f"{number} overdue {items}"
    if all(piece.over_days <= 0 for piece in pieces):
        return f"{number} {items} not yet due"
    return f"{number} {items}, {sum(p.over_days > 0 for p in pieces)} overdue"


def _flags(
    proposals: Sequence[Proposal], debts: dict[int, Debt], on: date
) -> list[tuple[int, str]]:
    """Where each match's items would stand among how its payer pays."""
    return [
        ((on - debts[part.debt_id].due_on).days, str(number))
        for number, proposal in enumerate(proposals[:9], start=1)
        for part in proposal.parts
        if part.debt_id in debts
    ]


def _notes(entity_id: int, payer_id: int, on: date) -> list[Written]:
    """What was written about the payer lately: it points, and proves nothing."""
    written = notes_on_party(entity_id, [payer_id])
    return [one for one in written if abs(one.at.date() - on) <= LATELY][:2]


def _effect(sitting: Seated, line: Line) -> Effect | None:
    """The entries that the first match would write; none for those who only read."""
    if not sitting.may(Right.APPLY):
        return None
    command = AcceptMatch(entity_id=sitting.entity_id, line_id=line.id, proposal=1)
    return effect_of(
        sitting.entity_id,
        lambda: accept_match(command, **sitting.sends(new_key())),
    )


def _entries(sitting: Seated, line: Line) -> list[UnexplainedEntry]:
    """Entries of the books that the line may be, those of its amount first."""
    if line.state == "apart":
        return []
    found = [
        entry
        for entry in unexplained_entries(sitting.entity_id, [line.account_id])
        if (entry.amount_minor < 0) == (line.amount_minor < 0)
    ]
    found.sort(
        key=lambda entry: (
            abs(entry.amount_minor - line.left_minor),
            abs((entry.effective_on - line.booked_on).days),
        )
    )
    return found[:FEW]


def _returns(sitting: Seated, line: Line) -> list[ReturnablePayment]:
    """Payments over the line's amount that it may take back."""
    if line.amount_minor > 0:
        return []
    found = returnable_payments(
        sitting.entity_id,
        line.currency,
        [-line.left_minor],
        line.booked_on - A_YEAR,
    )
    return [one for one in found if not one.is_returned][:FEW]
