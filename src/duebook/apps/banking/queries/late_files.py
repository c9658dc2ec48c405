"""Bank files that should have come: no file for longer than there ever was none."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from duebook.apps.banking import models
from duebook.apps.banking.queries.accounts import bank_accounts

if TYPE_CHECKING:
    from collections.abc import Sequence

_RECENT: Final = timedelta(days=120)
_FEWEST: Final = 5
"""Closings that show how often an account's files come; from fewer nothing follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LateFile:
    """An account whose next file is late: its last closing, and its longest wait.

    ``wait_days`` passed at most from one closing to the next.
    """

    account_id: int
    account: str
    closed_on: date
    wait_days: int


def late_files(entity_id: int, today: date) -> list[LateFile]:
    """The accounts that wait a day longer for a file than they ever did lately."""
    closed: defaultdict[int, list[date]] = defaultdict(list)
    statements = models.BankStatement.objects.filter(
        entity_id=entity_id, closing_on__range=(today - _RECENT, today)
    )
    closings = statements.values_list("bank_account_id", "closing_on").distinct()
    for account_id, on in closings.order_by("closing_on"):
        if on is not None:
            closed[account_id].append(on)
    return [
        LateFile(
            account_id=account.id,
            account=account.name,
            closed_on=days[-1],
            wait_days=longest_wait(days),
        )
        for account in bank_accounts(entity_id, on=today)
        if len(days := closed[account.id]) >= _FEWEST
        and (today - days[-1]).days > longest_wait(days) + 1
    ]


def longest_wait(days: Sequence[date]) -> int:
    """The most days from one day to the next.

    >>> longest_wait([date(2026, 11, 5), date(2026, 11, 6), date(2026, 11, 9)])
    3
    """
    return max((after - before).days for before, after in pairwise(days))
