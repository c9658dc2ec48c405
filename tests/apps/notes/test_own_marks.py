"""What each person keeps for themselves: rows done and put off, views, the bell."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from duebook import db
from duebook.apps.notes.actions import (
    BringRowBack,
    DropView,
    FinishRow,
    SaveView,
    SeeNotices,
    SnoozeRow,
    bring_row_back,
    drop_view,
    finish_row,
    save_view,
    see_notices,
    snooze_row,
)
from duebook.apps.notes.queries import View, marks, seen_to, views
from duebook.domain.notes import DayIsPast, NoSuchView, NothingSaid
from tests.office import CLERK, MANAGER, NOON, an_entity, by

if TYPE_CHECKING:
    from duebook.apps.notes.queries import Mark

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 3)


def marks_of(entity_id: int, person: str = CLERK) -> dict[str, Mark]:
    with db.reading(entity_id):
        return marks(entity_id, person)


def test_a_row_is_done_until_it_says_something_else() -> None:
    entity_id = an_entity()
    done = FinishRow(entity_id=entity_id, row="dispute:4", stamp="due 5 Nov")

    finish_row(done, **by(CLERK))

    mark = marks_of(entity_id)["dispute:4"]
    assert mark.is_done
    assert mark.hides("due 5 Nov", date(2027, 1, 1))
    assert not mark.hides("due 9 Nov", TODAY)
    assert marks_of(entity_id, MANAGER) == {}


def test_a_row_that_is_put_off_comes_back_on_its_day() -> None:
    entity_id = an_entity()
    monday = date(2026, 11, 9)
    later = SnoozeRow(
        entity_id=entity_id, row="call:9", until=monday, reason="on holiday"
    )

    snooze_row(later, **by(CLERK))

    mark = marks_of(entity_id)["call:9"]
    assert not mark.is_done
    assert mark.hides("", monday - timedelta(days=1))
    assert not mark.hides("", monday)


def test_nothing_is_put_off_until_today() -> None:
    today = SnoozeRow(entity_id=an_entity(), row="call:9", until=TODAY, reason="later")

    with pytest.raises(DayIsPast):
        snooze_row(today, **by(CLERK))


def test_a_row_that_is_done_can_be_brought_back() -> None:
    entity_id = an_entity()
    finish_row(FinishRow(entity_id=entity_id, row="call:9"), **by(CLERK))
    back = BringRowBack(entity_id=entity_id, row="call:9")

    assert bring_row_back(back, **by(CLERK)) is True
    assert bring_row_back(back, **by(CLERK)) is False
    assert marks_of(entity_id) == {}


def keeps(entity_id: int, name: str, line: str, person: str, **said: bool) -> None:
    """A view of the invoices."""
    view = SaveView(entity_id=entity_id, list="invoices", name=name, line=line, **said)
    save_view(view, **by(person))


def test_a_view_is_one_s_own_unless_it_is_shared() -> None:
    entity_id = an_entity()
    keeps(entity_id, "Old", "over:>90", CLERK)
    keeps(entity_id, "Old", "over:>60", CLERK)
    keeps(entity_id, "All of May", "issued:may", MANAGER, is_shared=True)

    with db.reading(entity_id):
        mine = views(entity_id, CLERK, "invoices")
        theirs = views(entity_id, MANAGER, "invoices")
        assert views(entity_id, CLERK, "payments") == []
    own = View(person=CLERK, name="Old", line="over:>60", is_shared=False)
    shared = View(person=MANAGER, name="All of May", line="issued:may", is_shared=True)
    assert mine == [own, shared]
    assert theirs == [shared]


def test_a_view_is_dropped_by_who_keeps_it() -> None:
    entity_id = an_entity()
    keeps(entity_id, "Old", "over:>90", CLERK, is_shared=True)
    old = DropView(entity_id=entity_id, list="invoices", name="Old")

    with pytest.raises(NoSuchView):
        drop_view(old, **by(MANAGER))
    assert drop_view(old, **by(CLERK)).line == "over:>90"

    with db.reading(entity_id):
        assert views(entity_id, CLERK, "invoices") == []


def test_a_view_needs_a_name() -> None:
    with pytest.raises(NothingSaid):
        keeps(an_entity(), " ", "over:>90", CLERK)


def test_what_was_seen_stays_seen() -> None:
    entity_id = an_entity()
    see_notices(SeeNotices(entity_id=entity_id, seen_to=NOON), **by(CLERK))
    earlier = NOON - timedelta(hours=1)
    see_notices(SeeNotices(entity_id=entity_id, seen_to=earlier), **by(CLERK))

    with db.reading(entity_id):
        assert seen_to(entity_id, CLERK) == NOON
        assert seen_to(entity_id, MANAGER) is None
