"""Reading deliveries: what waits, what went out, and what nobody knows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.db.models import Exists, OuterRef, Q

from duebook import db
from duebook.apps.delivery import models
from duebook.web.lists import Standing

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

MAIL: Final = "mail"
LETTER: Final = "letter"

SENDER_AT_WORK: Final = 0x6D61696C
"""The class of the advisory locks by which senders show that they are alive."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A planned delivery and what became of it.

    ``subject_kind`` and ``subject_id`` name the document, ``number`` is what people
    call it; ``problem`` says, in the server's or our words, why it did not arrive.
    """

    id: int
    channel: str
    subject_kind: str
    subject_id: int
    occasion: str
    recipient: str
    party_id: int
    number: str
    language: str
    message_id: str
    state: str
    planned_at: datetime
    sent_at: datetime | None
    problem: str
    attempts: int
    tried_at: datetime | None
    not_before: datetime | None


_COLUMNS: Final = tuple(Delivery.__dataclass_fields__)


def _read(rows: QuerySet[models.Delivery], limit: int | None = None) -> list[Delivery]:
    known = rows.order_by("id").values_list(*_COLUMNS)[:limit]
    return [Delivery(*row) for row in known]


def deliveries(
    entity_id: int, *, states: Collection[str] = (), newest: int = 200
) -> list[Delivery]:
    """The newest deliveries, oldest of them first; of some states, or of all."""
    rows = models.Delivery.objects.filter(entity_id=entity_id)
    if states:
        rows = rows.filter(state__in=states)
    ids = rows.order_by("-id").values_list("id", flat=True)[:newest]
    return _read(
        models.Delivery.objects.filter(entity_id=entity_id, id__any_of=list(ids))
    )


def not_arrived(entity_id: int, newest: int) -> list[Delivery]:
    """What bounced or failed and was not sent again since; the newest, oldest first."""
    later = models.Delivery.objects.filter(
        ~Q(occasion=OuterRef("occasion")),
        entity_id=entity_id,
        subject_kind=OuterRef("subject_kind"),
        subject_id=OuterRef("subject_id"),
        id__gt=OuterRef("id"),
    )
    rows = models.Delivery.objects.filter(
        ~Exists(later), entity_id=entity_id, state__in=("bounced", "failed")
    )
    known = rows.order_by("-id").values_list(*_COLUMNS)[:newest]
    return [Delivery(*row) for row in known][::-1]


def deliveries_of(
    entity_id: int, subject_kind: str, subject_ids: Collection[int]
) -> dict[int, list[Delivery]]:
    """The deliveries of documents, oldest first; a document with none: no key."""
    rows = models.Delivery.objects.filter(
        entity_id=entity_id, subject_kind=subject_kind, subject_id__any_of=subject_ids
    )
    by_subject: defaultdict[int, list[Delivery]] = defaultdict(list)
    for delivery in _read(rows):
        by_subject[delivery.subject_id].append(delivery)
    return dict(by_subject)


def mails_due(entity_id: int, at: datetime, limit: int) -> list[int]:
    """The mails to send now.

    Those tried least come first, so that one in trouble does not make others wait.
    """
    is_due = Q(not_before=None) | Q(not_before__lte=at)
    return list(
        models.Delivery.objects.filter(
            is_due, entity_id=entity_id, channel=MAIL, state="planned"
        )
        .order_by("attempts", "id")
        .values_list("id", flat=True)[:limit]
    )


def lock_mail(entity_id: int, delivery_id: int) -> Delivery | None:
    """A planned mail, locked; ``None`` where another sender has it, or had it."""
    rows = models.Delivery.objects.select_for_update(skip_locked=True).filter(
        entity_id=entity_id, id=delivery_id, state="planned"
    )
    return next(iter(_read(rows)), None)


def lock_letters(entity_id: int, limit: int | None = None) -> list[Delivery]:
    """The letters that wait, locked; those that another run is printing are left."""
    rows = models.Delivery.objects.select_for_update(skip_locked=True).filter(
        entity_id=entity_id, channel=LETTER, state="planned"
    )
    return _read(rows, limit)


def abandoned(entity_id: int) -> list[int]:
    """The ids of :func:`unknown_outcome`."""
    query = db.sql("duebook.apps.delivery", "abandoned")
    parameters = {"entity": entity_id, "lock": SENDER_AT_WORK}
    return [row[0] for row in db.tuples_of(query, parameters)]


def unknown_outcome(entity_id: int) -> list[Delivery]:
    """Mails handed over, or about to be, when their sender died or lost the server.

    They may have arrived or not: nobody can tell from here (RFC 5321, 4.5.3.2.6).
    """
    ids = abandoned(entity_id)
    return _read(models.Delivery.objects.filter(entity_id=entity_id, id__any_of=ids))


_DELIVERED: Final = {
    "planned": Standing("not sent", "to be sent"),
    "sending": Standing("not sent", "leaving"),
    "bounced": Standing("bounced"),
    "failed": Standing("failed", "not delivered"),
    "suppressed": Standing("not sent", "held back"),
}


def delivery_standing(channel: str, state: str) -> Standing | None:
    """How a delivery stands; nothing where none was planned."""
    if state == "sent":
        return Standing("posted by letter" if channel == "letter" else "sent")
    return _DELIVERED.get(state)
