"""The desk's pages over a million invoices and a hundred thousand parties.

Each address is asked as a signed-in person, through the whole of Django (session,
door, queries, template), one request after the other in one process.  Printed are
the median and the 95th, the statements that PostgreSQL was sent, and the size that a
browser loads.

    python -m bench.desk [--invoices 1000000] [--parties 100000] [--keep FOLDER]
        [--only WORDS]
"""

from __future__ import annotations

import argparse
import gzip
import statistics
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import psycopg

from bench.aging import office

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

RUNS = 100
LARGE = 20_000
"""Items of the largest party, P1."""
WAITING = 1_000
"""Lines of the bank that nothing explains, and as many entries that no line shows."""

MORE = f"""
SET session_replication_role = replica;
UPDATE receivables_item SET party_id = 1 WHERE id <= {LARGE};
UPDATE invoicing_document SET bill_to_id = 1, party_id = 1 WHERE id <= {LARGE};
INSERT INTO payments_payment (id, entity_id, number, external_key, party_id,
    received_on, currency, amount_minor, method, reference, item_id, at, event_id)
SELECT item.id, 1, item.number, '', item.party_id, item.effective_on, 'USD',
    -item.amount_minor, 'ach', '', item.id, item.at, 1
FROM receivables_item AS item WHERE item.kind = 'payment';
INSERT INTO ledger_account (id, entity_id, code, name, kind, is_control)
VALUES (5, 1, '4900', 'Rounding', 'income', false);
INSERT INTO ledger_role_account (id, entity_id, role, account_id)
VALUES (5, 1, 'rounding', 5);
INSERT INTO parties_role (entity_id, party_id, role)
SELECT 1, id, 'customer' FROM parties_party;
"""
"""The largest party, payments, roles and an account, which aging does not ask for."""

BANK = f"""
SET session_replication_role = replica;
INSERT INTO banking_account (id, entity_id, name, identifier, currency, opened_on,
    opening_minor, out_is_positive, account_id)
VALUES (1, 1, 'Main', 'US1', 'USD', '2023-12-31', 0, false, 3);
INSERT INTO banking_file (id, entity_id, name, sha256, format, problems, event_id)
VALUES (1, 1, 'bank.xml', '', 'camt', '[]', 1);
-- Each payment is on the bank a day later, in the statement of its month.
INSERT INTO banking_line (id, entity_id, place, booked_on, amount_minor, currency,
    movement, code, is_reversal, other_name, other_account, other_bank,
    payer_references, bank_reference, text, remittance, charges_minor,
    original_currency, return_code, parts, fingerprint, event_id, bank_account_id,
    statement_id)
SELECT row_number() OVER (ORDER BY id), 1, '', received_on + 1, amount_minor, 'USD',
    'credit', '', false, 'Somebody', '', '', '{{}}', '', 'payment ' || number, '[]', 0,
    '', '', '[]', number, 1, 1, to_char(received_on + 1, 'YYYYMM')::int
FROM payments_payment;
INSERT INTO banking_statement (id, entity_id, number, closing_on, closing_minor,
    event_id, bank_account_id, file_id)
SELECT statement_id, 1, statement_id, (date_trunc('month', max(booked_on))
        + interval '1 month - 1 day')::date,
    sum(sum(amount_minor)) OVER (ORDER BY statement_id), 1, 1, 1
FROM banking_line GROUP BY statement_id;
INSERT INTO banking_explanation (id, entity_id, kind, amount_minor, subject_id, rule,
    reason, event_id, entry_id, line_id)
SELECT line.id, 1, 'payment', line.amount_minor, payment.id,
    CASE WHEN line.id % 5 = 0 THEN 'person' ELSE 'number' END, '', 1, item.entry_id,
    line.id
FROM banking_line AS line
JOIN payments_payment AS payment ON payment.number = line.fingerprint
JOIN receivables_item AS item ON item.id = payment.item_id
WHERE line.id <= (SELECT max(id) - {WAITING} FROM banking_line);
INSERT INTO banking_open_line (entity_id, line_id, booked_on, amount_minor,
    explained_minor, state, held, sentence, proposals, is_new_money)
SELECT 1, line.id, line.booked_on, line.amount_minor,
    coalesce(explanation.amount_minor, 0),
    CASE WHEN explanation.id IS NULL THEN 'new' ELSE 'explained' END, '', '', '[]',
    false
FROM banking_line AS line
LEFT JOIN banking_explanation AS explanation ON explanation.line_id = line.id;
INSERT INTO banking_open_entry (entity_id, bank_account_id, entry_id, left_minor)
SELECT 1, 1, posting.entry_id, posting.amount_minor
FROM ledger_posting AS posting
WHERE posting.account_id = 3 AND NOT EXISTS (
    SELECT FROM banking_explanation AS explanation
    WHERE explanation.entry_id = posting.entry_id);
"""
"""A bank that shows every payment; of the last ones nobody has said what they are."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An address in words, and for htmx the element that it fills."""

    what: str
    address: str
    target: str = ""
    budget_ms: int = 150


