from __future__ import annotations

import struct

import pytest

from duebook.formats.tables.kinds import inspect_archive, kind_of
from duebook.formats.tables.records import FileKind
from duebook.formats.tables.refusals import (
    DamagedFile,
    EncryptedFile,
    NotATable,
    SuspiciousArchive,
    TooLarge,
)
from tests.formats.tables.workbooks import an_archive

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
BIFF8 = b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(12)


def a_record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"Name,Amount\nA,5\n", FileKind.DELIMITED),
        (b"PK,Amount\nA,5\n", FileKind.DELIMITED),
        ("\tAmount\n".encode("utf-16-le"), FileKind.DELIMITED),
        (b"<5,Amount\nA,5\n", FileKind.DELIMITED),
        (b"[A],[B]\n1,2\n", FileKind.DELIMITED),
        (BIFF8, FileKind.XLS),
        (OLE2 + "Workbook".encode("utf-16-le") + BIFF8, FileKind.XLS),
        (OLE2 + "BOOK".encode("utf-16-le"), FileKind.XLS),
        (an_archive({"xl/workbook.xml": b"<a/>"}), FileKind.XLSX),
        (an_archive({"XL\\Workbook.xml": b"<a/>"}), FileKind.XLSX),
        (an_archive({"xl/workbook.bin": b"\x00"}), FileKind.XLSB),
        (
            an_archive(
                {
                    "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
                    "content.xml": b"<a/>",
                }
            ),
            FileKind.ODS,
        ),
    ],
)
def test_the_kind_is_told_by_the_content(data: bytes, kind: FileKind) -> None:
    assert kind_of(data, "name.pdf") is kind


def test_a_password_is_seen_in_the_first_records_of_an_old_workbook() -> None:
    start = OLE2 + "Workbook".encode("utf-16-le") + BIFF8

    with pytest.raises(EncryptedFile):
        kind_of(start + a_record(0xE1, b"\xb0\x04") + a_record(0x2F, b"x"), "a.xls")
    assert kind_of(start + a_record(0xE1) * 9 + a_record(0x2F), "a.xls")


def test_open_documents_that_are_no_spreadsheets_are_refused() -> None:
    letter = an_archive({"mimetype": b"...opendocument.text", "content.xml": b""})

    with pytest.raises(NotATable, match="a text document"):
        kind_of(letter, "letter.odt")


def test_an_archive_that_is_cut_off_is_damaged() -> None:
    whole = an_archive({"xl/workbook.xml": b"<a/>" * 100})

    with pytest.raises(DamagedFile):
        kind_of(whole[:-30], "cut.xlsx")


def test_a_part_that_does_not_inflate_is_damaged() -> None:
    data = bytearray(
        an_archive({"mimetype": b"opendocument.spreadsheet", "content.xml": b""})
    )
    data[data.index(b"mimetype") + 9] ^= 0xFF

    with pytest.raises(DamagedFile):
        kind_of(bytes(data), "scratched.ods")


def test_a_zip_with_a_password_is_told() -> None:
    data = bytearray(an_archive({"xl/workbook.xml": b"<a/>"}))
    flags = data.index(b"PK\x01\x02") + 8
    data[flags] |= 1

    with pytest.raises(EncryptedFile):
        kind_of(bytes(data), "locked.xlsx")


def test_size_and_growth_are_limited() -> None:
    with pytest.raises(TooLarge, match="33,554,433 bytes"):
        kind_of(b"a" * (32 * 1024 * 1024 + 1), "big.csv")
    with pytest.raises(SuspiciousArchive):
        kind_of(an_archive({"xl/a.xml": bytes(5_000_000)}), "bomb.xlsx")
    fine = an_archive({"xl/a.xml": bytes(4_000_000)})
    assert set(inspect_archive(fine, "fine.xlsx")) == {"xl/a.xml"}


def test_many_small_parts_that_grow_together_are_refused_too() -> None:
    parts = {f"xl/{number}.xml": bytes(1_000_000) for number in range(40)}
    data = an_archive(parts)
    assert all(size <= 4_194_304 for size in map(len, parts.values()))

    with pytest.raises(SuspiciousArchive):
        kind_of(data, "bombs.xlsx")
