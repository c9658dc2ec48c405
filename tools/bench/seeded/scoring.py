"""What the checks made of drafts whose faults are known, and the tables of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby
from time import process_time
from typing import TYPE_CHECKING

from bench.seeded.planting import Fault
from duebook.domain.checks.facts import Dossier, Office
from duebook.domain.checks.findings import Severity
from duebook.domain.checks.run import check_drafts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duebook.domain.checks.findings import Finding
    from duebook.domain.checks.policy import CheckPolicy

LOUD = {Severity.BLOCKER, Severity.WARNING}


@dataclass(frozen=True, slots=True)
class Probe:
    """A draft to be read: with a fault, or clean and perhaps odd."""

    dossier: Dossier
    office: Office
    fault: Fault | None = None
    oddity: str = ""


@dataclass(slots=True)
class Score:
    """Faults planted and found by check and name; clean drafts and false alarms.

    ``alarms`` counts the false alarms by check; ``microseconds`` is the time of the
    processor for reading one clean draft.
    """

    planted: Counter[tuple[str, str]] = field(default_factory=Counter)
    found: Counter[tuple[str, str]] = field(default_factory=Counter)
    clean: Counter[str] = field(default_factory=Counter)
    alarmed: Counter[str] = field(default_factory=Counter)
    alarms: Counter[str] = field(default_factory=Counter)
    microseconds: float = 0.0

    def by_check(self) -> dict[str, tuple[list[str], int, int]]:
        """For each check: the faults, how many were planted, how many it found."""
        checks: dict[str, tuple[list[str], int, int]] = {}
        for (code, name), planted in self.planted.items():
            names, so_far, found = checks.get(code, ([], 0, 0))
            found += self.found[code, name]
            checks[code] = ([*names, in_words(name)], so_far + planted, found)
        return checks

    @property
    def false_alarm_rate(self) -> float:
        """Share of the clean drafts with a warning or a blocker."""
        return self.alarmed.total() / self.clean.total()

    @property
    def odd_share(self) -> float:
        return 1 - self.clean[""] / self.clean.total()


def score(probes: Sequence[Probe], policy: CheckPolicy) -> Score:
    """Read all the probes and count."""
    result = Score()
    clean = [probe for probe in probes if probe.fault is None]
    faulty = [probe for probe in probes if probe.fault is not None]
    started = process_time()
    found = list(_read(clean, policy))
    result.microseconds = (process_time() - started) / len(clean) * 1e6
    for probe, findings in zip(clean, found, strict=True):
        _count_alarms(result, probe.oddity, findings)
    for probe, findings in zip(faulty, _read(faulty, policy), strict=True):
        _count_found(result, probe.fault, findings)
    return result


def _read(probes: Sequence[Probe], policy: CheckPolicy) -> Iterator[list[Finding]]:
    """The findings of each probe; those of one office are read together."""
    for _, together in groupby(probes, key=lambda probe: id(probe.office)):
        members = list(together)
        dossiers = [probe.dossier for probe in members]
        yield from check_drafts(dossiers, members[0].office, policy)


def _count_found(
    result: Score, fault: Fault | None, findings: Sequence[Finding]
) -> None:
    assert fault is not None, "a faulty draft names its fault"
    key = (fault.code, fault.name)
    result.planted[key] += 1
    result.found[key] += any(finding.code == fault.code for finding in findings)


def _count_alarms(result: Score, oddity: str, findings: Sequence[Finding]) -> None:
    loud = {finding.code for finding in findings if finding.severity in LOUD}
    result.clean[oddity] += 1
    result.alarmed[oddity] += bool(loud)
    result.alarms.update(loud)


def in_words(name: str) -> str:
    return name.replace("_", " ") or "nothing odd"


def recall_table(result: Score) -> Iterator[str]:
    """Recall of each check, as Markdown."""
    yield "| check | faults planted | planted | found | recall |"
    yield "|---|---|---:|---:|---:|"
    for code, (names, planted, found) in result.by_check().items():
        share = found / planted
        yield f"| `{code}` | {'; '.join(names)} | {planted} | {found} | {share:.1%} |"
    planted, found = result.planted.total(), result.found.total()
    yield f"| all | | {planted} | {found} | {found / planted:.1%} |"


def alarm_table(result: Score) -> Iterator[str]:
    """False alarms on clean drafts, by what is odd about them, as Markdown."""
    yield "| clean drafts with | drafts | false alarms | rate |"
    yield "|---|---:|---:|---:|"
    for oddity, clean in sorted(result.clean.items()):
        alarmed = result.alarmed[oddity]
        yield f"| {in_words(oddity)} | {clean} | {alarmed} | {alarmed / clean:.2%} |"
    yield (
        f"| all ({result.odd_share:.0%} odd) | {result.clean.total()} |"
        f" {result.alarmed.total()} | {result.false_alarm_rate:.2%} |"
    )
    if result.alarms:
        said = ", ".join(f"`{code}` {n}" for code, n in result.alarms.most_common())
        yield f"\nAlarms by check: {said}."
