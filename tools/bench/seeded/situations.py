"""Ordinary bills of the imaginary office, ready to be spoiled, drafted and checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from bench.seeded.office import (
    TERMS,
    TODAY,
    Regular,
    a_world,
    filed_price,
    hand_price,
    is_free,
    spread_of,
)
from duebook.domain.checks.facts import (
    BilledCharge,
    ChargeFacts,
    Dossier,
    IssuedInvoice,
    Office,
    PartyFacts,
)
from duebook.domain.drafting import draft_invoices
from duebook.domain.invoicing import BillTo, Charge, Draft, Grouping, Policy
from duebook.domain.money import EXPONENTS, Rounding
from duebook.domain.tax import RoundingPer, TaxTable

if TYPE_CHECKING:
    from random import Random

    from bench.seeded.office import Appetite, World
    from duebook.domain.checks.facts import Spread

WORK = (
    *("Consulting", "Site visit", "Blood test", "Repair", "Translation", "Training"),
    *("Bearing 6204", "Cable tie", "Copy paper A4", "Dowel 8 mm", "Filter set"),
    *("Null modem cable", "Paint, white", "Test strip", "Washer M6", "T-shirt XXL"),
)


@dataclass(slots=True)
class Situation:
    """All that leads to a draft; oddities and faults change it before it is read.

    ``set_up_as`` is the party as it was when the draft was made, where it was set
    up in another way; ``touched`` is what happened to the draft afterwards, and
    ``charges_now`` are the charges as they are since then.
    """

    regular: Regular
    party: PartyFacts
    charges: list[ChargeFacts]
    office: Office
    issued_on: date
    invoices: list[IssuedInvoice] = field(default_factory=list)
    set_up_as: PartyFacts | None = None
    taxed_by: TaxTable | None = None
    touched: list[Callable[[Draft], Draft]] = field(default_factory=list)
    charges_now: list[ChargeFacts] | None = None

    def change(self, index: int, **facts: object) -> None:
        """Change the facts of a charge."""
        self.charges[index] = replace(self.charges[index], **facts)  # type: ignore[arg-type]

    def recharge(self, index: int, **fields: object) -> None:
        """Change a charge itself."""
        charge = replace(self.charges[index].charge, **fields)  # type: ignore[arg-type]
        self.change(index, charge=charge)


class NoDraft(Exception):
    """The charges of a situation do not make one draft."""


def a_working_world(seed: int, parties: int) -> World:
    """The office once it has billed: parties have invoices to look back on."""
    world = a_world(seed, parties)
    for regular in world.regulars:
        regular.party = replace(regular.party, totals=_totals(world, regular))
    return world


def _totals(world: World, regular: Regular) -> Spread | None:
    """What its invoices came to, in minor units; some parties are new."""
    if regular.party.id % 9 == 0:
        return None
    totals = [float(draft_of(plain(world, regular)).total_minor) for _ in range(8)]
    return spread_of(totals) if min(totals) > 0 else None


def plain(world: World, regular: Regular | None = None) -> Situation:
    """An ordinary bill: a few charges of the last weeks at the prices on file."""
    rng = world.rng
    regular = regular or rng.choice(world.regulars)
    issued_on = TODAY - timedelta(days=rng.choice((0, 0, 0, 1, 3)))
    wanted = rng.sample(
        regular.appetites, min(rng.choice((1, 2, 2, 3, 3, 4)), len(regular.appetites))
    )
    if all(is_free(appetite.item) for appetite in wanted):
        wanted = regular.appetites  # nobody bills a free sample by itself
    situation = Situation(
        regular=regular,
        party=regular.party,
        charges=[],
        office=world.office,
        issued_on=issued_on,
    )
    for appetite in wanted:
        served_on = issued_on - timedelta(days=rng.randint(0, 40))
        add_charge(world, situation, appetite, served_on)
    return situation


def add_charge(
    world: World,
    situation: Situation,
    appetite: Appetite,
    served_on: date,
    factor: float = 1.0,
) -> int:
    """Charge one of the party's appetites; returns where it stands."""
    rng, party, item = world.rng, situation.party, appetite.item
    number = next(world.ids)
    wants_paper = party.needs_paper or item.needs_paper
    charge = Charge(
        id=number,
        party_id=party.id,
        bill_to_id=party.id,
        item_id=item.id,
        item_code=item.code,
        description=f"{rng.choice(WORK)}, {item.code}",
        quantity=appetite.quantity(rng, factor),
        unit=item.unit,
        service_on=served_on,
        currency=party.currency,
        unit_price=None,
        discount_bp=rng.choice((0, 0, 0, 0, 500, 1000)),
        discount_minor=0,
        tax_category=item.tax_category,
        revenue_account_id=400,
        weight_kg=Decimal(0),
        po=party.purchase_orders[0].number if party.purchase_orders else "",
        site="",
        contract=situation.regular.contract.number if rng.random() < 0.15 else "",
        draft_id=None,
    )
    filed = filed_price(world, charge)
    if filed is None:
        price = hand_price(item) * Decimal(rng.choice(("0.95", "1", "1.1")))
        charge = replace(charge, unit_price=round(price, EXPONENTS[party.currency]))
    elif rng.random() < 0.3:
        charge = replace(charge, unit_price=filed)
    situation.charges.append(
        ChargeFacts(
            charge=charge,
            reference=f"TS-{number:07}" if rng.random() < 0.7 else "",
            paper_count=1 if wants_paper else 0,
            contract=situation.regular.contract if charge.contract else None,
            history=appetite.history,
            billed=_billed_before(rng, charge),
        )
    )
    return len(situation.charges) - 1


def _billed_before(rng: Random, charge: Charge) -> tuple[BilledCharge, ...]:
    """What earlier invoices billed of the item, on other days."""
    return tuple(
        BilledCharge(
            document=f"INV-{rng.randint(1000, 9999)}",
            service_on=charge.service_on - timedelta(days=30 * months),
            quantity=charge.quantity,
            reference="",
        )
        for months in range(1, rng.randint(1, 4))
    )


ROUNDED = Policy(rounding=Rounding.HALF_UP, tax_rounding_per=RoundingPer.TAX_GROUP)


def draft_of(situation: Situation) -> Draft:
    """The draft that the rule book makes, and what happened to it afterwards."""
    party = situation.set_up_as or situation.party
    bill_to = BillTo(
        id=party.id,
        name=party.name,
        tax_place=party.tax_place,
        certificates=party.certificates,
        terms=party.terms or TERMS[0],
        grouping=Grouping.PARTY,
        discount_bp=0,
        shipping_zone="",
    )
    drafts, exceptions = draft_invoices(
        [facts.charge for facts in situation.charges],
        {party.id: bill_to},
        book=situation.office.prices,
        taxes=situation.taxed_by or situation.office.taxes,
        policy=ROUNDED,
        issued_on=situation.issued_on,
    )
    if exceptions or len(drafts) != 1:
        raise NoDraft
    [draft] = drafts
    for touch in situation.touched:
        draft = touch(draft)
    return draft


def dossier_of(situation: Situation) -> Dossier:
    """What the office hands over to be checked."""
    return Dossier(
        draft=draft_of(situation),
        bill_to=situation.party,
        charges={
            facts.charge.id: facts
            for facts in situation.charges_now or situation.charges
        },
        invoices=tuple(situation.invoices),
    )
