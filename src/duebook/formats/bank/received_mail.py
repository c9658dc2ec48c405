"""A mail that came in: its words and its files, whatever program wrote it.

Plain text is preferred, HTML is reduced to text; nothing in it is run or fetched.
"""

from __future__ import annotations

import email
import re
from dataclasses import dataclass
from datetime import date
from email.header import decode_header
from email.policy import compat32
from email.utils import parsedate_to_datetime
from html import unescape
from typing import TYPE_CHECKING, Final, NoReturn

from duebook.formats.bank.refusals import UnreadableBankFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

FORMAT: Final = "Mail"
LONGEST_FILE: Final = 32 * 1024 * 1024
_LONGEST_TEXT: Final = 1_000_000
_LONGEST_HEADER: Final = 2_000
_LONGEST_PARAMETERS: Final = 20_000
_MOST_PARTS: Final = 200
_MOST_SEPARATORS: Final = 20_000
"""Lines that may part a mail, dashes in its words included."""

_PICTURES: Final = frozenset({"image", "audio", "video"})
"""Logos and the like, which say nothing about a payment."""


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file that came with a mail."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedMail:
    """What of a mail can say what a payment is for.

    ``sender`` is the name, or the address where there is none; ``sent_on`` the day as
    the sender's clock had it.
    """

    sender: str
    subject: str
    sent_on: date | None
    text: str
    files: tuple[ReceivedFile, ...]


def read_mail(data: bytes, name: str) -> ReceivedMail:
    """Take a mail (RFC 5322) apart.

    Raises:
        UnreadableBankFile: too large, too many parts, or nested beyond reason.
    """
    message, parts = _parts_of(data, name)
    texts: dict[str, list[str]] = {"text/plain": [], "text/html": []}
    files = []
    for part in parts:
        kind, file_name = part.get_content_type(), _file_name(part)
        if part.get_content_maintype() in _PICTURES:
            continue
        if kind in texts and not file_name:
            texts[kind].append(_text(part))
        elif content := _content(part):
            files.append(ReceivedFile(file_name or f"attachment.{kind[-4:]}", content))
    plain = "\n".join(texts["text/plain"])
    if not plain.strip():
        plain = "\n".join(text_of_html(html) for html in texts["text/html"])
    return ReceivedMail(
        sender=_sender(_header(message, "From")),
        subject=_header(message, "Subject"),
        sent_on=_sent_on(message),
        text=plain,
        files=tuple(files),
    )


def _parts_of(data: bytes, name: str) -> tuple[Message, list[Message]]:
    """The mail and its innermost parts, if their number and size are usual."""
    if len(data) > LONGEST_FILE:
        _refuse(name, f"it is longer than {LONGEST_FILE:,} bytes")
    if data.count(b"\n--") > _MOST_SEPARATORS:
        _refuse(name, f"it has more than {_MOST_PARTS} parts")
    try:
        message: Message = email.message_from_bytes(data, policy=compat32)
        parts = [part for part in message.walk() if not part.is_multipart()]
    except RecursionError:
        _refuse(name, "its parts are nested too deeply")
    if len(parts) > _MOST_PARTS:
        _refuse(name, f"it has more than {_MOST_PARTS} parts")
    forms = (len(form) for part in parts for form in _forms(part))
    if max(forms, default=0) > _LONGEST_PARAMETERS:
        _refuse(name, "a header of it is longer than any program writes")
    return message, parts


def _forms(part: Message) -> list[str]:
    """The headers that say what a part is, which are costly to take apart."""
    names = ("Content-Type", "Content-Disposition")
    return [str(value) for name in names for value in part.get_all(name, [])]


def _refuse(name: str, reason: str) -> NoReturn:
    raise UnreadableBankFile(FORMAT, name, "mail", reason)


def _header(message: Message, name: str) -> str:
    """A header in plain letters, on one line."""
    raw = str(message.get(name, ""))[:_LONGEST_HEADER]
    try:
        pieces = [
            piece.decode(charset or "ascii", "replace")
            if isinstance(piece, bytes)
            else piece
            for piece, charset in decode_header(raw)
        ]
    except (ValueError, LookupError):
        pieces = [raw]
    return " ".join("".join(pieces).split())


def _sender(header: str) -> str:
    """The name before an address, or the address.

    Not by the standard library, which calls itself for every bracket in a bracket.
    """
    name, _, address = header.partition("<")
    return name.strip().strip('"').strip() or address.rstrip(">").strip()


def _sent_on(message: Message) -> date | None:
    try:
        return parsedate_to_datetime(_header(message, "Date")).date()
    except (ValueError, TypeError, OverflowError):
        return None


def _file_name(part: Message) -> str:
    try:
        return " ".join((part.get_filename() or "").split())
    except (ValueError, LookupError, TypeError):
        return "attachment"


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _text(part: Message) -> str:
    content = _content(part)[:_LONGEST_TEXT]
    for charset in (part.get_content_charset() or "utf-8", "utf-8", "cp1252"):
        try:
            return content.decode(charset)
        except (ValueError, LookupError):
            continue
    return content.decode("latin-1")


_SILENT: Final = frozenset({"script", "style", "head", "title", "template"})
_CELLS: Final = frozenset({"/td", "/th"})
_BLOCKS: Final = "p div tr table li ul ol h1 h2 h3 h4 blockquote"
_LINES: Final = frozenset(
    {"br", "hr", *_BLOCKS.split(), *(f"/{tag}" for tag in _BLOCKS.split())}
)
_TAG: Final = re.compile(r"/?[A-Za-z][A-Za-z0-9]{0,20}")


def text_of_html(html: str) -> str:
    """The words of a page, a line for each row of a table, its cells apart by tabs.

    Goes through the page once: the standard library's parser, asked to be patient with
    tags that never end, takes a time that grows with the square of their number.
    """
    lines = "".join(_pieces(html[:_LONGEST_TEXT])).split("\n")
    return "\n".join(
        line.strip(" ").removesuffix("\t") for line in lines if line.strip()
    )


def _pieces(html: str) -> Iterator[str]:
    lowered = html.lower() if len(html.lower()) == len(html) else html
    at = 0
    while at < len(html):
        opens = html.find("<", at)
        words = html[at : opens if opens >= 0 else len(html)]
        yield re.sub(r"[ \t\r\n]+", " ", unescape(words))
        if opens < 0:
            return
        is_comment = html.startswith("<!--", opens)
        tag = _TAG.match(lowered, opens + 1)
        closes = html.find("-->" if is_comment else ">", opens)
        if tag is not None and tag[0] in _SILENT:
            closes = lowered.find(f"</{tag[0]}", opens + 1)
        if closes < 0:
            return
        if tag is not None:
            yield _apart(tag[0])
        at = closes + (3 if is_comment else 1)


def _apart(tag: str) -> str:
    """What a tag puts between the words around it."""
    if tag in _CELLS:
        return "\t"
    return "\n" if tag in _LINES else ""
