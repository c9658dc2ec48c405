"""What is open of a payer, and what money that just came would settle of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.parties.queries import find_parties
from duebook.apps.receivables.queries import (
    items_by_number,
    open_balances,
)
from duebook.domain.matching.references import document_keys, spans

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from duebook.apps.receivables.queries import Item
    from duebook.domain.payments import Method


@dataclass(frozen=True, slots=True)
class Payer:
    """A party that may have paid: ``open_minor`` is what it owes on balance."""

    code: str
    name: str
    currency: str
    open_minor: int


def payers(entity_id: int, text: str, *, size: int = 8) -> list[Payer]:
    """Parties by a part of the name, the beginning of the code, or an open number."""
    found = list(find_parties(entity_id, text, size=size).parties)
    if not found:
        return _payers_of_number(entity_id, text)
    balances = open_balances(entity_id, [party.id for party in found])
    return [
        Payer(party.code, party.name, party.currency, balances.get(party.id, 0))
        for party in found
    ]


def _payers_of_number(entity_id: int, number: str) -> list[Payer]:
    items = items_by_number(entity_id, [number.strip().upper()])
    ids = {item.party_id for found in items.values() for item in found}
    return db.rows_of(
        Payer,
        "SELECT party.code, party.name, party.currency,"
        " coalesce((SELECT sum(item.open_minor) FROM receivables_item AS item"
        " WHERE item.entity_id = %(entity)s AND item.party_id = party.id"
        " AND item.open_minor <> 0 AND item.currency = party.currency), 0)::bigint"
        " AS open_minor FROM parties_party AS party"
        " WHERE party.entity_id = %(entity)s AND party.id = ANY(%(ids)s::bigint[])",
        {"entity": entity_id, "ids": db.array(ids)},
    )


def named_in(text: str, items: Sequence[Item]) -> list[int]:
    """The items whose numbers a text mentions, in the order in which it does."""
    by_key: dict[str, list[int]] = {}
    for item in items:
        for key in document_keys(item.number):
            by_key.setdefault(key, []).append(item.id)
    found = (
        item_id
        for span in spans([text])
        for key in span.keys
        for item_id in by_key.get(key, ())
    )
    return list(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class SeenBefore:
    """A payment like the one that is typed in."""

    number: str
    received_on: date


def seen_before(
    entity_id: int,
    party_id: int,
    *,
    method: Method,
    reference: str,
    currency: str,
    amount_minor: int,
    sending: UUID,
) -> SeenBefore | None:
    """The last payment of a party by the same way, reference and amount.

    What was sent under the key ``sending`` is the same payment, and none before it.
    """
    if not reference:
        return None
    found = db.rows_of(
        SeenBefore,
        db.sql("duebook.apps.payments", "seen_before"),
        {
            "entity": entity_id,
            "party": party_id,
            "method": method.value,
            "reference": reference,
            "currency": currency,
            "amount": amount_minor,
            "key": sending,
        },
    )
    return found[0] if found else None
