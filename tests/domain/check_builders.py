"""Cases for the bill checks: a draft or parties, with the facts around them.

The plainest case has no findings; a test changes what matters to it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from duebook.domain.checks.facts import (
    Address,
    AddressKind,
    ChargeFacts,
    DeliveryWay,
    Dossier,
    ItemFacts,
    ItemHistory,
    Office,
    PartyFacts,
    PartyStatus,
    Spread,
)
from duebook.domain.checks.findings import Fix
from duebook.domain.checks.policy import DEFAULT_POLICY, CheckPolicy
from duebook.domain.checks.run import check_drafts, check_parties
from duebook.domain.drafting import draft_invoices
from duebook.domain.pricing import PriceBook
from tests.domain.builders import (
    NET_30,
    TODAY,
    a_bill_to,
    a_charge,
    a_policy,
    a_price,
)

if TYPE_CHECKING:
    from duebook.domain.checks.facts import IssuedInvoice
    from duebook.domain.checks.findings import Finding
    from duebook.domain.invoicing import Charge, Draft


def an_item(**changes: Any) -> ItemFacts:
    """Item 10, consulting by the hour."""
    facts: dict[str, Any] = {
        "id": 10,
        "code": "CONSULT",
        "unit": "h",
        "tax_category": "standard",
    }
    return ItemFacts(**(facts | changes))


def an_office(**changes: Any) -> Office:
    """An office in dollars that sells item 10 at 100.00, and taxes nothing."""
    facts: dict[str, Any] = {
        "today": TODAY,
        "currency": "USD",
        "languages": frozenset({"de", "en", "es", "fr"}),
        "items": {10: an_item()},
        "prices": PriceBook([a_price(("0", "100.00"))]),
    }
    return Office(**(facts | changes))


def an_address(**changes: Any) -> Address:
    facts: dict[str, Any] = {
        "kind": AddressKind.BILLING,
        "street": "12 Mill Street",
        "city": "Portland",
        "postcode": "97201",
        "region": "OR",
        "country": "US",
    }
    return Address(**(facts | changes))


def a_party(**changes: Any) -> PartyFacts:
    """Party 1, which is complete and in good standing."""
    facts: dict[str, Any] = {
        "id": 1,
        "code": "P-1",
        "name": "Mill Street Garage",
        "status": PartyStatus.ACTIVE,
        "currency": "USD",
        "language": "en-US",
        "tax_place": "US-OR",
        "delivery": DeliveryWay.MAIL,
        "terms": NET_30,
        "addresses": (an_address(),),
        "emails": ("office@millstreet.example",),
    }
    return PartyFacts(**(facts | changes))


def a_spread(count: int, *figures: float) -> Spread:
    lower, median, upper, largest = figures
    return Spread(count=count, lower=lower, median=median, upper=upper, largest=largest)


def a_history(*figures: float, count: int = 12, **changes: Any) -> ItemHistory:
    """Lower quartile, median, upper quartile and largest of the quantities."""
    return ItemHistory(quantities=a_spread(count, *figures), **changes)


@dataclass(frozen=True)
class Case:
    """A draft with what is known around it."""

    dossier: Dossier
    office: Office
    policy: CheckPolicy

    def findings(self) -> list[Finding]:
        [findings] = check_drafts([self.dossier], self.office, self.policy)
        return findings

    def with_draft(self, **changes: Any) -> Case:
        draft = replace(self.dossier.draft, **changes)
        return replace(self, dossier=replace(self.dossier, draft=draft))

    def with_line(self, index: int = 0, **changes: Any) -> Case:
        lines = list(self.dossier.draft.lines)
        lines[index] = replace(lines[index], **changes)
        return self.with_draft(lines=tuple(lines))


def a_draft(
    *charges: Charge, party: PartyFacts, office: Office, **changes: Any
) -> Draft:
    """The draft that the rule book makes of the charges."""
    bill_to = a_bill_to(
        id=party.id,
        name=party.name,
        tax_place=party.tax_place,
        certificates=party.certificates,
        terms=party.terms or NET_30,
    )
    drafts, exceptions = draft_invoices(
        charges,
        {party.id: bill_to},
        book=office.prices,
        taxes=office.taxes,
        policy=a_policy(),
        issued_on=TODAY,
    )
    assert not exceptions, exceptions
    [draft] = drafts
    return replace(draft, **changes)


def a_case(
    *charges: ChargeFacts | Charge,
    party: PartyFacts | None = None,
    office: Office | None = None,
    policy: CheckPolicy = DEFAULT_POLICY,
    invoices: tuple[IssuedInvoice, ...] = (),
    **draft_changes: Any,
) -> Case:
    """One hour of consulting, unless other charges are given."""
    party, office = party or a_party(), office or an_office()
    known = [
        charge if isinstance(charge, ChargeFacts) else ChargeFacts(charge=charge)
        for charge in charges or (a_charge(),)
    ]
    draft = a_draft(
        *(facts.charge for facts in known), party=party, office=office, **draft_changes
    )
    dossier = Dossier(
        draft=draft,
        bill_to=party,
        charges={facts.charge.id: facts for facts in known},
        invoices=invoices,
    )
    return Case(dossier, office, policy)


def known(charge: Charge | None = None, **facts: Any) -> ChargeFacts:
    """A charge with what is known around it."""
    return ChargeFacts(charge=charge or a_charge(), **facts)


@dataclass(frozen=True)
class PartyCase:
    """Parties by themselves, the last of which is looked at."""

    parties: tuple[PartyFacts, ...]
    office: Office = field(default_factory=an_office)
    policy: CheckPolicy = DEFAULT_POLICY

    def findings(self) -> list[Finding]:
        return check_parties(self.parties, self.office, self.policy)[-1]


def a_party_case(office: Office | None = None, **changes: Any) -> PartyCase:
    return PartyCase((a_party(**changes),), office or an_office())


@dataclass(frozen=True)
class Example:
    """A check, a case in which it speaks, one in which it keeps silent, the fix."""

    code: str
    wrong: Case | PartyCase
    right: Case | PartyCase
    fix: Fix | None = None


def of(code: str, case: Case | PartyCase) -> list[Finding]:
    """The findings of one check."""
    return [finding for finding in case.findings() if finding.code == code]


def d(text: str) -> Decimal:
    return Decimal(text)
