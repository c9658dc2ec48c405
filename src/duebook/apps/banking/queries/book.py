"""All that receipts may be matched with, read in sets for the matcher."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Protocol

from duebook import db
from duebook.apps.banking import models
from duebook.apps.banking.queries.lines import ROOM
from duebook.domain.matching.records import (
    Book,
    Debt,
    Deduction,
    Payer,
    Settled,
)
from duebook.domain.references import UnusableNumber, payment_reference

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from duebook.domain.matching.records import (
        Policy,
    )


class Moneyed(Protocol):
    """Money to be matched: a bank line, or a receipt that has its id."""

    @property
    def id(self) -> int: ...
    @property
    def currency(self) -> str: ...


def book_for(
    entity_id: int, lines: Collection[Moneyed], *, settled_since: date, policy: Policy
) -> Book:
    """The payers and open debts of an entity, as the matcher sees them.

    Args:
        entity_id: the entity.
        lines: the lines to be matched; only debts in their currencies are read.
        settled_since: documents settled before this day are not recognised any more.
        policy: what the matcher may take for granted.
    """
    currencies = sorted({line.currency for line in lines})
    return Book(
        payers=_payers(entity_id),
        debts=open_debts(entity_id, currencies),
        settled=_settled(entity_id, settled_since),
        deductions=[
            Deduction(
                code=row.code,
                party_id=row.party_id or 0,
                rate_bp=row.rate_bp,
                limit_minor=row.limit_minor,
                is_automatic=row.is_automatic,
            )
            for row in models.Deduction.objects.filter(entity_id=entity_id)
        ],
        policy=policy,
        rejected=_rejected(entity_id, [line.id for line in lines]),
    )


def _payers(entity_id: int) -> list[Payer]:
    names: dict[int, list[str]] = defaultdict(list)
    accounts: dict[int, list[str]] = defaultdict(list)
    learned = {"name": names, "account": accounts}
    for party_id, kind, value in models.Alias.objects.filter(
        entity_id=entity_id
    ).values_list("party_id", "kind", "value"):
        learned[kind][party_id].append(value)
    return [
        Payer(
            id=party_id,
            names=(name,),
            accounts=tuple(accounts.get(party_id, ())),
            aliases=tuple(names.get(party_id, ())),
            pays_for=tuple(pays_for),
        )
        for party_id, name, pays_for in db.tuples_of(
            db.sql(ROOM, "payers"), {"entity": entity_id}
        )
    ]


def open_debts(entity_id: int, currencies: list[str]) -> list[Debt]:
    """All that is open in some currencies, as the matcher sees it, in id order."""
    return [
        Debt(
            id=row[0],
            party_id=row[1],
            number=row[2],
            currency=row[3],
            open_minor=row[4],
            amount_minor=row[5],
            document_on=row[6],
            due_on=row[7],
            discount_minor=row[8],
            discount_until=row[9],
            references=_references(row[2], row[10]),
            contested_minor=row[11],
        )
        for row in db.tuples_of(
            db.sql(ROOM, "debts"), {"entity": entity_id, "currencies": currencies}
        )
    ]


def _references(number: str, po: str) -> tuple[str, ...]:
    """Other names of a document: what is printed on it to be quoted, their order."""
    try:
        printed = payment_reference(number)
    except UnusableNumber:
        return (po,) if po else ()
    return (printed, po) if po else (printed,)


def _settled(entity_id: int, since: date) -> list[Settled]:
    return [
        Settled(
            number=number,
            party_id=party_id,
            settled_on=settled_on,
            references=_references(number, po),
            amount_minor=amount_minor,
        )
        for number, party_id, settled_on, po, amount_minor in db.tuples_of(
            db.sql(ROOM, "settled"), {"entity": entity_id, "since": since}
        )
    ]


def _rejected(
    entity_id: int, line_ids: Collection[int]
) -> dict[int, frozenset[frozenset[int]]]:
    found: dict[int, set[frozenset[int]]] = defaultdict(set)
    for line_id, item_ids in models.Rejection.objects.filter(
        entity_id=entity_id, line_id__any_of=line_ids
    ).values_list("line_id", "item_ids"):
        found[line_id].add(frozenset(item_ids))
    return {line_id: frozenset(items) for line_id, items in found.items()}
