"""What a merge of two parties would move, shown before anybody decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, OuterRef

from duebook.apps.parties import models
from duebook.apps.parties.queries.finding import parties

CHILD: Final = "party billed to it"
DOUBLE: Final = "double merged before"


@dataclass(frozen=True, slots=True)
class Belonging:
    """A row of a party: of which kind, its id, what it says."""

    kind: str
    id: int
    what: str


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What would move to the party kept, and what would stay with the double.

    A thing stays where the party kept has its like.  Documents, items and charges
    are not listed: they stay, and later bills follow the double to the party kept.
    """

    double: models.Party
    kept: models.Party
    moves: tuple[Belonging, ...]
    stays: tuple[Belonging, ...]


def merge_preview(entity_id: int, *, double_id: int, kept_id: int) -> MergePreview:
    """What merging a double into a party would do."""
    pair = parties(entity_id, (double_id, kept_id))
    moves: list[Belonging] = []
    stays: list[Belonging] = []
    for of_each in (_addresses, _contacts, _tax_ids, _certificates, _roles):
        for belonging, finds_its_like in of_each(entity_id, double_id, kept_id):
            (stays if finds_its_like else moves).append(belonging)
    moves += [
        Belonging(CHILD, child.id, f"{child.code} {child.name}")
        for child in models.Party.objects.filter(
            entity_id=entity_id, bill_to=double_id
        ).exclude(id=kept_id)
    ]
    moves += [
        Belonging(DOUBLE, double.id, f"{double.code} {double.name}")
        for double in models.Party.objects.filter(
            entity_id=entity_id, merged_into=double_id
        )
    ]
    return MergePreview(pair[double_id], pair[kept_id], tuple(moves), tuple(stays))


Judged = Iterator[tuple[Belonging, bool]]
"""What the double has, and whether the party kept has the like."""


def _addresses(entity_id: int, double_id: int, kept_id: int) -> Judged:
    rows = models.Address.objects.filter(
        entity_id=entity_id, party_id__in=(double_id, kept_id)
    ).order_by("id")
    kept = [row for row in rows if row.party_id == kept_id]
    kinds, places = {row.kind for row in kept}, {_place(row) for row in kept}
    for row in rows:
        if row.party_id == double_id:
            like = _place(row) in places or (
                row.kind == "billing" and row.kind in kinds
            )
            what = f"{row.kind}: {row.street}, {row.postcode} {row.city}"
            yield Belonging("address", row.id, what), like


def _place(row: models.Address) -> tuple[str, ...]:
    return (row.kind, row.street, row.city, row.region, row.postcode, row.country)


def _contacts(entity_id: int, double_id: int, kept_id: int) -> Judged:
    rows = models.Contact.objects.filter(
        entity_id=entity_id, party_id__in=(double_id, kept_id)
    ).order_by("id")
    known = {_reached(row) for row in rows if row.party_id == kept_id}
    for row in rows:
        if row.party_id == double_id:
            what = " ".join(part for part in (row.name, row.email, row.phone) if part)
            yield Belonging("contact", row.id, what), _reached(row) in known


def _reached(row: models.Contact) -> tuple[str, ...]:
    if row.email:
        return (row.email.casefold(),)
    return (row.name.casefold(), row.phone)


def _tax_ids(entity_id: int, double_id: int, kept_id: int) -> Judged:
    rows = models.TaxId.objects.filter(
        entity_id=entity_id, party_id__in=(double_id, kept_id)
    ).order_by("id")
    schemes = {row.scheme for row in rows if row.party_id == kept_id}
    for row in rows:
        if row.party_id == double_id:
            what = f"{row.scheme} {row.value}"
            yield Belonging("tax number", row.id, what), row.scheme in schemes


def _certificates(entity_id: int, double_id: int, kept_id: int) -> Judged:
    likes = models.Certificate.objects.filter(
        entity_id=entity_id,
        party_id=kept_id,
        place=OuterRef("place"),
        valid__overlap=OuterRef("valid"),
    )
    for row in (
        models.Certificate.objects.filter(entity_id=entity_id, party_id=double_id)
        .annotate(finds_its_like=Exists(likes))
        .order_by("id")
    ):
        what = f"{row.number} ({row.place})"
        yield Belonging("certificate", row.id, what), row.finds_its_like


def _roles(entity_id: int, double_id: int, kept_id: int) -> Judged:
    rows = models.Role.objects.filter(
        entity_id=entity_id, party_id__in=(double_id, kept_id)
    ).order_by("id")
    held = {row.role for row in rows if row.party_id == kept_id}
    for row in rows:
        if row.party_id == double_id:
            yield Belonging("role", row.id, row.role), row.role in held


def merges(entity_id: int) -> list[models.Merge]:
    """The merges that hold, the latest first, with double and kept party."""
    return list(
        models.Merge.objects.filter(entity_id=entity_id, undone=False)
        .select_related("double", "kept")
        .order_by("-id")
    )
