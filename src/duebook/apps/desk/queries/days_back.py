"""The days on which the taking back of an act counts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from duebook.apps.ledger.queries import periods

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from duebook.apps.audit.queries import Told

_OWN_DAYS: Mapping[str, Callable[[Mapping[str, Any], Any], list[str]]] = {
    "ApplyCredit": lambda said, _: [said["applied_on"]],
    "ConvertCredit": lambda said, _: [said["converted_on"]],
    "PostEntry": lambda _, came: [came["effective_on"]],
    "PostProposedEntry": lambda _, came: [came["effective_on"]],
    "ReceivePayment": lambda said, _: [said["payment"]["received_on"]],
    "ReceivePayments": lambda said, _: [one["received_on"] for one in said["payments"]],
    "TakeLockbox": lambda said, _: [said["deposited_on"]],
    "SweepSmallBalances": lambda said, _: [said["swept_on"]],
    "TransferCredit": lambda said, _: [said["transferred_on"]],
    "WriteOff": lambda said, _: [said["written_off_on"]],
    "WriteOffDebts": lambda said, _: [said["written_off_on"]],
}
"""The days that acts count from which never were so, in the order of their parts.

A document that was issued has been in the world: it is void from today.
"""

_TODAY = ("IssueDraft", "IssueDrafts", "IssueInvoice", "KeepDebts", "OpenDispute")


def days_back(entity_id: int, event: Told, today: date) -> list[date]:
    """The days that the taking back counts from, one for each part of the act.

    What was typed wrong is put right on its own day, so that no month shows it; where
    that day's period is not open, it is put right today.  Empty where no day matters.
    """
    if event.command in _TODAY:
        return [today]
    own = _OWN_DAYS.get(event.command)
    if own is None:
        return []
    opened = [one for one in periods(entity_id) if one.state == "open"]
    return [
        day if any(one.first <= day < one.until for one in opened) else today
        for day in map(date.fromisoformat, own(event.input, event.result))
    ]
