"""What must always hold of the books, as queries that return who breaks it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from duebook import db
from duebook.apps.audit import queries as audit
from duebook.apps.papers import queries as papers
from duebook.domain.money import EXPONENTS

ROOM = "duebook.apps.close"


@dataclass(frozen=True, slots=True)
class Invariant:
    """A promise of the books: its code, what it says, and its query."""

    code: str
    promise: str
    query: str


INVARIANTS = (
    Invariant("I-1", "every entry balances and has two legs", "i01_entries_balance"),
    Invariant("I-2", "the trial balance is zero", "i02_trial_balance_is_zero"),
    Invariant("I-3", "items are their postings", "i03_items_are_their_postings"),
    Invariant("I-3", "control accounts are their items", "i03_control_is_its_items"),
    Invariant("I-4", "no more is applied than is open", "i04_applications_are_posted"),
    Invariant("I-4", "nor was on any day", "i04_applications_fit_every_day"),
    Invariant("I-4", "what is taken back is exact", "i04_reversals_are_exact"),
    Invariant("I-5", "documents are their lines and taxes", "i05_documents_add_up"),
    Invariant("I-5", "documents are their items", "i05_documents_are_owed"),
    Invariant("I-8", "entries lie in periods", "i08_entries_have_a_period"),
    Invariant("I-9", "numbers have no gap", "i09_numbers_have_no_gap"),
    Invariant("I-10", "every document is posted once", "i10_sources_are_posted"),
    Invariant("I-18", "the walls between entities stand", "i18_walls_stand"),
    Invariant(
        "I-20", "payments and refunds are their items", "i20_payments_are_their_items"
    ),
    Invariant("I-21", "two people where two must", "i21_approvals_have_two_people"),
    Invariant("I-25", "bank lines are what explains them", "i25_lines_are_explained"),
    Invariant(
        "I-27", "contested is what contests say", "i27_contested_is_its_contests"
    ),
    Invariant("I-27", "contests are disputes", "i27_contests_are_disputes"),
    Invariant(
        "I-28",
        "foreign applications have their exchange difference",
        "i28_applications_have_their_exchange",
    ),
    Invariant("I-28", "differences are what rates make", "i28_exchange_is_reckoned"),
    Invariant("I-28", "differences are posted", "i28_exchange_is_posted"),
)


READ_WHOLE = (
    *("ledger_entry", "ledger_posting", "receivables_item", "receivables_application"),
    *("invoicing_document", "invoicing_line", "invoicing_document_tax"),
    *("audit_event", "audit_fact", "invoicing_charge", "delivery_delivery"),
)
"""Tables that a proof reads from end to end.

After bulk work their statistics are those of small tables, and a proof that should
take a second takes minutes: refresh them first (``db.refresh_statistics``).
"""


@dataclass(frozen=True, slots=True)
class Offender:
    """Something that breaks a promise: which one, what, and how."""

    code: str
    promise: str
    subject: str
    detail: str


def offenders(entity_id: int) -> list[Offender]:
    """All that breaks a promise of the books; an empty list is a proof.

    The chain is checked last: its events and facts must be as they were written.
    """
    asked = {"entity": entity_id, "digits": json.dumps(EXPONENTS)}
    found = [
        Offender(invariant.code, invariant.promise, subject, detail)
        for invariant in INVARIANTS  # a query each: that is what is proved
        for subject, detail in db.tuples_of(db.sql(ROOM, invariant.query), asked)
    ]
    found += [
        Offender("I-17", "the chain is unbroken", f"event {broken.seq}", broken.what)
        for broken in audit.broken_events(entity_id)
    ]
    found += [
        Offender(
            "I-7",
            "facts are as they were written",
            f"{broken.table_name}, event {broken.event_id}",
            broken.what,
        )
        for broken in audit.broken_facts(entity_id)
    ]
    found += [
        Offender(
            "I-6", "stored papers are as they were kept", f"paper {paper}", "changed"
        )
        for paper in papers.damaged_papers(entity_id)
    ]
    return found


def number_gaps(entity_id: int) -> dict[str, str]:
    """The number series with a gap, such as ``series invoice 2026``, and what lacks."""
    return dict(
        db.tuples_of(db.sql(ROOM, "i09_numbers_have_no_gap"), {"entity": entity_id})
    )
