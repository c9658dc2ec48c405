"""Gain and loss of foreign currencies belong to the application."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

import pytest

from duebook import db
from duebook.apps.approvals.actions import Held
from duebook.apps.invoicing.actions.crediting import (
    IssueCreditNote,
    VoidInvoice,
    issue_credit_note,
    void_invoice,
)
from duebook.apps.invoicing.actions.drafts import IssueInvoice, issue_invoice
from duebook.apps.ledger.queries import postings_of
from duebook.apps.payments.actions import (
    RefundCredit,
    ReturnPayment,
    TakeBackWriteOffs,
    TransferCredit,
    WriteOffsTakenBack,
    refund_credit,
    return_payment,
    take_back_write_offs,
    transfer_credit,
)
from duebook.apps.receivables import models
from duebook.apps.receivables.actions import (
    ApplyCredit,
    Unapply,
    WriteOff,
    apply_credit,
    unapply,
    write_off,
)
from duebook.apps.receivables.queries import applications_of
from duebook.domain.exchange import RateMissing
from duebook.domain.ledger import AccountRole
from duebook.domain.payments import Method
from tests.apps.payments.foreign import (
    LATER,
    OWED_ON,
    PAID_ON,
    balance,
    gains,
    owes_euros,
    pays_euros,
    set_rates,
)
from tests.apps.payments.office import a_payment, owes, receive
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

pytestmark = pytest.mark.django_db

EXCHANGE, ADJUSTMENT = "6900", "1290"


def an_office() -> tuple[int, int]:
    """An entity in dollars with rates of the euro, and a party."""
    entity_id = an_entity(f"X{uuid.uuid4().hex[:6]}")
    set_rates(entity_id, (OWED_ON, "1.05"), (PAID_ON, "1.10"), (LATER, "1.02"))
    return entity_id, a_party(entity_id)


def test_a_stronger_euro_makes_a_gain_in_dollars() -> None:
    entity_id, party_id = an_office()
    owes_euros(entity_id, party_id, 100_00)

    pays_euros(entity_id, party_id, 100_00)

    assert gains(entity_id) == [5_00]
    assert balance(entity_id, EXCHANGE) == -5_00
    assert balance(entity_id, ADJUSTMENT) == 5_00
    assert books_hold(entity_id)


def test_the_entry_names_both_rates_and_days() -> None:
    entity_id, party_id = an_office()
    owes_euros(entity_id, party_id, 100_00)
    pays_euros(entity_id, party_id, 100_00, on=date(2026, 11, 20))

    with db.reading(entity_id):
        exchange = models.Exchange.objects.get(entity_id=entity_id)
        entry = exchange.entry
        assert entry is not None
        assert entry.cause == "exchange from 1.05 (2026-11-03) to 1.1 (2026-11-17)"
        assert entry.effective_on == date(2026, 11, 20)
        assert {p.amount_minor for p in postings_of(entity_id, [entry.id])[entry.id]}
    assert (exchange.from_rate, exchange.to_rate) == (Decimal("1.05"), Decimal("1.10"))


def test_parts_come_to_the_rounded_whole() -> None:
    entity_id, party_id = an_office()
    owes_euros(entity_id, party_id, 1_00)

    for amount_minor in (33, 33, 34):
        pays_euros(entity_id, party_id, amount_minor)

    assert gains(entity_id) == [2, 1, 2]


def test_what_is_taken_off_takes_its_difference_back() -> None:
    entity_id, party_id = an_office()
    owes_euros(entity_id, party_id, 100_00)
    paid = pays_euros(entity_id, party_id, 100_00)
    set_rates(entity_id, (PAID_ON, "1.20"), reason="misread")

    with db.reading(entity_id):
        [applied] = applications_of(entity_id, [paid.item_id])
    unapply(
        Unapply(
            entity_id=entity_id,
            application_id=applied.id,
            effective_on=LATER,
            reason="not for this",
        ),
        **by(CLERK),
    )

    assert gains(entity_id) == [5_00, -5_00]
    assert balance(entity_id, EXCHANGE) == balance(entity_id, ADJUSTMENT) == 0
    assert books_hold(entity_id)


def test_a_return_takes_the_difference_back_and_makes_none() -> None:
    entity_id, party_id = an_office()
    owes_euros(entity_id, party_id, 100_00)
    paid = pays_euros(entity_id, party_id, 100_00)

    return_payment(
        ReturnPayment(
            entity_id=entity_id,
            payment_id=paid.payment_id,
            returned_on=LATER,
            reason="insufficient funds",
        ),
        **by(CLERK),
    )

    assert gains(entity_id) == [5_00, -5_00, 0]
    assert balance(entity_id, EXCHANGE) == balance(entity_id, ADJUSTMENT) == 0
    assert books_hold(entity_id)


def test_moved_money_is_worth_what_it_was() -> None:
    entity_id, party_id = an_office()
    paid = pays_euros(entity_id, party_id, 100_00)
    moved = transfer_credit(
        TransferCredit(
            entity_id=entity_id,
            credit_id=paid.item_id,
            to=AccountRole.ON_ACCOUNT,
            transferred_on=LATER,
            reason="for later",
        ),
        **by(CLERK),
    )
    owes_euros(entity_id, party_id, 100_00)

    apply_credit(
        ApplyCredit(entity_id=entity_id, credit_id=moved.credit_id, applied_on=LATER),
        **by(CLERK),
    )

    assert gains(entity_id) == [0, 5_00]
    assert books_hold(entity_id)


def test_a_refund_is_worth_what_its_day_says() -> None:
    entity_id, party_id = an_office()
    paid = pays_euros(entity_id, party_id, 100_00)

    refund_credit(
        RefundCredit(
            entity_id=entity_id,
            credit_id=paid.item_id,
            refunded_on=LATER,
            method=Method.CHEQUE,
            reason="paid twice",
        ),
        **by(MANAGER),
    )

    assert gains(entity_id) == [8_00]
    assert books_hold(entity_id)


def test_what_we_give_up_makes_no_difference() -> None:
    entity_id, party_id = an_office()
    [item_id] = owes_euros(entity_id, party_id, 100_00)

    write_off(
        WriteOff(
            entity_id=entity_id,
            item_id=item_id,
            written_off_on=PAID_ON,
            reason="insolvent",
        ),
        **by(MANAGER),
    )

    assert gains(entity_id) == [0]
    assert books_hold(entity_id)


def test_a_debt_opened_again_is_worth_what_it_was() -> None:
    entity_id, party_id = an_office()
    [item_id] = owes_euros(entity_id, party_id, 100_00)
    command = WriteOff(
        entity_id=entity_id,
        item_id=item_id,
        written_off_on=PAID_ON,
        reason="insolvent",
    )
    given_up = write_off(command, **by(MANAGER))
    assert not isinstance(given_up, Held)

    back = TakeBackWriteOffs(
        entity_id=entity_id,
        write_off_ids=(given_up.credit_id,),
        taken_back_on=LATER,
        reason="they pay after all",
    )
    taken_back = take_back_write_offs(back, **by(MANAGER))

    assert taken_back == WriteOffsTakenBack(1, 100_00, "EUR")
    assert sum(gains(entity_id)) == 0
    assert books_hold(entity_id)


def test_a_currency_without_rates_is_kept_apart() -> None:
    entity_id, party_id = an_office()
    owes_euros(entity_id, party_id, 100_00, currency="GBP")

    receive(
        entity_id,
        a_payment(party_id, 100_00, received_on=PAID_ON, currency="GBP"),
    )

    assert gains(entity_id) == []
    assert books_hold(entity_id)


def test_the_own_currency_has_nothing_to_do_with_it() -> None:
    entity_id, party_id = an_office()
    owes(entity_id, party_id, 100_00)

    receive(entity_id, a_payment(party_id, 100_00))

    assert gains(entity_id) == []


def test_a_day_without_a_rate_is_refused_whole() -> None:
    entity_id, party_id = an_office()
    owes_euros(entity_id, party_id, 100_00, on=date(2026, 11, 1))

    with pytest.raises(RateMissing, match="of EUR for 2026-11-01: all that are known"):
        pays_euros(entity_id, party_id, 100_00)

    assert gains(entity_id) == []
    assert books_hold(entity_id)


def test_credit_note_and_void_have_the_rate_of_their_invoice() -> None:
    entity_id = an_entity(f"X{uuid.uuid4().hex[:6]}", currency="EUR")
    set_rates(entity_id, (OWED_ON, "0.90"), (PAID_ON, "0.95"), currency="USD")
    a_price_book(entity_id, CONSULT="80.00", TRAINING="90.00")
    a_party(entity_id)
    issued = [
        issue_invoice(
            IssueInvoice(
                entity_id=entity_id,
                charges=(a_charge("TIDEWELL", item),),
                issued_on=OWED_ON,
            ),
            **by(CLERK),
        )
        for item in ("CONSULT", "TRAINING")
    ]

    issue_credit_note(
        IssueCreditNote(
            entity_id=entity_id,
            number=issued[0].number,
            credited_on=PAID_ON,
            reason="not done",
        ),
        **by(MANAGER),
    )
    void_invoice(
        VoidInvoice(
            entity_id=entity_id,
            number=issued[1].number,
            voided_on=PAID_ON,
            reason="not theirs",
        ),
        **by(MANAGER),
    )

    assert gains(entity_id) == [0, 0]
    assert books_hold(entity_id)
