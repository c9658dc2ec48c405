"""Sending what is planned: each mail once, as far as anybody can know.

A mail goes through two short transactions.  The first locks its row, asks whether it
is still wanted, composes it and marks it ``sending``; the second notes the outcome.
Between the two the mail is handed to the server.  A sender that dies before the first
commits has sent nothing, and the row is still planned; one that dies in between
leaves a mail of which nobody knows whether it arrived.  That window cannot be closed,
because a server and a database do not commit together; it is as small as it can be,
and what is repeated from it carries the same Message-ID.

A sender holds an advisory lock on the mail it hands over.  PostgreSQL lets go of it
when the sender's connection ends, so a mail in the unknown window is told from one
that is being sent, without guessing by time.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Final

from django.db import transaction

from duebook import db
from duebook.apps.delivery import models, queries
from duebook.apps.delivery.actions import (
    MOST_ATTEMPTS,
    NoteDeliveries,
    StartSending,
    note_deliveries,
    start_sending,
)
from duebook.apps.delivery.jobs.transports import (
    Envelope,
    MailRefused,
    NoServer,
    OutcomeUnknown,
    RecipientRefused,
    Transport,
    TryLater,
    file_stem,
)
from duebook.apps.delivery.queries import Delivery
from duebook.apps.entities.actions import new_key
from duebook.apps.entities.queries import mail_sender
from duebook.domain.errors import Refusal
from duebook.formats.mail import (
    AddressNotUsable,
    Mail,
    MailAttachment,
    address_of,
    to_bytes,
)
from duebook.formats.media import PDF

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duebook.documents.covering import CoveringMail

ASK_ABOUT: Final = frozenset({"statement"})
"""Kinds whose repetition a person decides on: an old statement sent twice confuses,
a document that asks for money and is lost is never paid.
"""

_NO_EVENT: Final = 0  # these rows are no facts: the run is noted in the audit as one
_FIRST_PAUSE: Final = timedelta(minutes=5)
_LONGEST_PAUSE: Final = timedelta(hours=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """What a mail says and carries; the name may be empty."""

    subject: str
    text: str
    attachments: tuple[MailAttachment, ...] = ()
    recipient_name: str = ""


def carrying(
    pdf: bytes, *, number: str, addressee: str, mail: CoveringMail
) -> Composed:
    """A mail with the document that it is sent for."""
    return Composed(
        subject=mail.subject,
        text=mail.text,
        recipient_name=addressee,
        attachments=(
            MailAttachment(name=f"{number}.pdf", media_type=PDF, content=pdf),
        ),
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """A delivery's new state, and why where it was not simply sent.

    ``planned`` is put off, ``sending`` is unknown; where ``ends_run``, the next mail
    would fare no better.
    """

    delivery: Delivery
    state: str
    problem: str = ""
    ends_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingRun:
    """What a run did.  ``stopped`` says why it ended early, empty where it did not."""

    outcomes: tuple[Outcome, ...]
    repeated: tuple[int, ...] = ()
    stopped: str = ""

    def ids(self, *states: str) -> tuple[int, ...]:
        """The deliveries that ended in one of the states."""
        return tuple(o.delivery.id for o in self.outcomes if o.state in states)


@dataclass(eq=False)
class NoSender(Refusal):
    """The entity has no usable e-mail address to send from."""

    code: ClassVar[str] = "no_sender"
    template: ClassVar[str] = (
        "{entity} has no e-mail address to send from (“{email}”); give it one first."
    )

    entity: str
    email: str


def send_due(
    entity_id: int,
    transport: Transport,
    *,
    compose: Callable[[Delivery], Composed],
    still_wanted: Callable[[Delivery], str | None],
    actor: str,
    at: datetime,
    limit: int = 500,
    ask_about: frozenset[str] = ASK_ABOUT,
    each: Callable[[Outcome], object] = lambda _: None,
) -> SendingRun:
    """Send the mails that are due; any number of senders may run at once.

    Args:
        entity_id: whose mails.
        transport: where they go.
        compose: makes the mail of a delivery; a :class:`Refusal` of it fails the
            delivery with its sentence, and anything else stops the run.
        still_wanted: why a delivery is no longer to be sent, or ``None``.
        actor: who sends; needs the right to.
        at: the instant of the run, which is the date of its mails.
        limit: the most mails to try.
        ask_about: kinds that are not repeated without a person's word.
        each: told of every outcome as it comes.

    Raises:
        NoSender: the entity has no address to send from.
        NotPermitted: the actor may not send.
    """
    sender = _sender(entity_id)
    start = StartSending(entity_id=entity_id, ask_about=tuple(sorted(ask_about)))
    repeated = start_sending(start, actor=actor, key=new_key(), at=at)
    with db.reading(entity_id):
        due = queries.mails_due(entity_id, at, limit)
    work = _Work(sender, transport, compose, still_wanted, at)
    outcomes: list[Outcome] = []
    stopped = ""
    for delivery_id in due:
        outcome = work.carry_out(delivery_id)
        if outcome is None:
            continue
        outcomes.append(outcome)
        each(outcome)
        if outcome.ends_run:
            stopped = outcome.problem
            break
    run = SendingRun(outcomes=tuple(outcomes), repeated=repeated, stopped=stopped)
    if outcomes:
        _note(entity_id, run, actor=actor, at=at)
    return run


def _note(entity_id: int, run: SendingRun, *, actor: str, at: datetime) -> None:
    command = NoteDeliveries(
        entity_id=entity_id,
        sent=run.ids("sent"),
        bounced=run.ids("bounced"),
        failed=run.ids("failed"),
        suppressed=run.ids("suppressed"),
        put_off=run.ids("planned"),
        unknown=run.ids("sending"),
        stopped=run.stopped,
    )
    note_deliveries(command, actor=actor, key=new_key(), at=at)


@dataclass(frozen=True, slots=True)
class _Sender:
    entity_id: int
    name: str
    address: str


def _sender(entity_id: int) -> _Sender:
    with db.reading(entity_id):
        name, address = mail_sender(entity_id)
    try:
        return _Sender(entity_id, name, address_of(address))
    except AddressNotUsable as error:
        raise NoSender(name, address) from error


@dataclass(frozen=True, slots=True)
class _Work:
    """What every mail of a run goes through."""

    sender: _Sender
    transport: Transport
    compose: Callable[[Delivery], Composed]
    still_wanted: Callable[[Delivery], str | None]
    at: datetime

    def carry_out(self, delivery_id: int) -> Outcome | None:
        """Send one mail; ``None`` where another sender has it or had it."""
        with ExitStack() as until_noted:
            with self._writing():
                delivery = queries.lock_mail(self.sender.entity_id, delivery_id)
                if delivery is None:
                    return None
                ready = self._prepared(delivery)
                if isinstance(ready, Outcome):
                    self._move(delivery, ready.state, problem=ready.problem)
                    return ready
                until_noted.enter_context(_at_work(delivery.id))
                self._move(
                    delivery,
                    "sending",
                    attempts=delivery.attempts + 1,
                    tried_at=self.at,
                )
            outcome = self._handed_over(delivery, ready)
            with self._writing():
                self._settle(outcome)
            return outcome

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with transaction.atomic():
            db.enter(self.sender.entity_id, event_id=_NO_EVENT, at=self.at)
            yield

    def _prepared(self, delivery: Delivery) -> Envelope | Outcome:
        reason = self.still_wanted(delivery)
        if reason is not None:
            return Outcome(delivery, "suppressed", reason)
        try:
            with transaction.atomic():
                return self._envelope(delivery, self.compose(delivery))
        except Refusal as refusal:
            return Outcome(delivery, "failed", str(refusal))

    def _envelope(self, delivery: Delivery, composed: Composed) -> Envelope:
        mail = Mail(
            message_id=delivery.message_id,
            sent_at=self.at,
            sender_name=self.sender.name,
            sender=self.sender.address,
            recipient=delivery.recipient,
            recipient_name=composed.recipient_name,
            subject=composed.subject,
            text=composed.text,
            language=delivery.language,
            attachments=composed.attachments,
        )
        return Envelope(
            name=file_stem(delivery.number, delivery.id),
            sender=self.sender.address,
            recipient=address_of(delivery.recipient),
            message=to_bytes(mail),
        )

    def _handed_over(self, delivery: Delivery, envelope: Envelope) -> Outcome:
        try:
            self.transport.send(envelope)
        except RecipientRefused as refused:
            return Outcome(delivery, "bounced", refused.words)
        except MailRefused as refused:
            return Outcome(delivery, "failed", refused.words)
        except TryLater as refused:
            is_last = delivery.attempts + 1 >= MOST_ATTEMPTS
            return Outcome(delivery, "failed" if is_last else "planned", refused.words)
        except NoServer as refused:
            return Outcome(delivery, "planned", refused.words, ends_run=True)
        except OutcomeUnknown as lost:
            return Outcome(delivery, "sending", lost.words, ends_run=True)
        return Outcome(delivery, "sent")

    def _settle(self, outcome: Outcome) -> None:
        delivery, problem = outcome.delivery, outcome.problem
        match outcome.state:
            case "sent":
                self._move(delivery, "sent", problem="", sent_at=self.at)
            case "planned" if outcome.ends_run:  # no fault of the mail's, so no try
                self._move(
                    delivery, "planned", problem=problem, attempts=delivery.attempts
                )
            case "planned":
                pause = min(_FIRST_PAUSE * 2**delivery.attempts, _LONGEST_PAUSE)
                self._move(
                    delivery, "planned", problem=problem, not_before=self.at + pause
                )
            case state:
                self._move(delivery, state, problem=problem)

    def _move(self, delivery: Delivery, state: str, **columns: object) -> None:
        """Set the state, unless a bounce or a person has said more meanwhile."""
        models.Delivery.objects.filter(
            entity_id=self.sender.entity_id,
            id=delivery.id,
            state__in=["planned", "sending"],
        ).update(state=state, **columns)


@contextmanager
def _at_work(delivery_id: int) -> Iterator[None]:
    """Show that the mail's sender is alive, for as long as its connection is."""
    key = {"lock": queries.SENDER_AT_WORK, "id": delivery_id % 2**31}
    db.tuples_of("SELECT pg_advisory_lock(%(lock)s, %(id)s)", key)
    try:
        yield
    finally:
        db.tuples_of("SELECT pg_advisory_unlock(%(lock)s, %(id)s)", key)
