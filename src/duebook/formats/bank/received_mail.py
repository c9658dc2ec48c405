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
from email.utils import parseaddr, parsedate_to_datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final, NoReturn

from typing_extensions import override

from duebook.formats.bank.refusals import UnreadableBankFile

if TYPE_CHECKING:
    from email.message import Message

FORMAT: Final = "Mail"
LONGEST_FILE: Final = 32 * 1024 * 1024
_LONGEST_TEXT: Final = 1_000_000
_LONGEST_HEADER: Final = 2_000
_MOST_PARTS: Final = 200
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
    if len(data) > LONGEST_FILE:
        _refuse(name, f"it is longer than {LONGEST_FILE:,} bytes")
    try:
        message: Message = email.message_from_bytes(data, policy=compat32)
        parts = [part for part in message.walk() if not part.is_multipart()]
    except RecursionError:
        _refuse(name, "its parts are nested too deeply")
    if len(parts) > _MOST_PARTS:
        _refuse(name, f"it has more than {_MOST_PARTS} parts")
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
    sender, address = parseaddr(_header(message, "From"))
    return ReceivedMail(
        sender=sender or address,
        subject=_header(message, "Subject"),
        sent_on=_sent_on(message),
        text=plain,
        files=tuple(files),
    )


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


class _Words(HTMLParser):
    """Gathers the text of a page: cells apart by tabs, blocks by line ends."""

    _SILENT: Final = frozenset({"script", "style", "head", "title", "template"})
    _LINES: Final = frozenset(
        {"br", "p", "div", "tr", "table", "li", "h1", "h2", "h3", "h4", "hr", "ul"}
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent = 0

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._SILENT:
            self._silent += 1
        elif tag in self._LINES:
            self.pieces.append("\n")

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag in self._SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in {"td", "th"}:
            self.pieces.append("\t")
        elif tag in self._LINES:
            self.pieces.append("\n")

    @override
    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(re.sub(r"[ \t\r\n]+", " ", data))


def text_of_html(html: str) -> str:
    """The words of a page, a line for each row of a table, its cells apart by tabs."""
    words = _Words()
    words.feed(html[:_LONGEST_TEXT])
    words.close()
    lines = (
        line.strip(" ").removesuffix("\t") for line in "".join(words.pieces).split("\n")
    )
    return "\n".join(line for line in lines if line.strip())
