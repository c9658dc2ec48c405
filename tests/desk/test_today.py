"""Today by the keyboard: a row is done, given and brought back where it stood."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from duebook.apps.notes.actions import HandOver, hand_over
from duebook.domain.notes import Subject, SubjectKind
from tests.desk.office import NOW
from tests.office import a_party, by
from tests.pages.conftest import NAMES

if TYPE_CHECKING:
    from playwright.sync_api import Route

    from tests.desk.browsing import Desk
    from tests.desk.conftest import Sitting
    from tests.desk.office import Office


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


@pytest.mark.promise(
    "Today", "`z` puts the chosen row off in its own place, by keys alone."
)
@pytest.mark.usefixtures("office")
def test_z_puts_the_chosen_row_off_in_its_place(desk: Sitting) -> None:
    dana = desk()
    dana.go("/today?kind=money")
    before = dana.rows()

    dana.press("j z")
    dana.page.locator(".put-off [name=until]:focus").wait_for()
    dana.page.keyboard.type("m")
    dana.press("Tab")
    dana.page.keyboard.type("The bank looks into it")
    dana.press("Enter")
    dana.page.locator(f'[data-ref="{before[2]}"][aria-current]').wait_for()

    assert dana.rows() == [before[0], *before[2:]]
    assert dana.address.startswith("/today?kind=money")
    dana.press("u")
    dana.page.locator(f'[data-ref="{before[1]}"]').wait_for()


@pytest.mark.promise(
    "Today",
    "While the page stands open, what is settled leaves it, and what is new is only "
    "counted above its group.",
)
def test_new_work_is_counted_and_moves_nothing(desk: Sitting, office: Office) -> None:
    dana = desk()
    dana.page.clock.install(time=NOW)
    dana.go("/today")
    before = dana.rows()
    dana.press("j")
    place = dana.page.locator("tr[aria-current]").bounding_box()
    party = Subject(
        kind=SubjectKind.PARTY, id=a_party(office.hp, "Marsh"), called="Marsh"
    )
    question = HandOver(
        entity_id=office.hp,
        subject=party,
        asked_of=NAMES["coordinator"],
        question="Is the address right?",
        due_on=NOW.date(),
    )
    hand_over(question, **by(NAMES["manager"], at=NOW))

    dana.page.clock.fast_forward(16_000)
    new = dana.page.get_by_role("link", name="1 new")
    new.wait_for()

    assert dana.rows() == before
    assert dana.chosen == before[1]
    assert dana.page.locator("tr[aria-current]").bounding_box() == place
    new.click()
    left(dana, len(before) + 1)
    assert "Marsh" in dana.page.locator("tr[aria-current]").inner_text()


@pytest.mark.promise(
    "Today", "A row that is chosen while the page is drawn anew stays chosen."
)
@pytest.mark.usefixtures("office")
def test_a_row_chosen_while_the_page_is_drawn_anew_stays_so(desk: Sitting) -> None:
    dana = desk()
    dana.page.clock.install(time=NOW)
    dana.go("/today")
    before, again = dana.rows(), re.compile(r"/today\?.*shown=")
    on_the_way: list[Route] = []

    def keep(route: Route) -> None:
        on_the_way.append(route)

    dana.page.route(again, keep)

    with dana.page.expect_request(again):
        dana.page.clock.fast_forward(16_000)
    dana.press("j")
    with dana.page.expect_response(again):
        on_the_way[0].continue_()
    dana.settle()

    assert dana.chosen == before[1]


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
