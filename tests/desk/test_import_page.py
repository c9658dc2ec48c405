"""A file in the browser: sent, read otherwise, taken in, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.desk.browsing import Desk
    from tests.desk.conftest import Sitting

FILE = (
    "Cust No,Ship Date,Article,Qty,U/Price,PO Ref,DN,Rep\n"
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
    with desk.page.expect_navigation():
        desk.page.get_by_role("button", name="Look at it").click()


def counts(desk: Desk) -> dict[str, str]:
    return {
        name: desk.page.locator(f'[data-fig="{name}"] .amount').inner_text()
        for name in ("new", "known", "bad", "rows")
    }


def test_a_file_is_looked_at_taken_in_and_taken_back(desk: Sitting) -> None:
    dana = desk()
    send(dana)
    assert counts(dana) == {"new": "2", "known": "0", "bad": "2", "rows": "4"}

    dana.page.get_by_label("PO Ref").select_option(label="leave out")
    dana.page.wait_for_url("**field=-**")
    assert counts(dana)["new"] == "2"
    with dana.page.expect_navigation():
        dana.page.get_by_role("button", name="Import 2").click()
    assert counts(dana) == {"new": "2", "known": "0", "bad": "2", "rows": "4"}

    dana.page.locator("summary", has_text="Undo this import").click()
    dana.page.get_by_label("Why").fill("wrong month")
    with dana.page.expect_navigation():
        dana.page.get_by_role("button", name="Take it back").click()
    assert dana.page.get_by_text("wrong month").first.is_visible()


def test_axe_finds_nothing_on_a_file(desk: Sitting) -> None:
    for scheme in ("light", "dark"):
        dana = desk(color_scheme=scheme)
        send(dana)
        assert dana.axe() == []
