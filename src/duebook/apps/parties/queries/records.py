"""Parties as whole records: for the checks to read, for people to change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.parties import models
from duebook.apps.parties.queries.belongings import (
    addresses_of,
    contacts_of,
    roles_of,
    tax_ids_of,
)
from duebook.apps.parties.queries.billing import (
    certificates_of,
    standard_of,
    terms_by_id,
)
from duebook.apps.parties.queries.finding import parties_by_code
from duebook.domain.checks.facts import DeliveryWay, PartyFacts, PartyStatus
from duebook.domain.invoicing import Grouping
from duebook.domain.parties import CertificateEntry, PartyEntry, PartyKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


def party_facts(
    entity_id: int, party_ids: Collection[int] | None = None
) -> list[PartyFacts]:
    """Parties as the checks read them, by id; all of the entity if none are named.

    ``open_minor``, ``totals`` and ``purchase_orders`` are the business of higher
    rooms, who fill them in with ``dataclasses.replace``.
    """
    found = models.Party.objects.filter(entity_id=entity_id)
    if party_ids is not None:
        found = found.filter(id__any_of=party_ids)
    rows = list(found.order_by("id").values_list(*_FACTS, named=True))
    ids = [party.id for party in rows]
    addresses, contacts = addresses_of(entity_id, ids), contacts_of(entity_id, ids)
    tax_ids = tax_ids_of(entity_id, ids)
    certificates = certificates_of(entity_id, ids)
    terms = terms_by_id(entity_id)
    standard = standard_of(terms)
    paid_for = dict(
        db.tuples_of(
            db.sql("duebook.apps.parties", "pays_for"),
            {"entity": entity_id, "ids": db.array(ids)},
        )
    )
    return [
        PartyFacts(
            id=party.id,
            code=party.code,
            name=party.name,
            status=_status(party.merged_into_id, is_active=party.is_active),
            currency=party.currency,
            language=party.language,
            tax_place=party.tax_place,
            delivery=DeliveryWay(party.delivery),
            terms=standard if party.terms_id is None else terms[party.terms_id],
            addresses=addresses.get(party.id, ()),
            emails=tuple(
                contact.email for contact in contacts.get(party.id, ()) if contact.email
            ),
            phones=tuple(
                contact.phone for contact in contacts.get(party.id, ()) if contact.phone
            ),
            tax_ids=tax_ids.get(party.id, ()),
            certificates=certificates.get(party.id, ()),
            is_tax_exempt=party.is_tax_exempt,
            hold=party.hold_reason,
            credit_limit_minor=party.credit_limit_minor,
            bill_to_id=party.bill_to_id,
            pays_for=frozenset(paid_for.get(party.id, ())),
            needs_po=party.po_required,
        )
        for party in rows
    ]


_FACTS = (
    *("id", "code", "name", "currency", "language", "tax_place", "delivery"),
    *("terms_id", "is_active", "is_tax_exempt", "hold_reason", "credit_limit_minor"),
    *("bill_to_id", "merged_into_id", "po_required"),
)


def _status(merged_into_id: int | None, *, is_active: bool) -> PartyStatus:
    if merged_into_id is not None:
        return PartyStatus.MERGED
    return PartyStatus.ACTIVE if is_active else PartyStatus.INACTIVE


def entries_by_code(entity_id: int, codes: Iterable[str]) -> dict[str, PartyEntry]:
    """Parties as records to change (``dataclasses.replace``) and keep again."""
    found = parties_by_code(entity_id, codes)
    ids = [party.id for party in found.values()]
    roles, tax_ids = roles_of(entity_id, ids), tax_ids_of(entity_id, ids)
    addresses, contacts = addresses_of(entity_id, ids), contacts_of(entity_id, ids)
    certificates = certificates_of(entity_id, ids)
    terms = terms_by_id(entity_id)
    payer_ids = {one.bill_to_id for one in found.values() if one.bill_to_id}
    payers = dict(
        models.Party.objects.filter(
            entity_id=entity_id, id__any_of=payer_ids
        ).values_list("id", "code")
    )
    return {
        party.code: PartyEntry(
            code=party.code,
            name=party.name,
            currency=party.currency,
            kind=PartyKind(party.kind),
            is_active=party.is_active,
            bill_to=payers[party.bill_to_id] if party.bill_to_id else "",
            terms=terms[party.terms_id].code if party.terms_id else "",
            language=party.language,
            delivery=DeliveryWay(party.delivery),
            credit_limit_minor=party.credit_limit_minor,
            po_required=party.po_required,
            is_tax_exempt=party.is_tax_exempt,
            cost_centre=party.cost_centre,
            their_reference=party.their_reference,
            tax_place=party.tax_place,
            discount_bp=party.discount_bp,
            shipping_zone=party.shipping_zone,
            grouping=Grouping(party.grouping),
            segment=party.segment,
            notes=party.notes,
            roles=roles.get(party.id, ()),
            addresses=addresses.get(party.id, ()),
            contacts=contacts.get(party.id, ()),
            tax_ids=tax_ids.get(party.id, ()),
            certificates=tuple(
                CertificateEntry(
                    place=held.place,
                    number=held.number,
                    reason=held.reason,
                    valid=held.valid,
                )
                for held in certificates.get(party.id, ())
            ),
        )
        for party in found.values()
    }
