"""A finding of one draft, kept with its reason: the invoice tells of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from duebook.apps.entities.actions import Act, action
from duebook.apps.invoicing import models
from duebook.apps.invoicing.actions.checking import (
    AcceptanceUnclear,
    AcceptFinding,
    accept_finding,
    weight_of,
)
from duebook.apps.invoicing.actions.sharing import locked_draft, note_change
from duebook.apps.parties import queries as parties
from duebook.domain.checks.findings import Severity, SubjectKind
from duebook.domain.rights import Right


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepFinding:
    """Keep a finding of a draft, as long as it says ``sentence``.

    ``subject_kind`` and ``subject_id`` name what it is about.  With ``until``, the
    check's findings of the bill-to are accepted to that day inclusive, too.
    """

    entity_id: int
    draft_id: int
    code: str
    subject_kind: SubjectKind
    subject_id: int
    sentence: str
    reason: str
    until: date | None = None
    seen: int | None = None


@action(Right.ISSUE)
def keep_finding(command: KeepFinding, act: Act) -> int:
    """Keep a finding of a draft as a note, and return the id of the keeping.

    What blocks a bill is kept by somebody who may approve, as with
    ``accept_finding``.

    Raises:
        NoSuchDraft, DraftChanged: as ``edit_draft``.
        UnknownCheck: there is none of this code.
        AcceptanceUnclear: there is no reason, or the day has passed.
        NotPermitted: the check blocks, and the person may not approve.
    """
    draft = locked_draft(act, command.draft_id, command.seen)
    if weight_of(act.entity_id, command.code) == Severity.BLOCKER:
        act.require(Right.APPROVE)
    if not command.reason.strip():
        raise AcceptanceUnclear("a reason")
    if command.until is not None:
        bill_to = parties.parties(act.entity_id, [draft.bill_to_id])[draft.bill_to_id]
        accepting = AcceptFinding(
            entity_id=act.entity_id,
            code=command.code,
            party=bill_to.code,
            reason=command.reason,
            until=command.until,
        )
        accept_finding.body(accepting, act)
    kept, _ = models.KeptFinding.objects.update_or_create(
        entity_id=act.entity_id,
        draft_id=draft.id,
        code=command.code,
        subject_kind=command.subject_kind,
        subject_id=command.subject_id,
        defaults={
            "sentence": command.sentence,
            "reason": command.reason.strip(),
            "kept_by": act.person.name,
            "kept_at": act.at,
        },
    )
    note_change(act, [draft.id])
    return kept.id


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAgain:
    """Keep a finding no longer: it weighs on its draft again."""

    entity_id: int
    kept_id: int


@action(Right.ISSUE)
def ask_again(command: AskAgain, act: Act) -> bool:
    """Take the keeping of a finding back; whether it was kept."""
    kept = models.KeptFinding.objects.filter(
        entity_id=act.entity_id, id=command.kept_id
    ).first()
    if kept is None:
        return False
    kept.delete()
    note_change(act, [kept.draft_id])
    return True
