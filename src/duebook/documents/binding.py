"""Several PDF files bound into one, to print them in one go."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from pypdf import PdfWriter

if TYPE_CHECKING:
    from collections.abc import Mapping


def bound(files: Mapping[str, bytes]) -> bytes:
    """All files in their order in one, with a bookmark of its name for each."""
    writer = PdfWriter()
    for name, content in files.items():
        writer.append(io.BytesIO(content), outline_item=name.removesuffix(".pdf"))
    whole = io.BytesIO()
    writer.write(whole)
    return whole.getvalue()
