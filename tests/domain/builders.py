"""Charges, bill-tos, prices and rates for the tests of the rule book.

Every builder makes the plainest record; a test names what matters to it.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from duebook.domain.calendars import PaymentTerms, TermsPart
from duebook.domain.invoicing import BillTo, Charge, Grouping, Policy
from duebook.domain.money import Rounding
from duebook.domain.pricing import Price, Tier
from duebook.domain.spans import ALWAYS
from duebook.domain.tax import Certificate, RoundingPer, TaxRate

TODAY = date(2026, 11, 21)

NET_30 = PaymentTerms(
    code="net30",
    name="30 days net",
    parts=(TermsPart(share_bp=10_000, net_days=30),),
)


def a_charge(**changes: Any) -> Charge:
    """One hour of consulting for party 1, at 100.00 USD."""
    facts: dict[str, Any] = {
        "id": 1,
        "party_id": 1,
        "bill_to_id": 1,
        "item_id": 10,
        "item_code": "CONSULT",
        "description": "Consulting",
        "quantity": Decimal(1),
        "unit": "h",
        "service_on": date(2026, 11, 2),
        "currency": "USD",
        "unit_price": Decimal("100.00"),
        "discount_bp": 0,
        "discount_minor": 0,
        "tax_category": "standard",
        "revenue_account_id": 400,
        "weight_kg": Decimal(0),
        "po": "",
        "site": "",
        "contract": "",
        "draft_id": None,
    }
    return Charge(**(facts | changes))


def a_bill_to(**changes: Any) -> BillTo:
    """Party 1, in a place without taxes, on 30 days net."""
    facts: dict[str, Any] = {
        "id": 1,
        "name": "Mill Street Garage",
        "tax_place": "US-OR",
        "certificates": (),
        "terms": NET_30,
        "grouping": Grouping.PARTY,
        "discount_bp": 0,
        "shipping_zone": "",
    }
    return BillTo(**(facts | changes))


def a_policy(**changes: Any) -> Policy:
    facts: dict[str, Any] = {
        "rounding": Rounding.HALF_UP,
        "tax_rounding_per": RoundingPer.TAX_GROUP,
    }
    return Policy(**(facts | changes))


def a_price(*tiers: tuple[str, str], **changes: Any) -> Price:
    """A price of item 10 for all, in tiers of (from quantity, unit price)."""
    facts: dict[str, Any] = {
        "id": 1,
        "item_id": 10,
        "party_id": None,
        "source": "price book Retail 2026",
        "currency": "USD",
        "tax_inclusive": False,
        "valid": ALWAYS,
        "tiers": tuple(
            Tier(from_quantity=Decimal(start), unit_price=Decimal(unit_price))
            for start, unit_price in tiers
        ),
    }
    return Price(**(facts | changes))


def a_rate(percent: str, **changes: Any) -> TaxRate:
    """German VAT on standard goods, unless said otherwise."""
    facts: dict[str, Any] = {
        "id": 1,
        "place": "DE",
        "category": "standard",
        "name": "VAT",
        "percent": Decimal(percent),
        "compound": False,
        "order": 1,
        "valid": ALWAYS,
        "account_id": 480,
    }
    return TaxRate(**(facts | changes))


def a_certificate(**changes: Any) -> Certificate:
    facts: dict[str, Any] = {
        "id": 1,
        "place": "US-TX",
        "number": "TX-01-339",
        "reason": "resale",
        "valid": ALWAYS,
    }
    return Certificate(**(facts | changes))
