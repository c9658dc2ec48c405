"""References as people write them: cut into atoms, normalised, graded.

A document and a mention of it meet if they have a key in common.  A key forgets
case, separators, leading zeros and look-alikes (O and 0; I, L and 1; S and 5; B and
8), so ``inv 2026/123`` and ``INV-2026-00123`` have one.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import OSA

from duebook.domain.references import is_payment_reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Atoms = tuple[str, ...]
"""Runs of letters and digits in capitals: ``("INV", "2026", "00123")``."""

MOST_ATOMS: Final = 7
"""The longest mention: a structured reference of 25 characters in blocks of four."""

SHORTEST_DIGITS: Final = 4
"""A number without its prefix names a document if it has so many digits or letters."""

SHORTEST_TAIL: Final = 3
"""The last digits of a number name it among one payer's, if there are so many."""

SHORTEST_SLIP: Final = 5
"""A key with a slip is believed from this length: of four, one is too much."""

LONG_DIGITS: Final = 7
"""A number of so many digits is not written by chance, unless it may be a day."""

LONGEST_PREFIX: Final = 5
"""Of letters run together before a number, the last so many may be its prefix."""

LONGEST_END: Final = 2
"""After the running number so many characters are a year, a branch or a version."""

_CHECK_DIGITS: Final = re.compile(r"RF(?=[0-9]{2})")
_ATOM: Final = re.compile(
    r"[^\W_]+?(?:(?<=[0-9]{2})(?=[OILSB]*[^\W\dOILSB_])|(?![^\W_]))"
)
"""Letters glued to two figures begin anew, if one of them is no look-alike: in
``101INV102`` there are two numbers, in ``2O26`` and ``00lOl`` there is one."""

_ZEROS: Final = re.compile(r"(?<![0-9])0+(?=[0-9])")
_DIGITS: Final = re.compile(r"[0-9]+")
_DAY: Final = re.compile(
    r"(?<![\w./-])"
    r"(?:[0-9]{4}([./-])[0-9]{1,2}\1[0-9]{1,2}"
    r"|[0-9]{1,2}([./-])[0-9]{1,2}\2(?:[0-9]{4}|[0-9]{2}))"
    r"(?![\w/-])"
)
_NINES: Final = str.maketrans("012345678", "9" * 9)
_LIKE_DAY: Final = re.compile(
    r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|[12][0-9]|3[01])(?:19|20)[0-9]{2}"
)
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")
_SEPARATORS: Final = "".join(c for c in map(chr, range(128)) if not c.isalnum())
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BEFORE_DIGITS: Final = _SEPARATORS + _LETTERS + _LETTERS.lower()
_FOLDED: Final = str.maketrans(
    _SEPARATORS + _LETTERS.lower() + "OILSBoilsb",
    " " * len(_SEPARATORS) + _LETTERS + "01158" * 2,
)
"""Capitals, with each separator a blank and each look-alike its digit."""

_INVOICES: Final = """
    A AR ARVE BILL DOC F FA FAC FACT FACTUUR FACTURA FACTURE FAK FAKTUR FAKTURA FAKTURE
    FAKTUUR FATTURA FATURA FC FK FRA FT FV INV INVOICE INVOICES LASKU N NO NR NUM NUMBER
    RACUN RE RECH RECHNUNG REF REFERENCE REG RENR RG RGNR RN RNR SASKAITA SZAMLA
    """
INVOICE_WORDS: Final = frozenset(_INVOICES.split())
"""Words for an invoice that may be glued to its number."""

_NUMBERED: Final = """
    BATCH CALL CLIENT CLIENTE CUST CUSTOMER FAX HANDY KD KDNR KLANT KLIENT KUND KUNDE
    KUNDENNR LAUF MOBIL MOBILE PHONE RUN TEL TELEFON TELEFONO TELEPHONE ZAHLLAUF
    ZAHLUNGSLAUF
    """
NO_PAPERS: Final = frozenset(_NUMBERED.split())
"""Words after which figures are a telephone, a customer or the payer's own run of
payments, and never a document."""

_OTHERS: Final = """
    ABO AVOIR CM CN CR CREDIT CRN GS GU GUTSCHRIFT NC OFFER ORDER PO QUOTE SO
    """
OTHER_PAPERS: Final = frozenset(_OTHERS.split())
"""Words before a number that say it is no invoice's."""


class Grade(IntEnum):
    """How much a reference proves, the least first.

    ``TAIL``: the last digits of a number; counts among one payer's documents only.
    ``SLIP``: one character wrong, missing, too many or swapped with its neighbour.
    ``SHORT``: without the prefix, or so short that chance may have written it.
    ``FULL``: the whole number.  ``CHECKED``: with check digits that agree.
    """

    TAIL = 1
    SLIP = 2
    SHORT = 3
    FULL = 4
    CHECKED = 5


