"""Parties out of a file: added, or changed in what the file says of them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from duebook.apps.entities.queries import entity
from duebook.apps.imports.queries.planning import Outcome, Planned, sift
from duebook.apps.imports.queries.records import changes_between, filled
from duebook.apps.parties import actions as keeping
from duebook.apps.parties import queries as parties
from duebook.domain.checks.facts import Address, AddressKind, DeliveryWay, TaxId
from duebook.domain.parties import (
    CertificateEntry,
    Contact,
    PartyEntry,
    PartyKind,
    PartyRole,
    WrongTaxId,
)
from duebook.domain.spans import Span
from duebook.domain.tax_ids import tax_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from duebook.apps.imports.queries.planning import Plan
    from duebook.domain.calendars import PaymentTerms
    from duebook.domain.errors import Refusal
    from duebook.formats.tables import Row

LANGUAGES = {"en": "en-US", "es": "es-ES", "fr": "fr-FR", "de": "de-DE"}
"""The languages documents are printed in, by the two letters that files have."""

EU = frozenset(
    (
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "EL",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
        "XI",
    )
)
"""Prefixes of VAT numbers of the European Union; Greece writes EL."""

SCHEMES = {
    "US": "US-EIN",
    "GB": "GB-VAT",
    "CA": "CA-BN",
    "AU": "AU-ABN",
    "CH": "CH-UID",
    "NO": "NO-MVA",
    "IN": "IN-GSTIN",
    "NZ": "NZ-IRD",
}


def plan_parties(plan: Plan[PartyEntry]) -> None:
    """Judge every row; what a row does not say of a known party stays as it is."""
    batch = plan.batch
    home = entity(batch.entity_id)
    codes = _codes(plan)
    on_file = parties.entries_by_code(batch.entity_id, set(codes.values()))
    terms = parties.terms_by_id(batch.entity_id).values()
    if batch.has("price_book"):
        heading = batch.columns["price_book"]
        plan.warn(
            "price_book_not_kept",
            f"“{heading}” is left out: a party's own prices come with an import of "
            "prices.",
        )
    entries: list[tuple[Row, PartyEntry]] = []
    for row in batch.rows:
        code = codes[row.number]
        start = on_file.get(code) or PartyEntry(
            code=code, name="", currency=home.currency
        )
        entry = _Filled(plan, row, start, home.country).entry(terms)
        if plan.is_good(row):
            entries.append((row, entry))
    good = sift(
        plan,
        entries,
        lambda some: keeping.faults(batch.entity_id, some),
        _field_of,
    )
    for row, entry in good:
        plan.planned.append(_planned(row, entry, on_file.get(entry.code)))


def _planned(
    row: Row, entry: PartyEntry, before: PartyEntry | None
) -> Planned[PartyEntry]:
    changes = () if before is None else changes_between(before, entry)
    outcome = Outcome.CREATED if before is None else Outcome.UPDATED
    return Planned(
        row,
        outcome if before is None or changes else Outcome.UNCHANGED,
        f"Party {entry.code} {entry.name}",
        entry,
        target=entry.code,
        before=before,
        changes=changes,
    )


_FIELD_OF: Mapping[str, str] = {"terms": "payment_terms", "bill-to": "bill_to"}


def _field_of(fault: Refusal) -> str:
    if isinstance(fault, WrongTaxId):
        return "tax_id"
    what = str(fault.facts().get("what", ""))
    return _FIELD_OF.get(what, "external_key")


def _codes(plan: Plan[PartyEntry]) -> dict[int, str]:
    """The code of each row's party: its own, or one made of the name.

    A made code is the same for the same name every time; where another party has
    it already, it ends in letters that only this name gives.
    """
    rows = plan.batch.rows
    made = {row.number: slug(str(row.values["name"])) for row in rows}
    on_file = parties.parties_by_code(plan.batch.entity_id, set(made.values()))
    names = {code: party.name for code, party in on_file.items()}
    codes: dict[int, str] = {}
    for row in rows:
        name = str(row.values["name"])
        if "external_key" in row.values:
            codes[row.number] = str(row.values["external_key"])
            continue
        codes[row.number] = _its_own(made[row.number], name, names)
    return codes


def made_codes(entity_id: int, names: Iterable[str]) -> dict[str, str]:
    """A code of its own for each name, as parties without a code are given."""
    made = {name: slug(name) for name in names}
    on_file = parties.parties_by_code(entity_id, set(made.values()))
    taken = {code: party.name for code, party in on_file.items()}
    return {name: _its_own(code, name, taken) for name, code in made.items()}


def _its_own(code: str, name: str, names: dict[str, str]) -> str:
    """The code, or another where it is that of another name; it is noted as taken."""
    if names.setdefault(code, name) == name:
        return code
    return f"{code}-{hashlib.sha256(name.encode()).hexdigest()[:4].upper()}"


def slug(name: str) -> str:
    """A code from a name: TIDEWELL-HOTELS, at most 24 characters."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = "-".join(re.findall(r"[A-Z0-9]+", plain.upper()))[:24].strip("-")
    return words or f"P-{hashlib.sha256(name.encode()).hexdigest()[:8].upper()}"


