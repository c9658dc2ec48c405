"""Reading items and applications, now or as they were known then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Final

from duebook import db
from duebook.apps.receivables import models
from duebook.domain.application import OpenItem
from duebook.domain.calendars import Instalment
from duebook.domain.errors import Absent
from duebook.domain.ledger import ControlItem

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime


@dataclass(eq=False)
class NoSuchItem(Absent):
    """No item of the entity has this id or number."""

    code: ClassVar[str] = "no_such_item"
    template: ClassVar[str] = "There is no open item {item}."

    item: str


@dataclass(frozen=True, slots=True)
class Item:
    """An item as actions need it; debts are positive, credits negative."""

    id: int
    party_id: int
    account_id: int
    kind: str
    document_id: int | None
    number: str
    currency: str
    amount_minor: int
    open_minor: int
    due_on: date
    discount_minor: int
    discount_until: date | None
    entry_id: int
    effective_on: date
    contested_minor: int

    def as_debt(self) -> OpenItem:
        """The item as the rules of application see it."""
        return OpenItem(
            id=self.id,
            number=self.number,
            currency=self.currency,
            due_on=self.due_on,
            open_minor=self.open_minor,
            amount_minor=self.amount_minor,
            discount_minor=self.discount_minor,
            discount_until=self.discount_until,
            contested_minor=self.contested_minor,
        )

    def control(self) -> ControlItem:
        """The item as the books see it."""
        return ControlItem(self.id, self.account_id)


_COLUMNS = (
    "id",
    "party_id",
    "account_id",
    "kind",
    "document_id",
    "number",
    "currency",
    "amount_minor",
    "open_minor",
    "due_on",
    "discount_minor",
    "discount_until",
    "entry_id",
    "effective_on",
    "contested_minor",
)


def lock_items(entity_id: int, ids: Collection[int]) -> dict[int, Item]:
    """Items by id, locked in id order until the transaction ends.

    Raises:
        NoSuchItem: an id is not an item of the entity.
    """
    rows = _locked(entity_id, "id = ANY(%(ids)s)", ids=list(ids))
    found = {item.id: item for item in rows}
    for missing in sorted(set(ids) - found.keys()):
        raise NoSuchItem(str(missing))
    return found


def lock_open_debts(
    entity_id: int, party_ids: Collection[int], *, with_ids: Collection[int] = ()
) -> list[Item]:
    """The open debts of parties, locked in id order until the transaction ends.

    Args:
        entity_id: the entity.
        party_ids: whose debts.
        with_ids: items of anyone that are locked and returned with them, because
            two locks one after the other could meet another command's halfway.
    """
    where = (
        "(party_id = ANY(%(parties)s) AND open_minor > 0 AND amount_minor > 0"
        " OR id = ANY(%(ids)s))"
    )
    return _locked(entity_id, where, parties=list(party_ids), ids=list(with_ids))


def lock_document_items(entity_id: int, document_id: int) -> list[Item]:
    """All items of a document, locked in id order until the transaction ends."""
    return _locked(entity_id, "document_id = %(document)s", document=document_id)


def _locked(
    entity_id: int, where: str, **named: list[int] | int | str | date
) -> list[Item]:
    """Items found, locked, and read again: what was settled meanwhile falls out.

    The app may not UPDATE items, so it locks them through the owner's function.
    """
    found = (
        "SELECT receivables_lock_items(%(entity)s, found.ids), found.ids FROM"  # noqa: S608 - constants
        " (SELECT coalesce(array_agg(id), '{}') AS ids FROM receivables_item"
        f" WHERE entity_id = %(entity)s AND {where}) AS found"
    )
    read = (
        f"SELECT {', '.join(_COLUMNS)} FROM receivables_item"  # noqa: S608 - constants
        f" WHERE entity_id = %(entity)s AND id = ANY(%(locked)s) AND {where}"
        " ORDER BY id"
    )
    named = {"entity": entity_id, **named}
    [(_, locked)] = db.tuples_of(found, named)
    named["locked"] = locked
    return [Item(*row) for row in db.tuples_of(read, named)]


def items_by_id(entity_id: int, ids: Collection[int]) -> dict[int, Item]:
    """Items as they are now, not locked; ids that are none are left out."""
    rows = models.Item.objects.filter(entity_id=entity_id, id__any_of=ids)
    return {row[0]: Item(*row) for row in rows.order_by("id").values_list(*_COLUMNS)}


def item_by_number(entity_id: int, number: str) -> Item:
    """The first open item of a document's number.

    Raises:
        NoSuchItem: there is none.
    """
    row = (
        models.Item.objects.filter(entity_id=entity_id, number=number)
        .order_by("due_on", "id")
        .values_list(*_COLUMNS)
        .first()
    )
    if row is None:
        raise NoSuchItem(number)
    return Item(*row)


def items_by_number(entity_id: int, numbers: Collection[str]) -> dict[str, list[Item]]:
    """All items of documents, settled ones too, by number and in due order."""
    found: dict[str, list[Item]] = {}
    for row in (
        models.Item.objects.filter(entity_id=entity_id, number__in=numbers)
        .order_by("due_on", "id")
        .values_list(*_COLUMNS)
    ):
        item = Item(*row)
        found.setdefault(item.number, []).append(item)
    return found


def debts_of(entity_id: int, party_id: int) -> list[Item]:
    """What a party owes, item by item, the one due first before the others."""
    rows = models.Item.objects.filter(
        entity_id=entity_id, party_id=party_id, open_minor__gt=0
    )
    return [Item(*row) for row in rows.order_by("due_on", "id").values_list(*_COLUMNS)]


def open_debts(entity_id: int, number: str) -> list[Item]:
    """What is open of a document's number, the one due first before the others.

    Raises:
        NoSuchItem: nothing is.
    """
    items = items_by_number(entity_id, [number]).get(number, [])
    debts = [item for item in items if item.open_minor > 0]
    if not debts:
        raise NoSuchItem(number)
    return debts


@dataclass(frozen=True, slots=True)
class Applied:
    """An application as it stands: which credit, which debt, how much, by what rule."""

    id: int
    credit_id: int
    debt_id: int
    amount_minor: int
    effective_on: date
    rule: str
    event_id: int


def applications_of(entity_id: int, item_ids: Collection[int]) -> list[Applied]:
    """Standing applications of these items, on either side, in id order.

    One that was taken back no longer stands.
    """
    return db.rows_of(
        Applied,
        db.sql("duebook.apps.receivables", "standing_applications"),
        {"entity": entity_id, "items": list(item_ids)},
    )


@dataclass(frozen=True, slots=True)
class KnownItem:
    """An item as it was at the end of a day, as far as known at an instant.

    ``contested_minor`` is how much of ``open_minor`` was under dispute.
    """

    id: int
    party_id: int
    kind: str
    number: str
    document_id: int | None
    currency: str
    account_role: str
    amount_minor: int
    open_minor: int
    document_on: date
    due_on: date
    effective_on: date
    contested_minor: int

    @property
    def uncontested_minor(self) -> int:
        """What was open of it and not under dispute."""
        return self.open_minor - self.contested_minor


def items_as_of(
    entity_id: int,
    on: date,
    *,
    known_at: datetime | None = None,
    party_ids: Sequence[int] | None = None,
) -> list[KnownItem]:
    """What was open at the end of ``on``, as it was known at ``known_at``.

    The open amount is wound back: what was applied later, or not yet known, is
    added again to what is open today (LESSONS 19: aging is a query over facts).
    """
    return db.rows_of(
        KnownItem,
        db.sql("duebook.apps.receivables", "items_as_of"),
        {
            "entity": entity_id,
            "on": on,
            "known_at": known_at,
            "parties": None if party_ids is None else list(party_ids),
        },
    )


def open_balances(entity_id: int, party_ids: Collection[int]) -> dict[int, int]:
    """What parties owe on balance in their own currency, credits deducted.

    In minor units, by party; what they owe in other currencies is left out.
    """
    rows = db.tuples_of(
        "SELECT item.party_id, sum(item.open_minor)::bigint"
        " FROM receivables_item AS item JOIN parties_party AS party"
        " ON party.entity_id = %(entity)s AND party.id = item.party_id"
        " WHERE item.entity_id = %(entity)s"
        " AND item.party_id = ANY(%(parties)s::bigint[])"
        " AND item.open_minor <> 0 AND item.currency = party.currency"
        " GROUP BY item.party_id",
        {"entity": entity_id, "parties": db.array(party_ids)},
    )
    return dict(rows)


def parties_of_items(entity_id: int, item_ids: Collection[int]) -> list[int]:
    """The parties of items, each once.

    Raises:
        NoSuchItem: none of them exists.
    """
    found = (
        models.Item.objects.filter(entity_id=entity_id, id__any_of=item_ids)
        .order_by("party_id")
        .values_list("party_id", flat=True)
        .distinct()
    )
    if not found:
        raise NoSuchItem(", ".join(map(str, item_ids)))
    return list(found)


def standing_application(entity_id: int, application_id: int) -> Applied | None:
    """The application of this id, if it stands."""
    row = models.Application.objects.filter(
        entity_id=entity_id, id=application_id
    ).first()
    if row is None:
        return None
    standing = applications_of(entity_id, [row.credit_id, row.debt_id])
    return next((one for one in standing if one.id == application_id), None)


def lock_small_balances(
    entity_id: int, *, currency: str, limit_minor: int, on: date
) -> list[Item]:
    """Debts due by a day of which no more than a limit is left after settlement.

    What is contested is no small balance: somebody is looking into it.  Nor is what
    somebody keeps, for a reason.  Locked in id
    order until the transaction ends; what grew or shrank beyond the limit meanwhile
    falls out.
    """
    return _locked(entity_id, _SMALL, limit=limit_minor, currency=currency, on=on)


KEPT_UNTIL: Final = (
    "coalesce((SELECT kept.until FROM receivables_kept_debt AS kept"
    " WHERE kept.entity_id = %(entity)s AND kept.item_id = {item}"
    " ORDER BY kept.id DESC LIMIT 1), '-infinity')"
)
"""The day before which somebody keeps a debt from being given up."""

_SMALL = (
    "(open_minor BETWEEN 1 AND %(limit)s AND open_minor < amount_minor"
    " AND contested_minor = 0"
    " AND currency = %(currency)s AND due_on <= %(on)s AND effective_on <= %(on)s"
    f" AND {KEPT_UNTIL.format(item='receivables_item.id')} <= %(on)s)"
)


def small_balances(
    entity_id: int, *, currency: str, limit_minor: int, on: date
) -> list[Item]:
    """What :func:`lock_small_balances` would find now, not locked."""
    query = (
        f"SELECT {', '.join(_COLUMNS)} FROM receivables_item"  # noqa: S608 - constants
        f" WHERE entity_id = %(entity)s AND {_SMALL} ORDER BY id"
    )
    named = {"limit": limit_minor, "currency": currency, "on": on}
    return [Item(*row) for row in db.tuples_of(query, {"entity": entity_id, **named})]


def instalments_of(
    entity_id: int, document_ids: Collection[int]
) -> dict[int, tuple[Instalment, ...]]:
    """The dated parts of invoices as they were issued, by document."""
    found: dict[int, tuple[Instalment, ...]] = {}
    rows = models.Item.objects.filter(
        entity_id=entity_id, document_id__any_of=document_ids, amount_minor__gt=0
    ).order_by("document_id", "due_on", "id")
    for item in rows:
        instalment = Instalment(
            due_on=item.due_on,
            amount_minor=item.amount_minor,
            discount_minor=item.discount_minor,
            discount_until=item.discount_until,
        )
        document_id = item.document_id or 0
        found[document_id] = (*found.get(document_id, ()), instalment)
    return found


def known_numbers(entity_id: int, numbers: Collection[str]) -> set[str]:
    """Which of some numbers items bear already."""
    return set(
        models.Item.objects.filter(entity_id=entity_id, number__in=numbers).values_list(
            "number", flat=True
        )
    )
