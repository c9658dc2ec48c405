"""Faults of contracts, purchase orders and taxes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bench.seeded.office import TODAY
from bench.seeded.planting import (
    Faults,
    any_charge,
    readdress,
    set_party,
    touch_draft,
)
from bench.seeded.situations import draft_of
from duebook.domain.checks.facts import (
    TaxId,
)
from duebook.domain.spans import Span
from duebook.domain.tax import TaxTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.seeded.office import World
    from bench.seeded.situations import Situation

faults = Faults()


# Contracts and purchase orders


@faults.of("contract_unknown")
def contract_mistyped(world: World, situation: Situation) -> bool:
    index = any_charge(world, situation)
    situation.recharge(index, contract="C-9999X")
    situation.change(index, contract=None)
    return True


@faults.of("contract_of_another")
def neighbours_contract(world: World, situation: Situation) -> bool:
    index = any_charge(world, situation)
    other = world.rng.choice(world.regulars).contract
    situation.recharge(index, contract=other.number)
    situation.change(index, contract=other)
    return other.party_id != situation.party.id


@faults.of("contract_not_in_force")
def contract_ended(world: World, situation: Situation) -> bool:
    index = any_charge(world, situation)
    own = situation.regular.contract
    served_on = situation.charges[index].charge.service_on
    ended = replace(own, valid=Span(date(2025, 1, 1), served_on))
    situation.recharge(index, contract=own.number)
    situation.change(index, contract=ended)
    return True


@faults.of("contract_item_not_covered")
def item_outside_the_contract(world: World, situation: Situation) -> bool:
    index = any_charge(world, situation)
    own = situation.regular.contract
    item_id = situation.charges[index].charge.item_id
    covered = (own.item_ids or frozenset()) - {item_id}
    situation.recharge(index, contract=own.number)
    situation.change(index, contract=replace(own, item_ids=covered))
    return True


@faults.of("po_missing")
def po_forgotten(world: World, situation: Situation) -> bool:
    del world
    touch_draft(situation, po="")
    return situation.party.needs_po


def _po(situation: Situation, write: Callable[[str], str]) -> bool:
    if not situation.party.purchase_orders:
        return False
    right = situation.party.purchase_orders[0].number
    wrong = write(right)
    touch_draft(situation, po=wrong)
    return wrong != right


@faults.of("po_malformed")
def po_carelessly_written(world: World, situation: Situation) -> bool:
    careless: tuple[Callable[[str], str], ...] = (
        str.lower,
        lambda po: po.replace("-", " "),
        lambda po: po[:-1],
        lambda _: "see mail",
    )
    return _po(situation, world.rng.choice(careless))


@faults.of("po_unknown")
def po_mistyped(world: World, situation: Situation) -> bool:
    digit = str(world.rng.randint(0, 9))
    return _po(situation, lambda po: po[:-1] + digit)


def _reorder(situation: Situation, **fields: object) -> bool:
    if not situation.party.purchase_orders:
        return False
    [order] = situation.party.purchase_orders
    return set_party(situation, purchase_orders=(replace(order, **fields),))  # type: ignore[arg-type]


@faults.of("po_not_in_force")
def po_closed(world: World, situation: Situation) -> bool:
    del world
    return _reorder(situation, valid=Span(None, situation.issued_on))


@faults.of("po_used_up")
def po_too_small(world: World, situation: Situation) -> bool:
    if not situation.party.purchase_orders:
        return False
    [order] = situation.party.purchase_orders
    total_minor = draft_of(situation).total_minor
    left_minor = round(total_minor * world.rng.uniform(0, 0.95))
    return _reorder(situation, limit_minor=order.billed_minor + left_minor)


# Taxes


def _taxable(situation: Situation) -> bool:
    return draft_of(situation).tax_minor > 0


@faults.of("tax_missing")
def taxed_as_if_elsewhere(world: World, situation: Situation) -> bool:
    """Drafted before the party's place was corrected."""
    del world
    situation.set_up_as = replace(situation.party, tax_place="US-OR")
    return _taxable(replace(situation, set_up_as=None))


