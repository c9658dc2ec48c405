"""Shares of counted cases, told only where there are enough of them."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

FEW_CASES: Final = 20
"""Under so many cases a share is chance: the counts are told instead."""


def per_cent(part: int, whole: int) -> Decimal | None:
    """The share with one digit; ``None`` of fewer than ``FEW_CASES``.

    >>> per_cent(251, 1000), per_cent(3, 9)
    (Decimal('25.1'), None)
    """
    if whole < FEW_CASES:
        return None
    share = Decimal(part * 100) / whole
    return share.quantize(Decimal("0.1"), rounding=ROUND_HALF_EVEN)
