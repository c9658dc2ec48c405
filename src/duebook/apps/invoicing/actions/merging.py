"""Drafts put together into one."""

from __future__ import annotations

from dataclasses import dataclass

from duebook.apps.entities.actions import Act, action
from duebook.apps.invoicing import models
from duebook.apps.invoicing.actions.charges import put_together
from duebook.apps.invoicing.actions.sharing import NoSuchDraft
from duebook.domain.rights import Right


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeDrafts:
    """Make one draft of several; the first named gives the head."""

    entity_id: int
    draft_ids: tuple[int, ...]


@action(Right.PREPARE)
def merge_drafts(command: MergeDrafts, act: Act) -> int:
    """Put the charges of drafts into a new one, and return its id; they vanish.

    Flat discounts add up.

    Raises:
        NoSuchDraft: one of them does not exist.
        MixedDraft: they have several bill-tos or currencies.
    """
    drafts = models.Draft.objects.select_for_update().filter(
        entity_id=act.entity_id, id__any_of=command.draft_ids
    )
    by_id = {draft.id: draft for draft in drafts}
    for draft_id in command.draft_ids:
        if draft_id not in by_id:
            raise NoSuchDraft(draft_id)
    head = by_id[command.draft_ids[0]]
    charge_ids = models.Charge.objects.filter(
        entity_id=act.entity_id, draft_id__any_of=by_id
    ).values_list("id", flat=True)
    merged_id = put_together(
        act,
        list(charge_ids),
        kind=head.kind,
        po=head.po,
        site=head.site,
        note=head.note,
        discount_minor=sum(draft.discount_minor for draft in by_id.values()),
    )
    models.Draft.objects.filter(entity_id=act.entity_id, id__any_of=by_id).delete()
    return merged_id
