"""Mails: what is said arrives, whatever people and files are called."""

from __future__ import annotations

import email
from dataclasses import replace
from datetime import UTC, datetime
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.formats.mail import (
    AddressNotUsable,
    Mail,
    MailAttachment,
    address_of,
    one_line,
    to_bytes,
)
from duebook.formats.media import plain_name

if TYPE_CHECKING:
    from email.message import Message

AN_INVOICE = Mail(
    message_id="8c1f@harbor.example",
    sent_at=datetime(2026, 11, 21, 9, 30, tzinfo=UTC),
    sender_name="Harbor Physio",
    sender="billing@harbor.example",
    recipient="accounts@tidewell.example",
    recipient_name="Tidewell Hotels",
    subject="Invoice INV-2026-00017 from Harbor Physio",
    text="Good day,\n\nplease find attached …\n",
    attachments=(
        MailAttachment(
            name="INV-2026-00017.pdf", media_type="application/pdf", content=b"%PDF-1.7"
        ),
    ),
)

NAUGHTY = [
    "Müller, Söhne & Co <x@y.example>",
    "a\r\nBcc: everybody@world.example",
    "a\n\nbody",
    "=?utf-8?q?x=0D=0ABcc:_b@c.example?=",
    '"\\',
    "株式会社さくら" * 20,
    "\u202egnp.exe",
    "x" * 1000,
    "a\x00b\u2028c",
    "'; drop table 'party'; --",
    ", , ;",
    '<a href="x" and="quite a long attribute that must be folded">test</a>',
]


def read(mail: Mail) -> EmailMessage:
    message = email.message_from_bytes(to_bytes(mail), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_an_invoice_by_mail_reads_as_it_was_written() -> None:
    message = read(AN_INVOICE)

    assert message["From"] == "Harbor Physio <billing@harbor.example>"
    assert message["To"] == "Tidewell Hotels <accounts@tidewell.example>"
    assert message["Reply-To"] == "billing@harbor.example"
    assert message["Date"] == "Sat, 21 Nov 2026 09:30:00 +0000"
    assert message["Message-ID"] == "<8c1f@harbor.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    body = message.get_body()
    assert body is not None
    assert body.get_content().splitlines() == AN_INVOICE.text.splitlines()
    [pdf] = message.iter_attachments()
    assert pdf.get_filename() == "INV-2026-00017.pdf"
    assert pdf.get_content() == b"%PDF-1.7"


def test_the_same_record_gives_the_same_bytes() -> None:
    assert to_bytes(AN_INVOICE) == to_bytes(replace(AN_INVOICE))


def test_the_html_form_stands_beside_the_text() -> None:
    message = read(replace(AN_INVOICE, html="<p>Gr\u00fc\u00dfe</p>"))

    html = message.get_body(("html",))
    text = message.get_body(("plain",))
    assert html is not None
    assert text is not None
    assert html.get_content().strip() == "<p>Grüße</p>"
    assert text.get_content().splitlines() == AN_INVOICE.text.splitlines()


def decoded(words: str) -> str:
    """Encoded words as RFC 2047 reads them: nothing between neighbours."""
    return str(make_header(decode_header(words)))


def unfolded(header: str) -> str:
    """A header on one line, as RFC 5322 joins it."""
    return header.replace("\r\n", "").replace("\n", "")


def only_our_headers(message: Message) -> bool:
    return sorted(message.keys()) == [
        "Auto-Submitted",
        "Content-Language",
        "Content-Type",
        "Date",
        "From",
        "MIME-Version",
        "Message-ID",
        "Reply-To",
        "Subject",
        "To",
    ]


def survives(name: str) -> None:
    sent = to_bytes(
        replace(
            AN_INVOICE,
            sender_name=name,
            recipient_name=name,
            subject=name,
            attachments=(
                MailAttachment(name=name, media_type="text/csv", content=b"a;b"),
            ),
        )
    )
    message = email.message_from_bytes(sent)
    assert only_our_headers(message)
    [(shown, address)] = getaddresses([unfolded(message["To"])])
    assert address == AN_INVOICE.recipient
    assert decoded(shown) == one_line(name)
    assert decoded(unfolded(message["Subject"])) == one_line(name)
    *_, attachment = message.walk()
    assert attachment.get_filename("") == (plain_name(name)[:250] or "attachment")
    assert all(len(line) <= 998 for line in sent.split(b"\r\n"))


@pytest.mark.parametrize("name", NAUGHTY)
def test_a_naughty_name_stays_a_name(name: str) -> None:
    survives(name)


@given(st.text(max_size=300))
def test_any_name_stays_a_name(name: str) -> None:
    survives(name)


@given(st.text(max_size=500))
def test_any_text_arrives(text: str) -> None:
    body = read(replace(AN_INVOICE, text=text)).get_body()

    assert body is not None
    raw = body.get_payload(decode=True)
    assert isinstance(raw, bytes)
    sent = text.replace("\r\n", "\n").replace("\r", "\n")
    assert raw.decode().replace("\r\n", "\n").rstrip("\n") == sent.rstrip("\n")


@pytest.mark.parametrize(
    ("written", "address"),
    [
        (" ana@tidewell.example ", "ana@tidewell.example"),
        ("o'brien+bills@Sub.Tidewell.Example", "o'brien+bills@sub.tidewell.example"),
        ("kasse@straße.example", "kasse@xn--strae-oqa.example"),
        ("kasse@bücher.example", "kasse@xn--bcher-kva.example"),
    ],
)
def test_an_address_is_taken_as_servers_want_it(written: str, address: str) -> None:
    assert address_of(written) == address


@pytest.mark.parametrize(
    "written",
    [
        "",
        "ana",
        "ana@",
        "@tidewell.example",
        "ana@tide well.example",
        "ana@tidewell.example, ben@tidewell.example",
        "Ana <ana@tidewell.example>",
        "ana@tidewell.example\r\nBcc: x@y.example",
        "ana..b@tidewell.example",
        "ana@-x.example",
        "ana@tidewell..example",
        "用户@tidewell.example",
        f"{'a' * 250}@tidewell.example",
    ],
)
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(AddressNotUsable):
        address_of(written)
