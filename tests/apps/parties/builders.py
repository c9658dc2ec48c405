"""Builders of parties and terms for tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from duebook.apps.parties.actions import (
    KeepParties,
    KeepTerms,
    keep_parties,
    keep_terms,
)
from duebook.apps.parties.queries import parties_by_code
from duebook.domain.calendars import PaymentTerms, TermsPart
from duebook.domain.checks.facts import Address, AddressKind
from duebook.domain.parties import CertificateEntry, Contact, PartyEntry
from duebook.domain.spans import Span
from tests.office import by

NEW_YEAR = date(2026, 1, 1)
JULY = date(2026, 7, 1)
SINCE_NEW_YEAR = Span(NEW_YEAR)

TWO_TEN_NET_30 = PaymentTerms(
    code="2/10",
    name="2/10 net 30",
    parts=(TermsPart(share_bp=10_000, net_days=30),),
    discount_bp=200,
    discount_days=10,
)
HALVES = PaymentTerms(
    code="HALVES",
    name="Half now, half in 60 days",
    parts=(
        TermsPart(share_bp=5_000, net_days=0),
        TermsPart(share_bp=5_000, net_days=60),
    ),
)


def an_entry(code: str, **fields: Any) -> PartyEntry:
    """A party's record with nothing special about it."""
    return PartyEntry(
        **{"code": code, "name": f"{code} Ltd", "currency": "USD", **fields}
    )


def an_address(street: str = "1 Pier Road", **fields: Any) -> Address:
    plain = {
        "kind": AddressKind.BILLING,
        "city": "Port Alder",
        "region": "IL",
        "postcode": "62701",
        "country": "US",
    }
    return Address(street=street, **{**plain, **fields})


def a_contact(email: str) -> Contact:
    return Contact(name="Accounts", email=email)


def a_certificate(
    number: str = "C-1", *, place: str = "US-IL", valid: Span = SINCE_NEW_YEAR
) -> CertificateEntry:
    return CertificateEntry(place=place, number=number, reason="Resale", valid=valid)


def keep(entity_id: int, *entries: PartyEntry) -> dict[str, int]:
    """Keep parties, and return their ids by code, in the order they are named."""
    keep_parties(KeepParties(entity_id=entity_id, parties=entries), **by())
    codes = [entry.code for entry in entries]
    found = parties_by_code(entity_id, codes)
    return {code: found[code].id for code in codes}


def keep_usual_terms(entity_id: int) -> None:
    terms = (TWO_TEN_NET_30, HALVES)
    keep_terms(KeepTerms(entity_id=entity_id, terms=terms), **by())
