"""Charges to drafts: prices, discounts, shipping, taxes, cash rounding, due dates.

Nothing is rounded twice and nothing is lost: the lines of a draft add up to its tax
groups, and these to its total.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple, TypeVar

from duebook.domain.calendars import BASIS_POINTS, due_dates
from duebook.domain.errors import Refusal
from duebook.domain.invoicing import (
    BillingException,
    Draft,
    DraftHeader,
    Grouping,
    Line,
    LineKind,
)
from duebook.domain.money import (
    DECIMAL_ROUNDING,
    EXACT,
    MAX_MINOR,
    AmountTooLarge,
    allocate,
    exponent,
    from_minor,
    round_ratio,
    round_to_unit,
)
from duebook.domain.pricing import NoPrice, NoShippingRate, shipping_rate
from duebook.domain.tax import OUT_OF_SCOPE, tax_groups

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from duebook.domain.invoicing import BillTo, Charge, Policy, Shipping
    from duebook.domain.money import Rounding
    from duebook.domain.pricing import PriceBook
    from duebook.domain.tax import Levy, TaxGroup, TaxTable

STATED: Final = "stated on the charge"
"""Where a line's price came from when no tariff was asked."""

_T = TypeVar("_T")


@dataclass(eq=False)
class Unpriced(Refusal):
    """A charge states no price, and no tariff has one."""

    code: ClassVar[str] = "no_price"
    template: ClassVar[str] = "{description} ({item_code}) of {on} has no price: {why}."

    charge_id: int
    item_code: str
    description: str
    on: date
    why: str


@dataclass(eq=False)
class NegativeTotal(Refusal):
    """The charges come to less than nothing, which an invoice cannot ask for."""

    code: ClassVar[str] = "negative_total"
    template: ClassVar[str] = (
        "The charges come to {total} {currency}; less than nothing is not invoiced."
    )

    total: Decimal
    currency: str


@dataclass(eq=False)
class MixedCurrencies(Refusal):
    """The charges of one draft are in several currencies."""

    code: ClassVar[str] = "mixed_currencies"
    template: ClassVar[str] = (
        "Draft {draft_id} holds charges in {currencies}; an invoice has one currency."
    )

    draft_id: int
    currencies: str


def draft_invoices(
    charges: Iterable[Charge],
    bill_tos: Mapping[int, BillTo],
    *,
    book: PriceBook,
    taxes: TaxTable,
    policy: Policy,
    issued_on: date,
    shipping: Shipping | None = None,
    headers: Mapping[int, DraftHeader] | None = None,
) -> tuple[list[Draft], list[BillingException]]:
    """Drafts for all charges, and why charges were left out.

    Charges share a draft by bill-to, currency and the bill-to's grouping; those
    that name a draft form that draft and no other.  The outcome does not depend on
    the order of a bill-to's charges: lines are ordered by day of service and id.

    Each line is quantity times price, rounded once, less its discounts.  The
    document's discount is spread over the lines of charges; shipping, by weight and
    zone, is not discounted.  Then come taxes, cash rounding and instalments.

    Args:
        charges: those of one bill-to next to each other; any number, read once.
        bill_tos: by id, for every charge.
        book: the entity's prices.
        taxes: the entity's tax rates.
        policy: how the entity rounds.
        issued_on: day of issue; prices and taxes go by the day of service.
        shipping: ``None`` where the entity ships nothing.
        headers: what clerks set on drafts, by draft id.

    Returns:
        Drafts and exceptions, by bill-to.  A charge is in exactly one of them.
    """
    rules = _Rules(book, taxes, policy, issued_on, shipping, headers or {})
    drafts: list[Draft] = []
    exceptions: list[BillingException] = []
    seen: set[int] = set()
    for bill_to_id, billed in groupby(charges, key=attrgetter("bill_to_id")):
        assert bill_to_id not in seen, "charges of a bill-to come together"
        seen.add(bill_to_id)
        bill_to = bill_tos[bill_to_id]
        for together in _sharing_a_draft(billed, bill_to.grouping):
            try:
                drafts.append(_draft(together, bill_to, rules))
            except Refusal as refusal:
                exceptions.append(
                    BillingException(
                        bill_to_id=bill_to_id,
                        code=refusal.code,
                        reason=str(refusal),
                        charge_ids=tuple(charge.id for charge in together),
                    )
                )
    return drafts, exceptions


