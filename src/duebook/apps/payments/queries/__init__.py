"""Reading payments: by number, day by day, and what came of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db.models import Sum

from duebook import db
from duebook.apps.payments import models
from duebook.domain.errors import Absent, Refusal

if TYPE_CHECKING:
    from collections.abc import Collection


@dataclass(eq=False)
class NoSuchPayment(Absent):
    """No payment of the entity has this number."""

    code: ClassVar[str] = "no_such_payment"
    template: ClassVar[str] = "There is no payment {number}."

    number: str


@dataclass(eq=False)
class NoSuchRefund(Refusal):
    """No refund of the entity has this id."""

    code: ClassVar[str] = "no_such_refund"
    template: ClassVar[str] = "There is no refund {refund_id}."

    refund_id: int


@dataclass(frozen=True, slots=True)
class Refund:
    """A refund as sent: the credit that it used, and the debit that it became."""

    id: int
    number: str
    refunded_on: date
    currency: str
    amount_minor: int
    credit_id: int
    item_id: int


def refund_by_id(entity_id: int, refund_id: int) -> Refund:
    """The refund of an id.

    Raises:
        NoSuchRefund: there is none.
    """
    rows = models.Refund.objects.filter(entity_id=entity_id, id=refund_id)
    row = rows.values_list(*Refund.__dataclass_fields__).first()
    if row is None:
        raise NoSuchRefund(refund_id)
    return Refund(*row)


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment as received; ``item_id`` is the credit it became."""

    id: int
    number: str
    external_key: str
    party_id: int
    received_on: date
    currency: str
    amount_minor: int
    method: str
    reference: str
    item_id: int


_COLUMNS = (
    "id",
    "number",
    "external_key",
    "party_id",
    "received_on",
    "currency",
    "amount_minor",
    "method",
    "reference",
    "item_id",
)


def method_of(entity_id: int, number: str) -> str:
    """The way by which a credit was paid in; nothing where it came of no payment."""
    rows = models.Payment.objects.filter(entity_id=entity_id, number=number)
    return rows.values_list("method", flat=True).first() or ""


def payment_by_number(entity_id: int, number: str) -> Payment:
    """The payment of a number.

    Raises:
        NoSuchPayment: there is none.
    """
    row = (
        models.Payment.objects.filter(entity_id=entity_id, number=number)
        .values_list(*_COLUMNS)
        .first()
    )
    if row is None:
        raise NoSuchPayment(number)
    return Payment(*row)


def payment_by_id(entity_id: int, payment_id: int) -> Payment:
    """The payment of an id.

    Raises:
        NoSuchPayment: there is none.
    """
    row = (
        models.Payment.objects.filter(entity_id=entity_id, id=payment_id)
        .values_list(*_COLUMNS)
        .first()
    )
    if row is None:
        raise NoSuchPayment(str(payment_id))
    return Payment(*row)


def payments_by_id(entity_id: int, ids: Collection[int]) -> list[Payment]:
    """The payments of these ids, in their order."""
    rows = models.Payment.objects.filter(entity_id=entity_id, id__any_of=ids)
    return [Payment(*row) for row in rows.order_by("id").values_list(*_COLUMNS)]


def payments_by_external_key(entity_id: int, keys: Collection[str]) -> list[Payment]:
    """The payments that came in under these external keys."""
    rows = models.Payment.objects.filter(entity_id=entity_id, external_key__in=keys)
    return [Payment(*row) for row in rows.order_by("id").values_list(*_COLUMNS)]


@dataclass(frozen=True, slots=True)
class Receipt:
    """A payment in a list: what came, what is unapplied, whether the bank took it back.

    ``discount_minor`` is what it earned; amounts in minor units, positive.
    """

    id: int
    number: str
    party_id: int
    party: str
    received_on: date
    currency: str
    amount_minor: int
    method: str
    reference: str
    discount_minor: int
    left_minor: int
    returned_on: date | None


@dataclass(frozen=True, slots=True)
class After:
    """Where a page of payments ended: the last one's day and id."""

    received_on: date
    id: int


def payments(
    entity_id: int,
    *,
    party_id: int | None = None,
    method: str | None = None,
    after: After | None = None,
    size: int = 50,
) -> list[Receipt]:
    """A page of payments, newest first, beginning after where the last page ended."""
    return _receipts(
        entity_id,
        party=party_id,
        method=method,
        size=size,
        after_on=None if after is None else after.received_on,
        after_id=None if after is None else after.id,
    )


def received_since(entity_id: int, first: date) -> dict[str, int]:
    """What came in from a day on, by currency in minor units."""
    rows = models.Payment.objects.filter(entity_id=entity_id, received_on__gte=first)
    return dict(
        rows.values_list("currency")
        .annotate(sum_minor=Sum("amount_minor"))
        .order_by("currency")
    )


def receipts_between(entity_id: int, first: date, until: date) -> list[Receipt]:
    """The cash receipts of a span of days (closed-open), in the order of receipt."""
    return _receipts(entity_id, first=first, until=until)[::-1]


_ALL = dict.fromkeys(
    ("party", "method", "size", "first", "until", "after_on", "after_id")
)


def _receipts(entity_id: int, **wanted: int | str | date | None) -> list[Receipt]:
    return db.rows_of(
        Receipt,
        db.sql("duebook.apps.payments", "payments"),
        {**_ALL, "entity": entity_id, **wanted},
    )


def earned_discounts(entity_id: int, payment_id: int) -> list[int]:
    """The ids of the credits that became of the discounts a payment earned."""
    return list(
        models.EarnedDiscount.objects.filter(entity_id=entity_id, payment_id=payment_id)
        .order_by("item_id")
        .values_list("item_id", flat=True)
    )


@dataclass(frozen=True, slots=True)
class Conversion:
    """A change of currency: the credit, the debit that used it up, the new credit."""

    credit_id: int
    debit_id: int
    new_id: int


def conversion_into(entity_id: int, converted_id: int) -> Conversion | None:
    """The change of currency that a credit came from, taken back or not."""
    found = db.rows_of(
        Conversion,
        db.sql("duebook.apps.payments", "conversion_into"),
        {"entity": entity_id, "converted": converted_id},
    )
    return found[0] if found else None


def conversions_of(entity_id: int, credit_ids: Collection[int]) -> list[Conversion]:
    """The changes of currency of credits that stand, in their order."""
    return db.rows_of(
        Conversion,
        db.sql("duebook.apps.payments", "conversions_of"),
        {"entity": entity_id, "credits": list(credit_ids)},
    )


def moved_credits(entity_id: int, transfer_ids: Collection[int]) -> list[int]:
    """The ids of the credits that transfers (debit items) moved money into."""
    rows = db.tuples_of(
        db.sql("duebook.apps.payments", "moved_credits"),
        {"entity": entity_id, "transfers": list(transfer_ids)},
    )
    return [row[0] for row in rows]
