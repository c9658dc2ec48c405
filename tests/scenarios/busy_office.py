"""An office in which everything happened once, for tests that tamper with it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from duebook import db
from duebook.apps.approvals.actions import Answer, approve
from duebook.apps.banking.actions import (
    MakeDeposit,
    RuleLine,
    SetApart,
    make_deposit,
    rule_line,
    set_lines_apart,
)
from duebook.apps.close.actions import (
    Lock,
    LockPeriod,
    NewLeg,
    PostEntry,
    SignPoints,
    lock_period,
    post_entry,
    sign_points,
)
from duebook.apps.disputes.actions import (
    CloseDispute,
    OpenDispute,
    close_dispute,
    open_dispute,
)
from duebook.apps.entities.actions import new_key
from duebook.apps.invoicing.actions.billing import (
    StartBillingRun,
    carry_on,
    start_billing_run,
)
from duebook.apps.invoicing.actions.charges import TakeCharges, take_charges
from duebook.apps.invoicing.actions.crediting import (
    IssueCreditNote,
    VoidInvoice,
    issue_credit_note,
    void_invoice,
)
from duebook.apps.invoicing.actions.drafts import IssueInvoice, issue_invoice
from duebook.apps.ledger.queries import accounts_by_role
from duebook.apps.payments.actions import (
    RefundCredit,
    ReturnPayment,
    refund_credit,
    return_payment,
)
from duebook.apps.receivables.actions import (
    Unapply,
    WriteOff,
    unapply,
    write_off,
)
from duebook.apps.receivables.queries import applications_of
from duebook.domain.application import ApplyBy
from duebook.domain.disputes import Category, Outcome
from duebook.domain.ledger import AccountRole
from duebook.domain.payments import Method
from tests.apps.banking.office import (
    Move,
    a_bank,
    a_statement,
    match_all,
    take,
    waiting,
)
from tests.apps.payments.office import a_payment, receive
from tests.office import (
    CLERK,
    MANAGER,
    NOON,
    a_charge,
    a_party,
    a_price_book,
    an_entity,
    by,
)

TODAY = date(2026, 11, 3)
OCTOBER = datetime(2026, 10, 5, 12, tzinfo=UTC)


def a_busy_office(code: str) -> int:
    """An entity with invoices, payments, corrections, an approval and a locked month.

    Paid, credited, voided and written off; applied and un-applied; refunded with a
    second person's word, returned by the bank; contested; an entry by hand; October
    signed and under hard lock.
    """
    entity_id = an_entity(code)
    a_price_book(entity_id, CONSULT="140.00", REPORT="60.00")
    party_id = a_party(entity_id)
    early = an_invoice(entity_id, date(2026, 10, 5), at=OCTOBER)
    sign_points(
        SignPoints(
            entity_id=entity_id, day=date(2026, 10, 31), points=("receivables",)
        ),
        **by(MANAGER),
    )
    lock_period(
        LockPeriod(
            entity_id=entity_id,
            day=date(2026, 10, 31),
            state=Lock.HARD,
            reason="month end",
        ),
        **by(MANAGER),
    )
    charges = (a_charge("TIDEWELL", "REPORT"), a_charge("TIDEWELL"))
    take_charges(TakeCharges(entity_id=entity_id, charges=charges), **by(CLERK))
    run_id = start_billing_run(
        StartBillingRun(entity_id=entity_id, until=TODAY, issued_on=TODAY), **by(CLERK)
    )
    list(carry_on(entity_id, run_id, actor=CLERK, at=NOON))
    _correct(entity_id)
    fees = PostEntry(
        entity_id=entity_id,
        effective_on=TODAY,
        currency="USD",
        legs=(NewLeg("6300", 9_00), NewLeg("1000", -9_00)),
        reason="fees of October, told by letter",
    )
    post_entry(fees, **by(MANAGER))
    _contest(entity_id, _pay(entity_id, party_id))
    _bank(entity_id, party_id)
    assert early.startswith("INV")
    return entity_id


def an_invoice(
    entity_id: int, day: date, *, hours: int = 1, at: datetime = NOON
) -> str:
    """An invoice for consultations, and its number."""
    charge = a_charge(
        "TIDEWELL",
        service_on=day,
        quantity=Decimal(hours),
        external_key=str(new_key()),
    )
    return issue_invoice(
        IssueInvoice(entity_id=entity_id, charges=(charge,), issued_on=day),
        **by(CLERK, at=at),
    ).number


def _correct(entity_id: int) -> None:
    credited, voided = (an_invoice(entity_id, TODAY, hours=h) for h in (2, 3))
    issue_credit_note(
        IssueCreditNote(
            entity_id=entity_id, number=credited, credited_on=TODAY, reason="not done"
        ),
        **by(CLERK),
    )
    void_invoice(
        VoidInvoice(
            entity_id=entity_id, number=voided, voided_on=TODAY, reason="wrong party"
        ),
        **by(CLERK),
    )


def _pay(entity_id: int, party_id: int) -> int:
    """Money comes and goes; the id of a debt of which something stays open."""
    paid = receive(entity_id, a_payment(party_id, 150_00, how=ApplyBy.OLDEST_DUE))
    returned = receive(entity_id, a_payment(party_id, 30_00, how=ApplyBy.OLDEST_DUE))
    spare = receive(entity_id, a_payment(party_id, 120_00, how=ApplyBy.NONE))
    with db.reading(entity_id):
        last = applications_of(entity_id, [paid.item_id])[-1]
    unapply(
        Unapply(
            entity_id=entity_id,
            application_id=last.id,
            effective_on=TODAY,
            reason="meant for another",
        ),
        **by(CLERK),
    )
    return_payment(
        ReturnPayment(
            entity_id=entity_id,
            payment_id=returned.payment_id,
            returned_on=TODAY,
            reason="NSF",
        ),
        **by(CLERK),
    )
    waiting = refund_credit(
        RefundCredit(
            entity_id=entity_id,
            credit_id=spare.item_id,
            refunded_on=TODAY,
            method=Method.WIRE,
            reason="paid twice",
        ),
        **by(CLERK),
    )
    approve(
        Answer(
            entity_id=entity_id,
            request_id=waiting.request_id,
            is_approved=True,
            reason="seen on the account",
        ),
        **by(MANAGER),
    )
    write_off(
        WriteOff(
            entity_id=entity_id,
            item_id=last.debt_id,
            amount_minor=5_00,
            written_off_on=TODAY,
            reason="not worth a letter",
        ),
        **by(CLERK),
    )
    return last.debt_id


def _bank(entity_id: int, party_id: int) -> None:
    """A deposit slip that the bank shows, money of nobody, and a fee."""
    with db.reading(entity_id):
        drawer = accounts_by_role(entity_id)[AccountRole.UNDEPOSITED]
    receive(
        entity_id, a_payment(party_id, 40_00, how=ApplyBy.OLDEST_DUE, into_id=drawer)
    )
    a_bank(entity_id, opened_on=date(2026, 11, 1))
    make_deposit(
        MakeDeposit(entity_id=entity_id, account="Harbor Bank", deposited_on=TODAY),
        **by(CLERK),
    )
    take(
        entity_id,
        a_statement(
            Move(on=4, amount="40.00", text="DEPOSIT"),
            Move(on=5, amount="7.00", text="thank you"),
            Move(on=6, amount="-3.00", text="account fee"),
        ),
    )
    match_all(entity_id)
    nobodys, fee = waiting(entity_id)
    set_lines_apart(SetApart(entity_id=entity_id, line_ids=(nobodys.id,)), **by(CLERK))
    rule_line(
        RuleLine(entity_id=entity_id, line_id=fee.id, account="6300"), **by(CLERK)
    )


def _contest(entity_id: int, item_id: int) -> None:
    """Two disputes about a debt, one of them closed."""
    opened = [
        open_dispute(
            OpenDispute(
                entity_id=entity_id,
                item_id=item_id,
                amount_minor=amount_minor,
                category=Category.QUANTITY,
                reason="they counted fewer hours",
                owner=MANAGER,
                opened_on=TODAY,
            ),
            **by(CLERK),
        )
        for amount_minor in (2_00, 1_00)
    ]
    close_dispute(
        CloseDispute(
            entity_id=entity_id,
            number=opened[0].number,
            outcome=Outcome.WITHDRAWN,
            reason="they counted again",
            closed_on=TODAY,
        ),
        **by(MANAGER),
    )
