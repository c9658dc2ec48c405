"""Addresses: can the document reach the party?"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from duebook.domain.checks.facts import AddressKind, DeliveryWay
from duebook.domain.checks.findings import PartyField, SetParty, Severity
from duebook.domain.checks.places import COUNTRIES, POSTCODES, WITH_REGION
from duebook.domain.checks.register import Family, check, remark

if TYPE_CHECKING:
    from duebook.domain.checks.facts import Address, PartyFacts
    from duebook.domain.checks.register import Answer, PartySheet

# What mail servers take in practice, not all that RFC 5321 permits: no quoted
# names, no addresses by number, at least one dot in the domain.
EMAIL = re.compile(
    r"(?=.{3,254}\Z)[^\s@<>(),;:\\\"\[\]]{1,64}(?<!\.)"
    r"@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_](?:[\w-]{0,61}[^\W_])"
)


def is_email(text: str) -> bool:
    """Whether a text can be an e-mail address."""
    return (
        EMAIL.fullmatch(text) is not None
        and not text.startswith(".")
        and ".." not in text
    )


def billing_address(party: PartyFacts) -> Address | None:
    """The address that the invoice shows."""
    for address in party.addresses:
        if address.kind is AddressKind.BILLING:
            return address
    return None


@check(
    code="address_missing",
    family=Family.ADDRESS,
    severity=Severity.WARNING,
    title="Address missing",
    sentence="{party} has no billing address.",
    why="An invoice shows the customer's address, and most tax laws want it.",
    example="Mill Street Garage has no billing address.",
)
def address_missing(sheet: PartySheet) -> Answer:
    party = sheet.party
    if billing_address(party) is not None or party.delivery is DeliveryWay.PRINT:
        return None
    return remark(party=party.name)


@check(
    code="print_address_missing",
    family=Family.ADDRESS,
    severity=Severity.BLOCKER,
    title="No address to print on the envelope",
    sentence="{party} wants its documents by letter and has no billing address.",
    why="A letter without an address cannot be sent. Enter the address, or send the"
    " documents by mail; the fix does so where an e-mail address is on file.",
    example="Mill Street Garage wants its documents by letter and has no billing "
    "address.",
)
def print_address_missing(sheet: PartySheet) -> Answer:
    party = sheet.party
    if billing_address(party) is not None or party.delivery is not DeliveryWay.PRINT:
        return None
    fix = None
    if any(map(is_email, party.emails)):
        fix = SetParty(
            party_id=party.id, field=PartyField.DELIVERY, value=DeliveryWay.MAIL
        )
    return remark(fix, party=party.name)


@check(
    code="address_incomplete",
    family=Family.ADDRESS,
    severity=Severity.WARNING,
    title="Address incomplete",
    sentence="The billing address of {party} lacks {missing}.",
    why="Letters come back, and tax offices do not accept the invoice.",
    example="The billing address of Mill Street Garage lacks city and state.",
)
def address_incomplete(sheet: PartySheet) -> Answer:
    address = billing_address(sheet.party)
    if address is None:
        return None
    if (
        address.street
        and address.city
        and address.country
        and address.postcode
        and (address.region or address.country not in WITH_REGION)
    ):
        return None
    wanted = {
        "street": address.street,
        "city": address.city,
        "postcode": address.postcode or address.country not in POSTCODES,
        "state": address.region or address.country not in WITH_REGION,
        "country": address.country,
    }
    missing = [name for name, value in wanted.items() if not value]
    if not missing:
        return None
    return remark(party=sheet.party.name, missing=" and ".join(missing))


@check(
    code="country_unknown",
    family=Family.ADDRESS,
    severity=Severity.WARNING,
    title="Country unknown",
    sentence="The billing address of {party} is in “{country}”, which is no country"
    " of ISO 3166.",
    why="The country decides about tax, postage and how the address is written: two"
    " letters as in ISO 3166, GB rather than UK.",
    example="The billing address of Mill Street Garage is in “UK”, which is no "
    "country of ISO 3166.",
)
def country_unknown(sheet: PartySheet) -> Answer:
    address = billing_address(sheet.party)
    if address is None or not address.country or address.country in COUNTRIES:
        return None
    return remark(party=sheet.party.name, country=address.country)


@lru_cache(maxsize=65_536)
def postcode_fault(country: str, postcode: str) -> str | None:
    """``None`` if a postcode is right, else the right one, or "" where unclear."""
    rule = POSTCODES.get(country)
    if rule is None or not postcode or rule.pattern.fullmatch(postcode):
        return None
    tidy = rule.tidy("".join(filter(str.isalnum, postcode)).upper())
    return tidy if rule.pattern.fullmatch(tidy) else ""


@check(
    code="postcode_malformed",
    family=Family.ADDRESS,
    severity=Severity.WARNING,
    title="Postcode malformed",
    sentence="{postcode} is no postcode of {country} ({party}).",
    why="A postcode with a slip sends letters astray and picks the wrong tax. The fix"
    " writes it as the country does: blanks, dashes, capitals, and the zeros that"
    " spreadsheets cut off.",
    example="2134 is no postcode of US (Mill Street Garage).",
)
def postcode_malformed(sheet: PartySheet) -> Answer:
    party = sheet.party
    address = billing_address(party)
    if address is None:
        return None
    right = postcode_fault(address.country, address.postcode)
    if right is None:
        return None
    fix = None
    if right:
        fix = SetParty(
            party_id=party.id,
            field=PartyField.POSTCODE,
            value=right,
            was=address.postcode,
        )
    return remark(
        fix, postcode=address.postcode, country=address.country, party=party.name
    )


@check(
    code="email_missing",
    family=Family.ADDRESS,
    severity=Severity.BLOCKER,
    title="E-mail address missing",
    sentence="{party} wants its documents by mail and has no e-mail address.",
    why="The invoice would be issued and never arrive. Enter an address, or send"
    " letters; the fix does so where a billing address is on file.",
    example="Mill Street Garage wants its documents by mail and has no e-mail address.",
)
def email_missing(sheet: PartySheet) -> Answer:
    party = sheet.party
    if party.emails or party.delivery is not DeliveryWay.MAIL:
        return None
    fix = None
    if billing_address(party) is not None:
        fix = SetParty(
            party_id=party.id, field=PartyField.DELIVERY, value=DeliveryWay.PRINT
        )
    return remark(fix, party=party.name)


@lru_cache(maxsize=65_536)
def email_fault(text: str) -> str | None:
    """``None`` if an e-mail address is right, else the right one, or "" if unclear."""
    if is_email(text):
        return None
    tidy = text.strip().removeprefix("mailto:").strip("<>.,; ").replace(",", ".")
    return tidy if is_email(tidy) else ""


@check(
    code="email_malformed",
    family=Family.ADDRESS,
    severity=Severity.BLOCKER,
    title="E-mail address malformed",
    sentence="{party} wants its documents by mail, and “{email}” is no e-mail address.",
    why="The mail would be refused. The fix takes away what was typed around the"
    " address, and a comma that should be a point.",
    example="Mill Street Garage wants its documents by mail, and "
    "“pay@millstreet,example” is no e-mail address.",
)
def email_malformed(sheet: PartySheet) -> Answer:
    party = sheet.party
    if party.delivery is not DeliveryWay.MAIL:
        return None
    for email in party.emails:
        right = email_fault(email)
        if right is None:
            continue
        fix = None
        if right:
            fix = SetParty(
                party_id=party.id, field=PartyField.EMAIL, value=right, was=email
            )
        return remark(fix, party=party.name, email=email)
    return None


BILL_TO_CHECKS = (
    address_missing,
    print_address_missing,
    address_incomplete,
    country_unknown,
    postcode_malformed,
    email_missing,
    email_malformed,
)
