"""The clerk's imports, typed as a clerk types them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError

from tests.apps.imports.office import an_office

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.django_db

OCTOBER = """\
Tag;Kunde;Artikelnummer;Menge;Einzelpreis
05.10.2026;TIDE;CLEAN;6,5;42,50
16.10.2026;BRIO;SOAP;zwei;19,90
"""


@pytest.fixture
def october(tmp_path: Path) -> str:
    (tmp_path / "october.csv").write_text(OCTOBER, encoding="cp1252")
    return str(tmp_path / "october.csv")


def test_a_file_is_looked_at_taken_in_and_taken_back(
    typed: Callable[..., str], october: str, tmp_path: Path
) -> None:
    an_office()
    command = ("import", october, "--kind", "charges", "--map", "Tag=service_date")

    looked = typed(*command, "--dry-run")
    assert "decimal sign “,”, dates as day, month, year, 2 rows." in looked
    assert "1 new, 0 changed, 0 unchanged, 0 known already, 1 bad." in looked
    assert "3 Menge zwei is not a number" in looked

    out = tmp_path / "fix.csv"
    said = typed(*command, "--yes", "--bad-rows", str(out))
    assert "1 charge added." in said
    assert "remembered for the next file" in said

    assert "was taken in before" in typed(*command, "--yes")

    out.write_text(out.read_text("cp1252").replace(";zwei;", ";2;"), "cp1252")
    again = typed("import", str(out), "--kind", "charges", "--yes")
    assert "remembered from a file with the same headings" in again
    assert "1 charge added." in again

    assert "fix.csv" in typed("imports")


def test_imports_are_shown_their_bad_rows_fetched_and_undone(
    typed: Callable[..., str], october: str, tmp_path: Path
) -> None:
    an_office()
    said = typed(
        *("import", october, "--kind", "charges", "--map", "Tag=service_date", "--yes")
    )
    number = said.split("Import ")[1].split(":")[0]
    assert f"duebook imports bad-rows {number}" in said

    assert "2 created CLEAN" in typed("imports", "show", number)
    out = tmp_path / "left.csv"
    typed("imports", "bad-rows", number, "--out", str(out))
    assert "zwei" in out.read_text("cp1252")
    undone = typed("imports", "undo", number, "--reason", "sent twice")
    assert f"Import {number} is undone: 1 rows taken back." in undone
    assert "Undone: sent twice" in typed("imports", "show", number)


def test_what_cannot_be_is_said_in_a_sentence(
    typed: Callable[..., str], october: str, tmp_path: Path
) -> None:
    an_office()
    command = ("import", october, "--kind", "charges")

    with pytest.raises(CommandError, match="has no column “Day”"):
        typed(*command, "--map", "Day=service_date")
    with pytest.raises(CommandError, match="has no field “when”"):
        typed(*command, "--map", "Tag=when")
    with pytest.raises(CommandError, match="not of the form COLUMN=FIELD"):
        typed(*command, "--map", "Tag")
    with pytest.raises(CommandError, match="taken for “Party”"):
        typed(*command, "--map", "Kunde=")
    with pytest.raises(CommandError, match="say --yes, or --dry-run"):
        typed(*command)
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        typed("import", str(tmp_path / "none.csv"), "--kind", "charges")
    with pytest.raises(CommandError, match="There is no import 9"):
        typed("imports", "show", "9999999")
    with pytest.raises(CommandError, match="Say which import"):
        typed("imports", "undo")
