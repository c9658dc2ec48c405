"""The bank at the terminal: from a file to a reconciled account."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.management import load_command_class

from duebook.apps.entities.actions import AppointPerson, appoint_person
from tests.apps.banking.nacha_files import Entry, a_nacha_file
from tests.apps.banking.office import Move, a_bank, a_statement
from tests.apps.payments.office import a_payment, open_of, owes, receive
from tests.office import CLERK, MANAGER, a_party, an_entity, books_hold, by

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db

OWNER = "Ada Osei"
TRACE = "076401250000009"


@pytest.fixture(autouse=True)
def _stay_connected(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command closes its connections when it ends; the test's transaction stays."""
    monkeypatch.setattr("django.core.management.base.connections.close_all", bool)


def say(*words: str, who: str = CLERK) -> None:
    """``duebook bank …``, as it is typed."""
    command = load_command_class("duebook.apps.banking", "bank")
    command.run_from_argv(["duebook", "bank", *words, "--entity", "HP", "--as", who])


def test_a_month_of_one_account(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entity_id = an_entity()
    owes(entity_id, a_party(entity_id), 80_00, 50_00)
    a_bank(entity_id)
    file = tmp_path / "november.xml"
    file.write_bytes(
        a_statement(
            Move(on=5, amount="80.00", text="INV-1", name="Tidewell Hotels"),
            Move(on=6, amount="40.00", text="INV-2", name="Tidewell Hotels"),
            Move(on=7, amount="12.00", text="?"),
            Move(on=8, amount="-9.00", text="Account fee"),
        )
    )

    say("import", str(file))
    say("match")
    say("review")
    told = capsys.readouterr().out
    assert "4 new lines, 0 known" in told
    assert "1 line posted" in told
    assert "Lines that wait: 3" in told
    waiting = [row.split()[0] for row in told.splitlines() if "Harbor Bank" in row]
    short, unknown, fee = waiting
    say("review", short)
    assert "10.00 USD is missing" in capsys.readouterr().out
    say("accept", short, "--short", "write_off", "--reason", "agreed on the phone")
    say("apart", unknown)
    say("rule", fee, "--account", "6300")
    say("balances", "--on", "2026-11-30")
    say("reconcile", "Harbor Bank", "--on", "2026-11-30", who=MANAGER)

    say("rates", "--from", "2026-11-01", "--to", "2026-11-30")
    say("keep-rule", "Account fee", "6300", "--text", "account fee", who=MANAGER)
    say("rules")
    say("deductions", "WHT", "--why", "withheld_tax", "--rate", "10", who=MANAGER)
    say("aliases", "--party", "TIDEWELL")

    told = capsys.readouterr().out
    spaced = " ".join(told.split())
    assert "Unidentified cash USD 12.00" in spaced
    assert "matcher USD 1 50.0 % 1 50.0 % 80.00" in spaced
    assert "WHT everybody withheld tax 10 %" in spaced
    assert "name Tidewell Hotels 1" in spaced
    assert "10.00 written off" in told
    assert "1 line kept as unidentified" in told
    assert "Reconciled: the bank holds 1,123.00, the books 1,123.00" in told
    assert books_hold(entity_id)


def test_what_cannot_be_is_told_in_a_sentence() -> None:
    an_entity()

    with pytest.raises(SystemExit, match="There is no bank line 7"):
        say("undo", "7", "--reason", "?")


def test_returns_among_the_files_are_taken_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entity_id = an_entity()
    party_id = a_party(entity_id)
    owes(entity_id, party_id, 80_00)
    a_bank(entity_id)
    receive(entity_id, a_payment(party_id, 80_00, reference=TRACE))
    statement, returned = tmp_path / "november.xml", tmp_path / "returns.ach"
    statement.write_bytes(a_statement(Move(on=8, amount="-9.00", text="Account fee")))
    entry = Entry(back="R01", trace=TRACE, cents=80_00, individual="TIDEWELL")
    returned.write_bytes(a_nacha_file(entry))

    say("import", str(statement), str(returned))

    told = capsys.readouterr().out
    assert "november.xml (camt.053.001.08): 1 new line" in told
    assert "returns.ach: 1 payment taken back" in told
    assert open_of(entity_id)[0] == 80_00


def test_advice_that_waits_is_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a_bank(an_entity())
    file = tmp_path / "advice.csv"
    file.write_bytes(
        b"Payment reference,Payment date,Currency,Invoice,Amount paid\n"
        b"EFT-778812,2026-11-04,USD,INV-2026-00101,80.00\n"
    )
    say("advice", str(file))

    say("advices", "--since", "2026-11-01")

    told = capsys.readouterr().out
    assert "Advice that waits for its money: 1" in told
    assert all(word in told for word in ("EFT-778812", "80.00", "INV-2026-00101"))


def test_a_file_of_returns_is_looked_at_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entity_id = an_entity()
    a_bank(entity_id)
    file = tmp_path / "returns.ach"
    file.write_bytes(a_nacha_file(Entry(back="R01", trace=TRACE, cents=80_00)))

    say("import", str(file), "--look")

    told = capsys.readouterr().out
    assert "R01" in told
    assert "80.00" in told


def test_a_lockbox_is_taken_in_and_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entity_id = an_entity()
    owes(entity_id, a_party(entity_id), 80_00, numbers=["INV-101"])
    a_bank(entity_id)
    file = tmp_path / "box.csv"
    file.write_text(
        "Cheque number,Payer,Cheque amount,Invoice,Amount paid\n"
        "1041,Tidewell Hotels,80.00,INV-101,80.00\n"
    )
    say("lockbox", str(file), "--account", "Harbor Bank", "--on", "2026-11-05")
    number = capsys.readouterr().out.split("deposit ")[1].split()[0]
    assert open_of(entity_id)[0] == 0

    say("lockbox-back", number, "--reason", "wrong account")

    told = capsys.readouterr().out
    assert f"{number} and its 1 cheque were taken back" in told
    assert all(word in told for word in ("INV-101", "80.00"))
    assert open_of(entity_id)[0] == 80_00
    assert books_hold(entity_id)


def test_an_opening_balance_is_put_right(capsys: pytest.CaptureFixture[str]) -> None:
    entity_id = an_entity()
    a_bank(entity_id)
    house = AppointPerson(entity_id=entity_id, name=OWNER, role="administrator")
    appoint_person(house, **by())

    said = ("--holds", "1100.00", "--reason", "a digit was lost")
    say("correct-opening", "Harbor Bank", *said, who=OWNER)
    say("balances", "--on", "2026-11-30")

    told = capsys.readouterr().out
    assert "Harbor Bank held 1,100.00 USD" in told
    assert told.count("1,100.00") >= 3
    assert books_hold(entity_id)
