"""A processor's report in the books: charges, fees, refunds, disputes, the payout."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from duebook import db
from duebook.apps.banking.actions import (
    PayoutOfAnotherSum,
    TakePayouts,
    take_payouts,
)
from duebook.apps.banking.queries.accounts import CurrencyDiffers
from duebook.apps.ledger.queries import trial_balance
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
from tests.apps.payments.office import open_of, owes
from tests.office import CLERK, a_party, an_entity, books_hold, by

if TYPE_CHECKING:
    from duebook.apps.banking.actions import PayoutsTaken

pytestmark = pytest.mark.django_db

BANK, PROCESSOR, UNIDENTIFIED = "1000", "1080", "2120"
HEAD = (
    "automatic_payout_id,automatic_payout_effective_at,balance_transaction_id,created,"
    "currency,gross,fee,net,reporting_category,source_id,charge_id,description,"
    "customer_name,invoice_number"
)
CHARGE = (
    "po_1,2026-11-06,txn_1,2026-11-04,usd,80.00,2.62,77.38,charge,ch_1,ch_1,"
    "Hotel laundry,Tidewell Hotels,INV-2026-00101"
)
STRANGE = (
    "po_1,2026-11-06,txn_2,2026-11-04,usd,20.00,0.88,19.12,charge,ch_2,ch_2,thanks,,"
)
MONTHLY = "po_1,2026-11-06,txn_3,2026-11-05,usd,0.00,2.00,-2.00,fee,,,Radar,,"
REFUND = (
    "po_2,2026-11-09,txn_4,2026-11-07,usd,-80.00,0.00,-80.00,refund,re_1,ch_1,sorry,,"
)


def a_report(*rows: str) -> bytes:
    return "\n".join((HEAD, *rows, "")).encode()


def an_office() -> int:
    """An office whose party owes 80.00 (INV-2026-00101), with a bank."""
    entity_id = an_entity()
    party_id = a_party(entity_id)
    owes(entity_id, party_id, 80_00, numbers=["INV-2026-00101"])
    a_bank(entity_id)
    return entity_id


def payouts(entity_id: int, content: bytes) -> PayoutsTaken:
    command = TakePayouts(
        entity_id=entity_id, name="payouts.csv", content=content, account="Harbor Bank"
    )
    return take_payouts(command, **by(CLERK))


def balances(entity_id: int) -> dict[str, int]:
    with db.reading(entity_id):
        return {
            one.code: one.amount_minor
            for one in trial_balance(entity_id, date(2027, 11, 3))
        }


def test_gross_is_paid_fees_are_ours_and_the_bank_s_line_is_the_payout() -> None:
    entity_id = an_office()

    taken = payouts(entity_id, a_report(CHARGE, STRANGE, MONTHLY))
    take(entity_id, a_statement(Move(on=6, amount="94.50", text="STRIPE PAYOUT")))
    matched = match_all(entity_id)

    assert (taken.payouts, taken.payments, taken.unidentified) == (1, 2, 1)
    assert taken.fees_minor == {"USD": 5_50}
    assert taken.owed_minor == {"USD": 0}
    assert open_of(entity_id)[0] == 0
    assert (matched.linked, waiting(entity_id)) == (1, [])
    found = balances(entity_id)
    assert found[BANK] == OPENING_MINOR + 94_50
    assert found.get(PROCESSOR, 0) == 0
    assert found[UNIDENTIFIED] == -20_00
    assert books_hold(entity_id)


def test_what_is_not_paid_out_yet_is_owed_and_comes_once() -> None:
    entity_id = an_office()
    waits = CHARGE.replace("po_1,2026-11-06", ",")

    assert payouts(entity_id, a_report(waits)).owed_minor == {"USD": 77_38}
    again = payouts(entity_id, a_report(CHARGE))

    assert (again.payments, again.payouts) == (0, 1)
    assert again.owed_minor == {"USD": 0}
    assert books_hold(entity_id)


def test_the_same_payout_adds_nothing_in_the_same_file_or_another() -> None:
    entity_id = an_office()
    payouts(entity_id, a_report(CHARGE, STRANGE))
    before = balances(entity_id)

    same = payouts(entity_id, a_report(CHARGE, STRANGE))
    another = payouts(entity_id, a_report(STRANGE, CHARGE))

    assert same.is_repeated
    assert (another.payouts, another.payments) == (0, 0)
    assert balances(entity_id) == before
    assert books_hold(entity_id)


def test_money_that_went_back_whole_takes_its_payment_back() -> None:
    entity_id = an_office()
    payouts(entity_id, a_report(CHARGE))

    taken = payouts(entity_id, a_report(REFUND))

    assert (taken.taken_back, taken.told) == (1, ())
    assert open_of(entity_id)[0] == 80_00
    assert taken.owed_minor == {"USD": 0}
    assert balances(entity_id)[BANK] == OPENING_MINOR - 2_62
    assert books_hold(entity_id)


def test_a_chargeback_and_its_fee_open_the_invoice_again() -> None:
    entity_id = an_office()
    lost = (
        REFUND.replace("0.00,-80.00,refund,re_1", "15.00,-95.00,dispute,dp_1")
        .replace("txn_4", "txn_5")
        .replace("sorry", "fraudulent")
    )

    taken = payouts(entity_id, a_report(CHARGE, lost.replace("po_2", "po_1")))

    assert (taken.taken_back, taken.fees_minor) == (1, {"USD": 17_62})
    assert open_of(entity_id)[0] == 80_00
    assert balances(entity_id)[BANK] == OPENING_MINOR - 17_62
    assert taken.owed_minor == {"USD": 0}
    assert books_hold(entity_id)


def test_a_part_that_went_back_is_owed_until_a_credit_note_settles_it() -> None:
    entity_id = an_office()
    part = REFUND.replace("-80.00", "-30.00")
    stray = part.replace("txn_4", "txn_6").replace("re_1,ch_1", "re_2,ch_9")

    payouts(entity_id, a_report(CHARGE))
    taken = payouts(entity_id, a_report(part, stray))

    assert taken.taken_back == 0
    assert [one.code for one in taken.told] == [
        "payout_money_back_owed",
        "payout_money_back_unidentified",
    ]
    assert open_of(entity_id) == [0, 0, 30_00, 30_00]
    assert balances(entity_id)[UNIDENTIFIED] == 30_00
    assert taken.owed_minor == {"USD": 0}
    assert books_hold(entity_id)


@pytest.mark.parametrize(
    ("row", "refusal", "said"),
    [
        (CHARGE.replace("77.38", "77.39"), FileNotWhole, "row 2.*gross less fee"),
        (CHARGE.replace("80.00", "eighty"), UnreadableBankFile, "row 2"),
        (CHARGE.replace("usd", "eur"), CurrencyDiffers, "EUR"),
    ],
)
def test_a_file_that_cannot_be_right_posts_nothing(
    row: str, refusal: type[Exception], said: str
) -> None:
    entity_id = an_office()

    with pytest.raises(refusal, match=said):
        payouts(entity_id, a_report(row))

    assert open_of(entity_id) == [80_00]
    assert books_hold(entity_id)


def test_a_movement_that_came_before_with_another_amount_is_refused() -> None:
    entity_id = an_office()
    payouts(entity_id, a_report(STRANGE))

    with pytest.raises(PayoutOfAnotherSum, match=r"txn_2.*19\.12.*18\.12"):
        payouts(
            entity_id,
            a_report(STRANGE.replace("20.00", "19.00").replace("19.12", "18.12")),
        )

    assert books_hold(entity_id)
