from __future__ import annotations

from datetime import date

import pytest

from duebook import db
from duebook.apps.banking.queries.deposits import undeposited
from duebook.apps.close.actions import Lock, LockPeriod, lock_period
from duebook.apps.imports.actions import UndoImport, undo_import
from duebook.apps.imports.queries import preview
from duebook.apps.ledger.queries import accounts_by_role, balance_on, trial_balance
from duebook.apps.receivables.queries import items_by_number
from duebook.domain.ledger import AccountRole
from tests.apps.imports.office import an_office, problems, seen, taken
from tests.office import CLERK, MANAGER, by

pytestmark = pytest.mark.django_db

OPEN_ITEMS = """\
Party,Document number,Document date,Due date,Open amount,Type
TIDE,2025-118,2025-11-20,2025-12-20,1250.00,invoice
TIDE,2025-131,2025-12-04,2026-01-03,480.00,invoice
BRIO,GS-9,2025-12-11,2025-12-11,75.00,credit memo
BRIO,2025-140,2025-12-15,2026-01-14,0.00,invoice
"""
CUT_OVER = date(2026, 1, 1)


def open_of(entity_id: int, *numbers: str) -> list[int]:
    with db.reading(entity_id):
        found = items_by_number(entity_id, numbers)
    return [item.open_minor for number in numbers for item in found[number]]


def test_opening_balances_are_what_is_open() -> None:
    entity_id = an_office()

    result = taken(entity_id, "open_items", OPEN_ITEMS, counts_on=CUT_OVER)

    assert (result.created, result.bad) == (3, 0)
    assert open_of(entity_id, "2025-118", "2025-131", "GS-9") == [125000, 48000, -7500]
    with db.reading(entity_id):
        balances = {
            one.code: one.amount_minor for one in trial_balance(entity_id, CUT_OVER)
        }
    assert balances["1200"] == 1730_00
    assert balances["2110"] == -75_00


def test_a_document_that_is_open_already_is_not_taken_over_twice() -> None:
    entity_id = an_office()
    taken(entity_id, "open_items", OPEN_ITEMS, counts_on=CUT_OVER)

    shown = seen(
        entity_id,
        "open_items",
        OPEN_ITEMS.replace("1250.00", "1300.00"),
        counts_on=CUT_OVER,
    )

    [(number, reason)] = problems(shown)
    assert number == 2
    assert reason.startswith(
        "Document number: '2025-118' came before with other values"
    )


def test_nothing_is_posted_where_no_period_is_open() -> None:
    shown = seen(an_office(), "open_items", OPEN_ITEMS, counts_on=date(2024, 1, 1))

    assert problems(shown)[0] == (
        2,
        (
            "Document number: '2025-118' cannot be posted on 2024-01-01: "
            "no period is open for this day"
        ),
    )


PAYMENTS = """\
Date received;Customer;Amount;Method;Reference;Invoices
05.02.2026;TIDE;1.500,00;check;1041;2025-118, 2025-131
06.02.2026;;230,00;Überweisung;RF12;2025-131
07.02.2026;BRIO;60,00;cash;;
"""


def test_payments_settle_the_documents_they_name_in_order() -> None:
    entity_id = an_office()
    taken(entity_id, "open_items", OPEN_ITEMS, counts_on=CUT_OVER)

    result = taken(entity_id, "payments", PAYMENTS)

    assert (result.created, result.bad) == (3, 0)
    assert open_of(entity_id, "2025-118", "2025-131") == [0, 0]


def test_money_for_a_named_document_is_not_taken_by_money_for_any() -> None:
    entity_id = an_office()
    taken(entity_id, "open_items", OPEN_ITEMS, counts_on=CUT_OVER)
    rows = """\
Date received,Customer,Amount,Method,Invoices
2026-02-05,TIDE,1250.00,check,
2026-02-06,TIDE,1250.00,check,2025-118
"""

    taken(entity_id, "payments", rows)

    assert open_of(entity_id, "2025-118", "2025-131") == [0, 0]


def test_what_a_settled_document_is_paid_once_more_waits_for_a_person() -> None:
    entity_id = an_office()
    taken(entity_id, "open_items", OPEN_ITEMS, counts_on=CUT_OVER)
    rows = """\
Date received,Customer,Amount,Method,Invoices
2026-02-05,TIDE,1250.00,check,2025-118
2026-02-06,TIDE,480.00,check,2025-118
"""

    taken(entity_id, "payments", rows)

    assert open_of(entity_id, "2025-118", "2025-131") == [0, 480_00]


