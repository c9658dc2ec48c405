"""The frame of every page: signing in, keys, the way back, what goes wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session

from duebook import db
from duebook.apps.desk.pages.menu import MENU
from tests.desk.browsing import SMALL
from tests.desk.naughty import MARKUP
from tests.desk.office import PASSWORD, PEOPLE

if TYPE_CHECKING:
    from tests.desk.browsing import Desk
    from tests.desk.conftest import Sitting
    from tests.desk.office import Office

LIST = "/hp/invoices"
SIGN_IN = re.compile("/sign-in")


def sign_in_by_keyboard(desk: Desk, role: str = "coordinator") -> None:
    desk.page.get_by_label("Name or e-mail").focus()
    desk.page.keyboard.type(PEOPLE[role])
    desk.press("Tab")
    desk.page.keyboard.type(PASSWORD)
    desk.follow("Enter")


@pytest.mark.promise("Sign-in", "Signing in leads to Today, by keyboard alone.")
def test_somebody_signs_in_without_a_mouse(desk: Sitting) -> None:
    dana = desk(None)
    dana.go("/")

    sign_in_by_keyboard(dana)

    assert (dana.name, dana.address) == ("today", "/today")


@pytest.mark.promise("Frame", "Signing in, lists and pages work without script.")
def test_somebody_signs_in_and_reads_without_script(desk: Sitting) -> None:
    dana = desk(None, java_script_enabled=False)
    dana.go(LIST)
    sign_in_by_keyboard(dana)
    assert dana.address == LIST

    first = dana.rows()[0]
    dana.page.get_by_role("link", name=first, exact=True).click()

    assert dana.address.startswith(f"{LIST}/{first}?from=")
    assert first in dana.title


@pytest.mark.promise(
    "Sign-in",
    "After the session has ended, the next act asks to sign in, then carries on.",
)
def test_after_the_session_has_ended_the_next_act_asks_and_carries_on(
    desk: Sitting,
) -> None:
    dana = desk()
    dana.go(LIST)
    Session.objects.all().delete()

    dana.press("j")
    dana.page.get_by_label("Name or e-mail").wait_for()
    sign_in_by_keyboard(dana)

    assert dana.name == "invoices"


@pytest.mark.promise(
    "Sign-in",
    "The address of an entity that is not yours answers as one that does not exist.",
)
def test_what_is_no_entity_of_mine_is_as_one_that_is_not_there(desk: Sitting) -> None:
    sam = desk("stranger")

    answers = [sam.go(f"/{code}/invoices") for code in ("hp", "nowhere")]

    assert [answer and answer.status for answer in answers] == [404, 404]
    assert sam.go("/ng/invoices").status == 200


@pytest.mark.promise("Frame", "g and a letter lead to a page of the menu.")
def test_g_and_a_letter_go_to_a_page(desk: Sitting) -> None:
    admin = desk("administrator")
    for line in (line for _, lines in MENU for line in lines):
        admin.go("/hp/parties/OSPREY")
        admin.follow(f"g {line.go}")
        entry = admin.page.locator("#rail [aria-current='page']")
        assert entry.inner_text().splitlines()[0] == line.label


@pytest.mark.promise("Frame", "g waits for its letter, however long one thinks.")
def test_a_thought_between_g_and_u_undoes_nothing(desk: Sitting) -> None:
    dana = desk()
    dana.go(LIST)

    dana.press("g")
    dana.page.wait_for_timeout(2_000)
    dana.follow("u")

    assert dana.name == "unapplied"


@pytest.mark.promise(
    "Frame", "j and k move the chosen row, and the panel follows after a moment."
)
def test_j_and_k_move_and_the_panel_follows(desk: Sitting) -> None:
    dana = desk()
    dana.go(LIST)
    rows = dana.rows()

    dana.press("j j j k")

    assert dana.chosen == rows[1]
    dana.page.wait_for_function(
        "ref => document.querySelector('#panel').innerText.includes(ref)", arg=rows[1]
    )
    assert dana.page.url.endswith(f"at={rows[1]}")


@pytest.mark.promise("Frame", "The key line offers no key that would do nothing.")
def test_the_key_line_offers_what_can_be_pressed(desk: Sitting, office: Office) -> None:
    dana = desk()
    offered = dana.page.get_by_label("Keys of this page").get_by_text

    dana.go(f"{LIST}/{office.invoices['open']}")
    assert offered("dispute").is_visible()
    dana.go(f"{LIST}/Q-2026-00001")

    assert offered("open PDF").is_visible()
    assert not offered("dispute").is_visible()


@pytest.mark.promise("Frame", "Back comes home to the row where you were.")
def test_back_comes_home_to_the_row(desk: Sitting) -> None:
    dana = desk()
    dana.go(LIST)
    dana.press("j j j")
    row = dana.chosen
    dana.page.wait_for_url(f"**at={row}")

    dana.follow("Enter")
    assert dana.name == "invoice"
    dana.page.go_back()

    assert (dana.name, dana.chosen) == ("invoices", row)


def test_slash_searches_and_escape_leaves_the_field(desk: Sitting) -> None:
    dana = desk()
    dana.go(LIST)

    dana.press("/")
    dana.page.keyboard.type("party:calloway")
    dana.page.wait_for_url(re.compile("q=party"))
    dana.settle()
    assert dana.rows()
    assert len(dana.rows()) < 10

    dana.press("Escape j")
    assert dana.chosen == dana.rows()[0]


@pytest.mark.promise("Frame", "? shows the keys of the page.")
def test_the_question_mark_shows_the_keys_and_escape_takes_them_away(
    desk: Sitting,
) -> None:
    dana = desk()
    dana.go(LIST)
    keys = dana.page.get_by_role("dialog", name="Keys")

    dana.press("?")
    assert "all found" in keys.inner_text()
    dana.press("Escape")

    assert not keys.is_visible()


@pytest.mark.promise(
    "Find", "Escape leaves the palette, and the focus is where it was."
)
def test_the_palette_gives_the_focus_back(desk: Sitting) -> None:
    dana = desk()
    dana.go(LIST)
    link = dana.page.get_by_role("link", name=dana.rows()[0], exact=True)
    link.focus()

    dana.press("Control+k")
    line = dana.page.get_by_role("combobox", name="Find")
    line.wait_for()
    dana.page.keyboard.type("Tidewell")
    dana.page.locator("#palette-hits a").first.wait_for()
    dana.press("Escape")

    assert link.evaluate("link => link === document.activeElement")


@pytest.mark.promise("Frame", "Single keys can be turned off.")
def test_single_keys_can_be_off(desk: Sitting) -> None:
    ada = desk("administrator")
    get_user_model().objects.filter(username=PEOPLE["administrator"]).update(
        single_keys="off"
    )
    ada.go(LIST)

    ada.press("j g d")

    assert (ada.name, ada.chosen) == ("invoices", None)


def test_a_list_goes_on_by_its_link(desk: Sitting) -> None:
    dana = desk(java_script_enabled=False)
    dana.go(LIST)
    first = dana.rows()

    dana.page.get_by_role("link", name="more").click()

    assert len(first) == 50
    assert dana.rows()
    assert not set(first) & set(dana.rows())


def notes(office: Office, text: str) -> int:
    with db.reading(office.hp):
        [(count,)] = db.tuples_of(
            "SELECT count(*) FROM notes_note"
            " WHERE entity_id = %(entity)s AND text = %(text)s",
            {"entity": office.hp, "text": text},
        )
    return int(count)


@pytest.mark.promise("Frame", "What is sent twice is done once.")
def test_a_double_click_writes_once(desk: Sitting, office: Office) -> None:
    dana = desk()
    dana.go("/hp/notes/party/3")
    dana.page.locator("main textarea").first.fill("They close at noon.")

    dana.page.locator("main form[method=post] button[type=submit]").first.dblclick()
    dana.page.get_by_text("They close at noon.").first.wait_for()

    assert notes(office, "They close at noon.") == 1


def test_typed_markup_is_read_back_as_it_was_typed(
    desk: Sitting, office: Office
) -> None:
    dana = desk()
    dana.go("/hp/notes/party/3")
    dana.page.locator("main textarea").first.fill(f"They said {MARKUP}")

    dana.page.locator("main form[method=post] button[type=submit]").first.click()

    dana.page.get_by_text(f"They said {MARKUP}").first.wait_for()
    assert notes(office, f"They said {MARKUP}") == 1


@pytest.mark.promise(
    "Frame", "A form that is older than what holds now never wins silently."
)
def test_a_stale_form_never_wins_silently(desk: Sitting) -> None:
    dana, marta = desk(), desk("manager")
    dana.go("/hp/drafts")
    draft = dana.page.locator("main [data-ref] a[href]").first.get_attribute("href")
    assert draft is not None
    for one in (dana, marta):
        one.go(draft)
    for one, text in ((marta, "Marta's order"), (dana, "Dana's order")):
        one.page.get_by_label("PO", exact=True).fill(text)
        one.press("Control+Enter")
        one.page.wait_for_timeout(800)

    assert PEOPLE["manager"] in dana.page.locator("main").inner_text()
    marta.go(draft)
    assert marta.page.get_by_label("PO", exact=True).input_value() == "Marta's order"


def test_a_slow_network_shows_the_panel_of_the_last_row_alone(desk: Sitting) -> None:
    dana = desk()
    dana.go(LIST)
    rows = dana.rows()
    dana.slow_down()

    for _ in range(4):
        dana.press("j")
        dana.page.wait_for_timeout(150)
    dana.page.wait_for_function(
        "ref => document.querySelector('#panel').innerText.includes(ref)", arg=rows[3]
    )
    dana.settle()

    assert dana.chosen == rows[3]
    assert rows[3] in dana.panel


@pytest.mark.promise(
    "Frame", "Without a network the page says so, and what you typed stays."
)
def test_without_a_network_the_page_says_so_and_keeps_the_text(desk: Sitting) -> None:
    dana = desk()
    dana.go("/hp/notes/party/3")
    dana.page.locator("main textarea").first.fill("half a sentence")

    dana.page.context.set_offline(True)
    told = dana.page.get_by_text("Not connected. Your text is kept.")
    told.wait_for()
    dana.page.context.set_offline(False)
    told.wait_for(state="hidden")

    assert dana.page.locator("main textarea").first.input_value() == "half a sentence"


@pytest.mark.promise(
    "Frame", "What breaks keeps the page and says that nothing was written."
)
def test_what_breaks_keeps_the_page(desk: Sitting) -> None:
    dana = desk()
    dana.go(LIST)
    rows = dana.rows()
    dana.page.route(
        f"**{LIST}/{rows[0]}*", lambda route: route.fulfill(status=500, body="")
    )

    dana.press("j")
    dana.page.get_by_text("This did not work and nothing was written.").wait_for()

    assert dana.rows() == rows
    dana.watch.faults.clear()  # it broke on purpose


def test_two_tabs_are_signed_out_together(desk: Sitting) -> None:
    dana = desk()
    dana.go("/today")
    other = dana.tab()
    other.go(LIST)

    dana.page.get_by_role("button", name="Keys, theme, sign out").click()
    dana.page.get_by_role("button", name="Sign out", exact=True).click()
    dana.page.wait_for_url(SIGN_IN)
    other.page.reload()

    assert other.address.startswith("/sign-in")


@pytest.mark.promise(
    "Frame",
    "In forced colours the chosen row, the page in the menu and the focus stay seen.",
)
def test_forced_colours_hide_neither_row_nor_place_nor_focus(desk: Sitting) -> None:
    dana = desk(forced_colors="active")
    dana.go(LIST)
    dana.press("j")

    assert outlined(dana, f'[data-ref="{dana.chosen}"]')
    menu = dana.page.locator("#rail .menu a")
    grounds = menu.evaluate_all("all => all.map((a) => getComputedStyle(a).background)")
    here = menu.evaluate_all("all => all.map((a) => a.hasAttribute('aria-current'))")
    assert [ground != grounds[0] for ground in grounds] == here  # Today is the first
    dana.press("Tab")
    assert outlined(dana, ":focus-visible")


def outlined(desk: Desk, selector: str) -> bool:
    """Whether a line in a colour of its own is drawn around it."""
    drawn = desk.page.locator(selector).evaluate(
        "one => { const {outlineStyle, outlineWidth, outlineColor, backgroundColor}"
        " = getComputedStyle(one);"
        " return [outlineStyle, outlineWidth, outlineColor !== backgroundColor] }"
    )
    return bool(drawn == ["solid", "2px", True])


@pytest.mark.promise("Frame", "Every page prints as a clean sheet.")
def test_a_page_prints_as_a_sheet(desk: Sitting, office: Office) -> None:
    dana = desk()
    dana.go(f"{LIST}/{office.invoices['part paid']}")

    dana.page.emulate_media(media="print")

    assert dana.page.locator(".printed").is_visible()
    for part in ("#rail", ".keyline", ".find"):
        assert not dana.page.locator(part).is_visible()


def test_nothing_on_paper_can_be_pressed(desk: Sitting) -> None:
    dana = desk()
    dana.go(LIST)
    dana.press("j x")

    dana.page.emulate_media(media="print")

    pressable = dana.page.locator("main :is(button, .btn, input)").all()
    assert pressable
    assert [one.inner_text() for one in pressable if one.is_visible()] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_is_that_of_the_system(desk: Sitting, scheme: str) -> None:
    dana = desk(color_scheme=scheme, viewport=SMALL)
    dana.go("/today")

    ground = dana.page.locator(".sheet").evaluate(
        "sheet => getComputedStyle(sheet).backgroundColor"
    )

    levels = [float(level) for level in re.findall(r"\d+(?:\.\d+)?", ground)[:3]]
    assert (sum(levels) > 384) is (scheme == "light"), ground


def test_instants_are_told_by_the_clock_of_the_entity(desk: Sitting) -> None:
    auditor = desk("auditor")

    auditor.go("/hp/audit")

    told = set(auditor.page.locator("main tbody time").all_inner_texts())
    assert "06:00" in told  # noon in London is morning in Chicago
    assert "12:00" not in told


@pytest.mark.parametrize(
    "address", ["/hp/drafts", "/hp/parties/CALLOWAY", "/hp/close/2026-10", LIST]
)
def test_the_panel_hides_no_act_of_the_sheet(desk: Sitting, address: str) -> None:
    marta = desk("manager", viewport=SMALL)
    marta.go(address)
    if address in {LIST, "/hp/drafts"}:
        marta.press("j")
        marta.page.locator("#panel > *").first.wait_for()

    for act in marta.page.locator("main .headline .btn:visible").all():
        act.click(trial=True)  # nothing lies over it


@pytest.mark.promise(
    "Frame",
    "A key that unfolds a form puts the cursor into it: letters stay text.",
)
def test_a_key_that_unfolds_a_form_puts_the_cursor_into_it(desk: Sitting) -> None:
    dana = desk()
    dana.go("/hp/charges")
    dana.press("j")
    dana.page.locator("#panel summary[data-key='k']").wait_for()

    dana.press("k")
    dana.page.locator("#panel details[open] :focus").wait_for()
    dana.page.keyboard.type("ride")

    reason = dana.page.locator("#panel details[open]").get_by_label("Why")
    assert reason.input_value() == "ride"
    assert dana.name == "charges"
