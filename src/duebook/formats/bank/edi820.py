"""X12 820: what a payer says a payment is for; of files, and of ACH addenda.

Version 004010 and 005010, the health plans' 005010X218 among them.  BPR has the total,
TRN the number that links to the money, N1 the payer, RMR each invoice, ADX what was
left out and why.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from duebook.domain.banking import Counterparty, Remittance, RemittanceLine
from duebook.domain.errors import Refusal
from duebook.domain.money import exact_minor, from_minor, parse_amount
from duebook.formats.bank.refusals import UnreadableBankFile
from duebook.formats.bank.remittances import about_total, told
from duebook.formats.bank.x12 import (
    FORMAT,
    Segment,
    Signs,
    open_x12,
    segments_of,
    set_name,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from decimal import Decimal

    from duebook.domain.banking import Problem
    from duebook.formats.bank.ach_records import AchEntry

LONGEST_FILE: Final = 64 * 1024 * 1024
_PAYER: Final = "PR"
_BANK_NUMBERS: Final = frozenset({"01", "02", "04"})
"""Kinds of bank number in BPR: routing number, BIC, Canadian."""


_NOBODY: Final = Counterparty()


@dataclass(slots=True)
class _Line:
    """An RMR with what follows it, until the next."""

    segment: Segment
    line: RemittanceLine
    adjustments_minor: int = 0
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Set:
    """A transaction set that is being read."""

    place: str
    currency: str
    payment: Segment | None = None
    reference: str = ""
    paid_on: dt.date | None = None
    payer: Counterparty = _NOBODY
    lines: list[_Line] = field(default_factory=list)
    apart: list[RemittanceLine] = field(default_factory=list)
    about: str = ""
    is_in_line: bool = False


def read_820(data: bytes, name: str) -> tuple[tuple[Remittance, ...], list[Problem]]:
    """Read every remittance of an X12 file.

    Args:
        data: the whole file, at most 64 MB.
        name: of the file, for what is said about it.

    Returns:
        One remittance per transaction set, and what does not agree: the envelope's
        counts, lines that do not add up to the total.

    Raises:
        UnreadableBankFile: it is no X12, has another set than 820, or an amount, a day
            or a currency in it cannot be read; with segment and element.
    """
    if len(data) > LONGEST_FILE:
        reason = f"it is longer than {LONGEST_FILE:,} bytes"
        raise UnreadableBankFile(FORMAT, name, "file", reason)
    interchange = open_x12(io.BytesIO(data), name)
    problems = interchange.problems
    remittances = tuple(_read(interchange.checked(), problems))
    if not remittances:
        raise UnreadableBankFile(FORMAT, name, "ST", "there is no remittance in it")
    for remittance in remittances:
        problems.extend(about_total(remittance))
    return remittances, problems


def remittance_of(entry: AchEntry) -> tuple[Remittance | None, list[Problem]]:
    r"""The remittance in the addenda of an ACH entry: an 820, or single segments.

    CTX carries a whole 820 over many addenda, with or without its envelope; CCD and
    PPD one segment, mostly ``RMR*IV*number**amount\\``.  ``None`` where the text is
    something else.  Where the text does not say them, the trace number is the reference
    and the entry's amount the total.

    Raises:
        UnreadableBankFile: it is X12, and a value in it cannot be read.
    """
    text = entry.text
    if not text.startswith(_BEGINNINGS):
        return None, []
    problems: list[Problem] = []
    for read in _read(_segments_in(text, entry.place), problems):
        remittance = replace(
            read,
            place=entry.place,
            reference=read.reference or entry.trace,
            total_minor=entry.amount_minor
            if read.total_minor is None
            else read.total_minor,
        )
        return remittance, [*problems, *about_total(remittance)]
    return None, problems


_BEGINNINGS: Final = ("ISA", "ST*", "BPR*", "RMR*", "TRN*")


def _segments_in(text: str, name: str) -> Iterator[Segment]:
    """The segments of an addendum; a set that lacks its ST gets one."""
    if text.startswith("ISA"):
        yield from open_x12(io.BytesIO(text.encode()), name).checked()
        return
    if not text.startswith("ST"):
        yield Segment("ST", ["ST", "820"], 0, 1)
    end = next((sign for sign in "\\~" if sign in text), "\n")
    yield from segments_of(text, Signs(segment=end))


def _read(segments: Iterable[Segment], problems: list[Problem]) -> Iterator[Remittance]:
    """Each set as it ends; a set that does not end counts as well."""
    current: _Set | None = None
    for segment in segments:
        if segment.name == "ST":
            if segment.get(1) != "820":
                reason = f"it is {set_name(segment.get(1))}, not a remittance (820)"
                raise UnreadableBankFile(FORMAT, segment.place, "ST01", reason)
            current = _Set(segment.place, "USD")
        elif segment.name == "SE" and current is not None:
            yield _finished(current, problems)
            current = None
        elif current is not None and (take := _TAKERS.get(segment.name)) is not None:
            take(current, segment)
    if current is not None:
        yield _finished(current, problems)


def _take_currency(into: _Set, segment: Segment) -> None:
    into.currency = segment.get(2).upper() or into.currency


def _take_trace(into: _Set, segment: Segment) -> None:
    into.reference = into.reference or segment.get(2)


def _take_party(into: _Set, segment: Segment) -> None:
    if segment.get(1) == _PAYER:
        into.payer = replace(into.payer, name=segment.get(2))


def _take_entity(into: _Set, _segment: Segment) -> None:
    into.about, into.is_in_line = "", False


def _take_person(into: _Set, segment: Segment) -> None:
    into.about = " ".join(filter(None, (segment.get(4), segment.get(3))))


def _take_payment(into: _Set, segment: Segment) -> None:
    """BPR; its amount waits, because the currency (CUR) comes behind it."""
    into.payment = segment
    into.paid_on = _day(segment, 16)
    is_bank = segment.get(6) in _BANK_NUMBERS
    into.payer = replace(
        into.payer,
        bank=segment.get(7) if is_bank else "",
        account="".join(segment.get(9).split()),
    )


def _take_line(into: _Set, segment: Segment) -> None:
    """RMR: 02 the reference, 04 paid, 05 billed, 06 discount; 07 and 08 left out."""
    adjusted = _amount(into, segment, 8)
    line = RemittanceLine(
        reference=segment.get(2),
        paid_minor=_amount(into, segment, 4),
        billed_minor=_amount(into, segment, 5),
        discount_minor=_amount(into, segment, 6) or 0,
        adjustment_code=segment.get(7),
    )
    notes = [into.about] if into.about else []
    into.lines.append(_Line(segment, line, adjusted or 0, notes))
    into.is_in_line = True


def _take_adjustment(into: _Set, segment: Segment) -> None:
    """ADX: of the line above it, or, before any line, a part of the payment itself."""
    amount_minor = _amount(into, segment, 1)
    if amount_minor is None:
        reason = "an adjustment without an amount"
        raise UnreadableBankFile(FORMAT, segment.place, "ADX01", reason)
    if into.is_in_line:
        above = into.lines[-1]
        above.adjustments_minor += amount_minor
        above.line = replace(above.line, adjustment_code=segment.get(2))
    else:
        into.apart.append(
            RemittanceLine(
                reference=segment.get(4),
                paid_minor=amount_minor,
                adjustment_code=segment.get(2),
                note="an adjustment of the payment",
            )
        )


def _take_detail(into: _Set, segment: Segment) -> None:
    if into.is_in_line:
        told = segment.elements[2:] if segment.name == "REF" else segment.elements[6:]
        if segment.name == "DTM" and segment.get(2):
            told = [segment.get(2)]
        into.lines[-1].notes.append(" ".join(" ".join(told).split()))
    elif segment.name == "DTM" and into.paid_on is None and segment.get(2):
        into.paid_on = _day(segment, 2)


_TAKERS: Final[Mapping[str, Callable[[_Set, Segment], None]]] = {
    "BPR": _take_payment,
    "CUR": _take_currency,
    "TRN": _take_trace,
    "N1": _take_party,
    "ENT": _take_entity,
    "NM1": _take_person,
    "RMR": _take_line,
    "ADX": _take_adjustment,
    "REF": _take_detail,
    "DTM": _take_detail,
}


def _finished(read: _Set, problems: list[Problem]) -> Remittance:
    lines = [_line(each, read.currency, problems) for each in read.lines]
    return Remittance(
        place=read.place,
        payer=read.payer,
        reference=read.reference,
        paid_on=read.paid_on,
        currency=read.currency,
        total_minor=_total(read),
        lines=(*lines, *read.apart),
    )


def _total(read: _Set) -> int | None:
    if read.payment is None:
        return None
    total_minor = _amount(read, read.payment, 2)
    is_debit = read.payment.get(3) == "D"
    return -total_minor if is_debit and total_minor is not None else total_minor


def _line(read: _Line, currency: str, problems: list[Problem]) -> RemittanceLine:
    """The line with what was left out, positive: payers write it as less or more."""
    line = replace(
        read.line,
        adjustment_minor=-read.adjustments_minor,
        note="; ".join(filter(None, read.notes)),
    )
    if line.billed_minor is not None and line.paid_minor is not None:
        expected = line.billed_minor - line.discount_minor - line.adjustment_minor
        if expected != line.paid_minor:
            sentence = (
                f"Of {line.reference}, {from_minor(line.billed_minor, currency)} less "
                f"discount and adjustments is {from_minor(expected, currency)}; "
                f"{from_minor(line.paid_minor, currency)} is said to be paid."
            )
            place = read.segment.place
            problems.append(told("remittance_line_differs", place, "RMR04", sentence))
    return line


def _amount(read: _Set, segment: Segment, index: int) -> int | None:
    """An amount in minor units; ``None`` where there is none.

    X12 writes ``.5`` and ``12.``, and a plus is allowed.
    """
    text = segment.get(index)
    if not text:
        return None
    try:
        return exact_minor(_plain(text), read.currency)
    except Refusal as refusal:
        where = f"{segment.name}{index:02}"
        raise UnreadableBankFile(FORMAT, segment.place, where, str(refusal)) from None


def _plain(text: str) -> Decimal:
    sign = "-" if text.startswith("-") else ""
    whole, point, fraction = text.removeprefix("+").removeprefix("-").partition(".")
    if point and not (whole or fraction):
        return parse_amount(text)
    return parse_amount(f"{sign}{whole or '0'}{'.' + fraction if fraction else ''}")


def _day(segment: Segment, index: int) -> dt.date | None:
    text = segment.get(index)
    if not text:
        return None
    try:
        if len(text) in {6, 8} and text.isascii() and text.isdigit():
            century = "20" if len(text) == 6 else ""
            return dt.datetime.strptime(century + text, "%Y%m%d").date()  # noqa: DTZ007  (a day has no zone)
    except ValueError:
        pass
    where = f"{segment.name}{index:02}"
    reason = f"“{text}” is no day"
    raise UnreadableBankFile(FORMAT, segment.place, where, reason)
