"""Parties: addresses, standing, doubles, and who pays for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from duebook.domain.checks.address import is_email, postcode_fault
from duebook.domain.checks.directory import bare_name
from duebook.domain.checks.facts import AddressKind, DeliveryWay, PartyStatus, TaxId
from duebook.domain.checks.findings import (
    MergeParties,
    PartyField,
    SetParty,
    Severity,
)
from tests.domain.builders import a_charge
from tests.domain.check_builders import (
    Example,
    PartyCase,
    a_case,
    a_party,
    a_party_case,
    an_address,
    an_item,
    an_office,
    known,
    of,
)

if TYPE_CHECKING:
    from duebook.domain.checks.facts import PartyFacts
    from tests.domain.check_builders import (
        Case,
    )

VAT = (TaxId(scheme="EU-VAT", number="DE136695976"),)


def at(**changes: Any) -> PartyCase:
    return a_party_case(addresses=(an_address(**changes),))


def owing(open_minor: int, **changes: Any) -> Case:
    party = a_party(credit_limit_minor=500_00, open_minor=open_minor, **changes)
    return a_case(party=party)


def besides(other: PartyFacts, **changes: Any) -> PartyCase:
    """A party entered after another one."""
    return PartyCase((other, a_party(id=2, code="P-2", **changes)))


def paid_through(**bill_tos: int | None) -> PartyCase:
    """Parties by their letter, with the number of each one's bill-to."""
    return PartyCase(
        tuple(
            a_party(
                id=number,
                code=f"P-{number}",
                name=f"{name.capitalize()} Works",
                emails=(f"{name}@works.example",),
                bill_to_id=bill_to_id,
            )
            for number, (name, bill_to_id) in enumerate(bill_tos.items(), 1)
        )
    )


ELSEWHERE = an_address(street="1 Hill Road", city="Salem", postcode="97301")

EXAMPLES = [
    Example("address_missing", wrong=a_party_case(addresses=()), right=at()),
    Example(
        "print_address_missing",
        wrong=a_party_case(addresses=(), delivery=DeliveryWay.PRINT),
        right=a_party_case(delivery=DeliveryWay.PRINT),
        fix=SetParty(party_id=1, field=PartyField.DELIVERY, value="mail"),
    ),
    Example(
        "address_incomplete",
        wrong=at(city="", region=""),
        right=at(country="AE", postcode="", region=""),
    ),
    Example("country_unknown", wrong=at(country="UK"), right=at(country="GB")),
    Example(
        "postcode_malformed",
        wrong=at(country="US", postcode="2134"),
        right=at(country="US", postcode="02134-1021"),
        fix=SetParty(party_id=1, field=PartyField.POSTCODE, value="02134", was="2134"),
    ),
    Example(
        "email_missing",
        wrong=a_party_case(emails=()),
        right=a_party_case(emails=(), delivery=DeliveryWay.PRINT),
        fix=SetParty(party_id=1, field=PartyField.DELIVERY, value="print"),
    ),
    Example(
        "email_malformed",
        wrong=a_party_case(emails=("pay@millstreet,example",)),
        right=a_party_case(emails=("pay@millstreet.example",)),
        fix=SetParty(
            party_id=1,
            field=PartyField.EMAIL,
            value="pay@millstreet.example",
            was="pay@millstreet,example",
        ),
    ),
    Example(
        "party_on_hold",
        wrong=a_case(party=a_party(hold="disputed since May.")),
        right=a_case(),
    ),
    Example(
        "party_not_active",
        wrong=a_case(party=a_party(status=PartyStatus.DECEASED)),
        right=a_case(),
    ),
    Example(
        "terms_missing",
        wrong=a_case(party=a_party(terms=None)),
        right=a_case(),
    ),
    Example("over_credit_limit", wrong=owing(450_00), right=owing(400_00)),
    Example(
        "bill_to_unrelated",
        wrong=a_case(a_charge(party_id=2)),
        right=a_case(a_charge(party_id=2), party=a_party(pays_for=frozenset({2}))),
    ),
    Example(
        "paper_missing",
        wrong=a_case(party=a_party(needs_paper=True)),
        right=a_case(known(paper_count=1), party=a_party(needs_paper=True)),
    ),
    Example(
        "credit_limit_exceeded",
        wrong=a_party_case(credit_limit_minor=500_00, open_minor=612_50),
        right=a_party_case(credit_limit_minor=500_00, open_minor=500_00),
    ),
    Example(
        "language_unsupported",
        wrong=a_party_case(language="nl-BE"),
        right=a_party_case(language="fr-BE"),
    ),
    Example(
        "name_placeholder",
        wrong=a_party_case(name="test"),
        right=a_party_case(name="Test Valley Motors"),
    ),
    Example(
        "double_tax_id",
        wrong=besides(
            a_party(tax_ids=VAT),
            name="Spreewerk GmbH",
            tax_ids=(TaxId(scheme="EU-VAT", number="DE 136695976"),),
        ),
        right=besides(a_party(tax_ids=VAT), name="Branch", tax_ids=VAT, bill_to_id=1),
        fix=MergeParties(keep_id=1, merge_id=2),
    ),
    Example(
        "double_name",
        wrong=besides(a_party(), name="Garage Mill Street, Inc."),
        right=besides(
            a_party(), name="Mill Street Garage", addresses=(ELSEWHERE,), emails=()
        ),
        fix=MergeParties(keep_id=1, merge_id=2),
    ),
    Example(
        "bill_to_loop",
        wrong=paid_through(north=2, south=3, west=1),
        right=paid_through(north=None, south=1, west=2),
    ),
    Example(
        "bill_to_unusable",
        wrong=besides(a_party(status=PartyStatus.INACTIVE), name="Annex", bill_to_id=1),
        right=besides(a_party(), bill_to_id=1),
    ),
]


