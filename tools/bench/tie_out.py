"""Balances and tie-out beside hledger and beancount, on the same journal.

    PYTHONPATH=src:tools python -m bench.tie_out [--invoices 100000] [--parties 10000]

The book of bench.aging is exported as a journal of either program, with an account
for each party and the open item as a tag; then all are asked the same, and their
answers are compared to the cent.  The two are programs of others that are run where
they are found on the PATH (``hledger``; ``bean-query`` of beancount and beanquery) and
are no part of Duebook.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from bench.aging import FIRST, median_s, office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

ON = date(2025, 1, 1)
"""In the middle of all that happened."""
CONTROL = ("Assets:Receivable", "Liabilities:Unapplied")
ACCOUNTS = {
    "1100": CONTROL[0],
    "2200": CONTROL[1],
    "1000": "Assets:Bank",
    "4000": "Income:Revenue",
}
PARTS = 2
"""Parts of an account's name that say which it is; parties come behind them."""
QUESTIONS = (
    "balance of every account",
    "what each party owes",
    "receivables against their open items",
)
JOURNAL = """
SELECT entry.effective_on, coalesce(item.number, 'A-' || entry.source_id), entry.id,
    account.code, posting.amount_minor, item.party_id
FROM ledger_entry AS entry
JOIN ledger_posting AS posting ON posting.entity_id = entry.entity_id
    AND posting.entry_id = entry.id
JOIN ledger_account AS account ON account.entity_id = posting.entity_id
    AND account.id = posting.account_id
LEFT JOIN receivables_item AS item ON item.entity_id = posting.entity_id
    AND item.id = posting.item_id
WHERE entry.entity_id = 1
ORDER BY entry.effective_on, entry.id, posting.id"""

Balances = dict[str, int]
"""Minor units by account."""


@dataclass(frozen=True, slots=True)
class Line:
    """A posting as a journal shows it; ``item`` is empty beside control accounts."""

    account: str
    amount_minor: int
    item: str


@dataclass(slots=True)
class Program:
    """Another bookkeeping program: its seconds for each question, its balances."""

    name: str
    seconds: list[float | None]
    balances: list[Balances] = field(default_factory=list)
    missing: str = ""


def entries() -> Iterator[tuple[date, list[Line]]]:
    """The journal as it stands in the book, by day."""
    from duebook import db  # noqa: PLC0415 - after Django's set-up

    with db.reading(1):
        rows = db.tuples_of(JOURNAL, {})
    for _, postings in groupby(rows, key=itemgetter(2)):
        entry = list(postings)
        yield (
            entry[0][0],
            [
                Line(
                    account=ACCOUNTS[code] + (f":P{party}" if party else ""),
                    amount_minor=amount_minor,
                    item=number if party else "",
                )
                for _, number, _, code, amount_minor, party in entry
            ],
        )


def write_journals(folder: Path) -> int:
    """Both journals into a folder; how many postings they have."""
    accounts: set[str] = set()
    postings = 0
    with (
        (folder / "book.journal").open("w", encoding="utf-8") as hledger,
        (folder / "entries.beancount").open("w", encoding="utf-8") as beancount,
    ):
        for day, lines in entries():
            hledger.write(f"{day} * entry\n")
            beancount.write(f'{day} * "entry"\n')
            for line in lines:
                amount = f"{Decimal(line.amount_minor).scaleb(-2)} USD"
                tag = f"  ; item:{line.item}" if line.item else ""
                hledger.write(f"    {line.account}  {amount}{tag}\n")
                beancount.write(f"  {line.account}  {amount}\n")
                if line.item:
                    beancount.write(f'    item: "{line.item}"\n')
                accounts.add(line.account)
            hledger.write("\n")
            beancount.write("\n")
            postings += len(lines)
    opened = "".join(f"{FIRST} open {account}\n" for account in sorted(accounts))
    (folder / "book.beancount").write_text(
        f'{opened}include "entries.beancount"\n', encoding="utf-8"
    )
    return postings


def ask(command: Sequence[str]) -> tuple[float, list[list[str]]]:
    """Seconds of a program and the rows of CSV that it printed."""
    started = time.perf_counter()
    done = subprocess.run(  # noqa: S603 - a program on the PATH, nothing typed
        command, check=True, capture_output=True, text=True
    )
    seconds = time.perf_counter() - started
    return seconds, list(csv.reader(done.stdout.splitlines()))


def hledger(folder: Path) -> Program:
    """Reads the whole journal for every question."""
    program = shutil.which("hledger")
    if program is None:
        return Program("hledger", [None] * 4, missing="hledger is not installed")
    file = str(folder / "book.journal")
    base = [program, "-f", file, "balance", "-N", "-O", "csv"]
    until = ["-e", str(ON + timedelta(days=1))]
    asked = (
        [*base, *until, "--depth", str(PARTS)],
        [*base, *until, CONTROL[0]],
        [*base, *until, CONTROL[0], "--pivot", "item"],
    )
    found = Program("hledger", [ask([program, "-f", file, "check"])[0]])
    for command in asked:
        seconds, rows = ask(command)
        found.seconds.append(seconds)
        found.balances.append(_balances(rows[1:]))
    return found


