"""Whether the open documents of a file add up to the total that came with them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from duebook.domain.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from duebook.formats.tables import Row

CREDITS = frozenset({"credit_note", "payment"})
"""Kinds whose amount lowers what a party owes, whatever its sign in the file."""

Amount = TypeVar("Amount", int, Decimal)


@dataclass(eq=False)
class TotalDiffers(Refusal):
    """The open documents that would be taken in are not the total that was told."""

    code: ClassVar[str] = "opening_total_differs"
    template: ClassVar[str] = (
        "The total of {file} is {total:,}; what would be taken in is {taken:,}, "
        "{difference:,} apart. Nothing was added. Look at the rows that are bad or "
        "left out, or go on with --differs-because and the reason."
    )

    file: str
    total: Decimal
    taken: Decimal
    difference: Decimal


@dataclass(eq=False)
class TotalOfSeveralCurrencies(Refusal):
    """There is one total for open documents in several currencies."""

    code: ClassVar[str] = "opening_total_of_several_currencies"
    template: ClassVar[str] = (
        "The open documents of {file} are in {currencies}, so one total proves "
        "nothing. Take in a file for each currency, or go on with --differs-because "
        "and the reason."
    )

    file: str
    currencies: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """The total that came with a file, beside what would be taken in.

    Attributes:
        total: printed by the file, or said by a person.
        taken: the open documents that are taken in or known already; credits are
            negative.
        currencies: of those documents, as far as the file names them.
    """

    total: Decimal
    taken: Decimal
    currencies: tuple[str, ...]

    def refusal(self, file: str) -> Refusal | None:
        """Why the file is not taken in, if it does not tie."""
        if len(self.currencies) > 1:
            return TotalOfSeveralCurrencies(file, " and ".join(self.currencies))
        if self.total != self.taken:
            difference = self.total - self.taken
            return TotalDiffers(file, self.total, self.taken, difference)
        return None


def tie_of(total: Decimal, rows: Iterable[Row]) -> Tie:
    """The total beside the rows of open documents that can be taken in."""
    told: list[Mapping[str, Any]] = [row.values for row in rows]
    owed = (as_owed(values, open_amount(values)) for values in told)
    return Tie(
        total=total,
        taken=sum(owed, Decimal(0)),
        currencies=tuple(
            sorted({values["currency"] for values in told if "currency" in values})
        ),
    )


def open_amount(values: Mapping[str, Any]) -> Decimal:
    """What a row says is open, as it stands in the file."""
    amount: Decimal = values[open_field(values)]
    return amount


def open_field(values: Mapping[str, Any]) -> str:
    """The field that says what is open: the open amount before the whole one."""
    return "open_amount" if "open_amount" in values else "amount"


def as_owed(values: Mapping[str, Any], amount: Amount) -> Amount:
    """The amount of a row with its sign: debts positive and credits negative."""
    return -abs(amount) if values.get("kind") in CREDITS else amount
