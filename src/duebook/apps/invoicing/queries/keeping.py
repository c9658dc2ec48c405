"""Findings that somebody kept with a reason: of drafts, and of what they became."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from duebook.apps.invoicing import models
from duebook.apps.notes.queries import Asked, hand_overs_of
from duebook.domain.checks.findings import Kept, Subject, SubjectKind
from duebook.domain.notes import SubjectKind as NotedKind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence


def kept_of_drafts(
    entity_id: int, draft_ids: Collection[int]
) -> Mapping[int, Sequence[Kept]]:
    """What was kept of drafts, by draft; a draft of a preview has no id to ask for."""
    kept: defaultdict[int, list[Kept]] = defaultdict(list)
    if draft_ids:
        rows = models.KeptFinding.objects.filter(
            entity_id=entity_id, draft_id__any_of=draft_ids
        )
        for row in rows:
            subject = Subject(SubjectKind(row.subject_kind), row.subject_id)
            kept[row.draft_id].append(
                Kept(
                    code=row.code,
                    subject=subject,
                    sentence=row.sentence,
                    reason=row.reason,
                )
            )
    return kept


@dataclass(frozen=True, slots=True)
class Before:
    """What people decided and asked while a document was a draft, oldest first."""

    kept: tuple[models.KeptFinding, ...]
    asked: tuple[Asked, ...]


def before(entity_id: int, document_id: int) -> Before:
    """Of the drafts and charges that a document was made of."""
    charge_ids, draft_ids = _made_of(entity_id, document_id)
    kept = models.KeptFinding.objects.filter(
        entity_id=entity_id, draft_id__any_of=draft_ids
    ).order_by("kept_at", "id")
    asked = [
        *hand_overs_of(entity_id, NotedKind.DRAFT, draft_ids),
        *hand_overs_of(entity_id, NotedKind.CHARGE, charge_ids),
    ]
    return Before(tuple(kept), tuple(sorted(asked, key=lambda one: one.at)))


def _made_of(entity_id: int, document_id: int) -> tuple[list[int], list[int]]:
    """The charges that a document bills, and the drafts they lay in.

    A quote bills none: its draft names it.
    """
    lines = models.Line.objects.filter(
        entity_id=entity_id, document_id=document_id, charge_id__isnull=False
    )
    charges = models.Charge.objects.filter(
        entity_id=entity_id, id__in=lines.values("charge_id")
    )
    drafts = models.Draft.objects.filter(entity_id=entity_id, quote_id=document_id)
    of_charge: dict[int, int | None] = dict(charges.values_list("id", "draft_id"))
    draft_ids = {one for one in of_charge.values() if one is not None}
    draft_ids.update(drafts.values_list("id", flat=True))
    return list(of_charge), sorted(draft_ids)
