"""From one opened row to the next, by keys and by links alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.desk.conftest import Sitting

LIST = "/hp/invoices?q=is:open&sort=number"


@pytest.mark.promise(
    "Every page", "[ and ] lead to the previous and the next of the list I came from."
)
def test_brackets_walk_the_list_that_a_row_was_opened_from(desk: Sitting) -> None:
    dana = desk()
    dana.go(LIST)
    first, second = dana.rows()[:2]
    dana.press("j")
    dana.follow("Enter")
    assert first in dana.title or first in dana.page.locator("h1").inner_text()

    dana.follow("]")
    assert second in dana.page.locator("h1").inner_text()
    dana.follow("[")
    assert first in dana.page.locator("h1").inner_text()


@pytest.mark.promise(
    "Every page", "After an act, [ and ] go on through the list I came from."
)
def test_brackets_go_on_after_an_act(desk: Sitting) -> None:
    dana = desk()
    dana.go(LIST)
    first, second = dana.rows()[:2]
    dana.press("j")
    dana.follow("Enter")
    dana.page.wait_for_url(f"**/invoices/{first}?*")
    dana.follow("t")
    dana.page.get_by_label("What is wrong").wait_for()
    dana.page.get_by_role("textbox", name="Reason").fill("Billed twice.")
    dana.follow("Control+Enter")
    assert first in dana.last_act

    dana.follow("]")
    assert second in dana.page.locator("h1").inner_text()
    dana.follow("[")
    assert first in dana.page.locator("h1").inner_text()


def test_links_lead_there_without_script(desk: Sitting) -> None:
    dana = desk(java_script_enabled=False)
    dana.go(LIST)
    first, second = dana.rows()[:2]
    dana.page.get_by_role("link", name=first).first.click()

    dana.page.get_by_role("link", name="next").click()

    assert second in dana.page.locator("h1").inner_text()
