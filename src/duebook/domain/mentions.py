"""Whether a text names something: whole words, however they are separated."""

from __future__ import annotations

import re
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")


def plain(text: str) -> str:
    """Letters and digits alone, without case: how names are compared."""
    return "".join(_WORD.findall(text)).casefold()


def mentions(said: str, name: str) -> bool:
    """Whether ``name`` stands in ``said`` as whole words.

    Separators do not count on either side: “INV 104-1” names INV-1041, and
    “INV-10412” does not.  An empty name is never named.
    """
    wanted = plain(name)
    words = [word.casefold() for word in _WORD.findall(said)]
    joined = "".join(words)
    borders = {0}
    for word in words:
        borders.add(max(borders) + len(word))
    start = joined.find(wanted) if wanted else -1
    while start >= 0:
        if start in borders and start + len(wanted) in borders:
            return True
        start = joined.find(wanted, start + 1)
    return False


MOST_WORDS: Final = 4
"""Into how many words a name may be broken where it is looked up."""


def runs(said: str) -> set[str]:
    """All plain names that a text may hold: runs of up to four words."""
    words = [word.casefold() for word in _WORD.findall(said)]
    return {
        "".join(words[start : start + length])
        for start in range(len(words))
        for length in range(1, MOST_WORDS + 1)
    }
