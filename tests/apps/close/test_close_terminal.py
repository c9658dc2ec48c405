"""A close as it is typed: looked at, mended, signed, locked, and kept in a folder."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command

from tests.apps.close.test_signing import ACCOUNTANT, office  # noqa: F401 - fixture
from tests.documents.reading import text_of
from tests.office import MANAGER

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Typed = Callable[..., str]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]


@pytest.fixture
def typed(capsys: pytest.CaptureFixture[str]) -> Typed:
    """Type a command in the office, and read what it says in one line."""

    def enter(*words: str) -> str:
        call_command(*words, "--entity", "HP")
        return " ".join(capsys.readouterr().out.split())

    return enter


def test_a_month_from_a_wrong_entry_to_its_evidence(
    typed: Typed, tmp_path: Path
) -> None:
    robin, ruth = ("--as", MANAGER), ("--as", ACCOUNTANT)
    debit, credit = ("--debit", "1050=30"), ("--credit", "4000=30.00")
    said = typed("entry", *debit, *credit, "--on", "2026-11-03", "--reason", "?", *ruth)
    assert "Posted as entry" in said
    assert "30.00" in typed("entry")

    told = typed("close", "2026-11")
    assert "manual entry, 30.00 USD" in told
    key = told.partition("--post ")[2].split()[0]
    waits = typed("close", "2026-11-30", "--post", key, "--reason", "no payment", *ruth)
    assert "waits for a second person" in waits
    [request] = re.findall(r"[Rr]equest (\d+)", waits)
    typed("approve", request, "--reason", "seen", *robin)
    assert "manual entry" not in typed("close", "2026-11-30")

    assert "not_asked" not in typed("close", "2026-11-30", "--sign", "all", *robin)
    assert "locked for good" in typed("close", "2026-11-30", "--lock", "hard", *robin)

    out = tmp_path / "pack"
    assert "as kept at the lock" in typed(
        "close", "evidence", "2026-11", "--out", f"{out}"
    )
    first = {path.name: path.read_bytes() for path in out.iterdir()}
    typed("close", "evidence", "2026-11-04", "--out", f"{out}")
    assert first == {path.name: path.read_bytes() for path in out.iterdir()}
    with zipfile.ZipFile(out / "close-2026-11.zip") as archive:
        assert set(archive.namelist()) == first.keys() - {"close-2026-11.zip"}


def test_a_lock_that_is_typed_is_refused_while_a_step_stands_in_the_way(
    typed: Typed,
) -> None:
    typed(
        *("entry", "--debit", "1050=30", "--credit", "4000=30.00", "--reason", "?"),
        *("--on", "2026-11-03", "--as", ACCOUNTANT),
    )

    with pytest.raises(CommandError, match="cannot be locked yet: Sub-ledgers"):
        typed("close", "2026-11", "--lock", "hard", "--as", MANAGER)

    assert "locked for good" not in typed("close", "2026-11")


def test_a_sample_is_written(typed: Typed, tmp_path: Path) -> None:
    out = tmp_path / "sample.pdf"

    said = typed(
        *("close", "sample", "--seed", "2026", "--count", "3", "--out", f"{out}"),
        *("--from", "2026-11-01", "--to", "2026-11-30"),
    )

    assert "0 of 0 documents" in said
    assert "Seed 2026" in " ".join(text_of(out.read_bytes()).split())


def test_words_that_are_no_close_are_refused(typed: Typed) -> None:
    for words in (("evidence", "2026-11"), ("sample",), ("2026-11", "2026-12")):
        with pytest.raises(CommandError, match="Say a day of the period"):
            typed("close", *words)


def test_the_daily_check_ends_with_what_is_to_be_mended(typed: Typed) -> None:
    assert typed("check", "--daily").endswith("Nothing to mend.")
    typed(
        *("entry", "--debit", "1060=1.00", "--credit", "1000=1.00", "--reason", "?"),
        *("--on", "2026-11-03", "--as", ACCOUNTANT),
    )

    with pytest.raises(SystemExit):
        typed("check", "--daily")


def test_a_leg_is_an_account_and_a_positive_amount(typed: Typed) -> None:
    for leg in ("6300", "6300=-1", "=5", "6300=x"):
        with pytest.raises(CommandError):
            typed("entry", "--debit", leg, "--as", ACCOUNTANT)
