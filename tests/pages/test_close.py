"""Close in the browser: proved by the books, signed by people, then locked."""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from duebook import db
from duebook.apps.close.actions import (
    Lock,
    LockPeriod,
    NewLeg,
    PostEntry,
    RequireSignOffs,
    lock_period,
    post_entry,
    require_sign_offs,
)
from duebook.apps.entities.actions import BooksSayNo
from duebook.apps.ledger.queries import period_of
from duebook.formats.packs import MANIFEST
from tests.apps.payments.office import owes
from tests.office import a_party, by

if TYPE_CHECKING:
    from django.test import Client

    from tests.pages.conftest import Seating

MONTH = "2026-11"
DAY = date(2026, 11, 3)
UNDEPOSITED, SALES = "1050", "4000"


def body(answer: Any) -> str:
    return str(answer.content.decode())


def state(entity_id: int) -> str:
    with db.reading(entity_id):
        found = period_of(entity_id, DAY)
    assert found is not None
    return found.state


def sent(client: Client, step: str, what: str, **told: str) -> Any:
    """Press a button of a step."""
    said = {"key": str(uuid.uuid4()), "what": what, **told}
    return client.post(f"/hp/close/{MONTH}/steps/{step}", said)


def differs(page: str) -> int:
    """The sum of the differences that the panel shows."""
    found = re.findall(r'data-fig="differs" data-minor="(-?\d+)"', page)
    return sum(abs(int(minor)) for minor in found)


def by_hand(entity_id: int) -> int:
    """30.00 typed to undeposited funds, where only payments belong."""
    legs = (NewLeg(UNDEPOSITED, 30_00), NewLeg(SALES, -30_00))
    command = PostEntry(
        entity_id=entity_id,
        effective_on=DAY,
        currency="USD",
        legs=legs,
        reason="tray deposit",
    )
    posted = post_entry(command, **by())
    return posted.entry_id  # type: ignore[union-attr]


def require(entity_id: int, *points: str) -> None:
    require_sign_offs(
        RequireSignOffs(entity_id=entity_id, points=points, reason="house rule"), **by()
    )


def test_months_lead_to_the_one_to_be_closed(seated: Seating) -> None:
    client, _, entity_id = seated("manager")
    lock_period(
        LockPeriod(
            entity_id=entity_id, day=date(2026, 1, 5), state=Lock.SOFT, reason="early"
        ),
        **by(),
    )

    page = body(client.get("/hp/close"))

    assert page.count("to be closed") == 1
    assert "soft locked" in page
    assert "early" in page
    assert f"/hp/close/{MONTH}" in page


def test_a_month_that_there_is_not_is_not_found(seated: Seating) -> None:
    client, _, _ = seated("manager")
    for month in ("2031-01", "soon", "2026-13"):
        assert client.get(f"/hp/close/{month}").status_code == 404
    assert client.get(f"/hp/close/{MONTH}/steps/tea").status_code == 404


def test_the_steps_are_proved_with_their_figures(seated: Seating) -> None:
    client, _, entity_id = seated("auditor")
    owes(entity_id, a_party(entity_id, "Alder Clinic"), 20_00, numbers=["A-9"])

    page = body(client.get(f"/hp/close/{MONTH}/steps/receivables"))

    assert 'data-page="close-period"' in page
    for code in ("charges", "numbers", "entries", "receivables", "sub-ledgers", "tax"):
        assert f'data-ref="{code}"' in page
    assert re.search(r'data-fig="differs" data-minor="0"', page)
    assert "Lock November" not in page, "auditors read"


@pytest.mark.promise(
    "Close",
    "What is proposed waits for a second person, and makes the difference zero.",
)
def test_a_manual_entry_is_found_named_and_taken_back_by_two(seated: Seating) -> None:
    client, _, entity_id = seated("accountant")
    entry = by_hand(entity_id)

    page = body(client.get(f"/hp/close/{MONTH}/steps/sub-ledgers"))
    assert "manual entry" in page
    assert f"Entry {entry}" in page
    assert "tray deposit" in page
    difference = re.search(r'name="difference" value="([^"]+)"', page)
    assert difference is not None

    asked = sent(
        client, "sub-ledgers", "post", difference=difference[1], reason="mistyped"
    )
    assert asked.status_code == 303
    waits = body(client.get(f"/hp/close/{MONTH}/steps/sub-ledgers"))
    assert "Waits for a second person" in waits
    assert differs(waits) == 30_00

    manager, _, _ = seated("manager")
    request = re.search(r'href="(/approvals/hp-\d+)', waits)
    assert request is not None
    said = {"key": str(uuid.uuid4()), "what": "yes", "reason": "seen"}
    answered = manager.post(request[1], said)
    assert answered.status_code == 303, body(answered)
    assert differs(body(client.get(f"/hp/close/{MONTH}/steps/sub-ledgers"))) == 0


@pytest.mark.promise(
    "Close",
    "The lock is off, and refused, while a step stands in the way.",
)
def test_a_lock_is_off_and_refused_while_a_step_stands_in_the_way(
    seated: Seating,
) -> None:
    client, _, entity_id = seated("manager")
    by_hand(entity_id)
    require(entity_id, "sub-ledgers")

    page = body(client.get(f"/hp/close/{MONTH}"))
    asked = re.search(r'href="([^"]+)" data-key="l"', page)
    assert asked is not None, "the key leads to what is in the way"
    page = body(client.get(asked[1]))
    assert re.search(r"<button[^>]*disabled[^>]*First: Sub-ledgers", page)
    way = page.partition("What stands in the way")[2]
    assert f'<a href="/hp/close/{MONTH}/steps/sub-ledgers">' in way

    refused = sent(client, "lock", "hard", reason="month end")
    assert refused.status_code == 422
    assert "cannot be locked yet: Sub-ledgers equal the ledger" in body(refused)
    assert state(entity_id) == "open"


