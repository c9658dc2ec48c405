"""The list of invoices and their pages in the browser, by keyboard."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

if TYPE_CHECKING:
    from tests.desk.conftest import Sitting
    from tests.desk.office import Office


def test_the_panel_follows_the_chosen_row_and_enter_opens_its_page(
    desk: Sitting,
) -> None:
    marta = desk("manager")
    marta.go("/hp/invoices?q=is:overdue")
    marta.press("j")
    chosen = marta.chosen
    assert chosen == marta.rows()[0]
    marta.page.locator("#panel").get_by_text(chosen).first.wait_for()
    assert f"at={chosen}" in marta.address

    marta.follow("Enter")

    assert marta.name == "invoice"
    assert marta.title.startswith(chosen)


@pytest.mark.promise(
    "Invoices", "The sum at the head of the list is that of its Excel and CSV files."
)
def test_the_sum_of_the_head_is_that_of_the_export(desk: Sitting) -> None:
    marta = desk("manager")
    marta.go("/hp/invoices?q=is:overdue")
    marta.page.locator('[data-fig="found"]').wait_for()

    def export(form: str) -> bytes:
        address = marta.page.url.partition("?")[0]
        return marta.page.request.get(f"{address}?q=is:overdue&as={form}").body()

    rows = list(csv.DictReader(io.StringIO(export("csv").decode("utf-8-sig"))))
    [sheet] = load_workbook(io.BytesIO(export("xlsx")))
    grid = list(sheet.iter_rows(values_only=True))
    head = next(row for row in grid if "Open" in row)
    cells = [row[head.index("Open")] for row in grid[grid.index(head) + 1 :]]

    found_minor = marta.figure("found")
    assert sum(round(float(row["Open"]) * 100) for row in rows) == found_minor
    assert sum(round(cell * 100) for cell in cells if cell is not None) == found_minor


def test_a_piece_of_the_bar_narrows_the_list_to_its_sum(desk: Sitting) -> None:
    marta = desk("manager")
    marta.go("/hp/invoices")
    marta.page.locator('[data-fig="age3"]').wait_for()
    amount_minor = marta.figure("age3")

    with marta.leaving():
        marta.page.get_by_role("link", name="61–90").click()
    marta.page.locator('[data-fig="found"]').wait_for()

    assert "over%3A61..90" in marta.page.url or "over:61..90" in marta.page.url
    assert marta.figure("found") == amount_minor


@pytest.mark.promise(
    "Invoices",
    "“All found” acts on every invoice found, also those not on screen, and says how "
    "many they are.",
)
def test_all_found_are_acted_on_and_not_only_those_on_screen(desk: Sitting) -> None:
    marta = desk("manager")
    marta.go("/hp/invoices?q=party:meridian")
    on_screen = len(marta.rows())
    marta.press("j Control+a")

    with marta.leaving():
        marta.page.get_by_role("button", name="Send again").click()

    going = marta.page.locator("[data-count]").first
    assert int(going.get_attribute("data-count") or 0) > on_screen
    assert marta.page.get_by_text("cannot be called back").count() == 1


@pytest.mark.promise(
    "Credit notes",
    "What a credit note comes to follows what is typed, and the cursor stays.",
)
def test_the_effect_of_a_credit_note_follows_what_is_typed(
    desk: Sitting, office: Office
) -> None:
    marta = desk("manager")
    marta.go(f"/hp/invoices/{office.invoices['disputed']}/credit")
    page = marta.page
    all_of_it = page.locator("#effect").inner_text()

    everything = page.get_by_label("Everything that is left")
    assert everything.is_checked()
    amount = page.locator('input[name^="amount-"]').first
    amount.press_sequentially("12.34")
    page.locator('#effect [value="12.34"]').first.wait_for()

    assert not everything.is_checked()
    assert page.locator("#effect").inner_text() != all_of_it
    assert amount.input_value() == "12.34"
    assert amount.evaluate("field => field === document.activeElement")
    amount.fill("999999")
    page.locator("#effect").get_by_text("can be taken back").wait_for()
    assert amount.input_value() == "999999"


def test_without_script_the_count_and_the_acts_are_there(desk: Sitting) -> None:
    marta = desk("manager", java_script_enabled=False)
    marta.go("/hp/invoices?q=is:overdue")
    marta.page.get_by_role("link", name="Count and sum all that is found").click()

    assert marta.figure("found") > 0
    marta.go(f"/hp/invoices/{marta.rows()[0]}/credit")
    assert marta.page.get_by_role("button", name="Recalculate").count() == 1


@pytest.mark.promise(
    "Invoices", "A click on an amount of the picture shows where it comes from."
)
def test_a_click_on_the_picture_leads_to_the_explained_amount(desk: Sitting) -> None:
    dana = desk()
    dana.go("/hp/invoices/HP-2026-00003")
    spot = dana.page.get_by_role("link", name="Where the amount of line 1 comes from")

    spot.click()

    dana.page.wait_for_url("**/HP-2026-00003#line-1")
    dana.page.locator("#line-1:target").get_by_text("12 × 140.00").wait_for()
    assert dana.axe() == []


@pytest.mark.promise("Disputes", "What it would hold is worked out while one types.")
def test_what_is_contested_is_worked_out_while_it_is_typed(
    desk: Sitting, office: Office
) -> None:
    dana = desk()
    dana.go(f"/hp/invoices/{office.invoices['over 30']}/dispute")

    dana.page.keyboard.type("two hours were not done")
    dana.press("Tab")
    dana.page.keyboard.type("2*140")

    dana.page.locator("#effect").get_by_text("280.00", exact=True).wait_for()
