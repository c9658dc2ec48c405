"""Reads the text of one PDF in a process of its own, within limits, and prints it.

Run as a file (``python -I pdf_child.py``) with the PDF on standard input; it imports
nothing of Duebook.  A hostile PDF can at worst end this process.  Standard output is
one line of JSON: the pages' texts, or why there are none.
"""

from __future__ import annotations

import io
import json
import sys
from typing import Any

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 10
OUTPUT_BYTES = 16 * 1024 * 1024
MAX_PAGES = 200


def limit_resources() -> None:
    """Bound the memory, the time and the output of this process."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  (not on Windows)

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT_BYTES, OUTPUT_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(data: bytes) -> dict[str, Any]:
    """The texts of the pages, laid out in columns as they stand on paper."""
    import pypdf  # noqa: PLC0415  (within the limits)
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            return {"refused": "it is protected by a password"}
        if len(reader.pages) > MAX_PAGES:
            return {"refused": f"it has more than {MAX_PAGES} pages"}
        return {
            "pages": [
                page.extract_text(extraction_mode="layout") for page in reader.pages
            ]
        }
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError):
        return {"refused": "it is damaged"}


def main() -> None:
    limit_resources()
    json.dump(read(sys.stdin.buffer.read()), sys.stdout)


if __name__ == "__main__":
    main()
