"""Two people on one line: the act itself refuses what was decided meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from duebook import db
from duebook.apps.banking.actions import (
    LineChanged,
    LineDecided,
    RejectMatch,
    SetApart,
    reject_match,
    set_lines_apart,
)
from duebook.apps.banking.queries.lines import waiting_lines
from tests.apps.banking.office import (
    Move,
    a_bank,
    a_statement,
    match_all,
    take,
    the_line,
)
from tests.apps.payments.office import owes
from tests.office import CLERK, a_party, an_entity, by

if TYPE_CHECKING:
    from duebook.apps.banking.queries.lines import Line

pytestmark = pytest.mark.django_db


@pytest.fixture
def line() -> tuple[int, Line]:
    """A line of Tidewell with one proposal that nothing but its name speaks for."""
    entity_id = an_entity()
    a_bank(entity_id)
    owes(entity_id, a_party(entity_id), 100_00)
    take(entity_id, a_statement(Move(on=3, amount="100.00", name="TIDEWELL HOTELS")))
    match_all(entity_id)
    with db.reading(entity_id):
        [found] = waiting_lines(entity_id)
    assert found.proposals
    return entity_id, found


def test_who_looked_before_somebody_decided_is_told_who_and_when(
    line: tuple[int, Line],
) -> None:
    entity_id, seen = line
    set_lines_apart(SetApart(entity_id=entity_id, line_ids=(seen.id,)), **by(CLERK))

    late = RejectMatch(
        entity_id=entity_id, line_id=seen.id, reason="no", seen=seen.stamp
    )
    with pytest.raises(LineDecided, match=f"{CLERK} placed bank line") as refused:
        reject_match(late, **by())

    assert refused.value.clock
    assert the_line(entity_id, seen.id).proposals == seen.proposals


def test_who_looked_before_the_proposals_changed_is_told_so(
    line: tuple[int, Line],
) -> None:
    entity_id, seen = line
    no = RejectMatch(entity_id=entity_id, line_id=seen.id, reason="not so")
    reject_match(no, **by(CLERK))

    late = SetApart(
        entity_id=entity_id, line_ids=(seen.id,), seen={seen.id: seen.stamp}
    )
    with pytest.raises(LineChanged) as refused:
        set_lines_apart(late, **by())

    assert not isinstance(refused.value, LineDecided)
    assert the_line(entity_id, seen.id).state == "held"


def test_who_looked_at_it_as_it_is_may_act(line: tuple[int, Line]) -> None:
    entity_id, seen = line
    act = SetApart(entity_id=entity_id, line_ids=(seen.id,), seen={seen.id: seen.stamp})
    assert set_lines_apart(act, **by()) == 1
