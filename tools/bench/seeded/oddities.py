"""What looks odd on a bill and is right.

Each function makes an ordinary situation odd in one way and says whether it could.
A check that cries wolf does so here.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from bench.seeded.office import NEW_TARIFF_ON, TODAY, filed_price, in_units
from bench.seeded.situations import add_charge, draft_of
from duebook.domain.checks.duplicate import fingerprint
from duebook.domain.checks.facts import (
    AddressKind,
    BilledCharge,
    IssuedInvoice,
    ItemHistory,
    TaxId,
)
from duebook.domain.spans import Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.seeded.office import World
    from bench.seeded.situations import Situation


def price_change(world: World, situation: Situation) -> bool:
    """The same item before and after a new tariff, each at its own price."""
    [appetite, *_] = situation.regular.appetites
    for served_on in (NEW_TARIFF_ON - timedelta(days=1), NEW_TARIFF_ON):
        index = add_charge(world, situation, appetite, served_on)
        price = filed_price(world, situation.charges[index].charge)
        situation.recharge(index, unit_price=price)
        if price is None:
            return False
    return True


def large_order(world: World, situation: Situation) -> bool:
    """Three to eight times the usual, every other one in round figures."""
    appetite = world.rng.choice(situation.regular.appetites)
    factor = world.rng.uniform(3, 8)
    served_on = TODAY - timedelta(days=5)
    index = add_charge(world, situation, appetite, served_on, factor)
    quantity = situation.charges[index].charge.quantity
    if quantity > 20 and world.rng.random() < 0.5:
        situation.recharge(index, quantity=round(quantity, -1), unit_price=None)
        return filed_price(world, situation.charges[index].charge) is not None
    return True


def first_bulk_order(world: World, situation: Situation) -> bool:
    """A party new to an item takes as much of it as the largest so far."""
    index = world.rng.randrange(len(situation.charges))
    item = world.office.items[situation.charges[index].charge.item_id]
    if item.history is None:
        return False
    largest = in_units(item, item.history.quantities.largest)
    situation.change(index, history=None, billed=())
    situation.recharge(index, quantity=largest, unit_price=None)
    price = filed_price(world, situation.charges[index].charge)
    return price is not None


def twice_a_day_by_reference(world: World, situation: Situation) -> bool:
    """The same service twice in a day, each with its own ticket."""
    charge = situation.charges[0].charge
    situation.change(0, reference=f"T-{charge.id}-1")
    again = replace(charge, id=next(world.ids))
    situation.charges.append(
        replace(situation.charges[0], charge=again, reference=f"T-{charge.id}-2")
    )
    return True


def twice_a_day_by_habit(world: World, situation: Situation) -> bool:
    """The same service twice in a day, as this party has had it for long."""
    history = situation.charges[0].history
    if history is None:
        return False
    habit = replace(history, repeats_in_a_day=True)
    situation.change(0, reference="", history=habit)
    charge = replace(situation.charges[0].charge, id=next(world.ids))
    situation.charges.append(replace(situation.charges[0], charge=charge))
    return True


def twice_a_day_by_site(world: World, situation: Situation) -> bool:
    """The same service at two sites on one day."""
    situation.change(0, reference="")
    charge = replace(situation.charges[0].charge, id=next(world.ids), site="Building B")
    situation.charges.append(replace(situation.charges[0], charge=charge))
    return True


def as_yesterday(world: World, situation: Situation) -> bool:
    """What was billed last week, again on another day or by another ticket."""
    facts = situation.charges[0]
    billed = BilledCharge(
        document="INV-0815",
        service_on=facts.charge.service_on - timedelta(days=world.rng.randint(1, 7)),
        quantity=facts.charge.quantity,
        reference="",
    )
    same_day = replace(
        billed, service_on=facts.charge.service_on, reference="TS-0000000"
    )
    reference = facts.reference or "TS-0000001"
    situation.change(0, billed=(billed, same_day), reference=reference)
    return True


def monthly(world: World, situation: Situation) -> bool:
    """The invoice of last month: the same total for another month's work."""
    del world
    now = draft_of(situation)
    last_month = replace(
        now,
        lines=tuple(
            replace(line, service_on=line.service_on - timedelta(days=30))
            for line in now.lines
            if line.service_on
        ),
    )
    situation.invoices.append(
        IssuedInvoice(
            number="INV-0816",
            issued_on=situation.issued_on - timedelta(days=30),
            total_minor=now.total_minor,
            fingerprint=fingerprint(last_month),
        )
    )
    return True


def returned_goods(world: World, situation: Situation) -> bool:
    """A line that takes back part of an earlier invoice, and says which."""
    facts = situation.charges[0]
    if facts.charge.quantity < 4:
        return False
    back = replace(facts.charge, id=next(world.ids), quantity=Decimal(-1))
    situation.charges.append(replace(facts, charge=back, credits="INV-0817"))
    return True


def first_bill(world: World, situation: Situation) -> bool:
    """A new party without any history."""
    del world
    situation.party = replace(situation.party, totals=None)
    for index in range(len(situation.charges)):
        situation.change(index, history=None, billed=())
    return True


