"""Packs: hashes that any tool checks, and a ZIP without a clock."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.errors import Refusal
from duebook.formats import packs
from duebook.formats.packs import (
    MANIFEST,
    PaperTwice,
    manifest,
    papers_sent,
    zipped,
)
from duebook.formats.tables.refusals import (
    DamagedFile,
    SuspiciousArchive,
    TooLarge,
)

if TYPE_CHECKING:
    from pathlib import Path

FILES = {"close.pdf": b"%PDF-1.7", "aging.csv": b"Bucket,USD\r\n"}


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="sha256sum is not installed")
def test_the_usual_tool_checks_the_manifest(tmp_path: Path) -> None:
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / MANIFEST).write_bytes(manifest(FILES, ["Evidence of October"]))
    check = ["sha256sum", "--check", "--strict", MANIFEST]

    assert subprocess.run(check, cwd=tmp_path, check=False).returncode == 0  # noqa: S603 - fixed words
    (tmp_path / "aging.csv").write_bytes(b"Bucket,EUR\r\n")
    assert subprocess.run(check, cwd=tmp_path, check=False).returncode == 1  # noqa: S603 - fixed words


names = st.text(st.characters(codec="ascii", categories=["Ll"]), min_size=1)


@given(st.dictionaries(names, st.binary(max_size=50), max_size=5))
def test_the_zip_holds_the_files_and_nothing_else(files: dict[str, bytes]) -> None:
    packed = zipped(files)

    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == files
    assert packed == zipped(dict(reversed(files.items())))


def a_zip(*members: tuple[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", how) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return packed.getvalue()


def test_papers_come_one_by_one_or_in_a_zip_with_folders() -> None:
    pack = a_zip(
        ("October/slip-1.pdf", b"%PDF-1"),
        ("__MACOSX/October/._slip-1.pdf", b"junk"),
        ("October/.DS_Store", b"junk"),
        ("October\\slip-2.pdf", b"%PDF-2"),
    )

    papers = papers_sent([("pack.zip", pack), ("slip-3.pdf", b"%PDF-3")])

    assert papers == {
        "slip-1.pdf": b"%PDF-1",
        "slip-2.pdf": b"%PDF-2",
        "slip-3.pdf": b"%PDF-3",
    }


def test_a_workbook_is_a_paper_though_it_is_packed() -> None:
    workbook = a_zip(("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>"))
    assert papers_sent([("hours.xlsx", workbook)]) == {"hours.xlsx": workbook}


def test_no_name_leads_out_of_its_folder() -> None:
    pack = a_zip(("../../etc/passwd", b"root"), ("C:\\Windows\\win.ini", b"[x]"))
    assert papers_sent([("pack.zip", pack)]).keys() == {"passwd", "win.ini"}


def test_two_papers_of_one_name_are_refused() -> None:
    pack = a_zip(("a/slip.pdf", b"%PDF-1"), ("b/slip.pdf", b"%PDF-2"))
    with pytest.raises(PaperTwice, match=r"slip\.pdf"):
        papers_sent([("pack.zip", pack)])


@pytest.mark.parametrize(
    ("pack", "refusal"),
    [
        (a_zip(("zeros.txt", bytes(20 * 1024 * 1024))), SuspiciousArchive),
        (
            a_zip(("slip.pdf", b"%PDF-1" * 99), how=zipfile.ZIP_STORED)[:200],
            DamagedFile,
        ),
        (
            a_zip(("slip.pdf", b"%PDF-1" * 99), how=zipfile.ZIP_STORED).replace(
                b"%PDF-1", b"%PDF-2"
            ),
            DamagedFile,
        ),
    ],
    ids=["a bomb", "cut off", "not as listed"],
)
def test_a_zip_that_could_harm_is_not_opened(
    pack: bytes, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        papers_sent([("pack.zip", pack)])


def test_all_papers_together_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs, "LARGEST_PACK", 10)
    for files in (
        [("a.txt", b"12345"), ("b.txt", b"123456")],
        [("a.txt", b"12345"), ("pack.zip", a_zip(("b.txt", b"123456")))],
    ):
        with pytest.raises(TooLarge):
            papers_sent(files)


@given(junk=st.binary(max_size=300), is_zip=st.booleans())
def test_junk_is_a_paper_or_refused(*, junk: bytes, is_zip: bool) -> None:
    content = b"PK\x03\x04" + junk if is_zip else junk
    try:
        assert papers_sent([("x.bin", content)]) == {"x.bin": content}
    except Refusal:
        assert content.startswith(b"PK")
