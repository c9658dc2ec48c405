"""The month's commands as a clerk gives them, word for word."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command

from duebook import db
from duebook.apps.entities.actions import AppointPerson, appoint_person
from duebook.apps.entities.management import office as doors
from duebook.apps.invoicing import models
from duebook.apps.invoicing.actions.charges import TakeCharges, take_charges
from duebook.apps.invoicing.queries.printing import printed
from duebook.domain.checks.facts import DeliveryWay
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

OWNER = "Priya Raman"
NOON = datetime(2026, 11, 3, 18, tzinfo=UTC)


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> int:
    """An office with a price book and one party; its clock stands at 3 November."""
    monkeypatch.setattr(doors, "now", lambda: NOON)
    monkeypatch.setattr(console, "width", 200)
    entity_id = an_entity(email="billing@harbor.example")
    a_price_book(entity_id, CONSULT="140.00", REPORT="60.00")
    a_party(entity_id)
    owner = AppointPerson(entity_id=entity_id, name=OWNER, role="administrator")
    appoint_person(owner, **by())
    return entity_id


@pytest.fixture
def said(office: int, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Give a command as Dana, and return what is printed."""
    assert office

    def give(*words: str, by: str = CLERK) -> str:
        capsys.readouterr()
        name, *arguments = words
        call_command(name, *arguments, "--entity", "HP", "--as", by)
        return capsys.readouterr().out

    return give


def charged(office: int, *items: str, **fields: object) -> tuple[int, ...]:
    charges = tuple(a_charge("TIDEWELL", item, **fields) for item in items)
    command = TakeCharges(entity_id=office, charges=charges)
    return take_charges(command, **by(CLERK)).ids


def numbers(office: int) -> list[str]:
    rows = models.Document.objects.filter(entity_id=office).order_by("id")
    return list(rows.values_list("number", flat=True))


def test_a_preview_writes_nothing(office: int, said: Callable[..., str]) -> None:
    charged(office, "CONSULT", unit_price=Decimal("150.00"))

    told = said("preview", "--lines")

    assert re.search(r"TIDEWELL +1 +150\.00 +0\.00 +150\.00 +USD +1 warning", told)
    assert "1 draft, 150.00 USD." in told
    assert "price_differs" in told
    assert numbers(office) == []


def test_a_run_bills_and_tells_what_is_left_out(
    office: int, said: Callable[..., str]
) -> None:
    charged(office, "CONSULT", "REPORT")
    a_party(office, "Calloway Builders", contacts=())
    take_charges(
        TakeCharges(entity_id=office, charges=(a_charge("CALLOWAY"),)), **by(CLERK)
    )

    told = said("bill")

    assert "1 invoice, 200.00 USD." in told
    assert re.search(r"CALLOWAY .* has no e-mail address\. +email_missing", told)
    assert numbers(office) == ["INV-2026-00001"]
    [run] = re.findall(r"--resume (\d+)", told)
    assert "0 invoices." in said("bill", "--resume", run)
    assert books_hold(office)


def test_a_run_bills_only_whom_somebody_chose(
    office: int, said: Callable[..., str]
) -> None:
    a_party(office, "Calloway Builders")
    charged(office, "CONSULT")
    take_charges(
        TakeCharges(entity_id=office, charges=(a_charge("CALLOWAY"),)), **by(CLERK)
    )

    assert "1 draft, 140.00 USD." in said("preview", "--party", "TIDEWELL")
    told = said("bill", "--find", "calloway")

    assert "Chosen by “calloway”: Calloway Builders. The others wait." in told
    assert "1 invoice, 140.00 USD." in told
    assert "1 invoice, 140.00 USD." in said("bill")
    with pytest.raises(CommandError, match="There is no party NOBODY"):
        said("bill", "--party", "NOBODY")


def test_drafts_are_made_merged_discounted_and_issued(
    office: int, said: Callable[..., str]
) -> None:
    first, _ = charged(office, "CONSULT", "REPORT")
    made = said("draft", "--charges", str(first), "--po", "41-2207")
    assert "is made of 1 charge" in made
    said("draft", "--party", "TIDEWELL")
    ids = list(models.Draft.objects.order_by("id").values_list("id", flat=True))

    said("draft", "--merge", *map(str, ids))
    [draft] = models.Draft.objects.values_list("id", flat=True)
    said("draft", "--discount", str(draft), "--amount", "20", "--reason", "goodwill")

    assert re.search(r"TIDEWELL +41-2207 +2 +180\.00", said("drafts"))
    assert "Issued INV-2026-00001 over 180.00 USD." in said("issue", str(draft))
    assert said("drafts").strip().endswith("0 drafts.")


