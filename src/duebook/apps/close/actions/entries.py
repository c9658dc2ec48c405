"""Entries that no document causes: typed by an accountant, or proposed and approved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from duebook import db
from duebook.apps.approvals.actions import Held, held
from duebook.apps.close import models
from duebook.apps.close.queries.comparing import ties
from duebook.apps.entities.actions import Act, action
from duebook.apps.ledger import actions as books
from duebook.apps.ledger.queries import accounts_by_code, control_accounts
from duebook.domain.errors import Refusal
from duebook.domain.ledger import JournalEntry, Posting
from duebook.domain.money import from_minor, told
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.domain.tie_out import Difference, Proposal

SOURCE = "manual"
"""The source of entries by hand in the journal."""


@dataclass(frozen=True, slots=True)
class NewLeg:
    """A leg of an entry by the code of its account, debit positive, in minor units."""

    account: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class EntryPosted:
    """An entry as posted: its number in the journal, and its day."""

    entry_id: int
    effective_on: date


@dataclass(eq=False)
class DoesNotBalance(Refusal):
    """Debits and credits of an entry differ, or there are fewer than two legs."""

    code: ClassVar[str] = "does_not_balance"
    template: ClassVar[str] = (
        "Debits are {debits} {currency} and credits {credits}; an entry has two legs "
        "at least, none of nothing, and balances."
    )

    debits: Decimal
    credits: Decimal
    currency: str


@dataclass(eq=False)
class ControlAccount(Refusal):
    """An entry by hand on an account that open items stand behind."""

    code: ClassVar[str] = "control_account"
    template: ClassVar[str] = (
        "Account {account} is the sum of its open items; change it by a document, a "
        "payment or a write-off, not by an entry."
    )

    account: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostEntry:
    """Post an entry by hand; ``reason`` stands in the journal as its cause."""

    entity_id: int
    effective_on: date
    currency: str
    legs: tuple[NewLeg, ...]
    reason: str


@action(Right.CLOSE)
def post_entry(command: PostEntry, act: Act) -> EntryPosted | Held:
    """Post balanced legs on accounts that no open items stand behind.

    Above the person's limit for the close, it waits for a second person.

    Raises:
        DoesNotBalance, ControlAccount: it cannot be an entry by hand.
        UnknownAccount: there is no account of a code.
    """
    debits_minor = _require_balance(command)
    accounts = accounts_by_code(act.entity_id, {leg.account for leg in command.legs})
    control = control_accounts(act.entity_id)
    for leg in command.legs:
        if accounts[leg.account] in control:
            raise ControlAccount(leg.account)
    amount = told(debits_minor, command.currency)
    waits = held(
        act,
        command,
        right=Right.CLOSE,
        amount_minor=debits_minor,
        currency=command.currency,
        sentence=f"post an entry of {amount}: {command.reason}",
    )
    if waits is not None:
        return waits
    entry_id = _write(
        act,
        effective_on=command.effective_on,
        currency=command.currency,
        postings=[
            Posting(accounts[leg.account], leg.amount_minor) for leg in command.legs
        ],
        reason=command.reason,
    )
    _note(act, entry_id, command.reason)
    return EntryPosted(entry_id, command.effective_on)


def _require_balance(command: PostEntry) -> int:
    amounts = [leg.amount_minor for leg in command.legs]
    debits_minor = sum(amount for amount in amounts if amount > 0)
    credits_minor = debits_minor - sum(amounts)
    if debits_minor != credits_minor or len(amounts) < 2 or not all(amounts):
        raise DoesNotBalance(
            from_minor(debits_minor, command.currency),
            from_minor(credits_minor, command.currency),
            command.currency,
        )
    return debits_minor


@dataclass(eq=False)
class NotByHand(Refusal):
    """The entry is that of a document, which is taken back instead."""

    code: ClassVar[str] = "not_by_hand"
    template: ClassVar[str] = (
        "Entry {entry} was not posted by hand; take back what caused it."
    )

    entry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReverseEntry:
    """Take an entry by hand back by another one."""

    entity_id: int
    entry_id: int
    effective_on: date
    reason: str


@action(Right.CLOSE)
def reverse_entry(command: ReverseEntry, act: Act) -> EntryPosted:
    """Post the opposite of an entry by hand; both stay.

    Raises:
        NotByHand: a document caused it, or there is none.
    """
    mine = models.ManualEntry.objects.filter(
        entity_id=act.entity_id, entry_id=command.entry_id
    ).first()
    if mine is None:
        raise NotByHand(command.entry_id)
    entry_id = _reverse(act, command.entry_id, command.effective_on, command.reason)
    _note(act, entry_id, command.reason, point=mine.point, difference=mine.difference)
    return EntryPosted(entry_id, command.effective_on)


@dataclass(eq=False)
class NothingProposed(Refusal):
    """The difference is gone, or no entry would mend it."""

    code: ClassVar[str] = "nothing_proposed"
    template: ClassVar[str] = "No entry is proposed for “{difference}” on {day}."

    difference: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PostProposedEntry:
    """Post what the tie-out of a day proposes for a difference, named by its key."""

    entity_id: int
    day: date
    difference: str
    reason: str


@action(Right.CLOSE)
def post_proposed_entry(command: PostProposedEntry, act: Act) -> EntryPosted | Held:
    """Mend a difference by the entry that is proposed for it.

    It takes two people whatever it comes to: it waits for the second one, who must
    find the difference as it is now.

    Raises:
        NothingProposed: the difference is gone, or no entry would mend it.
    """
    point, found, proposal = _proposed(act, command)
    amount = told(abs(found.amount_minor), found.currency)
    waits = held(
        act,
        command,
        right=Right.CLOSE,
        amount_minor=found.amount_minor,
        currency=found.currency,
        sentence=(
            f"{proposal.sentence} It mends {amount}, "
            f"{found.cause.value}. {command.reason}"
        ),
        always=True,
    )
    if waits is not None:
        return waits
    on = min(command.day, act.today)
    if proposal.reverses_entry_id is not None:
        entry_id = _reverse(act, proposal.reverses_entry_id, on, command.reason)
    else:
        codes = accounts_by_code(act.entity_id, {leg.account for leg in proposal.legs})
        entry_id = _write(
            act,
            effective_on=on,
            currency=proposal.currency,
            postings=[
                Posting(codes[leg.account], leg.amount_minor) for leg in proposal.legs
            ],
            reason=command.reason,
        )
    _note(act, entry_id, command.reason, point=point, difference=found.key)
    return EntryPosted(entry_id, on)


def _proposed(act: Act, command: PostProposedEntry) -> tuple[str, Difference, Proposal]:
    for tie in ties(act.entity_id, command.day):
        for one in tie.differences:
            if one.key == command.difference and one.proposal is not None:
                return tie.point, one, one.proposal
    raise NothingProposed(command.difference, command.day)


def _write(
    act: Act,
    *,
    effective_on: date,
    currency: str,
    postings: Sequence[Posting],
    reason: str,
) -> int:
    [source_id] = db.take_ids("close_manual_entry", 1)
    [entry_id] = books.post(
        act,
        [
            JournalEntry(
                effective_on=effective_on,
                currency=currency,
                source_kind=SOURCE,
                source_id=source_id,
                cause=reason,
                postings=tuple(postings),
            )
        ],
    )
    return entry_id


def _reverse(act: Act, entry_id: int, effective_on: date, reason: str) -> int:
    [reversal_id] = books.reverse(
        act, [entry_id], effective_on=effective_on, cause=reason
    )
    return reversal_id


def _note(
    act: Act, entry_id: int, reason: str, *, point: str = "", difference: str = ""
) -> None:
    models.ManualEntry.objects.create(
        entity_id=act.entity_id,
        entry_id=entry_id,
        point=point,
        difference=difference,
        reason=reason,
        person=act.person.name,
    )
