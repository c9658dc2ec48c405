"""Every report of one small month; the figures are added up by hand."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl
import pytest

from duebook.apps.reports.queries import (
    NotGroupedBy,
    NothingToDraw,
    as_csv,
    as_printed,
    as_svg,
    as_xlsx,
)
from duebook.documents.records import Paper
from duebook.documents.render import render_report
from tests.apps.reports.month import EVIL, a_month, asked, at
from tests.documents.reading import place_of
from tests.office import CLERK, MANAGER, an_entity, books_hold

if TYPE_CHECKING:
    from duebook.apps.reports.queries import (
        Report,
    )

pytestmark = pytest.mark.django_db

MM_OF_A_NUMBER = 22


def cells(report: Report, *titles: str) -> list[tuple[object, ...]]:
    """The cells under some heads, row by row."""
    places = [[column.title for column in report.columns].index(one) for one in titles]
    return [tuple(row.cells[place] for place in places) for row in report.rows]


def total(report: Report, title: str) -> object:
    [row] = report.totals
    return row.cells[[column.title for column in report.columns].index(title)]


AGES = ("Party", "Total", "Not due", "1–30", "31–60", "61–90", "Over 90", "Credits")


def test_aging_counts_from_each_due_day_and_ties() -> None:
    entity_id = a_month()

    aging = asked(entity_id, "aging")

    assert cells(aging, *AGES) == [
        ("TIDEWELL", 120_00, 66_00, 0, 54_00, 0, 0, 0),
        ("EVIL", 35_00, 60_00, 0, 0, 0, 0, -25_00),
    ]
    assert total(aging, "Total") == 155_00
    assert aging.notes[0].startswith("Ties: ")
    assert books_hold(entity_id)


def test_aging_by_the_day_of_the_document() -> None:
    aging = asked(a_month(), "aging", by="document")

    assert cells(aging, *AGES) == [
        ("TIDEWELL", 120_00, 0, 66_00, 0, 54_00, 0, 0),
        ("EVIL", 35_00, 0, 60_00, 0, 0, 0, -25_00),
    ]


def test_aging_of_a_past_day_as_it_was_known_then() -> None:
    entity_id = a_month()
    november_9 = date(2026, 11, 9)

    then = asked(entity_id, "aging", on=november_9)
    before_the_payment = asked(
        entity_id, "aging", on=date(2026, 10, 31), known_at=at(19, 10)
    )

    assert cells(then, "Party", "Total") == [("TIDEWELL", 186_00), ("EVIL", 66_00)]
    assert cells(before_the_payment, "Party", "Total") == [("TIDEWELL", 154_00)]
    assert before_the_payment.notes[0].startswith("Ties: ")


def test_totals_are_of_all_parties_though_few_are_listed() -> None:
    aging = asked(a_month(), "aging", size=1)

    assert cells(aging, "Party") == [("TIDEWELL",)]
    assert total(aging, "Total") == 155_00
    assert "Listed: the one who owes most; the totals are of all." in aging.notes


def test_the_register_lists_every_document() -> None:
    register = asked(a_month(), "invoices")

    assert cells(register, "Number", "Kind", "Corrects", "Total") == [
        ("INV-2026-00002", "invoice", "", 132_00),
        ("INV-2026-00003", "invoice", "", 66_00),
        ("CN-2026-00001", "credit note", "INV-2026-00002", -66_00),
    ]
    assert (total(register, "Net"), total(register, "Tax")) == (120_00, 12_00)
    assert total(register, "Total") == 132_00


def test_cash_receipts_name_the_payer_and_the_way() -> None:
    cash = asked(a_month(), "cash", first=date(2026, 10, 1))

    assert cells(cash, "Number", "Kind", "Party", "By", "Amount") == [
        ("P-2026-00001", "payment", "TIDEWELL", "wire", 100_00),
        ("P-2026-00002", "payment", "EVIL", "wire", 25_00),
    ]
    assert total(cash, "Amount") == 125_00


def test_taxes_are_net_of_what_was_credited() -> None:
    taxes = asked(a_month(), "taxes")

    assert cells(taxes, "Place", "Tax", "Rate", "Taxed base", "Tax due") == [
        ("US-OR", "Sales tax", Decimal(10), 120_00, 12_00)
    ]
    assert total(taxes, "Tax due") == 12_00


def test_credits_say_why_and_who() -> None:
    entity_id = a_month()

    by_reason = asked(entity_id, "credits")
    by_person = asked(entity_id, "credits", by="person")
    each = asked(entity_id, "credits", by="document")

    assert cells(by_reason, "Reason", "Person", "Kind", "Amount", "Numbers") == [
        ("not worth a letter", MANAGER, "write off", 6_00, "INV-2026-00003"),
        ("one report too many", CLERK, "credit note", 66_00, "CN-2026-00001"),
    ]
    assert cells(by_person, "Person", "Amount") == [(CLERK, 66_00), (MANAGER, 6_00)]
    assert [row.cells[1] for row in each.rows] == ["CN-2026-00001", "INV-2026-00003"]
    assert total(by_reason, "Amount") == total(each, "Amount") == 72_00


def test_the_trial_balance_balances() -> None:
    balance = asked(a_month(), "trial-balance")

    assert total(balance, "Debit") == total(balance, "Credit") == 311_00


def test_the_items_say_the_same_as_the_ledger() -> None:
    tie = asked(a_month(), "tie-out")

    assert cells(tie, "Name", "Items", "Difference") == [
        ("Accounts receivable", 180_00, 0),
        ("Unapplied cash", 0, 0),
        ("Credit on account", -25_00, 0),
    ]
    assert "all accounts tie" in tie.subtitle


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("month", [("2026-09", 140_00), ("2026-11", 120_00)]),
        ("item", [("CONSULT Consult", 140_00), ("REPORT Report", 120_00)]),
        (
            "party",
            [("TIDEWELL Tidewell Hotels", 200_00), (f"EVIL {EVIL}", 60_00)],
        ),
        ("biller", [("Jo Park", 140_00), ("Ana Ruiz", 120_00)]),
    ],
)
def test_revenue_by_whatever_one_asks(by: str, expected: list[tuple[str, int]]) -> None:
    revenue = asked(a_month(), "revenue", by=by, first=date(2026, 1, 1))

    assert cells(revenue, by.capitalize(), "Net") == expected
    assert total(revenue, "Credited") == -60_00


def test_the_trend_sets_what_came_in_beside_what_was_billed() -> None:
    trend = asked(a_month(), "trend", first=date(2026, 1, 1))

    assert cells(trend, "Month", "Net", "Received") == [
        ("2026-09", 140_00, 0),
        ("2026-10", 0, 100_00),
        ("2026-11", 120_00, 25_00),
    ]


def test_a_report_goes_only_by_what_it_knows() -> None:
    with pytest.raises(NotGroupedBy, match="not by colour"):
        asked(an_entity(), "revenue", by="colour")


ALL = (
    *("aging", "invoices", "cash", "taxes", "credits"),
    *("trial-balance", "revenue", "trend", "tie-out", "exchange"),
    *("valued-trial-balance", "days-to-money", "collection", "matching", "forecast"),
)


@pytest.mark.parametrize("name", ALL)
def test_every_report_can_be_taken_along(name: str) -> None:
    report = asked(a_month(), name)

    assert as_csv(report).startswith(b"\xef\xbb\xbf")
    assert openpyxl.load_workbook(io.BytesIO(as_xlsx(report))).sheetnames
    printed = as_printed(report, entity="Harbor Paper", paper=Paper.LETTER)
    assert render_report(printed).startswith(b"%PDF-")


def test_numbers_on_paper_stand_clear_of_what_follows() -> None:
    register = asked(a_month(), "invoices")

    pdf = render_report(as_printed(register, entity="Harbor Paper", paper=Paper.A4))

    number, kind = (place_of(pdf, head)[0] for head in ("Number", "Kind"))
    assert kind - number > MM_OF_A_NUMBER


@pytest.mark.parametrize("name", ALL)
def test_every_report_of_an_empty_office_is_empty(name: str) -> None:
    report = asked(an_entity(), name)

    assert report.rows == ()
    assert openpyxl.load_workbook(io.BytesIO(as_xlsx(report))).sheetnames
    with pytest.raises(NothingToDraw):
        as_svg(report)


def test_a_spreadsheet_runs_nothing_that_a_party_is_called() -> None:
    register = asked(a_month(), "invoices")

    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx(register))).active
    names = [cell for row in sheet.iter_rows() for cell in row if cell.value == EVIL]
    assert names
    assert {cell.data_type for cell in names} == {"s"}
    assert sheet.freeze_panes is not None
    assert "'=cmd" in as_csv(register).decode("utf-8-sig")


def test_amounts_in_files_are_in_major_units() -> None:
    text = as_csv(asked(a_month(), "cash", first=date(2026, 10, 1))).decode("utf-8-sig")

    assert text.splitlines()[1] == (
        "2026-10-20,P-2026-00001,payment,TIDEWELL,Tidewell Hotels,wire,wire 77,USD,"
        "100.00"
    )


def test_charts_are_drawn() -> None:
    entity_id = a_month()

    for name in ("aging", "revenue", "trend"):
        assert as_svg(asked(entity_id, name)).startswith("<svg")