def test_a_dropped_draft_sets_its_charges_free(
    office: int, said: Callable[..., str]
) -> None:
    charged(office, "CONSULT")
    said("draft", "--party", "TIDEWELL")
    [draft] = models.Draft.objects.values_list("id", flat=True)

    assert f"Draft {draft} is gone; 1 charge is free." in said(
        "draft", "--drop", str(draft)
    )


def test_an_invoice_is_issued_from_lines_as_typed(said: Callable[..., str]) -> None:
    told = said(
        "invoice",
        "TIDEWELL",
        "--line",
        "CONSULT x 2.5 @ 140.00 : Half a day on site",
        "--line",
        "REPORT",
    )

    assert told == "Issued INV-2026-00001 over 410.00 USD.\n"
    lines = models.Line.objects.order_by("position")
    assert [line.description for line in lines] == ["Half a day on site", "Report"]


def test_a_quote_is_accepted_and_billed(office: int, said: Callable[..., str]) -> None:
    said("quote", "TIDEWELL", "--line", "CONSULT x 2")
    accepted = said("quote", "--accept", "Q-2026-00001")
    [draft] = re.findall(r"duebook issue (\d+)", accepted)

    assert "Issued INV-2026-00001 over 280.00 USD." in said("issue", draft)
    assert numbers(office) == ["Q-2026-00001", "INV-2026-00001"]


def test_what_a_check_blocks_leaves_nothing(
    office: int, said: Callable[..., str]
) -> None:
    a_party(office, "Calloway Builders", contacts=())

    with pytest.raises(CommandError, match="email_missing"):
        said("quote", "CALLOWAY", "--line", "CONSULT")

    assert not models.Charge.objects.filter(entity_id=office).exists()


def test_lines_are_credited_by_their_place(
    office: int, said: Callable[..., str]
) -> None:
    said("invoice", "TIDEWELL", "--line", "CONSULT x 2", "--line", "REPORT")

    piece = said("credit", "INV-2026-00001", "--line", "1 x 1", "--reason", "one hour")
    price = said("credit", "INV-2026-00001", "--line", "2 @ 20", "--reason", "late")

    assert "Issued CN-2026-00001 over −140.00 USD." in piece
    assert "Issued CN-2026-00002 over −20.00 USD." in price
    with pytest.raises(CommandError, match="INV-2026-00001 has no line 3; it has 2"):
        said("credit", "INV-2026-00001", "--line", "3 x 1", "--reason", "?")
    assert books_hold(office)


def test_a_void_and_a_debit_note(office: int, said: Callable[..., str]) -> None:
    for item in ("CONSULT", "REPORT"):
        said("invoice", "TIDEWELL", "--line", item)

    voided = said("void", "INV-2026-00001", "--reason", "wrong party", "--rebill")
    debited = said(
        *("debit", "INV-2026-00002", "--line", "CONSULT x 3"),
        *("--reason", "three hours forgotten"),
    )

    assert voided == ("INV-2026-00001 is void.\nTo be billed again: 1 charge.\n")
    assert debited == "Issued DN-2026-00001 over 420.00 USD.\n"
    assert books_hold(office)


def test_an_invoice_is_corrected_and_billed_again(
    office: int, said: Callable[..., str]
) -> None:
    said("invoice", "TIDEWELL", "--line", "CONSULT x 3", "--line", "REPORT")

    told = said(
        *("rebill", "INV-2026-00001", "--line", "1 x 2", "--drop", "2"),
        *("--reason", "two hours and no report"),
    )

    assert "Issued CN-2026-00001 over −480.00 USD." in told
    assert "Issued INV-2026-00002 over 280.00 USD." in told
    assert books_hold(office)


def test_what_is_above_a_limit_waits_for_a_second_person(
    office: int, said: Callable[..., str]
) -> None:
    said("invoice", "TIDEWELL", "--line", "CONSULT x 5")

    held = said("credit", "INV-2026-00001", "--reason", "not done")
    [request] = re.findall(r"duebook approve (\d+)", held)

    assert "Credit 700.00 USD of INV-2026-00001: not done" in said("approvals")
    with pytest.raises(CommandError, match="may not approve"):
        said("approve", request, "--reason", "mine")
    told = said("approve", request, "--reason", "seen the complaint", by=MANAGER)
    assert told.startswith("Carried out for Dana Whitfield: Credit 700.00 USD")
    assert numbers(office) == ["INV-2026-00001", "CN-2026-00001"]
    assert "seen the complaint" in said("approvals", "--state", "done")


