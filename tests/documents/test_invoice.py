"""Invoices and their kin: what stands on the paper, and that it always does."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from pydantic import TypeAdapter
from pypdf import PdfReader

from duebook.documents.records import (
    Addressee,
    Correction,
    DocumentKind,
    LineGroup,
    Paper,
    PrintedInstalment,
    PrintedInvoice,
    Watermark,
)
from duebook.documents.render import Attachment, placed_amounts, render_invoice
from tests.documents.builders import (
    HARBOR,
    SCHOOLS,
    a_german_invoice,
    a_line,
    a_long_invoice,
    an_invoice,
)
from tests.documents.reading import (
    agrees_with_snapshot,
    pages_of,
    place_of,
    root_of,
    tags_of,
    text_of,
)

LOCALES = ("en-US", "es-ES", "fr-FR", "de-DE")


def of_kind(kind: DocumentKind, locale: str) -> PrintedInvoice:
    """The wholesaler's invoice as another kind; the notes belong to it."""
    note = kind in {DocumentKind.CREDIT_NOTE, DocumentKind.DEBIT_NOTE}
    return an_invoice(
        kind=kind,
        locale=locale,
        paper=Paper.LETTER if locale == "en-US" else Paper.A4,
        corrects=Correction(
            number="HP-2026-10007",
            issued_on=date(2026, 9, 28),
            reason="Two trays were cracked",
        )
        if note
        else None,
        valid_until=date(2026, 12, 31) if kind is DocumentKind.QUOTE else None,
    )


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", DocumentKind)
def test_the_text_is_what_was_reviewed(kind: DocumentKind, locale: str) -> None:
    text = text_of(render_invoice(of_kind(kind, locale)))

    assert agrees_with_snapshot(f"{kind.value}.{locale}", text)


def test_instalments_and_a_german_transfer() -> None:
    text = text_of(render_invoice(a_german_invoice()))

    assert agrees_with_snapshot("instalments.de-DE", text)


def test_printing_again_gives_the_same_bytes() -> None:
    """Also in another thread, with a compiler that has printed nothing yet."""
    with ThreadPoolExecutor(1) as other:
        elsewhere = other.submit(render_invoice, an_invoice()).result()
    render_invoice(a_german_invoice())

    assert render_invoice(an_invoice()) == elsewhere


def test_a_record_kept_as_json_prints_the_same_bytes() -> None:
    """What was issued is kept whole and can be printed again years later."""
    kept = TypeAdapter(PrintedInvoice)
    invoice = an_invoice(valid_until=date(2026, 12, 31), deliver_to=SCHOOLS)

    again = kept.validate_json(kept.dump_json(invoice))

    assert again == invoice
    assert render_invoice(again) == render_invoice(invoice)


def test_it_is_archival_and_accessible() -> None:
    pdf = render_invoice(an_invoice())
    root = root_of(pdf)
    metadata = root["/Metadata"].get_data().decode()
    tags = list(tags_of(pdf))

    assert "<pdfaid:part>3</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert root["/Lang"] == "en-US"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert ("/Figure", "Harbor & Pine: a pine above two waves") in tags
    assert sum(kind == "/TH" for kind, _ in tags) >= 7
    assert sum(kind == "/H1" for kind, _ in tags) == 1


def test_it_carries_its_own_date_not_the_clocks() -> None:
    facts = PdfReader(BytesIO(render_invoice(an_invoice()))).metadata

    assert facts is not None
    assert facts.creation_date == datetime(2026, 11, 3, tzinfo=UTC)
    assert facts.title == "Invoice HP-2026-10241"
    assert facts.author == "Harbor & Pine Supply"


def test_supporting_documents_travel_inside() -> None:
    slip = bytes(range(256))

    pdf = render_invoice(
        an_invoice(),
        attachments=[
            Attachment(
                name="delivery.bin",
                content=slip,
                media_type="application/octet-stream",
            )
        ],
    )

    assert PdfReader(BytesIO(pdf)).attachments == {"delivery.bin": [slip]}


