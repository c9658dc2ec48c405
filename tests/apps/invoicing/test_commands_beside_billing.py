"""What a clerk sets up, mends and looks up beside the month's billing."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command

from duebook import db
from duebook.apps.catalog.actions import KeepItems, keep_items
from duebook.apps.entities.management import office as doors
from duebook.apps.invoicing import models
from duebook.apps.invoicing.actions.charges import TakeCharges, take_charges
from duebook.apps.ledger.queries import accounts_by_role
from duebook.apps.papers.queries import attachments_of
from duebook.domain.catalog import ItemEntry, ItemKind
from duebook.domain.ledger import AccountRole
from duebook.web.terminal import console
from tests.office import (
    CLERK,
    MANAGER,
    a_charge,
    a_party,
    a_price_book,
    an_entity,
    books_hold,
    by,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.django_db

NOVEMBER = datetime(2026, 11, 3, 18, tzinfo=UTC)
IN_TIME = ("--on", "2026-11-03")


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(doors, "now", lambda: NOVEMBER)
    monkeypatch.setattr(console, "width", 200)
    entity_id = an_entity(
        email="billing@harbor.example", late_fee_minor=15_00, interest_bp=900
    )
    a_price_book(entity_id, CONSULT="140.00", REPORT="60.00")
    a_party(entity_id)
    return entity_id


@pytest.fixture
def typed(office: int, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Type a command in the office HP, and read what it prints."""
    assert office

    def enter(*words: str, by: str = MANAGER) -> str:
        capsys.readouterr()
        call_command(*words, "--entity", "HP", "--as", by)
        return capsys.readouterr().out

    return enter


def test_a_tax_is_set_and_succeeded(typed: Callable[..., str]) -> None:
    tax = ("--place", "US-TX", "--name", "Sales tax", "--percent")

    assert "1 rate added" in typed("taxes", *tax, "6.25", "--from", "2026-01-01")
    typed("taxes", *tax, "8.25", "--from", "2027-01-01", "--account", "2200")

    listed = typed("taxes")
    assert re.search(r"Sales tax +6\.25 +\d+ +2026-01-01 +2027-01-01", listed)
    assert re.search(r"Sales tax +8\.25 +2200 +2027-01-01", listed)
    assert "Sales tax" not in typed("taxes", "--place", "US-OR")
    with pytest.raises(CommandError, match="There is no account 9999"):
        typed("taxes", *tax, "9", "--from", "2028-01-01", "--account", "9999")
    with pytest.raises(CommandError, match="Of one rate say"):
        typed("taxes", "--percent", "9")


def test_taxes_are_set_from_a_file(typed: Callable[..., str], tmp_path: Path) -> None:
    file = tmp_path / "rates.csv"
    head = "place,category,name,percent,from,compound,order\n"
    federal = "CA-QC,standard,GST,5,2026-01-01,,\n"
    provincial = "CA-QC,standard,QST,9.975,2026-01-01,yes,1\n"
    file.write_text(head + federal + provincial, encoding="utf-8")

    assert "2 rates added" in typed("taxes", "--set", str(file))
    assert re.search(r"QST +9\.975 +compound +1", typed("taxes"))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("place,name\n", "has no column “category”"),
        ("place,category,name,percent,from,rate\n", "there is no “rate”"),
        ("place,category,name,percent,from\nUS,a,b,8%,2026-01-01\n", "line 2: .*8%"),
        ("place,category,name,percent,from\nUS,a,b,8,soon\n", "line 2: “soon”"),
        ("place,category,name,percent,from,order\nUS,a,b,8,2026-01-01,x\n", "no order"),
        (
            "place,category,name,percent,from,compound\nUS,a,b,8,2026-01-01,x\n",
            "compound is yes or no",
        ),
    ],
)
def test_a_file_of_taxes_that_cannot_be_read(
    typed: Callable[..., str], tmp_path: Path, content: str, why: str
) -> None:
    file = tmp_path / "rates.csv"
    file.write_text(content, encoding="utf-8")

    with pytest.raises(CommandError, match=rf"rates.csv: .*{why}"):
        typed("taxes", "--set", str(file))
    with pytest.raises(CommandError, match="cannot be read"):
        typed("taxes", "--set", str(tmp_path / "none.csv"))


def test_a_parcel_has_a_price_from_a_day_on(typed: Callable[..., str]) -> None:
    parcel = ("--zone", "WEST", "--up-to-kg", "5", "--amount", "12.50")

    said = typed("shipping", *parcel, "--from", "2026-12-01")

    assert re.search(r"WEST +5 +12\.50 +USD +2026-12-01", said)
    with pytest.raises(CommandError, match="Say all of"):
        typed("shipping", *parcel)


def test_a_charge_comes_again(typed: Callable[..., str]) -> None:
    kept = typed(
        *("recurring", "--keep", "CARE", "--party", "TIDEWELL", "--item", "REPORT"),
        *("--from", "2026-09-30", "--until", "2026-11-30", "--price", "31"),
    )

    assert re.search(r"CARE +TIDEWELL .*every 1 month +2026-09-30 +2026-11-30", kept)
    assert typed("recurring", "--generate", "2026-10-30") == "2 charges made.\n"
    assert typed("recurring", "--generate", "2026-12-31") == "1 charge made.\n"
    days = models.Charge.objects.order_by("service_on").values_list("service_on")
    assert [day for (day,) in days][-1] == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--item", "NONE"), "no item NONE"),
        (("--item", "REPORT", "--every", "0"), "comes every 1 or more"),
        (("--item", "REPORT", "--until", "2026-08-01"), "ends before it begins"),
        (("--item", "REPORT", "--prorated"), "needs a stated price"),
        ((), "Say at least"),
    ],
)
def test_a_charge_that_cannot_come_again(
    typed: Callable[..., str], words: tuple[str, ...], why: str
) -> None:
    kept = ("recurring", "--keep", "CARE", "--party", "TIDEWELL")

    with pytest.raises(CommandError, match=why):
        typed(*kept, "--from", "2026-09-30", *words)


