"""What is billed to whom, and how each figure came about: the records.

``drafting`` makes drafts of charges, ``crediting`` takes invoices back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from duebook.domain.calendars import Instalment, PaymentTerms
from duebook.domain.money import Rounding
from duebook.domain.pricing import ShippingRate
from duebook.domain.records import record
from duebook.domain.tax import Certificate, RoundingPer, TaxGroup


class LineKind(StrEnum):
    CHARGE = "charge"
    SHIPPING = "shipping"
    ROUNDING = "rounding"


class Grouping(StrEnum):
    """What shares one invoice: all of a bill-to, or one per PO, site or charge."""

    PARTY = "party"
    PO = "po"
    SITE = "site"
    CHARGE = "charge"


@record
class Charge:
    """Something done or used, not yet billed.

    ``unit_price`` is in major units and ``None`` where the price book decides.
    ``discount_bp`` and ``discount_minor`` are positive and lower the line.
    ``tax_inclusive`` is about a stated ``unit_price``; a tariff says it itself.
    ``weight_kg`` is that of the whole quantity.
    """

    id: int
    party_id: int
    bill_to_id: int
    item_id: int
    item_code: str
    description: str
    quantity: Decimal
    unit: str
    service_on: date
    currency: str
    unit_price: Decimal | None
    discount_bp: int
    discount_minor: int
    tax_category: str
    revenue_account_id: int
    weight_kg: Decimal
    po: str
    site: str
    contract: str
    draft_id: int | None
    tax_inclusive: bool = False


@record
class BillTo:
    """The party an invoice is addressed to, as far as billing depends on it."""

    id: int
    name: str
    tax_place: str
    certificates: tuple[Certificate, ...]
    terms: PaymentTerms
    grouping: Grouping
    discount_bp: int
    shipping_zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How an entity rounds: where tax is rounded, how, and cash rounding.

    Totals in ``cash_currency`` are rounded to coins of ``cash_unit_minor``; the
    difference is a line of its own on ``rounding_account_id``.
    """

    rounding: Rounding
    tax_rounding_per: RoundingPer
    cash_unit_minor: int = 1
    cash_currency: str = ""
    rounding_account_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipping:
    """The rates of an entity, and how a shipping line is taxed and booked."""

    rates: tuple[ShippingRate, ...]
    tax_category: str
    revenue_account_id: int
    description: str = "Shipping"
    tax_inclusive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftHeader:
    """What a clerk set on a draft; where it is silent, charges and bill-to speak.

    ``discount_minor`` is a flat discount on the document, positive, taken after
    the percentage.
    """

    po: str = ""
    site: str = ""
    discount_bp: int | None = None
    discount_minor: int = 0
    terms: PaymentTerms | None = None


@record
class Line:
    """One row of a document, with the steps from price to net and tax.

    ``gross_minor`` is quantity times unit price, rounded once; it includes tax
    where the price does (``tax_inclusive``).  ``net_minor`` is what is left after
    the line's discount and its share of the document's, without tax.
    ``tax_minor`` is its share of its tax group's tax: the lines of a group add up
    to the group.  ``price_source`` says in words where the price came from.
    ``credits_line_id`` is, on a credit note, the line of the invoice taken back.
    """

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
    tax_inclusive: bool
    gross_minor: int
    discount_minor: int
    document_discount_minor: int
    net_minor: int
    tax_key: str
    tax_minor: int
    revenue_account_id: int
    credits_line_id: int | None = None


@record
class Draft:
    """An invoice complete but for its number: total = net + tax, to the unit.

    A rounding line (cash rounding) is one of ``lines`` and part of ``net_minor``.
    """

    bill_to_id: int
    party_id: int
    currency: str
    issued_on: date
    po: str
    site: str
    lines: tuple[Line, ...]
    tax_groups: tuple[TaxGroup, ...]
    net_minor: int
    tax_minor: int
    total_minor: int
    instalments: tuple[Instalment, ...]
    draft_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingException:
    """Why charges of a bill-to were left out: a code, a sentence, the charges."""

    bill_to_id: int
    code: str
    reason: str
    charge_ids: tuple[int, ...]
