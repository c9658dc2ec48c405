"""One file of money taken in by two people at once: one wins, the other is told."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from duebook import db
from duebook.apps.banking.actions import (
    TakeAdvice,
    TakeLockbox,
    TakePayouts,
    TakeReturns,
    take_advice,
    take_lockbox,
    take_payouts,
    take_returns,
)
from duebook.apps.ledger.queries import trial_balance
from duebook.domain.errors import Refusal
from tests.apps.banking.nacha_files import Entry, a_nacha_file
from tests.apps.banking.office import a_bank
from tests.apps.payments.office import a_payment, owes, receive
from tests.office import CLERK, MANAGER, a_party, an_entity, books_hold, by
from tests.races import at_once

if TYPE_CHECKING:
    from collections.abc import Callable

TRACE = "076401250000009"
REPORT = (
    b"automatic_payout_id,automatic_payout_effective_at,balance_transaction_id,created,"
    b"currency,gross,fee,net,reporting_category,source_id\n"
    b"po_1,2026-11-06,txn_1,2026-11-05,usd,20.00,0.90,19.10,charge,ch_1\n"
)
BOX = b"Cheque number,Invoice,Amount paid\n1041,INV-1,30.00\n"
ADVICE = b"Payment reference,Invoice,Amount paid\nEFT-778812,INV-1,30.00\n"


def returns(entity_id: int) -> Callable[..., Any]:
    content = a_nacha_file(Entry(back="R01", trace=TRACE, cents=80_00))
    command = TakeReturns(entity_id=entity_id, name="r.ach", content=content)
    return partial(take_returns, command)


def payouts(entity_id: int) -> Callable[..., Any]:
    command = TakePayouts(
        entity_id=entity_id, name="p.csv", content=REPORT, account="Harbor Bank"
    )
    return partial(take_payouts, command)


def lockbox(entity_id: int) -> Callable[..., Any]:
    command = TakeLockbox(
        entity_id=entity_id,
        name="b.csv",
        content=BOX,
        account="Harbor Bank",
        deposited_on=date(2026, 11, 5),
    )
    return partial(take_lockbox, command)


def advice(entity_id: int) -> Callable[..., Any]:
    command = TakeAdvice(entity_id=entity_id, name="a.csv", content=ADVICE)
    return partial(take_advice, command)


@pytest.mark.parametrize(
    ("taking", "bank_minor"),
    [
        (returns, 1_000_00),
        (payouts, 1_099_10),
        (lockbox, 1_110_00),
        (advice, 1_080_00),
    ],
)
def test_a_file_that_two_people_send_at_once_counts_once(
    committed: str, taking: Callable[[int], Callable[..., Any]], bank_minor: int
) -> None:
    entity_id = an_entity(committed)
    party_id = a_party(entity_id)
    owes(entity_id, party_id, 30_00)
    a_bank(entity_id)
    receive(entity_id, a_payment(party_id, 80_00, reference=TRACE))
    take = taking(entity_id)

    outcomes = at_once([partial(take, **by(person)) for person in (CLERK, MANAGER)])

    told = [one for one in outcomes if isinstance(one, Refusal) or one.is_repeated]
    assert len(told) == 1
    with db.reading(entity_id):
        balances = trial_balance(entity_id, date(2027, 1, 1))
    assert sum(one.amount_minor for one in balances if one.code == "1000") == bank_minor
    assert books_hold(entity_id)
