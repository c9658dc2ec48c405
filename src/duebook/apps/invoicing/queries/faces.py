"""Whom a document is addressed to, as it is printed and sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook.apps.entities.queries import entity
from duebook.apps.parties import queries as parties
from duebook.documents.words import printed_locale
from duebook.domain.records import record

if TYPE_CHECKING:
    from collections.abc import Collection


@record
class Face:
    """A bill-to as a document shows it; ``text`` is name and address, line by line.

    ``language`` is a locale that documents are printed in.
    """

    text: str
    tax_id: str
    tax_scheme: str
    cost_centre: str
    their_reference: str
    language: str
    delivery: str
    emails: tuple[str, ...]
    terms: str


def faces(entity_id: int, party_ids: Collection[int]) -> dict[int, Face]:
    """The faces of parties, by id, in a constant number of queries."""
    addresses = parties.printed_addresses(entity_id, party_ids)
    emails = parties.invoice_emails(entity_id, party_ids)
    tax_ids = parties.tax_ids_of(entity_id, party_ids)
    terms = parties.terms_by_id(entity_id)
    standard = parties.default_terms(entity_id)
    ours = entity(entity_id).language
    found: dict[int, Face] = {}
    for party in parties.addressees(entity_id, party_ids):
        tax_id = next(iter(tax_ids.get(party.id, ())), None)
        found[party.id] = Face(
            text="\n".join((party.name, *addresses.get(party.id, ()))),
            tax_id=tax_id.number if tax_id else "",
            tax_scheme=tax_id.scheme if tax_id else "",
            cost_centre=party.cost_centre,
            their_reference=party.their_reference,
            language=printed_locale(party.language, ours),
            delivery=party.delivery,
            emails=emails.get(party.id, ()),
            terms=(terms[party.terms_id] if party.terms_id else standard).name,
        )
    return found