def test_a_month_is_signed_locked_for_good_and_keeps_its_evidence(
    seated: Seating,
) -> None:
    client, _, entity_id = seated("manager")
    require(entity_id, "money")

    assert sent(client, "sign-money", "sign").status_code == 303
    assert 'data-state="signed"' in body(client.get(f"/hp/close/{MONTH}"))
    assert sent(client, "lock", "hard", reason="month end").status_code == 303

    assert state(entity_id) == "hard"
    locked = body(client.get(f"/hp/close/{MONTH}/steps/lock"))
    assert re.search(r"Locked for good\s+on <time[^>]*>\w{3} \d", locked)
    pack = client.get(f"/hp/close/{MONTH}/evidence")
    with zipfile.ZipFile(io.BytesIO(pack.content)) as files:
        assert MANIFEST in files.namelist()
    assert "locked on" in body(client.get(f"/hp/close/{MONTH}"))


@pytest.mark.promise(
    "Close", "Every file of the evidence pack has the hash that its list says."
)
def test_the_hashes_of_the_pack_verify(seated: Seating) -> None:
    client, _, entity_id = seated("manager")
    owes(entity_id, a_party(entity_id, "Alder Clinic"), 20_00, numbers=["A-9"])
    require(entity_id)
    assert sent(client, "lock", "hard", reason="month end").status_code == 303

    pack = client.get(f"/hp/close/{MONTH}/evidence").content

    with zipfile.ZipFile(io.BytesIO(pack)) as files:
        listed = files.read(MANIFEST).decode().splitlines()
        told = {
            name: digest
            for digest, name in (
                line.split("  ", 1) for line in listed if line[0] != "#"
            )
        }
        found = {
            name: sha256(files.read(name)).hexdigest()
            for name in files.namelist()
            if name != MANIFEST
        }
    assert told == found
    assert "close.pdf" in found
    assert client.get(f"/hp/close/{MONTH}/evidence").content == pack


@pytest.mark.promise(
    "Close", "After the lock nothing is posted with a day of the month."
)
def test_nothing_is_posted_into_a_locked_month(seated: Seating) -> None:
    client, _, entity_id = seated("manager")
    owes(entity_id, a_party(entity_id), 20_00)
    require(entity_id)
    assert sent(client, "lock", "hard", reason="month end").status_code == 303
    form = client.get("/hp/payments/new", {"party": "TIDEWELL"})
    hidden = re.findall(
        r'<input type="hidden" name="(\w+)" value="([^"]*)"', body(form)
    )
    typed = {
        **dict(hidden),
        "amount": "20",
        "on": f"{DAY}",
        "way": "cheque",
        "do": "take",
    }

    refused = client.post("/hp/payments/new", typed)
    if refused.status_code == 409:  # what it settles is shown before it is taken
        hidden = re.findall(
            r'<input type="hidden" name="(\w+)" value="([^"]*)"', body(refused)
        )
        refused = client.post("/hp/payments/new", {**typed, **dict(hidden)})

    assert refused.status_code == 422
    assert "losed" in body(refused)
    with pytest.raises(BooksSayNo):
        by_hand(entity_id)


def test_a_soft_lock_opens_by_a_second_person(seated: Seating) -> None:
    client, _, entity_id = seated("manager")
    assert sent(client, "lock", "soft", reason="month end").status_code == 303
    assert state(entity_id) == "soft"

    assert sent(client, "lock", "open", reason="late bill").status_code == 303

    assert state(entity_id) == "soft"
    assert "open November 2026 again" in body(
        client.get(f"/hp/close/{MONTH}/steps/lock")
    )


def test_a_lock_without_a_reason_is_refused(seated: Seating) -> None:
    client, _, entity_id = seated("manager")
    assert sent(client, "lock", "soft", reason=" ").status_code == 422
    assert state(entity_id) == "open"


def test_who_may_not_close_is_told_so(seated: Seating) -> None:
    client, _, _ = seated("coordinator")
    refused = sent(client, "lock", "soft", reason="month end")
    assert refused.status_code == 422
    assert client.post(f"/hp/close/{MONTH}/prove").status_code == 403


def test_checks_and_a_draft_of_the_evidence_are_long_work(seated: Seating) -> None:
    client, _, _ = seated("manager")

    again = client.post(f"/hp/close/{MONTH}/prove")
    assert again["Location"] == f"/hp/close/{MONTH}"
    assert "Proof of the books" in body(client.get(f"/hp/close/{MONTH}"))
    assert client.post(f"/hp/close/{MONTH}/evidence")["Location"].startswith("/hp/work")


def test_a_sample_is_drawn_by_its_seed(seated: Seating) -> None:
    client, _, _ = seated("auditor")
    asked = {"seed": "2026", "count": "5", "first": "2026-11-01", "last": "2026-11-30"}

    drawn = client.get("/hp/close/sample", asked)

    assert drawn["Content-Type"] == "application/pdf"
    assert client.get("/hp/close/sample", {"seed": ""}).status_code == 422


def test_books_leave_for_another_program(seated: Seating) -> None:
    client, _, _ = seated("accountant")
    days = {"first": "2026-11-01", "last": "2026-11-30"}

    for program, file in (("xero", ".csv"), ("plain", "duebook.xlsx")):
        pack = client.get("/hp/close/exports", {"program": program, **days})
        with zipfile.ZipFile(io.BytesIO(pack.content)) as files:
            assert any(name.endswith(file) for name in files.namelist())
    half = client.get("/hp/close/exports", {"program": "xero", "first": "2026-11-01"})
    assert half.status_code == 422
