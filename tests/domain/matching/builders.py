"""Receipts, payers and debts for the tests of the matcher: say only what matters."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from duebook.domain.matching.ladder import match
from duebook.domain.matching.records import Book, Debt, Payer, Receipt, Settled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.domain.matching.records import Answer

TODAY = date(2026, 11, 21)
MILL = "DE89370400440532013000"
"""The account of Mill Street Garage, payer 1."""


def a_receipt(amount_minor: int, **changes: Any) -> Receipt:
    """Money of today in euro, without a word, unless said otherwise."""
    facts: dict[str, Any] = {
        "id": 1,
        "received_on": TODAY,
        "currency": "EUR",
        "amount_minor": amount_minor,
    }
    return Receipt(**(facts | changes))


def from_mill(amount_minor: int, text: str = "", **changes: Any) -> Receipt:
    """Money from the account of Mill Street Garage."""
    return a_receipt(amount_minor, payer_account=MILL, text=text, **changes)


def from_hafen(amount_minor: int, text: str = "", **changes: Any) -> Receipt:
    """Money from the Swiss account of Hafen Holding, which pays for its branch."""
    account = "CH93 0076 2011 6238 5295 7"
    return a_receipt(amount_minor, payer_account=account, text=text, **changes)


def a_debt(id_: int, open_minor: int, **changes: Any) -> Debt:
    """Mill Street Garage's, with the number INV-2026-00101 and so on."""
    facts: dict[str, Any] = {
        "id": id_,
        "party_id": 1,
        "number": f"INV-2026-{100 + id_:05d}",
        "currency": "EUR",
        "open_minor": open_minor,
        "amount_minor": open_minor,
        "document_on": TODAY - timedelta(days=20),
        "due_on": TODAY + timedelta(days=10),
    }
    return Debt(**(facts | changes))


def a_settled(id_: int, **changes: Any) -> Settled:
    facts: dict[str, Any] = {
        "number": f"INV-2026-{100 + id_:05d}",
        "party_id": 1,
        "settled_on": date(2026, 11, 3),
    }
    return Settled(**(facts | changes))


PAYERS = (
    Payer(id=1, names=("Mill Street Garage Ltd",), accounts=(MILL,), aliases=("MSG",)),
    Payer(
        id=2, names=("Spreewerk Logistik GmbH",), accounts=("DE02120300000000202051",)
    ),
    Payer(
        id=3,
        names=("Hafen Holding AG",),
        accounts=("CH9300762011623852957",),
        pays_for=(4,),
    ),
    Payer(id=4, names=("Hafen Süd Betriebe",)),
)


def a_book(*debts: Debt, **changes: Any) -> Book:
    facts: dict[str, Any] = {"payers": PAYERS, "debts": debts}
    return Book(**(facts | changes))


def matched(receipt: Receipt, *debts: Debt, **changes: Any) -> Answer:
    """The answer for a single receipt."""
    [answer] = match([receipt], a_book(*debts, **changes))
    return answer


def settles(answer: Answer) -> dict[int, int]:
    """What the first proposal pays, by debt."""
    return {part.debt_id: part.paid_minor for part in answer.proposals[0].parts}


def proposed(answer: Answer) -> list[set[int]]:
    """The debts of each proposal, the best first."""
    return [{part.debt_id for part in way.parts} for way in answer.proposals]


def posted(answers: Sequence[Answer]) -> dict[int, dict[int, int]]:
    """What is posted by itself, by receipt."""
    return {a.receipt_id: settles(a) for a in answers if a.held is None}
