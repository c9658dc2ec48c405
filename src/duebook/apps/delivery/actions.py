"""Writing deliveries: planned once with their document, and what became of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final
from uuid import UUID, uuid5

from duebook import db
from duebook.apps.delivery import models, queries
from duebook.apps.entities.actions import Act, action
from duebook.apps.entities.queries import entity
from duebook.domain.errors import Refusal
from duebook.domain.records import record
from duebook.domain.rights import Right
from duebook.formats.bounces import read_bounce
from duebook.formats.mail import AddressNotUsable, address_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

MOST_ATTEMPTS: Final = 12
"""Tries of one mail before a person has to look at it."""

_MESSAGES: Final = UUID("5f3f2b0c-6a4c-4c53-9a50-0d8d4f3b7c11")


@record
class Planned:
    """A document that shall go to a recipient once.

    Args:
        channel: ``queries.MAIL`` or ``queries.LETTER``.
        recipient: an e-mail address, or for a letter the name it goes to.
        number: what people call the document.
        language: the locale of the party.
        occasion: tells a wanted repetition from the first sending.
    """

    channel: str
    subject_kind: str
    subject_id: int
    recipient: str
    party_id: int
    number: str
    language: str
    occasion: str = "first"


def plan(act: Act, deliveries: Sequence[Planned]) -> list[int]:
    """Plan deliveries in the transaction of their documents; the ids of new ones.

    A document that was planned for a recipient before, on the same occasion, is not
    planned again.
    """
    if not deliveries:
        return []
    sender = entity(act.entity_id)
    domain = _message_domain(sender.email, sender.code)
    return db.write_new(
        "delivery_delivery",
        _PLANNED_COLUMNS,
        [
            (
                act.entity_id,
                one.channel,
                one.subject_kind,
                one.subject_id,
                one.occasion,
                one.recipient,
                one.party_id,
                one.number,
                one.language,
                f"{_message_key(sender.code, one)}@{domain}",
                "planned",
                act.at,
                "",
                0,
            )
            for one in deliveries
        ],
        unless="delivery_is_planned_once",
    )


_PLANNED_COLUMNS = (
    "entity_id",
    "channel",
    "subject_kind",
    "subject_id",
    "occasion",
    "recipient",
    "party_id",
    "number",
    "language",
    "message_id",
    "state",
    "planned_at",
    "problem",
    "attempts",
)


def _message_key(code: str, planned: Planned) -> UUID:
    """The same for the same delivery, wherever and whenever it is planned."""
    parts = (
        code,
        planned.subject_kind,
        planned.subject_id,
        planned.number,
        planned.channel,
        planned.recipient,
        planned.occasion,
    )
    return uuid5(_MESSAGES, "\n".join(map(str, parts)))


def _message_domain(email: str, code: str) -> str:
    """The sender's domain, which filters like to see; else one that is nobody's."""
    try:
        return address_of(email).partition("@")[2]
    except AddressNotUsable:
        label = re.sub(r"[^a-z0-9]+", "-", code.lower()).strip("-")
        return f"{label or 'entity'}.duebook.invalid"


def withdraw(
    act: Act, subject_kind: str, subject_ids: Collection[int], reason: str
) -> list[int]:
    """Suppress what was planned for documents and has not gone out; its ids.

    Waits for a sender that is just composing one of them.
    """
    waiting = models.Delivery.objects.filter(
        entity_id=act.entity_id,
        subject_kind=subject_kind,
        subject_id__any_of=subject_ids,
        state="planned",
    )
    ids = [row.id for row in waiting.order_by("id").select_for_update()]
    models.Delivery.objects.filter(entity_id=act.entity_id, id__any_of=ids).update(
        state="suppressed", problem=reason
    )
    return ids


@dataclass(eq=False)
class PracticeSendsNothing(Refusal):
    """Something was to leave an entity that is a copy to learn on."""

    code: ClassVar[str] = "practice_sends_nothing"
    template: ClassVar[str] = (
        "{entity} is for practice: what is planned here stays here, and nobody "
        "outside ever sees it."
    )

    entity: str


def require_sends(entity_id: int) -> None:
    """Refuse an entity from which nothing may go out.

    Raises:
        PracticeSendsNothing: it is a copy to learn on.
    """
    sender = entity(entity_id)
    if sender.is_practice:
        raise PracticeSendsNothing(sender.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class StartSending:
    """Begin a sending run; a person decides on repeating the kinds to ask about."""

    entity_id: int
    ask_about: tuple[str, ...] = ()


@action(Right.SEND)
def start_sending(command: StartSending, act: Act) -> tuple[int, ...]:
    """Take up again the mails of which nobody knows whether they arrived.

    They are repeated with the same Message-ID, so that the receiver can tell; those
    of kinds to ask about, and those tried too often, are left to a person.  Returns
    the ids of those to be repeated.

    Raises:
        PracticeSendsNothing: nothing goes out from here.
    """
    require_sends(act.entity_id)
    left = models.Delivery.objects.filter(
        entity_id=act.entity_id,
        id__any_of=queries.abandoned(act.entity_id),
        attempts__lt=MOST_ATTEMPTS,
    ).exclude(subject_kind__in=command.ask_about)
    locked = {row.id for row in left.select_for_update(skip_locked=True)}
    # Asked again under the locks: another sender may have taken one up meanwhile.
    ids = sorted(locked.intersection(queries.abandoned(act.entity_id)))
    models.Delivery.objects.filter(entity_id=act.entity_id, id__any_of=ids).update(
        state="planned"
    )
    return tuple(ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDeliveries:
    """What a sending run did, by the ids of the deliveries.

    ``stopped`` says why the run ended before all was tried, and is empty where it
    did not.
    """

    entity_id: int
    sent: tuple[int, ...] = ()
    bounced: tuple[int, ...] = ()
    failed: tuple[int, ...] = ()
    suppressed: tuple[int, ...] = ()
    put_off: tuple[int, ...] = ()
    unknown: tuple[int, ...] = ()
    stopped: str = ""


@action(Right.SEND)
def note_deliveries(command: NoteDeliveries, act: Act) -> None:
    """Put a run into the audit; the deliveries themselves say it already."""


@dataclass(eq=False)
class NotOpen(Refusal):
    """The outcome of the delivery is known, or its sender is still at work."""

    code: ClassVar[str] = "delivery_not_open"
    template: ClassVar[str] = (
        "Nobody is asked about delivery {delivery_id}: its outcome is known, or it is "
        "being sent."
    )

    delivery_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleDelivery:
    """A person's word on a mail of unknown outcome: it arrived, or send it again."""

    entity_id: int
    delivery_id: int
    has_arrived: bool
    reason: str