class NamedBy(IntEnum):
    """Which of its names a document is known by.

    ``NUMBER``; ``BARE``: the number without its prefix; ``THEIRS``: a reference
    beside the number, as a rule the payer's own, which others may use as well.
    """

    NUMBER = 1
    BARE = 2
    THEIRS = 3


@dataclass(frozen=True, slots=True)
class Span:
    """Neighbouring atoms of a field that may be a mention, with the keys they make.

    ``before`` is the atom before them.
    """

    field: int
    start: int
    stop: int
    atoms: Atoms
    keys: tuple[str, ...]
    before: str = ""

    def overlaps(self, other: Span) -> bool:
        """Whether the two share an atom."""
        return (
            self.field == other.field
            and self.start < other.stop
            and other.start < self.stop
        )


def atoms(text: str) -> Atoms:
    """The runs of letters and digits, in capitals; wide digits become plain ones."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return tuple(_ATOM.findall(text.upper()))


def keys(parts: Sequence[str]) -> tuple[str, ...]:
    """The one or two keys of atoms: zeros dropped within each, or of the whole.

    ``("INV", "2026", "00123")`` makes ``1NV2026123`` and ``1NV202600123``: written
    without separators, nobody sees where the second zeros begin.
    """
    return _keys(" ".join(parts).translate(_FOLDED))


def _keys(folded: str) -> tuple[str, ...]:
    parted = _ZEROS.sub("", folded).replace(" ", "")
    if " " not in folded:
        return (parted,)
    whole = _ZEROS.sub("", folded.replace(" ", ""))
    return (parted,) if parted == whole else (parted, whole)


@dataclass(frozen=True, slots=True)
class Number:
    """A document's number, folded as a whole and from its first digit on."""

    prefix: str
    folded: str
    bare: str

    def keys(self) -> tuple[str, ...]:
        """The keys of the whole number."""
        return _keys(self.folded)

    def bare_keys(self) -> tuple[str, ...]:
        """The keys without the prefix, or what ends it, if that says enough."""
        found: tuple[str, ...] = ()
        if self.bare != self.folded and len(self.bare) >= SHORTEST_DIGITS:
            found = _keys(self.bare)
        running = without_end(self.bare)
        if running == self.bare:
            return found
        before = self.folded[: -len(self.bare)]
        return (*found, *{*_keys(running), *_keys(before + running)})


def without_end(bare: str) -> str:
    """Of ``00123 26``, ``00123 2026`` and ``00123 S`` the running number.

    Of all others the same again.
    """
    running, _, last = bare.rpartition(" ")
    is_end = 0 < len(last) <= LONGEST_END or is_year(last)
    if not is_end or not running.isdigit() or is_year(running):
        return bare
    return running if len(running) >= SHORTEST_DIGITS else bare


def number(text: str) -> Number:
    """Take a document's number apart; quick, as there are a million of them."""
    if not text.isascii():
        text = " ".join(atoms(text))
    folded = text.translate(_FOLDED)
    bare = text.lstrip(_BEFORE_DIGITS)
    before = len(text) - len(bare)
    return Number(text[:before].upper().strip(_SEPARATORS), folded, folded[before:])


def document_keys(text: str) -> tuple[str, ...]:
    """All keys under which a document is found."""
    found = number(text)
    return (*found.keys(), *found.bare_keys())


def prefix(parts: Atoms) -> str:
    """The letters before the first digit: ``INV``."""
    whole = "".join(parts)
    return whole[: len(whole) - len(whole.lstrip(_LETTERS))]


def spans(fields: Iterable[str]) -> Iterator[Span]:
    """Everything in the fields that may mention a document; days are none."""
    for field, text in enumerate(fields):
        parts = _without_telephones(atoms(_DAY.sub(_no_day, text)))
        for start, first in enumerate(parts):
            before = parts[start - 1] if start else ""
            for stop in range(start + 1, min(start + MOST_ATOMS, len(parts)) + 1):
                within = parts[start:stop]
                if _may_mention(within):
                    found = (*keys(within), *_unglued(within))
                    yield Span(field, start, stop, within, found, before)
            for reference in _checked_within(first):
                yield Span(
                    field, start, start + 1, (reference,), _unglued((reference,))
                )


def _no_day(found: re.Match[str]) -> str:
    """Nothing, if the figures are a day of some calendar; else what was written."""
    figures = sorted(int(figure) for figure in _DIGITS.findall(found[0]))
    least, middle, _ = figures
    return " " if 1 <= least <= 12 and 1 <= middle <= 31 else found[0]


def _without_telephones(parts: Atoms) -> Atoms:
    """The atoms without the figures of a telephone or of a customer's account."""
    kept: list[str] = []
    is_silent = False
    for part in parts:
        is_silent = part in NO_PAPERS or (is_silent and part.isdigit())
        if not is_silent:
            kept.append(part)
    return tuple(kept)


