"""An imaginary office whose bills are right, though a good part of them looks odd.

Nothing here knows how a check decides.  Parties have an appetite for a few items,
histories are samples of that appetite, prices change on a day, taxes depend on the
place; the drafts are made by the rule book itself.  The records are those that the
checks read, because that is the language in which an office hands over its facts.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import count
from random import Random
from statistics import quantiles
from typing import TYPE_CHECKING

from stdnum import luhn
from stdnum.iso7064 import mod_11_10

from duebook.domain.calendars import PaymentTerms, TermsPart
from duebook.domain.checks.facts import (
    Address,
    AddressKind,
    ContractFacts,
    DeliveryWay,
    ItemFacts,
    ItemHistory,
    Office,
    PartyFacts,
    PartyStatus,
    PeriodFacts,
    PurchaseOrder,
    Spread,
    TaxId,
)
from duebook.domain.money import EXPONENTS
from duebook.domain.pricing import Price, PriceBook, Tier
from duebook.domain.spans import ALWAYS, Span
from duebook.domain.tax import Certificate, TaxRate, TaxTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.domain.invoicing import Charge

TODAY = date(2026, 11, 21)
NEW_TARIFF_ON = date(2026, 11, 1)

RATES = (
    # place, category, name, percent
    ("US-TX", "standard", "State sales tax", "6.25"),
    ("US-TX-Austin", "standard", "City sales tax", "2"),
    ("US-CA", "standard", "Sales tax", "7.25"),
    ("US-NY", "standard", "Sales tax", "4"),
    ("CA-ON", "standard", "HST", "13"),
    ("CA-ON", "reduced", "HST", "5"),
    ("DE", "standard", "USt.", "19"),
    ("DE", "reduced", "USt.", "7"),
    ("FR", "standard", "TVA", "20"),
    ("FR", "reduced", "TVA", "5.5"),
    ("GB", "standard", "VAT", "20"),
    ("GB", "reduced", "VAT", "0"),
    ("JP", "standard", "消費税", "10"),
)
UNTAXED_PLACES = ("US-OR", "US-MT")

HOMES = (
    # place, country, region, city, postcodes, currency
    ("US-TX-Austin", "US", "TX", "Austin", ("73301", "78701-2043"), "USD"),
    ("US-CA", "US", "CA", "Fresno", ("93650", "93721"), "USD"),
    ("US-NY", "US", "NY", "Albany", ("12207", "12203-0101"), "USD"),
    ("US-OR", "US", "OR", "Salem", ("97301", "97302"), "USD"),
    ("CA-ON", "CA", "ON", "Ottawa", ("K1A 0B1", "K2P 1L4"), "CAD"),
    ("DE", "DE", "", "Jena", ("07743", "07745"), "EUR"),
    ("FR", "FR", "", "Bourges", ("18000", "01000"), "EUR"),
    ("GB", "GB", "", "Leeds", ("LS1 4AP", "M1 1AE"), "GBP"),
    ("JP", "JP", "", "Nagoya", ("450-0002", "460-0008"), "JPY"),
)
EXCHANGE = {"USD": 1.0, "EUR": 0.92, "GBP": 0.79, "CAD": 1.36, "JPY": 150.0}

FIRST_WORDS = (
    *("Alder", "Beacon", "Cedar", "Dune", "Elm", "Fjord", "Granite", "Harbor"),
    *("Iris", "Juniper", "Keystone", "Lark", "Maple", "North", "Orchard", "Prairie"),
    *("Quarry", "River", "Summit", "Tidewater", "Upland", "Valley", "Willow", "York"),
)
SECOND_WORDS = (
    *("Dental", "Foods", "Garage", "Hardware", "Imports", "Joinery", "Kitchens"),
    *("Labs", "Motors", "Nursery", "Optics", "Printing", "Roofing", "School"),
    *("Test Systems", "Textiles", "Tools", "Veterinary", "Windows"),
)


@dataclass(slots=True)
class Appetite:
    """What a party takes of an item: a usual quantity, and how much it varies."""

    item: ItemFacts
    usual: float
    variation: float
    history: ItemHistory | None

    def quantity(self, rng: Random, factor: float = 1.0) -> Decimal:
        return in_units(self.item, self.usual * factor * lognormal(rng, self.variation))


@dataclass(slots=True)
class Regular:
    """A party with its appetite and its contract, if it has one."""

    party: PartyFacts
    appetites: list[Appetite]
    contract: ContractFacts


@dataclass(slots=True)
class World:
    """The office with its parties, and what is needed to make charges."""

    office: Office
    regulars: list[Regular]
    rng: Random
    prices: list[Price]
    agreed_late: set[int]
    ids: count[int] = field(default_factory=lambda: count(1))


def lognormal(rng: Random, variation: float) -> float:
    return rng.lognormvariate(0.0, variation)


def in_units(item: ItemFacts, quantity: float) -> Decimal:
    """A quantity as people book it: whole pieces, quarters of an hour."""
    if item.is_countable:
        return Decimal(max(1, round(quantity)))
    return Decimal(max(1, round(quantity * 4))) / 4


def spread_of(figures: Sequence[float]) -> Spread:
    lower, median, upper = quantiles(figures, n=4, method="inclusive")
    return Spread(
        count=len(figures),
        lower=lower,
        median=median,
        upper=upper,
        largest=max(figures),
    )


def a_world(seed: int, parties: int) -> World:
    """An office with its catalogue, price books, taxes and so many parties."""
    rng = Random(seed)  # noqa: S311 - a repeatable world, not a secret
    items = [_item(rng, number) for number in range(1, 161)]
    usual = {item.id: _usual_quantity(rng, item) for item in items}
    prices = [price for item in items for price in _book_prices(rng, item, usual)]
    regulars = [_regular(rng, number, items, usual) for number in range(1, parties + 1)]
    prices += [
        price
        for regular in regulars
        for price in _contract_prices(rng, regular, prices)
    ]
    numbered = [replace(price, id=number) for number, price in enumerate(prices, 1)]
    office = Office(
        today=TODAY,
        currency="USD",
        languages=frozenset({"de", "en", "es", "fr"}),
        periods=(
            _period("October 2026", date(2026, 10, 1), NEW_TARIFF_ON, is_closed=True),
            _period("November 2026", NEW_TARIFF_ON, date(2026, 12, 1), is_closed=False),
        ),
        items={item.id: item for item in _with_histories(items, regulars)},
        prices=PriceBook(numbered),
        taxes=TaxTable(_rates()),
        tax_places=frozenset({rate[0] for rate in RATES}.union(UNTAXED_PLACES)),
    )
    late = {regular.party.id for regular in regulars if rng.random() < 0.04}
    return World(office, regulars, rng, numbered, late)


def _period(name: str, first: date, until: date, *, is_closed: bool) -> PeriodFacts:
    return PeriodFacts(name=name, days=Span(first, until), is_closed=is_closed)


def _rates() -> list[TaxRate]:
    return [
        TaxRate(
            id=number,
            place=place,
            category=category,
            name=name,
            percent=Decimal(percent),
            compound=False,
            order=1,
            valid=ALWAYS,
            account_id=480,
        )
        for number, (place, category, name, percent) in enumerate(RATES, 1)
    ]


def _item(rng: Random, number: int) -> ItemFacts:
    kind = rng.choices(("h", "pc", "box", "kg"), (40, 35, 15, 10))[0]
    return ItemFacts(
        id=number,
        code=f"{kind.upper()}-{number:03}",
        unit=kind,
        tax_category=rng.choices(("standard", "reduced", "exempt"), (85, 10, 5))[0],
        is_countable=kind in {"pc", "box"},
        is_retired=number % 40 == 0,
        needs_paper=number % 23 == 0,
    )


def _usual_quantity(rng: Random, item: ItemFacts) -> float:
    return rng.uniform(1, 12) if item.unit == "h" else rng.uniform(3, 60)


def _is_unpriced(item: ItemFacts) -> bool:
    return item.id % 13 == 0


def is_free(item: ItemFacts) -> bool:
    """A sample, which the price book gives away."""
    return item.id % 50 == 7


def _book_prices(rng: Random, item: ItemFacts, usual: dict[int, float]) -> list[Price]:
    """The tariffs before and from the day of change, in every currency."""
    if _is_unpriced(item):
        return []
    base = rng.uniform(45, 220) if item.unit == "h" else rng.uniform(0.8, 90)
    if is_free(item):
        base = 0.0
    raised = base * rng.choice((1.0, 1.03, 1.05, 1.12, 0.95))
    tier_from = Decimal(round(usual[item.id] * 4))
    tariffs = (
        ("price book 2025", base, Span(None, NEW_TARIFF_ON)),
        ("price book of November 2026", raised, Span(NEW_TARIFF_ON, None)),
    )
    return [
        Price(
            id=0,
            item_id=item.id,
            party_id=None,
            source=source,
            currency=currency,
            tax_inclusive=False,
            valid=valid,
            tiers=(
                Tier(from_quantity=Decimal(0), unit_price=_coins(amount, currency)),
                Tier(
                    from_quantity=tier_from, unit_price=_coins(amount * 0.9, currency)
                ),
            ),
        )
        for source, amount, valid in tariffs
        for currency in EXCHANGE
    ]


def _coins(dollars: float, currency: str) -> Decimal:
    return round(Decimal(dollars * EXCHANGE[currency]), EXPONENTS[currency])


def _contract_prices(
    rng: Random, regular: Regular, book: Sequence[Price]
) -> list[Price]:
    """A contract price for some of the items that a party takes."""
    wanted = {appetite.item.id for appetite in regular.appetites if rng.random() < 0.12}
    return [
        replace(
            price,
            party_id=regular.party.id,
            source=f"contract {regular.contract.number}",
            tiers=tuple(
                replace(tier, unit_price=round(tier.unit_price * Decimal("0.8"), 2))
                for tier in price.tiers[:1]
            ),
        )
        for price in book
        if price.item_id in wanted
        and price.party_id is None
        and price.currency == regular.party.currency
        and price.currency != "JPY"
    ]


def _regular(
    rng: Random, number: int, items: Sequence[ItemFacts], usual: dict[int, float]
) -> Regular:
    live = [item for item in items if not item.is_retired]
    appetites = [
        _appetite(rng, item, usual[item.id])
        for item in rng.sample(live, rng.randint(2, 6))
    ]
    contract = ContractFacts(
        number=f"C-{number:05}",
        party_id=number,
        valid=Span(date(2026, 1, 1), date(2027, 1, 1)),
        item_ids=frozenset(appetite.item.id for appetite in appetites),
    )
    return Regular(_party(rng, number), appetites, contract)


def _appetite(rng: Random, item: ItemFacts, usual: float) -> Appetite:
    own = usual * lognormal(rng, 0.5)
    variation = rng.uniform(0.1, 0.4)
    appetite = Appetite(item, own, variation, None)
    cases = rng.choice((0, 2, 8, 16, 40))
    if cases >= 2:
        quantities = [float(appetite.quantity(rng)) for _ in range(cases)]
        appetite.history = ItemHistory(
            quantities=spread_of(quantities), repeats_in_a_day=rng.random() < 0.15
        )
    return appetite


def _with_histories(
    items: Sequence[ItemFacts], regulars: Sequence[Regular]
) -> list[ItemFacts]:
    """Items with what all parties together took of them, and gave for them."""
    rng = Random(0)  # noqa: S311 - a repeatable world, not a secret
    taken: dict[int, list[float]] = {item.id: [] for item in items}
    for regular in regulars:
        for appetite in regular.appetites:
            for factor in (1, 1, 1, 1, 1, 1, 1, 3, 8):
                quantity = appetite.quantity(rng, factor)
                taken[appetite.item.id].append(float(quantity))
    return [
        replace(
            item,
            history=ItemHistory(
                quantities=spread_of(taken[item.id]),
                last_price=hand_price(item) if _is_unpriced(item) else None,
            ),
        )
        if len(taken[item.id]) > 1
        else item
        for item in items
    ]


def hand_price(item: ItemFacts) -> Decimal:
    return Decimal(item.id) / 2


def _party(rng: Random, number: int) -> PartyFacts:
    place, country, region, city, postcodes, currency = rng.choice(HOMES)
    first_word = rng.choice(FIRST_WORDS)
    name = f"{first_word} {rng.choice(SECOND_WORDS)} {number}"
    is_exempt = place.startswith("US") and rng.random() < 0.1
    orders = _orders(rng, number)
    return PartyFacts(
        id=number,
        code=f"P-{number:05}",
        name=name,
        status=PartyStatus.ACTIVE,
        currency=currency,
        language=rng.choice(("en-US", "en", "de", "fr", "es")),
        tax_place=place,
        delivery=rng.choices(
            (DeliveryWay.MAIL, DeliveryWay.PRINT, DeliveryWay.NONE), (70, 25, 5)
        )[0],
        terms=rng.choice(TERMS),
        addresses=(
            Address(
                kind=AddressKind.BILLING,
                street=f"{rng.randint(1, 400)} {rng.choice(FIRST_WORDS)} Street",
                city=city,
                postcode=rng.choice(postcodes),
                region=region,
                country=country,
            ),
        ),
        emails=(f"accounts.{number}@{name.partition(' ')[0].lower()}.example",),
        phones=(f"+1 555 {number:07}",),
        tax_ids=_tax_ids(rng, country),
        certificates=(_certificate(number),) if is_exempt else (),
        is_tax_exempt=is_exempt,
        credit_limit_minor=10**12 if rng.random() < 0.4 else None,
        open_minor=rng.randint(0, 5_000_00),
        pays_for=frozenset({number + 1_000_000}),
        needs_po=bool(orders),
        po_pattern=r"[A-Z]{2}-\d{6}" if orders else "",
        purchase_orders=orders,
        needs_paper=rng.random() < 0.08,
    )


TERMS = (
    PaymentTerms(
        code="net30",
        name="30 days net",
        parts=(TermsPart(share_bp=10_000, net_days=30),),
    ),
    PaymentTerms(
        code="2-10-net30",
        name="2 % in 10 days, 30 days net",
        parts=(TermsPart(share_bp=10_000, net_days=30),),
        discount_bp=200,
        discount_days=10,
    ),
    PaymentTerms(
        code="thirds",
        name="three parts",
        parts=(
            TermsPart(share_bp=3_333, net_days=0),
            TermsPart(share_bp=3_333, net_days=30),
            TermsPart(share_bp=3_334, net_days=60),
        ),
    ),
)


def _orders(rng: Random, number: int) -> tuple[PurchaseOrder, ...]:
    if rng.random() > 0.25:
        return ()
    return (
        PurchaseOrder(
            number=f"PO-{number:06}",
            valid=Span(date(2026, 1, 1), date(2027, 1, 1)),
            limit_minor=10**12,
            billed_minor=rng.randint(0, 10**6),
        ),
    )


def _certificate(number: int) -> Certificate:
    return Certificate(
        id=number,
        place="US",
        number=f"EX-{number}",
        reason="resale",
        valid=Span(date(2025, 1, 1), date(2028, 1, 1)),
    )


def _tax_ids(rng: Random, country: str) -> tuple[TaxId, ...]:
    """A number with its check digit, for half of the parties."""
    if rng.random() < 0.5:
        return ()
    digits = "".join(str(rng.randint(1, 9)) for _ in range(8))
    match country:
        case "US":
            return (TaxId(scheme="US-EIN", number=f"91-{digits[:7]}"),)
        case "DE":
            check = mod_11_10.calc_check_digit(digits)
            return (TaxId(scheme="EU-VAT", number=f"DE{digits}{check}"),)
        case "FR":
            siren = digits + luhn.calc_check_digit(digits)
            key = (12 + 3 * (int(siren) % 97)) % 97
            return (TaxId(scheme="EU-VAT", number=f"FR{key:02}{siren}"),)
        case _:
            return ()


def filed_price(world: World, charge: Charge) -> Decimal | None:
    """The unit price on file, looked up by hand."""
    found: Decimal | None = None
    for price in world.prices:
        if (
            price.item_id == charge.item_id
            and price.currency == charge.currency
            and price.party_id in {None, charge.party_id}
            and price.valid.holds(charge.service_on)
        ):
            for tier in price.tiers:
                if tier.from_quantity <= abs(charge.quantity):
                    found = tier.unit_price
            if price.party_id is not None:
                return found
    return found
