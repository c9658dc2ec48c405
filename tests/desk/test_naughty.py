"""Names, orders, memos and files that would do harm stand as they were typed."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.desk.browsing import SMALL
from tests.desk.naughty import MARKUP, NAUGHTY
from tests.desk.office import PEOPLE

if TYPE_CHECKING:
    from tests.desk.browsing import Desk
    from tests.desk.conftest import Sitting

STRANGE = "main script, main iframe, main object, main [onerror], main [onclick]"
LISTS = ("/hp/parties", "/hp/charges", "/hp/invoices", "/hp/payments")
"""Lists with the naughty names in them."""


def test_nothing_that_was_typed_becomes_part_of_a_page(desk: Sitting) -> None:
    dana = desk()
    told: list[str] = []
    dana.page.on("dialog", lambda box: (told.append(box.message), box.dismiss()))

    for code, text in NAUGHTY.items():
        dana.go(f"/hp/parties/{code}")
        assert text in " ".join(dana.page.locator("h1").inner_text().split("\n")), code
        for address in (
            f"/hp/parties/{code}?tab=details",
            f"/hp/invoices?q=party:{code}",
        ):
            dana.go(address)
            assert dana.page.locator(STRANGE).count() == 0, address

    assert told == []


def test_the_papers_of_a_name_are_those_of_its_party_alone(desk: Sitting) -> None:
    dana = desk()
    dana.go("/hp/invoices?q=party:MARKUP")

    [invoice] = dana.rows()
    dana.go(f"/hp/invoices/{invoice}")

    text = dana.page.locator("main").inner_text()
    assert text.count(MARKUP) >= 2  # the name and the order
    assert "{{" not in text


@pytest.mark.parametrize("listed", LISTS)
def test_a_csv_holds_text_that_no_spreadsheet_reckons(
    desk: Sitting, listed: str
) -> None:
    content = exported(desk(), listed, "csv").decode("utf-8-sig")
    cells = {cell for row in csv.reader(StringIO(content)) for cell in row}

    for text in NAUGHTY.values():
        harmless = f"'{text}" if text[0] in "=+-@" else text
        assert harmless in cells
    assert [cell for cell in cells if cell[:1] in {"=", "+", "@"}] == []


@pytest.mark.parametrize("listed", LISTS)
def test_a_workbook_holds_text_and_no_formula_of_others(
    desk: Sitting, listed: str
) -> None:
    content = exported(desk(), listed, "xlsx")
    sheet = load_workbook(BytesIO(content)).active
    cells = [cell for row in sheet.iter_rows() for cell in row]

    assert set(NAUGHTY.values()) <= {cell.value for cell in cells}
    formulas = [str(cell.value) for cell in cells if cell.data_type == "f"]
    assert [one for one in formulas if "SUBTOTAL" not in one] == []


def exported(dana: Desk, address: str, form: str) -> bytes:
    """A list as a file, fetched as the browser does."""
    answer = dana.page.request.get(f"{dana.watch.base}{address}?as={form}")
    assert answer.ok, answer.status
    return answer.body()


def test_an_invoice_prints_what_was_typed(desk: Sitting) -> None:
    dana = desk()
    dana.go("/hp/invoices?q=party:MARKUP")
    [invoice] = dana.rows()

    printed = dana.page.request.get(
        f"{dana.watch.base}/hp/invoices/{invoice}.pdf"
    ).body()

    pages = PdfReader(BytesIO(printed)).pages
    text = " ".join(page.extract_text() for page in pages)
    assert set(MARKUP.split()) <= set(text.split())


def test_a_note_is_told_as_it_was_written(desk: Sitting) -> None:
    marta = desk("manager")
    marta.go("/hp/parties/MARKUP?told=notes")

    told = marta.page.get_by_text(MARKUP)

    assert told.count() >= 2  # the name, and the note
    assert marta.page.get_by_text(PEOPLE["coordinator"]).count() >= 1


@pytest.mark.promise(
    "Reports", "Amounts stay in sight however long names and orders are."
)
@pytest.mark.parametrize("size", [{"width": 1440, "height": 900}, SMALL])
def test_long_names_leave_room_for_the_amounts(
    desk: Sitting, size: dict[str, int]
) -> None:
    marta = desk("manager", viewport=size)
    marta.go("/hp/reports/invoices?first=2026-01-01")

    table = marta.page.locator(".scroll")

    assert table.locator("tbody tr").count() > len(NAUGHTY)
    assert table.evaluate("(one) => one.scrollWidth <= one.clientWidth")
