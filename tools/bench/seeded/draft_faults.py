"""Faults of the draft itself: its sums and its days."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bench.seeded.office import NEW_TARIFF_ON, TODAY, filed_price
from bench.seeded.planting import (
    Faults,
    any_charge,
    set_party,
    touch_draft,
)
from bench.seeded.situations import draft_of

if TYPE_CHECKING:
    from bench.seeded.office import World
    from bench.seeded.situations import Situation
    from duebook.domain.invoicing import Draft

faults = Faults()


# The document


@faults.of("draft_empty")
def lines_gone(world: World, situation: Situation) -> bool:
    del world
    return touch_draft(situation, lines=())


def _retouch_line(situation: Situation, **amounts: int) -> bool:
    """A line whose amounts are off by so much."""

    def touch(draft: Draft) -> Draft:
        line = draft.lines[0]
        off = replace(
            line, **{name: getattr(line, name) + by for name, by in amounts.items()}
        )
        return replace(draft, lines=(off, *draft.lines[1:]))

    situation.touched.append(touch)
    return True


@faults.of("line_differs")
def line_edited(world: World, situation: Situation) -> bool:
    off = world.rng.choice((-500, -1, 1, 2, 900))
    return _retouch_line(situation, net_minor=off)


@faults.of("totals_differ")
def total_edited(world: World, situation: Situation) -> bool:
    draft = draft_of(situation)
    off = world.rng.choice((-100, -1, 1, 27))
    what = world.rng.choice(("net_minor", "tax_minor", "total_minor"))
    return touch_draft(situation, **{what: getattr(draft, what) + off})


@faults.of("tax_groups_differ")
def tax_group_edited(world: World, situation: Situation) -> bool:
    off = world.rng.choice((-3, -1, 1, 40))
    return _retouch_line(situation, tax_minor=off)


@faults.of("rounding_drift")
def tax_from_another_rounding(world: World, situation: Situation) -> bool:
    """The tax of lines that were rounded to whole units before."""
    off = world.rng.randint(7, 90)

    def touch(draft: Draft) -> Draft:
        [group, *rest] = draft.tax_groups
        [tax, *others] = group.taxes
        drifted = replace(tax, tax_minor=tax.tax_minor + off)
        return replace(
            draft,
            tax_groups=(replace(group, taxes=(drifted, *others)), *rest),
        )

    situation.touched.append(touch)
    return bool(draft_of_untouched(situation).tax_groups[0].taxes)


def draft_of_untouched(situation: Situation) -> Draft:
    """The draft as the rule book makes it, before anything happened to it."""
    return draft_of(replace(situation, touched=[]))


@faults.of("currency_mixed")
def currency_overlooked(world: World, situation: Situation) -> bool:
    """The currency of a charge was corrected after it had been drafted."""
    del world
    [facts, *others] = situation.charges
    corrected = replace(facts.charge, currency="CHF")
    situation.charges_now = [replace(facts, charge=corrected), *others]
    return True


@faults.of("currency_unusual")
def partys_currency_ignored(world: World, situation: Situation) -> bool:
    del world
    return set_party(situation, currency="CHF")


@faults.of("total_negative")
def more_back_than_billed(world: World, situation: Situation) -> bool:
    del world
    total_minor = draft_of(situation).total_minor
    return touch_draft(situation, total_minor=-total_minor) and total_minor > 0


@faults.of("total_zero")
def everything_taken_back(world: World, situation: Situation) -> bool:
    """Each charge and its return on one draft."""
    for facts in list(situation.charges):
        back = replace(
            facts.charge, id=next(world.ids), quantity=-facts.charge.quantity
        )
        situation.charges.append(replace(facts, charge=back, credits="INV-1"))
    return True


@faults.of("instalments_differ")
def instalment_edited(world: World, situation: Situation) -> bool:
    draft = draft_of(situation)
    [first, *rest] = draft.instalments
    off = replace(
        first, amount_minor=first.amount_minor + world.rng.choice((-100, -1, 1))
    )
    return touch_draft(situation, instalments=(off, *rest))


# Days


@faults.of("period_closed")
def dated_into_last_month(world: World, situation: Situation) -> bool:
    days = world.rng.randint(1, 30)
    return touch_draft(situation, issued_on=NEW_TARIFF_ON - timedelta(days=days))


@faults.of("issued_in_future")
def dated_ahead(world: World, situation: Situation) -> bool:
    days = world.rng.randint(1, 60)
    return touch_draft(situation, issued_on=TODAY + timedelta(days=days))


@faults.of("service_in_future")
def year_mistyped(world: World, situation: Situation) -> bool:
    index = any_charge(world, situation)
    charge = situation.charges[index].charge
    day = min(charge.service_on.day, 28)
    if charge.unit_price is None and filed_price(world, charge) is None:
        return False
    situation.recharge(
        index, service_on=charge.service_on.replace(year=2062, day=day), contract=""
    )
    situation.change(index, contract=None)
    return True


@faults.of("charge_stale")
def found_in_a_drawer(world: World, situation: Situation) -> bool:
    index = any_charge(world, situation)
    days = world.rng.randint(190, 900)
    situation.recharge(
        index, service_on=situation.issued_on - timedelta(days=days), contract=""
    )
    situation.change(index, contract=None, billed=())
    return situation.party.id not in world.agreed_late


@faults.of("due_before_issue")
def issued_late(world: World, situation: Situation) -> bool:
    """The draft lay until after its due date, and was then dated anew."""
    days = world.rng.randint(62, 120)
    return touch_draft(situation, issued_on=situation.issued_on + timedelta(days=days))
