"""What is planned can be withdrawn with its document, until it is on its way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from duebook.apps.delivery import queries
from duebook.apps.delivery.actions import withdraw
from duebook.apps.delivery.jobs.transports import OutboxFolder
from duebook.apps.entities.actions import (
    Act,  # noqa: TC001 - an action's annotations are read when it runs
    Action,
)
from duebook.domain.rights import Right
from tests.apps.delivery.post_office import an_office, planned, sent
from tests.apps.delivery.test_sending import ANA, BEN, states
from tests.office import CLERK, by

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidDocuments:
    """What a room above does when documents are voided."""

    entity_id: int
    document_ids: tuple[int, ...]


def _void_documents(command: VoidDocuments, act: Act) -> list[int]:
    return withdraw(act, "document", command.document_ids, "the invoice was voided")


def voided(entity_id: int, *document_ids: int) -> list[int]:
    command = VoidDocuments(entity_id=entity_id, document_ids=document_ids)
    return Action(_void_documents, Right.ISSUE)(command, **by(CLERK))


def test_the_delivery_of_a_voided_document_is_withdrawn(tmp_path: Path) -> None:
    entity_id = an_office()
    first, _ = planned(entity_id, ANA, BEN)

    assert voided(entity_id, 1) == [first]
    sent(entity_id, OutboxFolder(tmp_path))

    assert states(entity_id) == ["suppressed", "sent"]
    [withdrawn] = queries.deliveries_of(entity_id, "document", [1])[1]
    assert withdrawn.problem == "the invoice was voided"


def test_what_went_out_is_not_withdrawn(tmp_path: Path) -> None:
    entity_id = an_office()
    planned(entity_id, ANA)
    sent(entity_id, OutboxFolder(tmp_path))

    assert voided(entity_id, 1) == []
    assert states(entity_id) == ["sent"]