def late_by_agreement(world: World, situation: Situation) -> bool:
    """Work of last year, where a late bill is agreed and accepted."""
    if situation.party.id not in world.agreed_late:
        return False
    situation.recharge(0, service_on=date(2025, 11, 30), contract="", unit_price=None)
    situation.change(0, contract=None, reference="TS-2025-1")
    price = filed_price(world, situation.charges[0].charge)
    if price is None:
        situation.recharge(0, unit_price=Decimal(10))
        item = world.office.items[situation.charges[0].charge.item_id]
        return item.history is None or item.history.last_price is None
    return True


def billed_ahead(world: World, situation: Situation) -> bool:
    """Next month's fee, under a contract."""
    del world
    contract = situation.regular.contract
    situation.recharge(0, service_on=date(2026, 12, 15), contract=contract.number)
    situation.change(0, contract=contract)
    return situation.charges[0].charge.unit_price is None


def paid_by_another(world: World, situation: Situation) -> bool:
    """Work for a party whose bills this one has agreed to pay."""
    del world
    [served_id] = situation.party.pays_for
    if situation.charges[0].charge.unit_price is not None:
        return False
    situation.recharge(0, party_id=served_id)
    return True


def order_used_to_the_end(world: World, situation: Situation) -> bool:
    """A purchase order of which this draft takes all that is left."""
    del world
    if not situation.party.purchase_orders:
        return False
    [order] = situation.party.purchase_orders
    total_minor = draft_of(situation).total_minor
    last = replace(order, limit_minor=order.billed_minor + total_minor)
    situation.party = replace(situation.party, purchase_orders=(last,))
    return True


def limit_used_to_the_end(world: World, situation: Situation) -> bool:
    """A credit limit of which this draft takes all that is left."""
    del world
    total_minor = draft_of(situation).total_minor
    situation.party = replace(
        situation.party,
        credit_limit_minor=situation.party.open_minor + total_minor,
    )
    return True


def discount_at_the_limit(world: World, situation: Situation) -> bool:
    """As much discount as may be given without asking."""
    del world
    situation.recharge(0, discount_bp=2000)
    return True


def reverse_charge(world: World, situation: Situation) -> bool:
    """A business abroad that owes the tax itself, and has its number on file."""
    del world
    if situation.party.tax_place not in {"DE", "FR"}:
        return False
    number = TaxId(scheme="EU-VAT", number="DE136695976")
    situation.party = replace(situation.party, tax_ids=(number,))
    for index in range(len(situation.charges)):
        situation.recharge(index, tax_category="reverse_charge")
    return True


def taxed_where_shipped(world: World, situation: Situation) -> bool:
    """A billing address in one state, and goods taxed where they go."""
    del world
    [home] = situation.party.addresses
    if home.country != "US":
        return False
    situation.party = replace(
        situation.party,
        addresses=(
            replace(home, region="IL", city="Peoria", postcode="61602"),
            replace(home, kind=AddressKind.SHIPPING),
        ),
    )
    return True


def renewed_certificate(world: World, situation: Situation) -> bool:
    """A certificate that lapsed and was followed by another."""
    if not situation.party.certificates:
        return False
    [held] = situation.party.certificates
    lapsed = replace(
        held,
        id=1_000_000 + next(world.ids),
        number="EX-OLD",
        valid=Span(date(2024, 1, 1), date(2026, 11, 1)),
    )
    situation.party = replace(situation.party, certificates=(lapsed, held))
    return True


def growing_party(world: World, situation: Situation) -> bool:
    """A party that takes a little more every month, now the most so far."""
    del world
    history = situation.charges[0].history
    if history is None or history.quantities.count < 5:
        return False
    item = situation.regular.appetites[0].item
    charged = situation.charges[0].charge
    if charged.item_id != item.id or charged.unit_price is not None:
        return False
    more = in_units(item, history.quantities.largest * 1.4)
    situation.recharge(0, quantity=more)
    return True


def wild_history(world: World, situation: Situation) -> bool:
    """A party that takes one or a hundred, as it comes."""
    facts = situation.charges[0]
    if facts.charge.unit_price is not None or facts.history is None:
        return False
    usual = facts.history.quantities
    wild = replace(
        usual,
        count=12,
        lower=usual.median / 6,
        upper=usual.median * 6,
        largest=usual.median * 20,
    )
    item = world.office.items[facts.charge.item_id]
    situation.change(0, history=ItemHistory(quantities=wild))
    situation.recharge(0, quantity=in_units(item, usual.median * 12))
    return True


ODDITIES: tuple[Callable[[World, Situation], bool], ...] = (
    price_change,
    large_order,
    first_bulk_order,
    twice_a_day_by_reference,
    twice_a_day_by_habit,
    twice_a_day_by_site,
    as_yesterday,
    monthly,
    returned_goods,
    first_bill,
    late_by_agreement,
    billed_ahead,
    paid_by_another,
    order_used_to_the_end,
    limit_used_to_the_end,
    discount_at_the_limit,
    reverse_charge,
    taxed_where_shipped,
    renewed_certificate,
    growing_party,
    wild_history,
)
