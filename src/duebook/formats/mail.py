"""A mail as a record, and its bytes: headers that hold whatever people are called.

The same record gives the same bytes, so a mail that has to be repeated is the same
mail.  Formats: RFC 5322 (message), RFC 2045 and 2231 (parts and file names), RFC
2047 (names and subjects), RFC 3834 (``Auto-Submitted``: no absence note answers).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email.charset import QP, Charset
from email.encoders import encode_base64
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime
from typing import ClassVar, Final
from urllib.parse import quote

from duebook.domain.errors import Refusal
from duebook.formats.media import plain_name

LONGEST_ADDRESS: Final = 254  # RFC 5321, 4.5.3.1.3
LONGEST_HEADER: Final = 250
_LONGEST_WORD: Final = 60
_SIGNS_A_PIECE: Final = 5  # each is up to twelve characters when encoded

_WIRE: Final = compat32.clone(linesep="\r\n", mangle_from_=False)
_UTF_8: Final = Charset("utf-8")
_UTF_8.body_encoding = QP
_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9 ._()-]+")
_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL: Final = re.compile(rf"{_ATOM}(\.{_ATOM})*")
_LABEL: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


@dataclass(eq=False)
class AddressNotUsable(Refusal):
    """The text is no address that a mail can go to."""

    code: ClassVar[str] = "address_not_usable"
    template: ClassVar[str] = (
        "“{address}” is no e-mail address that a mail can be sent to."
    )

    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailAttachment:
    """A file that travels with a mail."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """All that a mail says.  Addresses are bare, names are as people write them.

    ``message_id`` is without its angle brackets; ``sent_at`` becomes the date;
    ``html`` is another form of ``text`` and may be empty; answers go to ``reply_to``,
    or to the sender where it is empty.
    """

    message_id: str
    sent_at: datetime
    sender_name: str
    sender: str
    recipient: str
    subject: str
    text: str
    recipient_name: str = ""
    reply_to: str = ""
    language: str = "en"
    html: str = ""
    attachments: tuple[MailAttachment, ...] = ()


def address_of(text: str) -> str:
    """A bare address as servers take it, with its domain in ASCII.

    Raises:
        AddressNotUsable: it is none; one whose part before the @ is not ASCII is
            not taken either, because few servers would carry it.
    """
    local, at, domain = text.strip().rpartition("@")
    labels = [_ascii_label(label) for label in domain.split(".")]
    address = f"{local}@{'.'.join(labels)}"
    fits = at and _LOCAL.fullmatch(local) and all(map(_LABEL.fullmatch, labels))
    if not fits or len(address) > LONGEST_ADDRESS:
        raise AddressNotUsable(text)
    return address


def _ascii_label(label: str) -> str:
    """One part of a domain in ASCII; empty where it is none.

    By IDNA 2008, which keeps ß where Python's own codec writes another domain.
    """
    label = unicodedata.normalize("NFC", label.lower())
    if label.isascii():
        return label
    if not all(unicodedata.category(sign)[0] in "LMN" or sign == "-" for sign in label):
        return ""
    return f"xn--{label.encode('punycode').decode('ascii')}"


def one_line(text: str) -> str:
    """The text without line ends, control and formatting characters, and not long."""
    spaced = "".join(
        " " if unicodedata.category(sign)[0] in "CZ" else sign for sign in text
    )
    return " ".join(spaced.split())[:LONGEST_HEADER]


def to_bytes(mail: Mail) -> bytes:
    """The mail as it goes over the wire, with CRLF line ends.

    Raises:
        AddressNotUsable: an address in it is none.
    """
    message = _body(mail)
    message["From"] = _mailbox(mail.sender_name, mail.sender)
    message["To"] = _mailbox(mail.recipient_name, mail.recipient)
    message["Reply-To"] = _mailbox("", mail.reply_to or mail.sender)
    message["Subject"] = _words(mail.subject)
    message["Date"] = format_datetime(mail.sent_at)
    message["Message-ID"] = f"<{one_line(mail.message_id)}>"
    message["Content-Language"] = one_line(mail.language)
    message["Auto-Submitted"] = "auto-generated"
    return message.as_bytes(policy=_WIRE)


def _mailbox(name: str, address: str) -> str:
    """An address behind its name.

    A long name, or one with quotes or backslashes, is encoded: not every reader
    makes a quoted string whole again that goes over lines or holds such signs.
    """
    bare = address_of(address)
    line = one_line(name)
    if not line:
        return bare
    is_quotable = len(line) <= _LONGEST_WORD and not set(line) & set('"\\')
    if is_quotable and _is_plain(line):
        return f'"{line}" <{bare}>'
    return f"{_encoded(line)} <{bare}>"


def _words(text: str) -> str:
    """Text for a header: as it is where it is plain, else encoded."""
    line = one_line(text)
    return line if _is_plain(line) else _encoded(line)


def _is_plain(line: str) -> bool:
    """ASCII that looks like no encoded word, in words that a line can hold."""
    longest = max(map(len, line.split()), default=0)
    return line.isascii() and "=?" not in line and longest <= _LONGEST_WORD


def _encoded(line: str) -> str:
    return Header(line, "utf-8", maxlinelen=70).encode().replace("\n ", " ")


def _body(mail: Mail) -> MIMEBase:
    text: MIMEBase = MIMEText(_lines(mail.text), "plain", _UTF_8)  # type: ignore[arg-type]
    if mail.html:
        html = MIMEText(_lines(mail.html), "html", _UTF_8)  # type: ignore[arg-type]
        text = _parts("alternative", mail, text, html)
    if not mail.attachments:
        return text
    return _parts("mixed", mail, text, *map(_attached, mail.attachments))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _parts(kind: str, mail: Mail, *parts: MIMEBase) -> MIMEBase:
    """Several parts in one, with a boundary that is the same each time."""
    mark = hashlib.sha256(f"{kind} {mail.message_id}".encode()).hexdigest()[:32]
    return MIMEMultipart(kind, boundary=f"=_{mark}", _subparts=parts)


def _attached(attachment: MailAttachment) -> MIMEBase:
    main, _, sub = attachment.media_type.partition("/")
    part = MIMEBase(main, sub)
    part.set_payload(attachment.content)
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", **_file_name(attachment.name))
    return part


def _file_name(name: str) -> dict[str, str]:
    """The parameters that carry a file's name, in pieces where it needs them."""
    line = plain_name(name)[:LONGEST_HEADER] or "attachment"
    if len(line) <= _LONGEST_WORD and _PLAIN_NAME.fullmatch(line):
        return {"filename": line}
    pieces = [
        quote(line[start : start + _SIGNS_A_PIECE], safe="")
        for start in range(0, len(line), _SIGNS_A_PIECE)
    ]
    pieces[0] = f"utf-8''{pieces[0]}"
    return {f"filename*{place}*": piece for place, piece in enumerate(pieces)}
