"""A passkey from its making to its use, and the way to the books next door."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.desk.browsing import LARGE, SMALL, sit_down
from tests.desk.office import CLERK, PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from tests.desk.browsing import Desk
    from tests.desk.conftest import Sitting
    from tests.desk.office import Office


@pytest.fixture
def with_a_finger(browser: Browser, served_at: str, office: Office) -> Iterator[Desk]:  # noqa: ARG001 - served
    """A browser whose device knows its owner; passkeys are for names, not for
    addresses of figures."""
    base = served_at.replace("127.0.0.1", "localhost")
    sitting = sit_down(browser, base, None)
    device = sitting.page.context.new_cdp_session(sitting.page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    yield sitting
    faults = sitting.watch.faults
    sitting.page.context.close()
    assert faults == []


@pytest.mark.promise(
    "Sign-in", "A passkey made under “How you sign in” opens the desk without password."
)
def test_a_passkey_is_made_and_opens_the_desk(with_a_finger: Desk) -> None:
    somebody = with_a_finger
    page = somebody.page
    somebody.go("/sign-in")
    page.get_by_label("Name or e-mail").fill(CLERK)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/today")

    somebody.go("/me/security/passkeys/add")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    with somebody.leaving():
        page.get_by_role("button", name="It is me").click()
    page.get_by_label("Passwordless").check()
    with somebody.leaving():
        page.get_by_role("button", name="Add it").click()
    page.context.clear_cookies()

    somebody.go("/sign-in")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/today")
    assert page.get_by_role("navigation", name="Menu").is_visible()

    somebody.go("/me/security/passkeys")
    assert len(somebody.rows()) == 1


@pytest.mark.promise(
    "Sign-in", "The entity switch opens the same page of the other entity."
)
def test_the_switch_leads_to_the_same_page_next_door(desk: Sitting) -> None:
    dana = desk()
    dana.go("/hp/bank")

    dana.press("Control+Shift+K")
    dana.page.get_by_role("link", name="North Gate").click()
    dana.page.wait_for_url("**/ng/bank")

    assert dana.name == "bank"
    assert "North Gate" in dana.page.locator("#rail").inner_text()


@pytest.mark.promise("Sign-in", "The card stands in the middle of any window.")
@pytest.mark.parametrize("window", [LARGE, SMALL])
def test_a_page_alone_stands_in_the_middle(
    desk: Sitting, window: dict[str, int]
) -> None:
    nobody = desk(None, viewport=window)
    nobody.go("/sign-in")
    card = nobody.page.locator("main").bounding_box()

    assert card is not None
    assert abs(card["x"] + card["width"] / 2 - window["width"] / 2) <= 1
