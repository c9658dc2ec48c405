"""A work that is one act is told of while its transaction is open."""

from __future__ import annotations

import time

import pytest
from django.db import transaction

from duebook import db
from duebook.apps.entities.actions import now
from duebook.apps.work.actions import HandedBack, Superseded, Working, start, telling
from duebook.apps.work.actions import working as clock
from duebook.apps.work.actions.beside import told_beside
from duebook.apps.work.queries import card
from tests.apps.work.kinds import Count
from tests.office import an_entity, by


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duebook.apps.work.actions.beside.TELL_EVERY_S", 0.01)
    monkeypatch.setattr(clock, "TELL_EVERY_S", 0.01)


def a_work(code: str) -> Working:
    entity_id = an_entity(code)
    work_id = start("count", Count(entity_id=entity_id), **by())
    begun = telling.begin(entity_id, work_id)
    assert begun is not None
    return Working(begun, lambda: False)


def seen(work: Working, wanted: tuple[int, int]) -> bool:
    """Whether everybody sees it so within some seconds."""
    for _ in range(500):
        with db.reading(work.entity_id):
            shown = card(work.entity_id, work.work_id, now=now())
        if (shown.done, shown.total) == wanted:
            return True
        time.sleep(0.01)
    return False


def test_what_an_open_act_says_is_seen_before_it_ends(committed: str) -> None:
    work = a_work(committed)

    with told_beside(work) as tell, transaction.atomic():
        tell(3, 10)
        assert seen(work, (3, 10))
        tell(7, 10)
        assert seen(work, (7, 10))


@pytest.mark.parametrize("end", [HandedBack, Superseded])
def test_who_shall_go_home_ends_the_act_first(
    end: type[Exception], monkeypatch: pytest.MonkeyPatch, committed: str
) -> None:
    work = a_work(committed)
    asked: list[int] = []

    def gone(done: int, _: int) -> None:
        asked.append(done)
        raise end

    monkeypatch.setattr(work, "tell", gone)
    with told_beside(work) as tell:
        tell(1, 2)
        for _ in range(500):
            if asked:
                break
            time.sleep(0.01)

    assert asked == [1]