class _Rules(NamedTuple):
    """What a run goes by; the same for every draft of it."""

    book: PriceBook
    taxes: TaxTable
    policy: Policy
    issued_on: date
    shipping: Shipping | None
    headers: Mapping[int, DraftHeader]


class _Row(NamedTuple):
    """A line before document discount and tax."""

    kind: LineKind
    charge_id: int | None
    item_id: int | None
    description: str
    service_on: date | None
    quantity: Decimal
    unit: str
    unit_price: Decimal
    price_source: str
    price_id: int | None
    tier_from: Decimal | None
    gross_minor: int
    discount_minor: int
    levy: Levy
    revenue_account_id: int


_NO_HEADER: Final = DraftHeader()
_in_line_order: Final = attrgetter("service_on", "id")


def _sharing_a_draft(
    charges: Iterable[Charge], grouping: Grouping
) -> Iterator[list[Charge]]:
    groups: dict[tuple[int, str, str], list[Charge]] = {}
    for charge in charges:
        groups.setdefault(_draft_key(charge, grouping), []).append(charge)
    for key in sorted(groups):
        yield sorted(groups[key], key=_in_line_order)


def _draft_key(charge: Charge, grouping: Grouping) -> tuple[int, str, str]:
    if charge.draft_id is not None:
        return (charge.draft_id, "", "")
    return (0, charge.currency, _shared(charge, grouping))


def _shared(charge: Charge, grouping: Grouping) -> str:
    match grouping:
        case Grouping.PARTY:
            return ""
        case Grouping.PO:
            return charge.po
        case Grouping.SITE:
            return charge.site
        case Grouping.CHARGE:
            return f"{charge.id:020}"


def _draft(charges: Sequence[Charge], bill_to: BillTo, rules: _Rules) -> Draft:
    """The draft of charges that share one, in line order.

    Raises:
        Refusal: no draft can be made of them; what it says is for the clerk.
    """
    first = charges[0]
    currency = first.currency
    header = _NO_HEADER
    if first.draft_id is not None:
        _refuse_mixed_currencies(charges, first.draft_id)
        header = rules.headers.get(first.draft_id, _NO_HEADER)
    rows = [row for charge in charges for row in _charge_rows(charge, bill_to, rules)]
    document_discounts = _document_discounts(rows, bill_to, header, rules.policy)
    rows += _shipping_rows(charges, bill_to, currency, rules)
    lines, groups = _taxed(rows, document_discounts, rules.policy)
    rounding_rows = _rounding_rows(groups, bill_to, currency, rules)
    if rounding_rows:
        lines, groups = _taxed(rows + rounding_rows, document_discounts, rules.policy)
    net_minor = sum(group.net_minor for group in groups)
    tax_minor = sum(group.tax_minor for group in groups)
    total_minor = net_minor + tax_minor
    if total_minor < 0:
        raise NegativeTotal(from_minor(total_minor, currency), currency)
    _refuse_too_large(total_minor, currency)
    return Draft(
        bill_to_id=bill_to.id,
        party_id=_common([charge.party_id for charge in charges], bill_to.id),
        currency=currency,
        issued_on=rules.issued_on,
        po=header.po or _common([charge.po for charge in charges], ""),
        site=header.site or _common([charge.site for charge in charges], ""),
        lines=lines,
        tax_groups=groups,
        net_minor=net_minor,
        tax_minor=tax_minor,
        total_minor=total_minor,
        instalments=due_dates(
            header.terms or bill_to.terms, rules.issued_on, total_minor
        ),
        draft_id=first.draft_id,
    )


def _refuse_mixed_currencies(charges: Sequence[Charge], draft_id: int) -> None:
    currencies = sorted({charge.currency for charge in charges})
    if len(currencies) > 1:
        raise MixedCurrencies(draft_id, " and ".join(currencies))


def _refuse_too_large(amount_minor: int, currency: str) -> None:
    if not -MAX_MINOR <= amount_minor <= MAX_MINOR:
        raise AmountTooLarge(from_minor(amount_minor, currency))


