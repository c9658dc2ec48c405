"""What field 86 of an MT940 says of a line, in the ways banks write it.

Three ways: German subfields (``?20``, in them SEPA words such as ``EREF+``), words
between slashes as the Dutch banks write (``/REMI/``), and plain text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from duebook.domain.banking import Counterparty, Movement
from duebook.formats.bank.movements import GERMAN_CODES, SWIFT_TYPES
from duebook.formats.bank.text_file import distinct, flowing, one_blank, unspaced

if TYPE_CHECKING:
    from collections.abc import Sequence

_SWIFT_WIDTH: Final = 65
_PURPOSE_WIDTH: Final = 27
_STRUCTURED: Final = re.compile(r"\s*([0-9]{3})?([?~^<>|])(?=[0-9]{2})")
_PURPOSE: Final = [f"{number:02}" for number in (*range(20, 30), *range(60, 64))]
_SEPA_WORD: Final = re.compile(
    r"\b(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|IBAN|BIC|PURP|RREF|MTLG)"
    r"[+:] ?"
)
_SLASH_WORD: Final = re.compile(
    r"/(TRTP|IBAN|BIC|NAME|EREF|REMI|MARF|CSID|RTRN|KREF|PREF|ORDP|BENM|CNTP|ISDT"
    r"|PURP|ULTD|ULTC|ID|ADDR|USTD|STRD)(?=/)"
)
_NOBODY: Final = Counterparty()


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What the bank tells of a line beside date and amount."""

    code: str = ""
    other: Counterparty = _NOBODY
    references: tuple[str, ...] = ()
    text: str = ""
    return_code: str = ""


def details_of(texts: Sequence[Sequence[str]]) -> Details:
    """The details of one field 86, or of several, each with its lines."""
    if not texts:
        return Details()
    first = "".join(map(_unpadded, texts[0]))
    structured = _STRUCTURED.match(first)
    if structured:
        return _subfields(structured[1] or "", structured[2], first)
    # Text that fills its line goes on in the next without a blank.
    text = " ".join(flowing(lines, _SWIFT_WIDTH) for lines in texts)
    if _SLASH_WORD.match(text.lstrip()):
        return _slash_words(text)
    return Details(text=one_blank(text))


def movement_of(type_code: str, details: Details) -> Movement:
    """What a line is: the German code where there is one, else SWIFT's type."""
    if details.return_code:
        return Movement.RETURN
    by_type = SWIFT_TYPES.get(type_code[1:], Movement.OTHER)
    return GERMAN_CODES.get(details.code, by_type)


def _unpadded(line: str) -> str:
    """A line without the blanks beyond SWIFT's width; those within are text."""
    return line if len(line) <= _SWIFT_WIDTH else line.rstrip()


def _subfields(code: str, mark: str, text: str) -> Details:
    """German subfields: 20–29 and 60–63 purpose, 30–33 who, 34 why it came back."""
    found: dict[str, list[str]] = {}
    pieces = re.split(rf"{re.escape(mark)}([0-9]{{2}})", text)[1:]
    for number, piece in zip(pieces[::2], pieces[1::2], strict=True):
        found.setdefault(number, []).append(piece)
    purpose = flowing(
        (piece for number in _PURPOSE for piece in found.get(number, ())),
        _PURPOSE_WIDTH,
    )
    words = _sepa_words(purpose)
    name = one_blank(flowing([*found.get("32", ()), *found.get("33", ())], 27))
    is_return = GERMAN_CODES.get(code) is Movement.RETURN
    return Details(
        code=code,
        other=Counterparty(
            name=words.get("ABWA") or name,
            account=unspaced("".join(found.get("31", ()))) or words.get("IBAN", ""),
            bank=unspaced("".join(found.get("30", ()))) or words.get("BIC", ""),
        ),
        references=distinct(
            words.get(word, "") for word in ("EREF", "KREF", "RREF", "MREF")
        ),
        text=one_blank(f"{words.get('SVWZ', '')} {words['']}")
        or words.get("MTLG")
        or one_blank("".join(found.get("00", ()))),
        return_code=one_blank("".join(found.get("34", ()))) if is_return else "",
    )


def _sepa_words(purpose: str) -> dict[str, str]:
    """The parts of a purpose by their SEPA word; what has none is under ``""``."""
    starts = [*_SEPA_WORD.finditer(purpose)]
    words = {"": one_blank(purpose[: starts[0].start()] if starts else purpose)}
    edges = [*(start.start() for start in starts), len(purpose)]
    for start, (_, end) in zip(starts, pairwise(edges), strict=True):
        words.setdefault(start[1], one_blank(purpose[start.end() : end]))
    for word in ("IBAN", "BIC"):
        if word in words:
            # The number is one word; a free text may follow it without a mark.
            words[word], _, rest = words[word].partition(" ")
            words[""] = one_blank(f"{words['']} {rest}")
    return words


def _slash_words(text: str) -> Details:
    """Words between slashes: /NAME/ who, /REMI/ what for, /EREF/, /RTRN/ why back."""
    starts = [*_SLASH_WORD.finditer(text)]
    words: dict[str, str] = {}
    edges = [*(start.start() for start in starts), len(text)]
    for start, (_, end) in zip(starts, pairwise(edges), strict=True):
        words.setdefault(start[1], one_blank(text[start.end() + 1 : end]).strip("/"))
    remittance = words.get("REMI") or words.get("USTD") or words.get("STRD", "")
    told = remittance.removeprefix("USTD//").removeprefix("STRD/")
    return Details(
        other=Counterparty(
            name=words.get("NAME", ""),
            account=unspaced(words.get("IBAN", "")),
            bank=unspaced(words.get("BIC", "")),
        ),
        references=distinct(words.get(word, "") for word in ("EREF", "KREF", "MARF")),
        text=told or one_blank(text),
        return_code=words.get("RTRN", ""),
    )
