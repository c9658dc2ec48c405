"""Acts above a limit: held with their figures, answered by a second person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.module_loading import autodiscover_modules

from duebook.apps.approvals import models
from duebook.apps.approvals.queries import NoSuchRequest, is_within
from duebook.apps.audit import actions as audit
from duebook.apps.entities.actions import ACTIONS, REFUSED_BY, Act, action
from duebook.apps.entities.queries import entity
from duebook.domain.errors import Refusal
from duebook.domain.money import from_minor
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

REFUSED_BY["act_is_answered_by_another"] = "nobody approves their own request."

VALID_FOR = timedelta(days=14)

ABOUT = frozenset({"item_id", "credit_id", "draft_id", "number"})
"""Fields of commands that name what an act is about."""


@dataclass(frozen=True, slots=True)
class Held:
    """The act is above the person's limit and waits for a second person."""

    request_id: int
    sentence: str


@dataclass(eq=False)
class NotWaiting(Refusal):
    """The request was answered, carried out or withdrawn before."""

    code: ClassVar[str] = "not_waiting"
    template: ClassVar[str] = "Request {request_id} is {state}; it does not wait."

    request_id: int
    state: str


@dataclass(eq=False)
class ApprovalDoesNotFit(Refusal):
    """The approval is for another act, or the act was changed since."""

    code: ClassVar[str] = "approval_does_not_fit"
    template: ClassVar[str] = (
        "Approval {request_id} does not cover this act: it is {state}, "
        "valid to {expires_on}, and approves exactly what was asked."
    )

    request_id: int
    state: str
    expires_on: date


@dataclass(eq=False)
class AboveOwnLimit(Refusal):
    """The approver's own limit is below the act's amount."""

    code: ClassVar[str] = "above_own_limit"
    template: ClassVar[str] = "{person} may not approve {amount} {currency}."

    person: str
    amount: Decimal
    currency: str


@dataclass(eq=False)
class OwnRequest(Refusal):
    """Somebody answers a request of their own."""

    code: ClassVar[str] = "own_request"
    template: ClassVar[str] = (
        "{person} asked for this; a second person has to answer request {request_id}."
    )

    person: str
    request_id: int


def held(
    act: Act,
    command: audit.Command,
    *,
    right: Right,
    amount_minor: int,
    currency: str,
    sentence: str,
    always: bool = False,
) -> Held | None:
    """Hold an act that is above the actor's limit; ``None`` where it may go on.

    It may go on when the amount is within the limit, or when it is carried out with
    an approval of exactly this command and amount, which is thereby used up.
    ``always`` holds it whatever the limit: an act that takes two people of any rank.

    Who asks again about the same thing changes what they asked: the request before
    waits no longer, so that nobody says yes to both.

    Raises:
        ApprovalDoesNotFit: the approval named is not of this act as it is by now, or
            not valid.
    """
    act.require(right)
    if act.approval_id is not None:
        _use(act, command, (right, abs(amount_minor), currency))
        return None
    if not always and is_own_to_do(act, right, amount_minor, currency):
        return None
    kind = type(command)
    said = audit.adapter(kind).dump_python(command, mode="json")
    before = _asked_before(act, kind.__name__, said)
    request = models.HeldAct.objects.create(
        entity_id=act.entity_id,
        command=kind.__name__,
        input=said,
        input_hash=audit.input_hash(command),
        right=right,
        amount_minor=abs(amount_minor),
        currency=currency,
        sentence=sentence,
        requested_by=act.person.name,
        requested_at=act.at,
        expires_on=act.today + VALID_FOR,
    )
    before.exclude(id=request.id).update(
        state="withdrawn", answer=f"Asked anew as request {request.id}."
    )
    return Held(request.id, sentence)


def _asked_before(
    act: Act, command: str, said: dict[str, Any]
) -> QuerySet[models.HeldAct]:
    """What the person asked of the same thing, and changes by asking again."""
    about = {
        name: value
        for name, value in said.items()
        if name in ABOUT and value is not None
    }
    waiting = models.HeldAct.objects.filter(
        entity_id=act.entity_id,
        state="waiting",
        command=command,
        requested_by=act.person.name,
    )
    return waiting.filter(input__contains=about) if about else waiting.none()


