"""Taxes: is each line taxed as its place, its category and a certificate say?"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from duebook.domain.checks.findings import (
    ChargeField,
    DraftAgain,
    PartyField,
    SetCharge,
    SetParty,
    Severity,
)
from duebook.domain.checks.register import (
    Family,
    NotChecked,
    check,
    remark,
)
from duebook.domain.tax_ids import is_scheme, tax_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from duebook.domain.checks.facts import PartyFacts, TaxId
    from duebook.domain.checks.register import (
        Answer,
        PartySheet,
        Row,
    )
    from duebook.domain.tax import Certificate, TaxAmount, TaxRate

EU_VAT = "EU-VAT"

# What a keyboard or a scanner makes of a digit.
LOOK_ALIKES = str.maketrans({"O": "0", "o": "0", "I": "1", "l": "1"})


def _in_words(taxes: Iterable[TaxRate | TaxAmount]) -> str:
    return (
        " and ".join(f"{tax.name} {tax.percent.normalize():f} %" for tax in taxes)
        or "no tax"
    )


@check(
    code="tax_missing",
    family=Family.TAX,
    severity=Severity.BLOCKER,
    title="Tax missing",
    sentence="Line {line} is not taxed; {place} levies {due} on {category} goods and"
    " services, and no certificate frees {party}.",
    why="The tax is owed whether or not it was billed. The fix drafts the invoice"
    " again under the tax table.",
    example="Line 1 is not taxed; US-TX levies Sales tax 6.25 % on standard goods "
    "and services, and no certificate frees Lone Star Tools.",
)
def tax_missing(row: Row) -> Answer:
    levy, group = row.levy, row.group
    if row.is_taxed_as_due or group is None:
        return None
    if group.taxes or group.exemption or not levy.rates:
        return None
    return remark(
        DraftAgain(),
        place=row.sheet.bill_to.tax_place,
        due=_in_words(levy.rates),
        category=row.charge.tax_category,
        party=row.sheet.bill_to.name,
    )


@check(
    code="tax_rate_wrong",
    family=Family.TAX,
    severity=Severity.BLOCKER,
    title="Wrong tax for the place",
    sentence="Line {line} is taxed with {applied}; on {service_on} {place} levies"
    " {due} on {category} goods and services.",
    why="The rate is of another place, another category, or of before or after a"
    " change. The fix drafts the invoice again under the tax table.",
    example="Line 1 is taxed with Sales tax 6.25 %; on 2 November 2026 US-TX levies"
    " Sales tax 7.25 % on standard goods and services.",
)
def tax_rate_wrong(row: Row) -> Answer:
    levy, group = row.levy, row.group
    if row.is_taxed_as_due or group is None:
        return None
    if not group.taxes or levy.exemption or group.exemption:
        return None
    return remark(
        DraftAgain(),
        applied=_in_words(group.taxes),
        service_on=row.charge.service_on,
        place=row.sheet.bill_to.tax_place,
        due=_in_words(levy.rates),
        category=row.charge.tax_category,
    )


@check(
    code="tax_though_exempt",
    family=Family.TAX,
    severity=Severity.BLOCKER,
    title="Tax charged though exempt",
    sentence="Line {line} is taxed with {applied}, though certificate {certificate}"
    " frees {party}.",
    why="The party's exemption certificate is valid and frees from this tax. The fix"
    " drafts the invoice again without it.",
    example="Line 1 is taxed with Sales tax 6.25 %, though certificate TX-01-339: "
    "resale frees Lone Star Tools.",
)
def tax_though_exempt(row: Row) -> Answer:
    levy, group = row.levy, row.group
    if row.is_taxed_as_due or group is None:
        return None
    if not group.taxes or not levy.exemption or group.exemption:
        return None
    return remark(
        DraftAgain(),
        applied=_in_words(group.taxes),
        certificate=levy.exemption,
        party=row.sheet.bill_to.name,
    )


@check(
    code="exemption_unproven",
    family=Family.TAX,
    severity=Severity.BLOCKER,
    title="Freed of tax without a valid certificate",
    sentence="Line {line} is freed of tax by “{exemption}”, which is not valid on"
    " {service_on}; {place} levies {due}.",
    why="Without a certificate that is valid on the day, we owe the tax ourselves. Ask"
    " the party for a new one, or let the fix draft the invoice again with tax.",
    example="Line 1 is freed of tax by “TX-01-339: resale”, which is not valid on 2"
    " November 2026; US-TX levies Sales tax 6.25 %.",
)
def exemption_unproven(row: Row) -> Answer:
    levy, group = row.levy, row.group
    if row.is_taxed_as_due or group is None:
        return None
    if not group.exemption or levy.exemption:
        return None
    return remark(
        DraftAgain(),
        exemption=group.exemption,
        service_on=row.charge.service_on,
        place=row.sheet.bill_to.tax_place,
        due=_in_words(levy.rates),
    )


@check(
    code="tax_category_differs",
    family=Family.TAX,
    severity=Severity.WARNING,
    title="Tax category differs from the item's",
    sentence="Line {line} taxes {item} as {category}; the catalogue has it as"
    " {item_category}.",
    why="The charge came in with another tax category than the catalogue's. The fix"
    " takes the catalogue's.",
    example="Line 1 taxes CONSULT as reduced; the catalogue has it as standard.",
)
def tax_category_differs(row: Row) -> Answer:
    charge, item = row.charge, row.item
    if item is None or charge.tax_category == item.tax_category:
        return None
    if charge.tax_category in row.sheet.policy.reverse_charge_categories:
        return None
    return remark(
        SetCharge(
            charge_id=charge.id,
            field=ChargeField.TAX_CATEGORY,
            value=item.tax_category,
        ),
        item=item.code,
        category=charge.tax_category or "nothing",
        item_category=item.tax_category,
    )


@check(
    code="tax_id_needed",
    family=Family.TAX,
    severity=Severity.BLOCKER,
    title="Tax id required for reverse charge",
    sentence="Line {line} leaves the tax to {party} (reverse charge), of whom no tax"
    " id is on file.",
    why="Only a registered business can owe the tax in our place, and the invoice"
    " must state its tax id.",
    example="Line 1 leaves the tax to Mill Street Garage (reverse charge), of whom "
    "no tax id is on file.",
)
def tax_id_needed(row: Row) -> Answer:
    if row.charge.tax_category not in row.sheet.policy.reverse_charge_categories:
        return None
    if row.sheet.bill_to.tax_ids:
        return None
    return remark(party=row.sheet.bill_to.name)


@check(
    code="tax_place_unknown",
    family=Family.TAX,
    severity=Severity.WARNING,
    title="No taxes on file for the place",
    sentence="{party} is taxed in {place}, of which no taxes are on file.",
    why="The draft bears no tax only because nobody entered the place's rates. Enter"
    " them, or enter the place as one without tax.",
    example="Mill Street Garage is taxed in FR, of which no taxes are on file.",
)
def tax_place_unknown(sheet: PartySheet) -> Answer:
    known, place = sheet.office.tax_places, sheet.party.tax_place
    if not known or place in known:
        return None
    names = place.split("-")
    if any("-".join(names[:count]) in known for count in range(1, len(names))):
        return None
    return remark(party=sheet.party.name, place=place or "no place")


@check(
    code="tax_place_differs",
    family=Family.TAX,
    severity=Severity.WARNING,
    title="Place of taxation is not where the party is",
    sentence="{party} is taxed in {place}, but its address is in {address_place}.",
    why="None of the party's addresses lies in its place of taxation: it has moved,"
    " or the place was mistyped. The fix takes the place of the address.",
    example="Mill Street Garage is taxed in DE, but its address is in US-OR.",
)
def tax_place_differs(sheet: PartySheet) -> Answer:
    party, known = sheet.party, sheet.office.tax_places
    country, _, region = party.tax_place.partition("-")
    state = region.partition("-")[0]
    places = [(address.country, address.region) for address in party.addresses]
    if not country or not any(place[0] for place in places):
        return None
    if any(
        place == country and (not state or not part or part == state)
        for place, part in places
    ):
        return None
    found_country, found_state = places[0]
    found = f"{found_country}-{found_state}" if found_state else found_country
    fix = None
    if new := next((place for place in (found, found_country) if place in known), ""):
        fix = SetParty(party_id=party.id, field=PartyField.TAX_PLACE, value=new)
    return remark(fix, party=party.name, place=party.tax_place, address_place=found)


def _for_place(
    party_place: str, certificates: Sequence[Certificate]
) -> list[Certificate]:
    return [
        held
        for held in certificates
        if not held.place or f"{party_place}-".startswith(f"{held.place}-")
    ]


@check(
    code="certificate_missing",
    family=Family.TAX,
    severity=Severity.WARNING,
    title="Exempt without a certificate",
    sentence="{party} is set up as tax exempt, but no exemption certificate for"
    " {place} is on file.",
    why="Tax is charged until a certificate is on file. Ask the party for it, or set"
    " it up as taxed.",
    example="Mill Street Garage is set up as tax exempt, but no exemption "
    "certificate for US-OR is on file.",
)
def certificate_missing(sheet: PartySheet) -> Answer:
    party = sheet.party
    if not party.is_tax_exempt or _for_place(party.tax_place, party.certificates):
        return None
    return remark(party=party.name, place=party.tax_place)


@check(
    code="certificate_lapsed",
    family=Family.TAX,
    severity=Severity.WARNING,
    title="Exemption certificate lapsed",
    sentence="Certificate {certificate} of {party} was valid up to {last_on}, and"
    " none has followed it.",
    why="Tax is charged until a valid certificate is on file. Ask the party for a new"
    " one before it receives the invoice. Said for as long as the policy tells, and"
    " always of a party that is set up as exempt.",
    example="Certificate TX-01-339 of Lone Star Tools was valid up to 31 October "
    "2026, and none has followed it.",
)
def certificate_lapsed(sheet: PartySheet) -> Answer:
    party, today = sheet.party, sheet.office.today
    held = _for_place(party.tax_place, party.certificates)
    if not held or any(
        one.valid.until is None or one.valid.until > today for one in held
    ):
        return None
    last = max(held, key=lambda one: one.valid.until or today)
    assert last.valid.until is not None, "an open certificate has not lapsed"
    days = (today - last.valid.until).days
    if days >= sheet.policy.lapsed_notice_days and not party.is_tax_exempt:
        return None
    return remark(
        certificate=last.number,
        party=party.name,
        last_on=last.valid.until - timedelta(days=1),
    )


@check(
    code="certificate_ending",
    family=Family.TAX,
    severity=Severity.NOTE,
    title="Exemption certificate ends soon",
    sentence="Certificate {certificate} of {party} is valid up to {last_on}, for"
    " {days} more days.",
    why="Ask for the next certificate now, so that no invoice has to be taxed for"
    " want of it.",
    example="Certificate TX-01-339 of Lone Star Tools is valid up to 30 November "
    "2026, for 10 more days.",
)
def certificate_ending(sheet: PartySheet) -> Answer:
    party, today = sheet.party, sheet.office.today
    held = _for_place(party.tax_place, party.certificates)
    soon = today + timedelta(days=sheet.policy.certificate_notice_days)
    if not held or any(
        one.valid.until is None or one.valid.until > soon for one in held
    ):
        return None
    last = max(held, key=lambda one: one.valid.until or today)
    if last.valid.until is None or last.valid.until <= today:
        return None
    return remark(
        certificate=last.number,
        party=party.name,
        last_on=last.valid.until - timedelta(days=1),
        days=(last.valid.until - today).days,
    )


@check(
    code="tax_id_malformed",
    family=Family.TAX,
    severity=Severity.WARNING,
    title="Tax id malformed",
    sentence="{number} of {party} is no {scheme} number: its length, a letter or its"
    " check digit is wrong.",
    why="A mistyped tax id makes the invoice worthless to a customer who deducts the"
    " tax. The fix turns letters that look like digits into digits, where that makes"
    " the number right.",
    example="DE13669597G of Mill Street Garage is no EU-VAT number: its length, a "
    "letter or its check digit is wrong.",
)
def tax_id_malformed(sheet: PartySheet) -> Answer:
    unknown: list[str] = []
    for tax_id in sheet.party.tax_ids:
        if not is_scheme(tax_id.scheme):
            unknown.append(tax_id.scheme)
        elif tax_number(tax_id.scheme, tax_id.number) is None:
            return _malformed(sheet.party, tax_id)
    if unknown:
        return NotChecked(f"no rule for {' and '.join(unknown)} numbers is known")
    return None


def _malformed(party: PartyFacts, tax_id: TaxId) -> Answer:
    number = tax_id.number
    prefix = 2 if tax_id.scheme == EU_VAT else 0
    read_again = number[:prefix] + number[prefix:].translate(LOOK_ALIKES)
    fix = None
    if tax_number(tax_id.scheme, read_again) is not None:
        fix = SetParty(
            party_id=party.id, field=PartyField.TAX_ID, value=read_again, was=number
        )
    return remark(fix, number=number, party=party.name, scheme=tax_id.scheme)


ROW_CHECKS = (
    tax_missing,
    tax_rate_wrong,
    tax_though_exempt,
    exemption_unproven,
    tax_category_differs,
    tax_id_needed,
)
BILL_TO_CHECKS = (
    tax_place_unknown,
    tax_place_differs,
    certificate_missing,
    certificate_lapsed,
    certificate_ending,
    tax_id_malformed,
)
