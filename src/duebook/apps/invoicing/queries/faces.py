"""Whom a document is addressed to, as it is printed and sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duebook.apps.parties import queries as parties

if TYPE_CHECKING:
    from collections.abc import Collection


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A bill-to as a document shows it; ``text`` is name and address, line by line."""

    text: str
    tax_id: str
    language: str
    delivery: str
    emails: tuple[str, ...]
    terms: str


def faces(entity_id: int, party_ids: Collection[int]) -> dict[int, Face]:
    """The faces of parties, by id, in a constant number of queries."""
    addresses = parties.printed_addresses(entity_id, party_ids)
    emails = parties.invoice_emails(entity_id, party_ids)
    return {
        party.id: Face(
            text="\n".join((party.name, *addresses.get(party.id, ()))),
            tax_id=party.tax_ids[0].number if party.tax_ids else "",
            language=party.language,
            delivery=party.delivery.value,
            emails=emails.get(party.id, ()),
            terms=party.terms.name if party.terms else "",
        )
        for party in parties.party_facts(entity_id, party_ids)
    }
