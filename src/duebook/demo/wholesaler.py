"""A wholesaler of building supplies: tiers, contracts, shipping, sales tax, orders."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from duebook.apps.invoicing.actions.charges import NewCharge
from duebook.apps.ledger.actions import NewAccount
from duebook.demo.blueprint import (
    THIS_MONTH,
    Blueprint,
    Habit,
    Levied,
    OurAccount,
    Sold,
)
from duebook.demo.dice import dice, pick
from duebook.demo.names import Spot, address, company_name, domain
from duebook.demo.workdays import workdays_of
from duebook.domain.calendars import PaymentTerms, TermsPart
from duebook.domain.catalog import (
    ItemKind,
    PriceEntry,
    ShippingRateEntry,
    TariffEntry,
)
from duebook.domain.checks.facts import DeliveryWay
from duebook.domain.invoicing import Grouping
from duebook.domain.parties import CertificateEntry, Contact, PartyEntry
from duebook.domain.payments import Method
from duebook.domain.pricing import Tier
from duebook.domain.spans import ALWAYS, Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from duebook.demo.blueprint import Scale

CODE: Final = "GRANITE"
CUSTOMERS: Final = 134

_GOODS: Final = (
    (
        "BRICK-CLAY",
        "Clay brick, red",
        "0.78",
        "2.1",
        {0: "0.78", 500: "0.71", 2000: "0.66"},
    ),
    (
        "CEMENT-42",
        "Portland cement, 42 kg bag",
        "13.60",
        "42",
        {0: "13.60", 40: "12.90"},
    ),
    ("GRAVEL-20", "Gravel, 20 kg bag", "4.95", "20", {0: "4.95", 50: "4.40"}),
    (
        "SCREW-50",
        "Wood screws 50 mm, box of 200",
        "11.20",
        "0.9",
        {0: "11.20", 25: "10.10"},
    ),
    ("PLY-18", "Plywood 18 mm, sheet", "46.00", "21", {0: "46.00", 20: "43.50"}),
    ("LUMBER-2X4", "Lumber 2×4, 8 ft", "5.35", "4.1", {0: "5.35", 100: "4.98"}),
    ("PAINT-WH", "Wall paint, white, 10 l", "58.50", "14", None),
    ("INSUL-90", "Insulation 90 mm, pack", "37.80", "6.5", {0: "37.80", 15: "35.40"}),
    ("TILE-30", "Floor tile 30×30, box", "24.90", "16", None),
    ("PIPE-22", "Copper pipe 22 mm, 3 m", "31.40", "1.9", None),
    ("GLOVES", "Work gloves, pair", "6.90", "0.1", None),
    ("CABLE-15", "Cable 3×1.5, 100 m", "74.00", "11", None),
)
_USUAL: Final = {
    "BRICK-CLAY": (200, 400, 600, 1000, 2400),
    "CEMENT-42": (6, 12, 24, 48),
    "GRAVEL-20": (10, 20, 40, 60),
    "SCREW-50": (2, 4, 8, 30),
    "PLY-18": (4, 8, 12, 24),
    "LUMBER-2X4": (20, 40, 80, 120),
    "PAINT-WH": (2, 4, 6),
    "INSUL-90": (4, 8, 16),
    "TILE-30": (6, 10, 18),
    "PIPE-22": (5, 10, 20),
    "GLOVES": (5, 10, 20),
    "CABLE-15": (1, 2, 4),
}
_SOLD: Final = (
    *tuple(
        Sold(
            code=code,
            description=description,
            price=price,
            account="4010",
            unit="ea",
            kind=ItemKind.GOODS,
            weight_kg=weight,
            tiers=tiers,
        )
        for code, description, price, weight, tiers in _GOODS
    ),
    Sold(
        code="CUTTING",
        description="Cutting to size",
        price="1.80",
        account="4020",
        unit="cut",
        category="services",
    ),
    Sold(
        code="PALLET",
        description="Pallet, exchanged",
        price="9.00",
        account="4020",
        unit="ea",
        kind=ItemKind.GOODS,
    ),
)
_SPOTS: Final = {
    Spot("US", "OH"): 64,
    Spot("US", "PA"): 14,
    Spot("US", "IN"): 12,
    Spot("US", "KY"): 10,
}
_ZONES: Final = {"OH": "A", "IN": "B", "KY": "B", "PA": "B"}
_BANK: Final = OurAccount(
    name="Buckeye Merchants Bank", identifier="004400718822", currency="USD"
)
_HABITS: Final = {
    Habit.EARLY: 30,
    Habit.PROMPT: 34,
    Habit.LATE: 20,
    Habit.VERY_LATE: 7,
    Habit.IN_PARTS: 5,
    Habit.TOO_MUCH: 2,
    Habit.NEVER: 2,
}


def wholesaler(scale: Scale) -> Blueprint:
    """The wholesaler, with its customers, their contracts and certificates."""
    customers = _customers(scale.of(CUSTOMERS))
    bound = customers[4::11]
    return Blueprint(
        code=CODE,
        name="Granite Yard Supply Co.",
        address="400 Quarry Road\nColumbus, OH 43207",
        country="US",
        currency="USD",
        time_zone="America/New_York",
        settings={
            "email": "ar@granite-yard.example",
            "phone": "+1 614 555 0170",
            "website": "granite-yard.example",
            "bank_name": _BANK.name,
            "remit_to": "Granite Yard Supply Co.\nLockbox 2210\nColumbus, OH 43218",
            "footer": "Claims for damaged goods within five days, please.",
            "language": "en-US",
            "paper": "us-letter",
            "late_fee_minor": 25_00,
            "small_balance_minor": 5_00,
        },
        patterns={"invoice": "GY-{year}-{number:05d}"},
        accounts=(
            NewAccount("4010", "Goods", "income"),
            NewAccount("4020", "Services and pallets", "income"),
        ),
        terms=(
            PaymentTerms(
                code="STANDARD",
                name="2 % 10 days, net 30",
                parts=(TermsPart(share_bp=10_000, net_days=30),),
                discount_bp=200,
                discount_days=10,
            ),
            PaymentTerms(
                code="NET45",
                name="Net 45",
                parts=(TermsPart(share_bp=10_000, net_days=45),),
            ),
        ),
        sold=_SOLD,
        book="Trade price list",
        taxes=(
            Levied(place="US-OH", name="Ohio sales tax", percent="5.75"),
            Levied(
                place="US-OH-Franklin", name="Franklin County", percent="1.75", order=1
            ),
            Levied(
                place="US-OH-Montgomery",
                name="Montgomery County",
                percent="1.75",
                order=1,
            ),
            Levied(place="US-PA", name="Pennsylvania sales tax", percent="6"),
            Levied(place="US-IN", name="Indiana sales tax", percent="7"),
            Levied(place="US-KY", name="Kentucky sales tax", percent="6"),
            *(
                Levied(
                    place=f"US-{state}",
                    name="Services, untaxed",
                    percent="0",
                    category="services",
                )
                for state in _ZONES
            ),
        ),
        parties=customers,
        habits={
            one.code: pick(dice(CODE, "habit", one.code), _HABITS) for one in customers
        },
        charges=lambda first: _charges(customers, first),
        banks=(_BANK,),
        bank_fee="ACCOUNT ANALYSIS",
        ways={Method.CHEQUE: 4, Method.ACH: 4, Method.WIRE: 2},
        tariffs=tuple(
            TariffEntry(
                code=f"C-{one.code}",
                name=one.code,
                currency="USD",
                party=one.code,
            )
            for one in bound
        ),
        prices=tuple(
            _contract_price(one, item) for one in bound for item in contracted(one)
        ),
        shipping=_shipping(),
    )


def contracted(party: PartyEntry) -> list[str]:
    """The items that a customer has contract prices for."""
    return dice(CODE, "contract", party.code).sample(
        ["CEMENT-42", "PLY-18", "LUMBER-2X4", "TILE-30", "PAINT-WH"], 3
    )


def _contract_price(party: PartyEntry, item: str) -> PriceEntry:
    listed = next(Decimal(sold.price) for sold in _SOLD if sold.code == item)
    return PriceEntry(
        tariff=f"C-{party.code}",
        item=item,
        tiers=(
            Tier(
                from_quantity=Decimal(0),
                unit_price=(listed * Decimal("0.9")).quantize(Decimal("0.01")),
            ),
        ),
        valid=ALWAYS,
    )


def _shipping() -> tuple[ShippingRateEntry, ...]:
    steps = {50: 18_00, 250: 46_00, 1_000: 118_00, 5_000: 290_00, 100_000: 640_00}
    return tuple(
        ShippingRateEntry(
            zone=zone,
            up_to_kg=Decimal(up_to),
            currency="USD",
            amount_minor=amount_minor * percent // 100,
            valid=ALWAYS,
        )
        for zone, percent in (("A", 100), ("B", 135))
        for up_to, amount_minor in steps.items()
    )


def _customers(count: int) -> tuple[PartyEntry, ...]:
    customers: list[PartyEntry] = []
    names: set[str] = set()
    for number in range(1, count + 1):
        chance = dice(CODE, "customer", number)
        name = company_name(chance, "US")
        while name in names:
            name = company_name(chance, "US")
        names.add(name)
        customers.append(
            _customer(chance, f"C{100 + number}", name, pick(chance, _SPOTS))
        )
    lapsed = next((one for one in customers if one.certificates), None)
    return tuple(_lapse(one) if one is lapsed else one for one in customers)


def _lapse(party: PartyEntry) -> PartyEntry:
    """The party with a certificate that ends as this month begins."""
    [held] = party.certificates
    ended = replace(held, valid=Span(held.valid.first, THIS_MONTH))
    return replace(party, certificates=(ended,))


def _customer(chance: Random, code: str, name: str, spot: Spot) -> PartyEntry:
    grouping = pick(chance, {Grouping.PARTY: 5, Grouping.PO: 3, Grouping.SITE: 2})
    where = address(chance, spot)
    county = {"Columbus": "-Franklin", "Dayton": "-Montgomery"}.get(where.city, "")
    exempt = chance.random() < 0.3
    return PartyEntry(
        code=code,
        name=name,
        currency="USD",
        language=pick(chance, {"en-US": 9, "es-US": 1}),
        delivery=pick(chance, {DeliveryWay.MAIL: 7, DeliveryWay.PRINT: 3}),
        terms=pick(chance, {"": 3, "NET45": 1}),
        po_required=grouping is Grouping.PO,
        tax_place=f"{spot.code}{county}",
        discount_bp=pick(chance, {0: 8, 200: 1, 300: 1}),
        shipping_zone=_ZONES[spot.region],
        grouping=grouping,
        segment="resellers" if exempt else "builders",
        addresses=(where,),
        contacts=(Contact(email=f"ap@{domain(name)}"),),
        is_tax_exempt=exempt,
        certificates=(_certificate(chance, spot.code),) if exempt else (),
    )


def _certificate(chance: Random, place: str) -> CertificateEntry:
    """A reseller's certificate."""
    return CertificateEntry(
        place=place,
        number=f"RC-{chance.randrange(10_000, 99_999)}",
        reason="bought for resale",
        valid=Span(date(2024, 1, 1), date(2028, 1, 1)),
    )


