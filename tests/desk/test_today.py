"""Today by the keyboard: a row is done, given and brought back where it stood."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.desk.browsing import Desk
    from tests.desk.conftest import Sitting


def badge(dana: Desk) -> int:
    """What the menu says of Today, once it says it."""
    said = dana.page.locator("#badge-today", has_text=re.compile(r"\d"))
    return int(said.inner_text().replace(",", ""))


def left(dana: Desk, count: int) -> None:
    """Wait until the page says that so many rows are left."""
    said = dana.page.locator('[data-fig="left"]')
    said.and_(dana.page.get_by_text(str(count), exact=True)).wait_for()


@pytest.mark.promise(
    "Today", "`j` twice and `e` finish just the third row; `u` brings it back."
)
@pytest.mark.usefixtures("office")
def test_e_finishes_the_chosen_row_and_u_brings_it_back(desk: Sitting) -> None:
    dana = desk()
    dana.go("/today")
    before, count = dana.rows(), badge(dana)
    assert dana.chosen == before[0]

    # The panel still shows another row when "e" comes this quickly.
    dana.press("j j")
    assert dana.chosen == before[2]
    dana.press("e")
    left(dana, count - 1)

    assert dana.rows() == before[:2] + before[3:]
    assert badge(dana) == count - 1
    assert dana.chosen == before[3]

    dana.press("u")
    left(dana, count)
    assert dana.rows() == before
    assert badge(dana) == count


@pytest.mark.promise("Today", "`o` gives the chosen row to a colleague, by keys alone.")
@pytest.mark.usefixtures("office")
def test_o_gives_the_row_to_a_colleague(desk: Sitting) -> None:
    dana = desk()
    dana.go("/today?kind=money")
    number = dana.rows()[1]
    dana.press("j")
    assert dana.chosen == number
    dana.page.locator("#panel #to").wait_for()
    dana.press("o")
    dana.page.locator("#to:focus").wait_for()
    dana.press("Tab")
    dana.page.keyboard.type("Shall it go back?")
    dana.follow("Control+Enter")

    assert dana.name == "today"
    dana.go("/today?kind=money")
    assert number not in dana.rows()


def test_today_is_for_every_eye(desk: Sitting) -> None:
    dana = desk(color_scheme="dark")
    dana.go("/today")
    dana.press("j")
    dana.page.locator("#panel h2").wait_for()

    assert dana.axe() == []
    assert not dana.is_too_wide()
