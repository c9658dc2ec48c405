"""Real retail invoices: Online Retail, D. Chen, UCI ML Repository (CC BY 4.0).

The file is not part of this repository.  There is no price book in it, so each price
counts as typed by hand; what the other invoices took of an item and paid for it is
its history, and no customer has one of its own.
Customers are known by a number only and get an address that is in order.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import count
from random import Random
from statistics import mode
from typing import TYPE_CHECKING

from bench.seeded.office import TERMS, Regular, World, spread_of
from bench.seeded.situations import Situation
from duebook.domain.checks.facts import (
    Address,
    AddressKind,
    ChargeFacts,
    ContractFacts,
    DeliveryWay,
    ItemFacts,
    ItemHistory,
    Office,
    PartyFacts,
    PartyStatus,
)
from duebook.domain.invoicing import Charge
from duebook.domain.spans import ALWAYS

if TYPE_CHECKING:
    from pathlib import Path

FILE = "d_ar/online_retail/online_retail_2023-02_first_half.csv"


@dataclass(frozen=True, slots=True)
class Sold:
    """One line of the file."""

    invoice: str
    item_id: int
    code: str
    description: str
    quantity: Decimal
    on: date
    unit_price: Decimal
    customer: int


@dataclass(frozen=True, slots=True)
class Shop:
    """The file by invoice and by item."""

    invoices: tuple[tuple[Sold, ...], ...]
    by_item: dict[int, list[Sold]]
    world: World


def a_shop(data: Path, seed: int) -> Shop:
    """The sales to known customers; credit notes and shop-keeping entries left out."""
    sales = [sold for sold in _read(data / FILE) if _is_sale(sold)]
    by_invoice: dict[str, list[Sold]] = defaultdict(list)
    by_item: dict[int, list[Sold]] = defaultdict(list)
    for sold in sales:
        by_invoice[sold.invoice].append(sold)
        by_item[sold.item_id].append(sold)
    items = {
        item_id: ItemFacts(
            id=item_id,
            code=lines[0].code,
            unit="pc",
            tax_category="standard",
            is_countable=True,
        )
        for item_id, lines in by_item.items()
    }
    office = Office(
        today=max(sold.on for sold in sales),
        currency="GBP",
        languages=frozenset({"en"}),
        items=items,
    )
    rng = Random(seed)  # noqa: S311 - repeatable picks, not a secret
    regulars = [_regular(sold.customer) for sold in sales[:50]]
    world = World(office, regulars, rng, prices=[], agreed_late=set())
    world.ids = count(1_000_000)
    invoices = tuple(tuple(lines) for lines in by_invoice.values())
    return Shop(invoices, dict(by_item), world)


def _read(path: Path) -> list[Sold]:
    codes: dict[str, int] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [
            Sold(
                invoice=row["InvoiceNo"],
                item_id=codes.setdefault(row["StockCode"], len(codes) + 1),
                code=row["StockCode"],
                description=row["Description"],
                quantity=Decimal(row["Quantity"]),
                on=date.fromisoformat(row["InvoiceDate"][:10]),
                unit_price=Decimal(row["UnitPrice"]),
                customer=int(row["CustomerID"] or 0),
            )
            for row in csv.DictReader(file)
        ]


def _is_sale(sold: Sold) -> bool:
    """Goods for a customer; postage and corrections have codes of letters."""
    return (
        sold.customer > 0
        and sold.quantity > 0
        and sold.unit_price > 0
        and sold.code[0].isdigit()
    )


def comparable(shop: Shop, invoice: tuple[Sold, ...], least: int) -> tuple[Sold, ...]:
    """The lines whose items at least so many lines of other invoices sold."""
    return tuple(
        sold
        for sold in invoice
        if (history := _history(shop, sold)) and history.quantities.count >= least
    )


def repeats_itself(invoice: tuple[Sold, ...]) -> bool:
    """Whether an invoice has the same goods in the same number twice."""
    works = [(sold.item_id, sold.quantity, sold.unit_price) for sold in invoice]
    return len(set(works)) < len(works)


def situation_of(shop: Shop, invoice: tuple[Sold, ...]) -> Situation:
    """An invoice of the file, as it was before it was drafted."""
    regular = _regular(invoice[0].customer)
    return Situation(
        regular=regular,
        party=regular.party,
        charges=[_charge(number, sold) for number, sold in enumerate(invoice, 1)],
        office=_office_without(shop, invoice),
        issued_on=invoice[0].on,
    )


def _office_without(shop: Shop, invoice: tuple[Sold, ...]) -> Office:
    """The office as it was without this invoice."""
    office = shop.world.office
    items = {
        sold.item_id: replace(office.items[sold.item_id], history=_history(shop, sold))
        for sold in invoice
    }
    return replace(office, items=items)


def _charge(number: int, sold: Sold) -> ChargeFacts:
    charge = Charge(
        id=number,
        party_id=sold.customer,
        bill_to_id=sold.customer,
        item_id=sold.item_id,
        item_code=sold.code,
        description=sold.description,
        quantity=sold.quantity,
        unit="pc",
        service_on=sold.on,
        currency="GBP",
        unit_price=sold.unit_price,
        discount_bp=0,
        discount_minor=0,
        tax_category="standard",
        revenue_account_id=400,
        weight_kg=Decimal(0),
        po="",
        site="",
        contract="",
        draft_id=None,
    )
    return ChargeFacts(charge=charge)


def _history(shop: Shop, sold: Sold) -> ItemHistory | None:
    """What the other invoices took of the item."""
    others = [
        other for other in shop.by_item[sold.item_id] if other.invoice != sold.invoice
    ]
    if len(others) < 2:
        return None
    return ItemHistory(
        quantities=spread_of([float(other.quantity) for other in others]),
        last_price=mode(other.unit_price for other in others),
    )


def _regular(customer: int) -> Regular:
    address = Address(
        kind=AddressKind.BILLING,
        street="1 High Street",
        city="Leeds",
        postcode="LS1 4AP",
        region="",
        country="GB",
    )
    party = PartyFacts(
        id=customer,
        code=str(customer),
        name=f"Customer {customer}",
        status=PartyStatus.ACTIVE,
        currency="GBP",
        language="en",
        tax_place="GB",
        delivery=DeliveryWay.MAIL,
        terms=TERMS[0],
        addresses=(address,),
        emails=(f"customer.{customer}@shop.example",),
    )
    contract = ContractFacts(number="", party_id=customer, valid=ALWAYS)
    return Regular(party, [], contract)
