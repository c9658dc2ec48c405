"""Saying that a party is right: its dispute ends with the credit note it asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from duebook.apps.approvals.actions import Held
from duebook.apps.disputes.actions import end_dispute
from duebook.apps.disputes.queries import dispute_by_number
from duebook.apps.entities.actions import Act, action
from duebook.apps.invoicing.actions.crediting import credit, hold_credit, lock_document
from duebook.apps.invoicing.actions.issuing import Issued
from duebook.apps.invoicing.queries.documents import credited
from duebook.domain.crediting import CreditAsked, asked_for_total, credit_draft
from duebook.domain.disputes import DisputeClosed, Outcome
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from duebook.apps.disputes.queries import Dispute
    from duebook.apps.invoicing.queries.documents import Stored
    from duebook.domain.invoicing import Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptDispute:
    """Credit what a dispute contests, or what is ``asked`` of lines, and close it."""

    entity_id: int
    number: str
    credited_on: date
    reason: str
    asked: tuple[CreditAsked, ...] | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """A dispute that was accepted, and its credit note."""

    number: str
    credit_note: Issued


@action(Right.CREDIT)
def accept_dispute(command: AcceptDispute, act: Act) -> Accepted | Held:
    """Close a dispute as upheld, issue its credit note and apply it, in one act.

    The note goes out to the party like every document that is issued.

    Raises:
        NoSuchDispute, DisputeClosed: there is nothing to accept.
        NotCorrectable, OverCredited: the document cannot be credited like this.
    """
    case = dispute_by_number(act.entity_id, command.number)
    if case.outcome:
        raise DisputeClosed(case.number, case.outcome)
    original, items = lock_document(act, case.item_number, command.credited_on)
    draft = accepted_draft(
        act.entity_id, case, original, command.asked, on=command.credited_on
    )
    waiting = hold_credit(
        act,
        command,
        original,
        draft.total_minor,
        doing=f"Accept {case.number} and credit {{amount}} of {{number}}",
        reason=command.reason,
    )
    if waiting is not None:
        return waiting
    end_dispute(
        act,
        case.number,
        Outcome.UPHELD,
        on=command.credited_on,
        reason=command.reason,
    )
    [note] = credit(act, original, items, draft, command.reason)
    return Accepted(case.number, note)


def accepted_draft(
    entity_id: int,
    case: Dispute,
    original: Stored,
    asked: tuple[CreditAsked, ...] | None,
    *,
    on: date,
) -> Draft:
    """The credit note that accepting a dispute issues; what it contests where unasked.

    Raises:
        OverCredited, NothingToCredit: more is asked than is left.
    """
    already = credited(entity_id, original.id)
    document = original.as_original()
    if asked is None:
        asked = asked_for_total(document, already, case.amount_minor)
    return credit_draft(document, already, asked, issued_on=on)
