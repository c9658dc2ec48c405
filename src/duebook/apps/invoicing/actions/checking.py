"""Living with the bill checks: findings accepted, weighed anew, mended in one step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from duebook.apps.entities.actions import Act, action
from duebook.apps.invoicing import models
from duebook.apps.invoicing.actions.charges import (
    ChangeCharge,
    ChargeIsBilled,
    change_charge,
)
from duebook.apps.invoicing.actions.setting_aside import excuse
from duebook.apps.invoicing.actions.sharing import locked_draft, note_change
from duebook.apps.parties import actions as keeping
from duebook.apps.parties import queries as parties
from duebook.domain.checks.catalogue import CHECKS
from duebook.domain.checks.facts import AddressKind, DeliveryWay
from duebook.domain.checks.findings import (
    ChargeField,
    DraftAgain,
    DraftField,
    DropCharge,
    Fix,
    MergeParties,
    PartyField,
    SetCharge,
    SetDraft,
    SetParty,
    Severity,
)
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from duebook.domain.parties import PartyEntry

CODES = {check.code: check.severity.value for check in CHECKS}


@dataclass(eq=False)
class UnknownCheck(Refusal):
    """No bill check has this code."""

    code: ClassVar[str] = "unknown_check"
    template: ClassVar[str] = "There is no check “{check}”."

    check: str


@dataclass(eq=False)
class AcceptanceUnclear(Refusal):
    """An acceptance without a reason, or one that has ended before it begins."""

    code: ClassVar[str] = "acceptance_unclear"
    template: ClassVar[str] = "A finding is accepted with {what}."

    what: str


@dataclass(eq=False)
class NotMendedHere(Refusal):
    """The fix is no change of what is kept; the sentence says what to do."""

    code: ClassVar[str] = "not_mended_here"
    template: ClassVar[str] = "{advice}"

    advice: str


def _known(code: str) -> str:
    if code not in CODES:
        raise UnknownCheck(code)
    return code


def weight_of(entity_id: int, code: str) -> str:
    """How much a check weighs in the entity: its own severity, or the one set."""
    settings = models.CheckSetting.objects.filter(entity_id=entity_id, code=code)
    set_here: str | None = settings.values_list("severity", flat=True).first()
    return set_here or CODES[_known(code)]


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptFinding:
    """Keep a check's findings of a party as notes, to the day ``until`` inclusive."""

    entity_id: int
    code: str
    party: str
    reason: str
    until: date


@action(Right.ISSUE)
def accept_finding(command: AcceptFinding, act: Act) -> None:
    """Accept a check's findings of a party; a second time sets reason and day anew.

    What blocks a bill is accepted by somebody who may approve: else whoever issues
    could lift the block alone.

    Raises:
        UnknownCheck, UnknownParty: a code is not known.
        AcceptanceUnclear: there is no reason, or the day has passed.
        NotPermitted: the check blocks, and the person may not approve.
    """
    if weight_of(act.entity_id, command.code) == Severity.BLOCKER:
        act.require(Right.APPROVE)
    if not command.reason.strip():
        raise AcceptanceUnclear("a reason")
    if command.until < act.today:
        raise AcceptanceUnclear("a day that has not passed")
    models.Acceptance.objects.update_or_create(
        entity_id=act.entity_id,
        code=_known(command.code),
        party_id=parties.party_by_code(act.entity_id, command.party).id,
        defaults={
            "reason": command.reason,
            "until": command.until,
            "accepted_by": act.person.name,
        },
    )


