"""The plain way to match: every receipt against every debt.

A debt fits where its number stands in the text, letters and digits alone, or where its
payer's account paid just its amount; what fits alone is taken.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.domain.matching.records import Book, Debt, Receipt

_SIGNS = re.compile(r"[\W_]+")


def match_all_pairs(receipts: Sequence[Receipt], book: Book) -> list[list[Debt]]:
    """For each receipt the debts that fit best; nothing is posted."""
    accounts = {payer.id: set(payer.accounts) for payer in book.payers}
    bare = [(_SIGNS.sub("", debt.number).upper(), debt) for debt in book.debts]
    return [_fitting(receipt, bare, accounts) for receipt in receipts]


def _fitting(
    receipt: Receipt, bare: Sequence[tuple[str, Debt]], accounts: dict[int, set[str]]
) -> list[Debt]:
    said = _SIGNS.sub("", " ".join((*receipt.references, receipt.text))).upper()
    named: list[Debt] = []
    paid: list[Debt] = []
    for number, debt in bare:
        if number in said:
            named.append(debt)
        if (
            debt.open_minor == receipt.amount_minor
            and debt.currency == receipt.currency
            and receipt.payer_account in accounts[debt.party_id]
        ):
            paid.append(debt)
    return named or paid
