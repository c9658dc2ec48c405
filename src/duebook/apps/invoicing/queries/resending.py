"""To whom documents would go if they were sent once more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duebook.apps.invoicing import models
from duebook.apps.invoicing.queries.faces import faces

if TYPE_CHECKING:
    from collections.abc import Collection


@dataclass(frozen=True, slots=True, kw_only=True)
class Resending:
    """A document and its recipients as the party is now; or why it stays here."""

    document_id: int
    kind: str
    number: str
    party_id: int
    currency: str
    total_minor: int
    channel: str
    recipients: tuple[str, ...]
    language: str
    why_not: str = ""


def resending(entity_id: int, document_ids: Collection[int]) -> list[Resending]:
    """The documents of some ids, by id, in a constant number of queries."""
    rows = list(
        models.Document.objects.filter(entity_id=entity_id, id__any_of=document_ids)
        .order_by("id")
        .values_list("id", "kind", "number", "bill_to_id", "currency", "total_minor")
    )
    void = set(
        models.Void.objects.filter(
            entity_id=entity_id, document_id__any_of=document_ids
        ).values_list("document_id", flat=True)
    )
    faced = faces(entity_id, {row[3] for row in rows})
    found = []
    for document_id, kind, number, party_id, currency, total_minor in rows:
        face = faced[party_id]
        is_mail = face.delivery == "mail"
        recipients = face.emails if is_mail else (face.text,)
        found.append(
            Resending(
                document_id=document_id,
                kind=kind,
                number=number,
                party_id=party_id,
                currency=currency,
                total_minor=total_minor,
                channel="mail" if is_mail else "letter",
                recipients=recipients,
                language=face.language,
                why_not=_why_not(document_id in void, face.delivery, recipients),
            )
        )
    return found


def _why_not(is_void: bool, delivery: str, recipients: Collection[str]) -> str:  # noqa: FBT001 - a fact of three
    if is_void:
        return "it is void"
    if delivery == "none":
        return "the party wants nothing sent"
    return "" if recipients else "the party has no mail address for invoices"