def beancount(folder: Path) -> Program:
    """Reads the journal once and keeps it; the questions then read what it kept."""
    program = shutil.which("bean-query")
    if program is None:
        return Program("beancount", [None] * 4, missing="bean-query is not installed")
    file = str(folder / "book.beancount")
    base = [program, "-f", "csv", "-m", file]
    until = f"date <= {ON}"
    owed = f"{until} AND account ~ '^{CONTROL[0]}'"
    by_name = (
        (f"root(account, {PARTS})", until),
        ("account", owed),
        ("any_meta('item')", owed),
    )
    found = Program("beancount", [ask([*base, "SELECT count(*)"])[0]])
    for name, where in by_name:
        total = "number(only('USD', sum(position)))"
        question = f"SELECT {name} AS name, {total} WHERE {where} GROUP BY name"
        seconds, rows = ask([*base, question])
        found.seconds.append(seconds)
        found.balances.append(_balances(rows[1:]))
    return found


def _balances(rows: Sequence[Sequence[str]]) -> Balances:
    """What is not zero, from rows of a name and an amount."""
    found: defaultdict[str, int] = defaultdict(int)
    for name, amount, *_ in rows:
        bare = amount.replace("USD", "").replace('"', "").strip()
        found[name.strip()] += int(Decimal(bare or 0).scaleb(2))
    return {name: minor for name, minor in found.items() if minor}


def ours() -> tuple[list[float], Mapping[str, int]]:
    """Medians of our queries, in seconds, and the balance of every account."""
    from duebook import db  # noqa: PLC0415 - after Django's set-up
    from duebook.apps.ledger import queries as ledger  # noqa: PLC0415
    from duebook.apps.receivables import queries as owed  # noqa: PLC0415
    from duebook.apps.reports.queries.aging import aging_rows  # noqa: PLC0415
    from duebook.apps.reports.queries.records import Wanted  # noqa: PLC0415

    wanted = Wanted(
        entity_id=1, currency="USD", locale="en-US", on=ON, first=FIRST, size=10**6
    )
    asked: tuple[Callable[[], object], ...] = (
        lambda: ledger.trial_balance(1, ON),
        lambda: aging_rows(wanted),
        lambda: owed.tie_out(1, ON),
    )
    with db.reading(1):
        seconds = [median_s(question) for question in asked]
        for tie in owed.tie_out(1, ON):
            assert not tie.difference_minor, f"{tie} does not tie"
        balances = {
            ACCOUNTS[balance.code]: balance.amount_minor
            for balance in ledger.trial_balance(1, ON)
            if balance.amount_minor
        }
    return seconds, balances


def table(
    own_seconds: Sequence[float], programs: Sequence[Program], postings: int
) -> Iterator[str]:
    """Seconds by question and program, as Markdown."""
    names = " | ".join(program.name for program in programs)
    yield f"| {postings:,} postings, seconds | ours | {names} |"
    yield "|---|---:|" + "---:|" * len(programs)
    titles = ("reading the journal", *QUESTIONS)
    for place, title in enumerate(titles):
        own = f"{own_seconds[place - 1]:.2f}" if place else "–"
        others = " | ".join(_seconds(program.seconds[place]) for program in programs)
        yield f"| {title} | {own} | {others} |"


def _seconds(measured: float | None) -> str:
    return "–" if measured is None else f"{measured:.2f}"


def differences(
    balances: Mapping[str, int], programs: Sequence[Program]
) -> Iterator[str]:
    """What the programs do not agree on, in words; and which were not there."""
    for program in programs:
        if program.missing:
            yield f"{program.missing}, so it was not asked."
            continue
        by_account, by_party, by_item = program.balances
        receivable = {by_account.get(CONTROL[0], 0)}
        receivable |= {sum(by_party.values()), sum(by_item.values())}
        agrees = by_account == balances and len(receivable) == 1
        yield f"{program.name} {'agrees' if agrees else 'DISAGREES'} to the cent."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--invoices", type=int, default=100_000)
    parser.add_argument("--parties", type=int, default=10_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="duebook-bench-") as temporary:
        folder = Path(temporary)
        cluster = folder / "cluster"
        cluster.mkdir()
        folder.chmod(0o711)  # for root the server runs as another account
        with (
            redirect_stdout(sys.stderr),
            office(cluster, asked.invoices, asked.parties),
        ):
            own_seconds, balances = ours()
            postings = write_journals(folder)
        programs = [hledger(folder), beancount(folder)]
    print("\n".join(table(own_seconds, programs, postings)))
    print()
    print("\n".join(differences(balances, programs)))


if __name__ == "__main__":
    main()
