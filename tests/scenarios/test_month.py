"""One month of a billing office, from prices to the locked period, as it happens."""

from __future__ import annotations

import email
from datetime import UTC, date, datetime
from decimal import Decimal
from email import policy
from typing import TYPE_CHECKING

import pytest

from duebook import db
from duebook.apps.approvals.actions import Answer, Held, approve
from duebook.apps.close.actions import Lock, LockPeriod, lock_period
from duebook.apps.delivery.jobs.subjects import Errand, send_mails
from duebook.apps.delivery.jobs.transports import OutboxFolder
from duebook.apps.invoicing.actions.billing import (
    StartBillingRun,
    carry_on,
    preview,
    start_billing_run,
)
from duebook.apps.invoicing.actions.charges import TakeCharges, take_charges
from duebook.apps.invoicing.actions.checking import ApplyFix, apply_fix
from duebook.apps.invoicing.actions.crediting import IssueCreditNote, issue_credit_note
from duebook.apps.invoicing.actions.drafts import Blocked, IssueInvoice, issue_invoice
from duebook.apps.invoicing.queries.billing import bill_to_bounds
from duebook.apps.ledger.queries import trial_balance
from duebook.apps.parties.actions import KeepTerms, keep_terms
from duebook.apps.parties.queries import parties_by_code
from duebook.apps.payments.actions import (
    RefundCredit,
    ReturnPayment,
    refund_credit,
    return_payment,
)
from duebook.apps.receivables.actions.statements import (
    IssueStatements,
    issue_statements,
)
from duebook.apps.receivables.queries import items_as_of, items_by_number, tie_out
from duebook.apps.reports.queries.aging import aging
from duebook.apps.reports.queries.records import Wanted
from duebook.domain.application import ApplyBy
from duebook.domain.calendars import PaymentTerms, TermsPart
from duebook.domain.payments import Method
from duebook.domain.statements import StatementKind
from tests.apps.payments.office import a_payment, receive
from tests.office import (
    CLERK,
    MANAGER,
    a_charge,
    a_party,
    a_price_book,
    an_entity,
    books_hold,
    by,
)

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db

INVOICED = date(2026, 11, 3)
LAST = date(2026, 11, 30)
MONTH_END = datetime(2026, 12, 1, 9, tzinfo=UTC)


def on(day: int) -> datetime:
    """A moment of office hours in November."""
    return datetime(2026, 11, day, 15, tzinfo=UTC)


@pytest.fixture
def office() -> int:
    """Three customers, two services; 2 % off for whoever pays within ten days."""
    entity_id = an_entity(email="billing@harbor.example")
    a_price_book(entity_id, CONSULT="140.00", REPORT="60.00")
    terms = PaymentTerms(
        code="2/10",
        name="2 % 10 days, net 30",
        parts=(TermsPart(share_bp=10_000, net_days=30),),
        discount_bp=200,
        discount_days=10,
    )
    keep_terms(KeepTerms(entity_id=entity_id, terms=(terms,)), **by())
    a_party(entity_id, "Tidewell Hotels", terms="2/10")
    a_party(entity_id, "Calloway Builders")
    a_party(entity_id, "Marsh Dental")
    return entity_id


