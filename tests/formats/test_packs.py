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

from duebook.formats.packs import MANIFEST, manifest, zipped

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
