"""Remittance advice: who paid what for which invoices, in whatever form it comes."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from email.message import EmailMessage

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.banking import RemittanceLine
from duebook.domain.errors import Refusal
from duebook.formats.bank.advice import read_advice, read_advice_text, text_of_pdf
from duebook.formats.bank.received_mail import read_mail, text_of_html
from duebook.formats.bank.refusals import UnreadableBankFile
from duebook.formats.tables import Column, ColumnKind, Sheet, write_xlsx
from tests.formats.bank.test_nacha import file_of, paid

TABLE = """Invoice No,Gross,Discount,Deduction,Amount Paid,Payment Date,Payment No,Payer
INV-1041,"1,250.00",25.00,0,"1,225.00",2026-11-20,PAY-7,Northwind
INV-1050,99.50,,-9.50,90.00,2026-11-20,PAY-7,Northwind
CN-3,-10.00,,,-10.00,2026-11-20,PAY-7,Northwind
"""
ENGLISH = """Payer: Northwind Foods Ltd
Payment reference: PAY-2201
Payment date: November 20, 2026

Invoice      Gross       Discount     Amount paid
INV-1041     1,250.00    25.00        1,225.00
INV-1050     99.50                    99.50
Total        1,349.50    25.00        1,324.50
"""
GERMAN = """Von: Hügel GmbH <fibu@huegel.example>
Zahlungsreferenz: ZA-77
Zahlungsdatum: 20.11.2026
Währung: EUR