class _Filled:
    """A party's record with the values of one row filled in."""

    def __init__(
        self, plan: Plan[PartyEntry], row: Row, start: PartyEntry, country: str
    ) -> None:
        self.plan = plan
        self.row = row
        self.values: Mapping[str, Any] = row.values
        self.start = start
        self.country = str(
            self.values.get("country")
            or next((address.country for address in start.addresses), country)
        )

    def entry(self, terms: Any) -> PartyEntry:
        values = self.values
        currency = values.get("currency", self.start.currency)
        limit_minor = self.plan.minor(self.row, "credit_limit", currency)
        discount_bp = self.plan.basis_points(self.row, "discount_percent")
        given: dict[str, Any] = {
            "name": values.get("name"),
            "currency": currency,
            "kind": PartyKind(values["kind"]) if "kind" in values else None,
            "bill_to": values.get("bill_to"),
            "terms": self._terms(terms),
            "language": self._language(),
            "delivery": (
                DeliveryWay(values["delivery"]) if "delivery" in values else None
            ),
            "credit_limit_minor": limit_minor,
            "po_required": values.get("po_required"),
            "tax_place": values.get("tax_place"),
            "discount_bp": discount_bp,
            "notes": values.get("notes"),
            "roles": self._roles(),
            "addresses": self._addresses(),
            "contacts": self._contacts(),
            "tax_ids": self._tax_ids(),
            "certificates": self._certificates(),
        }
        return filled(self.start, given)

    def _terms(self, terms: Sequence[PaymentTerms]) -> str | None:
        word = self.values.get("payment_terms")
        if word is None:
            return None
        folded = word.casefold()
        for one in terms:
            if folded in (one.code.casefold(), one.name.casefold()):
                return one.code
        days = re.fullmatch(r"(?:net\s*)?(\d+)(?:\s*(?:days|tage|jours|días))?", folded)
        for one in terms:
            if (
                days
                and not one.discount_bp
                and [part.net_days for part in one.parts] == [int(days[1])]
            ):
                return one.code
        known = ", ".join(sorted(one.code for one in terms)) or "none yet"
        reason = f"is no payment terms on file ({known})"
        self.plan.object_to(self.row, "payment_terms", reason)
        return None

    def _language(self) -> str | None:
        letters: str | None = self.values.get("language")
        if letters is None or self.start.language.split("-")[0] == letters:
            return None
        return LANGUAGES.get(letters, letters)

    def _roles(self) -> tuple[PartyRole, ...] | None:
        words = self.values.get("roles")
        if words is None:
            return None
        known = {role.value: role for role in PartyRole}
        unknown = [word for word in words if word.casefold() not in known]
        if unknown:
            allowed = ", ".join(known)
            self.plan.object_to(self.row, "roles", f"is not one of {allowed}")
            return None
        named = {known[word.casefold()] for word in words}
        return tuple(sorted(named))

    def _addresses(self) -> tuple[Address, ...] | None:
        names = ("address_line1", "address_line2", "city", "region", "postcode")
        if not any(name in self.values for name in (*names, "country")):
            return None
        lines = [self.values.get(name) for name in names[:2]]
        street = "\n".join(line for line in lines if line)
        known = [one for one in self.start.addresses if one.kind is AddressKind.BILLING]
        address = (
            known[0]
            if known
            else Address(
                kind=AddressKind.BILLING,
                street="",
                city="",
                postcode="",
                region="",
                country=self.country,
            )
        )
        given = {
            "street": street,
            **{name: self.values.get(name) for name in (*names[2:], "country")},
        }
        address = filled(
            address, {name: value or None for name, value in given.items()}
        )
        others = [one for one in self.start.addresses if one not in known]
        return (address, *others)

    def _contacts(self) -> tuple[Contact, ...] | None:
        """Contacts on file, with the addresses of the row; the first has the name."""
        person = {
            name: value
            for name, value in (
                ("name", self.values.get("contact_person")),
                ("phone", self.values.get("phone")),
            )
            if value
        }
        emails = self.values.get("emails", ())
        if not person and not emails:
            return None
        contacts = list(self.start.contacts)
        on_file = {contact.email for contact in contacts}
        contacts += [Contact(email=email) for email in emails if email not in on_file]
        if person:
            first = next(
                (
                    place
                    for place, contact in enumerate(contacts)
                    if not emails or contact.email == emails[0]
                ),
                None,
            )
            if first is None:
                contacts.append(Contact(**person))
            else:
                contacts[first] = replace(contacts[first], **person)
        return tuple(contacts)

    def _tax_ids(self) -> tuple[TaxId, ...] | None:
        number = self.values.get("tax_id")
        if number is None:
            return None
        compact = re.sub(r"[\s.-]", "", number).upper()
        scheme = self._scheme(compact)
        if scheme is None:
            reason = (
                f"cannot be checked: nothing is known of tax numbers of {self.country}"
            )
            self.plan.object_to(self.row, "tax_id", reason)
            return None
        is_bare = scheme == "EU-VAT" and compact[:2] not in EU
        prefix = "EL" if self.country == "GR" else self.country
        given = TaxId(scheme=scheme, number=f"{prefix}{compact}" if is_bare else number)
        others = [one for one in self.start.tax_ids if one.scheme != scheme]
        return (_as_filed(given), *others)

    def _scheme(self, compact: str) -> str | None:
        if compact[:2] in EU and not compact[:2].isdigit():
            return "EU-VAT"
        return "EU-VAT" if self.country in EU else SCHEMES.get(self.country)

    def _certificates(self) -> tuple[CertificateEntry, ...] | None:
        number = self.values.get("exemption_number")
        until: date | None = self.values.get("exemption_until")
        if number is None:
            if until is not None:
                reason = "is given without the number of the certificate"
                self.plan.object_to(self.row, "exemption_until", reason)
            return None
        place = self.values.get("tax_place", self.start.tax_place)
        others = [
            one
            for one in self.start.certificates
            if (one.place, one.number) != (place, number)
        ]
        same = [one for one in self.start.certificates if one not in others]
        first = same[0].valid.first if same else None
        last = None if until is None else until + timedelta(days=1)
        if until is None and same:
            last = same[0].valid.until
        given = CertificateEntry(
            place=place,
            number=number,
            reason=same[0].reason if same else f"Certificate {number}",
            valid=Span(first, last),
        )
        return (*others, given)


def _as_filed(given: TaxId) -> TaxId:
    """The number as it is kept, so that an equal one is seen to be no change."""
    return replace(given, number=tax_number(given.scheme, given.number) or given.number)