@pytest.mark.parametrize(
    ("paper", "left", "top", "bottom"),
    [(Paper.A4, 20, 45, 90), (Paper.LETTER, 0.875 * 25.4, 2.04 * 25.4, 3.17 * 25.4)],
)
def test_the_address_shows_in_the_window(
    paper: Paper, left: float, top: float, bottom: float
) -> None:
    """DIN 5008 form B; number 10 envelope around a letter folded in three."""
    pdf = render_invoice(an_invoice(paper=paper))

    for line in ("Brightwater School District", "Brightwater, GA 31322"):
        x, y = place_of(pdf, line)
        assert left < x < left + 30
        assert top < y < bottom


def test_a_very_long_address_is_shrunk_into_the_window() -> None:
    crowd = Addressee(
        name="Gesellschaft zur Förderung der " + "Donaudampfschifffahrt" * 6,
        address_lines=tuple(f"Gebäude {number}" for number in range(1, 9)),
    )

    pdf = render_invoice(an_invoice(addressee=crowd, paper=Paper.A4))

    _, y = place_of(pdf, "Gebäude 8")
    assert y < 90
    assert "Donaudampfschifffahrt" * 6 in text_of(pdf).replace("\n", "")


def test_a_word_longer_than_its_column_is_broken_not_cut() -> None:
    word = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk" * 2
    groups = (LineGroup(lines=(a_line(description=word),)),)

    text = text_of(render_invoice(an_invoice(groups=groups)))

    assert word not in text
    assert word in text.replace("\n", "")


def test_long_invoices_repeat_the_head_and_carry_the_sum() -> None:
    pages = pages_of(render_invoice(a_long_invoice(200)))

    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        assert ("Quantity" in page) is ("Delivery " in page)
        assert f"Page {number} of {len(pages)}" in page
        seen = sum(part.count("Delivery ") for part in pages[:number])
        carried = f"Carried forward ${seen * 10:,}.00"
        assert (carried in page) is (number < len(pages))
        assert ("Brought forward" in page) is (number > 1)
    assert "Total $2,000.00" in pages[-1]
    assert "RF74 HP20 2610 241" in pages[-1]


def test_a_heading_is_repeated_on_the_next_page() -> None:
    lines = tuple(a_line(description=f"Tray {n}", detail="") for n in range(60))
    groups = (LineGroup(heading="Dock B", lines=lines),)

    first, second, *_ = pages_of(render_invoice(an_invoice(groups=groups)))

    assert "Dock B" in first
    assert "Dock B" in second


def test_one_line_of_many_pages_is_printed_whole() -> None:
    description = "clause " * 4000
    groups = (LineGroup(lines=(a_line(description=description),)),)

    text = text_of(render_invoice(an_invoice(groups=groups)))

    assert text.count("clause") == 4000


@pytest.mark.parametrize(
    ("currency", "amount"), [("JPY", "¥260,530"), ("KWD", "KWD\xa0260.530")]
)
def test_other_currencies_show_all_their_digits(currency: str, amount: str) -> None:
    assert amount in text_of(render_invoice(an_invoice(currency=currency)))


def test_nothing_to_bill_is_said_plainly() -> None:
    free = a_line(quantity=Decimal(0), unit_price=Decimal(0), net_minor=0)
    invoice = an_invoice(
        groups=(LineGroup(lines=(free,)),),
        taxes=(),
        net_minor=0,
        tax_minor=0,
        total_minor=0,
        instalments=(),
    )

    text = text_of(render_invoice(invoice))

    assert "settled, nothing to pay" in text
    assert "Payment reference" not in text


def test_a_bare_invoice_leaves_out_what_it_does_not_have() -> None:
    bare = a_line(unit="", service_on=None, detail="")
    invoice = an_invoice(
        groups=(LineGroup(heading="Dock B", lines=(bare,)),),
        instalments=(),
        service_from=None,
        service_to=None,
        letterhead=replace(HARBOR, bank=None, remit_to=()),
        payment_reference="",
    )

    text = text_of(render_invoice(invoice))

    assert "Description Quantity Price Amount, USD" in text
    assert "Service" not in text
    assert "Due" not in text
    assert "Subtotal" not in text
    assert "Mail checks to\nHarbor & Pine Supply\n410 Wharf Street" in text


