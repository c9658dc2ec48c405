"""The things that people write about: found by kind and id, named, and linked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook import db
from duebook.domain.notes import Subject, SubjectKind
from duebook.web.addresses import address_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_FOUND: Mapping[SubjectKind, str] = {
    SubjectKind.PARTY: "SELECT name, id FROM parties_party",
    SubjectKind.DOCUMENT: "SELECT number, bill_to_id FROM invoicing_document",
    SubjectKind.DRAFT: "SELECT 'draft ' || id, bill_to_id FROM invoicing_draft",
    SubjectKind.CHARGE: "SELECT 'charge ' || id, party_id FROM invoicing_charge",
    SubjectKind.ITEM: "SELECT number, party_id FROM receivables_item",
    SubjectKind.BANK_LINE: "SELECT 'bank line ' || id, NULL FROM banking_line",
    SubjectKind.PAYMENT: "SELECT number, party_id FROM payments_payment",
    SubjectKind.DISPUTE: (
        "SELECT number, (SELECT item.party_id FROM receivables_item AS item"
        " WHERE item.entity_id = disputes_dispute.entity_id"
        " AND item.id = disputes_dispute.item_id) FROM disputes_dispute"
    ),
    SubjectKind.STATEMENT: "SELECT number, party_id FROM receivables_statement",
    SubjectKind.IMPORT: "SELECT name, NULL FROM imports_file",
    SubjectKind.RUN: "SELECT 'billing run ' || id, NULL FROM invoicing_billing_run",
    SubjectKind.REQUEST: "SELECT 'request ' || id, NULL FROM approvals_held_act",
    SubjectKind.PERIOD: (
        "SELECT trim(to_char(lower(span), 'Month')) || to_char(lower(span), ' YYYY'),"
        " NULL FROM ledger_period"
    ),
}
"""What a thing is called and whose it is, by its kind."""


def subject(entity_id: int, kind: SubjectKind, subject_id: int) -> Subject | None:
    """A thing of the entity as people call it, or nothing where there is none."""
    rows = db.tuples_of(
        f"{_FOUND[kind]} WHERE entity_id = %(entity)s AND id = %(id)s",
        {"entity": entity_id, "id": subject_id},
    )
    if not rows:
        return None
    called, party_id = rows[0]
    return Subject(kind=kind, id=subject_id, called=called, party_id=party_id)


_PAGES: Mapping[SubjectKind, tuple[str, Callable[[Subject], object]]] = {
    SubjectKind.DOCUMENT: ("invoicing.invoice", lambda one: one.called),
    SubjectKind.DRAFT: ("invoicing.draft", lambda one: one.id),
    SubjectKind.CHARGE: ("invoicing.charge", lambda one: one.id),
    SubjectKind.PAYMENT: ("payments.payment", lambda one: one.called),
    SubjectKind.DISPUTE: ("disputes.dispute", lambda one: one.called),
    SubjectKind.STATEMENT: ("receivables.statement", lambda one: one.called),
    SubjectKind.BANK_LINE: ("banking.line", lambda one: one.id),
    SubjectKind.IMPORT: ("imports.taken", lambda one: one.id),
    SubjectKind.RUN: ("invoicing.run", lambda one: one.id),
    SubjectKind.REQUEST: ("desk.approval", lambda one: one.id),
}


def address(code: str, one: Subject) -> str:
    """Where a thing is looked at; nothing where it has no page of its own."""
    page, ref = _PAGES.get(one.kind, ("", lambda one: one.id))
    return address_of(page, code, ref(one)) if page else ""
