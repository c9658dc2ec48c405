"""How many planted faults the bill checks find, and how often they cry wolf.

    PYTHONPATH=tools python -m bench.seeded_errors --seed 7 --drafts 20000

Half of the drafts are right, and three in ten of these look odd; each of the others
has one fault.  With ``--data`` (or DUEBOOK_CORPUS) the same is done to real retail
invoices.  Prints the section "Bill checks" of docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import os
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bench.seeded import (
    charge_faults,
    contract_faults,
    draft_faults,
    party_faults,
    retail,
)
from bench.seeded.oddities import ODDITIES
from bench.seeded.scoring import Probe, alarm_table, recall_table, score
from bench.seeded.situations import NoDraft, a_working_world, dossier_of, plain
from duebook.domain.checks.policy import DEFAULT_POLICY, Acceptance, CheckPolicy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bench.seeded.office import World
    from bench.seeded.planting import Fault
    from bench.seeded.scoring import Score
    from bench.seeded.situations import Situation

FAULTS = (
    *charge_faults.faults,
    *contract_faults.faults,
    *draft_faults.faults,
    *party_faults.faults,
)
ODD_SHARE = 0.3

RETAIL_FAULTS = frozenset(
    {
        "decimal_point_lost",
        "two_zeros_too_many",
        "code_in_the_quantity",
        "nothing_done",
        "half_a_box",
        "wrong_unit",
        "year_mistyped",
        "same_record_twice",
        "entered_twice",
        "billed_last_month",
        "file_taken_in_twice",
        "nothing_said",
        "placeholder_left",
        "line_edited",
        "total_edited",
    }
)
"""Those that a bare till roll has the facts for."""

BY_HISTORY = frozenset({"price_unusual", "quantity_unusual"})
LEAST = 5


def measure(seed: int, drafts: int) -> Score:
    """Plant, check and count in the imaginary office."""
    world = a_working_world(seed, parties=max(150, drafts // 20))
    return score(list(_probes(world, drafts)), _policy(world))


def _probes(world: World, drafts: int) -> Iterator[Probe]:
    """Half clean, half with one fault each, every fault equally often."""
    for number in range(drafts // 2):
        yield _clean(world)
        fault = FAULTS[number % len(FAULTS)]
        yield _until_it_takes(world, fault.plant, plain, fault=fault)


def _clean(world: World) -> Probe:
    """A draft that is right, and may look odd."""
    if world.rng.random() >= ODD_SHARE:
        return Probe(dossier_of(plain(world)), world.office)
    oddity = world.rng.choice(ODDITIES)
    return _until_it_takes(world, oddity, plain, oddity=oddity.__name__)


def _until_it_takes(
    world: World,
    change: Callable[[World, Situation], bool],
    ordinary: Callable[[World], Situation],
    *,
    fault: Fault | None = None,
    oddity: str = "",
) -> Probe:
    """Ordinary situations, one after the other, until the change fits one."""
    while True:
        situation = ordinary(world)
        with suppress(NoDraft):
            if change(world, situation):
                dossier = dossier_of(situation)
                return Probe(dossier, situation.office, fault, oddity)


def _policy(world: World) -> CheckPolicy:
    """The office has accepted late bills of some parties."""
    return CheckPolicy(
        acceptances=tuple(
            Acceptance(
                code="charge_stale",
                party_id=party_id,
                last_on=date(2027, 1, 1),
                reason="agreed to be billed yearly",
            )
            for party_id in sorted(world.agreed_late)
        )
    )


def measure_retail(shop: retail.Shop, each: int) -> Score:
    """The invoices of a real shop as they are, and each fault so many times.

    What only a history can show is planted where there is one.
    """
    compared = [retail.comparable(shop, invoice, LEAST) for invoice in shop.invoices]
    with_history = [lines for lines in compared if lines]

    def any_invoice(world: World) -> Situation:
        return retail.situation_of(shop, world.rng.choice(shop.invoices))

    def any_compared(world: World) -> Situation:
        return retail.situation_of(shop, world.rng.choice(with_history))

    def as_it_is(invoice: tuple[retail.Sold, ...]) -> Probe:
        situation = retail.situation_of(shop, invoice)
        oddity = "a_line_twice" if retail.repeats_itself(invoice) else ""
        return Probe(dossier_of(situation), situation.office, oddity=oddity)

    probes = [as_it_is(invoice) for invoice in shop.invoices]
    for fault in FAULTS:
        if fault.name in RETAIL_FAULTS:
            ordinary = any_compared if fault.code in BY_HISTORY else any_invoice
            probes += [
                _until_it_takes(shop.world, fault.plant, ordinary, fault=fault)
                for _ in range(each)
            ]
    return score(probes, DEFAULT_POLICY)


def section(found: Score, seed: int) -> Iterator[str]:
    """The section of docs/benchmarks.md, but for real invoices."""
    drafts = found.planted.total() + found.clean.total()
    yield "## Bill checks\n"
    yield (
        f"`PYTHONPATH=tools python -m bench.seeded_errors --seed {seed} --drafts"
        f" {drafts}`: an imaginary office, {found.clean.total():,} right drafts and"
        f" {found.planted.total():,} with one planted fault each. All checks together"
        f" read a clean draft in {found.microseconds:.0f} µs.\n"
    )
    yield from recall_table(found)
    yield ""
    yield from alarm_table(found)


def retail_section(shop: retail.Shop, found: Score) -> Iterator[str]:
    """The part about real invoices."""
    sold = sum(len(invoice) for invoice in shop.invoices)
    compared = sum(
        len(retail.comparable(shop, invoice, LEAST)) for invoice in shop.invoices
    )
    yield "\n### Faults in real retail invoices\n"
    yield (
        "Two weeks of Online Retail (D. Chen, UCI ML Repository, CC BY 4.0): the"
        f" {len(shop.invoices)} invoices to known customers, {sold:,} lines. There is"
        " no price book in it and no reference. Faults of quantity and price are"
        " planted in lines of items that were sold at least five times otherwise"
        f" ({compared / sold:.0%}); in the others there is nothing to compare with,"
        " and where one customer takes three and another two hundred, a hundred is"
        " neither right nor wrong."
        " Some invoices bear the same line twice, which the checks say; whether these"
        " lines are right, nobody knows. The other alarms are wholesale orders in a"
        " shop that mostly sells by the piece.\n"
    )
    yield from recall_table(found)
    yield ""
    yield from alarm_table(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--drafts", type=int, default=20_000)
    parser.add_argument("--data", default=os.environ.get("DUEBOOK_CORPUS", ""))
    asked = parser.parse_args()
    print("\n".join(section(measure(asked.seed, asked.drafts), asked.seed)))
    if asked.data:
        shop = retail.a_shop(Path(asked.data), asked.seed)
        print("\n".join(retail_section(shop, measure_retail(shop, each=100))))


if __name__ == "__main__":
    main()
