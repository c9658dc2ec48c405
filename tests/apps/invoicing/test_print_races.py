"""Two who print the same invoice at once keep one file, and both get it."""

from __future__ import annotations

from datetime import date
from functools import partial

from duebook import db
from duebook.apps.invoicing.actions.drafts import IssueInvoice, issue_invoice
from duebook.apps.invoicing.actions.printing import print_documents
from duebook.apps.papers.queries import PRINT, attachments_of
from tests.office import CLERK, a_charge, a_party, a_price_book, an_entity, by
from tests.races import at_once


def test_an_invoice_is_printed_once_whoever_asks(committed: str) -> None:
    office = an_entity(committed)
    a_price_book(office, CONSULT="140.00")
    a_party(office)
    invoice = issue_invoice(
        IssueInvoice(
            entity_id=office,
            charges=(a_charge("TIDEWELL"),),
            issued_on=date(2026, 11, 3),
        ),
        **by(CLERK),
    )

    outcomes = at_once(
        [partial(print_documents, office, [invoice.id], **by(CLERK)) for _ in range(4)]
    )

    files = {outcome[invoice.id] for outcome in outcomes if isinstance(outcome, dict)}
    assert all(isinstance(outcome, dict) for outcome in outcomes)
    assert len(files) == 1
    with db.reading(office):
        kept = attachments_of(office, "document", [invoice.id], role=PRINT)
    assert len(kept[invoice.id]) == 1
