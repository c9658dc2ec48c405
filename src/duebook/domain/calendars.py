"""Due dates, instalments, recurring schedules, proration, periods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsPart:
    """One dated part of payment terms: a share (basis points of 10 000), its days.

    ``day_of_month`` (1–31, or 0 for none) moves the day reached after
    ``net_days`` forward to that day of a month; 31 is the month's last day.
    """

    share_bp: int
    net_days: int
    day_of_month: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentTerms:
    """Rule for due dates and cash discount: ``2/10 net 30`` and its relatives."""

    code: str
    name: str
    parts: tuple[TermsPart, ...]
    discount_bp: int = 0
    discount_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Instalment:
    """One dated part of an invoice, with the cash discount offered on it.

    ``discount_minor`` may be taken if the money arrives on or before
    ``discount_until``.
    """

    due_on: date
    amount_minor: int
    discount_minor: int = 0
    discount_until: date | None = None
