"""All that receipts may be matched with, read in sets for the matcher."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING, Protocol

from duebook import db
from duebook.apps.banking import models
from duebook.apps.banking.queries.lines import ROOM
from duebook.domain.matching.index import Index
from duebook.domain.matching.narrowing import rough_keys
from duebook.domain.matching.records import (
    Book,
    Debt,
    Deduction,
    Settled,
)
from duebook.domain.matching.references import number
from duebook.domain.references import UnusableNumber, payment_reference

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date

    from duebook.apps.banking.queries.payers import Payers
    from duebook.domain.matching.index import Wanted
    from duebook.domain.matching.records import Policy


class Moneyed(Protocol):
    """Money to be matched: a bank line, or a receipt that has its id."""

    @property
    def id(self) -> int: ...
    @property
    def currency(self) -> str: ...


def book_for(
    entity_id: int,
    lines: Collection[Moneyed],
    *,
    payers: Payers,
    wanted: Wanted,
    settled_since: date,
    policy: Policy,
) -> Book:
    """The open debts of an entity, as the matcher sees them.

    Of few lines only what is wanted is read; the answers are those of the whole
    book, as :mod:`duebook.domain.matching.narrowing` says.

    Args:
        entity_id: the entity.
        lines: the lines to be matched; only debts in their currencies are read.
        payers: who may pay, as they were sought for these lines.
        wanted: what the lines say.
        settled_since: documents settled before this day are not recognised any more.
        policy: what the matcher may take for granted.
    """
    currencies = sorted({line.currency for line in lines})
    documents = _Documents(entity_id, currencies, settled_since)
    if payers.is_narrowed:
        debts, settled, owners = documents.touched_by(wanted)
    else:
        (debts, settled), owners = documents.read(), set()
    return Book(
        payers=payers.with_owners(owners),
        debts=debts,
        settled=settled,
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
        debts_in_all=documents.debts_in_all(),
        numbers=documents.numbers(),
    )


class _Documents:
    """The documents of an entity that money in some currencies may name."""

    def __init__(self, entity_id: int, currencies: list[str], since: date) -> None:
        self._entity_id = entity_id
        self._currencies = currencies
        self._since = since

    def read(
        self, ids: list[int] | None = None
    ) -> tuple[Sequence[Debt], Sequence[Settled]]:
        """What is open and what was settled lately, of these items or of all."""
        return (
            open_debts(self._entity_id, self._currencies, ids),
            _settled(self._entity_id, self._since, ids),
        )

    def touched_by(
        self, wanted: Wanted
    ) -> tuple[Sequence[Debt], Sequence[Settled], AbstractSet[int]]:
        """What can touch the answers: what is named or meant, and all of its owners."""
        keys = rough_keys(wanted.keys)
        named = _wanted_items(self._entity_id, keys, wanted.amounts, wanted.parties)
        debts, settled = self.read(named)
        index = Index(Book(payers=(), debts=debts, settled=settled), wanted)
        owners = index.parties - wanted.parties
        if owners:
            theirs = _wanted_items(self._entity_id, (), (), owners)
            debts, settled = self.read([*{*named, *theirs}])
        return debts, settled, index.parties

    def debts_in_all(self) -> int:
        """How many are open."""
        [(count,)] = db.tuples_of(
            db.sql(ROOM, "debts_in_all"),
            {"entity": self._entity_id, "currencies": self._currencies},
        )
        return int(count)

    def numbers(self) -> list[str]:
        """A number of each look."""
        rows = db.tuples_of(
            db.sql(ROOM, "number_looks"),
            {"entity": self._entity_id, "since": self._since},
        )
        return [look for (look,) in rows]


def _wanted_items(
    entity_id: int,
    keys: Collection[str],
    amounts: Collection[tuple[str, int]] = (),
    parties: Collection[int] = (),
) -> list[int]:
    """Items that one of these may mean, and a few more."""
    rows = db.tuples_of(
        db.sql(ROOM, "wanted_items"),
        {
            "entity": entity_id,
            "keys": list(keys),
            "currencies": [currency for currency, _ in amounts],
            "amounts": [amount_minor for _, amount_minor in amounts],
            "parties": list(parties),
        },
    )
    return [id_ for (id_,) in rows]


def debts_named(entity_id: int, currency: str, names: Iterable[str]) -> list[Debt]:
    """What is open of documents that may be called so, and of a few more."""
    keys = rough_keys(chain.from_iterable(number(name).keys() for name in names))
    return open_debts(entity_id, [currency], _wanted_items(entity_id, keys))


def debts_of_party(entity_id: int, currency: str, party_id: int) -> list[Debt]:
    """What a party owes in a currency, the earliest due first."""
    debts = open_debts(
        entity_id, [currency], _wanted_items(entity_id, (), parties=[party_id])
    )
    theirs = [debt for debt in debts if debt.party_id == party_id]
    return sorted(theirs, key=lambda debt: (debt.due_on, debt.id))


def open_debts(
    entity_id: int, currencies: list[str], ids: list[int] | None = None
) -> list[Debt]:
    """What is open in some currencies, of these items or of all, in id order."""
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
            db.sql(ROOM, "debts"),
            {"entity": entity_id, "currencies": currencies, "ids": ids},
        )
    ]


def _references(number: str, po: str) -> tuple[str, ...]:
    """Other names of a document: what is printed on it to be quoted, their order."""
    try:
        printed = payment_reference(number)
    except UnusableNumber:
        return (po,) if po else ()
    return (printed, po) if po else (printed,)


def _settled(entity_id: int, since: date, ids: list[int] | None) -> list[Settled]:
    return [
        Settled(
            number=number,
            party_id=party_id,
            settled_on=settled_on,
            references=_references(number, po),
            amount_minor=amount_minor,
        )
        for number, party_id, settled_on, po, amount_minor in db.tuples_of(
            db.sql(ROOM, "settled"), {"entity": entity_id, "since": since, "ids": ids}
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
