"""Files that belong together: a manifest of their hashes, one ZIP of them, and back.

Manifest and ZIP are the same bytes whenever they are made of the same files, on any
machine: the ZIP holds no times and compresses nothing.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, ClassVar, Final

from duebook.domain.errors import Refusal
from duebook.formats.media import LARGEST_BYTES, plain_name
from duebook.formats.tables.kinds import inspect_archive
from duebook.formats.tables.refusals import DamagedFile, TooLarge

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MANIFEST: Final = "manifest.sha256"
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)

LARGEST_PACK: Final = 64 * 1024 * 1024
"""Bytes of all papers that come at once, when they are unpacked."""

_ZIP: Final = b"PK\x03\x04"
_PARTS_OF_A_WORKBOOK: Final = "[Content_Types].xml"
_OF_THE_SYSTEM: Final = ("__MACOSX", "Thumbs.db")


@dataclass(eq=False)
class PaperTwice(Refusal):
    """Two papers of one name: a row that names it could mean either."""

    code: ClassVar[str] = "paper_twice"
    template: ClassVar[str] = (
        "Two of the papers are called “{name}”; give each its own name."
    )

    name: str


def manifest(files: Mapping[str, bytes], about: Iterable[str]) -> bytes:
    """A line for each file as ``sha256sum --check`` reads it, behind comments.

    Args:
        files: contents by name.
        about: what the files are, a comment line each.
    """
    lines = [f"# {line}" for line in about]
    lines += [f"{sha256(files[name]).hexdigest()}  {name}" for name in sorted(files)]
    return ("\n".join(lines) + "\n").encode()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """All files in one ZIP, by name."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3  # Unix, wherever it is made
            archive.writestr(entry, files[name])
    return packed.getvalue()


def papers_sent(files: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """Papers by name, as somebody sent them: one by one, or in ZIPs with any folders.

    What a paper is, is not judged here (see ``media_type``).

    Raises:
        PaperTwice: two have one name.
        TooLarge: one of them, or all together, are more than is read at once.
        DamagedFile, EncryptedFile, SuspiciousArchive: a ZIP that is not opened.
    """
    papers: dict[str, bytes] = {}
    total = 0
    for sent, content in files:
        for name, paper in _unpacked(sent, content, LARGEST_PACK - total):
            total += len(paper)
            if total > LARGEST_PACK:
                raise TooLarge(sent, "bytes", total, LARGEST_PACK)
            if name in papers:
                raise PaperTwice(name)
            papers[name] = paper
    return papers


def _unpacked(sent: str, content: bytes, room: int) -> Sequence[tuple[str, bytes]]:
    """The files of a ZIP, or the file itself; a workbook is one, though packed so."""
    if not content.startswith(_ZIP):
        return [(plain_name(sent), content)]
    members = inspect_archive(content, sent).values()
    if _PARTS_OF_A_WORKBOOK in members:
        return [(plain_name(sent), content)]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _files_of(sent, archive, room)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        OSError,
    ) as error:
        raise DamagedFile(sent, "the archive is incomplete") from error


def _files_of(
    sent: str, archive: zipfile.ZipFile, room: int
) -> list[tuple[str, bytes]]:
    """What an archive holds, read no further than its own list declares."""
    wanted = [
        (name, info)
        for info in archive.infolist()
        if not info.is_dir() and (name := _own_name(info.filename))
    ]
    for name, info in wanted:
        if info.file_size > LARGEST_BYTES:
            raise TooLarge(name, "bytes", info.file_size, LARGEST_BYTES)
    declared = sum(info.file_size for _, info in wanted)
    if declared > room:
        raise TooLarge(sent, "bytes", declared, LARGEST_PACK)
    return [(name, archive.read(info)) for name, info in wanted]


def _own_name(path: str) -> str:
    """The name of a file without its folders; none for what a system put there."""
    parts = path.replace("\\", "/").split("/")
    hidden = parts[-1].startswith(".") or any(one in _OF_THE_SYSTEM for one in parts)
    return "" if hidden else plain_name(path)