def test_a_charge_is_mended_papered_and_dropped(
    office: int, typed: Callable[..., str], tmp_path: Path
) -> None:
    charges = (a_charge("TIDEWELL"), a_charge("TIDEWELL", "REPORT"))
    command = TakeCharges(entity_id=office, charges=charges)
    first, second = map(str, take_charges(command, **by(CLERK)).ids)
    sheet = tmp_path / "hours.txt"
    sheet.write_text("two hours", encoding="utf-8")

    typed("charges", "--change", first, "--quantity", "2", "--reason", "Two hours")
    typed("charges", "--drop", second, "--reason", "Never written")
    said = typed("attach", "charge", first, str(sheet))

    listed = typed("charges", "TIDEWELL")
    assert re.search(rf"{first} +2026-11-02 +CONSULT +Consult +2 h +price book", listed)
    assert "REPORT" not in listed
    assert said == f"hours.txt is attached to charge {first}.\n"
    with db.reading(office):
        assert attachments_of(office, "charge", [int(first)])
    with pytest.raises(CommandError, match="Say why"):
        typed("charges", "--change", first, "--price", "130")
    with pytest.raises(CommandError, match="Say what changes"):
        typed("charges", "--change", first)
    with pytest.raises(CommandError, match="There is no charge 999999"):
        typed("attach", "charge", "999999", str(sheet))


def test_papers_are_attached_to_parties_and_documents(
    typed: Callable[..., str], tmp_path: Path
) -> None:
    agreement = tmp_path / "agreement.txt"
    agreement.write_text("We agree.", encoding="utf-8")
    typed("invoice", "TIDEWELL", "--line", "CONSULT", *IN_TIME)

    for kind, subject in (("party", "TIDEWELL"), ("document", "INV-2026-00001")):
        said = typed("attach", kind, subject, str(agreement))
        assert said == f"agreement.txt is attached to {kind} {subject}.\n"


def test_a_deposit_is_drawn(office: int, typed: Callable[..., str]) -> None:
    with db.reading(office):
        account_id = accounts_by_role(office)[AccountRole.DEPOSITS]
    deposit = ItemEntry(
        code="DEPOSIT",
        description="Deposit",
        kind=ItemKind.DEPOSIT,
        revenue_account_id=account_id,
        tax_category="out_of_scope",
    )
    keep_items(KeepItems(entity_id=office, items=(deposit,)), **by())
    typed("invoice", "TIDEWELL", "--line", "DEPOSIT @ 100", *IN_TIME)

    said = typed("deposit", "TIDEWELL", "DEPOSIT", "60.00")

    assert "takes 60.00 USD off the next bill of Tidewell Hotels." in said
    assert "-60" in typed("charges", "TIDEWELL")
    with pytest.raises(CommandError, match=r"has 40\.00 USD left in deposits"):
        typed("deposit", "TIDEWELL", "DEPOSIT", "60.00")


def test_invoices_are_listed_as_they_stand(
    office: int, typed: Callable[..., str]
) -> None:
    for day in ("09-01", "10-28", "10-29", "10-30", "10-31", "11-01", "11-02"):
        typed("invoice", "TIDEWELL", "--line", "CONSULT", "--on", f"2026-{day}")
    typed("receive", "TIDEWELL", "40", *IN_TIME, "--invoice", "INV-2026-00002", "40")
    typed("receive", "TIDEWELL", "140", *IN_TIME, "--invoice", "INV-2026-00003", "140")
    typed("void", "INV-2026-00004", "--reason", "double")
    typed("credit", "INV-2026-00005", "--reason", "double")
    typed("write_off", "INV-2026-00006", "--reason", "bankrupt")

    told = typed("invoices")

    states = re.findall(r"INV-2026-0000(\d) .*USD +(\S.*?) *$", told, re.MULTILINE)
    assert states == [
        ("7", "not due"),
        ("6", "written off"),
        ("5", "credited"),
        ("4", "void"),
        ("3", "settled"),
        ("2", "part paid"),
        ("1", "33 d over"),
    ]
    assert re.findall(r"0000(\d)", typed("invoices", "--open")) == ["7", "2", "1"]
    page = typed("invoices", "--size", "2", "--before", "INV-2026-00006")
    assert re.findall(r"0000(\d)", page) == ["5", "4", "4"]
    assert "There are more: --before INV-2026-00004" in page
    assert "00001" not in typed("invoices", "--since", "2026-11-01")
    a_party(office, "Calloway Builders")
    assert "INV" not in typed("invoices", "--party", "CALLOWAY")
    assert books_hold(office)


def test_lateness_is_charged_once(typed: Callable[..., str]) -> None:
    typed("invoice", "TIDEWELL", "--line", "CONSULT @ 1000", "--on", "2026-09-01")

    charged = typed("lateness", "2026-10-31")

    assert charged == "1 late fee and 1 item of interest charged.\n"
    assert typed("lateness", "2026-10-31").startswith("0 late fees and 0 items")
