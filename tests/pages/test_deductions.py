"""Settings, Deductions: read, changed, forgotten, and what waits on them."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from duebook import db
from duebook.apps.banking.actions import KeepAlias, keep_alias
from duebook.apps.banking.queries.learned import aliases, deductions
from tests.apps.banking.office import (
    Move,
    a_bank,
    a_statement,
    match_all,
    take,
    waiting,
)
from tests.apps.payments.office import owes
from tests.office import a_party, by
from tests.pages.conftest import NAMES

if TYPE_CHECKING:
    from django.test import Client

    from duebook.apps.banking.queries.lines import Line
    from tests.pages.conftest import Seating

HERE = "/hp/settings/deductions"


def body(answer: Any) -> str:
    return str(answer.content.decode())


def keep(client: Client, **changed: object) -> Any:
    told = {
        "key": str(uuid.uuid4()),
        "code": "WHT",
        "party": "TIDEWELL",
        "why": "withheld_tax",
        "rate": "10",
        "limit": "0",
    }
    return client.post(HERE, {**told, **changed})


def forget(client: Client, line: str) -> Any:
    return client.post(HERE, {"key": str(uuid.uuid4()), "forget": line})


def a_tenth_missing(entity_id: int) -> Line:
    """A line that pays 72.00 of 80.00, matched and left to a person."""
    party_id = a_party(entity_id)
    a_bank(entity_id)
    owes(entity_id, party_id, 80_00, numbers=["INV-2026-00101"])
    return a_line(entity_id)


def a_line(entity_id: int) -> Line:
    move = Move(on=5, amount="72.00", text="INV-2026-00101", name="Tidewell Hotels")
    take(entity_id, a_statement(move))
    match_all(entity_id)
    [line] = waiting(entity_id)
    return line


def deducted(line: Line) -> set[str]:
    """The deductions that what is proposed for a line rests on."""
    return {
        part.deduction
        for proposal in line.proposals
        for part in proposal.parts
        if part.deducted_minor
    }


@pytest.mark.promise(
    "Settings",
    "Known deductions are read and changed on a page, with who changed them and the "
    "value before.",
)
def test_a_deduction_is_kept_and_changed(seated: Seating) -> None:
    client, _, entity_id = seated("manager")
    a_party(entity_id)

    assert keep(client).status_code == 303
    [change] = re.findall(r'href="\?([^"#]+)#form"', body(client.get(HERE)))
    form = body(client.get(f"{HERE}?{change.replace('&amp;', '&')}"))
    assert re.search(r'name="rate" value="10"', form)
    assert keep(client, rate="12.5", is_automatic="on").status_code == 303

    with db.reading(entity_id):
        [one] = deductions(entity_id)
    assert (one.code, one.party, one.rate_bp) == ("WHT", "TIDEWELL", 1250)
    assert one.is_automatic
    page = body(client.get(HERE))
    assert "12.5 %" in page
    assert "WHT TIDEWELL" in page
    assert "<del>why withheld_tax, rate 10 %, limit 0.00</del>" in page
    assert NAMES["manager"] in page


@pytest.mark.promise(
    "Settings",
    "Forgetting a deduction stops its matches at once: what waits is proposed anew.",
)
def test_a_forgotten_deduction_is_proposed_no_longer(seated: Seating) -> None:
    client, _, entity_id = seated("manager")
    a_party(entity_id)
    keep(client)
    before = a_tenth_missing(entity_id)
    assert deducted(before) == {"WHT"}

    assert forget(client, "WHT of TIDEWELL").status_code == 303

    with db.reading(entity_id):
        assert deductions(entity_id) == []
    [after] = waiting(entity_id)
    assert deducted(after) == set()
    assert after.proposals[0].short_minor == 8_00
    page = body(client.get(HERE))
    assert "forgotten" in page
    again = forget(client, "WHT of TIDEWELL")
    assert again.status_code == 422
    assert "No deduction “WHT” of this payer is known" in body(again)


@pytest.mark.promise(
    "Bank",
    "Forgetting how a bank names a payer stops its matches at once: what waits is "
    "proposed anew.",
)
def test_a_forgotten_name_is_proposed_no_longer(seated: Seating) -> None:
    client, code, entity_id = seated("manager")
    party_id = a_party(entity_id)
    a_bank(entity_id)
    owes(entity_id, party_id, 80_00, numbers=["INV-2026-00101"])
    meadow = KeepAlias(
        entity_id=entity_id, party_id=party_id, kind="name", value="Blue Meadow"
    )
    keep_alias(meadow, **by())
    take(
        entity_id, a_statement(Move(on=5, amount="50.00", text="", name="Blue Meadow"))
    )
    match_all(entity_id)
    [before] = waiting(entity_id)
    assert {one.party_id for one in before.proposals} == {party_id}
    with db.reading(entity_id):
        [known] = aliases(entity_id)

    sent = {"alias": known.id, "key": str(uuid.uuid4())}
    assert client.post(f"/{code}/bank/learned", sent).status_code == 303

    [after] = waiting(entity_id)
    assert after.proposals == ()


def test_who_may_not_approve_changes_no_deduction(seated: Seating) -> None:
    client, _, entity_id = seated("coordinator")
    a_party(entity_id)

    assert keep(client).status_code == 422
    assert forget(client, "WHT of TIDEWELL").status_code == 422
    with db.reading(entity_id):
        assert deductions(entity_id) == []
