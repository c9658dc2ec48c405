"""Books changed behind the application's back: the database refuses, or it is found.

Twice over.  With the guards up, app and owner are refused, each by the guard named.
With the guards of the tables taken down by the owner, as somebody might who means
harm, ``duebook check`` finds what was done and names the promise that is broken.
Each fault is planted in a transaction of its own and rolled back.
"""

from __future__ import annotations

import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg
import pytest
from django.db import Error, connections, transaction

from duebook import db
from duebook.apps.close.queries.invariants import offenders
from tests.office import NOON
from tests.scenarios.busy_office import a_busy_office

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.plugin import DjangoDbBlocker

INVOICE = "(SELECT min(id) FROM invoicing_document WHERE {mine} AND kind = 'invoice')"
OCTOBERS = "(SELECT min(id) FROM ledger_entry WHERE {mine})"
ENTRY = "(SELECT max(id) FROM ledger_entry WHERE {mine} AND source_kind = 'invoice')"
PAID = "(SELECT max(id) FROM receivables_item WHERE {mine} AND open_minor > 0)"
SPENT = "(SELECT min(id) FROM receivables_item WHERE {mine} AND open_minor = 0)"
CREDIT = "(SELECT max(id) FROM receivables_item WHERE {mine} AND open_minor < 0)"
PARTY = "(SELECT min(id) FROM parties_party WHERE {mine})"
BANK = "(SELECT account_id FROM ledger_role_account WHERE {mine} AND role = 'bank')"
REVENUE = (
    "(SELECT account_id FROM ledger_role_account WHERE {mine} AND role = 'revenue')"
)
RECEIVABLE = (
    "(SELECT account_id FROM ledger_role_account WHERE {mine} AND role = 'receivable')"
)
NAMES = {
    "invoice": INVOICE,
    "octobers": OCTOBERS,
    "entry": ENTRY,
    "owed": PAID,
    "settled": SPENT,
    "credit": CREDIT,
    "party": PARTY,
    "bank": BANK,
    "revenue": REVENUE,
    "receivable": RECEIVABLE,
}