def _may_mention(parts: Atoms) -> bool:
    whole = "".join(parts)
    if not any(map(str.isdigit, whole)) or len(whole) > 35:
        return False
    return not whole.isdigit() or len(whole) >= SHORTEST_TAIL


def _unglued(parts: Atoms) -> tuple[str, ...]:
    """The keys without what is glued to a number: a word, or our check digits."""
    first, rest = parts[0], parts[1:]
    word = prefix(parts[:1])
    if word == first and word != "RF":
        return ()
    whole = "".join(parts)
    if word.startswith("RF") and is_payment_reference(whole):
        return (*keys(parts), *keys((whole[4:],)))
    shorter = [
        word[-letters:] for letters in range(2, min(len(word), LONGEST_PREFIX + 1))
    ]
    if word in INVOICE_WORDS:
        shorter.append("")
    digits = first[len(word) :]
    return tuple(key for start in shorter for key in keys((start + digits, *rest)))


def _checked_within(atom: str) -> Iterator[str]:
    """Our structured references in the middle of a word that ran together."""
    for found in _CHECK_DIGITS.finditer(atom):
        start = found.start()
        for stop in range(start + 8, min(start + 25, len(atom)) + 1):
            reference = atom[start:stop]
            if len(reference) < len(atom) and is_payment_reference(reference):
                yield reference


def is_of_other_paper(before: str) -> bool:
    """Whether the word before a number says that it is no invoice's."""
    return before in OTHER_PAPERS


def grade(span: Span, key: str, named: NamedBy) -> Grade:
    """How much it proves that a document has this key of the span."""
    whole = "".join(span.atoms)
    if whole.startswith("RF") and is_payment_reference(whole):
        return Grade.CHECKED
    if named is not NamedBy.NUMBER:
        return Grade.SHORT
    if whole.isdigit() and (len(key) < LONG_DIGITS or _LIKE_DAY.fullmatch(whole)):
        return Grade.SHORT
    return Grade.FULL


def tail(text: str) -> str:
    """The last digits of a number, or nothing if too few.

    Without leading zeros and the year: of ``INV-2026-00123``, of ``20260123`` and of
    ``RE-00123/26`` 123.
    """
    *earlier, digits = ("", *_DIGITS.findall(text))
    is_end = len(digits) == LONGEST_END or is_year(digits)
    if is_end and len(earlier[-1]) >= SHORTEST_TAIL:
        digits = earlier[-1]
    if len(digits) >= LONG_DIGITS and is_year(digits[:4]):
        digits = digits[4:]
    digits = digits.lstrip("0")
    return digits if len(digits) >= SHORTEST_TAIL else ""


def is_year(digits: str) -> bool:
    return _YEAR.fullmatch(digits) is not None


def is_slip(written: str, meant: str) -> bool:
    """Whether one key is the other with one slip of the pen, and long enough."""
    if min(len(written), len(meant)) < SHORTEST_SLIP:
        return False
    return OSA.distance(written, meant, score_cutoff=1) == 1


@dataclass(frozen=True, slots=True)
class Pattern:
    """How the office's own numbers look, so that an unknown one is noticed.

    ``shapes`` are prefixes with the shape of the number (``R`` and ``R999999``),
    ``prefixes`` those of two letters or more, ``digits`` the lengths of bare numbers
    with their first two digits.
    """

    shapes: frozenset[tuple[str, str]]
    prefixes: frozenset[str]
    digits: frozenset[tuple[int, str]]

    def fits(self, span: Span) -> bool:
        """Whether the span looks like a number of ours, known or not.

        A number without its prefix must have the length and the first two digits
        of some document's: not every postcode is an invoice.
        """
        whole = "".join(span.atoms)
        if whole.isdigit():
            return (len(whole), whole[:2]) in self.digits
        before = prefix(span.atoms)
        after = whole[len(before) :]
        if before in self.prefixes and after.isdigit() and len(after) >= SHORTEST_TAIL:
            return True
        return (before, _shape(whole.translate(_FOLDED))) in self.shapes


def _shape(folded: str) -> str:
    return folded.replace(" ", "").translate(_NINES)


class PatternMaker:
    """Collects the pattern from numbers."""

    def __init__(self) -> None:
        self._digits: set[tuple[int, str]] = set()
        self._shapes: set[tuple[str, str]] = set()

    def add(self, known: Number) -> None:
        """Take a number into account."""
        digits = known.bare.replace(" ", "")
        if len(digits) >= SHORTEST_DIGITS and digits.isdigit():
            self._digits.add((len(digits), digits[:2]))
        if known.prefix and len(digits) >= SHORTEST_TAIL:
            self._shapes.add((known.prefix, _shape(known.folded)))

    def pattern(self) -> Pattern:
        """What was seen so far."""
        return Pattern(
            frozenset(self._shapes),
            frozenset(before for before, _ in self._shapes if len(before) >= 2),
            frozenset(self._digits),
        )
