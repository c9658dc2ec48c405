"""What kind of file some bytes are, told by their beginning and not by their name."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

from duebook.formats.tables.records import FileKind
from duebook.formats.tables.refusals import (
    DamagedFile,
    EmptyTable,
    EncryptedFile,
    NotATable,
    SuspiciousArchive,
    TooLarge,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_BYTES = 32 * 1024 * 1024
MAX_MEMBERS = 2_000
MAX_INFLATED = 400 * 1024 * 1024
MAX_RATIO = 100
RATIO_FLOOR = 4 * 1024 * 1024
"""An archive that stays below this when inflated may pack as well as it likes."""

MAX_DESCRIPTION = 1024 * 1024

_SIGNATURES = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"II*\x00", "an image"),
    (b"MM\x00*", "an image"),
    (b"RIFF", "an image or a sound"),
    (b"{\\rtf", "a text document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3\x00", "a database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"ISA*", "an X12 interchange"),
)
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF8_GLOBALS = b"\x09\x08\x10\x00\x00\x06\x05\x00"
_FILEPASS = 0x002F
_BIFF_STARTS = (b"\x09\x08", b"\x09\x04", b"\x09\x02")
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_WEB_PAGE = (b"<!doctype html", b"<html", b"<table", b"<head", b"<body")


def kind_of(data: bytes, name: str) -> FileKind:
    """The kind of table that ``data`` is.

    Raises:
        EmptyTable, TooLarge: no bytes, or too many.
        NotATable: another kind of file, named.
        EncryptedFile, DamagedFile, SuspiciousArchive: a workbook not to be opened.
    """
    if len(data) > MAX_BYTES:
        raise TooLarge(name, "bytes", len(data), MAX_BYTES)
    if not data.strip(b"\x00 \t\r\n"):
        raise EmptyTable(name)
    if data.startswith(_ZIP_STARTS):
        return _kind_of_archive(data, name)
    if data.startswith(_OLE2):
        return _kind_of_ole2(data, name)
    if data.startswith(_BIFF_STARTS):
        return FileKind.XLS
    for signature, found in _SIGNATURES:
        if data.startswith(signature):
            raise NotATable(name, found)
    _refuse_markup(data, name)
    return FileKind.DELIMITED


def _kind_of_archive(data: bytes, name: str) -> FileKind:
    members = inspect_archive(data, name)
    if "xl/workbook.bin" in members:
        return FileKind.XLSB
    if any(
        member.endswith("workbook.xml") or member.startswith("xl/")
        for member in members
    ):
        return FileKind.XLSX
    if "content.xml" in members and "mimetype" in members:
        return _kind_of_open_document(data, name, members)
    if any(member.startswith("word/") for member in members):
        raise NotATable(name, "a text document")
    raise NotATable(
        name, "an archive", "Unpack it and send the CSV or XLSX file that is inside."
    )


def _kind_of_open_document(
    data: bytes, name: str, members: Mapping[str, str]
) -> FileKind:
    mimetype = _small_member(data, name, members["mimetype"])
    manifest = members.get("meta-inf/manifest.xml")
    listed = _small_member(data, name, manifest) if manifest else b""
    if b"encryption-data" in listed:
        raise EncryptedFile(name)
    if b"opendocument.spreadsheet" in mimetype:
        return FileKind.ODS
    raise NotATable(name, "a text document")


def _small_member(data: bytes, name: str, member: str) -> bytes:
    """One of the descriptive parts, which are a few kilobytes in an honest file."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(member) as part:
            return part.read(MAX_DESCRIPTION)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError) as error:
        raise DamagedFile(name, "the archive inside is incomplete") from error


def inspect_archive(data: bytes, name: str) -> dict[str, str]:
    """The members of a zip archive by their names in lower case, once seen fit.

    Sizes are those the archive declares; the inflating child has limits of its own
    for archives that lie.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, struct.error, OSError, EOFError) as error:
        raise DamagedFile(name, "the archive inside is incomplete") from error
    if len(infos) > MAX_MEMBERS:
        raise TooLarge(name, "parts inside", len(infos), MAX_MEMBERS)
    if any(info.flag_bits & 0x1 for info in infos):
        raise EncryptedFile(name)
    inflated = sum(info.file_size for info in infos)
    allowed = min(MAX_INFLATED, max(RATIO_FLOOR, MAX_RATIO * len(data)))
    worst = max(
        (
            info.file_size / max(info.compress_size, 1)
            for info in infos
            if info.file_size > RATIO_FLOOR
        ),
        default=0,
    )
    if inflated > allowed or worst > MAX_RATIO:
        raise SuspiciousArchive(name, len(data), inflated)
    return {info.filename.lower().replace("\\", "/"): info.filename for info in infos}


def _kind_of_ole2(data: bytes, name: str) -> FileKind:
    """Old Excel, a password-protected new one, or another Office document.

    Directory entries of the container are named in UTF-16.
    """
    if _utf16("EncryptedPackage") in data or _utf16("EncryptionInfo") in data:
        raise EncryptedFile(name)
    folded = data.lower()
    if _utf16("workbook") in folded or _utf16("book") in folded:
        if _has_password_record(data):
            raise EncryptedFile(name)
        return FileKind.XLS
    raise NotATable(name, "a document of another program")


def _has_password_record(data: bytes) -> bool:
    """Whether the globals of a BIFF8 workbook begin with FILEPASS ([MS-XLS] 2.4.117).

    Records are a type and a length of two bytes each; FILEPASS comes before anything
    that is encrypted, so a few records from the start are enough.
    """
    at = data.find(_BIFF8_GLOBALS)
    for _ in range(8):
        if at < 0 or at + 4 > len(data):
            return False
        record, length = struct.unpack_from("<HH", data, at)
        if record == _FILEPASS:
            return True
        at += 4 + length
    return False


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def _refuse_markup(data: bytes, name: str) -> None:
    start = data[:2048].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\x00", b"")
    folded = start.lower()
    if folded.startswith(_WEB_PAGE):
        raise NotATable(name, "a web page")
    if folded.startswith((b"<?xml", b"<!--", b"<!doctype")) or (
        folded.startswith(b"<")
        and b">" in folded
        and data.rstrip(b"\x00 \t\r\n").endswith(b">")
    ):
        found = (
            "a workbook in an old XML form"
            if b"ss:workbook" in folded or b"office:spreadsheet" in folded
            else "XML"
        )
        raise NotATable(name, found)
    if folded.startswith(
        (b"{", b"[{", b"[\n", b"[\r\n", b"[ ", b'["', b"[]")
    ) and data.rstrip().endswith((b"}", b"]")):
        raise NotATable(name, "JSON")
