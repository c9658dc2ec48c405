"""A file in the browser: sent, read otherwise, taken in, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.desk.browsing import Desk
    from tests.desk.conftest import Sitting

FILE = (
    "Berth,Tide,Article,Qty,U/Price,PO Ref,DN,Rep\n"
    "TIDEWELL,10/28/2026,CONSULT,12,31.40,41-2207,55178,JT\n"
    "TIDEWELL,10/28/2026,REPORT,40,24.90,41-2207,55179,JT\n"
    "T1DEWELL,10/28/2026,REPORT,48,6.20,,55180,JT\n"
    "MERIDIAN,31/09/2026,REPORT,3,18.50,88102,55181,JT\n"
)


def send(desk: Desk) -> None:
    desk.go("/hp/charges/import")
    desk.page.get_by_label("File").set_input_files(
        {"name": "deliveries.csv", "mimeType": "text/csv", "buffer": FILE.encode()}
    )
    desk.page.get_by_role("button", name="Look at it").click()
    desk.page.wait_for_url("**/charges/import/*")


def take_for(desk: Desk, heading: str, field: str) -> None:
    with desk.page.expect_response("**/charges/import/**"):
        desk.page.get_by_label(heading, exact=True).select_option(field)


def counts(desk: Desk) -> dict[str, str]:
    return {
        name: desk.page.locator(f'[data-fig="{name}"] .amount').inner_text()
        for name in ("new", "known", "bad", "rows")
    }


def test_a_file_is_looked_at_taken_in_and_taken_back(desk: Sitting) -> None:
    dana = desk()
    send(dana)
    dana.page.get_by_text("One thing is missing").wait_for()
    take_for(dana, "Berth", "party")
    take_for(dana, "Tide", "service_date")

    dana.page.locator('[data-fig="bad"]', has_text="2").wait_for()
    assert counts(dana) == {"new": "2", "known": "0", "bad": "2", "rows": "4"}
    dana.page.get_by_role("button", name="Import 2").click()
    dana.page.wait_for_url("**/imports/*")
    assert counts(dana) == {"new": "2", "known": "0", "bad": "2", "rows": "4"}

    dana.page.locator("summary", has_text="Undo this import").click()
    dana.page.get_by_label("Why").fill("wrong month")
    dana.page.get_by_role("button", name="Take it back").click()
    dana.page.locator(".note", has_text="wrong month").wait_for()


def test_axe_finds_nothing_on_a_file(desk: Sitting) -> None:
    for scheme in ("light", "dark"):
        dana = desk(color_scheme=scheme)
        send(dana)
        assert dana.axe() == []


@pytest.mark.promise(
    "Import", "A key stays with its rows when they are mended, so it mends no others."
)
def test_a_fix_is_taken_by_its_key_and_the_key_takes_no_other(desk: Sitting) -> None:
    dana = desk()
    send(dana)
    take_for(dana, "Berth", "party")
    take_for(dana, "Tide", "service_date")
    dana.page.get_by_text("nothing on file is called “T1DEWELL”").wait_for()

    dana.follow("1")
    dana.press("1")

    dana.page.get_by_text("“T1DEWELL” is read as TIDEWELL").wait_for()
    assert counts(dana) == {"new": "3", "known": "0", "bad": "1", "rows": "4"}
    assert dana.axe() == []
    dana.page.get_by_role("link", name="Take it back").click()
    dana.page.locator('[data-fig="bad"]', has_text="2").wait_for()
