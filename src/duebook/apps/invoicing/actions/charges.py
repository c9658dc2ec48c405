"""Charges and drafts: taken in, mended, set apart, put together, let go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from duebook import db
from duebook.apps.approvals.actions import Held, held
from duebook.apps.catalog import queries as catalog
from duebook.apps.entities.actions import REFUSED_BY, Act, action
from duebook.apps.invoicing import models
from duebook.apps.invoicing.actions.sharing import locked_draft, note_change
from duebook.apps.parties import queries as parties
from duebook.apps.parties.actions import UNKNOWN, NobodyInParticular
from duebook.domain.errors import Refusal
from duebook.domain.money import told
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

REFUSED_BY["charge_comes_once"] = "a charge of this key was taken in before."
REFUSED_BY["draft_kind_is_known"] = (
    "a draft becomes an invoice, a debit note or a quote."
)


@dataclass(eq=False)
class ChargeIsBilled(Refusal):
    """A document bears the charge; it changes no more."""

    code: ClassVar[str] = "charge_is_billed"
    template: ClassVar[str] = "Charge {charge_id} is billed by {number}."

    charge_id: int
    number: str


@dataclass(eq=False)
class NoSuchCharge(Refusal):
    """No charge of the entity has this id."""

    code: ClassVar[str] = "no_such_charge"
    template: ClassVar[str] = "There is no charge {charge_id}."

    charge_id: int


@dataclass(eq=False)
class UnknownItem(Refusal):
    """No item of the entity has this code."""

    code: ClassVar[str] = "unknown_item"
    template: ClassVar[str] = "There is no item {item}."

    item: str


@dataclass(eq=False)
class MixedDraft(Refusal):
    """Charges of several bill-tos or currencies cannot share a draft."""

    code: ClassVar[str] = "mixed_draft"
    template: ClassVar[str] = "These charges do not share one {what}."

    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCharge:
    """A charge as it comes in: party and item by their codes.

    ``unit_price`` is in major units, ``None`` where the price book decides; an empty
    ``unit`` or ``description`` is the item's.
    """

    external_key: str = ""
    party: str
    item: str
    description: str = ""
    quantity: Decimal = Decimal(1)
    unit: str = ""
    service_on: date
    currency: str
    unit_price: Decimal | None = None
    discount_bp: int = 0
    discount_minor: int = 0
    po: str = ""
    site: str = ""
    contract: str = ""
    biller: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeCharges:
    """Take charges in; those whose key is known already are passed over."""

    entity_id: int
    charges: tuple[NewCharge, ...]


@dataclass(frozen=True, slots=True)
class ChargesTaken:
    """The ids of the charges taken in, and the keys that were known before."""

    ids: tuple[int, ...]
    known: tuple[str, ...]


@action(Right.PREPARE)
def take_charges(command: TakeCharges, act: Act) -> ChargesTaken:
    """Write charges, in sets.

    Raises:
        UnknownParty, UnknownItem: a code is not known.
        NobodyInParticular: the party is that of unidentified money.
    """
    keys = [charge.external_key for charge in command.charges if charge.external_key]
    known = set(
        models.Charge.objects.filter(
            entity_id=act.entity_id, external_key__in=keys
        ).values_list("external_key", flat=True)
    )
    fresh = [charge for charge in command.charges if charge.external_key not in known]
    return ChargesTaken(tuple(write_charges(act, fresh)), tuple(sorted(known)))


_COLUMNS = (
    *("id", "entity_id", "external_key", "party_id", "item_id", "description"),
    *("quantity", "unit", "service_on", "currency", "unit_price", "discount_bp"),
    *("discount_minor", "po", "site", "contract", "biller", "is_billable"),
    *("draft_id", "rebills_id"),
)


def write_charges(
    act: Act, charges: Sequence[NewCharge], *, draft_id: int | None = None
) -> list[int]:
    """Write charges and return their ids, in order.

    Raises:
        UnknownParty, UnknownItem: a code is not known.
        NobodyInParticular: the party is that of unidentified money.
    """
    served = parties.parties_by_code(act.entity_id, {c.party for c in charges})
    items = catalog.items_by_code(act.entity_id, {c.item for c in charges})
    for charge in charges:
        if charge.party not in served:
            raise parties.UnknownParty(charge.party)
        if charge.party == UNKNOWN:
            raise NobodyInParticular
        if charge.item not in items:
            raise UnknownItem(charge.item)
    ids = db.take_ids("invoicing_charge", len(charges))
    db.write(
        "invoicing_charge",
        _COLUMNS,
        [
            (
                charge_id,
                act.entity_id,
                charge.external_key,
                served[charge.party].id,
                items[charge.item].id,
                charge.description or items[charge.item].description,
                charge.quantity,
                charge.unit or items[charge.item].unit,
                charge.service_on,
                charge.currency,
                charge.unit_price,
                charge.discount_bp,
                charge.discount_minor,
                charge.po,
                charge.site,
                charge.contract,
                charge.biller,
                True,
                draft_id,
                None,
            )
            for charge_id, charge in zip(ids, charges, strict=True)
        ],
    )
    return ids


def copy_charges(
    act: Act, charge_ids: Collection[int], changes: Mapping[int, Mapping[str, Any]]
) -> list[int]:
    """Copy billed charges so that they can be billed again, and return the new ids.

    ``changes`` are the fields that differ, by the id of the charge copied.
    """
    originals = models.Charge.objects.filter(
        entity_id=act.entity_id, id__any_of=charge_ids
    ).order_by("id")
    copies = [
        models.Charge(
            **{
                **{
                    field.attname: getattr(charge, field.attname)
                    for field in models.Charge._meta.concrete_fields
                },
                **changes.get(charge.id, {}),
                "id": None,
                "external_key": "",
                "draft_id": None,
                "is_billable": True,
                "held_until": None,
                "aside_by": "",
                "aside_reason": "",
                "rebills_id": charge.id,
            }
        )
        for charge in originals
    ]
    return [copy.id for copy in models.Charge.objects.bulk_create(copies)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCharge:
    """Set fields of an unbilled charge, with the reason; ``None`` stays as it is.

    ``by_price_book`` drops a stated price.
    """

    entity_id: int
    charge_id: int
    reason: str
    quantity: Decimal | None = None
    unit: str | None = None
    unit_price: Decimal | None = None
    by_price_book: bool = False
    description: str | None = None
    discount_bp: int | None = None
    discount_minor: int | None = None
    contract: str | None = None
    po: str | None = None
    is_billable: bool | None = None


_CHANGEABLE = (
    *("quantity", "unit", "unit_price", "description", "discount_bp"),
    *("discount_minor", "contract", "po", "is_billable"),
)


@action(Right.PREPARE)
def change_charge(command: ChangeCharge, act: Act) -> None:
    """Mend a charge before it is billed.

    Raises:
        NoSuchCharge: there is none of this id.
        ChargeIsBilled: too late.
    """
    [charge] = unbilled_for_update(act, [command.charge_id])
    changed = {
        name: value
        for name in _CHANGEABLE
        if (value := getattr(command, name)) is not None
    }
    if command.by_price_book:
        changed["unit_price"] = None
    models.Charge.objects.filter(entity_id=act.entity_id, id=charge.id).update(
        **changed
    )
    note_change(act, [charge.draft_id])


def unbilled_for_update(act: Act, charge_ids: Sequence[int]) -> list[models.Charge]:
    """Charges that may still be changed, locked, in the order of their ids.

    Raises:
        NoSuchCharge: there is none of some id.
        ChargeIsBilled: too late.
    """
    charges = list(
        models.Charge.objects.select_for_update()
        .filter(entity_id=act.entity_id, id__any_of=charge_ids)
        .order_by("id")
    )
    for missing in sorted(set(charge_ids) - {charge.id for charge in charges}):
        raise NoSuchCharge(missing)
    billed = models.Line.objects.filter(
        entity_id=act.entity_id, charge_id__any_of=charge_ids
    ).order_by("charge_id")
    for charge_id, number in billed.values_list("charge_id", "document__number"):
        raise ChargeIsBilled(charge_id or 0, number)
    return charges


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeDraft:
    """Set charges apart to become one document: an invoice or a quote."""

    entity_id: int
    charge_ids: tuple[int, ...]
    kind: str = "invoice"
    po: str = ""
    site: str = ""
    note: str = ""


@action(Right.PREPARE)
def make_draft(command: MakeDraft, act: Act) -> int:
    """Make a draft of unbilled charges, out of other drafts where need be.

    Raises:
        NoSuchCharge, ChargeIsBilled, MixedDraft: as ``put_together`` says.
    """
    return put_together(
        act,
        command.charge_ids,
        kind=command.kind,
        po=command.po,
        site=command.site,
        note=command.note,
    )


def put_together(
    act: Act,
    charge_ids: Sequence[int],
    *,
    kind: str,
    po: str = "",
    site: str = "",
    note: str = "",
    discount_minor: int = 0,
) -> int:
    """Write a draft for charges, and return its id.

    Raises:
        NoSuchCharge, ChargeIsBilled: one of them is none, or it is too late.
        MixedDraft: they have several bill-tos or currencies.
    """
    charges = unbilled_for_update(act, charge_ids)
    note_change(act, {charge.draft_id for charge in charges})
    served = {charge.party_id for charge in charges}
    bill_tos = {payer.id for payer in parties.bill_tos(act.entity_id, served).values()}
    currencies = {charge.currency for charge in charges}
    for found, what in ((bill_tos, "bill-to"), (currencies, "currency")):
        if len(found) != 1:
            raise MixedDraft(what)
    draft = models.Draft.objects.create(
        entity_id=act.entity_id,
        kind=kind,
        bill_to_id=bill_tos.pop(),
        currency=currencies.pop(),
        po=po,
        site=site,
        note=note,
        discount_minor=discount_minor,
        changed_by=act.person.name,
        changed_at=act.at,
    )
    models.Charge.objects.filter(entity_id=act.entity_id, id__any_of=charge_ids).update(
        draft_id=draft.id
    )
    return draft.id


def flat_discount(entity_id: int, charge_ids: Collection[int]) -> int:
    """The flat discounts granted on the drafts of charges, in minor units."""
    drafts = models.Draft.objects.filter(
        entity_id=entity_id, charge__entity_id=entity_id, charge__id__any_of=charge_ids
    ).distinct()
    return sum(draft.discount_minor for draft in drafts)


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscountDraft:
    """Grant a flat discount on a draft, in minor units, with the reason.

    ``seen`` is the version of the draft that the person saw.
    """

    entity_id: int
    draft_id: int
    discount_minor: int
    reason: str
    seen: int | None = None


@action(Right.DISCOUNT)
def discount_draft(command: DiscountDraft, act: Act) -> int | Held:
    """Set the flat discount of a draft, or hold it above the actor's limit.

    Raises:
        NoSuchDraft: there is none of this id.
        DraftChanged: it is no longer as it was seen.
    """
    draft = locked_draft(act, command.draft_id, command.seen)
    waiting = held(
        act,
        command,
        right=Right.DISCOUNT,
        amount_minor=command.discount_minor,
        currency=draft.currency,
        sentence=f"Discount {told(command.discount_minor, draft.currency)} on draft "
        f"{draft.id}: {command.reason}",
    )
    if waiting is not None:
        return waiting
    note_change(act, [draft.id])
    return models.Draft.objects.filter(entity_id=act.entity_id, id=draft.id).update(
        discount_minor=command.discount_minor
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LetDraftGo:
    """Let a draft vanish; its charges are unbilled again.

    ``seen`` is the version of the draft that the person saw.
    """

    entity_id: int
    draft_id: int
    seen: int | None = None


@action(Right.PREPARE)
def let_draft_go(command: LetDraftGo, act: Act) -> int:
    """Drop a draft, and return how many charges it held; one that is gone held none.

    Raises:
        DraftChanged: it is no longer as it was seen.
    """
    if command.seen is not None:
        locked_draft(act, command.draft_id, command.seen)
    freed = models.Charge.objects.filter(
        entity_id=act.entity_id, draft_id=command.draft_id
    ).update(draft_id=None)
    models.Draft.objects.filter(entity_id=act.entity_id, id=command.draft_id).delete()
    return freed
