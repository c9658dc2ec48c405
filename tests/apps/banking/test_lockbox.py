"""A lockbox in the books: a payment for each cheque, one deposit, one bank line."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from duebook import db
from duebook.apps.banking.actions import (
    LockboxStays,
    NoSuchLockbox,
    NothingToDeposit,
    TakeLockbox,
    TakeLockboxBack,
    UnlinkLine,
    take_lockbox,
    take_lockbox_back,
    unlink_line,
)
from duebook.apps.banking.queries.deposits import deposits, payments_on
from duebook.apps.ledger.queries import accounts_by_role, trial_balance
from duebook.apps.payments.actions import ReturnPayment, return_payment
from duebook.domain.ledger import AccountRole
from duebook.formats.bank.refusals import FileNotWhole, UnreadableBankFile
from tests.apps.banking.office import (
    OPENING_MINOR,
    Move,
    a_bank,
    a_statement,
    match_all,
    take,
    waiting,
)
from tests.apps.payments.office import a_payment, open_of, owes, receive
from tests.office import CLERK, a_party, an_entity, books_hold, by

if TYPE_CHECKING:
    from duebook.apps.banking.actions import LockboxTaken

pytestmark = pytest.mark.django_db

SLIP_DAY = date(2026, 11, 5)
HEAD = "Cheque number,Payer,Cheque amount,Invoice,Amount paid"


def a_box(*rows: str) -> bytes:
    return "\n".join((HEAD, *rows, "")).encode()


def an_office() -> int:
    """Tidewell owes INV-101 and INV-102 (80.00, 50.00), Lowland INV-201 (30.00)."""
    entity_id = an_entity()
    tidewell = a_party(entity_id)
    lowland = a_party(entity_id, "Lowland Mills")
    owes(entity_id, tidewell, 80_00, 50_00, numbers=["INV-101", "INV-102"])
    owes(entity_id, lowland, 30_00, numbers=["INV-201"])
    a_bank(entity_id)
    return entity_id


def lockbox(entity_id: int, content: bytes, on: date = SLIP_DAY) -> LockboxTaken:
    command = TakeLockbox(
        entity_id=entity_id,
        name="lockbox.csv",
        content=content,
        account="Harbor Bank",
        deposited_on=on,
    )
    return take_lockbox(command, **by(CLERK))


def back(entity_id: int, deposit: str) -> int:
    command = TakeLockboxBack(
        entity_id=entity_id, deposit=deposit, taken_back_on=SLIP_DAY, reason="twice"
    )
    return take_lockbox_back(command, **by(CLERK)).cheques


def balance(entity_id: int, code: str) -> int:
    with db.reading(entity_id):
        balances = trial_balance(entity_id, date(2027, 11, 3))
    return sum(one.amount_minor for one in balances if one.code == code)


def test_each_cheque_pays_what_it_says_and_the_bank_s_line_is_all_of_them() -> None:
    entity_id = an_office()

    taken = lockbox(
        entity_id,
        a_box(
            "1041,Tidewell Hotels,120.00,INV-101,80.00",
            "1041,Tidewell Hotels,120.00,INV-102,40.00",
            "77,,30.00,INV 201,30.00",
        ),
    )
    take(entity_id, a_statement(Move(on=6, amount="150.00", text="LOCKBOX DEPOSIT")))
    matched = match_all(entity_id)

    assert (taken.cheques, taken.amount_minor, taken.told) == (2, 150_00, ())
    assert open_of(entity_id) == [0, 10_00, 0, 0, 0]
    assert (matched.linked, waiting(entity_id)) == (1, [])
    assert balance(entity_id, "1000") == OPENING_MINOR + 150_00
    assert books_hold(entity_id)


def test_what_cannot_be_applied_as_said_stays_with_the_payer_and_is_told() -> None:
    entity_id = an_office()

    taken = lockbox(
        entity_id,
        a_box(
            "1041,TIDEWELL,100.00,INV-999,20.00",
            "1041,TIDEWELL,100.00,INV-101,80.00",
            "1042,TIDEWELL,60.00,INV-102,60.00",
            "9,Nobody We Know,15.00,INV-888,15.00",
        ),
    )

    assert (taken.cheques, taken.amount_minor, taken.unidentified) == (3, 175_00, 1)
    assert [(one.place, one.code) for one in taken.told] == [
        ("row 2, cheque 1041", "lockbox_document_unsure"),
        ("row 4, cheque 1042", "lockbox_more_than_open"),
        ("row 5, cheque 9", "lockbox_document_unsure"),
        ("row 5, cheque 9", "lockbox_payer_unknown"),
    ]
    assert open_of(entity_id) == [0, 0, 30_00, -20_00, -10_00, -15_00]
    assert balance(entity_id, "2120") == -15_00
    assert books_hold(entity_id)


def test_the_same_file_twice_adds_nothing_and_a_longer_one_what_is_new() -> None:
    entity_id = an_office()
    first = "1041,Tidewell Hotels,80.00,INV-101,80.00"
    lockbox(entity_id, a_box(first))

    assert lockbox(entity_id, a_box(first)).is_repeated
    longer = lockbox(entity_id, a_box(first, "77,,30.00,INV-201,30.00"))

    assert (longer.cheques, longer.amount_minor) == (1, 30_00)
    assert [one.code for one in longer.told][-1] == "lockbox_cheque_known"
    assert open_of(entity_id)[:3] == [0, 50_00, 0]
    assert books_hold(entity_id)


@pytest.mark.parametrize(
    ("row", "refusal", "said"),
    [
        ("1041,TIDEWELL,81.00,INV-101,80.00", FileNotWhole, "row 2.*81.00.*80.00"),
        (",TIDEWELL,80.00,INV-101,80.00", FileNotWhole, "row 2, cheque"),
        ("1041,TIDEWELL,80.00,INV-101,eighty", UnreadableBankFile, "row 2"),
    ],
)
def test_a_file_that_cannot_be_right_posts_nothing(
    row: str, refusal: type[Exception], said: str
) -> None:
    entity_id = an_office()

    with pytest.raises(refusal, match=said):
        lockbox(entity_id, a_box(row, "77,,30.00,INV-201,30.00"))

    assert open_of(entity_id) == [80_00, 50_00, 30_00]
    assert books_hold(entity_id)


def test_a_box_of_known_cheques_does_not_empty_the_drawer() -> None:
    entity_id = an_office()
    cheque = "1041,Tidewell Hotels,80.00,INV-101,80.00"
    lockbox(entity_id, a_box(cheque))
    with db.reading(entity_id):
        drawer_id = accounts_by_role(entity_id)[AccountRole.UNDEPOSITED]
    payer_id = a_party(entity_id, "Cash & Carry")
    receive(entity_id, a_payment(payer_id, 9_00, into_id=drawer_id))

    with pytest.raises(NothingToDeposit):
        lockbox(entity_id, a_box(cheque, ""))

    assert balance(entity_id, "1000") == OPENING_MINOR + 80_00


TWO_CHEQUES = a_box(
    "1041,Tidewell Hotels,80.00,INV-101,80.00", "9,Nobody We Know,15.00,INV-888,15.00"
)


def test_a_lockbox_taken_back_leaves_the_books_as_they_were_and_may_come_again() -> (
    None
):
    entity_id = an_office()

    for _ in range(2):
        taken = lockbox(entity_id, TWO_CHEQUES)
        assert back(entity_id, taken.deposit) == 2
        assert open_of(entity_id)[:3] == [80_00, 50_00, 30_00]
        assert balance(entity_id, "1000") == OPENING_MINOR
        assert balance(entity_id, "2120") == 0
    again = lockbox(entity_id, TWO_CHEQUES, date(2026, 11, 6))

    assert (again.cheques, again.amount_minor, again.is_repeated) == (2, 95_00, False)
    assert lockbox(entity_id, TWO_CHEQUES).is_repeated
    take(entity_id, a_statement(Move(on=6, amount="95.00", text="LOCKBOX DEPOSIT")))
    assert match_all(entity_id).linked == 1
    assert open_of(entity_id)[:3] == [0, 50_00, 30_00]
    assert books_hold(entity_id)


def test_cheques_that_the_bank_shows_stay_until_its_line_waits_again() -> None:
    entity_id = an_office()
    taken = lockbox(entity_id, TWO_CHEQUES)
    take(entity_id, a_statement(Move(on=6, amount="95.00", text="LOCKBOX DEPOSIT")))
    match_all(entity_id)

    with pytest.raises(LockboxStays, match="the bank shows them on line") as refusal:
        back(entity_id, taken.deposit)
    line_id = int(refusal.value.why.split()[6].strip(";"))
    command = UnlinkLine(entity_id=entity_id, line_id=line_id, reason="twice")
    unlink_line(command, **by(CLERK))

    assert back(entity_id, taken.deposit) == 2
    with pytest.raises(LockboxStays, match="taken back before"):
        back(entity_id, taken.deposit)
    assert books_hold(entity_id)


def test_a_cheque_that_bounced_keeps_its_lockbox() -> None:
    entity_id = an_office()
    taken = lockbox(entity_id, TWO_CHEQUES)
    with db.reading(entity_id):
        [slip] = deposits(entity_id)
        first = payments_on(entity_id, slip.id)[0]
    bounced = ReturnPayment(
        entity_id=entity_id,
        payment_id=first.payment_id,
        returned_on=SLIP_DAY,
        reason="NSF",
    )
    return_payment(bounced, **by(CLERK))

    with pytest.raises(LockboxStays, match=f"{first.number} went on as a payment"):
        back(entity_id, taken.deposit)


def test_a_slip_of_the_drawer_is_no_lockbox() -> None:
    with pytest.raises(NoSuchLockbox):
        back(an_office(), "")