@pytest.fixture(scope="module")
def office(
    django_db_setup: None,  # noqa: ARG001 - migrated before it is used
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[int]:
    """An office that is committed, so that app and owner see the same rows."""
    with django_db_blocker.unblock():
        yield a_busy_office(f"F{uuid.uuid4().hex[:8]}")
        connections.close_all()


@contextmanager
def as_role(alias: str, entity_id: int) -> Iterator[None]:
    """Speak as a role, inside one entity's walls, and take it all back.

    Everything that a command would have set is set, so that only the guards of the
    books can be what refuses.
    """
    app = connections["default"]
    connections["default"] = connections[alias]
    try:
        with transaction.atomic():
            [event_id] = db.take_ids("audit_event", 1)
            db.enter(entity_id, event_id=event_id, at=NOON)
            yield
            transaction.set_rollback(True)
    finally:
        connections["default"] = app


def run(entity_id: int, statement: str) -> int:
    mine = f"entity_id = {entity_id}"
    named = {name: text.format(mine=mine) for name, text in NAMES.items()}
    with connections["default"].cursor() as cursor:
        cursor.execute(statement.format(mine=mine, entity=entity_id, **named))
        return cursor.rowcount


def judged(statement: str) -> str:
    """A statement followed by what the commit would judge."""
    return f"{statement}; SET CONSTRAINTS ALL IMMEDIATE"


@dataclass(frozen=True)
class Fault:
    """Something done behind the application's back, and what answers it."""

    promise: str
    what: str
    statement: str
    answer: str

    def __str__(self) -> str:
        return f"{self.promise} {self.what}".replace(" ", "-")


FORBIDDEN = "insufficient_privilege"

FACTS = (
    *("ledger_entry", "ledger_posting", "receivables_item"),
    *("receivables_application", "invoicing_document", "invoicing_line"),
    *("invoicing_document_tax", "invoicing_letterhead", "invoicing_void"),
    *("payments_payment", "payments_return", "payments_refund"),
    *("payments_earned_discount", "audit_event", "audit_key", "audit_fact"),
    *("receivables_statement", "receivables_statement_run", "receivables_contest"),
    *("disputes_dispute", "disputes_stage", "disputes_outcome"),
    *("close_manual_entry", "close_sign_off", "ledger_exchange_rate"),
    *("receivables_exchange", "receivables_valuation", "banking_file"),
    *("banking_statement", "banking_line", "banking_explanation", "banking_rejection"),
    *("banking_deposit", "banking_deposited_payment", "banking_advice"),
    *("banking_reconciliation", "banking_payout", "banking_processor_movement"),
)
"""Tables whose rows are never changed, removed or emptied."""

AN_ENTRY = (
    "INSERT INTO ledger_entry (id, entity_id, effective_on, source_kind, source_id,"
    " cause) VALUES (nextval('ledger_entry_id_seq'), {entity}, '%s', 'plant', 1, 'x')"
)
A_POSTING = (
    "INSERT INTO ledger_posting (entity_id, entry_id, account_id, is_control,"
    " currency, amount_minor, item_id) VALUES "
)
NEXT_ENTRY = "currval('ledger_entry_id_seq') + 1"
BALANCED = (
    f"SELECT nextval('ledger_entry_id_seq'); {A_POSTING}"
    f"({{entity}}, {NEXT_ENTRY}, {{bank}}, false, 'USD', 100, NULL),"
    f" ({{entity}}, {NEXT_ENTRY}, {{revenue}}, false, 'USD', -100, NULL); "
)
AN_ITEM = (
    "INSERT INTO receivables_item (entity_id, party_id, account_id, kind, number,"
    " currency, amount_minor, open_minor, document_on, due_on, effective_on,"
    " discount_minor, reason, entry_id) VALUES ({entity}, {party}, {receivable},"
    " 'opening', 'X', 'USD', %s, %s, '2026-11-03', '2026-11-03', '2026-11-03', 0, '',"
    " {entry})"
)
A_CONTEST = (
    "INSERT INTO receivables_contest (entity_id, item_id, amount_minor, effective_on,"
    " reason) VALUES ({entity}, {owed}, %s, '2026-11-03', 'x')"
)
AN_APPLICATION = (
    "INSERT INTO receivables_application (entity_id, credit_id, debt_id,"
    " amount_minor, effective_on, rule, reason, reverses_id, entry_id) VALUES"
    " ({entity}, %s, %s, %s, '2026-11-03', 'x', '', %s, {entry})"
)
A_DOCUMENT = (
    "INSERT INTO invoicing_document (entity_id, kind, number, reference, bill_to_id,"
    " party_id, addressee, letterhead_id, language, currency, issued_on, due_on,"
    " net_minor, tax_minor, total_minor, addressee_tax_id, terms, po, site, note,"
    " reason) SELECT entity_id, %s, %s, reference, bill_to_id, party_id, addressee,"
    " letterhead_id, language, currency, issued_on, due_on, %s, addressee_tax_id,"
    " terms, po, site, note, reason FROM invoicing_document"
    " WHERE {mine} AND id = {invoice}"
)

_ASKED = (
    'entity_id, command, input, input_hash, "right", amount_minor, currency, sentence,'
    " requested_by, requested_at, expires_on"
)
REQUESTED = (
    f"INSERT INTO approvals_held_act ({_ASKED}, answer, state, answered_by)"
    f" SELECT {_ASKED}, '', '{{state}}', {{answered_by}} FROM approvals_held_act"
    " WHERE {{mine}}"
)

REFUSED = (
    Fault(
        "I-1",
        "an entry that does not balance",
        f"{A_POSTING} ({{entity}}, 9999999, {{bank}}, false, 'USD', 100, NULL),"
        " ({entity}, 9999999, {revenue}, false, 'USD', -99, NULL)",
        "journal_entry_balances",
    ),
    Fault(
        "I-1",
        "an entry that balances only across currencies",
        f"{A_POSTING} ({{entity}}, 9999999, {{bank}}, false, 'USD', 100, NULL),"
        " ({entity}, 9999999, {revenue}, false, 'EUR', -100, NULL)",
        "journal_entry_balances",
    ),
    Fault(
        "I-1",
        "an entry of one leg",
        f"{A_POSTING} ({{entity}}, 9999999, {{bank}}, false, 'USD', 100, NULL)",
        "journal_entry_balances",
    ),
    Fault(
        "I-1",
        "a leg of nothing",
        f"{A_POSTING} ({{entity}}, 9999999, {{bank}}, false, 'USD', 0, NULL)",
        "posting_moves_something",
    ),
    Fault(
        "I-1",
        "an entry without postings",
        AN_ENTRY % "2026-11-03",
        "journal_entry_has_postings",
    ),
    Fault(
        "I-1",
        "postings without an entry",
        judged(BALANCED.rstrip("; ")),
        "ledger_posting_entry_same_entity",
    ),
    Fault(
        "I-7",
        "postings added to an entry",
        f"{A_POSTING} ({{entity}}, {{entry}}, {{bank}}, false, 'USD', 100, NULL),"
        " ({entity}, {entry}, {revenue}, false, 'USD', -100, NULL)",
        "journal_entry_is_written_whole",
    ),
    Fault(
        "I-3",
        "a posting on receivables without an item",
        f"{A_POSTING} ({{entity}}, 9999999, {{receivable}}, true, 'USD', 100, NULL),"
        " ({entity}, 9999999, {revenue}, false, 'USD', -100, NULL)",
        "control_posting_names_its_item",
    ),
    Fault(
        "I-3",
        "a posting that calls receivables an ordinary account",
        f"{A_POSTING} ({{entity}}, 9999999, {{receivable}}, false, 'USD', 100, NULL),"
        " ({entity}, 9999999, {revenue}, false, 'USD', -100, NULL)",
        "posting_is_control_as_its_account",
    ),
    Fault(
        "I-3",
        "an account that is control no longer",
        "UPDATE ledger_account SET is_control = false WHERE {mine}"
        " AND id = {receivable}",
        "posting_is_control_as_its_account",
    ),
    Fault(
        "I-3",
        "a posting on an item in another currency",
        f"{A_POSTING} ({{entity}}, 9999999, {{receivable}}, true, 'EUR', -1,"
        " {owed}),"
        " ({entity}, 9999999, {bank}, false, 'EUR', 1, NULL)",
        "posting_is_of_its_item",
    ),
    Fault(
        "I-3",
        "an item that nothing posted",
        AN_ITEM % (100, 100),
        "item_is_backed",
    ),
    Fault(
        "I-3",
        "an item for nothing",
        AN_ITEM % (0, 0),
        "item_has_an_amount",
    ),
    Fault(
        "I-4",
        "an item posted below zero",
        f"{A_POSTING} ({{entity}}, 9999999, {{receivable}}, true, 'USD', -999999,"
        " {owed}),"
        " ({entity}, 9999999, {bank}, false, 'USD', 999999, NULL)",
        "item_open_within_amount",
    ),
    Fault(
        "I-4",
        "an application that nothing posted",
        AN_APPLICATION % ("{credit}", "{owed}", "1", "NULL"),
        "application_is_posted",
    ),
    Fault(
        "I-4",
        "a debt applied to a debt",
        AN_APPLICATION % ("{owed}", "{owed}", "1", "NULL"),
        "application_joins_credit_and_debt",
    ),
    Fault(
        "I-4",
        "an application of nothing",
        AN_APPLICATION % ("{credit}", "{owed}", "0", "NULL"),
        "application_adds_or_reverses",
    ),
    Fault(
        "I-4",
        "less taken back than was applied",
        "INSERT INTO receivables_application (entity_id, credit_id, debt_id,"
        " amount_minor, effective_on, rule, reason, reverses_id, entry_id)"
        " SELECT entity_id, credit_id, debt_id, -1, effective_on, rule, '', id,"
        " entry_id FROM receivables_application WHERE {mine} AND reverses_id IS NULL"
        " AND amount_minor > 1 AND NOT id IN (SELECT reverses_id FROM"
        " receivables_application WHERE {mine} AND reverses_id IS NOT NULL) LIMIT 1",
        "application_reverses_exactly",
    ),
    Fault(
        "I-4",
        "an application taken back twice",
        "INSERT INTO receivables_application (entity_id, credit_id, debt_id,"
        " amount_minor, effective_on, rule, reason, reverses_id, entry_id)"
        " SELECT entity_id, credit_id, debt_id, amount_minor, effective_on, rule, '',"
        " reverses_id, entry_id FROM receivables_application"
        " WHERE {mine} AND reverses_id IS NOT NULL LIMIT 1",
        "application_is_reversed_once",
    ),
    Fault(
        "I-5",
        "a document whose total does not add up",
        A_DOCUMENT % ("'invoice'", "'X'", "100, 0, 101"),
        "document_total_adds_up",
    ),
    Fault(
        "I-5",
        "a document without lines",
        A_DOCUMENT % ("'invoice'", "'X'", "100, 0, 100"),
        "document_is_its_lines",
    ),
    Fault(
        "I-6",
        "a line added to an issued invoice",
        "INSERT INTO invoicing_line (entity_id, document_id, position, kind,"
        " description, quantity, unit_price, price_source, tax_inclusive, gross_minor,"
        " discount_minor, document_discount_minor, net_minor, tax_key, tax_minor,"
        " revenue_account_id, unit, part) SELECT entity_id, document_id, 99, kind,"
        " description, quantity, unit_price, price_source, tax_inclusive, gross_minor,"
        " discount_minor, document_discount_minor, net_minor, tax_key, tax_minor,"
        " revenue_account_id, unit, part FROM invoicing_line"
        " WHERE {mine} AND document_id = {invoice}",
        "document_is_written_whole",
    ),
    Fault(
        "I-6",
        "a charge billed by a second line",
        "INSERT INTO invoicing_line (entity_id, document_id, position, kind,"
        " charge_id, description, quantity, unit_price, price_source, tax_inclusive,"
        " gross_minor, discount_minor, document_discount_minor, net_minor, tax_key,"
        " tax_minor, revenue_account_id, unit, part) SELECT entity_id, 1, 99, kind,"
        " charge_id, description, quantity, unit_price, price_source, tax_inclusive,"
        " gross_minor, discount_minor, document_discount_minor, net_minor, tax_key,"
        " tax_minor, revenue_account_id, unit, part FROM invoicing_line"
        " WHERE {mine} AND document_id = {invoice}",
        "line_bills_charge_once",
    ),
    Fault(
        "I-6",
        "a document voided a second time",
        "INSERT INTO invoicing_void (entity_id, document_id, voided_on, reason)"
        " SELECT entity_id, document_id, voided_on, reason FROM invoicing_void"
        " WHERE {mine}",
        "document_is_voided_once",
    ),
    Fault(
        "I-8",
        "a posting into a locked month",
        BALANCED + AN_ENTRY % "2026-10-15",
        "entry_in_open_period",
    ),
    Fault(
        "I-8",
        "a posting on a day without a period",
        BALANCED + AN_ENTRY % "2031-01-01",
        "entry_in_open_period",
    ),
    Fault(
        "I-8",
        "a locked month opened again",
        "UPDATE ledger_period SET state = 'open' WHERE {mine} AND state = 'hard'",
        "period_stays_closed",
    ),
    Fault(
        "I-8",
        "a month twice",
        "INSERT INTO ledger_period (entity_id, span, state) VALUES"
        " ({entity}, '[2026-10-10,2026-10-20)', 'open')",
        "periods_do_not_overlap",
    ),
    Fault(
        "I-9",
        "a number twice",
        A_DOCUMENT % ("kind", "number", "net_minor, tax_minor, total_minor"),
        "document_number_is_unique",
    ),
    Fault(
        "I-10",
        "a document posted twice",
        BALANCED + "INSERT INTO ledger_entry (id, entity_id, effective_on, source_kind,"
        " source_id, cause) VALUES (nextval('ledger_entry_id_seq'), {entity},"
        " '2026-11-03', 'invoice', {invoice}, 'x')",
        "source_posts_once",
    ),
    Fault(
        "I-11",
        "a key spent twice",
        "INSERT INTO audit_key (entity_id, key, command, input_hash, event_id)"
        " SELECT entity_id, key, command, input_hash, event_id FROM audit_key"
        " WHERE {mine} LIMIT 1",
        "key_is_known_once",
    ),
    Fault(
        "I-17",
        "a fact added to an event that is over",
        "SELECT set_config('app.event', (SELECT max(id) FROM audit_event"
        " WHERE {mine})::text, true);" + BALANCED.rstrip("; "),
        "fact_is_written_by_its_command",
    ),
    Fault(
        "I-17",
        "facts without an event",
        judged(BALANCED + AN_ENTRY % "2026-11-03"),
        "fact_has_its_event",
    ),
    Fault(
        "I-19",
        "a quantity that is no number",
        "UPDATE invoicing_charge SET quantity = 'NaN' WHERE {mine}",
        "charge_is_in_numbers",
    ),
    Fault(
        "I-19",
        "a price without end",
        "UPDATE invoicing_charge SET unit_price = 1e11 WHERE {mine}",
        "charge_is_in_numbers",
    ),
    Fault(
        "I-20",
        "a payment of less than nothing",
        "INSERT INTO payments_payment (entity_id, number, external_key, party_id,"
        " received_on, currency, amount_minor, method, reference, item_id) VALUES"
        " ({entity}, 'X', '', {party}, '2026-11-03', 'USD', -1, 'cash', '', {credit})",
        "payment_is_positive",
    ),
    Fault(
        "I-20",
        "a payment returned twice",
        "INSERT INTO payments_return (entity_id, payment_id, returned_on, reason,"
        " item_id) SELECT entity_id, payment_id, returned_on, reason, item_id"
        " FROM payments_return WHERE {mine}",
        "payment_is_returned_once",
    ),
    Fault(
        "I-21",
        "a request answered by whoever asked",
        REQUESTED.format(state="approved", answered_by="requested_by"),
        "act_is_answered_by_another",
    ),
    Fault(
        "I-21",
        "a request carried out without an answer",
        REQUESTED.format(state="done", answered_by="''"),
        "act_answer_has_a_person",
    ),
    Fault(
        "I-21",
        "a request that is carried out once more",
        "UPDATE approvals_held_act SET state = 'approved' WHERE {mine}",
        "act_moves_onward",
    ),
    Fault(
        "I-21",
        "an answer put into somebody else's mouth",
        "UPDATE approvals_held_act SET answered_by = requested_by WHERE {mine}",
        "act_moves_onward",
    ),
    Fault(
        "I-25",
        "a line explained twice",
        "INSERT INTO banking_explanation (entity_id, line_id, kind, entry_id,"
        " amount_minor, subject_id, rule, reason) SELECT entity_id, line_id, kind,"
        " entry_id, amount_minor, subject_id, rule, reason FROM banking_explanation"
        " WHERE {mine} AND kind = 'deposit'",
        "explanation_is_posted",
    ),
    Fault(
        "I-25",
        "a line explained by an entry that posts nothing at the bank",
        "INSERT INTO banking_explanation (entity_id, line_id, kind, entry_id,"
        " amount_minor, subject_id, rule, reason) SELECT entity_id, line_id, kind,"
        " {entry}, amount_minor, subject_id, rule, reason FROM banking_explanation"
        " WHERE {mine} AND kind = 'deposit'",
        "explanation_is_posted",
    ),
    Fault(
        "I-27",
        "more contested than an item is for",
        A_CONTEST % 10_000_00,
        "item_contested_within_amount",
    ),
    Fault(
        "I-27",
        "less contested than nothing",
        A_CONTEST % -10_000_00,
        "item_contested_within_amount",
    ),
    Fault("I-27", "a contest of nothing", A_CONTEST % 0, "contest_has_an_amount"),
    Fault(
        "I-27",
        "an item contested before it is there",
        (AN_ITEM % (100, 100))
        .replace("entry_id)", "entry_id, contested_minor)")
        .replace("{entry})", "{entry}, 1)"),
        "item_begins_uncontested",
    ),
    Fault(
        "I-27",
        "a dispute with two outcomes",
        "INSERT INTO disputes_outcome (entity_id, dispute_id, outcome, reason,"
        " closed_on) SELECT entity_id, dispute_id, 'upheld', reason, closed_on"
        " FROM disputes_outcome WHERE {mine}",
        "dispute_is_closed_once",
    ),
    Fault(
        "I-18",
        "an item of another entity's party",
        "INSERT INTO receivables_item (entity_id, party_id, account_id, kind, number,"
        " currency, amount_minor, open_minor, document_on, due_on, effective_on,"
        " discount_minor, reason, entry_id) VALUES ({entity} + 1, {party},"
        " {receivable}, 'x', 'x', 'USD', 1, 1, '2026-11-03', '2026-11-03',"
        " '2026-11-03', 0, '', {entry})",
        FORBIDDEN,
    ),
)

ROLES = ("default", "owner")


def refusal(entity_id: int, role: str, statement: str) -> str:
    """Who refuses a statement: the constraint's name, or what kind of error it is."""
    with as_role(role, entity_id):
        try:
            with transaction.atomic():
                run(entity_id, statement)
        except Error as error:
            cause = error.__cause__
            assert isinstance(cause, psycopg.Error)
            if isinstance(cause, psycopg.errors.InsufficientPrivilege):
                return FORBIDDEN
            return cause.diag.constraint_name or str(cause)
    return "nobody"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("fault", REFUSED, ids=str)
def test_the_database_refuses(office: int, fault: Fault, role: str) -> None:
    assert refusal(office, role, fault.statement) == fault.answer


VERBS = {
    "change": "UPDATE {table} SET entity_id = entity_id WHERE entity_id = {entity}",
    "removal": "DELETE FROM {table} WHERE entity_id = {entity}",
    "emptying": "TRUNCATE {table} CASCADE",
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("table", FACTS)
def test_facts_are_not_changed_removed_or_emptied(
    office: int, table: str, verb: str, role: str
) -> None:
    """I-6, I-7: also where a table has no row yet, which only a grant can refuse."""
    statement = VERBS[verb].replace("{table}", table)
    with as_role(role, office):
        empty = not run(office, f"SELECT 1 FROM {table} WHERE {{mine}} LIMIT 1")
    answer = refusal(office, role, statement)

    row_trigger_has_nothing_to_stop = empty and role == "owner" and verb != "emptying"
    assert answer == ("nobody" if row_trigger_has_nothing_to_stop else FORBIDDEN)


@pytest.mark.parametrize("column", ["number", "amount_minor", "due_on", "party_id"])
def test_an_items_face_does_not_change_while_its_open_amount_moves(
    office: int, column: str
) -> None:
    statement = f"UPDATE receivables_item SET {column} = {column} WHERE {{mine}}"

    assert refusal(office, "default", statement) == FORBIDDEN
    assert refusal(office, "owner", statement) == FORBIDDEN


@pytest.mark.parametrize("column", ["open_minor", "contested_minor"])
def test_the_app_moves_no_open_or_contested_amount(office: int, column: str) -> None:
    statement = f"UPDATE receivables_item SET {column} = {column} WHERE {{mine}}"

    assert refusal(office, "default", statement) == FORBIDDEN


# -- with the guards taken down ------------------------------------------------------


def guards_down() -> None:
    """Take off every trigger, check and key of the books, as an owner can."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint"
            " WHERE connamespace = 'public'::regnamespace"
            " AND contype IN ('f', 'c', 'u')"
            " ORDER BY contype = 'u'"
        )
        for table, constraint in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{constraint}"')
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = 'public'::regnamespace"
            " AND pg_has_role(current_user, relowner, 'usage')"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")


POSTING = (
    "(SELECT min(id) FROM ledger_posting WHERE {mine} AND entry_id = {entry}"
    " AND item_id IS NULL)"
)
ONE_APPLIED = "(SELECT min(id) FROM receivables_application WHERE {mine})"
TAKEN_BACK = (
    "(SELECT min(id) FROM receivables_application WHERE {mine}"
    " AND reverses_id IS NOT NULL)"
)
A_LINE = "(SELECT min(id) FROM invoicing_line WHERE {mine} AND document_id = {invoice})"
AN_EVENT = "(SELECT max(id) - 3 FROM audit_event WHERE {mine})"

FOUND = (
    Fault(
        "I-1",
        "a posting changed",
        "UPDATE ledger_posting SET amount_minor = amount_minor + 1"
        f" WHERE id = {POSTING}",
        "I-1",
    ),
    Fault(
        "I-1",
        "a posting removed",
        f"DELETE FROM ledger_posting WHERE id = {POSTING}",
        "I-1",
    ),
    Fault(
        "I-1",
        "a posting added",
        f"{A_POSTING} ({{entity}}, {{entry}}, {{bank}}, false, 'USD', 7, NULL)",
        "I-1",
    ),
    Fault("I-1", "postings without an entry", BALANCED.rstrip("; "), "I-1"),
    Fault(
        "I-1", "an entry removed", "DELETE FROM ledger_entry WHERE id = {entry}", "I-1"
    ),
    Fault(
        "I-2",
        "a currency changed",
        f"UPDATE ledger_posting SET currency = 'EUR' WHERE id = {POSTING}",
        "I-2",
    ),
    Fault(
        "I-3",
        "an open amount moved",
        "UPDATE receivables_item SET open_minor = open_minor - 1 WHERE id = {owed}",
        "I-3",
    ),
    Fault(
        "I-3",
        "an item removed",
        "DELETE FROM receivables_item WHERE id = {owed}",
        "I-3",
    ),
    Fault("I-3", "an item added", AN_ITEM % (100, 100), "I-3"),
    Fault(
        "I-3",
        "an item moved to another account",
        "UPDATE receivables_item SET account_id = {bank} WHERE id = {owed}",
        "I-3",
    ),
    Fault(
        "I-3",
        "a posting moved off its account",
        "UPDATE ledger_posting SET account_id = {bank}, is_control = false"
        " WHERE {mine} AND item_id = {owed}",
        "I-3",
    ),
    Fault(
        "I-4",
        "an application changed",
        "UPDATE receivables_application SET amount_minor = amount_minor + 1"
        f" WHERE id = {ONE_APPLIED}",
        "I-4",
    ),
    Fault(
        "I-4",
        "an application removed",
        f"DELETE FROM receivables_application WHERE id = {ONE_APPLIED}",
        "I-4",
    ),
    Fault(
        "I-4",
        "an application added",
        AN_APPLICATION % ("{credit}", "{owed}", "1", "NULL"),
        "I-4",
    ),
    Fault(
        "I-4",
        "a reversal of another amount",
        "UPDATE receivables_application SET amount_minor = amount_minor + 1"
        f" WHERE id = {TAKEN_BACK}",
        "I-4",
    ),
    Fault(
        "I-4",
        "a reversal on a day before what it takes back",
        "UPDATE receivables_application SET effective_on = effective_on - 400"
        f" WHERE id = {TAKEN_BACK}",
        "I-4",
    ),
    Fault(
        "I-5",
        "a document's total changed",
        "UPDATE invoicing_document SET net_minor = net_minor + 1,"
        " total_minor = total_minor + 1 WHERE id = {invoice}",
        "I-5",
    ),
    Fault(
        "I-5",
        "a line changed",
        f"UPDATE invoicing_line SET net_minor = net_minor + 1 WHERE id = {A_LINE}",
        "I-5",
    ),
    Fault(
        "I-5",
        "a line removed",
        f"DELETE FROM invoicing_line WHERE id = {A_LINE}",
        "I-5",
    ),
    Fault(
        "I-5",
        "a tax changed",
        "UPDATE invoicing_document_tax SET tax_minor = tax_minor + 1 WHERE {mine}"
        " AND document_id = {invoice}",
        "I-5",
    ),
    Fault(
        "I-5",
        "an invoice owed by other items",
        "UPDATE receivables_item SET document_id = NULL WHERE {mine}"
        " AND document_id = {invoice}",
        "I-5",
    ),
    Fault(
        "I-6",
        "an addressee changed",
        "UPDATE invoicing_document SET addressee = 'Somebody else'"
        " WHERE id = {invoice}",
        "I-7",
    ),
    Fault(
        "I-6",
        "a description changed",
        f"UPDATE invoicing_line SET description = 'Other work' WHERE id = {A_LINE}",
        "I-7",
    ),
    Fault("I-6", "a void removed", "DELETE FROM invoicing_void WHERE {mine}", "I-7"),
    Fault(
        "I-7",
        "a whole entry moved to other accounts",
        "UPDATE ledger_posting SET account_id = {revenue} WHERE {mine}"
        " AND account_id = {bank}",
        "I-7",
    ),
    Fault(
        "I-7",
        "a cause rewritten",
        "UPDATE ledger_entry SET cause = 'all in order' WHERE id = {entry}",
        "I-7",
    ),
    Fault(
        "I-8",
        "an entry moved to a day without a period",
        "UPDATE ledger_entry SET effective_on = '2031-01-01' WHERE id = {entry}",
        "I-8",
    ),
    Fault(
        "I-8",
        "an entry moved into a locked month",
        "UPDATE ledger_entry SET effective_on = '2026-10-20' WHERE id = {entry}",
        "I-8",
    ),
    Fault(
        "I-9",
        "a numbered document removed",
        "DELETE FROM invoicing_document WHERE id = {invoice}",
        "I-9",
    ),
    Fault(
        "I-9",
        "a number skipped",
        "UPDATE entities_number_series SET next = next + 1 WHERE {mine}",
        "I-9",
    ),
    Fault(
        "I-9",
        "a payment removed",
        "DELETE FROM payments_payment WHERE {mine}",
        "I-9",
    ),
    Fault(
        "I-10",
        "a document that names another's entry",
        "UPDATE invoicing_document SET entry_id = {octobers} WHERE {mine}"
        " AND entry_id <> {octobers}",
        "I-10",
    ),
    Fault(
        "I-10",
        "an entry whose document is gone",
        "DELETE FROM invoicing_document WHERE id = {invoice}",
        "I-10",
    ),
    Fault(
        "I-17",
        "an event's words changed",
        f"UPDATE audit_event SET actor = 'Nobody' WHERE id = {AN_EVENT}",
        "I-17",
    ),
    Fault(
        "I-17",
        "an event removed",
        "DELETE FROM audit_event WHERE {mine} AND seq = 5",
        "I-17",
    ),
    Fault(
        "I-17",
        "the newest event removed",
        "DELETE FROM audit_event WHERE {mine} AND seq ="
        " (SELECT max(seq) FROM audit_event WHERE {mine})",
        "I-17",
    ),
    Fault(
        "I-17",
        "an event added",
        "INSERT INTO audit_event (entity_id, seq, at, actor, command, key, input,"
        " facts_digest, prev_hash, hash) SELECT entity_id, max(seq) + 1, now(), 'x',"
        " 'x', gen_random_uuid(), '{{}}', '', '', '' FROM audit_event WHERE {mine}"
        " GROUP BY entity_id",
        "I-17",
    ),
    Fault(
        "I-17",
        "two events that changed places",
        "UPDATE audit_event SET seq = 11 - seq WHERE {mine} AND seq IN (5, 6)",
        "I-17",
    ),
    Fault(
        "I-17",
        "a digest made to fit",
        "UPDATE audit_fact SET digest = sha256('x') WHERE {mine}",
        "I-17",
    ),
    Fault("I-17", "digests removed", "DELETE FROM audit_fact WHERE {mine}", "I-17"),
    Fault(
        "I-17",
        "the newest event written anew with a hash that fits",
        "UPDATE audit_event AS event SET actor = 'Nobody', hash = sha256("
        "event.prev_hash || convert_to(audit_event_text(jsonb_populate_record("
        "event, '{{\"actor\": \"Nobody\"}}')), 'UTF8')) WHERE {mine} AND seq ="
        " (SELECT max(seq) FROM audit_event WHERE {mine})",
        "I-17",
    ),
    Fault("I-17", "the head removed", "DELETE FROM audit_head WHERE {mine}", "I-17"),
    Fault(
        "I-18",
        "a table without its wall",
        "ALTER TABLE parties_party NO FORCE ROW LEVEL SECURITY",
        "I-18",
    ),
    Fault(
        "I-20",
        "a payment that says more than came",
        "UPDATE payments_payment SET amount_minor = amount_minor + 1 WHERE {mine}",
        "I-20",
    ),
    Fault(
        "I-20",
        "a refund that says less than went",
        "UPDATE payments_refund SET amount_minor = amount_minor - 1 WHERE {mine}",
        "I-20",
    ),
    Fault(
        "I-21",
        "an approval by whoever had asked",
        "UPDATE approvals_held_act SET answered_by = requested_by WHERE {mine}",
        "I-21",
    ),
    Fault(
        "I-21",
        "an approval carried out by an event that is not there",
        "UPDATE approvals_held_act SET carried_out_by_event = 1 WHERE {mine}",
        "I-21",
    ),
    Fault(
        "I-25",
        "more of a line explained than its explanations say",
        "UPDATE banking_open_line SET explained_minor = 0 WHERE {mine}"
        " AND state = 'explained' AND amount_minor > 0",
        "I-25",
    ),
    Fault(
        "I-25",
        "an explanation removed",
        "DELETE FROM banking_explanation WHERE {mine} AND kind = 'deposit'",
        "I-25",
    ),
    Fault(
        "I-25",
        "an explanation of more than was posted",
        "UPDATE banking_explanation SET amount_minor = amount_minor - 1"
        " WHERE {mine} AND kind = 'ruled'",
        "I-25",
    ),
    Fault(
        "I-25",
        "an entry that waits for the bank with another amount",
        "UPDATE banking_open_entry SET left_minor = left_minor + 1 WHERE {mine}",
        "I-25",
    ),
    Fault(
        "I-25",
        "an entry that waits for the bank no longer",
        "DELETE FROM banking_open_entry WHERE {mine}",
        "I-25",
    ),
    Fault(
        "I-25",
        "a payment taken off its slip",
        "DELETE FROM banking_deposited_payment WHERE {mine}",
        "I-25",
    ),
    Fault(
        "I-27",
        "what is contested moved",
        "UPDATE receivables_item SET contested_minor = contested_minor + 1"
        " WHERE id = {owed}",
        "I-27",
    ),
    Fault(
        "I-27",
        "a contest removed",
        "DELETE FROM receivables_contest WHERE {mine}"
        " AND id = (SELECT min(id) FROM receivables_contest WHERE {mine})",
        "I-27",
    ),
    Fault(
        "I-27",
        "a dispute of another amount",
        "UPDATE disputes_dispute SET amount_minor = amount_minor + 1 WHERE {mine}",
        "I-27",
    ),
    Fault(
        "I-27",
        "an outcome removed",
        "DELETE FROM disputes_outcome WHERE {mine}",
        "I-27",
    ),
    Fault(
        "I-9", "a dispute removed", "DELETE FROM disputes_dispute WHERE {mine}", "I-9"
    ),
)


def test_nothing_is_found_where_nothing_was_planted(office: int) -> None:
    with as_role("owner", office):
        guards_down()

        assert offenders(office) == []


@pytest.mark.parametrize("fault", FOUND, ids=str)
def test_the_check_finds(office: int, fault: Fault) -> None:
    with as_role("owner", office):
        guards_down()

        assert run(office, fault.statement)  # something was planted
        assert fault.answer in {found.code for found in offenders(office)}
