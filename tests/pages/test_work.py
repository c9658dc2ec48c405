"""Long work in the browser: its card, the list of mine, Stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.test.utils import CaptureQueriesContext

from duebook.apps.entities.actions import SYSTEM
from duebook.apps.work.actions import StopWork, start, stop
from duebook.apps.work.jobs.carrying_out import carry_out
from tests.apps.work.kinds import Count
from tests.office import by
from tests.pages.conftest import NAMES

if TYPE_CHECKING:
    from django.test import Client

    from tests.pages.conftest import Seating

LOOKS_AGAIN = {
    "HX-Request": "true",
    "HX-Request-Type": "partial",
    "HX-Target": "section#work-1",
}


def counted(entity_id: int, actor: str = SYSTEM, **command: object) -> int:
    asked = Count(entity_id=entity_id, **command)  # type: ignore[arg-type]
    return start("count", asked, **by(actor))


def done(entity_id: int, work_id: int) -> int:
    carry_out(entity_id, work_id, lambda: False)
    return work_id


def text(client: Client, address: str, **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_stranger_finds_no_work_here(seated: Seating) -> None:
    _, _, entity_id = seated("manager")
    stranger, theirs, _ = seated("auditor", "ng")
    work_id = counted(entity_id)

    assert stranger.get(f"/hp/work/{work_id}").status_code == 404
    assert stranger.get(f"/{theirs}/work/{work_id}").status_code == 404


def test_the_card_looks_again_until_it_has_ended(seated: Seating) -> None:
    client, code, entity_id = seated("manager")
    work_id = counted(entity_id)
    address = f"/{code}/work/{work_id}"

    page = text(client, address)
    fragment = text(client, address, **LOOKS_AGAIN)
    done(entity_id, work_id)
    ended = text(client, address, **LOOKS_AGAIN)

    assert 'data-page="work"' in page
    assert 'data-page="work"' not in fragment
    for shown in (page, fragment):
        assert 'data-state="waiting"' in shown
        assert 'hx-trigger="every ' in shown
        assert "Refresh" in shown
    assert 'data-state="done"' in ended
    assert "hx-trigger" not in ended
    assert "Counted." in ended


def test_the_bell_tells_of_what_ended_for_its_reader(seated: Seating) -> None:
    client, code, entity_id = seated("administrator")
    mine = done(entity_id, counted(entity_id, NAMES["administrator"]))
    somebody_elses = done(entity_id, counted(entity_id))
    waiting = counted(entity_id, NAMES["administrator"])

    bell = text(client, "/bell")

    assert f'href="/{code}/work/{mine}"' in bell
    assert f"/{code}/work/{somebody_elses}" not in bell
    assert f"/{code}/work/{waiting}" not in bell


def test_exceptions_are_read_on_the_card_and_all_of_them_beside(
    seated: Seating,
) -> None:
    client, code, entity_id = seated("manager")
    work_id = done(entity_id, counted(entity_id, pieces=60, trouble="exceptions"))

    card = text(client, f"/{code}/work/{work_id}")
    first = text(client, f"/{code}/work/{work_id}/exceptions")
    rest = text(client, f"/{code}/work/{work_id}/exceptions?from=50")

    assert "Piece 60 looks odd." in card
    assert f'href="/{code}/parties/P1"' in card
    assert "Piece 50 looks odd." in first
    assert "Piece 51 looks odd." not in first
    assert "?from=50" in first
    assert "Piece 60 looks odd." in rest
    assert "?from=" not in rest


def test_stop_asks_for_the_right_of_the_work(seated: Seating) -> None:
    clerk, code, entity_id = seated("coordinator")
    manager, _, _ = seated("administrator")
    work_id = counted(entity_id)
    address = f"/{code}/work/{work_id}/stop"

    refused = clerk.post(address)
    stopped = manager.post(address)

    assert refused.status_code == 422
    assert 'role="alert"' in refused.content.decode()
    assert stopped.status_code == 303
    assert 'data-state="stopped"' in text(clerk, f"/{code}/work/{work_id}")
    assert manager.post(address).status_code == 303  # too late is shown as it is


def test_what_was_stopped_can_be_carried_on(seated: Seating) -> None:
    client, code, entity_id = seated("administrator")
    work_id = counted(entity_id)
    stop(StopWork(entity_id=entity_id, work_id=work_id), **by())

    client.post(f"/{code}/work/{work_id}/carry-on")

    assert 'data-state="waiting"' in text(client, f"/{code}/work/{work_id}")


def test_the_list_holds_mine_alone(seated: Seating) -> None:
    client, code, entity_id = seated("administrator")
    mine = counted(entity_id, NAMES["administrator"])
    theirs = counted(entity_id)

    page = text(client, f"/{code}/work")

    assert f'data-ref="{mine}"' in page
    assert f'data-ref="{theirs}"' not in page


def test_there_is_no_file_where_none_was_made(seated: Seating) -> None:
    client, code, entity_id = seated("manager")
    work_id = counted(entity_id)

    assert client.get(f"/{code}/work/{work_id}/file").status_code == 404


def test_a_card_costs_few_queries(seated: Seating) -> None:
    client, code, entity_id = seated("manager")
    work_id = done(entity_id, counted(entity_id, trouble="exceptions"))

    with CaptureQueriesContext(connection) as asked:
        text(client, f"/{code}/work/{work_id}", **LOOKS_AGAIN)

    own = [query["sql"] for query in asked if "work_" in query["sql"]]
    assert len(own) == 3  # the work, its file, its newest exceptions
