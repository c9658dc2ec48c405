"""How many planted faults the bill checks find, and how often they cry wolf.

    PYTHONPATH=tools python -m bench.seeded_errors --seed 7 --drafts 20000

Half of the drafts are right, and three in ten of these look odd; each of the others
has one fault.  Prints the section "Bill checks" of docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from time import perf_counter
from typing import TYPE_CHECKING

from bench.seeded import (
    charge_faults,
    contract_faults,
    draft_faults,
    party_faults,
)
from bench.seeded.oddities import ODDITIES
from bench.seeded.planting import Fault
from bench.seeded.situations import NoDraft, a_working_world, dossier_of, plain
from duebook.domain.checks.facts import Dossier
from duebook.domain.checks.findings import Severity
from duebook.domain.checks.policy import Acceptance, CheckPolicy
from duebook.domain.checks.run import check_drafts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bench.seeded.office import World
    from bench.seeded.situations import Situation
    from duebook.domain.checks.findings import Finding

FAULTS = (
    *charge_faults.faults,
    *contract_faults.faults,
    *draft_faults.faults,
    *party_faults.faults,
)
ODD_SHARE = 0.3
LOUD = {Severity.BLOCKER, Severity.WARNING}


@dataclass(slots=True)
class Score:
    """What was planted and found, by check and fault; what was said of clean drafts."""

    planted: Counter[tuple[str, str]] = field(default_factory=Counter)
    found: Counter[tuple[str, str]] = field(default_factory=Counter)
    clean: Counter[str] = field(default_factory=Counter)
    alarmed: Counter[str] = field(default_factory=Counter)
    alarms: Counter[str] = field(default_factory=Counter)
    clean_seconds: float = 0.0

    def recall(self, code: str) -> float:
        """Share of a check's planted faults that it found."""
        planted = sum(n for (of, _), n in self.planted.items() if of == code)
        return sum(n for (of, _), n in self.found.items() if of == code) / planted

    def codes(self) -> list[str]:
        return list(dict.fromkeys(code for code, _ in self.planted))

    @property
    def false_alarm_rate(self) -> float:
        """Share of the clean drafts with a warning or a blocker."""
        return self.alarmed.total() / self.clean.total()


@dataclass(frozen=True, slots=True)
class Probe:
    """A draft to be read, with what was done to it: a fault, or an oddity."""

    dossier: Dossier
    fault: Fault | None
    oddity: str


def policy_of(world: World) -> CheckPolicy:
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


def clean_probe(world: World) -> Probe:
    """A draft that is right, and may look odd."""
    if world.rng.random() >= ODD_SHARE:
        return Probe(dossier_of(plain(world)), None, "")
    oddity = world.rng.choice(ODDITIES)
    return Probe(until_it_takes(world, oddity), None, oddity.__name__)


def until_it_takes(world: World, change: Callable[[World, Situation], bool]) -> Dossier:
    """Ordinary situations, one after the other, until the change fits one."""
    while True:
        situation = plain(world)
        with suppress(NoDraft):
            if change(world, situation):
                return dossier_of(situation)


def probes(world: World, drafts: int) -> Iterator[Probe]:
    """Half clean, half with one fault each, every fault equally often."""
    for number in range(drafts // 2):
        yield clean_probe(world)
        fault = FAULTS[number % len(FAULTS)]
        yield Probe(until_it_takes(world, fault.plant), fault, "")


def measure(seed: int, drafts: int) -> Score:
    """Plant, check and count."""
    world = a_working_world(seed, parties=max(150, drafts // 20))
    planted = list(probes(world, drafts))
    score = Score()
    policy = policy_of(world)
    findings = check_drafts([probe.dossier for probe in planted], world.office, policy)
    clean = [probe.dossier for probe in planted if probe.fault is None]
    started = perf_counter()
    check_drafts(clean, world.office, policy)
    score.clean_seconds = perf_counter() - started
    for probe, found in zip(planted, findings, strict=True):
        count(score, probe, found)
    return score


def count(score: Score, probe: Probe, findings: Sequence[Finding]) -> None:
    if probe.fault is not None:
        key = (probe.fault.code, probe.fault.name)
        score.planted[key] += 1
        score.found[key] += any(finding.code == key[0] for finding in findings)
        return
    loud = {finding.code for finding in findings if finding.severity in LOUD}
    score.clean[probe.oddity] += 1
    score.alarmed[probe.oddity] += bool(loud)
    score.alarms.update(loud)


def in_words(name: str) -> str:
    return name.replace("_", " ") or "nothing odd"


def table(score: Score) -> Iterator[str]:
    """Recall by check and fault, then false alarms by oddity, as Markdown."""
    yield "| check | fault planted | planted | found | recall |"
    yield "|---|---|---:|---:|---:|"
    for (code, name), planted in score.planted.items():
        found = score.found[code, name]
        yield (
            f"| `{code}` | {in_words(name)} | {planted} | {found} |"
            f" {found / planted:.1%} |"
        )
    planted, found = score.planted.total(), score.found.total()
    yield f"| all | | {planted} | {found} | {found / planted:.1%} |"
    yield ""
    yield "| clean drafts with | drafts | false alarms | rate |"
    yield "|---|---:|---:|---:|"
    for oddity, clean in sorted(score.clean.items()):
        alarmed = score.alarmed[oddity]
        yield f"| {in_words(oddity)} | {clean} | {alarmed} | {alarmed / clean:.2%} |"
    odd = 1 - score.clean[""] / score.clean.total()
    yield (
        f"| all ({odd:.0%} odd) | {score.clean.total()} | {score.alarmed.total()} |"
        f" {score.false_alarm_rate:.2%} |"
    )
    if score.alarms:
        said = ", ".join(f"`{code}` {n}" for code, n in score.alarms.most_common())
        yield f"\nFalse alarms by check: {said}."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--drafts", type=int, default=20_000)
    asked = parser.parse_args()
    score = measure(asked.seed, asked.drafts)
    each = score.clean_seconds / score.clean.total() * 1e6
    print(
        f"{asked.drafts:,} drafts, half of them clean, seed {asked.seed};"
        f" all checks read a clean draft in {each:.0f} µs.\n"
    )
    print("\n".join(table(score)))


if __name__ == "__main__":
    main()
