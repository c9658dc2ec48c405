"""Days as QIF files write them, and which of the numbers is the month."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Final

from duebook.formats.bank.text_file import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.domain.banking import Problem
    from duebook.formats.bank.text_file import Spot

_DAY: Final = re.compile(
    r"([0-9]{1,4})\s*([-/.])\s*([0-9]{1,2})\s*([-/.'])\s*([0-9]{1,4})"
)
_CENTURY_TURNS: Final = 70


class DayOrder(Enum):
    """Which of three numbers is the year, the month and the day."""

    MONTH_FIRST = (2, 0, 1)
    DAY_FIRST = (2, 1, 0)
    YEAR_FIRST = (0, 1, 2)

    @property
    def words(self) -> str:
        return self.name.lower().replace("_", " ")


@dataclass(frozen=True, slots=True)
class DayText:
    """Three numbers of a day; an apostrophe says that the year is after 2000."""

    numbers: tuple[str, str, str]
    mark: str
    has_apostrophe: bool

    def try_day(self, order: DayOrder) -> date | None:
        """The day in this order, or ``None`` where there is no such day."""
        year, month, day = (self.numbers[place] for place in order.value)
        is_year = len(year) == 4 or (
            len(year) <= 2 and order is not DayOrder.YEAR_FIRST
        )
        if len(month) > 2 or len(day) > 2 or not is_year:
            return None
        number = int(year)
        if len(year) <= 2:
            is_last = number >= _CENTURY_TURNS and not self.has_apostrophe
            number += 1900 if is_last else 2000
        try:
            return date(number, int(month), int(day))
        except ValueError:
            return None

    def day(self, order: DayOrder, spot: Spot) -> date:
        """The day in this order.

        Raises:
            UnreadableBankFile: there is no such day.
        """
        found = self.try_day(order)
        if found is None:
            spot.refuse(
                f"{shown(self.mark.join(self.numbers))} is no day with the "
                f"{order.words}, as the other days of the file want it."
            )
        return found


def day_text_of(text: str, spot: Spot) -> DayText:
    """The numbers of a day such as ``2/10'2020``, ``1/ 1'00`` or ``3.2.20``.

    Raises:
        UnreadableBankFile: there are not three numbers.
    """
    match = _DAY.fullmatch(text)
    if match is None:
        spot.refuse(f"{shown(text)} is not a day.")
    first, mark, second, before_year, third = match.groups()
    return DayText((first, second, third), mark, before_year == "'")


def day_order(days: Sequence[tuple[str, Spot]], problems: list[Problem]) -> DayOrder:
    """The order in which every day of a file reads.

    Where more than one does and they make different days, points say day first
    and slashes month first; that it was assumed is told as ``day_order_assumed``.
    A day that fits no order of the others is refused when it is read.
    """
    texts = [day_text_of(text, spot) for text, spot in days]
    readable = {
        order: sum(text.try_day(order) is not None for text in texts)
        for order in DayOrder
    }
    most = max(readable.values())
    orders = [order for order in DayOrder if readable[order] == most]
    points = bool(texts) and all(text.mark == "." for text in texts)
    preferred = DayOrder.DAY_FIRST if points else DayOrder.MONTH_FIRST
    order = preferred if preferred in orders else orders[0]
    doubtful = [
        (text, spot)
        for text, (_, spot) in zip(texts, days, strict=True)
        if len({text.try_day(each) for each in orders}) > 1
    ]
    if doubtful:
        text, spot = doubtful[0]
        problems.append(
            spot.problem(
                "day_order_assumed",
                f"{shown(text.mark.join(text.numbers))} reads in more than one "
                f"order, and no day of the file decides it; the {order.words} is "
                "taken.",
            )
        )
    return order
