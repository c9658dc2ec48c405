"""The party: may it be billed at all, for these charges, and as it is set up?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook.domain.checks.facts import PartyStatus
from duebook.domain.checks.findings import Severity
from duebook.domain.checks.register import (
    Family,
    NotChecked,
    check,
    remark,
)
from duebook.domain.checks.text import is_placeholder

if TYPE_CHECKING:
    from duebook.domain.checks.facts import PartyFacts
    from duebook.domain.checks.register import (
        Answer,
        DraftSheet,
        PartySheet,
        Row,
    )


@check(
    code="party_on_hold",
    family=Family.PARTY,
    severity=Severity.BLOCKER,
    title="Party on hold",
    sentence="{party} is on hold: {reason}.",
    why="Somebody stopped billing this party and said why. Release the hold, or wait.",
    example="Mill Street Garage is on hold: disputed since May.",
)
def party_on_hold(sheet: PartySheet) -> Answer:
    if not sheet.party.hold:
        return None
    return remark(party=sheet.party.name, reason=sheet.party.hold.rstrip("."))


@check(
    code="party_not_active",
    family=Family.PARTY,
    severity=Severity.BLOCKER,
    title="Party is not active",
    sentence="{party} is {status}.",
    why="A party that is inactive, deceased or merged with another is not billed:"
    " bill the estate, or the party it was merged with.",
    example="Mill Street Garage is deceased.",
)
def party_not_active(sheet: PartySheet) -> Answer:
    if sheet.party.status is PartyStatus.ACTIVE:
        return None
    return remark(party=sheet.party.name, status=sheet.party.status.value)


@check(
    code="terms_missing",
    family=Family.PARTY,
    severity=Severity.WARNING,
    title="Payment terms missing",
    sentence="{party} has no payment terms.",
    why="Without terms an invoice is due at once, which is seldom what was agreed.",
    example="Mill Street Garage has no payment terms.",
)
def terms_missing(sheet: PartySheet) -> Answer:
    if sheet.party.terms is not None and sheet.party.terms.parts:
        return None
    return remark(party=sheet.party.name)


@check(
    code="over_credit_limit",
    family=Family.PARTY,
    severity=Severity.WARNING,
    title="Over the credit limit",
    sentence="{party} owes {open_minor}; with this draft of {total_minor} it would be"
    " {over_minor} over its credit limit of {limit_minor}.",
    why="The party would owe more than it is trusted with. Ask for a payment first,"
    " or raise the limit.",
    example="Mill Street Garage owes 450.00; with this draft of 100.00 it would be "
    "50.00 over its credit limit of 500.00.",
)
def over_credit_limit(sheet: DraftSheet) -> Answer:
    party, draft = sheet.bill_to, sheet.draft
    limit_minor = party.credit_limit_minor
    if limit_minor is None:
        return None
    if draft.currency != party.currency:
        return NotChecked(
            f"the limit is in {party.currency} and the draft in {draft.currency}"
        )
    over_minor = party.open_minor + draft.total_minor - limit_minor
    if over_minor <= 0 or draft.total_minor <= 0:
        return None
    return remark(
        party=party.name,
        open_minor=party.open_minor,
        total_minor=draft.total_minor,
        over_minor=over_minor,
        limit_minor=limit_minor,
    )


@check(
    code="bill_to_unrelated",
    family=Family.PARTY,
    severity=Severity.BLOCKER,
    title="Billed to a party that does not pay for it",
    sentence="Line {line} is for party {served}, but {party} has not agreed to be"
    " billed for it.",
    why="Only a party that is on file as paying for another gets its charges; the"
    " invoice would disclose what concerns somebody else.",
    example="Line 1 is for party 2, but Mill Street Garage has not agreed to be "
    "billed for it.",
)
def bill_to_unrelated(row: Row) -> Answer:
    served_id, bill_to = row.charge.party_id, row.sheet.bill_to
    if served_id == bill_to.id or served_id in bill_to.pays_for:
        return None
    return remark(served=str(served_id), party=bill_to.name)


@check(
    code="paper_missing",
    family=Family.PARTY,
    severity=Severity.WARNING,
    title="Supporting document missing",
    sentence="Line {line} ({item}) has no supporting document; {wants} one.",
    why="A timesheet, a delivery note or an order must travel with the invoice, or"
    " it comes back.",
    example="Line 1 (CONSULT) has no supporting document; Mill Street Garage asks "
    "for one.",
)
def paper_missing(row: Row) -> Answer:
    if row.facts.paper_count:
        return None
    if row.sheet.bill_to.needs_paper:
        wants = f"{row.sheet.bill_to.name} asks for"
    elif row.item is not None and row.item.needs_paper:
        wants = "the item needs"
    else:
        return None
    return remark(item=row.charge.item_code, wants=wants)


@check(
    code="credit_limit_exceeded",
    family=Family.PARTY,
    severity=Severity.WARNING,
    title="Owes more than its credit limit",
    sentence="{party} owes {open_minor}, {over_minor} more than its credit limit of"
    " {limit_minor}.",
    why="The limit was lowered, or drafts went out over it. The next draft will say so"
    " again.",
    example="Mill Street Garage owes 612.50, 112.50 more than its credit limit of "
    "500.00.",
)
def credit_limit_exceeded(sheet: PartySheet) -> Answer:
    party = sheet.party
    if party.credit_limit_minor is None or party.open_minor <= party.credit_limit_minor:
        return None
    return remark(
        party=party.name,
        open_minor=party.open_minor,
        over_minor=party.open_minor - party.credit_limit_minor,
        limit_minor=party.credit_limit_minor,
    )


@check(
    code="language_unsupported",
    family=Family.PARTY,
    severity=Severity.WARNING,
    title="Language of the party is not one of ours",
    sentence="{party} is set to language “{language}”; documents exist in {languages}.",
    why="The invoice would come out in the entity's language instead. A region"
    " (en-US) does not matter here.",
    example="Mill Street Garage is set to language “nl-BE”; documents exist in de, "
    "en, es, fr.",
)
def language_unsupported(sheet: PartySheet) -> Answer:
    party, ours = sheet.party, sheet.office.languages
    if party.language.partition("-")[0] in ours:
        return None
    return remark(
        party=party.name,
        language=party.language,
        languages=", ".join(sorted(ours)),
    )


@check(
    code="name_placeholder",
    family=Family.PARTY,
    severity=Severity.WARNING,
    title="Party without a real name",
    sentence="Party {code} is called “{party}”.",
    why="A party made to try something out, or whose name was never entered, must not"
    " receive invoices.",
    example="Party P-1 is called “test”.",
)
def name_placeholder(sheet: PartySheet) -> Answer:
    party = sheet.party
    if not _is_unnamed(party):
        return None
    return remark(code=party.code, party=party.name)


def _is_unnamed(party: PartyFacts) -> bool:
    return not party.name.strip() or is_placeholder(party.name)


ROW_CHECKS = (bill_to_unrelated, paper_missing)
DRAFT_CHECKS = (over_credit_limit,)
BILL_TO_CHECKS = (party_on_hold, party_not_active, terms_missing)
PARTY_CHECKS = (credit_limit_exceeded, language_unsupported, name_placeholder)
