"""Money in: what it settles, what it earns, what is left; never twice."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from duebook.apps.audit import models as audit
from duebook.apps.entities.actions import BooksSayNo
from duebook.apps.ledger.queries import trial_balance
from duebook.apps.payments import models, queries
from duebook.apps.payments.actions import (
    Asked,
    KeyOfAnotherPayment,
    NothingReceived,
    PaymentReceipt,
    ReceivePayment,
    ReceivePayments,
    receive_payment,
    receive_payments,
)
from duebook.apps.receivables.queries import NoSuchItem, items_as_of
from duebook.domain.application import OverApplied
from duebook.domain.money import UnknownCurrency
from duebook.domain.payments import Method
from tests.apps.payments.office import DAY, a_payment, open_of, owes, receive
from tests.office import CLERK, a_party, an_entity, by, chain_holds

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db


def test_a_cheque_settles_the_invoice_of_its_amount() -> None:
    entity_id = an_entity()
    party_id = a_party(entity_id)
    owes(entity_id, party_id, 80_00, 50_00)

    receipt = receive(entity_id, a_payment(party_id, 50_00))

    assert receipt.number == "P-2026-00001"
    assert receipt.left_minor == 0
    assert open_of(entity_id) == [80_00, 0, 0]
    assert chain_holds(entity_id)


def test_one_payment_settles_many_invoices_and_the_last_in_part() -> None:
    entity_id = an_entity()
    party_id = a_party(entity_id)
    first, second, third = owes(entity_id, party_id, 80_00, 50_00, 30_00)

    receipt = receive(entity_id, a_payment(party_id, 140_00))

    assert receipt.applied == {first: 80_00, second: 50_00, third: 10_00}
    assert open_of(entity_id) == [0, 0, 20_00, 0]


def test_an_over_payment_stays_with_the_party_as_unapplied_cash() -> None:
    entity_id = an_entity()
    party_id = a_party(entity_id)
    owes(entity_id, party_id, 80_00)

    receipt = receive(entity_id, a_payment(party_id, 100_00))

    assert receipt.left_minor == 20_00
    [left] = items_as_of(entity_id, DAY)
    assert (left.account_role, left.open_minor) == ("unapplied_cash", -20_00)
    balances = {row.code: row.amount_minor for row in trial_balance(entity_id, DAY)}
    assert (balances["1000"], balances["2100"]) == (100_00, -20_00)


def test_money_left_on_account_settles_only_what_was_asked() -> None:
    entity_id = an_entity()
    party_id = a_party(entity_id)
    first, _ = owes(entity_id, party_id, 80_00, 50_00)

    receipt = receive(
        entity_id,
        a_payment(party_id, 100_00, asked=(Asked("INV-1", 30_00),), is_on_account=True),
    )

    assert receipt.applied == {first: 30_00}
    assert open_of(entity_id) == [50_00, 50_00, -70_00]
    [*_, left] = sorted(items_as_of(entity_id, DAY), key=lambda item: item.id)
    assert left.account_role == "on_account"


def test_a_remittance_by_number_pays_instalments_as_they_fall_due() -> None:
    entity_id = an_entity()
    party_id = a_party(entity_id)
    first, second = owes(entity_id, party_id, 60_00, 60_00, numbers=["INV-7", "INV-7"])

    receipt = receive(
        entity_id, a_payment(party_id, 100_00, asked=(Asked("INV-7", 75_00),))
    )

    assert receipt.applied == {first: 60_00, second: 15_00}
    assert receipt.left_minor == 25_00


def test_somebody_pays_anothers_invoice_when_it_is_named_by_its_item() -> None:
    entity_id = an_entity()
    debtor, payer = a_party(entity_id, "Harbor Inn"), a_party(entity_id, "Its owner")
    [debt] = owes(entity_id, debtor, 80_00)

    receipt = receive(entity_id, a_payment(payer, 80_00, asked=(Asked(debt, 80_00),)))

    assert receipt.applied == {debt: 80_00}
    assert open_of(entity_id) == [0, 0]


def test_a_number_the_payer_does_not_owe_is_refused() -> None:
    entity_id = an_entity()
    debtor, payer = a_party(entity_id, "Harbor Inn"), a_party(entity_id, "A stranger")
    owes(entity_id, debtor, 80_00)

    with pytest.raises(NoSuchItem, match="INV-1"):
        receive(entity_id, a_payment(payer, 80_00, asked=(Asked("INV-1", 80_00),)))


def test_more_than_the_invoice_has_open_is_refused_and_nothing_is_written() -> None:
    entity_id = an_entity()
    party_id = a_party(entity_id)
    owes(entity_id, party_id, 80_00)

    with pytest.raises(OverApplied):
        receive(entity_id, a_payment(party_id, 90_00, asked=(Asked("INV-1", 90_00),)))

    assert open_of(entity_id) == [80_00]
    assert not models.Payment.objects.filter(entity_id=entity_id).exists()


def test_money_in_another_currency_stays_unapplied() -> None:
    entity_id = an_entity()
    party_id = a_party(entity_id)
    owes(entity_id, party_id, 80_00)

    receipt = receive(entity_id, a_payment(party_id, 80_00, currency="EUR"))

    assert receipt.left_minor == 80_00
    assert open_of(entity_id) == [80_00, -80_00]


@pytest.mark.parametrize("amount_minor", [0, -5_00])
def test_nothing_is_no_payment(amount_minor: int) -> None:
    entity_id = an_entity()

    with pytest.raises(NothingReceived):
        receive(entity_id, a_payment(a_party(entity_id), amount_minor))


def test_a_currency_nobody_knows_is_refused() -> None:
    entity_id = an_entity()

    with pytest.raises(UnknownCurrency):
        receive(entity_id, a_payment(a_party(entity_id), 5_00, currency="XYZ"))


def test_a_party_nobody_knows_is_refused() -> None:
    entity_id = an_entity()

    with pytest.raises(BooksSayNo, match="no such party"):
        receive(entity_id, a_payment(999_999_999, 5_00))


def test_a_day_outside_the_open_periods_is_refused() -> None:
    entity_id = an_entity()

    with pytest.raises(BooksSayNo, match="closed period"):
        receive(
            entity_id,
            a_payment(a_party(entity_id), 5_00, received_on=date(2025, 12, 31)),
        )


def test_money_in_time_earns_the_discount_and_settles_the_invoice() -> None:
    entity_id = an_entity()
    party_id = a_party(entity_id)
    [debt] = owes(entity_id, party_id, 100_00, discount_minor=2_00)

    receipt = receive(entity_id, a_payment(party_id, 98_00))

    assert receipt.discounts == {debt: 2_00}
    assert receipt.applied == {debt: 98_00}
    assert open_of(entity_id) == [0, 0, 0]
    balances = {row.code: row.amount_minor for row in trial_balance(entity_id, DAY)}
    assert (balances["1000"], balances["6100"]) == (98_00, 2_00)
    [listed] = queries.payments(entity_id)
    assert (listed.discount_minor, listed.left_minor) == (2_00, 0)


def test_money_that_comes_late_earns_nothing() -> None:
    entity_id = an_entity()
    party_id = a_party(entity_id)
    owes(entity_id, party_id, 100_00, discount_minor=2_00)

    receipt = receive(
        entity_id, a_payment(party_id, 98_00, received_on=date(2026, 11, 30))
    )

    assert receipt.discounts == {}
    assert open_of(entity_id) == [2_00, 0]


def test_a_payment_that_was_taken_in_before_is_skipped_and_told() -> None:
    entity_id = an_entity()
    party_id = a_party(entity_id)
    owes(entity_id, party_id, 80_00)
    payment = a_payment(party_id, 50_00, external_key="lockbox 17/3")
    first = receive(entity_id, payment)

    [again, other, twice] = receive_payments(
        ReceivePayments(
            entity_id=entity_id,
            payments=(
                payment,
                a_payment(party_id, 10_00, external_key="lockbox 17/4"),
                a_payment(party_id, 10_00, external_key="lockbox 17/4"),
            ),
        ),
        **by(CLERK),
    )

    assert again == PaymentReceipt(
        first.payment_id, first.number, first.item_id, {}, {}, 0, is_repeated=True
    )
    assert not other.is_repeated
    assert twice.is_repeated
    assert twice.payment_id == other.payment_id
    assert open_of(entity_id) == [20_00, 0, 0]


def test_the_same_sending_twice_is_answered_alike_and_acts_once() -> None:
    entity_id = an_entity()
    party_id = a_party(entity_id)
    [debt] = owes(entity_id, party_id, 100_00, discount_minor=2_00)
    sending = by(CLERK)
    command = ReceivePayment(entity_id=entity_id, payment=a_payment(party_id, 98_00))

    first = receive_payment(command, **sending)
    second = receive_payment(command, **sending)

    assert first == second
    assert second.applied == {debt: 98_00}
    assert models.Payment.objects.filter(entity_id=entity_id).count() == 1


def test_a_payment_before_its_invoice_is_applied_when_the_invoice_begins() -> None:
    entity_id = an_entity()
    party_id = a_party(entity_id)
    owes(entity_id, party_id, 80_00)
    before, between = date(2026, 10, 20), date(2026, 10, 25)

    receive(entity_id, a_payment(party_id, 80_00, received_on=before))

    assert [item.open_minor for item in items_as_of(entity_id, between)] == [-80_00]
    assert items_as_of(entity_id, DAY) == []


def test_numbers_follow_the_year_in_which_the_money_came() -> None:
    entity_id = an_entity()
    party_id = a_party(entity_id)

    receipts = receive_payments(
        ReceivePayments(
            entity_id=entity_id,
            payments=tuple(
                a_payment(party_id, 5_00, received_on=day)
                for day in (date(2027, 1, 4), date(2026, 12, 30), date(2027, 1, 5))
            ),
        ),
        **by(CLERK),
    )

    numbers = [receipt.number for receipt in receipts]
    assert numbers == ["P-2027-00001", "P-2026-00001", "P-2027-00002"]


def statements_for(
    entity_id: int, payments: int, monkeypatch: pytest.MonkeyPatch
) -> int:
    """How many statements the server gets for so many payments of three parties."""
    party_ids = [a_party(entity_id, f"Guest {n}", code=f"G{n}") for n in range(3)]
    for party_id in party_ids:
        owes(entity_id, party_id, *[100_00] * (payments // 3), discount_minor=2_00)
    command = ReceivePayments(
        entity_id=entity_id,
        payments=tuple(
            a_payment(party_ids[n % 3], 98_00, external_key=str(n))
            for n in range(payments)
        ),
    )
    sent: list[object] = []

    def counted(wrapped: Callable[..., Any]) -> Callable[..., Any]:
        def call(cursor: object, query: object, *said: Any, **more: Any) -> Any:
            sent.append(query)
            return wrapped(cursor, query, *said, **more)

        return call

    with monkeypatch.context() as patched:
        patched.setattr(psycopg.Cursor, "execute", counted(psycopg.Cursor.execute))
        receive_payments(command, **by(CLERK))
    assert set(open_of(entity_id)) == {0}
    return len(sent)


def test_twice_as_many_payments_take_no_more_statements(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    statements_for(an_entity("FIRST"), 150, monkeypatch)  # makes the staging tables
    few = statements_for(an_entity("FEW"), 150, monkeypatch)
    many = statements_for(an_entity("MANY"), 300, monkeypatch)

    assert few == many


def test_lists_are_paged_newest_first() -> None:
    entity_id = an_entity()
    party_id = a_party(entity_id)
    for day in (3, 5, 4):
        receive(entity_id, a_payment(party_id, day, received_on=date(2026, 11, day)))

    first = queries.payments(entity_id, size=2)
    after = queries.After(first[-1].received_on, first[-1].id)
    second = queries.payments(entity_id, size=2, after=after)

    assert [row.amount_minor for row in [*first, *second]] == [5, 4, 3]
    assert queries.payments(entity_id, method=Method.WIRE) == []
    between = queries.receipts_between(entity_id, date(2026, 11, 3), date(2026, 11, 5))
    assert [row.amount_minor for row in between] == [3, 4]


def test_an_event_tells_what_was_received() -> None:
    entity_id = an_entity()
    receive(entity_id, a_payment(a_party(entity_id), 5_00))

    last = audit.Event.objects.filter(entity_id=entity_id).latest("seq")

    assert (last.command, last.actor) == ("ReceivePayment", CLERK)


def test_a_key_that_came_with_another_amount_is_refused() -> None:
    entity_id = an_entity()
    party_id = a_party(entity_id)
    receive(entity_id, a_payment(party_id, 50_00, external_key="lockbox 17/3"))

    with pytest.raises(KeyOfAnotherPayment, match=r"another amount than 60\.00 USD"):
        receive(entity_id, a_payment(party_id, 60_00, external_key="lockbox 17/3"))
