"""What the type codes of BAI2 mean for us.

Source: BAI, Cash Management Balance Reporting Specifications, Version 2, Appendix A.
Only codes whose meaning is plain are named; every other movement is "other".
"""

from __future__ import annotations

import re
from typing import Final

from duebook.domain.banking import Movement

_CODE: Final = re.compile(r"[0-9]{3}")
_MESSAGE: Final = 890
_CODES: Final = {
    Movement.TRANSFER: "142 165 169 191 195 201 206 208 275 277 469 491 495 501 506 "
    "508 575 577",
    Movement.DIRECT_DEBIT: "451 455",
    Movement.CHEQUE: "175 475",
    Movement.DEPOSIT: "115 116 173 174 301",
    Movement.FEE: "661 698",
    Movement.INTEREST: "354 654",
    Movement.RETURN: "255 257 555 557",
}

MOVEMENT_OF_CODE: Final = {
    code: movement for movement, codes in _CODES.items() for code in codes.split()
}
REVERSALS: Final = frozenset({"252", "258", "552", "558"})


def sign_of(code: str) -> int | None:
    """1 for a credit, -1 for a debit, 0 for a mere message, ``None`` if unknown.

    Loans (700–799) go both ways, and their codes do not say which.
    """
    number = int(code) if _CODE.fullmatch(code) else 0
    if 100 <= number <= 399 or 920 <= number <= 959:
        return 1
    if 400 <= number <= 699 or 960 <= number <= 999:
        return -1
    return 0 if number == _MESSAGE else None
