"""What a paper is, by its bytes."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.errors import Refusal
from duebook.formats import media
from duebook.formats.media import PaperNotTaken, PaperTooLarge, file_name, media_type


def an_archive(*parts: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for part in parts:
            archive.writestr(part, "<x/>")
    return held.getvalue()


TAKEN = {media.PDF, media.PNG, media.JPEG, media.XLSX, media.TEXT}
WORKBOOK = ("[Content_Types].xml", "xl/workbook.xml")


@pytest.mark.parametrize(
    ("name", "content", "is_a"),
    [
        ("delivery note", b"%PDF-1.7\n...", media.PDF),
        ("scan.pdf", b"\x89PNG\r\n\x1a\n....", media.PNG),
        ("photo.jpg", b"\xff\xd8\xff\xe0....", media.JPEG),
        ("hours.xlsx", an_archive(*WORKBOOK), media.XLSX),
        ("hours.csv", "Tag;Stunden\n3.11.;2,5\n".encode("cp1252"), media.CSV),
        ("hours.csv", "Tag;Größe\n".encode("utf-16"), media.CSV),
        ("note.txt", "Signed by Müller".encode(), media.TEXT),
    ],
)
def test_the_content_says_what_a_paper_is(name: str, content: bytes, is_a: str) -> None:
    assert media_type(name, content) == is_a


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (b"", "is empty"),
        (b"MZ\x90\x00\x03\x00", "is of a kind that is not taken"),
        (an_archive("readme.txt"), "is an archive"),
        (an_archive(*WORKBOOK, "xl/vbaProject.bin"), "is a workbook with macros"),
        (b"PK\x03\x04 and then nothing", "is a damaged archive"),
        (b"\xff\xfe\x00\xd8", "is of a kind that is not taken"),
    ],
)
def test_what_is_not_taken_is_refused_with_the_reason(
    content: bytes, trouble: str
) -> None:
    with pytest.raises(PaperNotTaken) as refused:
        media_type("contract.pdf", content)

    assert refused.value.trouble == trouble


def test_a_scan_above_the_limit_is_refused() -> None:
    with pytest.raises(PaperTooLarge):
        media_type("scan.pdf", b"%PDF-" + bytes(media.LARGEST_BYTES))


@given(st.binary(max_size=200))
def test_any_bytes_are_told_or_refused(content: bytes) -> None:
    try:
        told = media_type("x", content)
    except Refusal as refusal:
        told = str(refusal)
    assert told in TAKEN or "“x”" in told


@pytest.mark.parametrize(
    ("given_name", "kept_name"),
    [
        ("Delivery note.PDF", "Delivery note.PDF"),
        ("scan", "scan.pdf"),
        ("invoice.exe", "invoice.exe.pdf"),
        ("..\\..\\etc/passwd", "passwd.pdf"),
        ("a\r\nBcc: b\u202efdp.exe", "a Bcc b fdp.exe.pdf"),
    ],
)
def test_a_name_is_made_safe_to_send(given_name: str, kept_name: str) -> None:
    assert file_name(given_name, media.PDF) == kept_name


@given(st.text(max_size=300))
def test_any_name_becomes_one_safe_line_or_is_refused(given_name: str) -> None:
    try:
        name = file_name(given_name, media.TEXT)
    except PaperNotTaken:
        return
    assert name.isprintable()
    assert not set(name) & set('/\\<>:"|?*')
    assert len(name) <= media.LONGEST_NAME + len(".txt")
    assert file_name(name, media.TEXT) == name
