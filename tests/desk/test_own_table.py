"""A table of one's own, chosen and opened by keys, and without script."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.desk.conftest import Sitting

ITEMS = "/hp/reports/own-table?measure=net&by=item&across=month"


@pytest.mark.promise(
    "Your own table", "It is chosen by keys, and its address always says what it shows."
)
def test_a_table_is_chosen_by_keys(desk: Sitting) -> None:
    dana = desk("manager")
    dana.go("/hp/reports")
    dana.follow("n")
    assert dana.title == "Net billed by party and month"

    dana.page.get_by_label("Rows").select_option("Item")
    expect(dana.page.locator("h1")).to_have_text("Net billed by item and month")
    dana.page.get_by_label("Count", exact=True).select_option("Documents")
    expect(
        dana.page.get_by_role("alert").or_(dana.page.locator(".note"))
    ).to_contain_text("not by item")
    dana.page.get_by_label("Columns").select_option("Kind")
    expect(dana.page.locator("h1")).to_have_text("Documents by party and kind")
    assert "across=kind" in dana.address


@pytest.mark.promise(
    "Your own table", "`=` opens the documents behind a figure of the chosen row."
)
def test_a_figure_is_opened_by_its_key(desk: Sitting) -> None:
    dana = desk("manager")
    dana.go(ITEMS)

    dana.press("j =")
    dana.page.locator("#panel .explained").wait_for()

    assert dana.chosen == dana.rows()[0]
    assert dana.rows()[0] in dana.panel
    assert "Lines of issued documents before tax" in dana.panel
    assert not dana.axe()


@pytest.mark.promise("Your own table", "It is chosen and opened without script, too.")
def test_a_table_is_chosen_without_script(desk: Sitting) -> None:
    dana = desk("manager", java_script_enabled=False)
    dana.go(ITEMS)

    dana.page.get_by_label("Only").fill("item:delivery")
    dana.page.get_by_role("button", name="Show").click()
    assert dana.rows() == ["DELIVERY Delivery"]
    whole = dana.figure("total")
    dana.page.locator("tfoot a").last.click()

    assert dana.figure("explained") == whole
    assert dana.page.get_by_role("link", name="and ").count() == 1
    dana.page.get_by_role("link", name="and ").click()
    assert dana.figure("explained") == whole
    assert dana.page.get_by_role("link", name="and ").count() == 0


@pytest.mark.promise("Your own table", "Its chart is light on dark where the desk is.")
@pytest.mark.parametrize(("scheme", "drawn"), [("light", "none"), ("dark", "invert")])
def test_a_chart_follows_the_colours_of_the_desk(
    desk: Sitting, scheme: str, drawn: str
) -> None:
    dana = desk("manager", color_scheme=scheme)
    dana.go(ITEMS)

    chart = dana.page.locator("img.chart")
    told = chart.evaluate(
        "(one) => [getComputedStyle(one).filter, getComputedStyle(one).backgroundColor]"
    )

    assert drawn in told[0]
    assert told[1] == "rgba(0, 0, 0, 0)"
