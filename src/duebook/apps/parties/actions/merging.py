"""Merging a double into the party that stays, and taking that back.

Documents, items and payments are facts and stay where they are: under the double,
which keeps its code and points to the party kept (``merged_into``).  Its charges
not billed yet stay its own too, and are billed to the party kept, because
:func:`~duebook.apps.parties.queries.bill_tos` follows the pointer; so does every
later charge that names the double.  Its contract prices keep pricing them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from duebook.apps.entities.actions import Act, action
from duebook.apps.parties import models, queries
from duebook.apps.parties.actions.holding import kept_parties
from duebook.apps.parties.actions.keeping import (
    UNKNOWN,
    NobodyInParticular,
    freeze_ways,
    refuse_loop,
)
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import Model


@dataclass(eq=False)
class SameParty(Refusal):
    """A party cannot be its own double."""

    code: ClassVar[str] = "same_party"
    template: ClassVar[str] = "A party cannot be merged into itself."


@dataclass(eq=False)
class NotUndoable(Refusal):
    """The merge is none that can be undone."""

    code: ClassVar[str] = "merge_not_undoable"
    template: ClassVar[str] = "The merge cannot be undone: {why}."

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeParties:
    """Join a double with the party that stays, as the preview showed."""

    entity_id: int
    double_id: int
    kept_id: int
    reason: str


@action(Right.PREPARE)
def merge_parties(command: MergeParties, act: Act) -> int:
    """Move what :func:`queries.merge_preview` lists, and return the merge's id.

    Raises:
        SameParty: double and kept are one.
        UnknownParty: there is none of this id.
        PartyIsMerged: one of them was merged before.
        BillToLoop: the party kept is billed to its double.
        NobodyInParticular: one of them keeps unidentified money.
    """
    if command.double_id == command.kept_id:
        raise SameParty
    freeze_ways(act.entity_id)
    pair = kept_parties(act.entity_id, (command.double_id, command.kept_id))
    if any(party.code == UNKNOWN for party in pair.values()):
        raise NobodyInParticular
    preview = queries.merge_preview(
        act.entity_id, double_id=command.double_id, kept_id=command.kept_id
    )
    ids: dict[str, list[int]] = {}
    for belonging in preview.moves:
        ids.setdefault(belonging.kind, []).append(belonging.id)
    _move(act.entity_id, ids, from_id=command.double_id, to_id=command.kept_id)
    double = models.Party.objects.filter(entity_id=act.entity_id, id=command.double_id)
    double.update(merged_into=command.kept_id, is_active=False)
    refuse_loop(act.entity_id, [command.double_id])
    return models.Merge.objects.create(
        entity_id=act.entity_id,
        double_id=command.double_id,
        kept_id=command.kept_id,
        moved={"ids": ids, "was_active": pair[command.double_id].is_active},
    ).id


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoMerge:
    """Let a double be a party of its own again."""

    entity_id: int
    merge_id: int
    reason: str


@action(Right.PREPARE)
def undo_merge(command: UndoMerge, act: Act) -> None:
    """Move back what a merge moved, as far as it is still there.

    What was deleted or moved on since stays where it is.

    Raises:
        NotUndoable: there is no such merge, it was undone, or the party kept was
            itself merged since; undo that first.
    """
    freeze_ways(act.entity_id)
    merges = models.Merge.objects.filter(entity_id=act.entity_id, id=command.merge_id)
    merge = merges.select_for_update().first()
    if merge is None:
        raise NotUndoable("there is none of this number")
    if merge.undone:
        raise NotUndoable("it was undone before")
    double = models.Party.objects.filter(entity_id=act.entity_id, id=merge.double_id)
    if not double.filter(merged_into=merge.kept_id).exists():
        raise NotUndoable("the party kept was merged itself since; undo that first")
    _move(
        act.entity_id,
        merge.moved["ids"],
        from_id=merge.kept_id,
        to_id=merge.double_id,
    )
    double.update(merged_into=None, is_active=merge.moved["was_active"])
    refuse_loop(act.entity_id, [merge.double_id, merge.kept_id])
    merges.update(undone=True)


_MOVED: Final[dict[str, tuple[type[Model], str]]] = {
    "address": (models.Address, "party"),
    "certificate": (models.Certificate, "party"),
    "contact": (models.Contact, "party"),
    "role": (models.Role, "party"),
    "tax number": (models.TaxId, "party"),
    queries.CHILD: (models.Party, "bill_to"),
    queries.DOUBLE: (models.Party, "merged_into"),
}
"""Where each kind of belonging names its party."""


def _move(
    entity_id: int, ids: Mapping[str, Sequence[int]], *, from_id: int, to_id: int
) -> None:
    for kind, ids_of_kind in ids.items():
        model, party = _MOVED[kind]
        model._default_manager.filter(  # noqa: SLF001 - of any model
            entity_id=entity_id, id__any_of=ids_of_kind, **{party: from_id}
        ).update(**{party: to_id})