def test_a_refused_request_is_not_carried_out(
    office: int, said: Callable[..., str]
) -> None:
    said("invoice", "TIDEWELL", "--line", "CONSULT x 5")
    held = said("void", "INV-2026-00001", "--reason", "not done")
    [request] = re.findall(r"duebook approve (\d+)", held)

    told = said("refuse", request, "--reason", "it was done", by=MANAGER)

    assert told == f"Request {request} of Dana Whitfield is refused.\n"
    assert numbers(office) == ["INV-2026-00001"]


def test_findings_are_mended_accepted_and_weighed(
    office: int, said: Callable[..., str]
) -> None:
    charged(office, "CONSULT", unit_price=Decimal("150.00"))
    assert re.search(r"1 +warning +TIDEWELL .* price_differs +yes", said("findings"))

    said("findings", "--weigh", "price_differs", "blocker", by=OWNER)
    assert "blocker" in said("findings")
    said(
        *("findings", "--accept", "price_differs", "--party", "TIDEWELL"),
        *("--reason", "agreed by telephone", "--until", "2026-12-31"),
        by=MANAGER,
    )
    assert "(accepted: agreed by telephone)" in said("findings")
    assert said("findings", "--fix", "1").startswith("Mended: ")
    assert said("findings") == "The checks find nothing.\n"


def test_findings_of_parties(office: int, said: Callable[..., str]) -> None:
    a_party(office, "Tidewell Hotels Inc", "TIDE-2")

    assert "double_name" in said("findings", "--parties")


def test_each_amount_is_explained_and_counted_again(
    office: int, said: Callable[..., str]
) -> None:
    charged(office, "CONSULT", quantity=Decimal("2.5"), discount_bp=1000)
    said("bill")

    told = said("explain", "invoice", "INV-2026-00001")

    assert "issued by Dana Whitfield on 2026-11-03 at 18:00 UTC (BillParties" in told
    assert "  Price 140.00 USD per h: price book price book 2026." in told
    assert "  2.5 × 140.00 = 350.00 USD." in told
    assert "  Less 35.00 USD, discount on the line: 315.00 USD." in told
    assert "Net 315.00 + tax 0.00 = total 315.00 USD" in told
    assert told.endswith("Counted again from its rows, it agrees with the document.\n")


def test_a_new_letterhead_stands_on_new_invoices_only(
    office: int, said: Callable[..., str], tmp_path: Path
) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    logo = tmp_path / "logo.svg"
    logo.write_text(svg, encoding="utf-8")
    said("invoice", "TIDEWELL", "--line", "CONSULT")

    told = said(
        *("letterhead", "--logo", str(logo), "--address", "9 Quay Road|Port Alder"),
        by=OWNER,
    )

    assert re.search(r"address +9 Quay Road *\n +Port Alder", told)
    said("invoice", "TIDEWELL", "--line", "REPORT")
    with db.reading(office):
        ids = models.Document.objects.order_by("id").values_list("id", flat=True)
        before, after = printed(office, ids).values()
    assert (before.letterhead.logo, after.letterhead.address_lines) == (
        None,
        ("9 Quay Road", "Port Alder"),
    )
    assert after.letterhead.logo is not None


def test_a_picture_that_is_none_is_refused(
    said: Callable[..., str], tmp_path: Path
) -> None:
    picture = tmp_path / "logo.png"
    picture.write_bytes(b"GIF89a")

    with pytest.raises(CommandError, match="neither SVG nor PNG"):
        said("letterhead", "--logo", str(picture), by=OWNER)


def test_a_document_is_printed_into_a_file(
    said: Callable[..., str], tmp_path: Path
) -> None:
    said("invoice", "TIDEWELL", "--line", "CONSULT")
    out = tmp_path / "invoice.pdf"

    said("print", "INV-2026-00001", "--out", str(out))

    assert out.read_bytes().startswith(b"%PDF")


def test_mails_go_into_the_outbox_and_letters_to_the_printer(
    office: int, said: Callable[..., str], tmp_path: Path
) -> None:
    a_party(office, "Calloway Builders", delivery=DeliveryWay.PRINT)
    for party in ("TIDEWELL", "CALLOWAY"):
        said("invoice", party, "--line", "CONSULT")

    mailed = said("deliver", "--outbox", str(tmp_path))
    printed = said("letters", "--out", str(tmp_path))

    assert "1 sent." in mailed
    assert "1 letter, in " in printed
    assert {path.suffix for path in tmp_path.iterdir()} == {".eml", ".pdf"}


def test_a_refusal_is_one_line(said: Callable[..., str]) -> None:
    with pytest.raises(CommandError, match=r"^There is no document INV-1\.$"):
        said("void", "INV-1", "--reason", "?")
