"""The room at the terminal."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from duebook import db
from duebook.apps.parties import queries
from tests.apps.parties.builders import a_contact, an_entry, keep
from tests.office import CLERK, an_entity

pytestmark = pytest.mark.django_db


def run(*words: str) -> None:
    call_command("parties", *words, "--entity", "HP", "--as", CLERK)


def test_parties_are_found_shown_and_checked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    keep(an_entity("HP"), an_entry("TID", name="Tidewell"), an_entry("OTHER"))

    run("tide")
    listed = capsys.readouterr().out
    run("--show", "TID")
    shown = capsys.readouterr().out
    run("--check")

    assert "Tidewell" in listed
    assert "OTHER" not in listed
    assert "Net 30 days" in shown
    assert "no billing address" in " ".join(capsys.readouterr().out.split())


def test_a_merge_is_previewed_then_done_then_undone(
    capsys: pytest.CaptureFixture[str],
) -> None:
    entity_id = an_entity("HP")
    contacts = (a_contact("ap@example.com"),)
    ids = keep(entity_id, an_entry("OLD", contacts=contacts), an_entry("NEW"))

    def payer() -> int:
        with db.reading(entity_id):
            return queries.bill_tos(entity_id, [ids["OLD"]])[ids["OLD"]].id

    run("--merge", "OLD", "NEW")
    assert "ap@example.com" in capsys.readouterr().out
    assert payer() == ids["OLD"]
    run("--merge", "OLD", "NEW", "--yes")
    assert payer() == ids["NEW"]
    with db.reading(entity_id):
        [merge] = queries.merges(entity_id)
    run("--undo", str(merge.id))
    assert payer() == ids["OLD"]


def test_an_unknown_party_is_told_in_a_sentence() -> None:
    an_entity("HP")

    with pytest.raises(CommandError, match="There is no party NOBODY"):
        run("--show", "NOBODY")


def test_terms_are_kept_and_listed(capsys: pytest.CaptureFixture[str]) -> None:
    an_entity("HP")
    said = ("--entity", "HP", "--as", CLERK)

    early = ("--name", "2/10 net 30", "--discount", "2", "--discount-days", "10")
    call_command("terms", "2-10", *early, *said)
    call_command("terms", "HALVES", "--part", "50@30", "--part", "50@60", *said)

    listed = " ".join(capsys.readouterr().out.split())
    assert "2-10 2/10 net 30 100 % after 30 days 2 % within 10 days" in listed
    assert "50 % after 30 days, 50 % after 60 days" in listed
    with pytest.raises(CommandError, match="the parts come to 50 %"):
        call_command("terms", "HALF", "--part", "50@30", *said)


def test_a_party_is_held_and_released(capsys: pytest.CaptureFixture[str]) -> None:
    keep(an_entity("HP"), an_entry("TID", name="Tidewell"))
    hold = ("hold", "TID", "--entity", "HP", "--as", CLERK, "--reason")

    call_command(*hold, "They dispute the rate")
    run("TID")
    held = " ".join(capsys.readouterr().out.split())
    call_command(*hold, "Settled", "--release")
    run("TID")

    with pytest.raises(CommandError, match="X"):
        call_command("hold", "X", *hold[2:], "None")
    assert "TID Tidewell is on hold: They dispute the rate." in held
    assert held.count("They dispute the rate") == 2
    released = capsys.readouterr().out
    assert "TID Tidewell is billed again." in released
    assert "dispute" not in released
