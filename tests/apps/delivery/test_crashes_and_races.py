"""Killed at any point, nothing is lost; two senders at once send nothing twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from duebook import db
from duebook.apps.delivery import queries
from duebook.apps.delivery.jobs.transports import Smtp
from duebook.formats.mail_server import Tls
from tests.apps.delivery.post_office import (
    LATER,
    a_post_office,
    an_office,
    planned,
    sent,
)
from tests.apps.delivery.test_sending import states
from tests.databases import address
from tests.office import chain_holds

if TYPE_CHECKING:
    from collections.abc import Iterator

RECIPIENTS = [f"guest-{number}@tidewell.example" for number in range(1, 6)]
ROOT = Path(__file__).parents[3]


@pytest.fixture
def committed(
    django_db_setup: None,  # noqa: ARG001 - there must be a database
    django_db_blocker: pytest.FixtureRequest,
) -> Iterator[None]:
    """Work that is committed and stays: its entities have codes of their own."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield
        connection.close()


def killed_at(point: str, entity_id: int, port: int) -> None:
    """Run a sender that dies by SIGKILL at a point of the third mail."""
    command = [sys.executable, "-m", "tests.apps.delivery.dying_sender"]
    died = subprocess.run(  # noqa: S603 - our own program
        [*command, str(entity_id), str(port), point],
        cwd=ROOT,
        env=os.environ
        | {
            "DATABASE_URL": address(),
            "DJANGO_SETTINGS_MODULE": "duebook.project.settings",
            "PYTHONPATH": os.pathsep.join(["src", "."]),
        },
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert died.returncode == -signal.SIGKILL, died.stderr


def abandoned(entity_id: int, expected: int) -> list[str]:
    """The numbers of mails in the unknown window, once the server noticed the death."""
    deadline = time.monotonic() + 10
    while True:
        with db.reading(entity_id):
            found = [mail.number for mail in queries.unknown_outcome(entity_id)]
        if len(found) == expected or time.monotonic() > deadline:
            return found
        time.sleep(0.05)


@pytest.mark.usefixtures("committed")
@pytest.mark.parametrize(
    ("point", "window", "third_arrived"),
    [
        ("composing", [], 1),
        ("marked", ["INV-3"], 1),
        ("offered", ["INV-3"], 1),
        ("handed over", ["INV-3"], 2),
        ("settled", [], 1),
    ],
)
def test_a_killed_sender_loses_nothing_and_repeats_only_what_nobody_knows(
    point: str, window: list[str], third_arrived: int
) -> None:
    entity_id = an_office()
    planned(entity_id, *RECIPIENTS)
    with a_post_office() as (office, server):
        killed_at(point, entity_id, server.port)
        assert abandoned(entity_id, len(window)) == window

        sent(entity_id, server, at=LATER)

        arrived = {to: office.message_ids(to) for to in RECIPIENTS}
    third = RECIPIENTS[2]
    assert len(arrived.pop(third)) == third_arrived
    assert len(set(office.message_ids(third))) == 1
    assert all(len(messages) == 1 for messages in arrived.values())
    assert states(entity_id) == ["sent"] * len(RECIPIENTS)
    assert chain_holds(entity_id)


@pytest.mark.usefixtures("committed")
def test_two_senders_at_once_send_every_mail_once() -> None:
    entity_id = an_office()
    recipients = [f"guest-{number}@tidewell.example" for number in range(40)]
    planned(entity_id, *recipients)
    troubles: list[BaseException] = []

    with a_post_office() as (office, server):
        start = threading.Barrier(3)

        def send() -> None:
            try:
                start.wait()
                with closing(Smtp(server.host, server.port, Tls.NONE)) as own:
                    sent(entity_id, own)
            except BaseException as trouble:  # noqa: BLE001 - told by the test
                troubles.append(trouble)
            finally:
                connection.close()

        threads = [threading.Thread(target=send) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert troubles == []
    assert sorted(office.recipients()) == sorted(recipients)
    assert set(states(entity_id)) == {"sent"}


@pytest.mark.usefixtures("committed")
def test_a_mail_that_is_being_sent_is_not_taken_for_abandoned() -> None:
    entity_id = an_office()
    planned(entity_id, RECIPIENTS[0])
    handing_over, looked = threading.Event(), threading.Event()

    class Slow:
        def send(self, _: object) -> None:
            handing_over.set()
            assert looked.wait(10)

    def send() -> None:
        sent(entity_id, Slow())
        connection.close()

    thread = threading.Thread(target=send)
    thread.start()
    assert handing_over.wait(10)
    with db.reading(entity_id):
        assert queries.unknown_outcome(entity_id) == []
    with a_post_office() as (office, server):
        run = sent(entity_id, server)
    looked.set()
    thread.join()

    assert (run.repeated, run.outcomes) == ((), ())
    assert office.taken == []
    assert states(entity_id) == ["sent"]
