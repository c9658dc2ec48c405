"""A schedule of statements by keyboard: seen, kept, paused, and what waits of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.desk.browsing import Desk
    from tests.desk.conftest import Sitting


@pytest.mark.promise(
    "Statement schedules", "A schedule is made, paused and taken back by keys alone."
)
def test_a_schedule_is_made_by_keys_and_taken_back(desk: Sitting) -> None:
    dana = desk()
    dana.go("/hp/statements")
    dana.press("s")
    dana.page.wait_for_url("**/statements/schedules")
    dana.follow("n")
    keyboard = dana.page.keyboard
    keyboard.type("Month-end")
    dana.page.get_by_label("Owing at least").focus()
    keyboard.type("1k")
    keyboard.press("Control+Enter")
    dana.page.wait_for_selector("[data-next]")
    assert dana.figure("sum") > 1_000_00
    assert "Mon 30 Nov" in dana.page.locator("[data-next]").inner_text()
    assert dana.axe() == []
    assert not dana.is_too_wide()

    dana.follow("Control+Enter")
    assert dana.name == "statement-schedule"
    there = dana.address
    dana.follow("p")
    assert state(dana) == "paused"
    dana.follow("u")
    dana.go(there)
    assert state(dana) == "on"


def state(dana: Desk) -> str:
    """What the pill beside the name says."""
    return dana.page.locator("main .pill").first.inner_text()


@pytest.mark.promise(
    "Scheduled statements",
    "What waits is issued, or discarded and brought back, by keys.",
)
def test_what_waits_is_discarded_brought_back_and_issued_by_keys(
    desk: Sitting,
) -> None:
    dana = desk()
    dana.go("/today")
    dana.page.locator("[data-ref$='statements:1'] a").first.focus()
    with dana.leaving():
        dana.page.keyboard.press("Enter")
    waiting = dana.address
    dana.press("j")
    dana.page.wait_for_selector("#panel img")

    dana.follow("d")
    dana.follow("u")
    dana.go(waiting)
    dana.follow("i")
    dana.page.wait_for_url("**/statements?q=run*")
    assert len(dana.rows()) > 2
    assert "“Overdue, every week”" in dana.last_act