@action(Right.SEND)
def settle_delivery(command: SettleDelivery, act: Act) -> None:
    """Note that a mail arrived, or plan it again with the same Message-ID.

    Raises:
        NotOpen: nobody needs to be asked about it.
    """
    rows = models.Delivery.objects.filter(
        entity_id=act.entity_id, id=command.delivery_id, state="sending"
    )
    found = rows.select_for_update().first()
    if found is None or found.id not in queries.abandoned(act.entity_id):
        raise NotOpen(command.delivery_id)
    if command.has_arrived:
        rows.update(state="sent", sent_at=found.tried_at, problem=command.reason)
    else:
        rows.update(state="planned", not_before=None, problem=command.reason)


@dataclass(eq=False)
class NotOurMail(Refusal):
    """The bounce is of a mail that this entity did not send."""

    code: ClassVar[str] = "not_our_mail"
    template: ClassVar[str] = (
        "The bounce is of mail <{message_id}>, which was not sent from here."
    )

    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordBounce:
    """What a server said of a mail that it gave up (see ``formats.bounces``)."""

    entity_id: int
    message_id: str
    recipient: str
    status: str
    words: str


def bounce_in(entity_id: int, content: bytes) -> RecordBounce:
    """The command that a notification, as a mail's bytes, amounts to.

    Raises:
        NotABounce: it is another mail.
    """
    bounce = read_bounce(content)
    return RecordBounce(
        entity_id=entity_id,
        message_id=bounce.message_id,
        recipient=bounce.recipient,
        status=bounce.status,
        words=bounce.words,
    )


@action(Right.SEND)
def record_bounce(command: RecordBounce, act: Act) -> int:
    """Note that a mail did not arrive, and return the id of its delivery.

    The same bounce a second time changes nothing.

    Raises:
        NotOurMail: the entity sent no such mail.
    """
    rows = models.Delivery.objects.filter(
        entity_id=act.entity_id,
        channel=queries.MAIL,
        message_id=command.message_id,
        state__in=["sending", "sent", "bounced"],
    )
    found = rows.select_for_update().first()
    if found is None:
        raise NotOurMail(command.message_id)
    if found.state != "bounced":
        problem = " ".join(filter(None, [command.status, command.words]))
        rows.update(state="bounced", problem=problem or "returned by the server")
    return found.id
