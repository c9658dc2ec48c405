"""Documents sent once more: planned again, on an occasion of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from duebook.apps.delivery.actions import Planned, plan
from duebook.apps.entities.actions import Act, action
from duebook.apps.invoicing.queries.resending import resending
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right


@dataclass(eq=False)
class NothingToSend(Refusal):
    """None of the documents can go out."""

    code: ClassVar[str] = "nothing_to_send"
    template: ClassVar[str] = "Nothing was sent: {why}."

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SendAgain:
    """Send documents once more, to whom their parties name today."""

    entity_id: int
    document_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentAgain:
    """How many documents will go out again, in how many mails and letters."""

    documents: int
    deliveries: int


@action(Right.SEND)
def send_again(command: SendAgain, act: Act) -> SentAgain:
    """Plan deliveries of documents that stand; the others are left out.

    Raises:
        NothingToSend: none of them can go out.
    """
    asked = resending(act.entity_id, command.document_ids)
    going = [one for one in asked if not one.why_not]
    if not going:
        reasons = sorted({f"{one.number}: {one.why_not}" for one in asked})
        raise NothingToSend("; ".join(reasons[:3]) or "there is no such document")
    planned = plan(
        act,
        [
            Planned(
                channel=one.channel,
                subject_kind=one.kind,
                subject_id=one.document_id,
                recipient=recipient,
                party_id=one.party_id,
                number=one.number,
                language=one.language,
                occasion=f"again {act.event_id}",
            )
            for one in going
            for recipient in one.recipients
        ],
    )
    return SentAgain(documents=len(going), deliveries=len(planned))
