"""ASC X12: the envelope around remittances and, later, claims; read as a stream.

An interchange (ISA to IEA) holds groups (GS to GE) of transaction sets (ST to SE).
The ISA itself says which signs separate segments, elements and components.  Segments
are handed out one by one, so a file need not fit into memory; what SE, GE and IEA
declare is compared on the way.  Source: ASC X12.5 and X12.6.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Final, NamedTuple, NoReturn

from duebook.domain.banking import Problem
from duebook.formats.bank.refusals import UnreadableBankFile

FORMAT: Final = "X12"
_CHUNK: Final = 1 << 16
_LONGEST_SEGMENT: Final = 1 << 20
_LONGEST_HEAD: Final = 400
_ISA_ELEMENTS: Final = 16
_SPACE: Final = " \t\r\n"
_BOM: Final = b"\xef\xbb\xbf"


class Segment(NamedTuple):
    """A segment: its name, its elements from 1 on, and where it stands.

    ``elements[0]`` is the name again, so that ``elements[2]`` is element 02.  A named
    tuple and no dataclass: a remittance of claims has millions.
    """

    name: str
    elements: list[str]
    position: int
    line: int

    def get(self, index: int) -> str:
        """An element without blanks around it; empty where the segment is shorter."""
        return self.elements[index].strip() if index < len(self.elements) else ""

    @property
    def place(self) -> str:
        return f"segment {self.position} in line {self.line}"


@dataclass(frozen=True, slots=True)
class Signs:
    """What separates, as the ISA declares it.

    ``repetition`` is empty in versions before 00402, which repeat nothing, and
    ``component`` where the sender declares none.
    """

    element: str = "*"
    segment: str = "~"
    component: str = ":"
    repetition: str = ""


@dataclass(slots=True)
class Interchange:
    """An opened file: its signs, and its segments, which can be gone through once."""

    signs: Signs
    segments: Iterator[Segment]
    problems: list[Problem] = field(default_factory=list)

    def checked(self) -> Iterator[Segment]:
        """The segments, while ``problems`` gathers what the envelope says wrongly.

        Raises:
            UnreadableBankFile: a segment stands outside of its envelope.
        """
        return _checked(self.segments, self.problems)


_OTHERS: Final = {
    b"UNA": "EDIFACT",
    b"UNB": "EDIFACT",
    b"STX": "TRADACOMS",
    b"MSH": "HL7",
}
_SETS: Final = {
    "214": "a shipment status",
    "270": "an eligibility inquiry",
    "271": "an eligibility answer",
    "276": "a claim status request",
    "277": "a claim status",
    "278": "a service review",
    "810": "an invoice",
    "820": "a payment order or remittance advice",
    "834": "a benefit enrollment",
    "835": "a claim payment",
    "837": "a claim",
    "850": "a purchase order",
    "855": "a purchase order acknowledgment",
    "856": "a ship notice",
    "997": "a functional acknowledgment",
    "999": "an implementation acknowledgment",
}


def set_name(number: str) -> str:
    """What a transaction set is: ``850`` is “a purchase order (850)”."""
    return f"{_SETS.get(number, 'a transaction set')} ({number})"


def open_x12(stream: IO[bytes], name: str) -> Interchange:
    """Read the ISA at the beginning of a stream, and leave the rest to be read.

    Args:
        stream: opened in binary, at its beginning; read in pieces of 64 kB.
        name: of the file, for what is said about it.

    Raises:
        UnreadableBankFile: it is no X12, or the ISA declares no usable signs.
    """
    head = stream.read(_CHUNK).removeprefix(_BOM).lstrip()
    if not head.startswith(b"ISA"):
        reason = "it does not begin with ISA"
        if other := _OTHERS.get(head[:3]):
            reason = f"it is {other}, which is not read here"
        raise UnreadableBankFile(FORMAT, name, "beginning", reason)
    encoding = _encoding(head[:_LONGEST_HEAD])
    signs = _signs(head[:_LONGEST_HEAD].decode(encoding, "replace"), name)
    pieces = _pieces(head, stream, signs.segment.encode(encoding), encoding)
    return Interchange(signs, _segments(pieces, signs))


def _encoding(head: bytes) -> str:
    """UTF-8 where the beginning is, else Latin-1, which can read anything."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def _signs(text: str, name: str) -> Signs:
    """The separators: one behind “ISA”, one in ISA16, one behind it.

    They are counted, not taken from fixed columns: some senders strip the blanks, and
    some leave ISA16 empty, which the end of the GS then shows.
    """
    parts = text.split(text[3:4], _ISA_ELEMENTS)
    if len(parts) <= _ISA_ELEMENTS or len(parts[_ISA_ELEMENTS]) < 2:
        raise UnreadableBankFile(FORMAT, name, "ISA", "it has fewer than 16 elements")
    element, component, segment = text[3], *parts[_ISA_ELEMENTS][:2]
    if segment in "\r\n":
        _, _, following = parts[_ISA_ELEMENTS].partition("\n")
        if following.partition("\n")[0].rstrip().endswith(component):
            component, segment = "", component
    repeats = parts[11].strip()
    repetition = repeats if len(repeats) == 1 and not repeats.isalnum() else ""
    used = [sign for sign in (element, component, segment, repetition) if sign]
    if len(set(used)) < len(used) or any(s.isascii() and s.isalnum() for s in used):
        raise UnreadableBankFile(
            FORMAT, name, "ISA", "it does not declare signs that can be told apart"
        )
    return Signs(element, segment, component, repetition)


