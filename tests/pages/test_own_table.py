"""A table of one's own: chosen by a form, kept as a view, opened figure by figure."""

from __future__ import annotations

import csv
import io
import re
import uuid
from datetime import date, datetime
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from pypdf import PdfReader

from duebook.apps.reports.queries.measures import MEASURES
from tests.apps.reports.month import a_month, an_invoice
from tests.pages.test_reports import minor

if TYPE_CHECKING:
    from tests.pages.conftest import Seating

DAYS = {"first": "2026-09-01", "as_of": "2026-11-30"}
ITEMS = {**DAYS, "measure": "net", "by": "item", "across": "month"}


@pytest.mark.promise("Your own table", "Figures stand by what was chosen for them.")
def test_a_clerk_asks_what_was_earned_with_which_item_in_which_month(
    seated: Seating,
) -> None:
    client, code, entity_id = seated("coordinator")
    a_month(entity_id)

    page = client.get(f"/{code}/reports/own-table", ITEMS).content.decode()

    assert "<h1>Net billed by item and month</h1>" in page
    assert rows(page) == [
        ["Item", "Sep 2026", "Nov 2026", "Total"],
        ["CONSULT Consult", "140.00", "–", "140.00"],
        ["REPORT Report", "–", "120.00", "120.00"],
        ["Total", "140.00", "120.00", "260.00"],
    ]
    assert 'class="chart"' in page
    assert client.get(f"/{code}/reports/own-table", {**ITEMS, "as": "svg"}).content


def rows(page: str) -> list[list[str]]:
    """The texts of the cells of the table."""
    table = page[page.index("<thead>") : page.index("</tfoot>")]
    return [
        [
            " ".join(unescape(re.sub(r"<[^>]+>", " ", cell)).split())
            for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)
        ]
        for row in table.split("</tr>")
        if "<t" in row
    ]


@pytest.mark.promise(
    "Your own table", "The documents behind any figure, totals too, add up to it."
)
@pytest.mark.parametrize("measure", MEASURES)
def test_every_figure_leads_to_its_documents(seated: Seating, measure: str) -> None:
    client, code, entity_id = seated("auditor")
    a_month(entity_id)
    asked = {**DAYS, "measure": measure, "by": "party", "across": "quarter"}
    page = client.get(f"/{code}/reports/own-table", asked).content.decode()
    table = page[page.index("<tbody>") :]
    cells = re.findall(r'href="([^"]+/own-table/why\?[^"]+)"[^>]*>(.*?)</a>', table)

    assert len(cells) >= 4
    for address, shown in cells:
        why = client.get(unescape(address)).content.decode()
        behind = re.findall(r'<td class="r"><data[^>]*value="([^"]+)"', why)
        whole = re.search(r'data-fig="explained"\s+data-minor="(-?\d+)"', why)
        assert whole is not None
        assert sum(map(minor, behind)) == int(whole[1])
        amount = re.search(r'value="([^"]+)"', shown)
        if MEASURES[measure].is_count:
            assert len(behind) == int(shown)
        else:
            assert amount is not None
            assert int(whole[1]) == minor(amount[1])
        assert MEASURES[measure].rule in unescape(why)
        assert "Not in it" in why


@pytest.mark.promise(
    "Your own table", "A search line says what counts, in the table and behind it."
)
def test_the_search_line_narrows_table_and_documents(seated: Seating) -> None:
    client, code, entity_id = seated("manager")
    a_month(entity_id)
    asked = {**ITEMS, "q": "party:tidewell kind:credit-note"}

    page = client.get(f"/{code}/reports/own-table", asked).content.decode()
    [*_, address] = re.findall(r'href="([^"]+/own-table/why\?[^"]+)"', page)
    why = client.get(unescape(address)).content.decode()

    assert rows(page)[1:] == [
        ["REPORT Report", "−60.00", "−60.00"],
        ["Total", "−60.00", "−60.00"],
    ]
    assert re.findall(r'<a href="/hp/invoices/([^"]+)"', why) == ["CN-2026-00001"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"measure": "hours"}, "not “hours”"),
        ({"measure": "received", "by": "item"}, "not by item"),
        ({"measure": "net", "by": "month", "across": "month"}, "both go by month"),
        ({"measure": "net", "q": "colour:blue"}, "“colour:” is nothing"),
        ({"measure": "net", "currency": "beans"}, "“BEANS” is not a currency"),
        ({"measure": "net", "first": "someday"}, "is no day that can be read"),
        ({"measure": "net", "by": "'; DROP TABLE"}, "No report goes by"),
    ],
)
def test_what_cannot_be_read_is_said_and_the_nearest_table_shown(
    seated: Seating, asked: dict[str, str], said: str
) -> None:
    client, code, entity_id = seated("manager")
    a_month(entity_id)

    here = f"/{code}/reports/own-table"

    answer = client.get(here, {"as_of": "2026-11-30"} | asked)

    assert answer.status_code == 422
    page = unescape(answer.content.decode())
    assert said in page
    assert "<tfoot>" in page
    drawn = re.search(r'<img class="chart" src="([^"]+)"', page)
    assert drawn is None or client.get(f"{here}{drawn[1]}").status_code == 200
    refused = client.get(here, asked | {"as": "csv"})
    assert refused.status_code == 422


