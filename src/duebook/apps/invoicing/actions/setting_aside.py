"""Charges set aside: held until a day, or excused for good; released again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from duebook.apps.entities.actions import Act, action
from duebook.apps.invoicing import models
from duebook.apps.invoicing.actions.charges import unbilled_for_update
from duebook.apps.invoicing.actions.sharing import note_change
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(eq=False)
class HoldHasEnded(Refusal):
    """A hold to a day that is not ahead holds nothing."""

    code: ClassVar[str] = "hold_has_ended"
    template: ClassVar[str] = "A hold ends after today; {until} does not."

    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldCharges:
    """Let no document bear charges before the day ``until``, with the reason."""

    entity_id: int
    charge_ids: tuple[int, ...]
    until: date
    reason: str


@action(Right.PREPARE)
def hold_charges(command: HoldCharges, act: Act) -> int:
    """Hold charges, out of drafts where need be, and return how many.

    Raises:
        HoldHasEnded: the day is not ahead.
        NoSuchCharge, ChargeIsBilled: there is no such charge, or it is too late.
    """
    if command.until <= act.today:
        raise HoldHasEnded(command.until)
    return _set_aside(
        act,
        command.charge_ids,
        reason=command.reason,
        held_until=command.until,
        is_billable=True,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcuseCharges:
    """Take charges out of billing for good, with the reason; they stay visible."""

    entity_id: int
    charge_ids: tuple[int, ...]
    reason: str


@action(Right.PREPARE)
def excuse_charges(command: ExcuseCharges, act: Act) -> int:
    """Excuse charges, out of drafts where need be, and return how many.

    Raises:
        NoSuchCharge, ChargeIsBilled: there is no such charge, or it is too late.
    """
    return excuse(act, command.charge_ids, command.reason)


def excuse(act: Act, charge_ids: Sequence[int], reason: str) -> int:
    """The step of every action that takes charges out of billing."""
    return _set_aside(
        act, charge_ids, reason=reason, held_until=None, is_billable=False
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseCharges:
    """Let charges that are held or excused be billed after all."""

    entity_id: int
    charge_ids: tuple[int, ...]


@action(Right.PREPARE)
def release_charges(command: ReleaseCharges, act: Act) -> int:
    """Release charges, and return how many.

    Raises:
        NoSuchCharge, ChargeIsBilled: there is no such charge, or it is too late.
    """
    charges = unbilled_for_update(act, command.charge_ids)
    return models.Charge.objects.filter(
        entity_id=act.entity_id, id__any_of=[charge.id for charge in charges]
    ).update(held_until=None, is_billable=True, aside_by="", aside_reason="")


def _set_aside(
    act: Act,
    charge_ids: Sequence[int],
    *,
    reason: str,
    held_until: date | None,
    is_billable: bool,
) -> int:
    charges = unbilled_for_update(act, charge_ids)
    note_change(act, {charge.draft_id for charge in charges})
    return models.Charge.objects.filter(
        entity_id=act.entity_id, id__any_of=[charge.id for charge in charges]
    ).update(
        draft_id=None,
        held_until=held_until,
        is_billable=is_billable,
        aside_by=act.person.name,
        aside_reason=reason,
    )
