"""What lies between two sides of the books is named, and what is wrong is mended."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import connections

from duebook import db
from duebook.apps.banking.actions import (
    SetApart,
    TakeLockbox,
    TakeLockboxBack,
    set_lines_apart,
    take_lockbox,
    take_lockbox_back,
)
from duebook.apps.close.queries.comparing import ties
from duebook.apps.ledger.actions import KeepAccounts, NewAccount, keep_accounts
from duebook.domain.payments import Method
from duebook.domain.tie_out import TIMING, Cause
from tests.apps.banking.office import (
    Move,
    a_bank,
    a_statement,
    match_all,
    take,
    waiting,
)
from tests.apps.payments.office import a_payment, owes, receive
from tests.office import CLERK, a_party, an_entity, by
from tests.scenarios.busy_office import a_busy_office
from tests.scenarios.test_planted_faults import as_role, guards_down, run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.plugin import DjangoDbBlocker

    from duebook.domain.tie_out import Difference

END = date(2026, 11, 30)


def named(entity_id: int, on: date = END) -> list[Difference]:
    """Every difference of the office; what they come to is what the sides differ by."""
    found: list[Difference] = []
    for tie in ties(entity_id, on):
        assert sum(one.amount_minor for one in tie.differences) == tie.difference_minor
        found += tie.differences
    return found


@pytest.fixture
def office() -> int:
    """A customer owes 80.00; we have an account at a bank."""
    entity_id = an_entity()
    owes(entity_id, a_party(entity_id), 80_00)
    a_bank(entity_id)
    savings = NewAccount("1065", "Savings", "asset")
    keep_accounts(KeepAccounts(entity_id=entity_id, accounts=(savings,)), **by())
    return entity_id


@pytest.mark.django_db
def test_a_line_that_nobody_decided_is_at_the_bank_alone(office: int) -> None:
    take(office, a_statement(Move(on=9, amount="12.00", text="?")))
    match_all(office)

    with db.reading(office):
        [line] = named(office)
    assert (line.cause, line.amount_minor) == (Cause.NOT_IN_BOOKS, -12_00)
    assert line.is_fault
    assert line.remedy == "Say under Bank what the line is."


@pytest.mark.django_db
def test_money_of_nobody_known_waits_for_its_payer(office: int) -> None:
    take(office, a_statement(Move(on=9, amount="12.00", text="?")))
    match_all(office)
    [line] = waiting(office)
    set_lines_apart(SetApart(entity_id=office, line_ids=(line.id,)), **by(CLERK))

    with db.reading(office):
        [money] = named(office)
    assert (money.cause, money.amount_minor) == (Cause.UNIDENTIFIED, -12_00)
    assert not money.is_fault


@pytest.mark.django_db
def test_a_balance_that_the_lines_do_not_lead_to_is_a_gap(office: int) -> None:
    whole = a_statement(Move(on=5, amount="80.00", text="INV-1", name="Tidewell"))
    take(office, whole.replace(b"1080.00", b"1087.00"))
    match_all(office)

    with db.reading(office):
        causes = {one.cause: one.amount_minor for one in named(office)}
    assert causes[Cause.GAP] == -7_00


@pytest.mark.django_db
def test_a_cheque_is_outstanding_until_the_bank_shows_it(office: int) -> None:
    party_id = a_party(office, "Alder Clinic")
    receive(office, a_payment(party_id, 80_00, method=Method.CHEQUE))
    take(office, a_statement())

    with db.reading(office):
        [cheque] = named(office)
    assert (cheque.cause, cheque.amount_minor) == (Cause.OUTSTANDING, 80_00)
    assert cheque.documents


@pytest.mark.django_db
def test_a_lockbox_that_was_taken_back_leaves_no_difference(office: int) -> None:
    box = b"Cheque number,Payer,Invoice,Amount paid\n1041,,I-1,80.00\n"
    day = date(2026, 11, 5)
    taking = TakeLockbox(
        entity_id=office,
        name="box.csv",
        content=box,
        account="Harbor Bank",
        deposited_on=day,
    )
    slip = take_lockbox(taking, **by(CLERK))
    take(office, a_statement())
    with db.reading(office):
        before = {one.cause for one in named(office)}
    back = TakeLockboxBack(
        entity_id=office, deposit=slip.deposit, taken_back_on=day, reason="twice"
    )
    take_lockbox_back(back, **by(CLERK))

    with db.reading(office):
        assert (before, named(office)) == ({Cause.UNDER_WAY, Cause.UNIDENTIFIED}, [])


@pytest.mark.django_db
def test_a_transfer_waits_for_its_other_half(office: int) -> None:
    """Money leaves for the savings account, whose statement is to come."""
    savings = "DE75512108001245126199"
    a_bank(
        office,
        name="Savings",
        identifier=savings,
        account="1065",
        opening_minor=0,
    )
    take(office, a_statement(Move(on=9, amount="-90.00", account=savings)))
    match_all(office)

    with db.reading(office):
        [half] = named(office)
    assert (half.cause, half.amount_minor) == (Cause.HALF, 90_00)
    assert not half.is_fault


@pytest.fixture(scope="module")
def busy(
    django_db_setup: None,  # noqa: ARG001 - migrated before it is used
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[int]:
    """An office that is committed, so that the owner can plant faults in it."""
    with django_db_blocker.unblock():
        yield a_busy_office(f"T{uuid.uuid4().hex[:8]}")
        connections.close_all()


def test_a_busy_office_has_no_fault(
    busy: int, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock(), db.reading(busy):
        for day in (date(2026, 10, 31), date(2026, 11, 3), END):
            assert [one for one in named(busy, day) if one.cause not in TIMING] == []


COPIED = (
    "SELECT nextval('ledger_entry_id_seq'); INSERT INTO ledger_posting (entity_id,"
    " entry_id, account_id, is_control, currency, amount_minor, item_id)"
    " SELECT entity_id, currval('ledger_entry_id_seq'), account_id, is_control,"
    " currency, amount_minor, item_id FROM ledger_posting WHERE {mine}"
    " AND entry_id = {entry}; "
)
A_PLANTED = (
    "INSERT INTO ledger_entry (id, entity_id, effective_on, source_kind, source_id,"
    " cause) VALUES (currval('ledger_entry_id_seq'), {entity}, '2026-11-03', 'plant',"
    " 1, 'year end') "
)
GONE = "DELETE FROM ledger_posting WHERE {mine} AND entry_id = {entry}"
ON_CONTROL = (
    "SELECT nextval('ledger_entry_id_seq'); INSERT INTO ledger_posting (entity_id,"
    " entry_id, account_id, is_control, currency, amount_minor, item_id) VALUES"
    " ({entity}, currval('ledger_entry_id_seq'), {receivable}, true, 'USD', 900, NULL),"
    " ({entity}, currval('ledger_entry_id_seq'), {revenue}, false, 'USD', -900, NULL); "
)
MOVED = "UPDATE ledger_entry SET effective_on = '2026-12-01' WHERE id = {entry}"
A_CENT = (
    "UPDATE ledger_posting SET amount_minor = amount_minor + 1 WHERE {mine}"
    " AND entry_id = {entry} AND item_id IS NOT NULL"
)
A_DOLLAR = A_CENT.replace("+ 1", "+ 100")
IMPORTED = (
    "UPDATE receivables_item SET kind = 'opening' WHERE {mine} AND entry_id = {entry}; "
)


@pytest.mark.parametrize(
    ("statement", "cause"),
    [
        (GONE, Cause.UNPOSTED),
        (IMPORTED + GONE, Cause.IMPORT),
        (COPIED + A_PLANTED, Cause.POSTED_TWICE),
        (ON_CONTROL + A_PLANTED, Cause.BY_HAND),
        (MOVED, Cause.OTHER_PERIOD),
        (A_CENT, Cause.ROUNDING),
        (A_DOLLAR, Cause.UNEXPLAINED),
    ],
    ids=lambda part: part.name if isinstance(part, Cause) else "",
)
def test_what_an_owner_plants_is_named(
    busy: int, django_db_blocker: DjangoDbBlocker, statement: str, cause: Cause
) -> None:
    """The database lets nobody do it; with its guards down, the tie-out tells."""
    with django_db_blocker.unblock(), as_role("owner", busy):
        guards_down()
        assert run(busy, statement)

        found = {one.cause for one in named(busy) if one.key.startswith("receivables")}

    assert found - TIMING == {cause}