def segments_of(text: str, signs: Signs) -> Iterator[Segment]:
    """The segments of a text without an ISA, as payment systems carry them."""
    return _segments(iter((text,)), signs)


def _segments(pieces: Iterator[str], signs: Signs) -> Iterator[Segment]:
    """Split at the segment sign, counting segments and lines."""
    between, end = signs.element, signs.segment
    per_segment = int(end == "\n")
    position, line = 0, 1
    for piece in pieces:
        for raw in piece.split(end):
            text = raw.strip(_SPACE)
            inside = 0
            if "\n" in raw:
                line += raw.count("\n", 0, raw.find(text))
                inside = text.count("\n")
            if text:
                position += 1
                elements = text.split(between)
                yield Segment(elements[0], elements, position, line)
            line += inside + per_segment


def _pieces(head: bytes, stream: IO[bytes], end: bytes, encoding: str) -> Iterator[str]:
    """The stream as texts of whole segments, without the sign at their ends."""
    rest = head
    while True:
        whole, found, rest = rest.rpartition(end)
        if found:
            yield _text(whole, encoding)
        if len(rest) > _LONGEST_SEGMENT:
            reason = f"a segment is longer than {_LONGEST_SEGMENT:,} bytes"
            raise UnreadableBankFile(FORMAT, "the file", "segment", reason)
        more = stream.read(_CHUNK)
        if not more:
            break
        rest += more
    yield _text(rest, encoding).strip("\x1a")


def _text(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return data.decode("latin-1")


@dataclass(slots=True)
class _Open:
    """A level of the envelope that is open: its opening segment and what it holds."""

    opened: Segment
    count: int = 0


_LEVELS: Final = {"ISA": "IEA", "GS": "GE", "ST": "SE"}
_CLOSERS: Final = {closer: opener for opener, closer in _LEVELS.items()}
_ORDER: Final = tuple(_LEVELS)
_CONTROL_NUMBER: Final = {"ISA": 13, "GS": 6, "ST": 2}


def _checked(segments: Iterator[Segment], problems: list[Problem]) -> Iterator[Segment]:
    """Pass the segments on and compare what SE, GE and IEA declare with them."""
    levels: list[_Open] = []
    first_of_set = 0
    last = None
    for segment in segments:
        last = segment
        if segment.name in _LEVELS:
            if len(levels) == len(_ORDER) or segment.name != _ORDER[len(levels)]:
                _misplaced(segment)
            if levels:
                levels[-1].count += 1
            levels.append(_Open(segment))
            first_of_set = segment.position
        elif segment.name in _CLOSERS:
            if not levels or levels[-1].opened.name != _CLOSERS[segment.name]:
                _misplaced(segment)
            level = levels.pop()
            if segment.name == "SE":
                level.count = segment.position - first_of_set + 1
            _compare(level, segment, problems)
        elif len(levels) < len(_ORDER) and segment.name != "TA1":
            _misplaced(segment)
        yield segment
    for level in reversed(levels):
        opened = level.opened
        sentence = f"The {opened.name} of {opened.place} is never closed."
        code = f"x12_{_LEVELS[opened.name].lower()}_missing"
        place = last.place if last else opened.place
        problems.append(
            Problem(code=code, place=place, field=opened.name, sentence=sentence)
        )


def _misplaced(segment: Segment) -> NoReturn:
    name = segment.name[:10]
    reason = f"“{name}” does not belong here; the envelope is ISA, GS, ST, SE, GE, IEA"
    raise UnreadableBankFile(FORMAT, segment.place, "segment", reason)


def _compare(level: _Open, closer: Segment, problems: list[Problem]) -> None:
    number = level.opened.get(_CONTROL_NUMBER[level.opened.name])
    for code, index, declared, found in (
        ("count", 1, closer.get(1), str(level.count)),
        ("control", 2, closer.get(2), number),
    ):
        if (declared.lstrip("0") or "0") != (found.lstrip("0") or "0"):
            problems.append(
                Problem(
                    code=f"x12_{closer.name.lower()}_{code}_differs",
                    place=closer.place,
                    field=f"{closer.name}{index:02}",
                    sentence=f"{closer.name} declares “{declared}”; it is “{found}”.",
                )
            )
