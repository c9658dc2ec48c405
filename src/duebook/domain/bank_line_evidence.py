"""What tells that two lines of bank files, of one amount, are the same or are not."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from duebook.domain.banking import Booking

SHIFT_DAYS: Final = 3
"""How far another format's booked day may be off: a weekend."""

MOST_COMPARED: Final = 1_000_000
"""Pairs of lines of one amount and day that are compared one with another."""

_TELLING_LETTERS: Final = 8
"""A text that is cut to less says nothing."""

_SEPARATORS: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedLine:
    """A line of a file, as far as its identity asks.

    ``account`` is our own name of the account, so that an IBAN and a domestic number
    of it are one.  ``day_is_whole`` says that the file holds all lines of the day.
    """

    account: str
    booked_on: date
    amount_minor: int
    currency: str
    format: str
    day_is_whole: bool
    value_on: date | None = None
    status: Booking = Booking.BOOKED
    references: tuple[str, ...] = ()
    bank_reference: str = ""
    other_name: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLine:
    """A line that is in the books, or held there for a person to decide."""

    id: int
    account: str
    booked_on: date
    amount_minor: int
    currency: str
    format: str
    value_on: date | None = None
    references: tuple[str, ...] = ()
    bank_reference: str = ""
    other_name: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Traits:
    """What tells one line of an amount from another, without case and marks."""

    on: date
    value_on: date | None
    format: str
    references: frozenset[str]
    bank_reference: str
    name: str
    text: str

    @property
    def signature(self) -> tuple[str, ...]:
        return (*self.content, self.bank_reference)

    @property
    def content(self) -> tuple[str, ...]:
        """All but the bank's own reference, which banks number anew."""
        return (self.format, *sorted(self.references), "", self.name, self.text)


def _plain(text: str) -> str:
    return _SEPARATORS.sub("", text).upper()


def _traits(line: StatedLine | KnownLine) -> Traits:
    return Traits(
        on=line.booked_on,
        value_on=line.value_on,
        format=line.format,
        references=frozenset(filter(None, map(_plain, line.references))),
        bank_reference=_plain(line.bank_reference),
        name=_plain(line.other_name),
        text=_plain(line.text),
    )


def _is_cut(one: str, other: str) -> bool:
    """Whether one is the other, cut off or empty."""
    return one.startswith(other) or other.startswith(one)


def differ(one: Traits, other: Traits) -> bool:
    """Whether two lines of one format are clearly not the same line.

    The bank's own reference says nothing here: banks number anew.
    """
    has_both = bool(one.references and other.references)
    return one.format == other.format and (
        not _is_cut(one.text, other.text)
        or not _is_cut(one.name, other.name)
        or (has_both and one.references.isdisjoint(other.references))
    )


def in_order(
    lines: dict[int, StatedLine] | dict[int, KnownLine],
) -> dict[int, Traits]:
    """The lines' traits, so ordered that their order in the file does not matter."""
    traits = {index: _traits(line) for index, line in lines.items()}
    order = sorted(
        traits.items(),
        key=lambda each: (
            each[1].on,
            each[1].signature,
            str(each[1].value_on),
            each[0],
        ),
    )
    return dict(order)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """One kind of evidence that a line of the file is a known one.

    A line of the file finds a known one under an equal key, in the same format or
    in another one.
    """

    reason: str
    is_same_format: bool
    keys: Callable[[Traits], Iterator[Hashable]]
    known_keys: Callable[[Traits], Iterator[Hashable]] | None = None
    accepts: Callable[[Traits, Traits], bool] | None = None


def _same_in_all(line: Traits) -> Iterator[Hashable]:
    yield line.on, line.signature


def _same_content(line: Traits) -> Iterator[Hashable]:
    yield line.on, line.content


def _references(line: Traits) -> Iterator[Hashable]:
    for reference in sorted(line.references):
        yield line.on, reference


def _bank_reference(line: Traits) -> Iterator[Hashable]:
    if line.bank_reference:
        yield line.on, line.bank_reference


def _text(line: Traits) -> Iterator[Hashable]:
    if line.text:
        yield line.on, line.text


