"""A remittance read into the form of a payment: nothing is posted by it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from django.http import QueryDict

from duebook.apps.payments.forms.receiving import Chosen
from duebook.apps.payments.queries.remitted import RefusedLine, directed
from duebook.domain.errors import Refusal
from duebook.domain.money import from_minor, told
from duebook.formats.bank.advice import read_advice
from duebook.web.search_line import NotReadable
from duebook.web.typed import worked_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.apps.receivables.queries import Item
    from duebook.domain.banking import Remittance

PASTED = "what was pasted"


@dataclass(eq=False)
class NothingToRead(Refusal):
    """No remittance was chosen or pasted."""

    code: ClassVar[str] = "nothing_to_read"
    template: ClassVar[str] = (
        "Choose the payer’s remittance as a file, or paste it into “What the payer "
        "wrote”."
    )


@dataclass(eq=False)
class SeveralPayments(Refusal):
    """A remittance tells of several payments, and none is the one typed in."""

    code: ClassVar[str] = "several_payments"
    template: ClassVar[str] = (
        "{name} tells of {count} payments: {payments}. Type amount or reference of "
        "this one, and read it again."
    )

    name: str
    count: int
    payments: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remitted:
    """A remittance as the form takes it up: what it fills in, and what it cannot."""

    name: str
    filled: QueryDict
    choice: Chosen
    refused: tuple[RefusedLine, ...]
    told: tuple[str, ...]


def remitted(
    data: QueryDict,
    file: tuple[str, bytes] | None,
    choice: Chosen,
    items: Sequence[Item],
    currency: str,
) -> Remitted:
    """Read a remittance, and fill in what the form does not say yet.

    Args:
        data: the form as it was sent.
        file: name and content of an uploaded one; else the pasted text is read.
        choice: what was chosen by hand, which the remittance replaces.
        items: what is open of the payer.
        currency: of the payment.

    Raises:
        NothingToRead: there is neither file nor text.
        SeveralPayments: it is not clear which of them this is.
        Refusal: it cannot be read, and why.
    """
    pasted = data.get("advice", "").strip()
    if file is None and not pasted:
        raise NothingToRead
    name, content = file or (PASTED, pasted.encode())
    found, problems = read_advice(content, name)
    one = _this_one(found, data, name, currency)
    settles = directed(one, items, currency)
    total_minor = one.total_minor or sum(settles.amounts.values())
    filled = data.copy()
    if not data.get("amount", "").strip() and total_minor > 0:
        filled["amount"] = f"{from_minor(total_minor, currency)}"
    if not data.get("reference", "").strip():
        filled["reference"] = one.reference[:120]
    if not pasted:
        filled["advice"] = ", ".join(line.reference for line in one.lines)[:4000]
    return Remitted(
        name=name,
        filled=filled,
        choice=replace(choice, amounts=settles.amounts, faults={}, is_by_hand=True),
        refused=settles.refused,
        told=(
            *(problem.sentence for problem in problems),
            *_differs(one, filled.get("amount", ""), currency),
        ),
    )


def _this_one(
    found: Sequence[Remittance], data: QueryDict, name: str, currency: str
) -> Remittance:
    """The payment that the form is about: the only one, or the one typed in."""
    if len(found) == 1:
        return found[0]
    reference, amount_minor = data.get("reference", "").strip(), _typed(data, currency)
    fitting = [
        one
        for one in found
        if (reference and one.reference == reference)
        or (amount_minor and one.total_minor == amount_minor)
    ]
    if len(fitting) != 1:
        payments = "; ".join(
            f"{told(one.total_minor or 0, one.currency or currency)} {one.reference}"
            for one in found[:5]
        )
        raise SeveralPayments(name, len(found), payments)
    return fitting[0]


def _typed(data: QueryDict, currency: str) -> int:
    try:
        return worked_out(data.get("amount", ""), currency)
    except NotReadable:
        return 0


def _differs(one: Remittance, amount: str, currency: str) -> list[str]:
    """That another amount was typed than the remittance says, where it is so."""
    total_minor = one.total_minor
    try:
        is_same = total_minor is None or worked_out(amount, currency) == total_minor
    except NotReadable:
        return []
    if is_same:
        return []
    return [f"It says {told(total_minor or 0, currency)} was sent; {amount} was typed."]
