"""Files that belong together: a manifest of their hashes, and one ZIP of them all.

Both are the same bytes whenever they are made of the same files, on any machine: the
ZIP holds no times and compresses nothing.
"""

from __future__ import annotations

import io
import zipfile
from hashlib import sha256
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MANIFEST: Final = "manifest.sha256"
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)


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