def _common(values: Sequence[_T], otherwise: _T) -> _T:
    """The value that all share."""
    first = values[0]
    return first if values.count(first) == len(values) else otherwise


def _charge_rows(charge: Charge, bill_to: BillTo, rules: _Rules) -> list[_Row]:
    """One row, or one for each tier where the price is graduated."""
    if charge.unit_price is not None:
        return [
            _charge_row(
                charge,
                bill_to,
                rules,
                quantity=charge.quantity,
                unit_price=charge.unit_price,
                tax_inclusive=charge.tax_inclusive,
                discount_minor=charge.discount_minor,
            )
        ]
    priced = rules.book.price_of(
        item_id=charge.item_id,
        party_id=charge.party_id,
        bill_to_id=charge.bill_to_id,
        quantity=charge.quantity,
        on=charge.service_on,
        currency=charge.currency,
    )
    if isinstance(priced, NoPrice):
        raise Unpriced(
            charge_id=charge.id,
            item_code=charge.item_code,
            description=charge.description,
            on=charge.service_on,
            why=priced.why,
        )
    price = priced.price
    return [
        _charge_row(
            charge,
            bill_to,
            rules,
            quantity=quantity,
            unit_price=tier.unit_price,
            tax_inclusive=price.tax_inclusive,
            discount_minor=0 if index else charge.discount_minor,
            price_source=price.source,
            price_id=price.id,
            tier_from=tier.from_quantity,
        )
        for index, (quantity, tier) in enumerate(priced.parts(charge.quantity))
    ]


def _charge_row(
    charge: Charge,
    bill_to: BillTo,
    rules: _Rules,
    *,
    quantity: Decimal,
    unit_price: Decimal,
    tax_inclusive: bool,
    discount_minor: int,
    price_source: str = STATED,
    price_id: int | None = None,
    tier_from: Decimal | None = None,
) -> _Row:
    rounding = rules.policy.rounding
    gross_minor = _times(quantity, unit_price, charge.currency, rounding)
    if charge.discount_bp:
        discount_minor += round_ratio(
            gross_minor * charge.discount_bp, BASIS_POINTS, rounding
        )
    return _Row(
        kind=LineKind.CHARGE,
        charge_id=charge.id,
        item_id=charge.item_id,
        description=charge.description,
        service_on=charge.service_on,
        quantity=quantity,
        unit=charge.unit,
        unit_price=unit_price,
        price_source=price_source,
        price_id=price_id,
        tier_from=tier_from,
        gross_minor=gross_minor,
        discount_minor=discount_minor,
        levy=rules.taxes.levy_on(
            bill_to.tax_place,
            charge.tax_category,
            charge.service_on,
            bill_to.certificates,
            inclusive=tax_inclusive,
        ),
        revenue_account_id=charge.revenue_account_id,
    )


def _times(
    quantity: Decimal, unit_price: Decimal, currency: str, rounding: Rounding
) -> int:
    """Quantity times price in minor units, rounded once."""
    amount = EXACT.scaleb(EXACT.multiply(quantity, unit_price), exponent(currency))
    amount_minor = int(amount.to_integral_value(DECIMAL_ROUNDING[rounding]))
    _refuse_too_large(amount_minor, currency)
    return amount_minor


def _document_discounts(
    rows: Sequence[_Row], bill_to: BillTo, header: DraftHeader, policy: Policy
) -> list[int]:
    """Each row's share of the document's discount: the percentage, then the flat."""
    discount_bp = (
        bill_to.discount_bp if header.discount_bp is None else header.discount_bp
    )
    if not (discount_bp or header.discount_minor):
        return [0] * len(rows)
    amounts = [row.gross_minor - row.discount_minor for row in rows]
    percentage_minor = round_ratio(
        max(sum(amounts), 0) * discount_bp, BASIS_POINTS, policy.rounding
    )
    return allocate(percentage_minor + header.discount_minor, amounts)


