"""Stripe's own objects in JSON: balance transactions, payouts, and what they are for.

Read are single objects, lists, and events around them
(https://docs.stripe.com/api/balance_transactions/object).  A balance transaction has
gross, fee and net; charges, refunds and disputes add customer and words to it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NoReturn

from duebook.domain.banking import Problem
from duebook.domain.errors import Refusal
from duebook.domain.money import exact_minor
from duebook.formats.bank.payout_records import (
    Payout,
    PayoutFile,
    PayoutItem,
    PayoutKind,
    contradictions,
)
from duebook.formats.bank.refusals import UnreadableBankFile

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMAT: Final = "Stripe JSON"
LONGEST_FILE: Final = 32 * 1024 * 1024

_DIGITS_OF: Final = {
    0: "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF",
    3: "BHD JOD KWD OMR TND",
}
_DIGITS: Final = {
    currency: digits
    for digits, currencies in _DIGITS_OF.items()
    for currency in currencies.split()
}
"""Digits behind the point in Stripe's amounts, if not two.

These are not ISO's: the ariary has none here, and the króna keeps the two that it had
before (https://docs.stripe.com/currencies#special-cases).  Of three digits the last is
always 0.
"""

_CONTRADICTED: Final = frozenset({"UGX"})
"""Stripe's page lists the shilling without digits and, below, with two; the reports in
CSV are clear."""

_KINDS: Final = {
    category: kind
    for kind, categories in {
        PayoutKind.CHARGE: "charge payment charge_failure",
        PayoutKind.REFUND: """refund payment_refund refund_failure payment_reversal
                              partial_capture_reversal payment_failure_refund""",
        PayoutKind.DISPUTE: "dispute dispute_reversal",
        PayoutKind.FEE: "fee stripe_fee application_fee network_cost tax tax_fee",
    }.items()
    for category in categories.split()
}
_PAYOUT_TYPES: Final = frozenset({"payout"})


def kind_of(category: str) -> PayoutKind:
    """What Stripe's reporting category, or its older type, is in our words."""
    return _KINDS.get(category, PayoutKind.ADJUSTMENT)


@dataclass(frozen=True, slots=True)
class _Object:
    """An object and the path to it."""

    place: str
    fields: Mapping[str, Any]

    def refuse(self, about: str, reason: str) -> NoReturn:
        raise UnreadableBankFile(FORMAT, self.place, about, reason)

    def text(self, name: str) -> str:
        """A text; of an expanded object, its id."""
        value = self.fields.get(name)
        if isinstance(value, Mapping):
            value = value.get("id")
        if value is None:
            return ""
        if not isinstance(value, str):
            self.refuse(name, "it is no text")
        return " ".join(value.split())

    def day(self, name: str) -> dt.date | None:
        """The day, in UTC, of a time that is told in seconds."""
        value = self.fields.get(name)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool):
            self.refuse(name, "it is no time in seconds")
        try:
            return dt.datetime.fromtimestamp(value, dt.UTC).date()
        except (ValueError, OverflowError, OSError):
            self.refuse(name, f"{value} is no time")

    def currency(self) -> str:
        return self.text("currency").upper()

    def minor(self, name: str) -> int:
        """An amount, from Stripe's smallest unit to ours."""
        value = self.fields.get(name)
        if not isinstance(value, int) or isinstance(value, bool):
            self.refuse(name, "it is no whole number of the smallest unit")
        currency = self.currency()
        if currency in _CONTRADICTED:
            reason = f"Stripe's amounts in {currency} have two readings; send the CSV"
            self.refuse(name, reason)
        try:
            amount = Decimal(value).scaleb(-_DIGITS.get(currency, 2))
            return exact_minor(amount, currency)
        except (Refusal, ArithmeticError) as refusal:
            self.refuse(name, str(refusal))


@dataclass(slots=True)
class _Found:
    """Everything of interest in a file."""

    transactions: dict[str, _Object] = field(default_factory=dict)
    payouts: dict[str, _Object] = field(default_factory=dict)
    sources: dict[str, _Object] = field(default_factory=dict)


def read_stripe_json(data: bytes, name: str) -> PayoutFile:
    """Read objects, lists or events of Stripe.

    One payout beside balance transactions is taken to consist of them, which the sum
    proves or a problem denies; beside several, they belong to none.

    Raises:
        UnreadableBankFile: it is no JSON, has nothing of Stripe's that moves money, or
            a field cannot be read.
    """
    found = _Found()
    for each in _objects(_parsed(data, name)):
        _sort(found, each)
    if not (found.transactions or found.payouts or found.sources):
        reason = "there is no balance transaction, payout, charge, refund or dispute"
        raise UnreadableBankFile(FORMAT, name, "object", reason)
    payouts, problems = _payouts(found)
    problems.extend(contradictions(payouts))
    problems.extend(_failed(found))
    problems.extend(_alone(found))
    return PayoutFile(format=FORMAT, payouts=payouts, problems=tuple(problems))


def _parsed(data: bytes, name: str) -> Any:
    if len(data) > LONGEST_FILE:
        reason = f"it is longer than {LONGEST_FILE:,} bytes"
        raise UnreadableBankFile(FORMAT, name, "file", reason)
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        reason = "it is no JSON that can be read"
        raise UnreadableBankFile(FORMAT, name, "file", reason) from error