UNDEPOSITED = """\
Receipt,Date received,Customer,Amount,Method,Ref,Deposit to,Undeposited
R-1,2026-02-05,TIDE,480.00,check,1041,,yes
R-2,2026-02-05,TIDE,60.00,cash,,Undeposited Funds,
R-3,2026-02-06,BRIO,90.00,check,77,Checking,
R-4,2026-02-06,BRIO,20.00,wire,RF12,,yes
"""


def drawer(entity_id: int) -> tuple[list[str], int]:
    """What waits to be deposited, and what the ledger says of the drawer."""
    with db.reading(entity_id):
        waiting = undeposited(entity_id, "USD")
        account_id = accounts_by_role(entity_id)[AccountRole.UNDEPOSITED]
        held_minor = balance_on(entity_id, account_id, "USD", CUT_OVER.replace(month=3))
    assert held_minor == sum(one.amount_minor for one in waiting)
    return [one.reference for one in waiting], held_minor


def test_cheques_and_cash_may_wait_to_be_deposited() -> None:
    entity_id = an_office()

    result = taken(entity_id, "payments", UNDEPOSITED)

    assert (result.created, result.bad) == (3, 1)
    [bad] = seen(entity_id, "payments", UNDEPOSITED).bad
    assert "neither cheque nor cash" in str(bad.problems[0].reason)
    assert drawer(entity_id) == (["1041", ""], 540_00)


def test_an_import_that_is_undone_leaves_the_drawer_empty() -> None:
    entity_id = an_office()
    result = taken(entity_id, "payments", UNDEPOSITED)

    command = UndoImport(entity_id=entity_id, file_id=result.file_id, reason="twice")
    undo_import(command, **by(CLERK))

    assert drawer(entity_id) == ([], 0)


def test_a_payment_that_cannot_be_says_why() -> None:
    entity_id = an_office()
    taken(entity_id, "open_items", OPEN_ITEMS, counts_on=CUT_OVER)

    shown = seen(
        entity_id,
        "payments",
        "Date received,Customer,Amount,Method,Invoices\n"
        "2026-02-05,TIDE,-5.00,cash,\n"
        "2026-02-05,TIDE,5.005,cash,\n"
        "2024-02-05,TIDE,5.00,cash,\n"
        "2026-02-05,TIDE,5.00,shells,\n"
        "2026-02-05,BRIO,5.00,cash,2025-118\n"
        "2026-02-05,,5.00,cash,nothing known\n",
    )

    assert problems(shown) == [
        (2, "Amount: '-5.00' is not positive, so nothing came in"),
        (3, "Amount: '5.005' has more decimals than USD has"),
        (
            4,
            (
                "Date received: '2024-02-05' is no day to post on: "
                "no period is open for this day"
            ),
        ),
        (5, "Method: 'shells' is not one of cash, cheque, ach, wire, card"),
        (6, "Invoices: '2025-118' names 2025-118, which this party does not owe"),
        (7, "Invoices: 'nothing known' does not tell one party that pays"),
    ]


def test_a_payment_with_a_key_comes_once() -> None:
    entity_id = an_office()
    head = "External key,Date received,Customer,Amount\n"
    taken(entity_id, "payments", head + "B-1,2026-02-05,TIDE,10.00\n")

    result = taken(
        entity_id,
        "payments",
        head + "B-1,2026-02-05,TIDE,10.00\nB-2,2026-02-05,TIDE,10.00\n",
    )

    assert (result.created, result.known) == (1, 1)


@pytest.mark.parametrize(
    ("state", "actor", "why"),
    [
        (Lock.SOFT, CLERK, "its period is under soft lock"),
        (Lock.SOFT, MANAGER, ""),
        (Lock.HARD, MANAGER, "its period is closed"),
    ],
)
def test_a_locked_period_takes_no_payment_but_from_who_may(
    state: Lock, actor: str, why: str
) -> None:
    entity_id = an_office()
    february = date(2026, 2, 5)
    lock_period(
        LockPeriod(entity_id=entity_id, day=february, state=state, reason="closed"),
        **by(MANAGER),
    )
    file = b"Date received,Customer,Amount\n2026-02-05,TIDE,10.00\n"

    with db.reading(entity_id):
        shown = preview(
            entity_id, "payments", file, "p.csv", actor=actor, today=date(2026, 11, 3)
        )

    assert bool(shown.planned) is not bool(why)
    assert all(why in reason for _, reason in problems(shown))
