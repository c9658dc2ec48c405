"""The list of invoices and their pages in the browser, by keyboard."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.desk.conftest import Sitting


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


def test_the_sum_of_the_head_is_that_of_the_export(desk: Sitting) -> None:
    marta = desk("manager")
    marta.go("/hp/invoices?q=is:overdue")
    marta.page.locator('[data-fig="found"]').wait_for()

    answer = marta.page.request.get(
        marta.page.url.partition("?")[0] + "?q=is:overdue&as=csv"
    )
    rows = list(csv.DictReader(io.StringIO(answer.text().lstrip("\ufeff"))))

    assert sum(round(float(row["Open"]) * 100) for row in rows) == marta.figure("found")


def test_a_piece_of_the_bar_narrows_the_list_to_its_sum(desk: Sitting) -> None:
    marta = desk("manager")
    marta.go("/hp/invoices")
    marta.page.locator('[data-fig="age3"]').wait_for()
    amount_minor = marta.figure("age3")

    with marta.page.expect_navigation():
        marta.page.get_by_role("link", name="61–90").click()
    marta.page.locator('[data-fig="found"]').wait_for()

    assert "over%3A61..90" in marta.page.url or "over:61..90" in marta.page.url
    assert marta.figure("found") == amount_minor


def test_all_found_are_acted_on_and_not_only_those_on_screen(desk: Sitting) -> None:
    marta = desk("manager")
    marta.go("/hp/invoices?q=party:meridian")
    on_screen = len(marta.rows())
    marta.press("j Control+a")

    with marta.page.expect_navigation():
        marta.page.get_by_role("button", name="Send again").click()

    going = marta.page.locator("[data-count]").first
    assert int(going.get_attribute("data-count") or 0) > on_screen
    assert marta.page.get_by_text("cannot be called back").count() == 1


def test_without_script_the_count_and_the_acts_are_there(desk: Sitting) -> None:
    marta = desk("manager", java_script_enabled=False)
    marta.go("/hp/invoices?q=is:overdue")
    marta.page.get_by_role("link", name="Count and sum all that is found").click()

    assert marta.figure("found") > 0
    marta.go(f"/hp/invoices/{marta.rows()[0]}/credit")
    assert marta.page.get_by_role("button", name="Recalculate").count() == 1
