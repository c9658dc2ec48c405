"""A billing run killed again and again ends as if nothing had happened."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import connection

from duebook import db
from duebook.apps.invoicing.actions import billing
from duebook.apps.invoicing.actions.billing import (
    StartBillingRun,
    carry_on,
    start_billing_run,
)
from tests.databases import address
from tests.office import CLERK, NOON, books_hold, by
from tests.scenarios.many_parties import an_office_of_many

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

ROOT = Path(__file__).parents[2]
TODAY = NOON.date()
PARTIES = 10_000
KILLS = 20
PIECES = 10


def a_run(entity_id: int) -> int:
    return start_billing_run(
        StartBillingRun(entity_id=entity_id, until=TODAY, issued_on=TODAY), **by(CLERK)
    )


def asked(entity_id: int, query: str) -> list[tuple[Any, ...]]:
    with db.reading(entity_id):
        return db.tuples_of(query, {"entity": entity_id})


def pieces(entity_id: int) -> tuple[int, int]:
    """How many pieces the run has, and how many of them are done."""
    [row] = asked(
        entity_id,
        "SELECT count(*), count(*) FILTER (WHERE is_done)"
        " FROM invoicing_billing_piece WHERE entity_id = %(entity)s",
    )
    return row[0], row[1]


def what_was_billed(entity_id: int) -> list[list[tuple[Any, ...]]]:
    """Numbers and amounts, lines, items and postings, without any id."""
    return [
        asked(entity_id, query)
        for query in (
            (
                "SELECT document.number, party.code, document.total_minor,"
                " document.due_on FROM invoicing_document AS document"
                " JOIN parties_party AS party ON party.entity_id = %(entity)s"
                " AND party.id = document.bill_to_id"
                " WHERE document.entity_id = %(entity)s ORDER BY 1"
            ),
            (
                "SELECT document.number, line.position, charge.external_key,"
                " line.net_minor FROM invoicing_line AS line"
                " JOIN invoicing_document AS document"
                " ON document.entity_id = %(entity)s AND document.id = line.document_id"
                " JOIN invoicing_charge AS charge ON charge.entity_id = %(entity)s"
                " AND charge.id = line.charge_id"
                " WHERE line.entity_id = %(entity)s ORDER BY 1, 2"
            ),
            (
                "SELECT number, kind, amount_minor, open_minor, due_on"
                " FROM receivables_item WHERE entity_id = %(entity)s ORDER BY 1"
            ),
            (
                "SELECT document.number, account.code, posting.amount_minor,"
                " entry.effective_on FROM ledger_posting AS posting"
                " JOIN ledger_entry AS entry ON entry.entity_id = %(entity)s"
                " AND entry.id = posting.entry_id JOIN invoicing_document AS document"
                " ON document.entity_id = %(entity)s AND document.entry_id = entry.id"
                " JOIN ledger_account AS account ON account.entity_id = %(entity)s"
                " AND account.id = posting.account_id"
                " WHERE posting.entity_id = %(entity)s ORDER BY 1, 2, 3"
            ),
            (
                "SELECT number, recipient, channel, state FROM delivery_delivery"
                " WHERE entity_id = %(entity)s ORDER BY 1, 2"
            ),
        )
    ]


@contextmanager
def lives(entity_id: int, run_id: int) -> Iterator[subprocess.Popen[str]]:
    """The program that gives the run its lives."""
    command = [sys.executable, "-m", "tests.scenarios.billing_child"]
    with subprocess.Popen(  # noqa: S603 - our own program
        [*command, str(entity_id), str(run_id)],
        cwd=ROOT,
        env=os.environ
        | {
            "DATABASE_URL": address(),
            "DJANGO_SETTINGS_MODULE": "duebook.project.settings",
            "PYTHONPATH": os.pathsep.join(["src", "."]),
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    ) as program:
        yield program
        assert program.stdin is not None
        program.stdin.close()


def a_life(program: subprocess.Popen[str], whole_pieces: int, then_s: float) -> bool:
    """Let a process bill some pieces and a moment more, and say if it was killed."""
    assert program.stdin is not None
    assert program.stdout is not None
    program.stdin.write("live\n")
    pid = int(program.stdout.readline())
    for _ in range(whole_pieces):
        if program.stdout.readline() != "piece\n":
            return False  # it came to its natural end
    time.sleep(then_s)
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    while not (word := program.stdout.readline()).startswith("over"):
        assert word == "piece\n"
    return word == f"over {-signal.SIGKILL}\n"


def wait_for_the_server(entity_id: int) -> None:
    """Until PostgreSQL has noticed the death: a commit under way may still come."""
    database = connection.settings_dict["NAME"]
    while asked(
        entity_id,
        "SELECT 1 FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        f" AND datname = '{database}' AND usename = current_user"
        " AND state IS DISTINCT FROM 'idle'",
    ):
        time.sleep(0.02)


def test_a_run_of_ten_thousand_invoices_survives(
    committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(billing, "PIECES_AT_LEAST", 50)
    undisturbed = an_office_of_many(f"{committed}U", PARTIES)
    started = time.monotonic()
    list(carry_on(undisturbed, a_run(undisturbed), actor=CLERK, at=NOON))
    a_piece_s = (time.monotonic() - started) / pieces(undisturbed)[0]
    killed = an_office_of_many(f"{committed}K", PARTIES)
    run_id = a_run(killed)
    seed = random.randrange(10**6)  # noqa: S311 - any moment will do
    moments = random.Random(seed)  # noqa: S311
    died_in: list[int] = []
    deaths = 0

    with lives(killed, run_id) as program:
        while a_life(
            program, moments.randrange(3), moments.uniform(0, 1.5) * a_piece_s
        ):
            wait_for_the_server(killed)
            deaths += 1
            died_in.append(pieces(killed)[1])

    print(f"\nseed {seed}: {deaths} deaths, in {len(set(died_in))} pieces")  # noqa: T201
    assert deaths >= KILLS
    assert len(set(died_in)) >= PIECES
    total, done = pieces(killed)
    assert total == done >= 50
    assert what_was_billed(killed) == what_was_billed(undisturbed)
    assert len(what_was_billed(killed)[0]) == PARTIES
    assert books_hold(killed)
