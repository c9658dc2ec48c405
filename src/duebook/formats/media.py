"""What a supporting document is, told from its bytes and never from its name."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import ClassVar, Final

from duebook.domain.errors import Refusal

LARGEST_BYTES: Final = 10 * 1024 * 1024
"""Most of one paper; mail servers commonly take 20 to 25 MB, encoding included."""

LONGEST_NAME: Final = 120

PDF: Final = "application/pdf"
PNG: Final = "image/png"
JPEG: Final = "image/jpeg"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV: Final = "text/csv"
TEXT: Final = "text/plain"
ZIP: Final = "application/zip"

_SUFFIXES: Final = {
    PDF: (".pdf",),
    PNG: (".png",),
    JPEG: (".jpg", ".jpeg"),
    XLSX: (".xlsx",),
    CSV: (".csv",),
    TEXT: (".txt",),
}
_PDF_HEAD: Final = 1024  # readers look this far for the header (ISO 32000-1, annex H)
_NOT_IN_TEXT: Final = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_UNSAFE_IN_NAMES: Final = re.compile(r'[<>:"|?*]')


@dataclass(eq=False)
class PaperNotTaken(Refusal):
    """The content is of a kind that cannot be attached."""

    code: ClassVar[str] = "paper_not_taken"
    template: ClassVar[str] = (
        "“{name}” {trouble}. Attach a PDF, a PNG or JPEG picture, an XLSX workbook, "
        "or a CSV or text file."
    )

    name: str
    trouble: str


@dataclass(eq=False)
class PaperTooLarge(Refusal):
    """The content is above the limit for one paper."""

    code: ClassVar[str] = "paper_too_large"
    template: ClassVar[str] = (
        "“{name}” has {size_bytes} bytes; a paper may have {largest_bytes}. "
        "Send a smaller scan, or split it."
    )

    name: str
    size_bytes: int
    largest_bytes: int = LARGEST_BYTES


def media_type(name: str, content: bytes) -> str:
    """The media type of a paper; the name only tells CSV from other text.

    Raises:
        PaperTooLarge: it is above ``LARGEST_BYTES``.
        PaperNotTaken: it is empty, or of a kind that is not taken.
    """
    if len(content) > LARGEST_BYTES:
        raise PaperTooLarge(name, len(content))
    if not content:
        raise PaperNotTaken(name, "is empty")
    if b"%PDF-" in content[:_PDF_HEAD]:
        return PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"PK"):
        return _zipped(name, content)
    if _is_text(content):
        return CSV if name.lower().endswith(".csv") else TEXT
    raise PaperNotTaken(name, "is of a kind that is not taken")


def _zipped(name: str, content: bytes) -> str:
    """A workbook, by the names in the archive; nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise PaperNotTaken(name, "is a damaged archive") from error
    if "xl/vbaProject.bin" in parts:
        raise PaperNotTaken(name, "is a workbook with macros")
    if {"[Content_Types].xml", "xl/workbook.xml"} <= parts:
        return XLSX
    raise PaperNotTaken(name, "is an archive")


def _is_text(content: bytes) -> bool:
    if content.startswith(_UTF_16):
        try:
            content = content.decode("utf-16").encode()
        except UnicodeError:
            return False
    return _NOT_IN_TEXT.search(content) is None


def plain_name(name: str) -> str:
    """The name of a file without all that is unsafe to keep or send; may be empty.

    Folders, control and formatting characters (which can show a name backwards)
    and what file systems refuse are left out.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(
        " " if unicodedata.category(sign)[0] in "CZ" else sign for sign in last
    )
    return " ".join(_UNSAFE_IN_NAMES.sub(" ", shown).split()).strip(". ")


def file_name(name: str, media: str) -> str:
    """A name that is safe to keep and to send, with the suffix of what it is.

    Raises:
        PaperNotTaken: nothing is left of the name.
    """
    cleaned = plain_name(name)
    if not cleaned:
        raise PaperNotTaken(name, "has no name")
    suffixes = _SUFFIXES[media]
    if cleaned.lower().endswith(suffixes):
        stem, _, suffix = cleaned.rpartition(".")
        return f"{stem[:LONGEST_NAME].rstrip()}.{suffix}"
    return f"{cleaned[:LONGEST_NAME].rstrip()}{suffixes[0]}"
