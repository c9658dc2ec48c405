"""Stripe's reports and messages: each payout, and what it is made of."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.errors import Refusal
from duebook.formats.bank.payouts import PayoutKind, read_payouts
from duebook.formats.bank.refusals import UnreadableBankFile

REPORT = """automatic_payout_id,automatic_payout_effective_at,balance_transaction_id,\
created,currency,gross,fee,net,reporting_category,source_id,description,\
customer_name,invoice_number
po_1,2026-11-20 00:00:00,txn_1,2026-11-18 10:00:00,usd,100.00,3.20,96.80,charge,ch_1,\
Cleaning,Anna Borg,INV-7
po_1,2026-11-20 00:00:00,txn_2,2026-11-18 11:00:00,usd,-40.00,0.00,-40.00,refund,re_1,\
Refund,Anna Borg,
po_1,2026-11-20 00:00:00,txn_3,2026-11-18 12:00:00,usd,0.00,2.00,-2.00,fee,,Radar,,
po_2,2026-11-21 00:00:00,txn_4,2026-11-19 10:00:00,usd,50.00,1.75,48.25,charge,ch_2,\
Cleaning,Ben Ode,
,,txn_5,2026-11-20 10:00:00,eur,20.00,0.80,19.20,charge,ch_3,Cleaning,Cy Lam,
"""
EPOCH = 1_795_219_200  # 2026-11-21


def moved(number: int, category: str, amount: int, fee: int, **more: Any) -> Any:
    return {
        "object": "balance_transaction",
        "id": f"txn_{number}",
        "reporting_category": category,
        "amount": amount,
        "fee": fee,
        "net": amount - fee,
        "currency": "usd",
        "created": EPOCH,
        "source": f"{category}_{number}",
        **more,
    }


def payout(amount: int, number: int = 1, **more: Any) -> Any:
    return {
        "object": "payout",
        "id": f"po_{number}",
        "amount": amount,
        "currency": "usd",
        "arrival_date": EPOCH,
        "status": "paid",
        **more,
    }


def as_json(*objects: Any) -> bytes:
    return json.dumps({"object": "list", "data": objects}).encode()


def test_a_report_is_split_into_payouts_and_their_items() -> None:
    read = read_payouts(REPORT.encode(), "itemized.csv")

    first, second, waiting = read.payouts
    assert (first.id, first.arrives_on) == ("po_1", date(2026, 11, 20))
    assert [(item.kind, item.net_minor) for item in first.items] == [
        (PayoutKind.CHARGE, 96_80),
        (PayoutKind.REFUND, -40_00),
        (PayoutKind.FEE, -2_00),
    ]
    assert first.items_net_minor == 54_80
    charge = first.items[0]
    assert (charge.gross_minor, charge.fee_minor) == (100_00, 3_20)
    assert (charge.source, charge.reference, charge.customer) == (
        "ch_1",
        "INV-7",
        "Anna Borg",
    )
    assert second.items_net_minor == 48_25
    assert (waiting.id, waiting.currency) == ("", "EUR")
    assert read.problems == ()


def test_a_row_of_the_payout_declares_its_sum() -> None:
    row = "po_2,2026-11-21 00:00:00,txn_9,2026-11-21 00:00:00,usd,-48.00,0.00,-48.00,"
    read = read_payouts((REPORT + row + "payout,po_2,,,\n").encode(), "")

    assert read.payouts[1].net_minor == 48_00
    assert [told.code for told in read.problems] == ["payout_total_differs"]
    assert "48.25 USD" in read.problems[0].sentence


def test_a_net_that_is_not_gross_less_fee_is_told_with_its_row() -> None:
    read = read_payouts(REPORT.replace("96.80", "96.81").encode(), "")

    assert [(told.code, told.place) for told in read.problems] == [
        ("payout_item_differs", "row 2")
    ]


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("96.80", "96.8O", "row 2"),
        ("96.80", "", "row 2"),
        ("96.80", "96.805", "row 2"),
        ("usd,0.00", "xyz,0.00", "row 4"),
        (",net,", ",left,", "headings"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_row(
    old: str, new: str, place: str
) -> None:
    with pytest.raises(UnreadableBankFile) as refused:
        read_payouts(REPORT.replace(old, new, 1).encode(), "")

    assert refused.value.place == place


def test_a_payout_and_its_movements_tie() -> None:
    charge = {
        "object": "charge",
        "id": "charge_1",
        "description": "Invoice 7",
        "billing_details": {"name": "Anna Borg"},
        "metadata": {"invoice_number": "INV-7"},
    }
    data = as_json(
        payout(54_80),
        moved(1, "charge", 100_00, 3_20, source=charge),
        moved(2, "refund", -40_00, 0),
        moved(3, "fee", 0, 2_00),
        moved(4, "payout", -54_80, 0, source="po_1"),
    )

    read = read_payouts(data, "payout.json")

    (only,) = read.payouts
    assert read.problems == ()
    assert (only.id, only.arrives_on, only.net_minor) == (
        "po_1",
        date(2026, 11, 21),
        54_80,
    )
    assert [item.kind for item in only.items] == ["charge", "refund", "fee"]
    item = only.items[0]
    assert (item.description, item.customer) == ("Invoice 7", "Anna Borg")
    assert (item.reference, item.source) == ("INV-7", "charge_1")


def test_an_event_is_opened() -> None:
    event = {"object": "event", "type": "payout.paid", "data": {"object": payout(1)}}

    read = read_payouts(json.dumps(event).encode(), "")

    assert [each.id for each in read.payouts] == ["po_1"]


@pytest.mark.parametrize(
    ("currency", "amount", "minor"),
    [
        ("usd", 1050, 1050),
        ("jpy", 1050, 1050),
        ("isk", 10500, 105),  # kept its two digits
        ("mga", 105, 105_00),  # has none there, two here
        ("kwd", 10500, 10500),
    ],
)
def test_stripe_s_smallest_unit_becomes_ours(
    currency: str, amount: int, minor: int
) -> None:
    read = read_payouts(as_json(payout(amount, currency=currency)), "")

    assert read.payouts[0].net_minor == minor


@pytest.mark.parametrize(
    ("currency", "amount"),
    [("isk", 10550), ("ugx", 500), ("xxx", 5), ("usd", 1.5), ("usd", True)],
)
def test_an_amount_that_cannot_be_is_refused(currency: str, amount: Any) -> None:
    with pytest.raises(UnreadableBankFile, match="amount"):
        read_payouts(as_json(payout(amount, currency=currency)), "")


def test_movements_beside_two_payouts_belong_to_none() -> None:
    data = as_json(payout(1, 1), payout(2, 2), moved(1, "charge", 3, 0))

    read = read_payouts(data, "")

    assert [(each.id, len(each.items)) for each in read.payouts] == [
        ("po_1", 0),
        ("po_2", 0),
        ("", 1),
    ]
    assert [told.code for told in read.problems] == ["payout_items_unassigned"]


def test_a_charge_alone_is_told_and_left_out() -> None:
    read = read_payouts(as_json({"object": "charge", "id": "ch_1"}), "")

    assert read.payouts == ()
    assert [told.code for told in read.problems] == ["payout_source_alone"]


def test_a_failed_payout_is_told() -> None:
    read = read_payouts(as_json(payout(1, status="failed")), "")

    assert [told.code for told in read.problems] == ["payout_failed"]


@pytest.mark.parametrize(
    "data", [b"{", b"[" * 100_000, b'{"object": "price", "id": "p"}', b"[1e999, NaN]"]
)
def test_other_json_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableBankFile):
        read_payouts(data, "other.json")


MESSAGE = as_json(payout(54_80), moved(1, "charge", 100_00, 45_20))


@given(
    st.sampled_from([REPORT.encode(), MESSAGE]),
    st.integers(0, 300),
    st.binary(max_size=3),
    st.integers(0, 40),
)
def test_a_damaged_file_is_read_or_refused(
    data: bytes, at: int, put: bytes, cut: int
) -> None:
    with suppress(Refusal):
        read_payouts(data[:at] + put + data[at + cut :], "damaged")
