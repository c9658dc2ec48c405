"""What parties have: roles, addresses, contacts, tax numbers."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from babel import Locale

from duebook import db
from duebook.apps.entities import queries as entities
from duebook.apps.parties import models
from duebook.domain.addresses import postal_lines
from duebook.domain.checks.facts import Address, AddressKind, TaxId
from duebook.domain.parties import Contact, PartyRole

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import Model


def roles_of(entity_id: int, ids: Collection[int]) -> dict[int, tuple[PartyRole, ...]]:
    """What each party is to us."""
    return {
        party_id: tuple(PartyRole(role) for (role,) in rows)
        for party_id, rows in _by_party(models.Role, entity_id, ids, "role").items()
    }


def tax_ids_of(entity_id: int, ids: Collection[int]) -> dict[int, tuple[TaxId, ...]]:
    """The tax numbers of parties, in their compact form."""
    found = _by_party(models.TaxId, entity_id, ids, "scheme", "value")
    return {
        party_id: tuple(TaxId(scheme=scheme, number=number) for scheme, number in rows)
        for party_id, rows in found.items()
    }


def addresses_of(
    entity_id: int, ids: Collection[int]
) -> dict[int, tuple[Address, ...]]:
    """The postal addresses of parties, in the order they were entered."""
    fields = ("kind", "street", "city", "postcode", "region", "country")
    found = _by_party(models.Address, entity_id, ids, *fields)
    return {
        party_id: tuple(
            Address(
                kind=AddressKind(kind),
                street=street,
                city=city,
                postcode=postcode,
                region=region,
                country=country,
            )
            for kind, street, city, postcode, region, country in rows
        )
        for party_id, rows in found.items()
    }


def contacts_of(entity_id: int, ids: Collection[int]) -> dict[int, tuple[Contact, ...]]:
    """The contacts of parties, in the order they were entered."""
    fields = ("name", "email", "phone", "gets_invoices")
    found = _by_party(models.Contact, entity_id, ids, *fields)
    return {
        party_id: tuple(
            Contact(name=name, email=email, phone=phone, gets_invoices=gets_invoices)
            for name, email, phone, gets_invoices in rows
        )
        for party_id, rows in found.items()
    }


def printed_addresses(
    entity_id: int, party_ids: Collection[int]
) -> dict[int, tuple[str, ...]]:
    """The billing address of each party as its post wants it, line by line.

    A foreign address ends with the country, in capitals and in the entity's
    language, as the Universal Postal Union asks of the country of posting.
    """
    entity = entities.entity(entity_id)
    territories = Locale.parse(entity.language, sep="-").territories
    lines: dict[int, tuple[str, ...]] = {}
    for party_id, addresses in addresses_of(entity_id, party_ids).items():
        for address in addresses:
            if address.kind is AddressKind.BILLING:
                country = territories.get(address.country, address.country).upper()
                foreign = (country,) if address.country != entity.country else ()
                lines[party_id] = (*postal_lines(address), *foreign)
    return lines


def invoice_emails(
    entity_id: int, party_ids: Collection[int]
) -> dict[int, tuple[str, ...]]:
    """Where each party wants its invoices mailed, in the order they were entered."""
    return {
        party_id: tuple(
            contact.email
            for contact in contacts
            if contact.email and contact.gets_invoices
        )
        for party_id, contacts in contacts_of(entity_id, party_ids).items()
    }


def _by_party(
    model: type[Model], entity_id: int, ids: Collection[int], *fields: str
) -> dict[int, list[tuple[Any, ...]]]:
    """The rows of what parties have, by party, in the order they were entered."""
    table, columns = model._meta.db_table, ", ".join(fields)
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for party_id, *row in db.tuples_of(
        f"SELECT party_id, {columns} FROM {table} WHERE entity_id = %(entity)s"  # noqa: S608 - our own names
        " AND party_id = ANY(%(ids)s::bigint[]) ORDER BY id",
        {"entity": entity_id, "ids": db.array(ids)},
    ):
        found[party_id].append(tuple(row))
    return found
