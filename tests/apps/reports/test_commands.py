"""Reports and statements as somebody asks for them in the terminal."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command

from duebook.apps.entities.management import office as doors
from duebook.web.terminal import console
from tests.apps.reports.month import a_month
from tests.office import CLERK

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.django_db


@pytest.fixture
def say(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    """Give a command on 30 November, as Dana, and return what is printed."""
    monkeypatch.setattr(doors, "now", lambda: datetime(2026, 11, 30, 18, tzinfo=UTC))
    monkeypatch.setattr(console, "width", 200)
    a_month()

    def give(*words: object, by: str = CLERK) -> str:
        capsys.readouterr()
        name, *arguments = map(str, words)
        call_command(name, *arguments, "--entity", "HP", "--as", by)
        return capsys.readouterr().out

    return give


def test_a_report_is_shown_with_its_totals_and_notes(say: Callable[..., str]) -> None:
    shown = say("report", "aging")

    assert "TIDEWELL" in shown
    assert "155.00" in shown
    assert "Ties: buckets and credits come to 155.00 USD" in shown


def test_a_report_is_written_in_any_form(
    say: Callable[..., str], tmp_path: Path
) -> None:
    signs = {"csv": b"\xef\xbb\xbf", "xlsx": b"PK", "pdf": b"%PDF-", "svg": b"<svg"}
    for form, sign in signs.items():
        target = tmp_path / f"aging.{form}"

        assert "2 rows" in say("report", "aging", "--out", target)

        assert target.read_bytes().startswith(sign)


def test_a_report_as_it_was_known_then(say: Callable[..., str]) -> None:
    shown = say(
        "report", "aging", "--on", "2026-10-31", "--as-known-at", "2026-10-19T12:00"
    )

    assert "154.00" in shown
    assert "As known at 2026-10-19 12:00 UTC." in shown


def test_a_table_of_ones_own_is_chosen_by_options(
    say: Callable[..., str], tmp_path: Path
) -> None:
    chosen = ("report", "own-table", "--count", "net", "--by", "item")

    shown = say(*chosen, "--across", "month", "--only", "tidewell")
    say(*chosen, "--out", tmp_path / "items.csv")

    title = "Net billed by item and month, 2026-01-01 to 2026-11-30, tidewell"
    assert title in " ".join(shown.split())
    assert re.search(r"CONSULT Consult +.* 140\.00 +.* 140\.00", shown)
    assert re.search(r"Total +.* 140\.00 +.* 60\.00 +.* 200\.00", shown)
    text = (tmp_path / "items.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines()[1] == "CONSULT Consult,USD,140.00"


def test_a_table_of_what_nobody_knows_is_refused(say: Callable[..., str]) -> None:
    with pytest.raises(CommandError, match="“colour:” is nothing"):
        say("report", "own-table", "--only", "colour:blue")


def test_a_file_of_no_known_form_is_refused(
    say: Callable[..., str], tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match="docx"):
        say("report", "aging", "--out", tmp_path / "aging.docx")


def test_statements_are_issued_listed_and_shown(
    say: Callable[..., str], tmp_path: Path
) -> None:
    issued = say("statements", "--kind", "balance_forward")
    assert "ST-2026-00001" in issued
    assert "ST-2026-00002" in say("statements", "--list")

    shown = say("statement", "ST-2026-00001")
    assert "Balance: 120.00 USD" in shown

    say("statement", "ST-2026-00001", "--out", tmp_path)
    assert (tmp_path / "ST-2026-00001.pdf").read_bytes().startswith(b"%PDF-")


def test_any_day_of_a_party_is_shown_without_issuing(say: Callable[..., str]) -> None:
    shown = say(
        *("statement", "--party", "TIDEWELL", "--as-of", "2026-10-31"),
        *("--as-known-at", "2026-10-19T12:00"),
    )

    assert "Not issued" in shown
    assert "Balance: 154.00 USD" in shown
    assert "ST-" not in say("statements", "--list")


def test_nobody_in_particular_issues_nothing(say: Callable[..., str]) -> None:
    with pytest.raises(CommandError, match="Say who asks"):
        say("statements", by="")


def test_where_nobody_owes_there_is_nobody_to_tell(say: Callable[..., str]) -> None:
    assert "nobody to tell" in say("statements", "--as-of", "2026-01-31")
