"""Whom to bill for a party, on which terms, freed from which tax."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from duebook import db
from duebook.apps.parties import models
from duebook.domain.calendars import BASIS_POINTS, PaymentTerms, TermsPart
from duebook.domain.invoicing import BillTo, Grouping
from duebook.domain.spans import Span
from duebook.domain.tax import Certificate

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

STANDARD: Final = "STANDARD"
"""The code of the terms that hold for parties without terms of their own."""

NET_30: Final = PaymentTerms(
    code=STANDARD,
    name="Net 30 days",
    parts=(TermsPart(share_bp=BASIS_POINTS, net_days=30),),
)


def terms_by_id(entity_id: int) -> dict[int, PaymentTerms]:
    """All payment terms of the entity, by id; their parts in order of days."""
    parts: dict[int, list[TermsPart]] = defaultdict(list)
    for terms_id, share_bp, net_days, day_of_month in (
        models.TermsPart.objects.filter(entity_id=entity_id)
        .order_by("net_days")
        .values_list("terms_id", "share_bp", "net_days", "day_of_month")
    ):
        parts[terms_id].append(
            TermsPart(share_bp=share_bp, net_days=net_days, day_of_month=day_of_month)
        )
    return {
        terms.id: PaymentTerms(
            code=terms.code,
            name=terms.name,
            parts=tuple(parts[terms.id]),
            discount_bp=terms.discount_bp,
            discount_days=terms.discount_days,
        )
        for terms in models.Terms.objects.filter(entity_id=entity_id)
    }


def default_terms(entity_id: int) -> PaymentTerms:
    """The terms of parties without their own: those coded STANDARD, else net 30."""
    return standard_of(terms_by_id(entity_id))


def standard_of(terms: Mapping[int, PaymentTerms]) -> PaymentTerms:
    """The terms, among all of an entity, of parties without their own."""
    return next((one for one in terms.values() if one.code == STANDARD), NET_30)


def bill_tos(entity_id: int, party_ids: Collection[int]) -> dict[int, BillTo]:
    """Who is billed for each party, and how, in four statements for any number.

    A party without a bill-to pays itself.  One that was merged is followed to the
    party kept, a bill-to to its own bill-to, up to the one that pays in the end;
    parties in a loop (no action makes one) are left out.

    Args:
        entity_id: whose parties.
        party_ids: ids, or all within a ``range`` (of step 1).
    """
    if not party_ids:
        return {}
    rows = db.tuples_of(
        db.sql("duebook.apps.parties", "bill_tos"),
        {"entity": entity_id, **among(party_ids)},
    )
    terms = terms_by_id(entity_id)
    standard = standard_of(terms)
    certificates = certificates_of(entity_id, {row[1] for row in rows})
    made: dict[int, BillTo] = {}
    found: dict[int, BillTo] = {}
    for party_id, payer_id, name, place, terms_id, grouping, discount_bp, zone in rows:
        if payer_id not in made:
            made[payer_id] = BillTo(
                id=payer_id,
                name=name,
                tax_place=place,
                certificates=certificates.get(payer_id, ()),
                terms=terms.get(terms_id, standard),
                grouping=Grouping(grouping),
                discount_bp=discount_bp,
                shipping_zone=zone,
            )
        found[party_id] = made[payer_id]
    return found


def among(party_ids: Collection[int]) -> dict[str, Any]:
    """Ids as parameters of a query: ``first``, ``stop`` and, but for ranges, ``ids``.

    A range is not written out, so that one of a million costs nothing.
    """
    if isinstance(party_ids, range):
        return {"first": party_ids.start, "stop": party_ids.stop, "ids": None}
    return {
        "first": min(party_ids, default=0),
        "stop": max(party_ids, default=-1) + 1,
        "ids": db.array(party_ids),
    }


def certificates_of(
    entity_id: int, party_ids: Collection[int]
) -> dict[int, tuple[Certificate, ...]]:
    """The exemption certificates of parties, past ones included, oldest first."""
    found: dict[int, list[Certificate]] = defaultdict(list)
    for party_id, certificate_id, place, number, reason, valid in (
        models.Certificate.objects.filter(
            entity_id=entity_id, party_id__any_of=party_ids
        )
        .order_by("valid", "id")
        .values_list("party_id", "id", "place", "number", "reason", "valid")
    ):
        found[party_id].append(
            Certificate(
                id=certificate_id,
                place=place,
                number=number,
                reason=reason,
                valid=Span(valid.lower, valid.upper),
            )
        )
    return {party_id: tuple(held) for party_id, held in found.items()}
