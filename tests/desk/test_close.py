"""The close by keyboard: steps, signature, what stands in the way, the lock."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from duebook.apps.close.actions import (
    NewLeg,
    PostEntry,
    RequireSignOffs,
    post_entry,
    require_sign_offs,
)
from tests.desk.browsing import SMALL
from tests.office import by

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.desk.browsing import Desk
    from tests.desk.office import Office

    Sitting = Callable[..., Desk]

OCTOBER, NOVEMBER = "/hp/close/2026-10", "/hp/close/2026-11"
UNDEPOSITED, SALES = "1050", "4000"


@pytest.fixture(scope="module")
def month(office: Office) -> Office:
    """What has to be signed, and 240.00 typed where only payments belong."""
    points = ("receivables", "sub-ledgers", "money")
    require_sign_offs(
        RequireSignOffs(entity_id=office.hp, points=points, reason="house rule"), **by()
    )
    legs = (NewLeg(UNDEPOSITED, 240_00), NewLeg(SALES, -240_00))
    post_entry(
        PostEntry(
            entity_id=office.hp,
            effective_on=date(2026, 11, 2),
            currency="USD",
            legs=legs,
            reason="Tray deposit, to invoice",
        ),
        **by(),
    )
    return office


def test_the_months_lead_to_the_steps(desk: Sitting, month: Office) -> None:  # noqa: ARG001 - made
    marta = desk("manager")
    marta.go("/hp/invoices")
    marta.follow("g z")
    assert marta.name == "close"
    marta.go(OCTOBER)
    assert marta.name == "close-period"
    assert {"numbers", "entries", "receivables", "lock"} <= set(marta.rows())


def test_keys_move_between_steps_and_sign(desk: Sitting, month: Office) -> None:  # noqa: ARG001 - made
    marta = desk("manager")
    marta.go(f"{OCTOBER}/steps/sign-money")
    assert marta.chosen == "sign-money"

    marta.follow("y")

    row = marta.page.locator('[data-ref="sign-money"]')
    assert "Marta Ilić" in row.inner_text()
    marta.press("k")
    assert marta.chosen == "sign-sub-ledgers"


@pytest.mark.promise(
    "Close", "A key never signs the step of a panel that the chosen row has left."
)
def test_a_key_passes_over_the_panel_of_another_step(
    desk: Sitting,
    month: Office,  # noqa: ARG001 - made
) -> None:
    marta = desk("manager")
    marta.go(f"{OCTOBER}/steps/sign-receivables")
    marta.page.route("**/steps/lock", lambda _: None)  # never answered

    while marta.chosen != "lock":
        marta.press("j")
    marta.press("y")
    marta.page.wait_for_timeout(500)

    row = marta.page.locator('[data-ref="sign-receivables"]')
    assert "not yet" in row.inner_text()


def test_what_was_dragged_wider_leaves_no_style_behind(
    desk: Sitting,
    month: Office,  # noqa: ARG001 - made
) -> None:
    """The content policy would report it, which fails any test of the desk."""
    marta = desk("manager")
    marta.go(f"{OCTOBER}/steps/sign-receivables")
    dragged = marta.page.locator("#panel [id]")
    assert dragged.count()
    dragged.evaluate_all("all => all.forEach((one) => (one.style.height = '90px'))")

    marta.press("j")
    marta.page.locator("#panel h2", has_text="Sub-ledgers").wait_for()


@pytest.mark.promise(
    "Close", "An entry by hand where only documents belong is found and named."
)
def test_the_entry_by_hand_is_named_and_what_mends_it_is_proposed(
    desk: Sitting,
    month: Office,  # noqa: ARG001 - made
) -> None:
    ines = desk("accountant")
    ines.go(f"{NOVEMBER}/steps/sub-ledgers")
    panel = ines.page.locator("#panel")
    assert "manual entry" in panel.inner_text()
    assert "Tray deposit" in panel.inner_text()
    differs = panel.locator('[data-fig="differs"][data-minor="24000"]')
    assert differs.count() == 1

    panel.get_by_label("Why").first.fill("Belongs on an invoice")
    panel.get_by_role("button", name="Propose").first.click()

    ines.page.wait_for_selector("text=Waits for a second person")


def test_the_lock_is_off_while_a_step_stands_in_the_way(
    desk: Sitting,
    month: Office,  # noqa: ARG001 - made
) -> None:
    marta = desk("manager", java_script_enabled=False)
    marta.go(f"{NOVEMBER}/steps/lock")
    lock = marta.page.get_by_role("button", name="Lock for good")
    assert lock.is_disabled()
    assert "First:" in (lock.get_attribute("title") or "")


@pytest.mark.promise("Close", "`l` puts the cursor into Why, `j` and `k` never do.")
def test_l_asks_why_the_month_is_locked(
    desk: Sitting,
    month: Office,  # noqa: ARG001 - made
) -> None:
    marta = desk("manager")
    marta.go(f"{OCTOBER}/steps/sign-money")
    marta.press("j")
    marta.page.locator("#panel").get_by_label("Why").wait_for()
    assert marta.page.evaluate("document.activeElement.name") is None

    marta.press("l")
    marta.page.locator("#panel [name=reason]:focus").wait_for()

    marta.go(OCTOBER)
    marta.press("l")
    marta.page.locator("#panel [name=reason]:focus").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_close_is_for_every_eye(
    desk: Sitting,
    month: Office,  # noqa: ARG001 - made
    scheme: str,
) -> None:
    marta = desk("manager", color_scheme=scheme)
    for address in ("/hp/close", OCTOBER, f"{NOVEMBER}/steps/sub-ledgers"):
        marta.go(address)
        assert marta.axe() == []
        assert not marta.is_too_wide()


def test_the_close_fits_a_small_screen(desk: Sitting, month: Office) -> None:  # noqa: ARG001 - made
    marta = desk("manager", viewport=SMALL)
    marta.go(f"{NOVEMBER}/steps/sub-ledgers")
    assert not marta.is_too_wide()