def _all_references(line: Traits) -> list[str]:
    return sorted({*line.references, line.bank_reference} - {""})


def _is_near(one: date, other: date) -> bool:
    return abs((one - other).days) <= SHIFT_DAYS


def _shifted(line: Traits) -> Iterator[Hashable]:
    """References, under the booked day, and the value day where it is near."""
    for reference in _all_references(line):
        yield "booked", line.on, reference
        if line.value_on and _is_near(line.value_on, line.on):
            yield "value", line.value_on, reference


def _shifted_known(line: Traits) -> Iterator[Hashable]:
    """As ``_shifted``, so that booked meets value and value booked."""
    for reference in _all_references(line):
        yield "value", line.on, reference
        if line.value_on and _is_near(line.value_on, line.on):
            yield "booked", line.value_on, reference


def _near_known(line: Traits) -> Iterator[Hashable]:
    for days in range(-SHIFT_DAYS, SHIFT_DAYS + 1):
        for reference in sorted(line.references):
            yield line.on + timedelta(days=days), reference


EVIDENCE: Final = (
    Tier(
        reason="It is the same in every field.",
        is_same_format=True,
        keys=_same_in_all,
    ),
    Tier(
        reason="The bank's reference and day are the same.",
        is_same_format=True,
        keys=_bank_reference,
        accepts=lambda one, other: not differ(one, other),
    ),
    Tier(reason="It has the same reference.", is_same_format=False, keys=_references),
    Tier(
        reason="It has the same reference of the bank.",
        is_same_format=False,
        keys=_bank_reference,
    ),
    Tier(reason="It has the same text.", is_same_format=False, keys=_text),
)
"""What proves a line known on any day, the strongest first."""

OF_WHOLE_DAYS: Final = Tier(
    reason="It is the same, under a new reference of the bank.",
    is_same_format=True,
    keys=_same_content,
)
SHIFTED: Final = Tier(
    reason="It has the same reference, and its day is the value day of the other.",
    is_same_format=False,
    keys=_shifted,
    known_keys=_shifted_known,
)
NEAR: Final = Tier(
    reason="A line a few days off has the same reference; it may be the same.",
    is_same_format=False,
    keys=_references,
    known_keys=_near_known,
)


def _always(_one: Traits, _other: Traits) -> bool:
    return True


def pairs_by(
    tier: Tier, new: dict[int, Traits], known: dict[int, Traits]
) -> list[tuple[int, int]]:
    """Pairs by the tier's evidence, each line in one at most; linear in the keys."""
    waiting: dict[Hashable, deque[int]] = defaultdict(deque)
    formats = sorted({line.format for line in known.values()})
    for known_id, line in known.items():
        for key in (tier.known_keys or tier.keys)(line):
            waiting[key, line.format].append(known_id)
    taken: set[int] = set()
    pairs = []
    for index, line in new.items():
        queues = (
            waiting[key, format_name]
            for key in tier.keys(line)
            for format_name in formats
            if (format_name == line.format) is tier.is_same_format
            and (key, format_name) in waiting
        )
        for queue in queues:
            while queue and queue[0] in taken:
                queue.popleft()
            accepts = tier.accepts or _always
            if queue and accepts(line, known[queue[0]]):
                taken.add(queue[0])
                pairs.append((index, queue[0]))
                break
    return pairs


def cut_pairs(
    new: dict[int, Traits], known: dict[int, Traits], *, is_whole: bool
) -> list[tuple[int, int]]:
    """Pairs whose text one format, or one export, cuts off."""
    if len(new) * len(known) > MOST_COMPARED:
        return []

    def fits(one: Traits, other: Traits) -> bool:
        if one.format == other.format:
            return is_whole and not differ(one, other)
        shorter = min(len(one.text), len(other.text))
        return shorter >= _TELLING_LETTERS and _is_cut(one.text, other.text)

    free = dict(known)
    pairs = []
    for index, line in new.items():
        found = next((each for each, other in free.items() if fits(line, other)), None)
        if found is not None:
            del free[found]
            pairs.append((index, found))
    return pairs