def _shipping_rows(
    charges: Sequence[Charge], bill_to: BillTo, currency: str, rules: _Rules
) -> list[_Row]:
    """The shipping line, if anything weighs and the bill-to has a zone."""
    shipping = rules.shipping
    if shipping is None or not bill_to.shipping_zone:
        return []
    weight_kg = sum((charge.weight_kg for charge in charges), Decimal(0))
    if weight_kg <= 0:
        return []
    rate = shipping_rate(
        shipping.rates,
        zone=bill_to.shipping_zone,
        weight_kg=weight_kg,
        currency=currency,
        on=rules.issued_on,
    )
    if isinstance(rate, NoShippingRate):
        raise rate
    levy = rules.taxes.levy_on(
        bill_to.tax_place,
        shipping.tax_category,
        rules.issued_on,
        bill_to.certificates,
        inclusive=shipping.tax_inclusive,
    )
    return [
        _plain_row(
            kind=LineKind.SHIPPING,
            description=shipping.description,
            amount_minor=rate.amount_minor,
            currency=currency,
            price_source=f"shipping rate to {rate.zone} up to {rate.up_to_kg} kg",
            levy=levy,
            revenue_account_id=shipping.revenue_account_id,
        )
    ]


def _rounding_rows(
    groups: Sequence[TaxGroup], bill_to: BillTo, currency: str, rules: _Rules
) -> list[_Row]:
    """The line that brings the total to whole coins, where it is not."""
    policy = rules.policy
    if policy.cash_unit_minor == 1 or currency != policy.cash_currency:
        return []
    total_minor = sum(group.net_minor + group.tax_minor for group in groups)
    rounded_minor = round_to_unit(total_minor, policy.cash_unit_minor, policy.rounding)
    if rounded_minor == total_minor:
        return []
    coin = from_minor(policy.cash_unit_minor, currency)
    return [
        _plain_row(
            kind=LineKind.ROUNDING,
            description="Rounding",
            amount_minor=rounded_minor - total_minor,
            currency=currency,
            price_source=f"total in coins of {coin} {currency}",
            levy=rules.taxes.levy_on(bill_to.tax_place, OUT_OF_SCOPE, rules.issued_on),
            revenue_account_id=policy.rounding_account_id,
        )
    ]


def _plain_row(
    *,
    kind: LineKind,
    description: str,
    amount_minor: int,
    currency: str,
    price_source: str,
    levy: Levy,
    revenue_account_id: int,
) -> _Row:
    """One of something that comes from no charge."""
    return _Row(
        kind=kind,
        charge_id=None,
        item_id=None,
        description=description,
        service_on=None,
        quantity=Decimal(1),
        unit="",
        unit_price=from_minor(amount_minor, currency),
        price_source=price_source,
        price_id=None,
        tier_from=None,
        gross_minor=amount_minor,
        discount_minor=0,
        levy=levy,
        revenue_account_id=revenue_account_id,
    )


def _taxed(
    rows: Sequence[_Row], document_discounts: Sequence[int], policy: Policy
) -> tuple[tuple[Line, ...], tuple[TaxGroup, ...]]:
    """Lines with net and tax, and the tax groups; rows past the discounts get none."""
    shares = [*document_discounts, *[0] * (len(rows) - len(document_discounts))]
    taxed = tax_groups(
        [
            (row.gross_minor - row.discount_minor - share_minor, row.levy)
            for row, share_minor in zip(rows, shares, strict=True)
        ],
        rounding=policy.rounding,
        per=policy.tax_rounding_per,
    )
    lines = tuple(map(_line, rows, shares, taxed.line_taxes))
    return lines, taxed.groups


def _line(row: _Row, document_discount_minor: int, tax_minor: int) -> Line:
    levy = row.levy
    amount_minor = row.gross_minor - row.discount_minor - document_discount_minor
    return Line(
        kind=row.kind,
        charge_id=row.charge_id,
        item_id=row.item_id,
        description=row.description,
        service_on=row.service_on,
        quantity=row.quantity,
        unit=row.unit,
        unit_price=row.unit_price,
        price_source=row.price_source,
        price_id=row.price_id,
        tier_from=row.tier_from,
        tax_inclusive=levy.inclusive,
        gross_minor=row.gross_minor,
        discount_minor=row.discount_minor,
        document_discount_minor=document_discount_minor,
        net_minor=amount_minor - tax_minor if levy.inclusive else amount_minor,
        tax_key=levy.key,
        tax_minor=tax_minor,
        revenue_account_id=row.revenue_account_id,
    )
