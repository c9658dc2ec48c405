"""Reports: each figure with its rows, as a page and as files."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from html import unescape
from typing import TYPE_CHECKING

import pytest

from duebook import db
from duebook.apps.close.actions import (
    Lock,
    LockPeriod,
    RequireSignOffs,
    lock_period,
    require_sign_offs,
)
from duebook.apps.reports.queries import REPORTS, REPORTS_ABOUT, Wanted, report
from tests.apps.payments.office import a_payment, receive
from tests.apps.reports.month import a_month
from tests.apps.reports.test_cash_forecast import an_office as an_office_of_payers
from tests.apps.reports.test_matching_told import matched_days
from tests.apps.reports.test_rates_by_month import six_in_october
from tests.office import MANAGER, a_party, by
from tests.pages.test_approvals import a_held_write_off

if TYPE_CHECKING:
    from tests.pages.conftest import Seating


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_is_a_page_and_a_file(seated: Seating, name: str) -> None:
    seated("coordinator")
    client, code, entity_id = seated("accountant")
    a_held_write_off(entity_id)

    assert client.get(f"/{code}/reports/{name}").status_code == 200
    for form in ("xlsx", "csv", "pdf"):
        assert client.get(f"/{code}/reports/{name}?as={form}").content


def test_the_rows_of_a_figure_add_up_to_it(seated: Seating) -> None:
    seated("coordinator")
    client, code, entity_id = seated("auditor")
    a_held_write_off(entity_id)

    page = client.get(f"/{code}/reports/aging").content.decode()
    figure = re.search(r'data-fig="not-due"\s+data-minor="(\d+)"', page)
    why = client.get(f"/{code}/why?figure=not-due").content.decode()

    assert figure
    assert figure[1] == "8000"
    assert "OLD-1" in why
    assert "80.00" in why
    assert "The rule" in why


MONTH = {"first": "2026-11-01", "as_of": "2026-11-30"}
OPENED = {  # figures of each report that lead to their documents, by what it goes by
    ("invoices", ""): 0,
    ("cash", ""): 0,
    ("taxes", ""): 2,
    ("credits", "reason"): 2,
    ("credits", "person"): 2,
    ("credits", "document"): 0,
    ("trial-balance", ""): 5,
    ("revenue", "month"): 3,
    ("revenue", "item"): 3,
    ("revenue", "party"): 4,
    ("revenue", "biller"): 3,
    ("trend", ""): 4,
    ("days-to-money", ""): 7,
    ("collection", ""): 10,
    ("forecast", ""): 1,
    ("tie-out", ""): 2,
    ("valued-trial-balance", ""): 5,
}


@pytest.mark.promise("Reports", "The rows of any cell add up to the cell.")
@pytest.mark.parametrize(("name", "by"), OPENED)
def test_the_rows_of_any_cell_add_up_to_it(seated: Seating, name: str, by: str) -> None:
    client, code, entity_id = seated("manager")
    a_month(entity_id)
    asked = {**MONTH, **({"by": by} if by else {})}
    page = client.get(f"/{code}/reports/{name}", asked).content.decode()
    cells = re.findall(
        r'href="([^"]+/why\?[^"]+)"[^>]*><data[^>]*value="([^"]+)"', page
    )

    assert len(cells) >= OPENED[name, by]
    for address, shown in cells:
        why = client.get(unescape(address)).content.decode()
        told = re.search(r'data-fig="explained"\s+data-minor="(-?\d+)"', why)
        rows = re.findall(r'<td class="r"><data[^>]*value="([^"]+)"', why)
        assert told is not None, address
        assert int(told[1]) == minor(shown), address
        assert sum(map(minor, rows)) == minor(shown), address
        assert "The rule" in why
    if not OPENED[name, by]:
        numbers = re.findall(r'<a href="/hp/(?:invoices|payments)/([^"]+)">', page)
        assert numbers, "each row is a document, and leads to it"
        kept = f"/{code}/reports/{name}/why"
        assert client.get(kept, {**asked, "column": "Total"}).status_code == 404


def minor(value: str) -> int:
    """An amount as a page carries it for machines, in cents."""
    return int(Decimal(value) * 100)


@pytest.mark.promise(
    "Reports", "Buckets and unapplied credits are the receivable of the ledger."
)
def test_buckets_and_unapplied_are_the_ledger(seated: Seating) -> None:
    client, code, entity_id = seated("manager")
    a_month(entity_id)

    page = client.get(f"/{code}/reports/aging", MONTH).content.decode()
    tied = client.get(f"/{code}/reports/tie-out", MONTH).content.decode()

    figures = re.findall(r'data-fig="[^"]+"\s+data-minor="(-?\d+)"', page)
    foot = tied[tied.index("<tfoot>") :]
    ledger = re.findall(r'<data[^>]*value="([^"]+)"', foot)[0]
    assert sum(map(int, figures)) == minor(ledger)
    assert "Ties: buckets and credits come to" in page


@pytest.mark.promise("Reports", "A past day has the same figures tomorrow.")
def test_a_past_day_has_the_same_figures_tomorrow(seated: Seating) -> None:
    client, code, entity_id = seated("manager")
    a_month(entity_id)
    asked = {"as_of": "2026-11-12"}
    rows = r"<tbody>.*</tfoot>"

    before = client.get(f"/{code}/reports/aging", asked).content.decode()
    paid = a_payment(
        a_party(entity_id), 50_00, received_on=date(2026, 11, 13), reference="w 9"
    )
    receive(entity_id, paid)
    after = client.get(f"/{code}/reports/aging", asked).content.decode()

    assert (
        re.findall(rows, before, re.DOTALL) == re.findall(rows, after, re.DOTALL) != []
    )


@pytest.mark.promise("Reports", "A month that is not closed says that it may change.")
def test_a_month_that_is_open_may_still_change(seated: Seating) -> None:
    client, code, entity_id = seated("manager")
    said = "November 2026 is not closed: its figures may still change."
    asked = {"first": "2026-11-01", "as_of": "2026-11-03"}

    for name in ("revenue", "aging"):
        assert said in client.get(f"/{code}/reports/{name}", asked).content.decode()
    rule = RequireSignOffs(entity_id=entity_id, points=(), reason="we are two")
    require_sign_offs(rule, **by())
    lock = LockPeriod(
        entity_id=entity_id,
        day=date(2026, 11, 3),
        state=Lock.HARD,
        reason="month end",
    )
    lock_period(lock, **by(MANAGER))
    for name in ("revenue", "aging"):
        page = client.get(f"/{code}/reports/{name}", asked).content.decode()
        assert "may still change" not in page


@pytest.mark.promise("Reports", "What a chart draws stands in the table below it.")
@pytest.mark.parametrize("name", ["revenue", "trend"])
def test_a_chart_has_a_table_of_the_same_numbers(seated: Seating, name: str) -> None:
    client, code, entity_id = seated("manager")
    a_month(entity_id)
    wanted = Wanted(
        entity_id=entity_id,
        currency="USD",
        locale="en-US",
        on=date(2026, 11, 30),
        first=date(2026, 9, 1),
    )
    with db.reading(entity_id):
        chart = report(name, wanted).chart
    assert chart is not None
    asked = {"first": "2026-09-01", "as_of": "2026-11-30"}

    page = client.get(f"/{code}/reports/{name}", asked).content.decode()

    table = {minor(one) for one in re.findall(r'<data[^>]*value="([^"]+)"', page)}
    drawn = {value for series in chart.series for value in series.values}
    assert drawn <= table
    assert 'class="chart"' in page


@pytest.mark.promise(
    "Reports", "A rate stands beside what it is made of, or beside why there is none."
)
def test_a_rate_shows_what_it_is_made_of(seated: Seating) -> None:
    client, code, entity_id = seated("manager")
    six_in_october(entity_id)

    page = client.get(f"/{code}/reports/days-to-money", MONTH).content.decode()
    october, november = (
        " ".join(re.sub(r"<[^>]+>", " ", row).split())
        for row in page[page.index("<tbody>") :].split("</tr>")[:2]
    )

    assert october == (
        "Oct 2026 USD 360.00 360.00 360.00 6 31 31.0 31.0 0.0 may still change"
    )
    assert november == (
        "Nov 2026 USD 180.00 60.00 60.00 1 30 – – –"
        " fewer than 5 documents; may still change"
    )


@pytest.mark.promise(
    "Reports", "What was matched by itself, by a person, or wrong leads to its lines."
)
@pytest.mark.parametrize("by", ["line", "item"])
def test_each_count_of_the_matching_leads_to_its_rows(seated: Seating, by: str) -> None:
    client, code, entity_id = seated("manager")
    matched_days(entity_id)
    asked = {**MONTH, "by": by}
    page = client.get(f"/{code}/reports/matching", asked).content.decode()
    counts = re.findall(r'href="([^"]+/why\?[^"]+)"[^>]*>(\d+)</a>', page)

    assert [int(count) for _, count in counts] == [3, 2, 1, 1]
    for address, count in counts:
        why = client.get(unescape(address)).content.decode()
        assert len(re.findall(r'<td class="r"><data', why)) == int(count)
        assert f"{count} row" in why


@pytest.mark.promise(
    "Reports", "Each week of the forecast leads to the invoices expected in it."
)
def test_a_week_of_the_forecast_leads_to_its_invoices(seated: Seating) -> None:
    client, code, entity_id = seated("manager")
    an_office_of_payers(entity_id)
    page = client.get(f"/{code}/reports/forecast", {"as_of": "2026-11-03"})
    weeks = re.findall(
        r'href="([^"]+column=Expected[^"]+)"[^>]*><data', page.content.decode()
    )

    assert len(weeks) == 3
    why = client.get(unescape(weeks[0])).content.decode()
    assert re.findall(r'<a href="/hp/invoices/([^"]+)"', why) == ["INV-2026-00007"]
    assert "by the median of its payments of the last year" in why


def test_reports_stand_under_the_questions_of_a_manager(seated: Seating) -> None:
    client, code, _ = seated("manager")

    page = client.get(f"/{code}/reports").content.decode()

    asked = re.findall(r'<th scope="rowgroup"[^>]*>([^<]+)</th>', page)
    assert asked == list(REPORTS_ABOUT)
    for name in REPORTS:
        assert f'href="/{code}/reports/{name}"' in page


def test_a_day_that_cannot_be_read_is_said(seated: Seating) -> None:
    client, code, _ = seated("manager")

    page = client.get(f"/{code}/reports/aging?as_of=someday")

    assert page.status_code == 422
    assert "is no day that can be read" in page.content.decode()
