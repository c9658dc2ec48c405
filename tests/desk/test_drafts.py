"""The draft editor in the browser: typed live, mended by key, previewed, issued."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.desk.browsing import Desk
    from tests.desk.conftest import Sitting

FINDING = "Tallgrass Brewing"
"""The party of the draft whose price is not that of the book."""


def open_draft(desk: Desk, party: str) -> None:
    desk.go("/hp/drafts")
    desk.page.get_by_role("link", name=party).first.click()
    desk.page.wait_for_url("**/drafts/*")


def quantity(desk: Desk) -> str:
    return desk.page.get_by_label("Quantity of line 1").input_value()


def total_is(desk: Desk, amount_minor: int) -> bool:
    shown = desk.page.locator(f'[data-fig="total"][data-minor="{amount_minor}"]')
    shown.wait_for()
    return shown.count() == 1


@pytest.mark.promise(
    "Drafts",
    "Changing a quantity reckons net, tax, total and findings anew, and the focus "
    "stays where it is.",
)
def test_typing_a_quantity_reckons_anew_and_the_focus_stays(desk: Sitting) -> None:
    dana = desk()
    open_draft(dana, FINDING)
    cell = dana.page.get_by_label("Quantity of line 1")
    cell.fill("")
    cell.press_sequentially("12", delay=400)

    assert total_is(dana, 1248_00)
    assert quantity(dana) == "12"
    focused = dana.page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused == "Quantity of line 1"
    cell.press_sequentially("5", delay=30)
    dana.page.get_by_label("Price of line 1").press_sequentially("")
    assert total_is(dana, 125 * 104_00)


def test_two_quick_changes_do_not_quarrel(desk: Sitting) -> None:
    dana = desk()
    open_draft(dana, FINDING)
    dana.page.get_by_label("Quantity of line 1").fill("2")
    dana.page.wait_for_timeout(260)
    dana.page.get_by_label("Discount of line 1").fill("10")

    assert total_is(dana, 187_20)
    assert quantity(dana) == "2"
    assert dana.page.get_by_role("alert").count() == 0


@pytest.mark.promise(
    "Drafts", "A day is typed in short words and worked out on leaving its field."
)
def test_a_day_is_worked_out_on_leaving_its_field(desk: Sitting) -> None:
    dana = desk()
    open_draft(dana, FINDING)
    day = dana.page.get_by_label("Invoice date")
    saved = dana.page.locator('input[name="issued_on"][value="2026-11-01"]')

    day.fill("som")
    saved.wait_for()
    assert day.input_value() == "som"
    day.press("Tab")

    assert day.input_value() == "2026-11-01"


@pytest.mark.promise(
    "Drafts", "The number beside a fix takes it, and its finding is gone."
)
def test_the_key_of_a_fix_takes_it(desk: Sitting) -> None:
    dana = desk()
    open_draft(dana, FINDING)
    dana.page.locator("h1").click()
    dana.press("f")
    assert re.search(r"#finding-1$", dana.page.url)

    dana.press("1")

    assert total_is(dana, 252_00)
    assert dana.page.get_by_text("price_differs").count() == 0


def test_the_preview_takes_the_place_of_the_findings(desk: Sitting) -> None:
    dana = desk()
    open_draft(dana, FINDING)
    dana.page.locator("h1").click()
    dana.press("v")

    image = dana.page.get_by_role("img", name="Page 1 of the document")
    image.wait_for()
    assert image.evaluate("one => one.decode().then(() => one.naturalWidth)") > 0


@pytest.mark.parametrize("script", [True, False])
def test_it_works_with_and_without_script(desk: Sitting, *, script: bool) -> None:
    dana = desk(java_script_enabled=script)
    open_draft(dana, FINDING)
    dana.page.get_by_label("PO", exact=True).fill(f"PO-{script}")
    dana.page.get_by_role("button", name="Recalculate").click()

    dana.page.wait_for_load_state()
    assert dana.page.get_by_label("PO", exact=True).input_value() == f"PO-{script}"


@pytest.mark.promise(
    "Drafts", "A number cell takes a sum, such as 3*4, and shows what it comes to."
)
def test_a_cell_works_a_sum_out_and_shows_it_on_leaving(desk: Sitting) -> None:
    dana = desk()
    open_draft(dana, FINDING)
    dana.page.get_by_label("Discount of line 1").fill("0")
    dana.page.get_by_label("Price of line 1").fill("104")
    cell = dana.page.get_by_label("Quantity of line 1")
    cell.fill("")
    cell.press_sequentially("3*4", delay=120)
    assert total_is(dana, 1248_00)
    assert quantity(dana) == "3*4"

    dana.press("Tab")

    assert quantity(dana) == "12"


@pytest.mark.promise(
    "Drafts", "Esc leaves a field; the findings stay beside the draft."
)
def test_esc_leaves_the_findings_where_they_are(desk: Sitting) -> None:
    dana = desk()
    open_draft(dana, FINDING)
    dana.page.get_by_label("Quantity of line 1").focus()

    dana.press("Escape Escape Escape")

    assert dana.page.locator("#panel h2", has_text="Findings").is_visible()


@pytest.mark.promise(
    "Drafts", "`Ctrl ⌫` takes out the line that one is in, and no other."
)
def test_a_key_takes_the_line_out_that_has_the_focus(desk: Sitting) -> None:
    dana = desk()
    open_draft(dana, FINDING)
    dana.page.get_by_label("Item to add").fill("REPORT")
    dana.page.get_by_role("button", name="Add").click()
    added = dana.page.get_by_label("Quantity of line 2")
    added.wait_for()
    before = dana.page.get_by_label("Text of line 1").input_value()

    added.focus()
    dana.press("Control+Backspace")

    added.wait_for(state="detached")
    assert dana.page.get_by_label("Text of line 1").input_value() == before


def test_axe_finds_nothing(desk: Sitting) -> None:
    for scheme in ("light", "dark"):
        dana = desk(color_scheme=scheme)
        open_draft(dana, FINDING)
        assert dana.axe() == []
