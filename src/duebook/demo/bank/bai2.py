"""A month of an account as BAI2: one group for each day on which something moved."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from duebook.demo.bank.moves import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from duebook.demo.bank.moves import Move
    from duebook.demo.blueprint import OurAccount

_CODES: Final = {
    Kind.TRANSFER: "142",
    Kind.WIRE: "195",
    Kind.DEPOSIT: "115",
    Kind.PAYOUT: "142",
    Kind.FEE: "698",
}
_BANK: Final = "044000037"
_LONGEST: Final = 80


def bai2_file(
    bank: OurAccount, moves: Sequence[Move], sent_on: date, opening_minor: int
) -> bytes:
    """The movements of an account, day by day with balances and control totals."""
    groups: list[list[str]] = []
    controls: list[int] = []
    held_minor = opening_minor
    for day, of_day in groupby(moves, key=lambda move: move.day):
        several = list(of_day)
        closing_minor = held_minor + sum(move.amount_minor for move in several)
        lines, control = _group(bank, day, several, held_minor, closing_minor)
        groups.append(lines)
        controls.append(control)
        held_minor = closing_minor
    whole = [line for lines in groups for line in lines]
    head = f"01,{_BANK},GRANITEYD,{sent_on:%y%m%d},0610,1,80,,2/"
    foot = f"99,{sum(controls)},{len(groups)},{len(whole) + 2}/"
    return "".join(f"{line}\r\n" for line in (head, *whole, foot)).encode("ascii")


def _group(
    bank: OurAccount,
    day: date,
    moves: Sequence[Move],
    opening_minor: int,
    closing_minor: int,
) -> tuple[list[str], int]:
    """The records of a day, and their control total."""
    credits_minor = [move.amount_minor for move in moves if move.amount_minor > 0]
    debits_minor = [-move.amount_minor for move in moves if move.amount_minor < 0]
    told = {
        "010": opening_minor,
        "015": closing_minor,
        "100": sum(credits_minor),
        "400": sum(debits_minor),
    }
    summaries = ",".join(f"{code},{minor},," for code, minor in told.items())
    records = [f"03,{bank.identifier},{bank.currency},{summaries}/"]
    for number, move in enumerate(moves, 1):
        records += _line(move, number)
    control = sum(told.values()) + sum(credits_minor) + sum(debits_minor)
    records.append(f"49,{control},{len(records) + 1}/")
    head = f"02,GRANITEYD,{_BANK},1,{day:%y%m%d},2359,{bank.currency},2/"
    foot = f"98,{control},1,{len(records) + 2}/"
    return [head, *records, foot], control


def _line(move: Move, number: int) -> Iterator[str]:
    """A detail record, its text in lines that are not too long."""
    reference = f"{move.day:%m%d}{number:05d}"
    head = f"16,{_CODES[move.kind]},{abs(move.amount_minor)},Z,{reference},,"
    line = head
    for word in move.text.split():
        if len(line) + len(word) > _LONGEST:
            yield line.rstrip()
            line = "88,"
        line += f"{word} "
    yield line.rstrip()
