"""Reading held acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from duebook.apps.approvals import models


@dataclass(frozen=True, slots=True)
class Request:
    """A held act as people see it."""

    id: int
    sentence: str
    amount_minor: int
    currency: str
    requested_by: str
    expires_on: date
    state: str
    answered_by: str
    answer: str


def requests(entity_id: int, state: str = "waiting") -> list[Request]:
    """The held acts of the entity in a state, oldest first."""
    rows = models.HeldAct.objects.filter(entity_id=entity_id, state=state)
    return [
        Request(*row)
        for row in rows.order_by("id").values_list(
            "id",
            "sentence",
            "amount_minor",
            "currency",
            "requested_by",
            "expires_on",
            "state",
            "answered_by",
            "answer",
        )
    ]
