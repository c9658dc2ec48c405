"""Pictures of the demo's documents for the README: ``docs/pictures/*.png``.

``make demo SERVE=no && python tools/pictures.py``; needs ``pdftoppm``.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pypdf import PdfReader

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
OFFICE = Path("demo-office")
DOTS_PER_INCH = 72
MOST_BYTES = 200_000
PAGES = {
    "invoice": ("granite/invoices/*.pdf", "Purchase order"),
    "statement": ("granite/statements/*.pdf", "Statement of open items"),
    "aging": ("granite/reports/*aging*.pdf", "Aging of receivables"),
}
"""Each picture's name, where its document lies, and words by which it is in English.

The richest document is shown.
"""


def main(office: Path) -> None:
    """Draw the first page of each document."""
    PICTURES.mkdir(exist_ok=True)
    for name, (pattern, words) in PAGES.items():
        document = max(
            (file for file in office.glob(pattern) if words in first_page(file)),
            key=lambda file: file.stat().st_size,
        )
        picture = PICTURES / name
        subprocess.run(  # noqa: S603 - our own documents
            [
                *("pdftoppm", "-png", "-singlefile", "-r", str(DOTS_PER_INCH)),
                *(document, picture),
            ],
            check=True,
        )
        size = picture.with_suffix(".png").stat().st_size
        assert size <= MOST_BYTES, f"{name}.png has {size} bytes"
        print(f"docs/pictures/{name}.png: {document.name}, {size // 1000} kB")


def first_page(document: Path) -> str:
    """What stands on it."""
    return PdfReader(document).pages[0].extract_text()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else OFFICE)
