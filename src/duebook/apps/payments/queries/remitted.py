"""What a payer's remittance says of their open items, and what of it cannot be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from duebook.apps.payments.queries.proposing import named_in
from duebook.domain.money import told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.apps.receivables.queries import Item
    from duebook.domain.banking import Remittance, RemittanceLine


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line of a remittance that settles nothing, or not all that it says, and why."""

    reference: str
    why: str


@dataclass(frozen=True, slots=True)
class Directed:
    """Amounts in minor units by item, as a payer directs them; and what is refused."""

    amounts: Mapping[int, int]
    refused: tuple[RefusedLine, ...]


def directed(remittance: Remittance, items: Sequence[Item], currency: str) -> Directed:
    """What a remittance settles of a payer's open items in a currency.

    A line names one document; its instalments are settled first due first.  What is
    under dispute is left alone, and no item gets more than it has open.
    """
    own = [item for item in items if item.currency == currency]
    amounts: dict[int, int] = {}
    refused: list[RefusedLine] = []
    for line in remittance.lines:
        if remittance.currency not in {"", currency}:
            why = f"it is in {remittance.currency}, the payment is in {currency}"
        else:
            why = _put(line, own, amounts, currency)
        if why:
            refused.append(RefusedLine(line.reference or "a line without number", why))
    return Directed(amounts, tuple(refused))


def _put(
    line: RemittanceLine, items: Sequence[Item], amounts: dict[int, int], currency: str
) -> str:
    """Add to ``amounts`` what a line pays, and say what of it could not be put."""
    named = set(named_in(line.reference, items))
    meant = [item for item in items if item.id in named]
    numbers = sorted({item.number for item in meant})
    if not numbers:
        return "no open item of this payer has this number"
    if len(numbers) > 1:
        return f"it could be {' or '.join(numbers)}"
    offered = {
        item.id: item.as_debt().offered_minor - amounts.get(item.id, 0)
        for item in sorted(meant, key=lambda item: (item.due_on, item.id))
    }
    left_minor = sum(offered.values()) if line.paid_minor is None else line.paid_minor
    if left_minor < 0:
        return f"{told(-left_minor, currency)} is deducted; apply that credit by itself"
    if not left_minor:
        return "nothing is paid of it"
    for item_id, offered_minor in offered.items():
        takes_minor = min(left_minor, offered_minor)
        if takes_minor > 0:
            amounts[item_id] = amounts.get(item_id, 0) + takes_minor
            left_minor -= takes_minor
    if not left_minor:
        return ""
    return f"it pays {told(left_minor, currency)} more than is open and not disputed"