def test_a_file_has_the_rows_and_totals_of_the_page(seated: Seating) -> None:
    client, code, entity_id = seated("accountant")
    a_month(entity_id)
    address = f"/{code}/reports/own-table"

    text = client.get(address, {**ITEMS, "as": "csv"}).content.decode("utf-8-sig")
    book = client.get(address, {**ITEMS, "as": "xlsx"}).content
    paper = client.get(address, {**ITEMS, "as": "pdf"}).content

    assert list(csv.reader(io.StringIO(text)))[1:] == [
        ["CONSULT Consult", "USD", "140.00", "", "140.00"],
        ["REPORT Report", "USD", "", "120.00", "120.00"],
    ]
    assert "Sep 2026" in texts(book)
    assert "Sep 2026" in PdfReader(io.BytesIO(paper)).pages[0].extract_text()


def texts(book: bytes) -> set[object]:
    """What stands in the cells of the first sheet."""
    sheet = openpyxl.load_workbook(io.BytesIO(book)).worksheets[0]
    return {cell for row in sheet.iter_rows(values_only=True) for cell in row}


@pytest.mark.promise(
    "Your own table", "Months are named as people read them, and sorted by machines."
)
def test_months_down_the_side_are_named_but_sorted_in_a_file(seated: Seating) -> None:
    client, code, entity_id = seated("manager")
    a_month(entity_id)
    address = f"/{code}/reports/own-table"
    asked = {**DAYS, "measure": "net", "by": "month"}

    page = client.get(address, asked).content.decode()
    text = client.get(address, {**asked, "as": "csv"}).content.decode("utf-8-sig")
    book = client.get(address, {**asked, "as": "xlsx"}).content

    assert rows(page)[1:] == [
        ["Sep 2026", "140.00"],
        ["Nov 2026", "120.00"],
        ["Total", "260.00"],
    ]
    [there, *_] = re.findall(
        r'href="([^"]+/own-table/why\?[^"]+)" hx', page[page.index("<tbody>") :]
    )
    assert "row=2026-09" in there
    assert "Sep 2026: Net billed" in client.get(unescape(there)).content.decode()
    assert text.splitlines()[1] == "2026-09,USD,140.00"
    assert datetime(2026, 9, 1) in texts(book)  # noqa: DTZ001 - a cell has no zone


@pytest.mark.promise(
    "Your own table", "A table is kept under a name, with all that was chosen."
)
def test_a_table_is_kept_as_a_view(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    a_month(entity_id)
    address = f"/{code}/reports/own-table"
    asked = {
        "measure": "credited",
        "by": "party",
        "across": "quarter",
        "q": "kind:note",
    }
    page = client.get(address, asked).content.decode()
    line = re.search(r'name="line" value="([^"]+)"', page)
    assert line is not None

    kept = client.post(
        f"/{code}/views",
        {
            "key": str(uuid.uuid4()),
            "list": "own-table",
            "line": unescape(line[1]),
            "name": "Credited, quarter by quarter",
            "back": address,
            "what": "save",
        },
    )

    assert kept.status_code == 303
    gone_to = urlsplit(kept["Location"])
    assert gone_to.path == address
    assert {name: one for name, [one] in parse_qs(gone_to.query).items()} == asked
    again = client.get(kept["Location"]).content.decode()
    chip = re.search(r"<a[^>]*>Credited, quarter by quarter", again)
    assert chip is not None
    assert "aria-current" in chip[0]
    elsewhere = client.get(address, {**asked, "by": "month"}).content.decode()
    chip = re.search(r"<a[^>]*>Credited, quarter by quarter", elsewhere)
    assert chip is not None
    assert "aria-current" not in chip[0]


@pytest.mark.promise("Your own table", "What is not listed is said, and counted.")
def test_a_long_table_says_how_much_it_lists(
    seated: Seating, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, code, entity_id = seated("manager")
    a_month(entity_id)
    monkeypatch.setattr("duebook.apps.reports.pages.own_table.SHOWN", 1)

    page = client.get(f"/{code}/reports/own-table", ITEMS).content.decode()

    assert len(rows(page)) == 3
    assert rows(page)[-1] == ["Total", "140.00", "120.00", "260.00"]
    assert "Listed: the largest 1 of 2 rows; the totals are of all." in page


def test_more_documents_than_a_panel_shows_have_a_page(
    seated: Seating, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, code, entity_id = seated("manager")
    a_month(entity_id)
    for day in (5, 6, 7):
        an_invoice(entity_id, "EVIL", date(2026, 10, day))
    monkeypatch.setattr("duebook.apps.reports.queries.own_table.SHOWN", 2)
    asked = {**DAYS, "measure": "billed", "by": "party"}

    why = client.get(f"/{code}/reports/own-table/why", asked).content.decode()
    more = re.search(r'href="(\?[^"]+)">and 4 more', why)

    assert more is not None
    here = f"/{code}/reports/own-table/why"
    whole = client.get(here + unescape(more[1])).content.decode()
    assert len(re.findall(r'<a href="/hp/invoices/', whole)) == 6
    assert "more" not in whole[whole.index("It is made of") : whole.index("The rule")]


def test_a_stranger_has_no_table(seated: Seating) -> None:
    seated("coordinator")
    stranger, _, _ = seated("manager", "ng")
    assert stranger.get("/hp/reports/own-table").status_code == 404
    assert stranger.get("/hp/reports/own-table/why").status_code == 404
