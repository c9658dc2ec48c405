"""Disputes opened and closed; what is contested of an item moves with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.disputes import models, queries
from duebook.apps.entities.actions import (
    REFUSED_BY,
    Act,
    UnknownPerson,
    action,
    take_numbers,
)
from duebook.apps.entities.queries import RETIRED, people
from duebook.apps.receivables.actions import NewContest, contest
from duebook.apps.receivables.queries import (
    Item,
    applications_of,
    items_by_id,
    items_by_number,
    lock_items,
)
from duebook.domain.disputes import (
    Category,
    ClosedBeforeOpened,
    ContestedTooMuch,
    DisputeClosed,
    NotCredited,
    Outcome,
    Stage,
)
from duebook.domain.money import from_minor
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

REFUSED_BY["dispute_is_due_after_it_opens"] = "a dispute is due after it is opened."


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDispute:
    """What is contested of an item that is locked, in minor units, why, and whose work.

    ``due_on`` is the day by which its owner wants an answer.
    """

    item: Item
    amount_minor: int
    category: Category
    reason: str
    owner: str
    due_on: date | None = None


def dispute(act: Act, disputes: Sequence[NewDispute], *, on: date) -> list[str]:
    """Open disputes on a day: the step of every action that opens one.

    Returns:
        Their numbers, in the order given.

    Raises:
        UnknownPerson: an owner is nobody of the entity, or has left.
        ContestedTooMuch: more than is open of an item and not contested yet.
        ContestedBeforeOwed: a debt does not count yet on this day.
    """
    if not disputes:
        return []
    here = _here(act)
    for one in disputes:
        if one.owner not in here:
            raise UnknownPerson(one.owner)
        if one.amount_minor <= 0:
            raise _too_much(one.item, one.amount_minor)
    numbers = take_numbers(act.entity_id, "dispute", on, len(disputes))
    contest(
        act,
        [
            NewContest(
                item=one.item,
                amount_minor=one.amount_minor,
                effective_on=on,
                reason=f"{number} opened",
            )
            for number, one in zip(numbers, disputes, strict=True)
        ],
    )
    db.write(
        "disputes_dispute",
        (
            *("entity_id", "number", "item_id", "amount_minor", "category", "reason"),
            *("owner", "opened_on", "due_on"),
        ),
        [
            (
                act.entity_id,
                number,
                one.item.id,
                one.amount_minor,
                one.category.value,
                one.reason,
                one.owner,
                on,
                one.due_on,
            )
            for number, one in zip(numbers, disputes, strict=True)
        ],
    )
    return numbers


def _too_much(item: Item, amount_minor: int) -> ContestedTooMuch:
    return ContestedTooMuch(
        item.number,
        from_minor(item.as_debt().offered_minor, item.currency),
        from_minor(amount_minor, item.currency),
        item.currency,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDispute:
    """Put an item under dispute: all that is open and not contested, or a part of it.

    ``amount_minor`` is the part.  ``owner`` is a person of the entity who looks into
    it, ``due_on`` the day by which an answer is wanted.
    """

    entity_id: int
    item_id: int
    category: Category
    reason: str
    owner: str
    opened_on: date
    amount_minor: int | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class DisputeOpened:
    """The number of a dispute, and what it contests, in minor units."""

    number: str
    amount_minor: int


@action(Right.APPLY)
def open_dispute(command: OpenDispute, act: Act) -> DisputeOpened:
    """Contest an open item, so that nothing but a person's word settles that part.

    Raises:
        NoSuchItem: there is no such item.
        UnknownPerson: the owner is nobody of the entity.
        ContestedTooMuch: more than is open and not contested yet, or nothing.
        ContestedBeforeOwed: the debt does not count yet on this day.
    """
    item = lock_items(act.entity_id, [command.item_id])[command.item_id]
    amount_minor = (
        item.as_debt().offered_minor
        if command.amount_minor is None
        else command.amount_minor
    )
    [number] = dispute(
        act,
        [
            NewDispute(
                item=item,
                amount_minor=amount_minor,
                category=command.category,
                reason=command.reason,
                owner=command.owner,
                due_on=command.due_on,
            )
        ],
        on=command.opened_on,
    )
    return DisputeOpened(number, amount_minor)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveDispute:
    """Say where a dispute stands now, whose it is, by when, and why."""

    entity_id: int
    number: str
    stage: Stage
    owner: str
    reason: str
    due_on: date | None = None


@action(Right.APPLY)
def move_dispute(command: MoveDispute, act: Act) -> None:
    """Move an open dispute on, or give it to somebody else; no amount changes.

    Raises:
        NoSuchDispute: there is no such dispute.
        DisputeClosed: it has its outcome.
        UnknownPerson: the owner is nobody of the entity, or has left.
    """
    item_id = queries.dispute_by_number(act.entity_id, command.number).item_id
    lock_items(act.entity_id, [item_id])  # so that nobody closes it meanwhile
    found = queries.dispute_by_number(act.entity_id, command.number)
    if found.outcome:
        raise DisputeClosed(found.number, found.outcome)
    if command.owner not in _here(act):
        raise UnknownPerson(command.owner)
    models.DisputeStage.objects.create(
        entity_id=act.entity_id,
        dispute_id=found.id,
        stage=command.stage.value,
        owner=command.owner,
        due_on=command.due_on,
        reason=command.reason,
    )


def _here(act: Act) -> set[str]:
    """Who can own a dispute: the people of the entity who have not left."""
    return {one.name for one in people(act.entity_id) if one.role != RETIRED}


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseDispute:
    """Say how a dispute ended, and why.

    Where they were right, a credit note over the document was issued since, or
    ``no_credit`` says why none is due.
    """

    entity_id: int
    number: str
    outcome: Outcome
    reason: str
    closed_on: date
    no_credit: str = ""


@action(Right.APPLY)
def close_dispute(command: CloseDispute, act: Act) -> None:
    """Close a dispute: what it contested can be settled like any other debt again.

    A dispute that was upheld changes no amount: the credit note does.

    Raises:
        NoSuchDispute: there is no such dispute.
        DisputeClosed: it has its outcome.
        ClosedBeforeOpened: it was opened on a later day.
        NotCredited: they were right, and neither a credit note nor a reason says so.
    """
    reason = command.reason
    if command.no_credit:
        reason = f"{reason} No credit is due: {command.no_credit}"
    found = end_dispute(
        act, command.number, command.outcome, on=command.closed_on, reason=reason
    )
    if command.outcome is Outcome.UPHELD and not command.no_credit:
        _require_credit(act, found)


def _require_credit(act: Act, found: queries.Dispute) -> None:
    """Refuse where no credit note was put against the document since it was opened."""
    number = found.item_number
    items = items_by_number(act.entity_id, [number]).get(number, ())
    applied = applications_of(act.entity_id, [item.id for item in items])
    credits_ = items_by_id(act.entity_id, [one.credit_id for one in applied])
    if not any(
        credits_[one.credit_id].kind == "credit_note"
        and one.effective_on >= found.opened_on
        for one in applied
    ):
        raise NotCredited(found.number, number)


def end_dispute(
    act: Act, number: str, outcome: Outcome, *, on: date, reason: str
) -> queries.Dispute:
    """Close a dispute, its item locked: the step of every action that closes one.

    Raises:
        NoSuchDispute, DisputeClosed, ClosedBeforeOpened: as ``close_dispute`` does.
    """
    item_id = queries.dispute_by_number(act.entity_id, number).item_id
    item = lock_items(act.entity_id, [item_id])[item_id]
    found = queries.dispute_by_number(act.entity_id, number)
    if found.outcome:
        raise DisputeClosed(found.number, found.outcome)
    if on < found.opened_on:
        raise ClosedBeforeOpened(found.number, found.opened_on, on)
    _close(act, [found], {item.id: item}, outcome, on=on, reason=reason)
    return found


def withdraw_disputes(
    act: Act, item_ids: Collection[int], *, opened_by: Collection[int], on: date
) -> list[str]:
    """Take back the disputes about items that were opened by events now undone.

    Returns:
        Their numbers; what has an outcome already keeps it.
    """
    numbers = models.Dispute.objects.filter(
        entity_id=act.entity_id, item_id__any_of=item_ids, event_id__any_of=opened_by
    ).values_list("number", flat=True)
    items = lock_items(act.entity_id, item_ids)
    still = queries.disputes(act.entity_id, numbers=list(numbers), only_open=True)
    reason = "the payment that it came with was taken back"
    _close(act, still, items, Outcome.WITHDRAWN, on=on, reason=reason)
    return [one.number for one in still]


def _close(
    act: Act,
    disputes: Sequence[queries.Dispute],
    items: Mapping[int, Item],
    outcome: Outcome,
    *,
    on: date,
    reason: str,
) -> None:
    """Write the outcome of disputes whose items are locked."""
    contest(
        act,
        [
            NewContest(
                item=items[one.item_id],
                amount_minor=-one.amount_minor,
                effective_on=on,
                reason=f"{one.number} {outcome.value}",
            )
            for one in disputes
        ],
    )
    db.write(
        "disputes_outcome",
        ("entity_id", "dispute_id", "outcome", "reason", "closed_on"),
        [(act.entity_id, one.id, outcome.value, reason, on) for one in disputes],
    )