def test_a_pro_forma_says_that_it_asks_for_nothing() -> None:
    text = text_of(render_invoice(an_invoice(kind=DocumentKind.PRO_FORMA)))

    assert "not a request for payment" in text


def test_a_correction_without_a_reason_prints_none() -> None:
    correction = Correction(number="INV-1", issued_on=date(2026, 9, 28), reason="")

    text = text_of(render_invoice(an_invoice(corrects=correction)))

    assert "Belongs to INV-1 of Sep 28, 2026" in text
    assert "Reason" not in text


def test_what_was_paid_and_credited_lowers_what_is_asked() -> None:
    text = text_of(render_invoice(an_invoice(paid_minor=600_00, credited_minor=5_30)))

    assert "Paid −600.00" in text
    assert "Credited −5.30" in text
    assert "Amount due $2,000.00" in text


def test_an_overpaid_invoice_asks_for_nothing() -> None:
    text = text_of(render_invoice(an_invoice(paid_minor=2700_00)))

    assert "in your favour" in text
    assert "Mail checks to" not in text


@pytest.mark.parametrize(
    "changes",
    [
        {"watermark": Watermark.PRACTICE},
        {"watermark": Watermark.DRAFT, "number": ""},
        {"kind": DocumentKind.QUOTE},
        {"kind": DocumentKind.PRO_FORMA},
        {"kind": DocumentKind.CREDIT_NOTE},
    ],
)
def test_nobody_can_pay_from_what_is_no_claim(changes: dict[str, object]) -> None:
    text = text_of(render_invoice(an_invoice(**changes)))

    assert "Mail checks to" not in text
    assert "RF74" not in text


def test_each_instalment_says_its_discount() -> None:
    invoice = an_invoice(
        instalments=(
            PrintedInstalment(
                due_on=date(2026, 12, 3),
                amount_minor=1302_65,
                discount_minor=26_05,
                discount_until=date(2026, 11, 13),
            ),
            PrintedInstalment(due_on=date(2027, 1, 3), amount_minor=1302_65),
        )
    )

    text = text_of(render_invoice(invoice))

    assert "Dec 3, 2026 1,302.65 Nov 13, 2026 1,276.60" in text
    assert "Jan 3, 2027 1,302.65 – –" in text


def test_what_people_type_is_never_markup() -> None:
    typed = '#read("/etc/passwd") *bold* $x^2$ @ref <label> // #{1/0} \\n'
    invoice = an_invoice(
        addressee=Addressee(name=typed, address_lines=(typed,)),
        letterhead=replace(HARBOR, footer=typed),
        groups=(
            LineGroup(heading=typed, lines=(a_line(description=typed, detail=typed),)),
        ),
        po=typed,
        notes=typed,
    )

    text = text_of(render_invoice(invoice)).replace("\n", "").replace(" ", "")

    assert text.count(typed.replace(" ", "")) >= 7


def test_each_amount_tells_where_it_stands() -> None:
    """A reader who clicks on an amount of the picture is led to what made it."""
    lines = tuple(
        a_line(description=f"Room {place}", place=place) for place in range(1, 61)
    )
    invoice = replace(an_invoice(), groups=(LineGroup(lines=lines),))

    placed = placed_amounts(invoice)

    marks = [one.mark for one in placed if one.mark != "sums"]
    assert marks == [f"line-{place}" for place in range(1, 61)]
    places = [(one.page, one.y) for one in placed]
    assert places == sorted(places)
    assert placed[0].page == 1 < placed[-1].page
    letter_points = (612, 792)
    assert all(
        one.x > 0 and one.x + one.width < letter_points[0] and one.y < letter_points[1]
        for one in placed
    )


def test_who_prints_gets_the_same_bytes_whether_places_are_asked_or_not() -> None:
    printed = render_invoice(an_invoice())
    placed_amounts(an_invoice())

    assert render_invoice(an_invoice()) == printed
