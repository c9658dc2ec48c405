"""A list as a file: at once while it is short, as long work for its asker after."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from duebook import db
from duebook.apps.entities.actions import now
from duebook.apps.work import queries
from duebook.apps.work.jobs.carrying_out import carry_out
from duebook.web import list_files
from tests.pages.conftest import NAMES
from tests.pages.documents import an_invoice, an_office

if TYPE_CHECKING:
    from django.test import Client

    from tests.pages.conftest import Seating


@pytest.fixture(autouse=True)
def long_from_three(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three rows are too many for an answer at once."""
    monkeypatch.setattr(list_files, "EXPORT_MOST", 2)


def asked(client: Client, line: str, form: str) -> str:
    """The address of the work that the offered form starts."""
    offer = client.get("/hp/invoices", {"q": line, "as": form, "sort": "-number"})
    page = offer.content.decode()
    assert offer.status_code == 200, page
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    started = client.post("/hp/work/exports", fields)
    assert started.status_code == 303, started.content
    again = client.post("/hp/work/exports", fields)
    assert again["Location"] == started["Location"]
    return str(started["Location"])


def done(entity_id: int, address: str) -> int:
    work_id = int(address.rpartition("/")[2])
    carry_out(entity_id, work_id, lambda: False)
    return work_id


@pytest.mark.promise(
    "Invoices",
    "A list too long for an answer at once is written to a file as long work; its card "
    "offers the file to who asked, and to nobody else.",
)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_long_list_is_written_as_long_work_for_who_asked(
    seated: Seating, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, _, entity_id = seated("coordinator")
    other, _, _ = seated("manager")
    an_office(entity_id)
    numbers = [an_invoice(entity_id).number for _ in range(3)]
    an_invoice(entity_id, "MERIDIAN")
    monkeypatch.setattr(list_files, "SHEET_MOST", 2)

    card = asked(client, "party:tidewell", form)
    done(entity_id, card)
    shown = client.get(card).content.decode()
    file = client.get(f"{card}/file")

    assert "3 rows are ready to fetch" in shown
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
        assert [row["Number"] for row in rows] == numbers[::-1]
        assert {row["Total"] for row in rows} == {"140.00"}
    else:
        book = load_workbook(io.BytesIO(file.content))
        cells = [row[0].value for sheet in book for row in sheet.iter_rows()]
        assert [cell for cell in cells if cell in numbers] == numbers[::-1]
        assert len(book.sheetnames) == 2
    assert other.get(f"{card}/file").status_code == 404
    assert f"{card}/file" not in other.get(card).content.decode()


def test_the_file_goes_away_after_a_week(seated: Seating) -> None:
    client, _, entity_id = seated("coordinator")
    an_office(entity_id)
    for _ in range(3):
        an_invoice(entity_id)

    work_id = done(entity_id, asked(client, "", "csv"))

    with db.reading(entity_id):
        week = now() + timedelta(days=6)
        assert queries.card(entity_id, work_id, now=week).file
        later = now() + timedelta(days=8)
        assert not queries.card(entity_id, work_id, now=later).file


@pytest.mark.promise(
    "Audit",
    "Who only reads has long lists written to a file too, and the audit says so.",
)
def test_who_only_reads_exports_long_lists_and_the_audit_says_so(
    seated: Seating,
) -> None:
    dana, _, entity_id = seated("coordinator")
    client, _, _ = seated("auditor")
    an_office(entity_id)
    for party in ("TIDEWELL", "TIDEWELL", "MERIDIAN"):
        an_invoice(entity_id, party)

    short = client.get("/hp/invoices", {"q": "party:tidewell", "as": "csv"})
    card = asked(client, "", "csv")
    done(entity_id, card)

    assert short["Content-Disposition"].startswith("attachment")
    assert len(client.get(f"{card}/file").content.splitlines()) == 4
    assert dana.get(f"{card}/file").status_code == 404
    audit = client.get("/hp/audit").content.decode()
    assert re.search(
        rf"{NAMES['auditor']}.*?Began: Invoices to a file", audit, re.DOTALL
    )


def test_who_only_reads_stops_their_own_export_alone(seated: Seating) -> None:
    dana, _, entity_id = seated("coordinator")
    client, _, _ = seated("auditor")
    an_office(entity_id)
    for _ in range(3):
        an_invoice(entity_id)
    own, of_dana = asked(client, "", "csv"), asked(dana, "", "csv")

    assert client.post(f"{own}/stop").status_code == 303
    assert client.post(f"{of_dana}/stop").status_code == 422

    assert "stopped it before it began" in client.get(own).content.decode()
    assert "stopped it" not in client.get(of_dana).content.decode()


@pytest.mark.parametrize("said", [{}, {"list": "nothing"}, {"list": "invoices"}])
def test_what_is_no_list_is_not_exported(seated: Seating, said: dict[str, str]) -> None:
    client, _, _ = seated("coordinator")

    assert client.post("/hp/work/exports", said).status_code == 404
    assert client.get("/hp/work/exports").status_code == 303
