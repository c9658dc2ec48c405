"""Parties in the browser: found, looked at whole, written about, told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.desk.browsing import Desk
    from tests.desk.conftest import Sitting

CALLOWAY = "/hp/parties/CALLOWAY"


def wait_for(desk: Desk, text: str) -> None:
    desk.page.get_by_text(text).first.wait_for()


def test_typing_finds_and_the_segment_of_the_bar_leads_to_its_sum(
    desk: Sitting,
) -> None:
    dana = desk()
    dana.go("/hp/parties")
    dana.page.locator('[data-fig="age3"]').wait_for()
    oldest = dana.figure("age3")
    dana.page.locator('[data-fig="age3"] a').click()
    dana.page.wait_for_url("**over%3A61..90*")
    dana.page.locator('[data-fig="found"]').wait_for()
    assert dana.figure("found") == oldest == 2_800_00
    assert dana.rows() == ["CALLOWAY"]

    dana.page.get_by_label("Search parties").fill("meridian")
    dana.page.locator('[data-ref="CALLOWAY"]').wait_for(state="detached")
    assert dana.rows() == ["MERIDIAN"]


def test_a_chosen_party_shows_in_the_panel_and_enter_opens_it(desk: Sitting) -> None:
    dana = desk()
    dana.go("/hp/parties?q=calloway")
    dana.press("j")
    dana.page.locator("#panel h2").wait_for()
    assert dana.chosen == "CALLOWAY"
    assert "Calloway Builders" in dana.panel
    assert "Receive payment" in dana.panel

    dana.follow("Enter")
    assert dana.name == "party"
    assert dana.title.startswith("Calloway Builders")


def test_the_balance_is_what_is_open_less_what_is_unapplied(desk: Sitting) -> None:
    dana = desk()
    for code in ("CALLOWAY", "MARSH", "LAKESHORE", "TIDEWELL"):
        dana.go(f"/hp/parties/{code}")
        assert dana.figure("balance") == dana.figure("open") + dana.figure("unapplied")


def test_why_overdue_lists_items_whose_sum_is_the_figure(desk: Sitting) -> None:
    dana = desk()
    dana.go(CALLOWAY)
    overdue = dana.figure("overdue")
    dana.page.locator('[data-fig="overdue"] a').click()
    rows = dana.page.locator("#panel").get_by_role("link", name="HP-2026-")
    rows.first.wait_for()

    assert rows.count() == 3
    assert f"{overdue / 100:,.2f}" in dana.panel


def test_tabs_change_the_tab_alone_and_keep_their_address(desk: Sitting) -> None:
    dana = desk()
    dana.go(CALLOWAY)
    tab = dana.page.locator("#tab")
    tab.get_by_role("link", name="Documents").click()
    dana.page.wait_for_url("**tab=documents*")
    tab.get_by_role("columnheader", name="Kind").wait_for()
    assert dana.page.locator("#timeline li").count() > 3
    dana.page.reload()
    assert tab.locator('[aria-current="page"]').inner_text().startswith("Documents")


def test_a_note_joins_the_stream_and_chips_narrow_it(desk: Sitting) -> None:
    dana = desk()
    dana.go(CALLOWAY)
    dana.press("n")
    dana.page.locator("#panel").get_by_label("Note").fill("The draw comes on Friday.")
    with dana.leaving():
        dana.press("Control+Enter")
    first = dana.page.locator("#timeline li").first
    assert "The draw comes on Friday." in first.inner_text()
    assert "Calloway Builders" in dana.last_act

    chips = dana.page.get_by_label("What of the timeline")
    chips.get_by_role("link", name="Money").click()
    dana.page.get_by_text("The draw comes on Friday.").wait_for(state="detached")
    assert "Dispute opened" in dana.page.locator("#timeline").inner_text()


@pytest.mark.promise("Party", "A paper is attached and got on the party's own page.")
def test_a_paper_is_attached_and_got(desk: Sitting) -> None:
    dana = desk()
    dana.go("/hp/parties/MARSH?tab=details")
    dana.page.locator("summary", has_text="Attach a paper").click()
    w9 = {"name": "W-9.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 W-9"}
    dana.page.get_by_label("Paper", exact=True).set_input_files(w9)
    with dana.leaving():
        dana.page.get_by_role("button", name="Attach", exact=True).click()
    assert "W-9.pdf attached" in dana.page.locator("#timeline").inner_text()
    assert dana.axe() == []

    with dana.page.expect_download() as got:
        dana.page.get_by_role("button", name="W-9.pdf").click()
    assert got.value.suggested_filename == "W-9.pdf"

    dana.go("/hp/parties/MARSH?tab=details&as_of=2026-10-31")
    assert dana.page.get_by_role("button", name="W-9.pdf").count() == 1
    assert dana.page.locator("summary", has_text="Attach a paper").count() == 0


def test_another_day_is_only_read(desk: Sitting) -> None:
    dana = desk()
    dana.go(f"{CALLOWAY}?as_of=2026-10-31")
    wait_for(dana, "As of another day.")
    assert dana.page.get_by_role("link", name="Receive payment").count() == 0
    assert dana.page.get_by_role("button", name="Write note").count() == 0


def test_a_hold_is_put_on_by_key_and_said_everywhere(desk: Sitting) -> None:
    dana = desk()
    dana.go("/hp/parties/RIDGEWAY")
    dana.follow("h")
    dana.page.get_by_label("Why").fill("they move house")
    with dana.leaving():
        dana.press("Control+Enter")
    wait_for(dana, "they move house")
    dana.go("/hp/parties?q=is:hold")
    assert "RIDGEWAY" in dana.rows()


def test_a_dispute_is_closed_with_its_cause(desk: Sitting) -> None:
    dana = desk()
    dana.go("/hp/disputes")
    [number] = dana.rows()
    dana.go(f"/hp/disputes/{number}")
    dana.follow("k")
    dana.page.get_by_label("It stands as it was billed").check()
    dana.page.get_by_label("Cause").fill("signed for in full")
    with dana.leaving():
        dana.page.get_by_role("button", name="Close the dispute").click()
    wait_for(dana, "signed for in full")
    assert dana.page.locator("main").get_by_role("link", name="Close").count() == 0


def test_statements_are_seen_before_they_go_without_script(desk: Sitting) -> None:
    dana = desk(java_script_enabled=False)
    dana.go("/hp/statements/new?q=is:overdue")
    dana.page.get_by_role("button", name="See what would go").click()
    wait_for(dana, "What would be issued")
    assert "CALLOWAY" in dana.rows()
    dana.page.get_by_role("button", name="Issue them").click()
    dana.page.wait_for_url("**/statements?q=run*")
    assert len(dana.rows()) >= 3


def test_pages_of_parties_are_for_every_eye(desk: Sitting) -> None:
    for scheme in ("light", "dark"):
        dana = desk(color_scheme=scheme)
        for address in (
            "/hp/parties?found=1",
            CALLOWAY,
            f"{CALLOWAY}?tab=details",
            f"{CALLOWAY}/edit",
            "/hp/disputes?q=",
            "/hp/statements",
            "/hp/statements/new",
        ):
            dana.go(address)
            assert dana.axe() == [], address
            assert not dana.is_too_wide(), address