Weight = Literal["blocker", "warning", "note", "off"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSeverity:
    """Let a check weigh otherwise in this entity, or not look at all."""

    entity_id: int
    code: str
    severity: Weight


@action(Right.ADMINISTER)
def set_severity(command: SetSeverity, act: Act) -> None:
    """Set how much a check's findings weigh.

    Raises:
        UnknownCheck: there is none of this code.
    """
    models.CheckSetting.objects.update_or_create(
        entity_id=act.entity_id,
        code=_known(command.code),
        defaults={"severity": command.severity},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyFix:
    """Carry out the fix of a finding.

    ``draft_id`` and ``charge_ids`` name the draft that the finding is about; a
    draft of a preview is known by its charges alone.  ``seen`` is the version of the
    draft that the person saw.
    """

    entity_id: int
    fix: Fix
    reason: str
    draft_id: int | None = None
    charge_ids: tuple[int, ...] = ()
    seen: int | None = None


@action(Right.PREPARE)
def apply_fix(command: ApplyFix, act: Act) -> None:
    """Mend what a finding is about, in one step.

    Raises:
        NotMendedHere: the fix is none of something kept.
        NoSuchCharge, ChargeIsBilled: the charge has gone, or is billed by now.
        UnknownParty, PartyIsMerged, BillToLoop: as the actions on parties do.
        DraftChanged: the draft is no longer as it was seen.
    """
    if command.draft_id is not None and command.seen is not None:
        locked_draft(act, command.draft_id, command.seen)
    match command.fix:
        case SetCharge() as fix:
            change_charge.body(_charge_change(act, fix, command.reason), act)
        case DropCharge(charge_id=charge_id):
            excuse(act, [charge_id], command.reason)
        case SetDraft() as fix:
            _set_draft(command, fix, act)
        case DraftAgain():
            pass  # a draft is made of its charges at every look, never kept
        case SetParty() as fix:
            _set_party(fix, act)
        case MergeParties(keep_id=kept_id, merge_id=double_id):
            merge = keeping.MergeParties(
                entity_id=act.entity_id,
                double_id=double_id,
                kept_id=kept_id,
                reason=command.reason,
            )
            keeping.merge_parties.body(merge, act)


def _charge_change(act: Act, fix: SetCharge, reason: str) -> ChangeCharge:
    if fix.field is ChargeField.TAX_CATEGORY:
        raise NotMendedHere("A charge is taxed as its item is: correct the item.")
    change = ChangeCharge(
        entity_id=act.entity_id, charge_id=fix.charge_id, reason=reason
    )
    if fix.field is ChargeField.UNIT_PRICE and fix.value is None:
        return replace(change, by_price_book=True)
    changed: dict[str, Any] = {fix.field.value: fix.value}
    return replace(change, **changed)


def _set_draft(command: ApplyFix, fix: SetDraft, act: Act) -> None:
    if fix.field is DraftField.ISSUED_ON:
        raise NotMendedHere(f"Issue it as of {fix.value}: the day is given then.")
    if command.draft_id is not None:
        models.Draft.objects.filter(
            entity_id=act.entity_id, id=command.draft_id
        ).update(po=fix.value)
        note_change(act, [command.draft_id])
        return
    billed = models.Line.objects.filter(
        entity_id=act.entity_id, charge_id__any_of=command.charge_ids
    ).values_list("charge_id", "document__number")
    for charge_id, number in billed:
        raise ChargeIsBilled(charge_id or 0, number)
    models.Charge.objects.filter(
        entity_id=act.entity_id, id__any_of=command.charge_ids
    ).update(po=fix.value)


def _set_party(fix: SetParty, act: Act) -> None:
    row = parties.parties(act.entity_id, [fix.party_id]).get(fix.party_id)
    if row is None:
        raise parties.UnknownParty(str(fix.party_id))
    entry = parties.entries_by_code(act.entity_id, [row.code])[row.code]
    keeping.keep_parties.body(
        keeping.KeepParties(
            entity_id=act.entity_id, parties=(_with_field(entry, fix),)
        ),
        act,
    )


def _with_field(entry: PartyEntry, fix: SetParty) -> PartyEntry:
    """The party with one field set; among several entries, the one that ``was``."""
    match fix.field:
        case PartyField.POSTCODE:
            addresses = tuple(
                replace(address, postcode=fix.value)
                if address.kind is AddressKind.BILLING and address.postcode == fix.was
                else address
                for address in entry.addresses
            )
            return replace(entry, addresses=addresses)
        case PartyField.TAX_ID:
            tax_ids = tuple(
                replace(tax_id, number=fix.value)
                if tax_id.number == fix.was
                else tax_id
                for tax_id in entry.tax_ids
            )
            return replace(entry, tax_ids=tax_ids)
        case PartyField.EMAIL:
            contacts = tuple(
                replace(contact, email=fix.value)
                if contact.email == fix.was
                else contact
                for contact in entry.contacts
            )
            return replace(entry, contacts=contacts)
        case PartyField.DELIVERY:
            return replace(entry, delivery=DeliveryWay(fix.value))
        case PartyField.TAX_PLACE:
            return replace(entry, tax_place=fix.value)
