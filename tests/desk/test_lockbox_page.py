"""A lockbox by keyboard: from the deposits to the look, to the slip, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.desk.browsing import Desk
    from tests.desk.conftest import Sitting
    from tests.desk.office import Office


def send(desk: Desk, number: str) -> None:
    box = (
        "Cheque number,Payer,Cheque amount,Invoice,Amount paid\n"
        f"1041,,25.00,{number},25.00\n"
        "9,Nobody We Know,15.00,INV-888,15.00\n"
    )
    desk.go("/hp/deposits")
    desk.follow("b")
    desk.page.get_by_label("File").set_input_files(
        {"name": "box.csv", "mimeType": "text/csv", "buffer": box.encode()}
    )
    desk.page.keyboard.press("Control+Enter")
    desk.page.wait_for_url("**/deposits/lockbox/*")


def test_a_lockbox_is_taken_in_by_keys_and_undone(
    desk: Sitting, office: Office
) -> None:
    dana = desk()
    send(dana, office.invoices["over 60"])
    assert dana.figure("slip") == 40_00
    assert dana.rows()[-2:] == ["1041", "9"]  # below what is not as the file says
    assert dana.axe() == []
    assert not dana.is_too_wide()

    dana.page.keyboard.press("Control+Enter")
    dana.page.wait_for_url("**/deposits/DEP-*")
    assert dana.figure("total") == 40_00
    assert "2 cheques by lockbox" in dana.last_act

    dana.page.locator("#last-act").get_by_role("button", name="undo").click()
    dana.page.get_by_text("taken back").first.wait_for()
