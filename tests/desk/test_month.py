"""The month by keyboard alone: from the file of charges to the locked period."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.desk.browsing import Desk
    from tests.desk.conftest import Sitting

FILE = (
    "customer,service date,item,quantity,key\n"
    "OSPREY,2026-11-02,CONSULT,3,month-1\n"
    "LAKESHORE,2026-11-02,REPORT,2,month-2\n"
)


def focus(desk: Desk, label: str) -> None:
    """Walk by Tab to the field of this label, as hands do that know the way."""
    wanted = desk.page.get_by_label(label).first
    wanted.wait_for()
    for _ in range(80):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        desk.press("Tab")
    raise AssertionError(f"Tab does not lead to {label}")


def reach(desk: Desk, name: str) -> None:
    """Walk by Tab to the button or link of this name."""
    wanted = desk.page.get_by_role("button", name=name).first
    wanted.wait_for()
    for _ in range(80):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        desk.press("Tab")
    raise AssertionError(f"Tab does not lead to {name}")


def test_charges_come_in_from_a_file(desk: Sitting) -> None:
    dana = desk()
    dana.go("/hp/invoices")

    dana.press("g c")
    dana.page.wait_for_url("**/hp/charges")
    dana.press("i")
    dana.page.wait_for_url("**/charges/import")
    dana.page.locator("select:focus").wait_for()
    focus(dana, "File")
    with dana.page.expect_file_chooser() as asked:
        dana.press("Space")
    asked.value.set_files(
        {"name": "november.csv", "mimeType": "text/csv", "buffer": FILE.encode()}
    )
    dana.press("Control+Enter")
    dana.page.wait_for_url("**/charges/import/*")
    assert dana.page.locator('[data-fig="new"] .amount').inner_text() == "2"
    dana.press("Control+Enter")
    dana.page.wait_for_url("**/imports/*")

    assert "november.csv: 2 new rows" in dana.last_act


def test_what_is_ready_is_billed(desk: Sitting, work_off: Callable[[], None]) -> None:
    dana = desk()
    dana.go("/hp/invoices")
    before = dana.rows()

    dana.press("g r")
    dana.page.wait_for_url("**/hp/runs")
    dana.press("n")
    dana.page.wait_for_url("**/runs/new")
    reach(dana, "Preview")
    dana.press("Enter")
    dana.page.wait_for_url("**/runs/new?*")
    dana.press("i")
    dana.page.wait_for_url("**/work/*")
    work_off()
    dana.page.reload()
    dana.press("g i")
    dana.page.wait_for_url("**/hp/invoices")

    assert dana.rows() != before


def test_a_cheque_is_taken_in(desk: Sitting) -> None:
    dana = desk()
    dana.go("/hp/invoices")

    dana.press("g m")
    dana.page.wait_for_url("**/hp/payments")
    dana.press("n")
    dana.page.wait_for_url("**/payments/new")
    dana.page.keyboard.type("CALLOWAY")
    dana.press("Enter")
    dana.page.wait_for_url("**/payments/new?*")
    focus(dana, "Amount")
    dana.page.keyboard.type("1260")
    dana.press("Tab")
    dana.settle()
    reach(dana, "Take")
    dana.press("Enter")
    dana.page.wait_for_url("**/payments/P-*")

    assert "1,260.00" in dana.last_act


def test_the_first_open_month_is_locked(desk: Sitting) -> None:
    ines = desk("accountant")
    ines.go("/hp/invoices")

    ines.press("g z")
    ines.page.wait_for_url("**/hp/close")
    ines.press("Enter")
    ines.page.wait_for_url("**/close/2026-01**")
    ines.press("l")
    ines.page.locator("#panel form").first.wait_for()

    ines.page.locator("#panel").get_by_label("Why").focus()
    ines.page.keyboard.type("all done")
    reach(ines, "Lock for good")
    ines.press("Enter")

    ines.page.locator("main .pill", has_text="Locked").wait_for()
