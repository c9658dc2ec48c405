"""Names and memos as people really type them, and as nobody should: shown literally."""

from __future__ import annotations

from typing import Final

MARKUP: Final = "<script>alert(1)</script> & “Sons” <b>Ltd</b>"
FORMULA: Final = '=HYPERLINK("https://elsewhere.example","pay here")'
QUOTED: Final = "O'Brien \"Bobby\" {{ 7|add:7 }} {% now 'Y' %}"
RIGHT_TO_LEFT: Final = "مخبز النور שלום 1234"
EMOJI: Final = "Café 🦊 Zoë 👩‍👩‍👧 ́accent"
LONG_WORD: Final = "Donaudampfschifffahrtselektrizitäten" * 3
TAG_END: Final = '"></textarea></td><img src=x onerror=alert(1)>'
PLUS: Final = "+1-800-CALL @now -1+1"

NAUGHTY: Final = {
    "MARKUP": MARKUP,
    "FORMULA": FORMULA,
    "QUOTED": QUOTED,
    "RTL": RIGHT_TO_LEFT,
    "EMOJI": EMOJI,
    "LONG": LONG_WORD,
    "TAGEND": TAG_END,
    "PLUS": PLUS,
}
"""A party of the office each, by its code; its name, PO, memo and file are the text."""
