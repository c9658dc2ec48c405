"""What the matcher makes of receipts as payers write them, and how fast.

    PYTHONPATH=tools:src python -m bench.matching --seed 7 --receipts 100000
    PYTHONPATH=tools:src python -m bench.matching --time 1000000

The first prints, by kind of noise, what was posted without touch in a realistic mix
and with every kind equally often; it ends with 1 if a single posting was wrong, and
``--wrong FILE`` tells these in full.  The second matches 10,000 receipts with so many
open debts, beside the plain way of comparing every receipt with every debt.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from bench.receipts.judging import Verdict, judge, verdict_table, wrong_in_words
from bench.receipts.mix import QUOTAS, a_month, months, shares
from bench.receipts.naive import match_all_pairs
from duebook.domain.matching.ladder import match

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bench.receipts.cases import Truth

TIMED_RECEIPTS = 10_000
DEBTS_PER_PAYER = 4.5
"""Of the imaginary office, on average."""
NAIVE_SAMPLE = 20


class Run:
    """A generator's receipts matched and judged, office by office."""

    def __init__(self, seed: int, receipts: int, *, alike: bool = False) -> None:
        self.verdict = Verdict()
        self.truths: list[Truth] = []
        self.told: list[str] = []
        self.seconds = 0.0
        for month in months(seed, receipts, alike=alike):
            started = time.perf_counter()
            answers = match([case.receipt for case in month.cases], month.book)
            self.seconds += time.perf_counter() - started
            so_far = len(self.verdict.wrong)
            judge(month.cases, answers, self.verdict)
            self.truths += [case.truth for case in month.cases]
            debts = {debt.id: debt for debt in month.book.debts}
            for wrong in islice(self.verdict.wrong, so_far, None):
                self.told += wrong_in_words(wrong, debts)


def quality(mixed: Run, alike: Run) -> Iterator[str]:
    """The table, and what the mix holds."""
    yield from verdict_table(mixed.verdict, alike.verdict)
    yield ""
    held = shares(mixed.truths)
    said = ", ".join(
        f"{held[name]:.1%} {name} (at least {least:.0%})"
        for name, (least, _) in QUOTAS.items()
    )
    yield f"Of the receipts of the mix are {said}."
    total = mixed.verdict.total()
    for_a_person = mixed.verdict.for_a_person
    decidable = total.receipts - for_a_person
    why = ", ".join(
        f"{count / total.receipts:.1%} {held}"
        for held, count in mixed.verdict.held.most_common()
    )
    yield (
        f"{for_a_person / total.receipts:.1%} of them are for a person: second"
        " payments, money for nothing open, short or disputed, or without proof of the"
        f" payer. Of the others, {total.untouched / decidable:.1%} need no touch; held"
        f" are, of all: {why}."
    )
    yield (
        f"Without touch: {total.untouched / total.receipts:.1%} of the receipts and"
        f" {total.applied / total.lines:.1%} of the lines they settle, in"
        f" {mixed.seconds:.0f} s. Wrong postings:"
        f" {total.wrong + alike.verdict.total().wrong} of"
        f" {total.receipts + alike.verdict.total().receipts:,}."
    )


def speed(seed: int, debts: int) -> Iterator[str]:
    """Time and memory of 10,000 receipts, and of the plain way on some of them."""
    month = a_month(seed, int(debts / DEBTS_PER_PAYER), TIMED_RECEIPTS)
    receipts = [case.receipt for case in month.cases]
    before = _peak_mb()
    wall_s, seconds = _timed(lambda: match(receipts, month.book))
    more = _peak_mb() - before
    sample = receipts[:NAIVE_SAMPLE]
    _, sample_s = _timed(lambda: match_all_pairs(sample, month.book))
    naive_s = sample_s * len(receipts) / NAIVE_SAMPLE
    yield (
        "| receipts | open debts | seconds | processor, s | peak of memory, MB"
        " | of it for matching, MB | every pair, processor, s | times as long |"
    )
    yield "|---:|---:|---:|---:|---:|---:|---:|---:|"
    yield (
        f"| {len(receipts):,} | {len(month.book.debts):,} | {wall_s:.1f} |"
        f" {seconds:.1f} | {before + more:,.0f} | {more:,.0f} | {naive_s:,.0f} |"
        f" {naive_s / seconds:,.0f} |"
    )


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock and of the processor."""
    started, worked = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - started, time.process_time() - worked


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--receipts", type=int, default=100_000)
    parser.add_argument("--wrong", type=Path, help="tell wrong postings in this file")
    parser.add_argument("--time", type=int, metavar="DEBTS", help="measure the speed")
    asked = parser.parse_args()
    if asked.time:
        print("\n".join(speed(asked.seed, asked.time)))
        return
    mixed = Run(asked.seed, asked.receipts)
    alike = Run(asked.seed + 1, asked.receipts // 2, alike=True)
    print("\n".join(quality(mixed, alike)))
    told = mixed.told + alike.told
    if asked.wrong:
        asked.wrong.write_text("\n".join(told), encoding="utf-8")
    if told:
        sys.exit(1)


if __name__ == "__main__":
    main()
