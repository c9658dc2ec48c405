"""A period closes on facts: receivables tie, the lock holds, the journal travels."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from duebook import db
from duebook.apps.approvals.actions import Answer, Held, approve
from duebook.apps.audit.queries import head
from duebook.apps.close.actions import (
    Lock,
    LockPeriod,
    NotReadyToClose,
    lock_period,
)
from duebook.apps.close.queries.comparing import ties
from duebook.apps.close.queries.tying import checklist
from duebook.apps.entities.actions import (
    AppointPerson,
    BooksSayNo,
    ReasonNeeded,
    appoint_person,
)
from duebook.apps.invoicing.actions.drafts import Blocked, IssueInvoice, issue_invoice
from duebook.apps.payments.actions import NewPayment, ReceivePayment, receive_payment
from duebook.apps.receivables.queries import tie_out
from duebook.domain.payments import Method
from duebook.domain.rights import NotPermitted
from tests.formats.iif_checker import check_iif
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

    from duebook.apps.close.actions import (
        Locked,
    )

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 3)


@pytest.fixture
def office() -> int:
    """An invoice of 280.00, of which 100.00 is paid."""
    entity_id = an_entity()
    a_price_book(entity_id, CONSULT="140.00")
    party_id = a_party(entity_id)
    bill(entity_id, TODAY)
    receive_payment(
        ReceivePayment(
            entity_id=entity_id,
            payment=NewPayment(
                party_id=party_id,
                received_on=TODAY,
                currency="USD",
                amount_minor=100_00,
                method=Method.CHEQUE,
                reference="4711",
            ),
        ),
        **by(CLERK),
    )
    return entity_id


def bill(entity_id: int, on: date) -> None:
    charge = a_charge("TIDEWELL", quantity=Decimal(2), service_on=on)
    issue_invoice(
        IssueInvoice(entity_id=entity_id, charges=(charge,), issued_on=on), **by(CLERK)
    )


def lock(entity_id: int, state: Lock, *, person: str = MANAGER) -> Locked | Held:
    return lock_period(
        LockPeriod(entity_id=entity_id, day=TODAY, state=state, reason="month end"),
        **by(person),
    )


def test_receivables_equal_the_ledger_on_every_day(office: int) -> None:
    for day in (date(2026, 11, 2), TODAY, date(2026, 12, 31)):
        assert [tie.difference_minor for tie in tie_out(office, day) if tie] == [
            0 for _ in tie_out(office, day)
        ]
        assert [one for tie in ties(office, day) for one in tie.differences] == []

    [receivable, unapplied] = tie_out(office, TODAY)
    assert (receivable.account, receivable.ledger_minor) == ("1200", 180_00)
    assert (unapplied.account, unapplied.ledger_minor) == ("2100", 0)


def test_the_checklist_says_what_is_left(office: int) -> None:
    facts = {fact.title: fact for fact in checklist(office, TODAY)}

    assert facts["the books hold"].holds
    assert facts["earlier periods are locked"].detail == "10 still open"
    assert facts["no mails and letters not sent"].detail == "1"


def test_nothing_is_posted_after_a_hard_lock(office: int) -> None:
    lock(office, Lock.HARD)

    with pytest.raises((BooksSayNo, Blocked)):
        bill(office, TODAY)
    with pytest.raises(BooksSayNo, match="stays closed"):
        lock(office, Lock.OPEN)
    bill(office, date(2026, 12, 1))
    assert books_hold(office)


def test_a_soft_lock_is_opened_again_by_two_people(office: int) -> None:
    lock(office, Lock.SOFT)
    with pytest.raises((BooksSayNo, Blocked)):
        bill(office, TODAY)

    waits = lock(office, Lock.OPEN)
    assert isinstance(waits, Held)
    assert waits.sentence == "open November 2026 again: month end"
    with pytest.raises((BooksSayNo, Blocked)):
        bill(office, TODAY)

    yes = Answer(
        entity_id=office, request_id=waits.request_id, is_approved=True, reason="late"
    )
    appoint_person(
        AppointPerson(entity_id=office, name="Ruth Okafor", role="manager"), **by()
    )
    approve(yes, **by("Ruth Okafor"))

    bill(office, date(2026, 11, 2))


def test_a_coordinator_does_not_close(office: int) -> None:
    with pytest.raises(NotPermitted):
        lock(office, Lock.SOFT, person=CLERK)


def test_a_day_without_a_period_is_not_closed(office: int) -> None:
    with pytest.raises(NotReadyToClose, match="the period is open"):
        lock_period(
            LockPeriod(
                entity_id=office, day=date(2031, 1, 1), state=Lock.SOFT, reason="typo"
            ),
            **by(MANAGER),
        )


def exported(tmp_path: Path, suffix: str) -> bytes:
    out = tmp_path / f"journal{suffix}"
    call_command(
        "journal",
        *("--entity", "HP", "--from", "2026-11-01", "--to", "2026-11-30"),
        *("--out", str(out)),
    )
    return out.read_bytes()


@pytest.mark.usefixtures("office")
def test_the_journal_balances_in_csv(tmp_path: Path) -> None:
    rows = list(
        csv.DictReader(io.StringIO(exported(tmp_path, ".csv").decode("utf-8-sig")))
    )

    debit = sum(Decimal(row["Debit"] or 0) for row in rows)
    credit = sum(Decimal(row["Credit"] or 0) for row in rows)
    assert debit == credit == Decimal("480.00")
    assert {row["Document"] for row in rows} == {"INV-2026-00001", "P-2026-00001"}


@pytest.mark.usefixtures("office")
def test_the_journal_opens_in_a_spreadsheet(tmp_path: Path) -> None:
    sheet = load_workbook(io.BytesIO(exported(tmp_path, ".xlsx"))).active

    heads = [cell.value for row in sheet.iter_rows() for cell in row]
    assert "INV-2026-00001" in heads
    assert sheet.freeze_panes is not None


@pytest.mark.usefixtures("office")
def test_quickbooks_takes_the_journal(tmp_path: Path) -> None:
    data = exported(tmp_path, ".iif")

    assert check_iif(data) == []
    assert b"GENERAL JOURNAL" in data
    assert b"Tidewell Hotels" in data


def test_a_lock_gives_the_head_of_the_chain_to_keep(
    office: int, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command(
        "close", "2026-11-15", "--entity", "HP", "--lock", "soft", "--as", MANAGER
    )

    with db.reading(office):
        chain = head(office)
    assert f"event {chain.seq} of the audit chain is {chain.sha256}" in " ".join(
        capsys.readouterr().out.split()
    )


def test_a_lock_needs_a_reason(office: int) -> None:
    with pytest.raises(ReasonNeeded):
        lock_period(
            LockPeriod(entity_id=office, day=TODAY, state=Lock.SOFT, reason=" "),
            **by(MANAGER),
        )
