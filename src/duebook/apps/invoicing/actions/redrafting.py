"""An invoice taken back whole, and its charges laid out as a draft, in one act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from duebook.apps.approvals.actions import Held
from duebook.apps.entities.actions import Act, action
from duebook.apps.invoicing.actions.charges import (
    copy_charges,
    flat_discount,
    put_together,
)
from duebook.apps.invoicing.actions.crediting import NotCorrectable, take_back_whole
from duebook.apps.invoicing.actions.issuing import Issued
from duebook.domain.rights import Right


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditAndRedraft:
    """Take an invoice back, and begin the draft of what it should have been."""

    entity_id: int
    number: str
    corrected_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Redrafted:
    """The credit note over the wrong invoice, and the draft in its place."""

    credit_note: Issued
    draft_id: int


@action(Right.CREDIT)
def credit_and_redraft(command: CreditAndRedraft, act: Act) -> Redrafted | Held:
    """Credit an invoice and put its charges into a draft, each linked to what it was.

    What had been paid on the wrong one becomes credit of the party.

    Raises:
        NotCorrectable: it cannot be taken back, was credited in part, or bills no
            charge that could be billed again.
    """
    taken = take_back_whole(
        act, command, command.number, command.corrected_on, command.reason
    )
    if isinstance(taken, Held):
        return taken
    if not taken.charge_ids:
        raise NotCorrectable(command.number, "it bills no charges")
    draft_id = put_together(
        act,
        copy_charges(act, taken.charge_ids, {}),
        kind="invoice",
        po=taken.original.po,
        site=taken.original.site,
        note=taken.original.note,
        discount_minor=flat_discount(act.entity_id, taken.charge_ids),
    )
    return Redrafted(taken.note, draft_id)
