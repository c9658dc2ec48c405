"""Faults of the party: its address and its standing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.seeded.planting import (
    Faults,
    any_charge,
    readdress,
    set_party,
)
from bench.seeded.situations import draft_of
from duebook.domain.checks.facts import (
    DeliveryWay,
    PartyStatus,
)

if TYPE_CHECKING:
    from bench.seeded.office import World
    from bench.seeded.situations import Situation

faults = Faults()


@faults.of("address_missing")
def no_address(world: World, situation: Situation) -> bool:
    del world
    return set_party(situation, addresses=(), delivery=DeliveryWay.MAIL)


@faults.of("print_address_missing")
def no_address_for_letters(world: World, situation: Situation) -> bool:
    del world
    return set_party(situation, addresses=(), delivery=DeliveryWay.PRINT)


@faults.of("address_incomplete")
def address_half_entered(world: World, situation: Situation) -> bool:
    missing = world.rng.choice(("street", "city", "postcode", "country"))
    return readdress(situation, **{missing: ""})


@faults.of("country_unknown")
def country_written_otherwise(world: World, situation: Situation) -> bool:
    return readdress(situation, country=world.rng.choice(("UK", "EN", "XX", "de")))


@faults.of("postcode_malformed")
def postcode_mistyped(world: World, situation: Situation) -> bool:
    """A character left out, or a letter where a digit should be."""
    [home] = situation.party.addresses
    code, rng = home.postcode, world.rng
    place = rng.randrange(len(code))
    wrong = rng.choice(
        (code[:place] + code[place + 1 :], "O" + code[1:], code + "7", code.lower())
    )
    if wrong == code or wrong.replace(" ", "") == code.replace(" ", ""):
        return False
    if len(wrong) == 5 and wrong.isdigit():
        return False  # another code of the same country is no slip of the form
    return readdress(situation, postcode=wrong)


@faults.of("email_missing")
def no_email(world: World, situation: Situation) -> bool:
    del world
    return set_party(situation, emails=(), delivery=DeliveryWay.MAIL)


@faults.of("email_malformed")
def email_mistyped(world: World, situation: Situation) -> bool:
    [email] = situation.party.emails
    wrong = world.rng.choice(
        (
            email.replace("@", " at "),
            email.replace(".example", ",example"),
            email.replace("@", "@@"),
            email.removesuffix(".example"),
            f"mailto:{email}",
            f"{email}; {email}",
        )
    )
    return set_party(situation, emails=(wrong,), delivery=DeliveryWay.MAIL)


@faults.of("party_on_hold")
def held(world: World, situation: Situation) -> bool:
    del world
    return set_party(situation, hold="disputes the bill of May")


@faults.of("party_not_active")
def gone(world: World, situation: Situation) -> bool:
    states = (PartyStatus.INACTIVE, PartyStatus.DECEASED, PartyStatus.MERGED)
    return set_party(situation, status=world.rng.choice(states))


@faults.of("terms_missing")
def no_terms(world: World, situation: Situation) -> bool:
    del world
    return set_party(situation, terms=None)


@faults.of("over_credit_limit")
def trusted_too_far(world: World, situation: Situation) -> bool:
    total_minor = draft_of(situation).total_minor
    if total_minor <= 0:
        return False
    left_minor = round(total_minor * world.rng.uniform(-2, 0.99))
    limit_minor = situation.party.open_minor + left_minor
    return set_party(situation, credit_limit_minor=limit_minor)


@faults.of("bill_to_unrelated")
def billed_to_a_stranger(world: World, situation: Situation) -> bool:
    index = any_charge(world, situation)
    if situation.charges[index].charge.unit_price is not None:
        return False
    other = world.rng.choice(world.regulars).party
    situation.recharge(index, party_id=other.id)
    return other.id != situation.party.id


@faults.of("paper_missing")
def timesheet_forgotten(world: World, situation: Situation) -> bool:
    del world
    for index, facts in enumerate(situation.charges):
        if facts.paper_count:
            situation.change(index, paper_count=0)
            return True
    return False