def test_a_month(office: int, tmp_path: Path) -> None:
    # The work of October comes in.  One consultation is priced by hand, and wrong.
    taken = take_charges(
        TakeCharges(
            entity_id=office,
            charges=(
                a_charge("TIDEWELL", quantity=Decimal(5)),
                a_charge("TIDEWELL", "REPORT"),
                a_charge("CALLOWAY", unit_price=Decimal("104.00")),
                a_charge("MARSH", quantity=Decimal(2)),
            ),
        ),
        **by(CLERK, at=on(2)),
    )

    # The draft says so before anything is issued, and offers the book's price.
    with db.reading(office):
        seen = preview(
            office,
            until=LAST,
            issued_on=INVOICED,
            today=INVOICED,
            bill_tos=bill_to_bounds(office),
        )
    [wrong] = [
        finding
        for findings in seen.findings
        for finding in findings
        if finding.code == "price_differs"
    ]
    assert "104.00" in wrong.sentence
    assert "140.00" in wrong.sentence
    assert wrong.fix is not None
    apply_fix(
        ApplyFix(
            entity_id=office,
            fix=wrong.fix,
            reason="digits swapped",
            charge_ids=(taken.ids[2],),
        ),
        **by(CLERK, at=on(3)),
    )

    # Three invoices go out by mail, each with its PDF.
    run_id = start_billing_run(
        StartBillingRun(entity_id=office, until=LAST, issued_on=INVOICED),
        **by(CLERK, at=on(3)),
    )
    list(carry_on(office, run_id, actor=CLERK, at=on(3)))
    assert owed(office) == {
        "INV-2026-00001": 760_00,
        "INV-2026-00002": 140_00,
        "INV-2026-00003": 280_00,
    }
    errand = Errand(entity_id=office, actor=CLERK, at=on(3))
    send_mails(errand, OutboxFolder(tmp_path))
    subjects = [mail_in(path) for path in sorted(tmp_path.glob("*.eml"))]
    assert len(subjects) == 3

    # Tidewell pays in time, less 2 %.  Calloway pays a part.  Marsh pays too much.
    tidewell, calloway, marsh = parties_of(office)
    paid = receive(office, a_payment(tidewell, 744_80, received_on=date(2026, 11, 10)))
    assert list(paid.discounts.values()) == [15_20]
    part = receive(office, a_payment(calloway, 100_00, how=ApplyBy.OLDEST_DUE))
    over = receive(office, a_payment(marsh, 400_00, how=ApplyBy.OLDEST_DUE))
    assert (part.left_minor, over.left_minor) == (0, 120_00)
    assert owed(office) == {"INV-2026-00002": 40_00, "P-2026-00003": -120_00}

    # Marsh had one consultation less: half is credited, and nothing is open to
    # put it against.
    with db.reading(office):
        [invoice] = items_by_number(office, ["INV-2026-00003"])["INV-2026-00003"]
    note = issue_credit_note(
        IssueCreditNote(
            entity_id=office,
            number=invoice.number,
            credited_on=date(2026, 11, 12),
            reason="not done",
        ),
        **by(CLERK, at=on(12)),
    )
    assert note.total_minor == -280_00

    # Calloway's cheque comes back: what it had paid is open again.
    return_payment(
        ReturnPayment(
            entity_id=office,
            payment_id=part.payment_id,
            returned_on=date(2026, 11, 16),
            reason="NSF",
            fee_minor=25_00,
        ),
        **by(CLERK, at=on(16)),
    )
    assert owed(office) == {
        "INV-2026-00002": 140_00,
        "P-2026-00002": 25_00,
        "P-2026-00003": -120_00,
        "CN-2026-00001": -280_00,
    }

    # Marsh wants the money back.  That is more than the clerk may send alone.
    refund = RefundCredit(
        entity_id=office,
        credit_id=over.item_id,
        refunded_on=date(2026, 11, 18),
        method=Method.ACH,
        reason="paid twice",
    )
    waiting = refund_credit(refund, **by(CLERK, at=on(18)))
    assert isinstance(waiting, Held)
    sent = approve(
        Answer(
            entity_id=office,
            request_id=waiting.request_id,
            is_approved=True,
            reason="seen on the account",
        ),
        **by(MANAGER, at=on(18)),
    )
    assert sent.amount_minor == 120_00

    # The month's end: statements, aging, and the ledger that says the same.
    statements = issue_statements(
        IssueStatements(entity_id=office, kind=StatementKind.OPEN_ITEM, as_of=LAST),
        **by(CLERK, at=MONTH_END),
    )
    assert len(statements.numbers) == 2  # Calloway owes, Marsh has credit
    wanted = Wanted(
        entity_id=office, currency="USD", locale="en-US", on=LAST, first=INVOICED
    )
    with db.reading(office):
        [total] = aging(wanted).totals
        assert 165_00 - 280_00 in total.cells
        assert not any(tie.difference_minor for tie in tie_out(office, LAST))
        assert balances(office) == {
            "1000": 744_80 + 400_00 - 120_00,
            "1200": 165_00 - 280_00,
            "4000": -(760_00 + 140_00),
            "4200": -25_00,
            "6100": 15_20,
        }

    # November is locked for good; what comes late is refused and leaves no trace.
    locked = lock_period(
        LockPeriod(entity_id=office, day=LAST, state=Lock.HARD, reason="month end"),
        **by(MANAGER, at=MONTH_END),
    )
    assert "receivables equal the ledger" in locked.held
    with pytest.raises(Blocked):
        issue_invoice(
            IssueInvoice(
                entity_id=office,
                charges=(a_charge("MARSH", "REPORT"),),
                issued_on=LAST,
            ),
            **by(CLERK, at=MONTH_END),
        )
    assert books_hold(office)


def owed(office: int) -> dict[str, int]:
    """What is open, by number."""
    with db.reading(office):
        return {
            item.number: item.open_minor
            for item in items_as_of(office, date(2026, 12, 31))
            if item.open_minor
        }


def balances(office: int) -> dict[str, int]:
    return {
        row.code: row.amount_minor
        for row in trial_balance(office, LAST)
        if row.amount_minor
    }


def mail_in(path: Path) -> str:
    """A mail's subject, once it is seen that it carries a PDF."""
    mail = email.message_from_bytes(path.read_bytes(), policy=policy.default)
    [attached] = mail.iter_attachments()
    assert attached.get_content().startswith(b"%PDF")
    return str(mail["Subject"])


def parties_of(office: int) -> tuple[int, int, int]:
    with db.reading(office):
        found = parties_by_code(office, ["TIDEWELL", "CALLOWAY", "MARSH"])
    return found["TIDEWELL"].id, found["CALLOWAY"].id, found["MARSH"].id
