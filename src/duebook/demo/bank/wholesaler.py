"""The wholesaler's money: a lockbox of cheques, ACH and wires in a BAI2 report."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from duebook.demo.bank.bai2 import bai2_file
from duebook.demo.bank.moves import (
    Kind,
    Manners,
    Move,
    fee,
    numbers,
    of_the_month,
    shown_on,
    slip_day,
    transfers,
    without_zeros,
)
from duebook.demo.bank.written import csv_file
from duebook.demo.blueprint import THIS_MONTH
from duebook.demo.dice import dice
from duebook.domain.calendars import month_end
from duebook.domain.money import from_minor
from duebook.domain.payments import Method

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from duebook.demo.blueprint import MonthFiles
    from duebook.demo.paying import Remitted
    from duebook.demo.setting_up import Desk

_MANNERS: Final = Manners(
    clean=lambda one, chance: chance.choice(("INV {}", "{}", "INVOICE {}")).format(
        " ".join(numbers(one))
    ),
    short=lambda one, _: f"INV {without_zeros(numbers(one)[0])}",
    nothing=("VENDOR PAYMENT", "ACCT PAYABLE", "MATERIALS"),
    relative=lambda one: f"ON BEHALF OF CUST {one.party}",
    kept_minor=25_00,
    stranger=Move(
        day=THIS_MONTH + timedelta(days=12),
        kind=Kind.WIRE,
        currency="USD",
        amount_minor=1_875_00,
        name="Harlan Title Escrow",
        text="CLOSING FILE 26-1183",
    ),
)


def money_files(
    desk: Desk,
    files: MonthFiles,
    paid: Sequence[Remitted],
    held_minor: Mapping[str, int],
) -> dict[str, bytes]:
    """A table of cheques for each week of the lockbox, and the bank's report."""
    boxes: dict[date, list[Remitted]] = defaultdict(list)
    for one in paid:
        if one.method is Method.CHEQUE:
            boxes[slip_day(one.day)].append(one)
    moves = of_the_month(
        (
            *map(worded, transfers(desk, paid, _MANNERS)),
            *(_deposit(day, box) for day, box in boxes.items()),
            fee(desk, 142_35),
        )
    )
    sent_on = month_end(THIS_MONTH) + timedelta(days=1)
    bank = desk.blueprint.banks[0]
    written = {files.statement: bai2_file(bank, moves, sent_on, held_minor["USD"])}
    misread = min(boxes, default=None)
    for day, box in boxes.items():
        rows = list(_cheques(desk, box))
        if day == misread:
            *said, number, paid_amount = rows[0]
            rows[0] = (*said, str(number).replace("-2026-", "-2O26-"), paid_amount)
        written[f"{files.lockbox}{day}.csv"] = csv_file([_HEADS, *rows])
    return written


def worded(move: Move) -> Move:
    """The text that the bank makes of a payment, its sender's name in it."""
    trace = dice("trace", move.name, move.day, move.amount_minor).randrange(10**7)
    name = move.name.upper()[:22]
    text = (
        f"WIRE IN ORIG:{name} PMT DET:{move.text}"
        if move.kind is Kind.WIRE
        else f"ORIG CO NAME:{name} CO ENTRY DESCR:VENDOR PAY SEC:CTX "
        f"TRACE#:04200001{trace:07d} {move.text}"
    )
    return Move(
        day=move.day,
        kind=move.kind,
        currency=move.currency,
        amount_minor=move.amount_minor,
        text=text.strip(),
    )


def _deposit(day: date, box: Sequence[Remitted]) -> Move:
    return Move(
        day=shown_on(day),
        kind=Kind.DEPOSIT,
        currency="USD",
        amount_minor=sum(one.amount_minor for one in box),
        text="LOCKBOX 2210 DEPOSIT",
    )


_HEADS: Final = (*("Check number", "Payer", "Check amount", "Invoice", "Amount paid"),)


def _cheques(desk: Desk, box: Sequence[Remitted]) -> Iterator[tuple[object, ...]]:
    """A row for each invoice that a cheque pays."""
    for one in box:
        for number in numbers(one):
            paid_minor = sum(
                paid.amount_minor + paid.extra_minor
                for paid in one.paid
                if paid.debt.number == number
            )
            yield (
                one.reference.removeprefix("Cheque "),
                desk.blueprint.party(one.party).name,
                f"{from_minor(one.amount_minor, one.currency)}",
                number,
                f"{from_minor(paid_minor, one.currency)}",
            )
