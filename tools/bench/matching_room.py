"""Money matched by the office itself: read, proved and posted, in PostgreSQL.

    PYTHONPATH=tools:src python -m bench.matching_room --debts 100000

Loads an imaginary office with so many open debts into a cluster of its own, and
matches the lines of a day (50) and then of a month (10,000) by the real action.  The
rows are made by the superuser with the triggers off; matching runs as the app's role
with all of them on.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
import uuid
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import office as bench_office
from bench.receipts.mix import a_month

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import psycopg

    from bench.receipts.cases import Case
    from bench.receipts.mix import Month

DEBTS_PER_PAYER = 3.6
"""In US dollars, of the imaginary office, on average."""
CURRENCY = "USD"
DAY, MONTH = 50, 10_000
"""Lines of the two runs."""
AT = datetime(2026, 11, 21, 12, tzinfo=UTC)


def load(
    connection: psycopg.Connection, entity_id: int, account_id: int, month: Month
) -> None:
    """Parties, their accounts and aliases, and what they owe."""
    copy = _Copy(connection, entity_id)
    copy.into(
        "parties_party",
        {
            **dict.fromkeys(
                (
                    *("hold_reason", "cost_centre", "their_reference"),
                    *("tax_place", "shipping_zone", "segment", "notes"),
                ),
                "",
            ),
            **dict.fromkeys(("po_required", "is_tax_exempt"), False),
            "kind": "organisation",
            "grouping": "party",
            "delivery": "mail",
            "is_active": True,
            "currency": CURRENCY,
            "language": "en-US",
            "discount_bp": 0,
        },
        ("id", "code", "name", "sort_name"),
        (
            (payer.id, f"B{payer.id}", payer.names[0], payer.names[0].casefold())
            for payer in month.book.payers
        ),
    )
    copy.into(
        "banking_alias",
        {"hits": 1},
        ("party_id", "kind", "value"),
        _aliases(month),
    )
    copy.into(
        "receivables_item",
        {
            "account_id": account_id,
            "kind": "invoice",
            "currency": CURRENCY,
            "reason": "",
            "entry_id": 1,
            "at": AT,
            "event_id": 1,
        },
        (
            *("id", "party_id", "number", "amount_minor", "open_minor"),
            *("document_on", "due_on", "effective_on", "discount_minor"),
            *("discount_until", "contested_minor"),
        ),
        (
            (
                *(debt.id, debt.party_id, debt.number, debt.amount_minor),
                *(debt.open_minor, debt.document_on, debt.due_on, debt.document_on),
                *(debt.discount_minor, debt.discount_until, debt.contested_minor),
            )
            for debt in month.book.debts
            if debt.currency == CURRENCY
        ),
    )
    for table in ("parties_party", "receivables_item"):
        connection.execute(
            "SELECT setval(pg_get_serial_sequence(%s, 'id'), 100000000)", [table]
        )


def _aliases(month: Month) -> Iterable[tuple[int, str, str]]:
    """Each account once: what two payers share, the room would not have learned."""
    known: set[str] = set()
    for payer in month.book.payers:
        for kind, values in (("account", payer.accounts), ("name", payer.aliases)):
            for value in values:
                if value not in known:
                    known.add(value)
                    yield payer.id, kind, value


def receive(
    connection: psycopg.Connection,
    entity_id: int,
    bank_account_id: int,
    cases: Sequence[Case],
) -> None:
    """Lines of one statement, waiting."""
    copy = _Copy(connection, entity_id)
    copy.into(
        "banking_line",
        {
            "statement_id": 1,
            "bank_account_id": bank_account_id,
            "movement": "transfer",
            "is_reversal": False,
            "currency": CURRENCY,
            **dict.fromkeys(
                (
                    *("place", "code", "other_bank", "bank_reference"),
                    *("original_currency", "return_code"),
                ),
                "",
            ),
            "parts": "[]",
            "remittance": "[]",
            "at": AT,
            "event_id": 1,
        },
        (
            *("id", "booked_on", "amount_minor", "other_name", "other_account"),
            *("payer_references", "text", "charges_minor", "fingerprint"),
        ),
        (
            (
                *(receipt.id, receipt.received_on, receipt.amount_minor),
                *(receipt.payer_name, receipt.payer_account, list(receipt.references)),
                " ".join((receipt.text, *(r.reference for r in receipt.remittance))),
                *(receipt.charges_minor, f"line {receipt.id}"),
            )
            for case in cases
            for receipt in [case.receipt]
        ),
    )
    copy.into(
        "banking_open_line",
        {
            "explained_minor": 0,
            "state": "new",
            "held": "",
            "sentence": "",
            "proposals": "[]",
        },
        ("line_id", "booked_on", "amount_minor"),
        (
            (case.receipt.id, case.receipt.received_on, case.receipt.amount_minor)
            for case in cases
        ),
    )
    connection.execute("ANALYZE")


class _Copy:
    """Rows of an entity into tables, with no trigger in the way."""

    def __init__(self, connection: psycopg.Connection, entity_id: int) -> None:
        self._connection = connection
        self._entity_id = entity_id
        connection.execute("SET session_replication_role = replica")

    def into(
        self,
        table: str,
        same: dict[str, Any],
        columns: Sequence[str],
        rows: Iterable[tuple[Any, ...]],
    ) -> None:
        """Rows with the columns that are the ``same`` in each, and all others."""
        every = ("entity_id", *same, *columns)
        head = (self._entity_id, *same.values())
        statement = f"COPY {table} ({', '.join(every)}) FROM STDIN"
        with self._connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row((*head, *row))


def measure(debts: int, seed: int) -> Iterator[str]:
    """A table: the lines, what became of them, and what it took."""
    yield "| lines | open debts | posted | seconds | Python, s | peak of memory, MB |"
    yield "|---:|---:|---:|---:|---:|---:|"
    with (
        tempfile.TemporaryDirectory(prefix="duebook-bench-") as folder,
        bench_office.running(Path(folder)) as cluster,
        bench_office.superuser(cluster) as connection,
    ):
        entity_id = bench_office.open_office("MATCH")
        bank_id = _open_bank(entity_id)
        month = a_month(seed, int(debts / DEBTS_PER_PAYER), int(MONTH * 1.4))
        load(connection, entity_id, _receivable(entity_id), month)
        loaded = sum(debt.currency == CURRENCY for debt in month.book.debts)
        cases = [c for c in month.cases if c.receipt.currency == CURRENCY]
        del month
        for some in (cases[:DAY], cases[DAY : DAY + MONTH]):
            receive(connection, entity_id, bank_id, some)
            yield f"| {len(some):,} | {loaded:,} | {_matched(entity_id)} |"


def _matched(entity_id: int) -> str:
    """How many were posted, in how much time, with how much memory."""
    from duebook.apps.banking.actions import (  # noqa: PLC0415 - after django.setup
        MatchLines,
        match_lines,
    )

    started, worked = time.perf_counter(), time.process_time()
    command = MatchLines(entity_id=entity_id)
    found = match_lines(command, actor="duebook", key=uuid.uuid4(), at=AT)
    wall_s, seconds = time.perf_counter() - started, time.process_time() - worked
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"{found.posted:,} | {wall_s:.1f} | {seconds:.1f} | {peak_mb:,.0f}"


def _open_bank(entity_id: int) -> int:
    from duebook.apps.banking.actions import (  # noqa: PLC0415 - after django.setup
        OpenBankAccount,
        open_bank_account,
    )

    command = OpenBankAccount(
        entity_id=entity_id,
        name="Harbor Bank",
        identifier="DE02500105170137075030",
        currency=CURRENCY,
        account="1000",
        opened_on=date(2026, 1, 1),
    )
    return open_bank_account(command, **bench_office.said())


def _receivable(entity_id: int) -> int:
    from duebook import db  # noqa: PLC0415 - after django.setup
    from duebook.apps.ledger.queries import accounts_by_role  # noqa: PLC0415
    from duebook.domain.ledger import AccountRole  # noqa: PLC0415

    with db.reading(entity_id):
        return accounts_by_role(entity_id)[AccountRole.RECEIVABLE]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--debts", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    for line in measure(asked.debts, asked.seed):
        print(line, flush=True)


if __name__ == "__main__":
    main()