def test_a_limit_in_another_currency_is_not_checked() -> None:
    [finding] = of("over_credit_limit", owing(0, currency="EUR"))

    assert finding.severity is Severity.NOT_CHECKED
    assert finding.sentence == (
        "Over the credit limit: not checked, the limit is in EUR and the draft in USD."
    )


def test_goods_may_go_elsewhere_than_the_bill() -> None:
    ware_house = an_address(kind=AddressKind.SHIPPING, postcode="nowhere")

    both = a_party_case(addresses=(ware_house, an_address()))
    assert not both.findings()
    assert of("address_missing", a_party_case(addresses=(ware_house,)))


def test_an_item_may_need_paper_whoever_buys_it() -> None:
    office = an_office(items={10: an_item(needs_paper=True)})

    [finding] = of("paper_missing", a_case(office=office))
    assert finding.sentence == (
        "Line 1 (CONSULT) has no supporting document; the item needs one."
    )


def test_without_a_way_to_reach_the_party_there_is_no_other_way_to_offer() -> None:
    [letter] = of(
        "print_address_missing",
        a_party_case(addresses=(), emails=(), delivery=DeliveryWay.PRINT),
    )
    [mail] = of("email_missing", a_party_case(addresses=(), emails=()))

    assert letter.fix is None
    assert mail.fix is None


@pytest.mark.parametrize(
    ("country", "typed", "right"),
    [
        ("US", "97201", None),
        ("US", "972011021", "97201-1021"),
        ("US", "9720", "09720"),
        ("US", "972", ""),
        ("DE", "1067", "01067"),
        ("GB", "sw1a1aa", "SW1A 1AA"),
        ("GB", "SW1A 1AA", None),
        ("GB", "SW1A", ""),
        ("CA", "k1a0b1", "K1A 0B1"),
        ("NL", "1012AB", None),
        ("SE", "11455", None),
        ("PL", "00950", "00-950"),
        ("PT", "1000205", "1000-205"),
        ("IE", "D02AF30", "D02 AF30"),
        ("JP", "1000001", "100-0001"),
        ("BR", "1310100", "01310-100"),
        ("CH", "80O1", ""),
        ("KE", "anything", None),
    ],
)
def test_postcodes(country: str, typed: str, right: str | None) -> None:
    assert postcode_fault(country, typed) == right


@pytest.mark.parametrize(
    "text",
    ["a@b.co", "ana.lima+bills@sub.example.org", "öl@müller.example", "x_y@a-b.io"],
)
def test_e_mail_addresses(text: str) -> None:
    assert is_email(text)


@pytest.mark.parametrize(
    "text",
    ["", "a@b", "a b@c.de", "a@@b.de", "@b.de", "a@-b.de", "a@b..de", ".a@b.de",
     "a.@b.de", "a..b@c.de", "a@b.d", "Ana <a@b.de>", "a@b.de, c@d.de"],
)  # fmt: skip
def test_no_e_mail_addresses(text: str) -> None:
    assert not is_email(text)


def test_an_address_that_no_tidying_mends_has_no_fix() -> None:
    [finding] = of("email_malformed", a_party_case(emails=("ask Pat",)))

    assert finding.fix is None


def test_names_are_compared_without_what_people_leave_out() -> None:
    assert bare_name("The Müller & Söhne GmbH") == bare_name("Sohne, Muller")


def test_people_who_live_together_are_two() -> None:
    john, joan = a_party(name="John Smith"), {"name": "Joan Smith"}

    assert not of("double_name", besides(john, **joan))
    assert of("double_name", besides(john, name="Jon Smith"))


def test_a_double_is_told_once_however_much_the_two_share() -> None:
    twin = besides(a_party(phones=("503 555 0100",)), phones=("5035550100",))

    assert len(of("double_name", twin)) == 1


def test_a_mistyped_postcode_does_not_hide_a_double() -> None:
    mistyped = an_address(postcode="97210")
    twin = besides(a_party(), addresses=(mistyped,), emails=())

    [finding] = of("double_name", twin)
    assert finding.figures["shared"] == "street"


def test_merged_parties_are_no_doubles() -> None:
    merged = a_party(status=PartyStatus.MERGED)

    assert not of("double_name", besides(merged))


def test_a_chain_that_leads_outside_is_no_loop() -> None:
    assert not of("bill_to_loop", a_party_case(bill_to_id=99))