YEAR = "first=2025-01-01&as_of=2025-12-31"
ASKED = (
    Asked("people, few rows, for comparison", "/hp/settings/people"),
    Asked("invoices", "/hp/invoices"),
    Asked(
        "invoices, overdue, by day due", "/hp/invoices?q=is:open+over:31..60&sort=due"
    ),
    Asked("invoices of one party by name", '/hp/invoices?q=party:"party+4711"'),
    Asked("invoices by a word of every name", "/hp/invoices?q=party"),
    Asked("invoices, part paid", "/hp/invoices?q=is:part-paid"),
    Asked("invoices by who issued none", "/hp/invoices?q=by:me"),
    Asked("invoices by ending digits", "/hp/invoices?q=876543"),
    Asked("invoices, open over 900", "/hp/invoices?q=is:open+open:>900"),
    Asked("invoices, deep page", "/hp/invoices?after=500000~2024-12-31"),
    Asked("invoices, count and sums", "/hp/invoices?found=1", "div#found", 500),
    Asked("invoice beside the list", "/hp/invoices/INV-500000", "aside#panel"),
    Asked("invoice", "/hp/invoices/INV-500000", budget_ms=300),
    Asked("parties", "/hp/parties"),
    Asked("parties by part of the name", "/hp/parties?q=4711"),
    Asked("party of 20,000 items", "/hp/parties/P1", budget_ms=300),
    Asked("payments", "/hp/payments"),
    Asked("unapplied", "/hp/unapplied"),
    Asked("charges", "/hp/charges"),
    Asked("drafts", "/hp/drafts"),
    Asked("bank", "/hp/bank"),
    Asked("book against bank", "/hp/bank/proof", budget_ms=2_000),
    Asked("today", "/today", budget_ms=300),
    Asked("badges, after the page", "/today/badges?entity=HP", "nav#menu", 500),
    Asked("palette, a name", "/find/palette?q=party+4711", "div#palette-hits", 80),
    Asked("palette, a number", "/find/palette?q=876543", "div#palette-hits", 80),
    Asked("palette, an amount", "/find/palette?q=423.45", "div#palette-hits", 80),
    Asked("aging", "/hp/reports/aging", budget_ms=2_000),
    Asked("how a year was matched", f"/hp/reports/matching?{YEAR}", budget_ms=2_000),
    Asked("why is this overdue", "/hp/why?figure=overdue", "aside#panel", 2_000),
)


def somebody() -> Client:
    """A manager of the entity who is signed in."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415 - set up by now
    from django.test import Client  # noqa: PLC0415

    from duebook.apps.accounts.actions import add_user  # noqa: PLC0415
    from duebook.apps.entities import actions as entities  # noqa: PLC0415

    asks: dict[str, Any] = {
        "actor": entities.SYSTEM,
        "at": datetime(2026, 1, 1, 12, tzinfo=UTC),
    }
    user = get_user_model().objects.filter(username="Bench").first()
    if user is None:
        user = add_user("Bench", "bench@example.com")
        person = entities.AppointPerson(entity_id=1, name="Bench", role="manager")
        entities.appoint_person(person, key=entities.new_key(), **asks)
        seat = entities.SeatUser(entity_id=1, user_id=user.pk, name="Bench")
        entities.seat_user(seat, key=entities.new_key(), **asks)
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that psycopg sends, whoever sends them; Django sees its own."""
    sent: list[str] = []
    execute = psycopg.Cursor.execute

    def noted(self: Any, query: Any, *values: Any, **options: Any) -> Any:
        sent.append(str(query))
        return execute(self, query, *values, **options)

    with patch.object(psycopg.Cursor, "execute", noted):
        yield sent


def measured(client: Client, asked: Asked) -> str:
    """A row of the table."""
    headers = {}
    if asked.target:
        headers = {
            "HX-Request": "true",
            "HX-Request-Type": "partial",
            "HX-Target": asked.target,
        }
    with statements() as counted:
        page = client.get(asked.address, headers=headers)
    if page.status_code != 200:
        return f"| {asked.what} | answered {page.status_code} | | | | |"
    took = []
    for _ in range(RUNS):
        started = time.perf_counter()
        client.get(asked.address, headers=headers)
        took.append((time.perf_counter() - started) * 1000)
    p95 = statistics.quantiles(took, n=20)[-1]
    size = len(gzip.compress(page.content)) / 1024
    mark = "" if p95 <= asked.budget_ms else " (over)"
    return (
        f"| {asked.what} | {statistics.median(took):.0f} | {p95:.0f}{mark} |"
        f" {asked.budget_ms} | {len(counted)} | {size:.0f} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--invoices", type=int, default=1_000_000)
    parser.add_argument("--parties", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, help="load here once, and use it again")
    parser.add_argument("--only", default="", help="what has these words in its name")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="duebook-bench-") as passing:
        folder = wanted.keep or Path(passing)
        folder.mkdir(parents=True, exist_ok=True)
        with office(folder, wanted.invoices, wanted.parties, more=MORE + BANK):
            client = somebody()
            print(
                "| page | median, ms | 95th, ms | budget, ms | statements | KB, gzip |"
            )
            print("|---|---:|---:|---:|---:|---:|")
            for asked in (one for one in ASKED if wanted.only in one.what):
                print(measured(client, asked), flush=True)


if __name__ == "__main__":
    main()
