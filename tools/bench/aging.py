"""Aging as of any day over a million invoices and one and a half million applications.

Loads one entity into a cluster of its own and times the queries of the report as
the app's role, under row security.  The rows are made inside PostgreSQL with the
triggers off: what is measured is reading.

    python tools/bench/aging.py [--invoices 1000000] [--parties 100000] [--keep FOLDER]
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.office import running, superuser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import psycopg

DATABASE = "duebook_bench_aging"
FIRST = date(2024, 1, 1)
TODAY = date(2026, 1, 1)
DAYS = (date(2026, 6, 1), date(2025, 1, 1), date(2024, 4, 1))
"""After all that happened, in the middle of it, and shortly after its start."""
RUNS = 5

LOAD = """
SET session_replication_role = replica;
SET synchronous_commit = off;
SELECT set_config('app.entity', '1', false), set_config('app.entities', '1', false),
    set_config('app.event', '1', false),
    set_config('app.at', '2024-01-01T12:00:00Z', false);

INSERT INTO entities_entity (id, code, name, address, country, tax_id, registration,
    email, phone, website, bank_name, iban, bic, remit_to, logo, footer, currency,
    time_zone, language, paper, rounding, tax_rounding_per, cash_unit_minor,
    discount_limit_bp, small_balance_minor, late_fee_minor, interest_bp, stale_days)
VALUES (1, 'HP', 'Harbor Paper', '1 Harbor Street', 'US', '', '', '', '', '', '', '',
    '', '', '', '', 'USD', 'UTC', 'en-US', 'us-letter', 'half_up', 'tax_group', 1,
    2000, 500, 0, 0, 120);
INSERT INTO ledger_account (id, entity_id, code, name, kind, is_control) VALUES
    (1, 1, '1100', 'Receivable', 'asset', true),
    (2, 1, '2200', 'Unapplied cash', 'liability', true),
    (3, 1, '1000', 'Bank', 'asset', false), (4, 1, '4000', 'Revenue', 'income', false);
INSERT INTO ledger_role_account (id, entity_id, role, account_id) VALUES
    (1, 1, 'receivable', 1), (2, 1, 'unapplied_cash', 2), (3, 1, 'bank', 3),
    (4, 1, 'revenue', 4);
INSERT INTO parties_party (id, entity_id, code, name, sort_name, kind, is_active,
    currency, language, delivery, hold_reason, po_required, is_tax_exempt, cost_centre,
    their_reference, tax_place, discount_bp, shipping_zone, grouping, segment, notes)
SELECT id, 1, 'P' || id, 'Party ' || id, 'party ' || id, 'organisation', true, 'USD',
    'en-US', 'mail', '', false, false, '', '', '', 0, '', 'party', '', ''
FROM generate_series(1, {parties}) AS id;

