"""NACHA files: records of 94 characters, as banks of the United States send them.

One file header (1), batches (5) of entries (6) with their addenda (7), each closed by
its control (8), and the file's control (9), filled up with lines of nines to blocks of
ten.  All standard entry classes are read.  What the controls declare is compared with
what was read; a difference is a problem and is not mended.  The layouts are those of
the Nacha Operating Rules, appendix Three.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from duebook.domain.banking import Problem
from duebook.formats.bank.ach_entries import read_entry, routing_digits, with_addenda
from duebook.formats.bank.ach_lines import FORMAT, WIDTH, Line, lines_of
from duebook.formats.bank.ach_records import AchBatch, AchEntry, AchFile
from duebook.formats.bank.refusals import UnreadableBankFile

if TYPE_CHECKING:
    from duebook.formats.bank.ach_lines import Columns

_BLOCK: Final = 10
_HASH: Final = 10**10
"""The hash of the routing numbers keeps its last ten digits."""

_TOTALS: Final = frozenset({"debit total", "credit total"})


@dataclass(slots=True)
class _OpenBatch:
    """A batch that is being read, and of it the entry that addenda belong to."""

    head: AchBatch
    service_class: str
    entries: list[AchEntry] = field(default_factory=list)
    addenda: list[Line] = field(default_factory=list)
    count: int = 0
    hash: int = 0


@dataclass(slots=True)
class _Reading:
    """What is known so far of a file; ``count`` and ``hash`` as controls count."""

    header: Line | None = None
    control: Line | None = None
    open: _OpenBatch | None = None
    batches: list[AchBatch] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    count: int = 0
    hash: int = 0

    def tell(self, code: str, line: Line, about: str, sentence: str) -> None:
        self.problems.append(line.problem(code, about, sentence))


def read_nacha(data: bytes, name: str) -> AchFile:
    """Read a NACHA file: payments, returns (R codes), notifications of change.

    A missing header or control is a problem, a line that fits nowhere a refusal.

    Args:
        data: the whole file, at most 64 MB.
        name: of the file, for what is said about it.

    Raises:
        UnreadableBankFile: naming the line and the field.
    """
    reading = _Reading()
    last = Line(0, "")
    count = 0
    for line in lines_of(data, name, reading.problems):
        last = line
        count += 1
        _take(reading, line)
    if reading.header is None and not reading.batches and reading.open is None:
        reason = "there is neither a header nor a batch in it"
        raise UnreadableBankFile(FORMAT, name, "file", reason)
    _finish(reading, last)
    if reading.control is not None:
        _compare_file(reading, reading.control, lines=count)
    return _as_file(reading)


def _take(reading: _Reading, line: Line) -> None:
    if reading.control is not None:
        if line.text.strip(" 9"):
            line.refuse("record", "it stands behind the control of the file")
        return
    match line.text[0]:
        case "1":
            _take_header(reading, line)
        case "5":
            _open_batch(reading, line)
        case "6":
            _take_entry(reading, line)
        case "7":
            _take_addendum(reading, line)
        case "8":
            _close_batch(reading, line)
        case "9":
            _break_off(reading, line)
            reading.control = line
        case other:
            line.refuse("record type", f"“{other}” is none of 1, 5, 6, 7, 8 and 9")


def _take_header(reading: _Reading, line: Line) -> None:
    if reading.header is not None or reading.batches or reading.open:
        line.refuse("record type", "a second file header; send each file by itself")
    sizes = line.cut((35, 39))
    if sizes != "09410":
        line.refuse("record size", f"“{sizes}” instead of 094 and 10")
    reading.header = line


def _open_batch(reading: _Reading, line: Line) -> None:
    _break_off(reading, line)
    sec = line.cut((51, 53))
    if not re.fullmatch("[A-Z]{3}", sec):
        line.refuse("standard entry class", f"“{sec}” is none")
    reading.open = _OpenBatch(
        AchBatch(
            place=line.place,
            number=line.words((88, 94)),
            company="" if sec == "IAT" else line.words((5, 20)),
            company_id=line.words((41, 50)),
            sec=sec,
            description=line.words((54, 63)),
            effective_on=line.day_in((70, 75), "effective date", reading.problems),
            originating_bank=line.words((80, 87)),
            entries=(),
        ),
        service_class=line.cut((2, 4)),
    )


def _take_entry(reading: _Reading, line: Line) -> None:
    batch = _batch_around(reading, line)
    _end_entry(reading, batch)
    batch.entries.append(read_entry(line, batch.head.sec))
    batch.count += 1
    batch.hash += routing_digits(line)


def _take_addendum(reading: _Reading, line: Line) -> None:
    batch = _batch_around(reading, line)
    if not batch.entries:
        line.refuse("record type", "an addendum without an entry before it")
    batch.addenda.append(line)
    batch.count += 1


def _batch_around(reading: _Reading, line: Line) -> _OpenBatch:
    if reading.open is None:
        line.refuse("record type", f"a record {line.text[0]} outside of any batch")
    return reading.open


def _end_entry(reading: _Reading, batch: _OpenBatch) -> None:
    if batch.addenda:
        batch.entries[-1] = with_addenda(
            batch.entries[-1], batch.addenda, batch.head.sec, reading.problems
        )
        batch.addenda.clear()


def _end_batch(reading: _Reading, batch: _OpenBatch) -> AchBatch:
    _end_entry(reading, batch)
    closed = replace(batch.head, entries=tuple(batch.entries))
    reading.batches.append(closed)
    reading.count += batch.count
    reading.hash += batch.hash
    reading.open = None
    return closed


def _break_off(reading: _Reading, line: Line) -> None:
    """End a batch whose control is missing, and say so."""
    if reading.open is not None:
        sentence = f"The batch of {reading.open.head.place} has no control."
        reading.tell("batch_control_missing", line, "record type", sentence)
        _end_batch(reading, reading.open)


def _close_batch(reading: _Reading, line: Line) -> None:
    batch = _batch_around(reading, line)
    closed = _end_batch(reading, batch)
    is_advice = closed.sec == "ADV"
    debit, credit = ((21, 40), (41, 60)) if is_advice else ((21, 32), (33, 44))
    _compare(reading, line, (5, 10), "entry count", batch.count)
    _compare(reading, line, (11, 20), "entry hash", batch.hash % _HASH)
    _compare(reading, line, debit, "debit total", closed.debit_minor)
    _compare(reading, line, credit, "credit total", closed.credit_minor)
    for about, opened, ended in (
        ("service class", batch.service_class, line.cut((2, 4))),
        ("batch number", closed.number, line.words((88, 94))),
    ):
        if opened != ended:
            code = f"{about.replace(' ', '_')}_differs"
            sentence = f"The batch was opened with {about} {opened}, closed as {ended}."
            reading.tell(code, line, about, sentence)


def _compare_file(reading: _Reading, line: Line, *, lines: int) -> None:
    is_advice = any(batch.sec == "ADV" for batch in reading.batches)
    debit, credit = ((32, 51), (52, 71)) if is_advice else ((32, 43), (44, 55))
    debit_minor = sum(batch.debit_minor for batch in reading.batches)
    credit_minor = sum(batch.credit_minor for batch in reading.batches)
    _compare(reading, line, (2, 7), "batch count", len(reading.batches))
    _compare(reading, line, (8, 13), "block count", -(-lines // _BLOCK))
    _compare(reading, line, (14, 21), "entry count", reading.count)
    _compare(reading, line, (22, 31), "entry hash", reading.hash % _HASH)
    _compare(reading, line, debit, "debit total", debit_minor)
    _compare(reading, line, credit, "credit total", credit_minor)


def _compare(
    reading: _Reading, line: Line, where: Columns, about: str, found: int
) -> None:
    declared = line.number_in(where, about)
    if declared != found:
        said, read = (_shown(about, number) for number in (declared, found))
        sentence = f"The control declares {said} as {about}; {read} was read."
        reading.tell(f"{about.replace(' ', '_')}_differs", line, about, sentence)


def _shown(about: str, number: int) -> str:
    if about in _TOTALS:
        return f"USD {Decimal(number).scaleb(-2):,.2f}"
    return f"{number:,}"


def _finish(reading: _Reading, last: Line) -> None:
    _break_off(reading, last)
    if reading.header is None:
        sentence = "The file begins without its header."
        reading.tell("file_header_missing", Line(1, ""), "record type", sentence)
    if reading.control is None:
        sentence = "The file ends without its control; lines may be missing."
        reading.tell("file_control_missing", last, "record type", sentence)


def _as_file(reading: _Reading) -> AchFile:
    header = reading.header or Line(1, " " * WIDTH)
    return AchFile(
        destination=header.words((4, 13)),
        origin=header.words((14, 23)),
        created_on=header.day_in((24, 29), "creation date", reading.problems),
        reference=header.words((87, 94)),
        batches=tuple(reading.batches),
        problems=tuple(reading.problems),
    )
