"""What a card says of speed and time left."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from duebook.apps.work.queries import Card
from tests.office import NOON

RUNNING = Card(
    id=1,
    entity_id=1,
    kind="billing_run",
    title="Billing run to 31 Oct 2026",
    unit="customers",
    actor="Dana Whitfield",
    state="running",
    done=6_200,
    total=9_800,
    figures={},
    amounts_minor={},
    exceptions=0,
    sentence="",
    link="",
    reference="",
    asked_at=NOON,
    started_at=NOON,
    begun_at=NOON,
    begun_done=200,
    heard_at=NOON + timedelta(seconds=200),
    ended_at=None,
    file="",
    now=NOON + timedelta(seconds=201),
)


def test_the_speed_is_that_of_the_worker_that_has_it() -> None:
    assert RUNNING.per_second == 30
    assert RUNNING.left == timedelta(seconds=120)
    assert RUNNING.left_in_words == "about 2 minutes left"


def test_nothing_is_foretold_without_a_total_or_a_beginning() -> None:
    assert replace(RUNNING, total=0).left_in_words == ""
    assert replace(RUNNING, done=200).per_second is None
    assert replace(RUNNING, state="waiting").per_second is None


def test_it_is_looked_at_closely_first_then_less_and_then_no_more() -> None:
    assert replace(RUNNING, now=NOON + timedelta(seconds=29)).poll == "1s"
    assert RUNNING.poll == "5s"
    assert replace(RUNNING, state="done").poll == ""


def test_silence_is_noticed() -> None:
    assert not RUNNING.is_silent
    assert replace(RUNNING, now=NOON + timedelta(minutes=6)).is_silent
