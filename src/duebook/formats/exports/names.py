"""Names as another program keeps them: short enough, and no two alike."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def written_names(
    names: Mapping[str, str], *, most: int, forbidden: str
) -> dict[str, str]:
    """The name under which each code is written.

    Other programs know customers by their name alone, so those that would be alike,
    capitals aside, have their code behind the name.

    Args:
        names: by code.
        most: characters that a name may have.
        forbidden: characters that become blanks.
    """
    blanks = str.maketrans(dict.fromkeys(forbidden, " "))
    plain = {
        code: " ".join((name or code).translate(blanks).split())[:most].strip() or code
        for code, name in names.items()
    }
    alike: set[str] = set()
    while True:
        written = {
            code: _with_code(name, code, most) if code in alike else name
            for code, name in plain.items()
        }
        often = Counter(name.casefold() for name in written.values())
        more = {code for code in written if often[written[code].casefold()] > 1} - alike
        if not more:
            return written
        alike |= more


def _with_code(name: str, code: str, most: int) -> str:
    tail = f" ({code})"
    return f"{name[: max(most - len(tail), 0)].strip()}{tail}".strip()[-most:]
