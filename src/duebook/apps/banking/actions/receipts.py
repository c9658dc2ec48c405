"""Bank lines as the matcher sees them, each with the advice that belongs to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.banking.queries.advices import open_advices, used_advices
from duebook.apps.banking.queries.lines import Line, waiting_lines
from duebook.apps.entities.actions import REFUSED_BY
from duebook.domain.advices import advices_of
from duebook.domain.matching.records import Receipt

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from duebook.apps.banking.queries.advices import OpenAdvice
    from duebook.apps.entities.actions import Act
    from duebook.domain.banking import BankLine

REFUSED_BY["advice_is_used_once"] = (
    "an advice was used for other money by somebody else in the meantime."
)

KEPT_FOR = timedelta(days=180)
"""How long before its money an advice may have come."""

LOOKED_AT = ("new", "held", "apart")
"""States of a line that the matcher looks at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineReceipt:
    """A receipt of a line: all of it (``part`` 0), or one of its single payments.

    ``advice_id`` is the advice that was found for it and is used once it is posted.
    """

    line: Line
    part: int
    receipt: Receipt
    advice_id: int | None = None


def receipts_of(entity_id: int, lines: Sequence[Line]) -> list[LineReceipt]:
    """Receipts of lines of money that came in, in their order, with their advices.

    An advice must be the only one among all that waits, on every bank account.  One
    that was used for a line stays with it, whatever became of the match.
    """
    used = used_advices(entity_id, [line.id for line in lines])
    receipts = [
        replace(one, receipt=replace(one.receipt, remittance=remittance))
        if (remittance := used.get((one.line.id, one.part)))
        else one
        for one in _receipts(lines)
    ]
    if not receipts:
        return []
    since = min(one.receipt.received_on for one in receipts) - KEPT_FOR
    advices = {one.id: one for one in open_advices(entity_id, since=since)}
    if not advices:
        return receipts
    found = advices_of(
        [one.receipt for one in (*receipts, *_rivals(entity_id, lines))],
        [advice.as_advice() for advice in advices.values()],
    )
    return [
        _advised(one, advices[found[one.receipt.id]])
        if one.receipt.id in found
        else one
        for one in receipts
    ]


def _rivals(entity_id: int, lines: Sequence[Line]) -> Iterator[LineReceipt]:
    """All other money that waits, its parts counted further below zero."""
    mine = {line.id for line in lines}
    others = [
        line
        for line in waiting_lines(entity_id, states=LOOKED_AT)
        if line.amount_minor > 0 and line.id not in mine
    ]
    return _receipts(others, first=-1 - sum(len(line.parts) for line in lines))


def _advised(one: LineReceipt, advice: OpenAdvice) -> LineReceipt:
    receipt = replace(one.receipt, remittance=advice.lines)
    return replace(one, receipt=receipt, advice_id=advice.id)


def use_advices(
    act: Act, receipts: Iterable[LineReceipt], line_ids: Collection[int]
) -> None:
    """Note that the advices found for lines that are posted now were used for them."""
    db.write(
        "banking_advice_use",
        ("entity_id", "advice_id", "line_id", "part"),
        [
            (act.entity_id, one.advice_id, one.line.id, one.part)
            for one in receipts
            if one.advice_id is not None and one.line.id in line_ids
        ],
    )


def _receipts(lines: Sequence[Line], *, first: int = -1) -> Iterator[LineReceipt]:
    """Receipts of lines, one for each single payment.

    A line that is one payment gives its id; the parts of others are counted down
    from below zero, where no line is.
    """
    numbers = count(first, -1)
    for line in lines:
        parts = _parts_that_wait(line)
        if not parts:
            yield LineReceipt(line=line, part=0, receipt=_receipt(line))
        for place, part in enumerate(parts, start=1):
            receipt = _receipt_of_part(next(numbers), line, part)
            yield LineReceipt(line=line, part=place, receipt=receipt)


def _parts_that_wait(line: Line) -> tuple[BankLine, ...]:
    """The single payments of a line, where they are just what waits of it.

    A line that was divided or set apart, or does not agree with its parts, is one
    sum: nobody can say which of the parts is left.
    """
    parts = line.parts
    are_money_in = all(
        part.amount_minor > 0 and part.currency in {"", line.currency} for part in parts
    )
    waits_minor = 0 if line.state == "apart" else line.left_minor
    told_minor = sum(part.amount_minor for part in parts)
    return parts if are_money_in and told_minor == waits_minor else ()


def _receipt(line: Line) -> Receipt:
    return Receipt(
        id=line.id,
        received_on=line.booked_on,
        currency=line.currency,
        amount_minor=line.left_minor,
        payer_name=line.other_name,
        payer_account=line.other_account,
        references=tuple(line.payer_references),
        text=line.text,
        remittance=line.remittance,
        charges_minor=line.charges_minor,
    )


def _receipt_of_part(number: int, line: Line, part: BankLine) -> Receipt:
    return Receipt(
        id=number,
        received_on=line.booked_on,
        currency=line.currency,
        amount_minor=part.amount_minor,
        payer_name=part.other.name,
        payer_account=part.other.account,
        references=part.references,
        text=part.text,
        remittance=part.remittance,
        charges_minor=part.charges_minor,
    )
