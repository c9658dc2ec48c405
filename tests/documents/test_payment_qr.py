"""The code on the stub: a transfer where there can be one, else the reference."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from segno.helpers import make_epc_qr

from duebook.documents.payment_qr import payment_qr
from duebook.documents.records import BankDetails
from tests.documents.builders import WERKSTATT

BANK = WERKSTATT.bank
REFERENCE = "RF12RE20260117"


def modules_of(svg: str) -> list[str]:
    """The dark squares of a code, as its drawing says them."""
    return re.findall(r' d="([^"]+)"', svg)


def test_a_euro_invoice_is_paid_by_scanning() -> None:
    qr = payment_qr(
        payee="Nordlicht Werkstatt GmbH",
        bank=BANK,
        minor=934_15,
        currency="EUR",
        reference=REFERENCE,
    )

    assert qr is not None
    assert qr.is_transfer
    expected = make_epc_qr(
        name="Nordlicht Werkstatt GmbH",
        iban="DE89370400440532013000",
        bic="COBADEFFXXX",
        amount=Decimal("934.15"),
        reference=REFERENCE,
    )
    assert modules_of(qr.svg) == modules_of(expected.svg_inline(border=0))


@pytest.mark.parametrize(
    ("bank", "minor", "currency"),
    [
        (BANK, 934_15, "USD"),
        (None, 934_15, "EUR"),
        (BankDetails(iban="DE00 0000"), 934_15, "EUR"),
        (BANK, 1_000_000_000_00, "EUR"),
    ],
)
def test_without_a_possible_transfer_the_code_is_the_reference(
    bank: BankDetails | None, minor: int, currency: str
) -> None:
    qr = payment_qr(
        payee="N", bank=bank, minor=minor, currency=currency, reference=REFERENCE
    )

    assert qr is not None
    assert not qr.is_transfer


def test_a_foreign_reference_travels_as_text() -> None:
    assert BANK is not None
    codes = {
        payment_qr(payee="N", bank=bank, minor=1, currency="EUR", reference="Order 7")
        for bank in (BANK, replace(BANK, bic=""))
    }

    assert len(codes) == 2


def test_without_a_reference_there_is_no_code() -> None:
    assert (
        payment_qr(payee="N", bank=BANK, minor=1, currency="EUR", reference="") is None
    )
