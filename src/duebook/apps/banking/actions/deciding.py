"""What a person says a bank line is: a proposal taken, another match, or a no."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from duebook.apps.approvals.actions import Held
from duebook.apps.banking import models
from duebook.apps.banking.actions.carrying_out import (
    PERSON,
    Decision,
    carry_out,
    decision_of,
    deduction_kinds,
    keep_proposals,
    lock_waiting,
)
from duebook.apps.banking.actions.learning import learn
from duebook.apps.banking.actions.receipts import receipts_of, use_advices
from duebook.apps.disputes.actions import NewDispute, dispute
from duebook.apps.entities.actions import Act, action
from duebook.apps.parties.actions import NobodyInParticular, unknown_payer
from duebook.apps.payments.actions import go_with, require_let_go
from duebook.apps.receivables.actions import WriteOff, write_off
from duebook.apps.receivables.queries import items_by_id, lock_items
from duebook.domain.disputes import Category
from duebook.domain.errors import Refusal
from duebook.domain.payments import LeftOut, LetGo
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.apps.banking.queries.lines import Line
    from duebook.apps.receivables.actions import WrittenOff
    from duebook.domain.matching.records import Proposal


@dataclass(eq=False)
class NoSuchProposal(Refusal):
    """The line has fewer proposals."""

    code: ClassVar[str] = "no_such_proposal"
    template: ClassVar[str] = "Bank line {line} has {count} proposals, not {proposal}."

    line: int
    count: int
    proposal: int


class Short(StrEnum):
    """What becomes of what a payment leaves open: the one question asked."""

    KEEP_OPEN = "keep_open"
    WRITE_OFF = "write_off"
    FEE = "fee"
    DISPUTE = "dispute"


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptMatch:
    """Take a proposal of a line, the best one unless another is named from 1.

    A ``fee`` settles what stays open as what a bank on the way kept for itself.
    Where what stays open becomes a dispute, ``category`` says what it is about and
    ``owner`` who looks into it: who asks, unless said.
    """

    entity_id: int
    line_id: int
    proposal: int = 1
    short: Short = Short.KEEP_OPEN
    reason: str = ""
    category: Category = Category.OTHER
    owner: str = ""
    seen: str = ""


@dataclass(frozen=True, slots=True)
class MatchAccepted:
    """Whose money it was, what it settled, and what waits for a second person.

    ``disputes`` are the numbers of those opened about what stays open.
    """

    party_id: int
    settled: dict[int, int]
    written_off_minor: int
    waiting: tuple[int, ...]
    disputes: tuple[str, ...] = ()


@action(Right.APPLY)
def accept_match(command: AcceptMatch, act: Act) -> MatchAccepted:
    """Carry out a proposal, and learn from it how its payer is named.

    Raises:
        NoSuchLine, NothingWaits, NoSuchProposal: there is nothing to accept.
        LineChanged, LineDecided: it is no longer as it was seen.
        OverApplied, NotOpen: the debts changed meanwhile; match again.
        UnknownPerson: the owner of a dispute is nobody of the entity.
        NotPermitted, LetGoAboveLimit: a late discount or a fee that the person may
            not grant.
    """
    line = lock_waiting(act, command.line_id, command.seen)
    if not 1 <= command.proposal <= len(line.proposals):
        raise NoSuchProposal(line.id, len(line.proposals), command.proposal)
    proposal = line.proposals[command.proposal - 1]
    kinds = deduction_kinds(act.entity_id)
    decision = decision_of(line, proposal, _money_of(proposal), kinds)
    fees = _fees(act, decision) if command.short is Short.FEE else []
    discounts = [one for one in decision.let_go if one.why is LeftOut.DISCOUNT]
    _judge_let_go(act, line, [*discounts, *fees])
    decision = replace(decision, let_go=(*decision.let_go, *fees))
    receipts = receipts_of(act.entity_id, [line])
    payments = carry_out(act, [decision], rule=PERSON, reason=command.reason)
    use_advices(act, receipts, [line.id])
    _learn_or_divide(act, decision)
    written_off, waiting = (
        _give_up_rest(act, decision, payments[line.id], command.reason)
        if command.short is Short.WRITE_OFF
        else (0, ())
    )
    disputes = (
        _contest_rest(act, decision, command) if command.short is Short.DISPUTE else ()
    )
    return MatchAccepted(
        proposal.party_id,
        dict(decision.paid),
        written_off,
        tuple(waiting),
        tuple(disputes),
    )


def _money_of(proposal: Proposal) -> int:
    """The money that a proposal is about: of all the line, or of one of its parts."""
    return sum(part.paid_minor for part in proposal.parts) + proposal.left_minor


def _learn_or_divide(act: Act, decision: Decision) -> None:
    """Learn how the payer of a whole line is named; keep what still fits a divided one.

    A line of several payers names none of them.
    """
    line = decision.line
    if decision.amount_minor == line.amount_minor and not line.parts:
        learn(act, line, decision.party_id)
    left_minor = line.left_minor - decision.amount_minor
    if left_minor > 0:
        fitting = [
            proposal
            for proposal in line.proposals
            if _money_of(proposal) <= left_minor
            and not any(part.debt_id in decision.paid for part in proposal.parts)
        ]
        keep_proposals(act, {line.id: (line.held, line.sentence, fitting)})


def _judge_let_go(act: Act, line: Line, let_go: Sequence[LetGo]) -> None:
    require_let_go(act, let_go, currency=line.currency, received_on=line.booked_on)


def _fees(act: Act, decision: Decision) -> list[LetGo]:
    """What each of the debts would still have open, as a fee that a bank kept."""
    settled = Counter(dict(decision.paid))
    for one in decision.let_go:
        settled[one.item_id] += one.amount_minor
    return [
        LetGo(item.id, rest_minor, LeftOut.BANK_FEE)
        for item in items_by_id(act.entity_id, list(decision.paid)).values()
        if (rest_minor := item.open_minor - settled[item.id]) > 0
    ]


def _give_up_rest(
    act: Act, decision: Decision, payment_id: int, reason: str
) -> tuple[int, list[int]]:
    """Write off what the settled debts still have open, within the limit of the person.

    It stands as long as the payment does.

    Returns:
        The amount given up, and the ids of requests that a second person answers.
    """
    act.require(Right.WRITE_OFF)
    given_up: list[WrittenOff] = []
    waiting: list[int] = []
    for item in items_by_id(act.entity_id, list(decision.paid)).values():
        if item.open_minor <= 0:
            continue
        result = write_off.body(
            WriteOff(
                entity_id=act.entity_id,
                item_id=item.id,
                amount_minor=item.open_minor,
                written_off_on=max(decision.line.booked_on, act.today),
                reason=reason or "short pay",
            ),
            act,
        )
        if isinstance(result, Held):
            waiting.append(result.request_id)
        else:
            given_up.append(result)
    go_with(act, [(payment_id, one.credit_id) for one in given_up])
    return sum(one.amount_minor for one in given_up), waiting


def _contest_rest(act: Act, decision: Decision, command: AcceptMatch) -> list[str]:
    """Open a dispute about what each of the settled debts still has open.

    Returns:
        The numbers of the disputes; what was contested before has its own.
    """
    return dispute(
        act,
        [
            NewDispute(
                item=item,
                amount_minor=item.as_debt().offered_minor,
                category=command.category,
                reason=command.reason or "short pay",
                owner=command.owner or act.person.name,
            )
            for item in lock_items(act.entity_id, decision.paid).values()
            if item.as_debt().offered_minor
        ],
        on=max(decision.line.booked_on, act.today),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchLine:
    """Say whose the money of a line is, and what it settles, item by item.

    ``amount_minor`` divides a line; all that is left of it otherwise.
    """

    entity_id: int
    line_id: int
    party_id: int
    paid: dict[int, int]
    let_go: tuple[LetGo, ...] = ()
    amount_minor: int | None = None
    is_on_account: bool = False
    reason: str = ""
    seen: str = ""


@action(Right.APPLY)
def match_line(command: MatchLine, act: Act) -> MatchAccepted:
    """Carry out what a person says of a line, and learn from it.

    Raises:
        NoSuchLine, LineChanged, NothingWaits: there is no such money.
        NobodyInParticular: the payer is the party of unidentified money; set the
            line apart instead.
        OverApplied, NotOpen, CreditExceeded: it does not fit.
        NotPermitted, LetGoAboveLimit: more is let go than the person may give up.
    """
    line = lock_waiting(act, command.line_id, command.seen)
    if command.party_id == unknown_payer(act):
        raise NobodyInParticular
    amount_minor = command.amount_minor
    if amount_minor is None or line.state == "apart":
        amount_minor = line.left_minor
    decision = Decision(
        line=line,
        party_id=command.party_id,
        amount_minor=amount_minor,
        paid=command.paid,
        let_go=command.let_go,
        is_on_account=command.is_on_account,
    )
    _judge_let_go(act, line, command.let_go)
    receipts = receipts_of(act.entity_id, [line])
    carry_out(act, [decision], rule=PERSON, reason=command.reason)
    use_advices(act, receipts, [line.id])
    _learn_or_divide(act, decision)
    return MatchAccepted(command.party_id, command.paid, 0, ())


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectMatch:
    """Say no to a proposal of a line, so that it does not come again."""

    entity_id: int
    line_id: int
    reason: str
    proposal: int = 1
    seen: str = ""


@action(Right.APPLY)
def reject_match(command: RejectMatch, act: Act) -> int:
    """Reject a proposal, and return how many are left.

    Raises:
        NoSuchLine, NothingWaits, NoSuchProposal: there is nothing to reject.
        LineChanged, LineDecided: it is no longer as it was seen.
    """
    line = lock_waiting(act, command.line_id, command.seen)
    proposals = list(line.proposals)
    if not 1 <= command.proposal <= len(proposals):
        raise NoSuchProposal(line.id, len(proposals), command.proposal)
    rejected = proposals.pop(command.proposal - 1)
    models.Rejection.objects.create(
        entity_id=act.entity_id,
        line_id=line.id,
        item_ids=sorted(part.debt_id for part in rejected.parts),
        reason=command.reason,
    )
    keep_proposals(act, {line.id: (line.held, line.sentence, proposals)})
    return len(proposals)