def _charges(customers: tuple[PartyEntry, ...], first: date) -> tuple[NewCharge, ...]:
    """The orders of a month, by day."""
    charges = (charge for party in customers for charge in _orders(party, first))
    return tuple(sorted(charges, key=lambda one: (one.service_on, one.external_key)))


def _orders(party: PartyEntry, first: date) -> Iterator[NewCharge]:
    """A customer's orders: goods of a day, under one order number, for one site."""
    days = workdays_of(first)
    chance = dice(CODE, "orders", party.code, first)
    liked = dice(CODE, "liked", party.code).sample(sorted(_USUAL), 5)
    for order in range(pick(chance, {0: 22, 1: 48, 2: 30})):
        day = chance.choice(days[order * 10 : order * 10 + 10])
        number = f"PO-{first:%y%m}{chance.randrange(100, 999)}"
        site = f"Site {chance.choice(('North', 'South'))}"
        for item in chance.sample(liked, pick(chance, {2: 3, 3: 4, 4: 2})):
            yield NewCharge(
                external_key=f"{first:%y%m}-{party.code}-{order + 1}-{item}",
                party=party.code,
                item=item,
                quantity=_quantity(chance, party.code, item),
                service_on=day,
                currency="USD",
                po=number,
                site=site if party.grouping is Grouping.SITE else "",
                biller=pick(chance, {"Counter": 2, "Field sales": 2, "Web shop": 1}),
            )


def _quantity(chance: Random, party: str, item: str) -> Decimal:
    """What a customer of its size orders, or the next larger quantity."""
    usual = _USUAL[item]
    size = dice(CODE, "size", party, item).randrange(len(usual))
    return Decimal(usual[min(len(usual) - 1, size + chance.randrange(2))])
