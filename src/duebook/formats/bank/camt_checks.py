"""What a camt statement declares of itself, compared with what was read.

Each difference is told as a problem; none is mended, and none stops the reading.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from duebook.domain.banking import Booking, Problem
from duebook.domain.money import from_minor
from duebook.formats.bank import iso20022
from duebook.formats.bank.text_file import in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from duebook.domain.banking import BankLine, BankStatement
    from duebook.formats.bank.xml import Element

_SUMMARIES: Final = (("TtlNtries", 0), ("TtlCdtNtries", 1), ("TtlDbtNtries", -1))


def currency_problems(
    statement: BankStatement, left_out: Iterable[Element]
) -> Iterator[Problem]:
    """Balances and lines in another currency than the account's."""
    for balance in left_out:
        amount = iso20022.required(balance, "Amt")
        yield Problem(
            code="currency_differs",
            place=statement.place,
            field="Bal",
            sentence=(
                f"A balance is in {amount.currency} and the account in "
                f"{statement.currency}; the balance is left out."
            ),
        )
    for line in statement.lines:
        if line.currency != statement.currency:
            yield Problem(
                code="currency_differs",
                place=line.place,
                field="Amt",
                sentence=(
                    f"The entry is in {line.currency} and the account in "
                    f"{statement.currency}."
                ),
            )


def balance_problems(statement: BankStatement) -> Iterator[Problem]:
    """Where opening balance and booked lines do not come to the closing balance."""
    booked = [line for line in statement.lines if line.status is Booking.BOOKED]
    opening, closing = statement.opening, statement.closing
    if opening is None or closing is None:
        return
    if any(line.currency != statement.currency for line in booked):
        return
    reached_minor = opening.amount_minor + sum(line.amount_minor for line in booked)
    if reached_minor != closing.amount_minor:
        yield Problem(
            code="balance_differs",
            place=statement.place,
            field="Bal",
            sentence=(
                "Opening balance and booked lines come to "
                f"{in_words(reached_minor, statement.currency)}; the closing balance "
                f"is {in_words(closing.amount_minor, statement.currency)}."
            ),
        )


def summary_problems(element: Element, statement: BankStatement) -> Iterator[Problem]:
    """Where declared numbers and sums are those of neither all lines nor the booked."""
    for name, side in _SUMMARIES:
        declared = element.first(f"TxsSummry/{name}")
        if declared is None:
            continue
        lines = [line for line in statement.lines if _is_on(line, side)]
        booked = [line for line in lines if line.status is Booking.BOOKED]
        number, total = declared.first("NbOfNtries"), declared.first("Sum")
        if number is not None:
            counts = [len(lines), len(booked)]
            if iso20022.count(number) not in counts:
                sentence = f"{number.text} lines are declared; {counts[0]} were read."
                yield _differs("count_differs", statement, name, sentence)
        if total is not None:
            sums = [_total(lines), _total(booked)]
            if iso20022.decimal(total) not in sums:
                sentence = f"A sum of {total.text} is declared; {sums[0]} was read."
                yield _differs("sum_differs", statement, name, sentence)


def _is_on(line: BankLine, side: int) -> bool:
    """Whether the line is on a side: 1 money in, -1 out, 0 both."""
    return line.amount_minor * side >= 0


def _total(lines: Iterable[BankLine]) -> Decimal:
    """The sum as a bank declares it: without signs, across currencies."""
    return sum(
        (from_minor(abs(line.amount_minor), line.currency) for line in lines),
        Decimal(0),
    )


def _differs(code: str, statement: BankStatement, name: str, sentence: str) -> Problem:
    return Problem(
        code=code, place=statement.place, field=f"TxsSummry/{name}", sentence=sentence
    )
