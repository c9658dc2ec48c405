"""The reference a payer writes on a payment, with check digits against typing slips."""

from __future__ import annotations

import re
from dataclasses import dataclass
from string import ascii_uppercase
from typing import ClassVar, Final

from stdnum import iso11649

from duebook.domain.errors import Refusal

_LONGEST_BODY: Final = 21
_FIGURES: Final = {ord(sign): str(int(sign, base=36)) for sign in ascii_uppercase}
_SEPARATORS: Final = re.compile(r"[^0-9A-Za-z]")


@dataclass(eq=False)
class UnusableNumber(Refusal):
    """A document number that cannot be turned into a payment reference."""

    code: ClassVar[str] = "unusable_number"
    template: ClassVar[str] = (
        "“{number}” makes no payment reference: between 1 and {longest} letters A–Z "
        "and digits are needed."
    )

    number: str
    longest: int = _LONGEST_BODY


def payment_reference(number: str) -> str:
    """The document's number as a structured creditor reference (ISO 11649).

    ``HP-2026-10241`` becomes ``RF74HP202610241``: RF, two check digits (mod 97-10),
    then the number's letters and digits.  One digit written for another, one
    letter for another, or two neighbouring digits swapped never make another
    valid reference; a letter for a digit passes once in about a hundred times.

    Raises:
        UnusableNumber: no letter or digit, more than 21 of them, or other scripts.
    """
    body = _SEPARATORS.sub("", number).upper()
    if not number.isascii() or not 1 <= len(body) <= _LONGEST_BODY:
        raise UnusableNumber(number)
    figures = int(f"{body}RF00".translate(_FIGURES))
    return f"RF{98 - figures % 97:02}{body}"


def is_payment_reference(text: str) -> bool:
    """Whether the text is a reference whose check digits agree, spaces or not."""
    valid: bool = iso11649.is_valid(text)
    return valid


def spaced(reference: str) -> str:
    """The reference in blocks of four, as people copy it from paper."""
    blocks: str = iso11649.format(reference)
    return blocks
