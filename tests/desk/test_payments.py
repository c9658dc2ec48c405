"""Receive payment in the browser: by keys alone, once however often one clicks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from duebook import db
from duebook.apps.payments.models import Payment

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.desk.browsing import Desk
    from tests.desk.conftest import Sitting
    from tests.desk.office import Office

NEW = "/hp/payments/new"


def payments_of(office: Office) -> int:
    """How many payments Harbor Provisions has taken in."""
    with db.reading(office.hp):
        return Payment.objects.filter(entity_id=office.hp).count()


def worked_out(dana: Desk, received: int, left: int = 0) -> None:
    """Wait until the server has worked out what came, and what is left to apply."""
    for name, minor in (("received", received), ("left", left)):
        dana.page.locator(f'[data-fig="{name}"][data-minor="{minor}"]').wait_for()


def applied(dana: Desk, minor: int) -> None:
    """Wait until so much is put against items."""
    dana.page.locator(f'[data-fig="applied"][data-minor="{minor}"]').wait_for()


def at(dana: Desk, label: str) -> Locator:
    """The field of a label, once the focus is in it."""
    field = dana.page.locator(":focus").and_(dana.page.get_by_label(label, exact=True))
    field.wait_for()
    return field


@pytest.mark.promise(
    "Write-offs", "Ticked debts are written off, or kept, by the keyboard alone."
)
def test_ticked_debts_are_kept_by_the_keyboard(desk: Sitting) -> None:
    marta = desk("manager")
    marta.go("/hp/write-offs?q=is:candidate")
    [number] = [row.inner_text() for row in marta.page.locator("tbody a").all()]
    for key in ("j", "x"):
        marta.press(key)
    marta.page.locator("#panel").get_by_text(number).wait_for()

    marta.follow("k")
    assert marta.name == "keep-many"
    assert marta.axe() == []
    marta.page.get_by_label("Reason").fill("they pay in parts")
    marta.follow("Control+Enter")

    assert marta.name == "write-offs"
    assert "Kept 1 debt until" in marta.last_act
    assert marta.page.locator("tbody tr").count() == 0


@pytest.mark.promise(
    "Payments", "A payment is taken in by the keyboard alone; Enter walks the form."
)
def test_a_cheque_is_taken_in_by_the_keyboard_alone(
    desk: Sitting, office: Office
) -> None:
    dana, before = desk(), payments_of(office)
    dana.go("/hp/payments")
    dana.follow("n")
    dana.page.locator("#payer:focus").wait_for()
    dana.page.keyboard.type("meridian")
    dana.press("Enter")
    dana.page.wait_for_url(f"**{NEW}?party=MERIDIAN")

    at(dana, "Amount")
    dana.page.keyboard.type("2*18.50")
    worked_out(dana, 37_00)
    for label in ("Day", "Way", "Cheque, trace or approval no."):
        dana.press("Enter")
        at(dana, label)
    dana.page.keyboard.type("4711")
    dana.follow("Control+Enter")
    dana.page.wait_for_url("**taken=*")

    receipt = dana.page.locator("#receipt").inner_text()
    assert "37.00 USD from Meridian Hospitality Group" in receipt
    assert "settled" in receipt
    assert payments_of(office) == before + 1
    at(dana, "Who paid")


@pytest.mark.promise(
    "Payments", "Enter goes down the open items, from tick to tick, and ends at Take."
)
def test_enter_walks_from_row_to_row(desk: Sitting, office: Office) -> None:
    dana, before = desk(), payments_of(office)
    dana.go(f"{NEW}?party=CALLOWAY")
    items = [name for name in dana.rows() if name]
    at(dana, "Amount")
    dana.page.keyboard.type("1")
    worked_out(dana, 1_00)
    for label in ("Day", "Way", "Cheque, trace or approval no.", "At the bank already"):
        dana.press("Enter")
        at(dana, label)
    for number in items:
        dana.press("Enter")
        at(dana, f"Settle {number}")
    dana.press("Shift+Enter Enter")
    at(dana, f"Settle {items[-1]}")

    # From an amount it goes to the amounts below, and after the last to the end.
    dana.page.get_by_label(f"Pays of {items[0]}").focus()
    for number in items[1:]:
        dana.press("Enter")
        at(dana, f"Pays of {number}")
    for _ in range(12):  # the fields below the items, as many as there are
        if dana.page.locator("button:focus").count():
            break
        dana.press("Enter")
    assert dana.page.locator("button:focus").inner_text() == "Take"
    dana.follow("Enter")
    assert payments_of(office) == before + 1


@pytest.mark.promise("Payments", "What is typed takes the place of a proposed amount.")
def test_a_typed_amount_replaces_the_proposed_one(
    desk: Sitting, office: Office
) -> None:
    dana = desk()
    dana.go(f"{NEW}?for={office.invoices['disputed']}")

    dana.page.keyboard.type("2000")

    worked_out(dana, 2000_00, left=1440_00)


@pytest.mark.promise("Payments", "However often Take is pressed, it is one payment.")
def test_two_clicks_on_take_make_one_payment(desk: Sitting, office: Office) -> None:
    dana, before = desk(), payments_of(office)
    dana.go(f"{NEW}?party=TIDEWELL")
    dana.page.get_by_label("Amount", exact=True).fill("140")
    worked_out(dana, 140_00)

    dana.page.get_by_role("button", name="Take", exact=True).dblclick()
    dana.page.wait_for_url("**/payments/P-2026-*")

    assert payments_of(office) == before + 1


@pytest.mark.promise(
    "Payments", "What is ticked and typed holds while the rest is worked out."
)
@pytest.mark.usefixtures("office")
def test_ticks_and_typed_amounts_hold_while_it_is_worked_out(desk: Sitting) -> None:
    dana = desk()
    dana.go(f"{NEW}?party=CALLOWAY")
    dana.page.get_by_label("Amount", exact=True).fill("2k")
    worked_out(dana, 2_000_00)
    first = dana.page.locator("#proposal tbody tr").first
    number = first.get_attribute("data-ref") or ""

    tick, pays = f"Settle {number}", dana.page.get_by_label(f"Pays of {number}")
    first.get_by_role("checkbox").focus()
    at(dana, tick)
    dana.press("Space")
    dana.page.get_by_text("Chosen by hand.").wait_for()
    assert not at(dana, tick).is_checked()
    assert dana.figure("left") > 0

    pays.focus()
    at(dana, f"Pays of {number}")
    dana.page.keyboard.type("12*10")
    applied(dana, 120_00)
    assert at(dana, f"Pays of {number}").input_value() == "12*10"
    assert first.get_by_role("checkbox").is_checked()

    first.get_by_role("checkbox").focus()
    at(dana, tick)
    dana.press("Space")
    applied(dana, 0)
    assert pays.input_value() == ""

    at(dana, tick)
    dana.press("a")
    dana.page.get_by_text("Proposed: the oldest first.").wait_for()
    assert dana.figure("left") == 0


@pytest.mark.promise(
    "Payments",
    "The items are cleared or proposed anew by a key, and the focus stays at its row.",
)
@pytest.mark.usefixtures("office")
def test_clearing_the_items_leaves_the_focus_at_its_row(desk: Sitting) -> None:
    dana = desk()
    dana.go(f"{NEW}?party=CALLOWAY")
    amount = dana.page.get_by_label("Amount", exact=True)
    amount.fill("500")
    applied(dana, 500_00)
    last = dana.page.locator("#proposal tbody tr").last
    tick = f"Settle {last.get_attribute('data-ref')}"
    pays = last.get_by_role("textbox")
    pays.fill("much")
    dana.page.get_by_text("no amount").wait_for()

    last.get_by_role("checkbox").focus()
    dana.press("0")
    applied(dana, 0)
    at(dana, tick)
    assert pays.input_value() == ""

    # Another one goes to the key, not into the amount; and the last key holds, even
    # where what was ticked before it is still to be worked out.
    dana.press("0")
    dana.settle()
    dana.slow_down()
    dana.press("Space a")
    dana.page.get_by_text("Proposed: the oldest first.").wait_for()
    dana.settle()
    at(dana, tick)
    assert dana.page.get_by_text("Proposed: the oldest first.").count() == 1
    assert amount.input_value() == "500"


@pytest.mark.promise(
    "Payments", "Nothing is proposed onto the disputed part of an item."
)
def test_nothing_is_proposed_onto_what_is_disputed(
    desk: Sitting, office: Office
) -> None:
    dana = desk()
    dana.go(f"{NEW}?for={office.invoices['disputed']}")
    row = dana.page.locator(f'tr[data-ref="{office.invoices["disputed"]}"]')

    # 840.00 were billed, and 280.00 of them are under dispute.
    assert row.get_by_role("textbox").input_value() == "560.00"


def test_without_script_it_is_looked_at_and_then_taken(
    desk: Sitting, office: Office
) -> None:
    dana, before = desk(java_script_enabled=False), payments_of(office)
    dana.go(f"{NEW}?party=RIDGEWAY")
    dana.page.get_by_label("Amount", exact=True).fill("900")
    dana.page.get_by_role("button", name="Recalculate").last.click()
    assert dana.figure("left") == 60_00
    dana.page.get_by_role("button", name="Take", exact=True).click()

    assert re.fullmatch(r"/hp/payments/P-2026-\d+", dana.address)
    assert dana.figure("left") == 60_00
    assert payments_of(office) == before + 1


@pytest.mark.promise(
    "Payments",
    "A cheque that comes back opens its items again, and the history says so.",
)
@pytest.mark.usefixtures("office")
def test_a_returned_cheque_opens_its_items_and_the_history_says_so(
    desk: Sitting,
) -> None:
    dana = desk()
    dana.go("/hp/payments?q=tidewell")
    dana.press("j")
    number = dana.chosen
    dana.page.locator("#panel h2").get_by_text(number or "").wait_for()
    dana.follow("b")
    dana.page.get_by_label("What the bank says").fill("NSF")
    dana.follow("Control+Enter")

    assert "The bank took it back" in dana.page.locator("main").inner_text()
    assert "Taken back" in dana.page.locator("main").inner_text()


@pytest.mark.usefixtures("office")
def test_credit_is_applied_as_proposed_and_the_figures_follow(desk: Sitting) -> None:
    dana = desk()
    dana.go("/hp/unapplied?q=marsh")
    before = dana.figure("unapplied")
    dana.press("j")
    dana.page.locator("#panel h2").wait_for()
    dana.follow("a")
    dana.press("Control+Enter")
    dana.page.wait_for_url("**/hp/unapplied")

    assert dana.figure("unapplied") < before


def test_the_pages_of_money_are_for_every_eye(desk: Sitting, office: Office) -> None:
    marta = desk("manager")
    for address in (
        "/hp/payments",
        NEW,
        f"{NEW}?for={office.invoices['open']}",
        "/hp/payments/P-2026-00001",
        "/hp/unapplied",
        "/hp/refunds",
        "/hp/refunds/new",
        "/hp/write-offs",
        "/hp/write-offs/sweep",
    ):
        marta.go(address)
        assert marta.axe() == [], address
        assert not marta.is_too_wide(), address


@pytest.mark.promise(
    "Payments", "What was refused and is right by now is red no longer."
)
def test_a_refused_amount_is_red_until_it_is_right(desk: Sitting) -> None:
    dana = desk()
    dana.go(f"{NEW}?party=MERIDIAN")
    at(dana, "Amount")
    dana.page.keyboard.type("many")
    dana.page.get_by_role("button", name="Take", exact=True).click()
    refused = dana.page.get_by_text("“many” is no amount in USD")
    refused.wait_for()

    dana.page.get_by_label("Amount", exact=True).fill("37")
    worked_out(dana, 37_00)

    refused.wait_for(state="detached")
    amount = dana.page.get_by_label("Amount", exact=True)
    assert amount.input_value() == "37"
    assert amount.get_attribute("aria-invalid") is None
    assert dana.axe() == []
