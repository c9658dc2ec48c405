"""Lines as a clerk types them: ``CONSULT x 2 @ 140 : half a day on site``."""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from duebook.apps.invoicing.actions.charges import NewCharge
from duebook.domain.errors import Refusal
from duebook.web.terminal import amount

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from duebook.apps.invoicing.queries.documents import Stored
    from duebook.domain.crediting import IssuedLine

LINE_HELP = (
    'an item with quantity, price and text: "CONSULT x 2 @ 140 : half a day"; '
    "what is left out is 1, the price book’s, and the item’s; give it once per line"
)

_LINE = re.compile(
    r"\s*(?P<what>\S+)"
    r"(?:\s+x\s+(?P<quantity>\S+))?"
    r"(?:\s+@\s+(?P<price>\S+))?"
    r"(?:\s+:\s+(?P<text>\S.*?))?\s*"
)


@dataclass(frozen=True, slots=True)
class TypedLine:
    """A line as typed; ``what`` is an item, or the place of a line on an invoice."""

    what: str
    quantity: Decimal | None
    price: Decimal | None
    text: str


def line(text: str) -> TypedLine:
    """A line, for ``argparse``."""
    parts = _LINE.fullmatch(text)
    if parts is None:
        message = f"“{text}” is no line such as CONSULT x 2 @ 140"
        raise argparse.ArgumentTypeError(message)
    return TypedLine(
        what=parts["what"],
        quantity=amount(parts["quantity"]) if parts["quantity"] else None,
        price=amount(parts["price"]) if parts["price"] else None,
        text=parts["text"] or "",
    )


def place_line(text: str) -> TypedLine:
    """A line named by its place, for ``argparse``: ``2 x 1`` or ``2 @ 20.00``."""
    typed = line(text)
    if not typed.what.isdecimal():
        message = f"“{text}” does not begin with the number of a line"
        raise argparse.ArgumentTypeError(message)
    return typed


def charges_of(
    lines: Iterable[TypedLine],
    *,
    party: str,
    currency: str,
    service_on: date,
    po: str = "",
) -> tuple[NewCharge, ...]:
    """The charges that typed lines stand for."""
    return tuple(
        NewCharge(
            party=party,
            item=typed.what,
            description=typed.text,
            quantity=Decimal(1) if typed.quantity is None else typed.quantity,
            service_on=service_on,
            currency=currency,
            unit_price=typed.price,
            po=po,
        )
        for typed in lines
    )


@dataclass(eq=False)
class NoSuchLine(Refusal):
    """The invoice has fewer lines."""

    code: ClassVar[str] = "no_such_line"
    template: ClassVar[str] = "{number} has no line {place}; it has {count}."

    number: str
    place: str
    count: int


def line_at(invoice: Stored, typed: TypedLine) -> IssuedLine:
    """The line of an issued document at the place typed, counted from 1.

    Raises:
        NoSuchLine: there are fewer.
    """
    place = int(typed.what)
    if not 1 <= place <= len(invoice.lines):
        raise NoSuchLine(invoice.number, typed.what, len(invoice.lines))
    return invoice.lines[place - 1]


@dataclass(eq=False)
class NoChargeThere(Refusal):
    """The line bills no charge: it is shipping or a rounding."""

    code: ClassVar[str] = "no_charge_there"
    template: ClassVar[str] = (
        "Line {place} of {number} ({what}) follows from the others."
    )

    number: str
    place: str
    what: str


def charge_at(invoice: Stored, typed: TypedLine) -> int:
    """The id of the charge that the line at the place typed bills.

    Raises:
        NoSuchLine: there are fewer lines.
        NoChargeThere: the line bills none.
    """
    found = line_at(invoice, typed).line
    if found.charge_id is None:
        raise NoChargeThere(invoice.number, typed.what, found.description)
    return found.charge_id
