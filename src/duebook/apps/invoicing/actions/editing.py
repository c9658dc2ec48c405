"""A draft on a desk: begun, its head and lines changed, issued; one act for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Final

from duebook.apps.approvals.actions import Held, held
from duebook.apps.entities.actions import Act, action
from duebook.apps.invoicing import models
from duebook.apps.invoicing.actions.charges import (
    ChargeIsBilled,
    NewCharge,
    put_together,
    unbilled_for_update,
    write_charges,
)
from duebook.apps.invoicing.actions.drafts import (
    Blocked,
    IssueDrafts,
    issue_drafts,
)
from duebook.apps.invoicing.actions.issuing import Issued
from duebook.apps.invoicing.actions.sharing import locked_draft, note_change
from duebook.apps.invoicing.queries import billing
from duebook.apps.invoicing.queries.drafts import unbilled_charges
from duebook.apps.parties import queries as parties
from duebook.domain.errors import Refusal
from duebook.domain.money import told
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(eq=False)
class NoSuchTerms(Refusal):
    """No payment terms of the entity have this code."""

    code: ClassVar[str] = "no_such_terms"
    template: ClassVar[str] = "There are no payment terms {terms}."

    terms: str


@dataclass(eq=False)
class NotInDraft(Refusal):
    """The charge stands in another draft, or in none."""

    code: ClassVar[str] = "not_in_draft"
    template: ClassVar[str] = "Charge {charge_id} is no line of draft {draft_id}."

    charge_id: int
    draft_id: int


@dataclass(eq=False)
class NothingToIssue(Refusal):
    """A draft without lines becomes no document."""

    code: ClassVar[str] = "nothing_to_issue"
    template: ClassVar[str] = "Draft {draft_id} has no line yet, so nothing is issued."

    draft_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginDraft:
    """Begin a draft for a party; with ``takes_unbilled``, of all that waits for it."""

    entity_id: int
    party: str
    currency: str
    takes_unbilled: bool = True


@action(Right.PREPARE)
def begin_draft(command: BeginDraft, act: Act) -> int:
    """Write a draft for a party's bill-to, and return its id; it may be empty.

    Raises:
        UnknownParty: the code is not known.
        MixedDraft: what waits is in several currencies.
    """
    party = parties.party_by_code(act.entity_id, command.party)
    waiting = (
        unbilled_charges(act.entity_id, party.id) if command.takes_unbilled else []
    )
    if waiting:
        return put_together(act, waiting, kind="invoice")
    bill_to = parties.bill_tos(act.entity_id, {party.id})[party.id]
    return models.Draft.objects.create(
        entity_id=act.entity_id,
        bill_to_id=bill_to.id,
        currency=command.currency,
        changed_by=act.person.name,
        changed_at=act.at,
    ).id


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChange:
    """What changes about a line; ``None`` stays as it is.

    ``by_price_book`` drops a stated price.
    """

    charge_id: int
    description: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    unit_price: Decimal | None = None
    by_price_book: bool = False
    discount_bp: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedLine:
    """A line more: an item by its code, priced by the book unless a price is said."""

    item: str
    quantity: Decimal = Decimal(1)
    unit_price: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditDraft:
    """Change a draft's head and lines at once; ``None`` stays as it is.

    ``seen`` is the version that the person saw.  ``bill_to`` is a party's code,
    ``terms`` that of payment terms, empty for the bill-to's own.  ``by_the_day``
    drops a day of issue: it is that of issuing.  ``removed`` are charges that go back
    among those that wait.
    """

    entity_id: int
    draft_id: int
    seen: int
    bill_to: str | None = None
    issued_on: date | None = None
    by_the_day: bool = False
    terms: str | None = None
    po: str | None = None
    note: str | None = None
    lines: tuple[LineChange, ...] = ()
    removed: tuple[int, ...] = ()
    added: AddedLine | None = None


@action(Right.PREPARE)
def edit_draft(command: EditDraft, act: Act) -> None:
    """Change a draft as somebody typed it.

    Raises:
        NoSuchDraft: there is none of this id.
        DraftChanged: it is no longer as it was seen; nothing of this is written.
        UnknownParty, NoSuchTerms, UnknownItem: a code is not known.
        NobodyInParticular: a line would be of the party of unidentified money.
        NotInDraft, ChargeIsBilled: a line is none of the draft's.
    """
    draft = locked_draft(act, command.draft_id, command.seen)
    head = _head_changes(command, act)
    if head:
        models.Draft.objects.filter(entity_id=act.entity_id, id=draft.id).update(**head)
    if command.lines:
        _change_lines(act, draft.id, {line.charge_id: line for line in command.lines})
    if command.removed:
        charges = _lines_of(act, draft.id, command.removed)
        models.Charge.objects.filter(
            entity_id=act.entity_id, id__any_of=[charge.id for charge in charges]
        ).update(draft_id=None)
    if command.added is not None:
        _add_line(act, draft, command.added)
    note_change(act, [draft.id])


def _head_changes(command: EditDraft, act: Act) -> dict[str, object]:
    head: dict[str, object] = {
        name: value
        for name in ("issued_on", "terms", "po", "note")
        if (value := getattr(command, name)) is not None
    }
    if command.by_the_day:
        head["issued_on"] = None
    if command.bill_to is not None:
        bill_to = parties.party_by_code(act.entity_id, command.bill_to)
        head["bill_to_id"] = bill_to.id
    if command.terms:
        known = {terms.code for terms in parties.terms_by_id(act.entity_id).values()}
        if command.terms not in known:
            raise NoSuchTerms(command.terms)
    return head


_LINE_FIELDS: Final = ("description", "quantity", "unit", "unit_price", "discount_bp")


def _change_lines(act: Act, draft_id: int, changes: Mapping[int, LineChange]) -> None:
    charges = _lines_of(act, draft_id, list(changes))
    for charge in charges:
        change = changes[charge.id]
        for name in _LINE_FIELDS:
            if (value := getattr(change, name)) is not None:
                setattr(charge, name, value)
        if change.by_price_book:
            charge.unit_price = None
    models.Charge.objects.bulk_update(charges, _LINE_FIELDS)


def _lines_of(
    act: Act, draft_id: int, charge_ids: Sequence[int]
) -> list[models.Charge]:
    charges = unbilled_for_update(act, charge_ids)
    for charge in charges:
        if charge.draft_id != draft_id:
            raise NotInDraft(charge.id, draft_id)
    return charges


def _add_line(act: Act, draft: models.Draft, added: AddedLine) -> None:
    """Write the charge of a line; it is of the party of the others, or the bill-to."""
    served = (
        models.Charge.objects.filter(entity_id=act.entity_id, draft_id=draft.id)
        .order_by("id")
        .values_list("party_id", flat=True)
        .first()
    )
    party_id = served or draft.bill_to_id
    party = parties.parties(act.entity_id, [party_id])[party_id]
    charge = NewCharge(
        party=party.code,
        item=added.item,
        quantity=added.quantity,
        unit_price=added.unit_price,
        service_on=draft.issued_on or act.today,
        currency=draft.currency,
    )
    write_charges(act, [charge], draft_id=draft.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueDraft:
    """Issue one draft as it was seen, on its own day, else on that of issuing."""

    entity_id: int
    draft_id: int
    seen: int


@action(Right.ISSUE)
def issue_draft(command: IssueDraft, act: Act) -> Issued | Held:
    """Issue a draft, or hold it above the actor's limit.

    Raises:
        NoSuchDraft, DraftChanged: as ``edit_draft``.
        NothingToIssue, ChargeIsBilled: it has no lines, or they are billed by now.
        Blocked: a check forbids it; it stays a draft.
    """
    draft = locked_draft(act, command.draft_id, command.seen)
    issued_on = draft.issued_on or act.today
    charges = billing.charges_of_drafts(act.entity_id, [draft.id])
    if not charges:
        _refuse_empty(act, draft.id)
    drafted = billing.drafted(act.entity_id, charges, issued_on)
    for made in drafted.drafts:
        waiting = held(
            act,
            command,
            right=Right.ISSUE,
            amount_minor=made.total_minor,
            currency=made.currency,
            sentence=f"Issue draft {draft.id} over "
            f"{told(made.total_minor, made.currency)}",
        )
        if waiting is not None:
            return waiting
    done = issue_drafts.body(
        IssueDrafts(
            entity_id=act.entity_id, draft_ids=(draft.id,), issued_on=issued_on
        ),
        act,
    )
    for exception in done.exceptions:
        raise Blocked(exception.code, exception.reason)
    note_change(act, [draft.id])
    return done.issued[0]


def _refuse_empty(act: Act, draft_id: int) -> None:
    lines = models.Line.objects.filter(
        entity_id=act.entity_id,
        charge_id__any_of=models.Charge.objects.filter(
            entity_id=act.entity_id, draft_id=draft_id
        ).values_list("id", flat=True),
    )
    for charge_id, number in lines.values_list("charge_id", "document__number"):
        raise ChargeIsBilled(charge_id or 0, number)
    raise NothingToIssue(draft_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftCharges:
    """Set charges apart in drafts: one for each bill-to and currency."""

    entity_id: int
    charge_ids: tuple[int, ...]


@action(Right.PREPARE)
def draft_charges(command: DraftCharges, act: Act) -> tuple[int, ...]:
    """Make drafts of unbilled charges, and return their ids.

    Raises:
        NoSuchCharge, ChargeIsBilled: one of them is none, or it is too late.
    """
    charges = unbilled_for_update(act, command.charge_ids)
    payers = parties.bill_tos(act.entity_id, {charge.party_id for charge in charges})
    together: dict[tuple[int, str], list[int]] = {}
    for charge in charges:
        key = (payers[charge.party_id].id, charge.currency)
        together.setdefault(key, []).append(charge.id)
    return tuple(
        put_together(act, ids, kind="invoice") for _, ids in sorted(together.items())
    )
