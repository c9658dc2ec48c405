"""Charges withdrawn while nothing bears them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from duebook import db
from duebook.apps.entities.actions import SYSTEM, Act, acting
from duebook.apps.invoicing.actions.charges import (
    MakeDraft,
    TakeCharges,
    make_draft,
    take_charges,
)
from duebook.apps.invoicing.actions.withdrawing import ChargeIsBound, withdraw_charges
from duebook.apps.invoicing.queries.charges import known_keys
from tests.office import NOON, a_charge, a_party, a_price_book, an_entity, by

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = pytest.mark.django_db


def withdraw(entity_id: int, charge_ids: Sequence[int]) -> int:
    """Withdraw charges as a step of an action would."""
    with transaction.atomic(), db.reading(entity_id):
        db.enter(entity_id, event_id=1, at=NOON)
        act = Act(
            entity_id=entity_id,
            event_id=1,
            person=acting(entity_id, SYSTEM),
            at=NOON,
            today=NOON.date(),
            currency="USD",
        )
        return withdraw_charges(act, charge_ids)


def two_charges(entity_id: int) -> tuple[int, ...]:
    a_price_book(entity_id, CONSULT="80.00")
    a_party(entity_id)
    return take_charges(
        TakeCharges(
            entity_id=entity_id,
            charges=(
                a_charge("TIDEWELL", external_key="T-1"),
                a_charge("TIDEWELL", external_key="T-2"),
            ),
        ),
        **by(),
    ).ids


def test_a_free_charge_goes_and_its_key_with_it() -> None:
    entity_id = an_entity(f"E{uuid.uuid4().hex[:6]}")
    first, _ = two_charges(entity_id)

    assert withdraw(entity_id, [first]) == 1
    with db.reading(entity_id):
        assert known_keys(entity_id, ["T-1", "T-2", ""]) == {"T-2"}


def test_a_charge_in_a_draft_stays() -> None:
    entity_id = an_entity(f"E{uuid.uuid4().hex[:6]}")
    first, second = two_charges(entity_id)
    draft_id = make_draft(MakeDraft(entity_id=entity_id, charge_ids=(second,)), **by())

    with pytest.raises(ChargeIsBound, match=f"stands in draft {draft_id}"):
        withdraw(entity_id, [first, second])