def is_own_to_do(act: Act, right: Right, amount_minor: int, currency: str) -> bool:
    """Whether an act of this size needs no second person."""
    own = entity(act.entity_id).currency
    return is_within(act.person, right, amount_minor, currency, own=own)


def _use(act: Act, command: audit.Command, figures: tuple[Right, int, str]) -> None:
    assert act.approval_id is not None
    request = _locked(act.entity_id, act.approval_id)
    fits = (
        request.state == "approved"
        and bytes(request.input_hash) == audit.input_hash(command)
        and (request.right, request.amount_minor, request.currency) == figures
        and act.today <= request.expires_on
    )
    if not fits:
        raise ApprovalDoesNotFit(request.id, request.state, request.expires_on)
    request.state = "done"
    request.carried_out_by_event = act.event_id
    request.save(update_fields=["state", "carried_out_by_event"])


def _locked(entity_id: int, request_id: int) -> models.HeldAct:
    request = (
        models.HeldAct.objects.select_for_update()
        .filter(entity_id=entity_id, id=request_id)
        .first()
    )
    if request is None:
        raise NoSuchRequest(request_id)
    return request


@dataclass(eq=False)
class NotTheirRequest(Refusal):
    """Somebody withdraws what another person asked for."""

    code: ClassVar[str] = "not_their_request"
    template: ClassVar[str] = (
        "{requested_by} asked for this, and alone can withdraw it."
    )

    requested_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawRequest:
    """Ask no longer for an act that waits for a second person."""

    entity_id: int
    request_id: int
    reason: str


@action(Right.NOTE)
def withdraw_request(command: WithdrawRequest, act: Act) -> None:
    """Take a request of one's own back; a yes to it does nothing from then on.

    Raises:
        NotTheirRequest: another person asked.
        NotWaiting: it was answered before.
    """
    request = _locked(act.entity_id, command.request_id)
    if request.requested_by != act.person.name:
        raise NotTheirRequest(request.requested_by)
    if request.state != "waiting":
        raise NotWaiting(request.id, request.state)
    request.state = "withdrawn"
    request.answer = command.reason
    request.save(update_fields=["state", "answer"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Approve or refuse a held act, with a reason."""

    entity_id: int
    request_id: int
    is_approved: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A request as answered: the command it holds, and who had asked."""

    request_id: int
    command: str
    requested_by: str


@action(Right.APPROVE)
def answer(command: Answer, act: Act) -> Answered:
    """Note a second person's yes or no to a held act.

    Raises:
        NotWaiting: it was answered before.
        OwnRequest: the person had asked for it.
        AboveOwnLimit: the amount is above what the approver could do alone.
    """
    request = _locked(act.entity_id, command.request_id)
    if request.state != "waiting":
        raise NotWaiting(request.id, request.state)
    if request.requested_by == act.person.name:
        raise OwnRequest(act.person.name, request.id)
    right = Right(request.right)
    act.require(right)
    if command.is_approved and not is_own_to_do(
        act, right, request.amount_minor, request.currency
    ):
        raise AboveOwnLimit(
            act.person.name,
            from_minor(request.amount_minor, request.currency),
            request.currency,
        )
    request.state = "approved" if command.is_approved else "refused"
    request.answered_by = act.person.name
    request.answer = command.reason
    request.save(update_fields=["state", "answered_by", "answer"])
    return Answered(request.id, request.command, request.requested_by)


def approve(command: Answer, *, actor: str, key: UUID, at: datetime) -> Any:
    """Approve a held act and carry it out for whoever asked, in one transaction.

    The act's own key follows from that of the approval, so that a yes sent again,
    because nobody knows whether it arrived, is answered with what it did.

    Returns what the act itself returns.  Where it is refused by now, because what
    it was about has changed, the approval is taken back with it.
    """
    autodiscover_modules("actions")
    with transaction.atomic():
        answered = answer(command, actor=actor, key=key, at=at)
        request = models.HeldAct.objects.get(
            entity_id=command.entity_id, id=command.request_id
        )
        made = ACTIONS[answered.command]
        kept = audit.adapter(made.command_kind()).validate_python(request.input)
        return made(
            kept,
            actor=answered.requested_by,
            key=uuid5(key, answered.command),
            at=at,
            approval_id=request.id,
        )