-- The ids of entries rise with their days, as in an office that works day by day.
CREATE FUNCTION pg_temp.entry_of(day date, n bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE
    AS 'SELECT (day - date ''2000-01-01'') * 10000000::bigint + n';

-- Invoices on every day of two years, due in 15 to 60 days; ids up to {invoices}.
INSERT INTO receivables_item (id, entity_id, party_id, account_id, kind, document_id,
    number, currency, amount_minor, open_minor, document_on, due_on, effective_on,
    discount_minor, reason, entry_id, at, event_id)
SELECT id, 1, 1 + (id * 7919) % {parties}, 1, 'invoice', id, 'INV-' || id, 'USD',
    2000 + (id * 37) % 90000, 0, day, day + 15 + (id % 4)::int * 15, day, 0, '',
    pg_temp.entry_of(day, id), day + time '12:00', 1
FROM (SELECT id, date '{first}' + ((id * 730) / {invoices})::int AS day
      FROM generate_series(1::bigint, {invoices}) AS id) AS invoice;
INSERT INTO invoicing_document (id, entity_id, kind, number, reference, bill_to_id,
    party_id, addressee, addressee_tax_id, letterhead_id, language, currency, issued_on,
    due_on, terms, po, site, note, net_minor, tax_minor, total_minor, reason, entry_id,
    at, event_id)
SELECT id, 1, 'invoice', number, number, party_id, party_id, 'Party', '', 1, 'en-US',
    'USD', document_on, due_on, '', '', '', '', amount_minor, 0, amount_minor, '',
    entry_id, at, 1
FROM receivables_item;

-- A payment pays two invoices, the first of them in two pieces, so there are three
-- applications for two invoices.  One in 25 pays nothing yet; a few leave a rest.
CREATE UNLOGGED TABLE pair AS
SELECT n AS payment, {invoices} + n AS item_id, 2 * n - 1 AS invoice, 2 * n AS other,
    first.party_id,
    least(first.document_on + 20 + (n * 31 % 90)::int, date '{today}' + 60) AS day
FROM generate_series(1::bigint, {invoices} / 2) AS n
JOIN receivables_item AS first ON first.entity_id = 1 AND first.id = 2 * n - 1;
INSERT INTO receivables_application (id, entity_id, credit_id, debt_id, amount_minor,
    effective_on, rule, reason, entry_id, at, event_id)
SELECT 3 * payment + part, 1, item_id,
    CASE WHEN part < 2 THEN invoice ELSE other END,
    CASE part WHEN 0 THEN debt.amount_minor / 2
        WHEN 1 THEN debt.amount_minor - debt.amount_minor / 2 - (payment % 100 = 1)::int
        ELSE debt.amount_minor - 700 * (payment % 50 = 1)::int END,
    day + part, 'oldest_due', '',
    pg_temp.entry_of(day + part, 2 * {invoices} + 3 * payment + part),
    day + part + time '12:00', 1
FROM pair CROSS JOIN generate_series(0, 2) AS part
JOIN receivables_item AS debt ON debt.entity_id = 1
    AND debt.id = CASE WHEN part < 2 THEN invoice ELSE other END
WHERE payment % 25 > 0;
INSERT INTO receivables_item (id, entity_id, party_id, account_id, kind, document_id,
    number, currency, amount_minor, open_minor, document_on, due_on, effective_on,
    discount_minor, reason, entry_id, at, event_id)
SELECT item_id, 1, party_id, 2, 'payment', NULL, 'P-' || payment, 'USD',
    -coalesce(used.amount_minor, 0) - 500 * (payment % 20 = 0)::int
        - 10000 * (used.credit_id IS NULL)::int, 0,
    day, day, day, 0, '', pg_temp.entry_of(day, item_id), day + time '12:00', 1
FROM pair LEFT JOIN (
    SELECT credit_id, sum(amount_minor) AS amount_minor FROM receivables_application
    GROUP BY credit_id) AS used ON used.credit_id = item_id;
UPDATE receivables_item AS item
SET open_minor = item.amount_minor - coalesce(used.amount_minor, 0)
FROM receivables_item AS own LEFT JOIN (
    SELECT debt_id AS item_id, sum(amount_minor) AS amount_minor
    FROM receivables_application GROUP BY debt_id
    UNION ALL
    SELECT credit_id, -sum(amount_minor) FROM receivables_application
    GROUP BY credit_id) AS used ON used.item_id = own.id
WHERE own.entity_id = item.entity_id AND own.id = item.id;

INSERT INTO ledger_entry (id, entity_id, effective_on, source_kind, source_id, cause,
    at, event_id)
SELECT entry_id, 1, effective_on, kind, id, '', at, 1 FROM receivables_item
UNION ALL
SELECT entry_id, 1, effective_on, 'application', id, '', at, 1
FROM receivables_application;
INSERT INTO ledger_posting (entity_id, entry_id, account_id, is_control, currency,
    amount_minor, item_id, event_id)
SELECT 1, entry_id, account_id, true, 'USD', amount_minor, id, 1 FROM receivables_item
UNION ALL
SELECT 1, entry_id, 5 - account_id, false, 'USD', -amount_minor, NULL, 1
FROM receivables_item
UNION ALL
SELECT 1, entry_id, 1, true, 'USD', -amount_minor, debt_id, 1
FROM receivables_application
UNION ALL
SELECT 1, entry_id, 2, true, 'USD', amount_minor, credit_id, 1
FROM receivables_application;
DROP TABLE pair;
"""


@contextmanager
def office(
    folder: Path, invoices: int, parties: int, *, more: str = ""
) -> Iterator[None]:
    """The loaded entity, with Django connected to it as the app.

    ``more`` is SQL that a caller loads besides.
    """
    with running(folder, database=DATABASE, durable=False) as cluster:
        with superuser(cluster, DATABASE) as connection:
            if not _is_loaded(connection):
                _load(connection, invoices, parties, more)
        yield


def _is_loaded(connection: psycopg.Connection) -> bool:
    return bool(connection.execute("SELECT FROM receivables_item LIMIT 1").rowcount)


def _load(
    connection: psycopg.Connection, invoices: int, parties: int, more: str
) -> None:
    started = time.perf_counter()
    text = LOAD.format(invoices=invoices, parties=parties, first=FIRST, today=TODAY)
    connection.execute(text)
    if more:
        connection.execute(more)
    connection.execute("VACUUM ANALYZE")
    counts = connection.execute(
        "SELECT (SELECT count(*) FROM receivables_item),"
        " (SELECT count(*) FROM receivables_application),"
        " (SELECT count(*) FROM ledger_posting)"
    ).fetchone()
    assert counts is not None
    items, applications, postings = counts
    print(
        f"loaded {items:,} items, {applications:,} applications, {postings:,} postings"
        f" in {time.perf_counter() - started:.0f} s"
    )


def median_s(work: Callable[[], object]) -> float:
    """The middle of some runs, after one that warms up, in seconds."""
    work()
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def measure() -> Iterator[tuple[str, float]]:
    """What was measured and how many seconds it took, one by one."""
    from duebook import db  # noqa: PLC0415 - after Django's set-up
    from duebook.apps.ledger import queries as ledger  # noqa: PLC0415
    from duebook.apps.receivables import queries as owed  # noqa: PLC0415
    from duebook.apps.reports.queries.aging import aging_rows  # noqa: PLC0415
    from duebook.apps.reports.queries.records import Wanted  # noqa: PLC0415
    from duebook.domain.statements import StatementKind  # noqa: PLC0415

    def wanted(on: date, **options: Any) -> Wanted:
        return Wanted(
            entity_id=1, currency="USD", locale="en-US", on=on, first=FIRST, **options
        )

    def aged(on: date, **options: Any) -> float:
        with db.reading(1):
            return median_s(lambda: aging_rows(wanted(on, size=50, **options)))

    for on in DAYS:
        yield f"aging as of {on}", aged(on)
    middle = DAYS[1]
    yield f"aging as of {middle}, by document", aged(middle, by="document")
    yield f"aging as of {middle}, by due day", aged(middle, by="due")
    known_at = datetime(2025, 3, 1, tzinfo=UTC)
    yield (
        f"aging as of {middle}, as known on {known_at.date()}",
        aged(middle, known_at=known_at),
    )
    with db.reading(1):
        yield (
            f"control accounts as of {middle}",
            median_s(lambda: ledger.trial_balance(1, middle, only_control=True)),
        )
        yield (
            f"trial balance as of {middle}",
            median_s(lambda: ledger.trial_balance(1, middle)),
        )
        yield (
            f"control accounts and their items as of {middle}",
            median_s(lambda: owed.tie_out(1, middle)),
        )
        for kind in StatementKind:
            asked = owed.Asked(kind=kind, as_of=middle, from_on=date(2024, 12, 1))
            yield (
                f"{kind.replace('_', ' ')} statements of 1,000 parties",
                median_s(lambda: owed.reckoned(1, range(1, 1001), asked)),  # noqa: B023
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--invoices", type=int, default=1_000_000)
    parser.add_argument("--parties", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, help="keep the cluster in this folder")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="duebook-bench-") as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        with office(folder, options.invoices, options.parties):
            for what, seconds in measure():
                print(f"{what:<60} {seconds:8.2f} s", flush=True)


if __name__ == "__main__":
    main()
