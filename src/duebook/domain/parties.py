"""Parties as an office keeps them: the record of one, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, TypeVar

from duebook.domain.calendars import BASIS_POINTS
from duebook.domain.checks.facts import Address, AddressKind, DeliveryWay, TaxId
from duebook.domain.checks.places import COUNTRIES
from duebook.domain.errors import Refusal
from duebook.domain.invoicing import Grouping
from duebook.domain.money import UnknownCurrency, exponent
from duebook.domain.records import record
from duebook.domain.spans import Span
from duebook.domain.tax_ids import is_scheme, tax_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Key = TypeVar("Key", bound=Hashable)


class PartyKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"


class PartyRole(StrEnum):
    """What a party is to us: it buys, is treated, pays for others, answers for one."""

    CUSTOMER = "customer"
    PATIENT = "patient"
    PAYER = "payer"
    GUARANTOR = "guarantor"


@record
class Contact:
    """A person or desk of a party."""

    name: str = ""
    email: str = ""
    phone: str = ""
    gets_invoices: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateEntry:
    """A tax-exemption certificate; the empty ``place`` is everywhere."""

    place: str
    number: str
    reason: str
    valid: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyEntry:
    """A party as it shall stand, known by ``code``.

    ``bill_to`` is the code of the party that pays, empty where it pays itself;
    ``terms`` the code of payment terms, empty for the entity's.  One that is said to
    be tax exempt needs a certificate to be freed.  What belongs to the
    party (``roles`` to ``certificates``) is all there is: what is not listed goes.
    """

    code: str
    name: str
    currency: str
    kind: PartyKind = PartyKind.ORGANISATION
    is_active: bool = True
    bill_to: str = ""
    terms: str = ""
    language: str = "en-US"
    delivery: DeliveryWay = DeliveryWay.MAIL
    credit_limit_minor: int | None = None
    po_required: bool = False
    is_tax_exempt: bool = False
    cost_centre: str = ""
    their_reference: str = ""
    tax_place: str = ""
    discount_bp: int = 0
    shipping_zone: str = ""
    grouping: Grouping = Grouping.PARTY
    segment: str = ""
    notes: str = ""
    roles: tuple[PartyRole, ...] = (PartyRole.CUSTOMER,)
    addresses: tuple[Address, ...] = ()
    contacts: tuple[Contact, ...] = ()
    tax_ids: tuple[TaxId, ...] = ()
    certificates: tuple[CertificateEntry, ...] = ()


@dataclass(eq=False)
class Incomplete(Refusal):
    """A party without something it cannot be without."""

    code: ClassVar[str] = "party_incomplete"
    template: ClassVar[str] = "Party “{party}” needs {what}."

    party: str
    what: str


@dataclass(eq=False)
class OutOfRange(Refusal):
    """A figure of a party that cannot be."""

    code: ClassVar[str] = "party_out_of_range"
    template: ClassVar[str] = "Party {party}: {value} is no {what}."

    party: str
    what: str
    value: str


@dataclass(eq=False)
class UnknownTaxScheme(Refusal):
    """A tax number of a kind that nobody can check."""

    code: ClassVar[str] = "unknown_tax_scheme"
    template: ClassVar[str] = (
        "Party {party}: “{scheme}” is no kind of tax number that can be checked; "
        "EU-VAT, US-EIN and GB-VAT are."
    )

    party: str
    scheme: str


@dataclass(eq=False)
class WrongTaxId(Refusal):
    """A tax number whose length, characters or check digits are wrong."""

    code: ClassVar[str] = "wrong_tax_id"
    template: ClassVar[str] = (
        "Party {party}: {number} is no {scheme} number; a digit is wrong, missing or "
        "one too many."
    )

    party: str
    scheme: str
    number: str


@dataclass(eq=False)
class SeveralOfOne(Refusal):
    """A party has two of what it can have one of."""

    code: ClassVar[str] = "several_of_one"
    template: ClassVar[str] = "Party {party} has more than one {what}."

    party: str
    what: str


@dataclass(eq=False)
class CertificatesOverlap(Refusal):
    """Two certificates for the same place on the same day."""

    code: ClassVar[str] = "certificates_overlap"
    template: ClassVar[str] = (
        "Party {party}: certificates {number} and {other} hold on the same days for "
        "{place}."
    )

    party: str
    number: str
    other: str
    place: str


def faults_of(entry: PartyEntry) -> Iterator[Refusal]:
    """All that is wrong with a record by itself, whoever else there is."""
    yield from _faults_of_header(entry)
    for address in entry.addresses:
        if address.country not in COUNTRIES:
            yield OutOfRange(entry.code, "country of ISO 3166", f"“{address.country}”")
    for tax_id in entry.tax_ids:
        if not is_scheme(tax_id.scheme):
            yield UnknownTaxScheme(entry.code, tax_id.scheme)
        elif tax_number(tax_id.scheme, tax_id.number) is None:
            yield WrongTaxId(entry.code, tax_id.scheme, tax_id.number)
    yield from certificate_faults(entry.code, entry.certificates)


def _faults_of_header(entry: PartyEntry) -> Iterator[Refusal]:
    if not entry.code.strip():
        yield Incomplete(entry.name, "a code")
    if not entry.name.strip():
        yield Incomplete(entry.code, "a name")
    try:
        exponent(entry.currency)
    except UnknownCurrency:
        yield OutOfRange(entry.code, "currency of ISO 4217", f"“{entry.currency}”")
    if not 0 <= entry.discount_bp <= BASIS_POINTS:
        yield OutOfRange(entry.code, "discount", f"{entry.discount_bp / 100:g} %")
    billing = [one for one in entry.addresses if one.kind is AddressKind.BILLING]
    if len(billing) > 1:
        yield SeveralOfOne(entry.code, "billing address")
    schemes = [tax_id.scheme for tax_id in entry.tax_ids]
    for scheme in sorted({one for one in schemes if schemes.count(one) > 1}):
        yield SeveralOfOne(entry.code, f"{scheme} number")


def certificate_faults(
    party: str, certificates: Iterable[CertificateEntry]
) -> Iterator[Refusal]:
    """What is wrong with the certificates of a party (by its code), all together."""
    in_order = sorted(
        certificates, key=lambda one: (one.place, one.valid.first or date.min)
    )
    for held in in_order:
        if held.valid.first and held.valid.until and not held.valid.days():
            yield OutOfRange(party, "certificate with a day", held.number)
    for held, later in pairwise(in_order):
        if held.place == later.place and _meet(held.valid, later.valid):
            place = held.place or "every place"
            yield CertificatesOverlap(party, held.number, later.number, place)


def _meet(span: Span, later: Span) -> bool:
    """Whether a span that starts no earlier has a day of the first."""
    return span.until is None or later.first is None or later.first < span.until


def loop_among(next_of: Mapping[Key, Key]) -> tuple[Key, ...] | None:
    """A loop in who pays for whom, in order, its first member repeated at its end.

    Args:
        next_of: for each party the one it leads to, where it leads to another.
    """
    settled: set[Key] = set()
    for start in next_of:
        way = {start: None}
        at = start
        while at in next_of and at not in settled:
            at = next_of[at]
            if at in way:
                members = [*way, at]
                return tuple(members[members.index(at) :])
            way[at] = None
        settled |= way.keys()
    return None
