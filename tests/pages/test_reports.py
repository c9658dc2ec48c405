"""Reports: each figure with its rows, as a page and as files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from duebook.apps.reports.queries import REPORTS
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


def test_a_day_that_cannot_be_read_is_said(seated: Seating) -> None:
    client, code, _ = seated("manager")

    page = client.get(f"/{code}/reports/aging?as_of=someday")

    assert page.status_code == 422
    assert "is no day that can be read" in page.content.decode()
