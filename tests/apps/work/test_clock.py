"""What is done by the clock: in every entity, and whatever else fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook.apps.work.actions import by_the_clock, clock
from duebook.apps.work.jobs.worker import mind_the_clock
from tests.office import an_entity

if TYPE_CHECKING:
    from datetime import datetime

    import pytest


def test_what_fails_in_one_entity_keeps_nothing_else_from_being_done(
    committed: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken, whole = an_entity(committed), an_entity(f"{committed}B")
    done: list[int] = []
    monkeypatch.setattr(clock, "_KNOWN", [])

    @by_the_clock
    def fails(entity_id: int, _: datetime) -> None:
        if entity_id == broken:
            raise RuntimeError("a bug")

    @by_the_clock
    def works(entity_id: int, _: datetime) -> None:
        done.append(entity_id)

    mind_the_clock()

    assert {broken, whole} <= set(done)
    assert f"fails failed in entity {broken}" in caplog.text