@faults.of("tax_rate_wrong")
def neighbours_rate(world: World, situation: Situation) -> bool:
    places = ("US-CA", "CA-ON", "DE", "FR", "JP")
    elsewhere = world.rng.choice(places)
    situation.set_up_as = replace(situation.party, tax_place=elsewhere, certificates=())
    if situation.party.certificates or elsewhere == situation.party.tax_place:
        return False
    return _taxable(replace(situation, set_up_as=None)) and _taxable(situation)


@faults.of("tax_rate_wrong")
def rate_before_the_change(world: World, situation: Situation) -> bool:
    """Drafted under last year's rates."""
    rates = [
        replace(rate, id=1000 + rate.id, percent=rate.percent - 1)
        for place in {situation.party.tax_place}
        for category in ("standard", "reduced")
        for rate in world.office.taxes.taxes_for(place, category, TODAY)
    ]
    if not _taxable(situation):
        return False
    situation.taxed_by = TaxTable(rates)
    return True


@faults.of("tax_though_exempt")
def certificate_overlooked(world: World, situation: Situation) -> bool:
    del world
    if not situation.party.certificates:
        return False
    situation.set_up_as = replace(situation.party, certificates=())
    return _taxable(situation)


@faults.of("exemption_unproven")
def freed_by_a_withdrawn_certificate(world: World, situation: Situation) -> bool:
    del world
    if not situation.party.certificates:
        return False
    situation.set_up_as = situation.party
    set_party(situation, certificates=(), is_tax_exempt=False)
    return any(group.exemption for group in draft_of(situation).tax_groups)


@faults.of("tax_category_differs")
def category_of_another_item(world: World, situation: Situation) -> bool:
    index = any_charge(world, situation)
    own = situation.charges[index].charge.tax_category
    others = sorted({"standard", "reduced", "exempt", ""} - {own})
    situation.recharge(index, tax_category=world.rng.choice(others))
    return True


@faults.of("tax_id_needed")
def reverse_charge_without_number(world: World, situation: Situation) -> bool:
    index = any_charge(world, situation)
    situation.recharge(index, tax_category="reverse_charge")
    return set_party(situation, tax_ids=())


@faults.of("tax_place_unknown")
def place_without_rates(world: World, situation: Situation) -> bool:
    del world
    return set_party(situation, tax_place="IT", certificates=(), is_tax_exempt=False)


@faults.of("tax_place_differs")
def party_moved(world: World, situation: Situation) -> bool:
    """The address was changed and the place of taxation was not."""
    del world
    [home] = situation.party.addresses
    if home.country == "US" and home.region != "MT":
        return readdress(situation, region="MT", city="Helena", postcode="59601")
    return readdress(situation, country="ES", region="", postcode="28001")


@faults.of("certificate_missing")
def exempt_on_trust(world: World, situation: Situation) -> bool:
    del world
    return set_party(situation, is_tax_exempt=True, certificates=())


def _certify_until(world: World, situation: Situation, until: date) -> bool:
    if not situation.party.certificates:
        return False
    [held] = situation.party.certificates
    valid = Span(date(2025, 1, 1), until)
    ending = replace(held, id=1_000_000 + next(world.ids), valid=valid)
    return set_party(situation, certificates=(ending,))


@faults.of("certificate_lapsed")
def certificate_lapsed(world: World, situation: Situation) -> bool:
    days = world.rng.randint(0, 300)
    return _certify_until(world, situation, TODAY - timedelta(days=days))


@faults.of("certificate_ending")
def certificate_ending(world: World, situation: Situation) -> bool:
    days = world.rng.randint(1, 30)
    return _certify_until(world, situation, TODAY + timedelta(days=days))


@faults.of("tax_id_malformed")
def tax_id_mistyped(world: World, situation: Situation) -> bool:
    """A digit mistyped, left out or doubled; a US number has no check digit."""
    if not situation.party.tax_ids:
        return False
    [tax_id] = situation.party.tax_ids
    number, rng = tax_id.number, world.rng
    place = rng.randrange(len(number) - 6, len(number))
    if tax_id.scheme == "US-EIN":
        wrong = number[:place] + number[place + 1 :]
    else:
        others = sorted(set("0123456789") - {number[place]})
        wrong = number[:place] + rng.choice(others) + number[place + 1 :]
    return set_party(situation, tax_ids=(TaxId(scheme=tax_id.scheme, number=wrong),))
