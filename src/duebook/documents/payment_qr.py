"""The QR code that saves a payer the typing."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final

import segno
from segno.helpers import make_epc_qr
from stdnum import iban as iban_number

from duebook.domain.money import from_minor
from duebook.domain.references import is_payment_reference

if TYPE_CHECKING:
    from duebook.documents.records import BankDetails

_LONGEST_NAME: Final = 70
_LONGEST_TEXT: Final = 140
_LARGEST_TRANSFER_MINOR: Final = 999_999_999_99
_BIC_LENGTHS: Final = (8, 11)


@dataclass(frozen=True, slots=True)
class PaymentQr:
    """The drawing as SVG, and whether a banking app can pay from it."""

    svg: str
    is_transfer: bool


def payment_qr(
    *, payee: str, bank: BankDetails | None, minor: int, currency: str, reference: str
) -> PaymentQr | None:
    """A SEPA transfer (EPC069-12) where one is possible, else the reference as text.

    A transfer needs a valid IBAN, euros and an amount the standard can say.  There
    is no code where there is no reference to put in it.
    """
    if not reference:
        return None
    is_transfer = (
        bank is not None
        and iban_number.is_valid(bank.iban)
        and currency == "EUR"
        and 0 < minor <= _LARGEST_TRANSFER_MINOR
    )
    if not is_transfer:
        return PaymentQr(
            _svg(segno.make(reference, error="m", micro=False)), is_transfer=False
        )
    assert bank is not None, "a transfer has a bank"
    structured = is_payment_reference(reference)
    code = make_epc_qr(
        name=(bank.holder or payee)[:_LONGEST_NAME],
        iban=iban_number.compact(bank.iban),
        bic=bank.bic if len(bank.bic) in _BIC_LENGTHS else None,
        amount=from_minor(minor, currency),
        reference=reference if structured else None,
        text=None if structured else reference[:_LONGEST_TEXT],
    )
    return PaymentQr(_svg(code), is_transfer=True)


def _svg(code: segno.QRCode) -> str:
    drawing = BytesIO()
    code.save(drawing, kind="svg", border=0, xmldecl=False)
    return drawing.getvalue().decode("utf-8")
