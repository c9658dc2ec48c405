"""November of an office's money, as its accountant would tell it, closed and tied out.

Harbor Practice invoiced its customers in October.  Their money comes in every way
money comes: cheques on one slip, a lockbox, a cheque that bounces, a parent paying
for its branches, less than was billed, twice the same, a fee, a processor's payout,
and euros at another rate than they were billed at.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from duebook import db
from duebook.apps.banking.actions import (
    AcceptMatch,
    MakeDeposit,
    MatchLine,
    MatchLines,
    Reconcile,
    ReturnByLine,
    RuleLine,
    Short,
    TakeBankFile,
    TakeLockbox,
    TakePayouts,
    accept_match,
    make_deposit,
    match_line,
    match_lines,
    reconcile,
    return_by_line,
    rule_line,
    take_bank_file,
    take_lockbox,
    take_payouts,
)
from duebook.apps.banking.queries.lines import waiting_lines
from duebook.apps.close.actions import (
    Lock,
    LockPeriod,
    SignPoints,
    lock_period,
    sign_points,
)
from duebook.apps.close.queries.points import points
from duebook.apps.entities.actions import AppointPerson, appoint_person
from duebook.apps.ledger.actions import (
    KeepAccounts,
    NewAccount,
    NewRate,
    SetExchangeRates,
    keep_accounts,
    set_exchange_rates,
)
from duebook.apps.ledger.queries import accounts_by_role, period_of, trial_balance
from duebook.apps.parties.queries import parties_by_code
from duebook.apps.payments.actions import RefundCredit, refund_credit
from duebook.apps.receivables.actions import (
    OpeningItem,
    TakeOverItems,
    take_over_items,
)
from duebook.apps.receivables.queries import items_as_of, tie_out
from duebook.domain.disputes import Category
from duebook.domain.ledger import AccountRole
from duebook.domain.payments import Method
from tests.apps.banking.office import Move, a_bank, a_statement
from tests.apps.payments.office import a_payment, receive
from tests.office import CLERK, MANAGER, a_party, an_entity, books_hold, by

if TYPE_CHECKING:
    from duebook.apps.banking.queries.lines import Line

pytestmark = pytest.mark.django_db

INVOICED = date(2026, 10, 12)
LAST = date(2026, 11, 30)
IN_DECEMBER = datetime(2026, 12, 1, 15, tzinfo=UTC)
EURO_IBAN = "DE75512108001245126199"
ACCOUNTANT = "Ada Lindqvist"

OWED = {
    "ALDER": (("INV-2026-00201", 310_00), ("INV-2026-00202", 145_00)),
    "BIRCH": (("INV-2026-00203", 95_00), ("INV-2026-00204", 60_00)),
    "CEDAR": (("INV-2026-00205", 720_00),),
    "CEDAR-EAST": (("INV-2026-00206", 280_00),),
    "DOGWOOD": (("INV-2026-00207", 500_00),),
    "ELM": (("INV-2026-00208", 233_00),),
    "FIR": (("INV-2026-00209", 80_00),),
}


@pytest.fixture
def office() -> int:
    """Eight customers who owe since October, a bank in dollars and one in euros."""
    entity_id = an_entity()
    appoint_person(
        AppointPerson(entity_id=entity_id, name=ACCOUNTANT, role="accountant"), **by()
    )
    for code, debts in OWED.items():
        parent = {"bill_to": "CEDAR"} if code == "CEDAR-EAST" else {}
        name = f"{code.replace('-', ' ').title()} Company"
        owe(entity_id, a_party(entity_id, name, code, **parent), *debts)
    gingko = a_party(entity_id, "Gingko Handels", "GINGKO", currency="EUR")
    rate(entity_id, "1.10", INVOICED)
    owe(entity_id, gingko, ("INV-2026-00210", 1_000_00), currency="EUR")
    euros = NewAccount("1010", "Bank, euros", "asset")
    keep_accounts(KeepAccounts(entity_id=entity_id, accounts=(euros,)), **by())
    a_bank(entity_id)
    a_bank(
        entity_id,
        name="Harbor Bank, euros",
        identifier=EURO_IBAN,
        currency="EUR",
        account="1010",
    )
    return entity_id


def owe(
    entity_id: int, party_id: int, *debts: tuple[str, int], currency: str = "USD"
) -> None:
    """Take debts over that were invoiced in October."""
    items = tuple(
        OpeningItem(
            party_id=party_id,
            number=number,
            currency=currency,
            amount_minor=amount_minor,
            document_on=INVOICED,
            due_on=date(2026, 11, 11),
        )
        for number, amount_minor in debts
    )
    take_over_items(
        TakeOverItems(entity_id=entity_id, taken_over_on=INVOICED, items=items), **by()
    )


def rate(entity_id: int, per_euro: str, on: date) -> None:
    new = NewRate(currency="EUR", valued_on=on, per_unit=Decimal(per_euro))
    set_exchange_rates(
        SetExchangeRates(entity_id=entity_id, rates=(new,)), **by(MANAGER)
    )


def balance(entity_id: int, code: str, currency: str = "USD") -> int:
    with db.reading(entity_id):
        found = trial_balance(entity_id, LAST)
    return sum(
        one.amount_minor
        for one in found
        if (one.code, one.currency) == (code, currency)
    )


def open_of(entity_id: int, number: str) -> int:
    with db.reading(entity_id):
        items = items_as_of(entity_id, LAST)
    return sum(one.open_minor for one in items if one.number == number)


def line_saying(entity_id: int, text: str) -> Line:
    with db.reading(entity_id):
        return next(one for one in waiting_lines(entity_id) if text in one.text)


def take(entity_id: int, name: str, content: bytes) -> None:
    said = TakeBankFile(entity_id=entity_id, name=name, content=content)
    assert take_bank_file(said, **by(CLERK)).problems == ()


def clerk(action: Any, command: Any) -> Any:
    return action(command, **by(CLERK))


def test_a_month_of_money(office: int) -> None:
    # Two cheques came over the counter and went to the bank on one slip.
    with db.reading(office):
        drawer = accounts_by_role(office)[AccountRole.UNDEPOSITED]
        parties = parties_by_code(office, OWED)
    alder, elm = parties["ALDER"].id, parties["ELM"].id
    cheques = [
        receive(office, a_payment(alder, amount_minor, into_id=drawer))
        for amount_minor in (310_00, 145_00)
    ]
    slip = clerk(
        make_deposit,
        MakeDeposit(
            entity_id=office, account="Harbor Bank", deposited_on=date(2026, 11, 4)
        ),
    )
    assert slip.amount_minor == 455_00

    # The lockbox sent Birch's two cheques.
    box = (
        b"Cheque number,Payer,Cheque amount,Invoice,Amount paid\n"
        b"881,Birch Company,95.00,INV-2026-00203,95.00\n"
        b"882,Birch Company,60.00,INV-2026-00204,60.00\n"
    )
    clerk(
        take_lockbox,
        TakeLockbox(
            entity_id=office,
            name="lockbox.csv",
            content=box,
            account="Harbor Bank",
            deposited_on=date(2026, 11, 5),
        ),
    )

    # The card processor paid out what Fir paid by card, less its fee.
    report = (
        b"automatic_payout_id,automatic_payout_effective_at,balance_transaction_id,"
        b"created,currency,gross,fee,net,reporting_category,source_id,charge_id,"
        b"description,customer_name\n"
        b"po_1,2026-11-17,txn_1,2026-11-13,usd,80.00,2.62,77.38,charge,ch_1,ch_1,"
        b"INV-2026-00209,Fir Company\n"
    )
    paid_out = clerk(
        take_payouts,
        TakePayouts(
            entity_id=office,
            name="payouts.csv",
            content=report,
            account="Harbor Bank",
        ),
    )
    assert paid_out.fees_minor == {"USD": 2_62}

    # The bank's month.
    take(
        office,
        "november.xml",
        a_statement(
            Move(on=5, amount="455.00", text="DEPOSIT"),
            Move(on=6, amount="155.00", text="LOCKBOX"),
            Move(
                on=9,
                amount="1000.00",
                text="INV-2026-00205 INV-2026-00206",
                name="Cedar Company",
            ),
            Move(on=10, amount="440.00", text="INV-2026-00207", name="Dogwood Company"),
            Move(on=11, amount="233.00", text="INV-2026-00208", name="Elm Company"),
            Move(on=12, amount="-310.00", text="CHEQUE RETURNED NSF"),
            Move(on=13, amount="233.00", text="INV-2026-00208", name="Elm Company"),
            Move(on=16, amount="-14.50", text="ACCOUNT FEE"),
            Move(on=18, amount="77.38", text="PROCESSOR PAYOUT"),
            Move(on=25, amount="-233.00", text="REFUND ELM"),
        ),
    )
    matched = clerk(match_lines, MatchLines(entity_id=office))

    # Slip, lockbox and payout were in the books; Cedar paid for its branch, too, and
    # Elm's first transfer is right.  The rest is for a person.
    assert (matched.linked, matched.posted) == (3, 2)
    assert open_of(office, "INV-2026-00206") == 0
    assert sorted(matched.held) == ["money_out", "settled_already", "short"]

    # Dogwood holds 60.00 back, because a delivery was late: that is disputed.
    short = clerk(
        accept_match,
        AcceptMatch(
            entity_id=office,
            line_id=line_saying(office, "00207").id,
            short=Short.DISPUTE,
            category=Category.QUALITY,
            reason="late delivery",
        ),
    )
    assert short.disputes == ("DIS-2026-00001",)

    # Elm paid twice; the second payment is kept for it, and sent back.
    clerk(
        match_line,
        MatchLine(
            entity_id=office,
            line_id=line_saying(office, "00208").id,
            party_id=elm,
            paid={},
        ),
    )
    with db.reading(office):
        [twice] = [
            one
            for one in items_as_of(office, LAST)
            if one.party_id == elm and one.open_minor < 0
        ]
    refund_credit(
        RefundCredit(
            entity_id=office,
            credit_id=twice.id,
            refunded_on=date(2026, 11, 24),
            method=Method.WIRE,
            reason="paid twice",
        ),
        **by(MANAGER),
    )

    # Alder's first cheque bounced; the fee is the bank's own.
    reopened = clerk(
        return_by_line,
        ReturnByLine(
            entity_id=office,
            line_id=line_saying(office, "NSF").id,
            payment=cheques[0].number,
            reason="NSF",
        ),
    )
    assert list(reopened.values()) == [310_00]
    clerk(
        rule_line,
        RuleLine(
            entity_id=office,
            line_id=line_saying(office, "ACCOUNT FEE").id,
            account="6300",
        ),
    )

    # The bank's line of the refund is the refund.
    assert clerk(match_lines, MatchLines(entity_id=office)).linked == 1

    # Gingko was billed 1,000 euros at 1.10 and pays them at 1.15: a gain of 50.
    rate(office, "1.15", date(2026, 11, 19))
    take(
        office,
        "euros.xml",
        a_statement(
            Move(on=19, amount="1000.00", text="INV-2026-00210", name="Gingko Handels"),
            iban=EURO_IBAN,
        ).replace(b"USD", b"EUR"),
    )
    assert clerk(match_lines, MatchLines(entity_id=office)).posted == 1
    assert balance(office, "6900") == -50_00

    # What is open at the month's end, and where all money lies.
    assert open_of(office, "INV-2026-00201") == 310_00
    assert open_of(office, "INV-2026-00207") == 60_00
    assert balance(office, "1200") == 370_00
    assert balance(office, "1050") == balance(office, "1070") == 0
    assert balance(office, "2100") == balance(office, "2120") == 0
    assert balance(office, "6300") == 14_50 + 2_62

    # Bank and books are signed, then the points of the close, then the lock.
    for account in ("Harbor Bank", "Harbor Bank, euros"):
        signed = reconcile(
            Reconcile(entity_id=office, account=account, reconciled_on=LAST),
            **by(ACCOUNTANT, at=IN_DECEMBER),
        )
        assert signed.bank_minor == signed.book_minor
    with db.reading(office):
        period = period_of(office, LAST)
        assert period is not None
        proved = points(office, period)
        assert all(tie.difference_minor == 0 for tie in tie_out(office, LAST))
    assert [point.figures for point in proved if not point.holds] == []
    sign_points(
        SignPoints(
            entity_id=office,
            day=LAST,
            points=tuple(point.code for point in proved),
        ),
        **by(ACCOUNTANT, at=IN_DECEMBER),
    )
    lock_period(
        LockPeriod(entity_id=office, day=LAST, state=Lock.SOFT, reason="month end"),
        **by(ACCOUNTANT, at=IN_DECEMBER),
    )
    assert books_hold(office)
