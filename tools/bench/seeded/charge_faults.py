"""Faults of charges: prices, quantities, descriptions, and work billed twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from bench.seeded.office import NEW_TARIFF_ON, filed_price
from bench.seeded.planting import (
    Faults,
    any_charge,
    priced_charge,
)
from bench.seeded.situations import draft_of
from duebook.domain.checks.duplicate import fingerprint
from duebook.domain.checks.facts import (
    BilledCharge,
    IssuedInvoice,
)

if TYPE_CHECKING:
    from random import Random

    from bench.seeded.office import World
    from bench.seeded.situations import Situation

faults = Faults()


# Prices and discounts


@faults.of("price_differs")
def old_tariff(world: World, situation: Situation) -> bool:
    """The price of last month on the work of this one."""
    found = priced_charge(world, situation)
    if found is None:
        return False
    index, charge, _ = found
    served_on = min(situation.issued_on, NEW_TARIFF_ON + timedelta(days=3))
    before = replace(charge, service_on=NEW_TARIFF_ON - timedelta(days=1))
    old = filed_price(world, before)
    new = filed_price(world, replace(charge, service_on=served_on))
    situation.recharge(index, service_on=served_on, unit_price=old)
    return old != new


@faults.of("price_differs")
def price_mistyped(world: World, situation: Situation) -> bool:
    """Two digits of the price changed places, or one slipped."""
    found = priced_charge(world, situation)
    if found is None:
        return False
    index, _, price = found
    mistyped = _mistype(world.rng, price)
    situation.recharge(index, unit_price=mistyped)
    return mistyped not in {price, 0}


def _mistype(rng: Random, price: Decimal) -> Decimal:
    digits = list(str(price))
    places = [place for place, digit in enumerate(digits) if digit.isdigit()]
    place = rng.choice(places)
    digits[place] = str(rng.randint(1, 9))
    return Decimal("".join(digits))


@faults.of("price_differs")
def book_price_despite_contract(world: World, situation: Situation) -> bool:
    """The list price where the party has a contract price."""
    for index, facts in enumerate(situation.charges):
        stranger = replace(facts.charge, party_id=0)
        book, own = filed_price(world, stranger), filed_price(world, facts.charge)
        if book is not None and book != own:
            situation.recharge(index, unit_price=book)
            return True
    return False


@faults.of("price_missing")
def price_left_empty(world: World, situation: Situation) -> bool:
    found = priced_charge(world, situation)
    if found is None:
        return False
    situation.recharge(found[0], unit_price=Decimal(0))
    return True


@faults.of("price_unusual")
def decimal_point_lost(world: World, situation: Situation) -> bool:
    """A price typed in cents, for an item that is on no price list."""
    for index, facts in enumerate(situation.charges):
        price = facts.charge.unit_price
        if price and filed_price(world, facts.charge) is None:
            situation.recharge(index, unit_price=price * 100)
            return True
    return False


@faults.of("price_too_precise")
def price_from_a_division(world: World, situation: Situation) -> bool:
    index = any_charge(world, situation)
    situation.recharge(index, unit_price=Decimal("16.6666666667"))
    return True


@faults.of("price_negative")
def negative_price(world: World, situation: Situation) -> bool:
    found = priced_charge(world, situation)
    if found is None:
        return False
    index, charge, price = found
    again = replace(charge, id=next(world.ids), unit_price=-price / 2, discount_bp=0)
    situation.charges.append(
        replace(situation.charges[index], charge=again, reference="")
    )
    return True


@faults.of("item_retired")
def retired_item(world: World, situation: Situation) -> bool:
    index = any_charge(world, situation)
    item = world.office.items[40 * world.rng.randint(1, 4)]
    situation.recharge(
        index,
        item_id=item.id,
        item_code=item.code,
        unit=item.unit,
        tax_category=item.tax_category,
        unit_price=None if item.id % 13 else Decimal(1),
        contract="",
    )
    situation.change(index, history=None, contract=None, billed=())
    return True


@faults.of("discount_above_limit")
def discount_too_high(world: World, situation: Situation) -> bool:
    found = priced_charge(world, situation)
    if found is None:
        return False
    situation.recharge(found[0], discount_bp=world.rng.choice((2500, 4000, 9000)))
    return True


@faults.of("discount_exceeds_line")
def discount_larger_than_line(world: World, situation: Situation) -> bool:
    """A flat discount on the wrong line, which others still outweigh."""
    found = priced_charge(world, situation)
    if found is None or len(situation.charges) == 1:
        return False
    index, charge, price = found
    digits = 1 if charge.currency == "JPY" else 100
    gross_minor = int(price * charge.quantity * digits)
    situation.recharge(index, discount_bp=0, discount_minor=gross_minor * 6 // 5 + 1)
    return True


# Quantities and amounts


def _with_history(situation: Situation) -> int | None:
    for index, facts in enumerate(situation.charges):
        if facts.history is not None and facts.history.quantities.count >= 8:
            return index
    return None


@faults.of("quantity_unusual")
def a_zero_too_many(world: World, situation: Situation) -> bool:
    del world
    index = _with_history(situation)
    if index is None:
        return False
    quantity = situation.charges[index].charge.quantity
    situation.recharge(index, quantity=quantity * 10)
    return True


@faults.of("quantity_unusual")
def two_zeros_too_many(world: World, situation: Situation) -> bool:
    index = any_charge(world, situation)
    quantity = situation.charges[index].charge.quantity
    situation.recharge(index, quantity=quantity * 100)
    return True


@faults.of("quantity_unusual")
def code_in_the_quantity(world: World, situation: Situation) -> bool:
    """The columns slipped: an item number stands where the quantity should."""
    index = any_charge(world, situation)
    situation.recharge(index, quantity=Decimal(world.rng.randint(20_000, 99_999)))
    return True


@faults.of("amount_unusual")
def amount_without_support(world: World, situation: Situation) -> bool:
    """A new item, typed by hand at a hundred times a usual invoice."""
    totals = situation.party.totals
    if totals is None:
        return False
    digits = 1 if situation.party.currency == "JPY" else 100
    price = Decimal(round(totals.largest * world.rng.uniform(20, 200))) / digits
    situation.recharge(
        0, item_id=999, item_code="NEW", quantity=Decimal(1), unit_price=price
    )
    situation.change(0, history=None, billed=())
    return True


@faults.of("quantity_zero")
def nothing_done(world: World, situation: Situation) -> bool:
    index = any_charge(world, situation)
    situation.recharge(index, quantity=Decimal(0))
    return True


@faults.of("quantity_fractional")
def half_a_box(world: World, situation: Situation) -> bool:
    for index, facts in enumerate(situation.charges):
        if facts.charge.unit in {"pc", "box"}:
            part = Decimal(world.rng.choice(("0.5", "0.25", "0.333")))
            situation.recharge(index, quantity=facts.charge.quantity + part)
            return True
    return False


@faults.of("credit_unreferenced")
def taken_back_from_nowhere(world: World, situation: Situation) -> bool:
    found = priced_charge(world, situation)
    if found is None:
        return False
    index, charge, _ = found
    if charge.quantity < 4:
        return False
    back = replace(charge, id=next(world.ids), quantity=Decimal(-1))
    situation.charges.append(replace(situation.charges[index], charge=back))
    return True


@faults.of("unit_differs")
def wrong_unit(world: World, situation: Situation) -> bool:
    index = any_charge(world, situation)
    others = {"h": "day", "pc": "box", "box": "pc", "kg": "g"}
    unit = situation.charges[index].charge.unit
    situation.recharge(index, unit=world.rng.choice((others[unit], "")))
    return True


# Duplicates


@faults.of("charge_repeated")
def same_record_twice(world: World, situation: Situation) -> bool:
    index = any_charge(world, situation)
    facts = situation.charges[index]
    reference = facts.reference or "TS-77"
    rewritten = world.rng.choice(
        (reference, reference.lower(), reference.replace("-", ""))
    )
    situation.change(index, reference=reference)
    again = replace(facts.charge, id=next(world.ids))
    situation.charges.append(replace(facts, charge=again, reference=rewritten))
    return True


@faults.of("charge_twice_in_a_day")
def entered_twice(world: World, situation: Situation) -> bool:
    """Two people booked the same work, one of them without its ticket."""
    index = any_charge(world, situation)
    facts = situation.charges[index]
    if facts.history is not None and facts.history.repeats_in_a_day:
        return False
    again = replace(facts.charge, id=next(world.ids))
    situation.charges.append(replace(facts, charge=again, reference=""))
    return True


@faults.of("charge_alike")
def entered_twice_with_two_tickets(world: World, situation: Situation) -> bool:
    index = any_charge(world, situation)
    facts = situation.charges[index]
    if facts.history is not None and facts.history.repeats_in_a_day:
        return False
    situation.change(index, reference="TS-1")
    again = replace(facts.charge, id=next(world.ids))
    situation.charges.append(replace(facts, charge=again, reference="TS-2"))
    return True


@faults.of("charge_billed_already")
def billed_last_month(world: World, situation: Situation) -> bool:
    index = any_charge(world, situation)
    facts = situation.charges[index]
    earlier = BilledCharge(
        document="INV-0900",
        service_on=facts.charge.service_on,
        quantity=facts.charge.quantity,
        reference=facts.reference,
    )
    situation.change(index, billed=(*facts.billed, earlier))
    habit = facts.history is not None and facts.history.repeats_in_a_day
    return bool(facts.reference) or not habit


@faults.of("invoice_duplicate")
def file_taken_in_twice(world: World, situation: Situation) -> bool:
    draft = draft_of(situation)
    situation.invoices.append(
        IssuedInvoice(
            number="INV-0901",
            issued_on=situation.issued_on - timedelta(days=world.rng.randint(1, 60)),
            total_minor=draft.total_minor,
            fingerprint=fingerprint(draft),
        )
    )
    world.rng.shuffle(situation.charges)
    return True


# Texts


@faults.of("description_missing")
def nothing_said(world: World, situation: Situation) -> bool:
    index = any_charge(world, situation)
    situation.recharge(index, description=world.rng.choice(("", " ", "\t")))
    return True


@faults.of("description_placeholder")
def placeholder_left(world: World, situation: Situation) -> bool:
    index = any_charge(world, situation)
    texts = ("TODO", "xxx", "test", "tbd", "???", "{{ item }}", "#REF!", "asdf")
    text = world.rng.choice((*texts, "TODO: ask Pat", "Visit on ???", "lorem ipsum"))
    situation.recharge(index, description=text)
    return True