Rechnungsnummer | Rechnungsbetrag | Skonto | Zahlbetrag
RE-1041 | 1.250,00 | 25,00 | 1.225,00
RE-1050 | 99,50 | | 99,50
Gesamtbetrag: 1.324,50 EUR
"""
FRENCH = """Payeur : Boulangerie Martin
Référence de paiement : VIR-9
Date de paiement : 20 novembre 2026
Nous avons réglé :
facture FA-2026-17 du 12/10/2026 : 1 225,00 €
facture FA-2026-19 : 99,50 €
Total : 1 324,50 €
"""
SPANISH = """Ordenante: Panadería Sol SL
Referencia de pago: TR-4
Fecha de pago: 20/11/2026
Factura     Importe pagado
F-17        1.225,00
F-19        99,50
Total       1.324,50
"""


def mail(text: str = "", html: str = "", **files: bytes) -> bytes:
    message = EmailMessage()
    message["From"] = "Anna Borg <anna@northwind.example>"
    message["Subject"] = "Zahlungsavis für Sie"
    message["Date"] = "Fri, 20 Nov 2026 09:00:00 +0100"
    message["Message-ID"] = "<1@northwind.example>"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for name, content in files.items():
        message.add_attachment(
            content,
            maintype="application",
            subtype="octet-stream",
            filename=name.replace("_", "."),
        )
    return message.as_bytes()


def pdf(body: str) -> bytes:
    return bytes(typst.compile(body.encode()))


def test_a_table_gives_each_invoice_with_what_was_left_out() -> None:
    (read,), problems = read_advice(TABLE.encode(), "advice.csv")

    assert problems == []
    assert (read.payer.name, read.reference) == ("Northwind", "PAY-7")
    assert (read.paid_on, read.total_minor) == (date(2026, 11, 20), None)
    assert read.lines == (
        RemittanceLine(
            reference="INV-1041",
            paid_minor=1225_00,
            billed_minor=1250_00,
            discount_minor=25_00,
        ),
        RemittanceLine(
            reference="INV-1050",
            paid_minor=90_00,
            billed_minor=99_50,
            adjustment_minor=9_50,
        ),
        RemittanceLine(reference="CN-3", paid_minor=-10_00, billed_minor=-10_00),
    )


def test_a_spreadsheet_is_read_as_well() -> None:
    columns = [Column("Factura"), Column("Importe", ColumnKind.MONEY)]
    data = write_xlsx([Sheet("Pago", columns, [["F-17", 12_50], ["F-19", 7_50]])])

    (read,), _ = read_advice(data, "pago.xlsx")

    assert [(line.reference, line.paid_minor) for line in read.lines] == [
        ("F-17", 12_50),
        ("F-19", 7_50),
    ]


def test_two_payments_in_a_table_are_two_remittances() -> None:
    text = TABLE.replace("PAY-7,Northwind\nCN-3", "PAY-8,Northwind\nCN-3")

    read, _ = read_advice(text.encode(), "")

    assert [each.reference for each in read] == ["PAY-7", "PAY-8"]


def test_a_row_that_contradicts_itself_is_told() -> None:
    _, problems = read_advice(TABLE.replace(",25.00,", ",24.00,").encode(), "")

    assert [(told.code, told.place) for told in problems] == [
        ("remittance_line_differs", "row 2")
    ]


def test_an_unreadable_amount_in_a_table_is_refused_with_its_row() -> None:
    with pytest.raises(UnreadableBankFile) as refused:
        read_advice(TABLE.replace("99.50", "99.5O").encode(), "")

    assert (refused.value.place, refused.value.field) == ("row 3", "Gross")


@pytest.mark.parametrize(
    ("text", "payer", "reference"),
    [
        (ENGLISH, "Northwind Foods Ltd", "PAY-2201"),
        (GERMAN, "Hügel GmbH", "ZA-77"),
        (FRENCH, "Boulangerie Martin", "VIR-9"),
        (SPANISH, "Panadería Sol SL", "TR-4"),
    ],
    ids=["english", "german", "french", "spanish"],
)
def test_words_in_four_languages_say_the_same(
    text: str, payer: str, reference: str
) -> None:
    read, problems = read_advice_text(text, "mail")

    assert problems == []
    assert (read.payer.name, read.reference) == (payer, reference)
    assert (read.paid_on, read.total_minor) == (date(2026, 11, 20), 1324_50)
    assert [line.paid_minor for line in read.lines] == [1225_00, 99_50]


def test_gross_and_discount_are_read_from_their_columns() -> None:
    for text in (ENGLISH, GERMAN):
        first, second = read_advice_text(text, "")[0].lines
        assert (first.billed_minor, first.discount_minor) == (1250_00, 25_00)
        assert (second.billed_minor, second.discount_minor) == (99_50, 0)


def test_lines_that_miss_the_total_are_not_given() -> None:
    text = SPANISH.replace("99,50", "99,05")

    read, problems = read_advice_text(text, "")

    assert (read.total_minor, read.lines) == (1324_50, ())
    assert [told.code for told in problems] == ["remittance_total_differs"]


def test_signs_that_nothing_decides_are_not_guessed() -> None:
    read, problems = read_advice_text("Invoice 17   1.234\nTotal: 1.234\n", "")

    assert (read.total_minor, read.lines) == (None, ())
    assert [told.code for told in problems] == ["advice_amounts_ambiguous"]


def test_a_day_that_nothing_decides_is_not_guessed() -> None:
    text = "Payment date: 03/04/2026\nInvoice 1041   12.50\nTotal: 12.50\n"

    read, problems = read_advice_text(text, "")

    assert read.paid_on is None
    assert [told.code for told in problems] == ["advice_date_ambiguous"]
    assert [line.reference for line in read.lines] == ["1041"]


def test_lines_without_a_total_are_told_to_be_unproved() -> None:
    read, problems = read_advice_text("We paid invoice INV-7: 12.50 EUR", "")

    assert [line.reference for line in read.lines] == ["INV-7"]
    assert read.currency == "EUR"
    assert [told.code for told in problems] == ["advice_total_missing"]


def test_words_about_something_else_are_refused() -> None:
    with pytest.raises(UnreadableBankFile, match="neither"):
        read_advice_text("Dear Anna, the weather is fine.", "mail")


def test_a_pdf_is_read_by_its_columns() -> None:
    data = pdf(
        "Payment reference: PAY-5\n"
        "#table(columns: 3, [Invoice], [Discount], [Paid], [INV-1], [], [10.50],"
        " [INV-2], [0.50], [7.00], [Total], [0.50], [17.50])"
    )

    (read,), problems = read_advice(data, "advice.pdf")

    assert problems == []
    assert (read.reference, read.total_minor) == ("PAY-5", 17_50)
    assert [(line.paid_minor, line.discount_minor) for line in read.lines] == [
        (10_50, 0),
        (7_00, 50),
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7 broken", "damaged"),
        (b"hello", "no PDF"),
        (pdf("#rect()"), "no text"),
    ],
)
def test_a_pdf_without_words_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableBankFile, match=reason):
        text_of_pdf(data)


def test_the_files_of_a_mail_count_before_its_words() -> None:
    data = mail("See attachment. Total: 99.00", advice_csv=TABLE.encode())

    (read,), _ = read_advice(data, "advice.eml")

    assert read.place == "advice.eml, advice.csv, row 2"
    assert len(read.lines) == 3


def test_a_mail_of_words_has_its_sender_for_payer() -> None:
    (read,), problems = read_advice(mail("Invoice INV-7   12.50\nTotal: 12.50\n"), "")

    assert problems == []
    assert (read.payer.name, read.total_minor) == ("Anna Borg", 12_50)


def test_a_mail_of_html_is_read_by_its_table() -> None:
    html = (
        "<style>td {color: red}</style><p>Payment reference: P-1</p><table>"
        "<tr><th>Invoice</th><th>Discount</th><th>Paid</th></tr>"
        "<tr><td>INV-7</td><td></td><td>12.50</td></tr></table>"
        "<p>Total: 12.50</p><script>alert(1)</script>"
    )

    (read,), problems = read_advice(mail(" ", html), "")

    assert problems == []
    assert (read.reference, read.lines[0].paid_minor) == ("P-1", 12_50)
    assert "alert" not in text_of_html(html)


def test_a_file_of_a_mail_that_says_nothing_is_told() -> None:
    data = mail("Invoice INV-7   12.50\nTotal: 12.50\n", terms_pdf=b"%PDF-1.7 broken")

    (read,), problems = read_advice(data, "")

    assert read.total_minor == 12_50
    assert [told.code for told in problems] == ["advice_file_unread"]


def test_the_headers_of_a_mail_are_decoded() -> None:
    read = read_mail(mail("hello"), "")

    assert (read.sender, read.subject) == ("Anna Borg", "Zahlungsavis für Sie")
    assert read.sent_on == date(2026, 11, 20)


def test_a_mail_nested_beyond_reason_is_refused() -> None:
    nested = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (at, at)
        for at in range(5_000)
    )

    with pytest.raises(UnreadableBankFile):
        read_advice(b"MIME-Version: 1.0\n" + nested, "nested.eml")


@pytest.mark.parametrize(
    "html", ["<!--" * 100_000, "<a " * 100_000, "<script>" * 50_000, "&#" * 100_000]
)
def test_html_without_an_end_takes_no_time(html: str) -> None:
    assert len(text_of_html(html)) <= len(html)


def test_brackets_in_brackets_in_a_header_do_no_harm() -> None:
    data = b"MIME-Version: 1.0\nFrom: " + b"(" * 5_000 + b"\n\nTotal: 12.50\n"

    (read,), _ = read_advice(data, "")

    assert read.total_minor == 12_50


FORMS = [text.encode() for text in (TABLE, ENGLISH, GERMAN, FRENCH, SPANISH)]
FORMS += [mail(ENGLISH), mail("", "<table><tr><td>Invoice 7<td>1.00</table>")]


@given(
    st.sampled_from(FORMS),
    st.integers(0, 400),
    st.binary(max_size=3),
    st.integers(0, 60),
)
def test_a_damaged_advice_is_read_or_refused(
    data: bytes, at: int, put: bytes, cut: int
) -> None:
    with suppress(Refusal):
        read_advice(data[:at] + put + data[at + cut :], "damaged")


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(Refusal):
        read_advice_text(text, "text")


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=8), st.sampled_from(".,"))
def test_the_lines_add_up_or_are_not_given(amounts: list[int], sign: str) -> None:
    def written(minor: int) -> str:
        text = f"{minor // 100:,}.{minor % 100:02}"
        return text if sign == "." else text.translate(str.maketrans(",.", ".,"))

    rows = [f"INV-{at}    {written(minor)}" for at, minor in enumerate(amounts, 1)]
    text = "\n".join(
        ["Invoice    Amount paid", *rows, f"Total  {written(sum(amounts))}"]
    )

    read, _ = read_advice_text(text, "")

    assert [line.paid_minor for line in read.lines] == amounts
    assert read.total_minor == sum(amounts)


def test_payment_orders_and_ach_entries_are_advice_too() -> None:
    orders = b"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09">
<CstmrCdtTrfInitn><GrpHdr><MsgId>1</MsgId></GrpHdr><PmtInf><Dbtr><Nm>Ann</Nm></Dbtr>
<CdtTrfTxInf><PmtId><EndToEndId>E1</EndToEndId></PmtId>
<Amt><InstdAmt Ccy="USD">80.00</InstdAmt></Amt><RmtInf><Ustrd>INV-7</Ustrd></RmtInf>
</CdtTrfTxInf></PmtInf></CstmrCdtTrfInitn></Document>"""
    entries = file_of(paid())

    [[order], _] = read_advice(orders, "orders.xml")
    [[entry], _] = read_advice(entries, "pay.ach")

    assert (order.reference, order.total_minor) == ("E1", 80_00)
    assert [line.reference for line in order.lines] == ["INV-7"]
    assert (entry.payer.name, entry.total_minor) == ("HILL BAKERY", 125_50)
    assert [line.reference for line in entry.lines] == ["INV-1041"]