def _objects(root: Any) -> Iterator[_Object]:
    """Every object of Stripe, outer before inner, each with the path to it."""
    waiting: list[tuple[str, Any]] = [("the file", root)]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, list):
            inner = [(f"{place}[{index}]", each) for index, each in enumerate(value)]
        elif isinstance(value, Mapping):
            if isinstance(value.get("object"), str):
                yield _Object(place, value)
            inner = [(f"{place}.{key}"[-200:], each) for key, each in value.items()]
        else:
            continue
        waiting.extend(reversed(inner))


def _sort(found: _Found, each: _Object) -> None:
    group = {
        "balance_transaction": found.transactions,
        "payout": found.payouts,
        "charge": found.sources,
        "refund": found.sources,
        "dispute": found.sources,
    }.get(each.fields["object"])
    if group is None:
        return
    object_id = each.text("id")
    if not object_id:
        each.refuse("id", "it has none")
    group.setdefault(object_id, each)


def _payouts(found: _Found) -> tuple[tuple[Payout, ...], list[Problem]]:
    heads = {object_id: _head(each) for object_id, each in found.payouts.items()}
    items = []
    for transaction in found.transactions.values():
        category = _category(transaction)
        source = transaction.text("source")
        if category in _PAYOUT_TYPES:
            heads.setdefault(source, _head_of_transaction(transaction, source))
        else:
            items.append(_item(transaction, category, found.sources.get(source)))
    if len(heads) == 1 and items:
        (only,) = heads.values()
        return (replace(only, items=tuple(items)),), []
    loose = _not_paid_out(items)
    if not (heads and items):
        return (*heads.values(), *loose), []
    problem = Problem(
        code="payout_items_unassigned",
        place=items[0].place,
        field="payout",
        sentence=f"There are {len(heads)} payouts, and nothing says which of them the "
        f"{len(items)} other movements belong to.",
    )
    return (*heads.values(), *loose), [problem]


def _not_paid_out(items: list[PayoutItem]) -> list[Payout]:
    """Items without a payout, as one group for each currency."""
    by_currency: dict[str, list[PayoutItem]] = {}
    for item in items:
        by_currency.setdefault(item.currency, []).append(item)
    return [
        Payout(
            place=group[0].place,
            id="",
            arrives_on=None,
            currency=currency,
            net_minor=None,
            items=tuple(group),
        )
        for currency, group in by_currency.items()
    ]


def _head(each: _Object) -> Payout:
    return Payout(
        place=each.place,
        id=each.text("id"),
        arrives_on=each.day("arrival_date"),
        currency=each.currency(),
        net_minor=each.minor("amount"),
        items=(),
    )


def _head_of_transaction(each: _Object, payout_id: str) -> Payout:
    return Payout(
        place=each.place,
        id=payout_id,
        arrives_on=each.day("available_on"),
        currency=each.currency(),
        net_minor=-each.minor("net"),
        items=(),
    )


def _category(transaction: _Object) -> str:
    return transaction.text("reporting_category") or transaction.text("type")


def _item(each: _Object, category: str, source: _Object | None) -> PayoutItem:
    description = each.text("description")
    customer = reference = charge = ""
    if source is not None:
        description = source.text("description") or description
        customer = _payer(source)
        reference = source.text("invoice") or _metadata(source)
        charge = source.text("charge")
    return PayoutItem(
        place=each.place,
        id=each.text("id"),
        kind=kind_of(category),
        code=category,
        currency=each.currency(),
        gross_minor=each.minor("amount"),
        fee_minor=each.minor("fee"),
        net_minor=each.minor("net"),
        source=each.text("source"),
        charge=charge,
        created_on=each.day("created"),
        reference=reference,
        description=description,
        customer=customer,
    )


def _payer(source: _Object) -> str:
    details = source.fields.get("billing_details")
    name = details.get("name") if isinstance(details, Mapping) else None
    return name if isinstance(name, str) else source.text("customer")


def _metadata(source: _Object) -> str:
    """The invoice's number, if the seller wrote it beside the charge."""
    metadata = source.fields.get("metadata")
    if isinstance(metadata, Mapping):
        for key in ("invoice_number", "invoice", "invoice_id", "order_id"):
            if isinstance(value := metadata.get(key), str):
                return value
    return ""


def _failed(found: _Found) -> list[Problem]:
    """Payouts whose money came back or never left."""
    return [
        Problem(
            code="payout_failed",
            place=each.place,
            field="status",
            sentence=f"The payout {object_id} is {status}; no money arrives for it.",
        )
        for object_id, each in found.payouts.items()
        if (status := each.text("status")) in {"failed", "canceled"}
    ]


def _alone(found: _Found) -> list[Problem]:
    """Charges, refunds and disputes without their balance transaction."""
    moved = {each.text("source") for each in found.transactions.values()}
    return [
        Problem(
            code="payout_source_alone",
            place=each.place,
            field="balance_transaction",
            sentence=f"The {each.fields['object']} {object_id} comes without its "
            "balance transaction, so its fee is not known; it was not taken in.",
        )
        for object_id, each in found.sources.items()
        if object_id not in moved
    ]
