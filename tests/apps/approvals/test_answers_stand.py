"""A request's answer is final, whoever writes to its table."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError

from duebook.apps.approvals import models
from duebook.apps.approvals.actions import Answer, answer
from duebook.apps.receivables.actions import (
    OpeningItem,
    TakeOverItems,
    WriteOff,
    take_over_items,
    write_off,
)
from tests.office import CLERK, MANAGER, a_party, an_entity, by

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 3)


def a_request(entity_id: int) -> int:
    """A write-off of 80.00 that a coordinator may not do alone."""
    [item_id] = take_over_items(
        TakeOverItems(
            entity_id=entity_id,
            taken_over_on=TODAY,
            items=(
                OpeningItem(
                    party_id=a_party(entity_id),
                    number="OLD-1",
                    currency="USD",
                    amount_minor=80_00,
                    document_on=TODAY,
                    due_on=TODAY,
                ),
            ),
        ),
        **by(),
    )
    waiting = write_off(
        WriteOff(
            entity_id=entity_id, item_id=item_id, written_off_on=TODAY, reason="gone"
        ),
        **by(CLERK),
    )
    return waiting.request_id


@pytest.mark.parametrize("state", ["waiting", "approved", "done"])
def test_a_refused_request_stays_refused(state: str) -> None:
    entity_id = an_entity()
    request_id = a_request(entity_id)
    no = Answer(
        entity_id=entity_id, request_id=request_id, is_approved=False, reason="too soon"
    )
    answer(no, **by(MANAGER))
    kept = models.HeldAct.objects.filter(entity_id=entity_id, id=request_id)

    with pytest.raises(IntegrityError, match="does not become"):
        kept.update(state=state)
