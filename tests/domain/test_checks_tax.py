"""Taxes, certificates, tax ids, contracts and purchase orders."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from duebook.domain.checks.facts import (
    AddressKind,
    ContractFacts,
    PurchaseOrder,
    TaxId,
)
from duebook.domain.checks.findings import (
    ChargeField,
    DraftAgain,
    DraftField,
    PartyField,
    SetCharge,
    SetDraft,
    SetParty,
    Severity,
)
from duebook.domain.spans import ALWAYS, Span
from duebook.domain.tax import TaxTable
from tests.domain.builders import TODAY, a_certificate, a_charge, a_rate
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
    from duebook.domain.checks.facts import (
        PartyFacts,
    )
    from tests.domain.check_builders import (
        Case,
    )

TEXAS = a_rate("6.25", place="US-TX", name="Sales tax")
OREGON_TAX = a_rate("2", place="US-OR", name="Sales tax")
TAXING = an_office(
    taxes=TaxTable([TEXAS]), tax_places=frozenset({"US-TX", "US-OR", "DE"})
)


def a_texan(**changes: Any) -> PartyFacts:
    there = an_address(city="Austin", region="TX", postcode="73301")
    facts: dict[str, Any] = {
        "name": "Lone Star Tools",
        "tax_place": "US-TX",
        "addresses": (there,),
    }
    return a_party(**(facts | changes))


def drafted_under(then: PartyFacts, now: PartyFacts) -> Case:
    """A draft made while the bill-to was set up in another way than it is now."""
    case = a_case(party=then, office=TAXING)
    return replace(case, dossier=replace(case.dossier, bill_to=now))


def valid_to(until: date) -> tuple[Any, ...]:
    return (a_certificate(valid=Span(date(2024, 1, 1), until)),)


FREED = a_texan(certificates=(a_certificate(),))


def with_tax_id(scheme: str, number: str) -> PartyCase:
    return a_party_case(tax_ids=(TaxId(scheme=scheme, number=number),))


def contracted(**changes: Any) -> Case:
    facts: dict[str, Any] = {
        "number": "C-7",
        "party_id": 1,
        "valid": Span(date(2026, 1, 1), date(2026, 12, 1)),
    }
    contract = ContractFacts(**(facts | changes))
    return a_case(known(a_charge(contract="C-7"), contract=contract))


def an_order(**changes: Any) -> PurchaseOrder:
    facts: dict[str, Any] = {"number": "PO-4711", "valid": ALWAYS}
    return PurchaseOrder(**(facts | changes))


def with_po(po: str, *orders: PurchaseOrder, **changes: Any) -> Case:
    party = a_party(needs_po=True, purchase_orders=orders, **changes)
    return a_case(a_charge(po=po), party=party)


EXAMPLES = [
    Example(
        "tax_missing",
        wrong=drafted_under(a_texan(tax_place="US-OR"), a_texan()),
        right=a_case(party=a_texan(), office=TAXING),
        fix=DraftAgain(),
    ),
    Example(
        "tax_rate_wrong",
        wrong=replace(
            a_case(party=a_texan(), office=TAXING),
            office=replace(
                TAXING,
                taxes=TaxTable([replace(TEXAS, id=2, percent=TEXAS.percent + 1)]),
            ),
        ),
        right=a_case(party=a_texan(), office=TAXING),
        fix=DraftAgain(),
    ),
    Example(
        "tax_though_exempt",
        wrong=drafted_under(a_texan(), FREED),
        right=a_case(party=FREED, office=TAXING),
        fix=DraftAgain(),
    ),
    Example(
        "exemption_unproven",
        wrong=drafted_under(FREED, a_texan()),
        right=a_case(party=FREED, office=TAXING),
        fix=DraftAgain(),
    ),
    Example(
        "tax_category_differs",
        wrong=a_case(a_charge(tax_category="reduced")),
        right=a_case(a_charge(tax_category="reverse_charge")),
        fix=SetCharge(charge_id=1, field=ChargeField.TAX_CATEGORY, value="standard"),
    ),
    Example(
        "tax_id_needed",
        wrong=a_case(a_charge(tax_category="reverse_charge")),
        right=a_case(
            a_charge(tax_category="reverse_charge"),
            party=a_party(tax_ids=(TaxId(scheme="EU-VAT", number="DE136695976"),)),
        ),
    ),
    Example(
        "tax_place_unknown",
        wrong=a_party_case(TAXING, tax_place="FR"),
        right=a_party_case(TAXING, tax_place="US-TX-Austin"),
    ),
    Example(
        "tax_place_differs",
        wrong=a_party_case(TAXING, tax_place="DE"),
        right=a_party_case(
            TAXING,
            tax_place="US-TX-Austin",
            addresses=(
                an_address(),
                an_address(kind=AddressKind.SHIPPING, region="TX"),
            ),
        ),
        fix=SetParty(party_id=1, field=PartyField.TAX_PLACE, value="US-OR"),
    ),
    Example(
        "certificate_missing",
        wrong=a_party_case(is_tax_exempt=True, certificates=(a_certificate(),)),
        right=a_party_case(is_tax_exempt=True, certificates=(a_certificate(place=""),)),
    ),
    Example(
        "certificate_lapsed",
        wrong=PartyCase((a_texan(certificates=valid_to(date(2026, 11, 1))),)),
        right=PartyCase(
            (
                a_texan(
                    certificates=(
                        *valid_to(date(2026, 11, 1)),
                        a_certificate(id=2, valid=Span(date(2026, 11, 1), None)),
                    )
                ),
            )
        ),
    ),
    Example(
        "certificate_ending",
        wrong=PartyCase((a_texan(certificates=valid_to(date(2026, 12, 1))),)),
        right=PartyCase((a_texan(certificates=valid_to(date(2027, 12, 1))),)),
    ),
    Example(
        "tax_id_malformed",
        wrong=with_tax_id("EU-VAT", "DE13669597G"),
        right=with_tax_id("EU-VAT", "DE 136 695 976"),
    ),
    Example(
        "contract_unknown",
        wrong=a_case(a_charge(contract="C-77")),
        right=contracted(),
    ),
    Example(
        "contract_of_another",
        wrong=contracted(party_id=2),
        right=contracted(),
    ),
    Example(
        "contract_not_in_force",
        wrong=contracted(valid=Span(date(2026, 1, 1), date(2026, 11, 1))),
        right=contracted(valid=Span(date(2026, 11, 2), None)),
    ),
    Example(
        "contract_item_not_covered",
        wrong=contracted(item_ids=frozenset({11, 12})),
        right=contracted(item_ids=frozenset({10, 11})),
    ),
    Example(
        "po_missing",
        wrong=with_po("", an_order()),
        right=with_po("PO-4711"),
        fix=SetDraft(field=DraftField.PO, value="PO-4711"),
    ),
    Example(
        "po_malformed",
        wrong=with_po("po 4711", po_pattern=r"PO\d{4}"),
        right=with_po("PO4711", po_pattern=r"PO\d{4}"),
        fix=SetDraft(field=DraftField.PO, value="PO4711"),
    ),
    Example(
        "po_unknown",
        wrong=with_po("PO-4171", an_order()),
        right=with_po("PO-4711", an_order()),
        fix=SetDraft(field=DraftField.PO, value="PO-4711"),
    ),
    Example(
        "po_not_in_force",
        wrong=with_po("PO-4711", an_order(valid=Span(None, date(2026, 10, 1)))),
        right=with_po("PO-4711", an_order()),
    ),
    Example(
        "po_used_up",
        wrong=with_po("PO-4711", an_order(limit_minor=500_00, billed_minor=450_00)),
        right=with_po("PO-4711", an_order(limit_minor=550_00, billed_minor=450_00)),
    ),
]


def test_the_first_case_that_a_tax_office_asks_about_names_rate_and_place() -> None:
    [finding] = of("tax_missing", drafted_under(a_texan(tax_place="US-OR"), a_texan()))

    assert finding.severity is Severity.BLOCKER
    assert finding.figures["due"] == "Sales tax 6.25 %"


def test_a_draft_without_tax_groups_is_left_to_the_sums() -> None:
    case = a_case(party=a_texan(), office=TAXING).with_draft(tax_groups=())

    assert not of("tax_missing", case)
    assert of("tax_groups_differ", case)


def test_a_tax_in_a_place_that_levies_none_is_wrong() -> None:
    case = replace(
        a_case(party=a_texan(), office=TAXING),
        office=replace(TAXING, taxes=TaxTable([])),
    )

    [finding] = of("tax_rate_wrong", case)
    assert finding.figures["due"] == "no tax"


def test_categories_that_are_taxed_alike_share_a_group() -> None:
    books = replace(TEXAS, id=TEXAS.id + 1, category="books")
    case = a_case(
        a_charge(id=1),
        a_charge(id=2, tax_category="books"),
        party=a_texan(),
        office=replace(TAXING, taxes=TaxTable([TEXAS, books])),
    )

    assert len(case.dossier.draft.tax_groups) == 1
    assert not of("tax_rate_wrong", case)


def test_a_certificate_that_lapsed_long_ago_is_history() -> None:
    old = a_texan(certificates=valid_to(date(2025, 1, 1)))

    assert not of("certificate_lapsed", PartyCase((old,)))
    assert of("certificate_lapsed", PartyCase((replace(old, is_tax_exempt=True),)))


def test_a_certificate_without_an_end_never_ends() -> None:
    forever = a_texan(certificates=(a_certificate(),), is_tax_exempt=True)

    assert not PartyCase((forever,)).findings()


def test_a_certificate_that_has_ended_is_not_ending() -> None:
    ended = a_texan(certificates=valid_to(TODAY))

    assert not of("certificate_ending", PartyCase((ended,)))


def test_letters_that_look_like_digits_are_read_as_digits() -> None:
    [vat] = of("tax_id_malformed", with_tax_id("EU-VAT", "DEI36695976"))
    [ein] = of("tax_id_malformed", with_tax_id("US-EIN", "9I-1144442"))

    assert vat.fix == SetParty(
        party_id=1, field=PartyField.TAX_ID, value="DE136695976", was="DEI36695976"
    )
    assert ein.fix == SetParty(
        party_id=1, field=PartyField.TAX_ID, value="91-1144442", was="9I-1144442"
    )


def test_a_tax_id_of_a_scheme_that_nobody_knows_is_not_checked() -> None:
    [finding] = of("tax_id_malformed", with_tax_id("MARS-TIN", "1"))

    assert finding.severity is Severity.NOT_CHECKED
    assert finding.sentence == (
        "Tax id malformed: not checked, no rule for MARS-TIN numbers is known."
    )


def test_a_party_without_an_address_says_nothing_about_its_place() -> None:
    assert not of("tax_place_differs", a_party_case(TAXING, addresses=()))


def test_a_place_without_a_tax_table_is_not_offered_as_a_fix() -> None:
    abroad = an_address(country="FR", region="", postcode="75001")

    [finding] = of("tax_place_differs", a_party_case(TAXING, addresses=(abroad,)))
    assert finding.fix is None


def test_where_nobody_has_listed_the_places_none_is_unknown() -> None:
    assert not of("tax_place_unknown", a_party_case(tax_place="FR"))


def test_the_catalogues_category_is_not_asked_of_items_it_does_not_have() -> None:
    office = an_office(items={11: an_item(id=11)})

    case = a_case(a_charge(tax_category="odd"), office=office)

    assert not of("tax_category_differs", case)


def test_a_contract_without_an_end_says_only_when_it_begins() -> None:
    case = contracted(valid=Span(date(2026, 12, 1), None))

    [finding] = of("contract_not_in_force", case)
    assert finding.sentence == (
        "Line 1 is of 2 November 2026; contract C-7 is in force from 1 December 2026."
    )


def test_of_two_open_orders_nobody_guesses() -> None:
    case = with_po("", an_order(), an_order(number="PO-4712"))

    [finding] = of("po_missing", case)
    assert finding.fix is None


def test_a_po_that_no_tidying_makes_fit_has_no_fix() -> None:
    [finding] = of("po_malformed", with_po("ask Marge", po_pattern=r"PO\d{4}"))

    assert finding.fix is None


def test_a_po_far_from_every_order_has_no_fix() -> None:
    [finding] = of("po_unknown", with_po("88-1", an_order()))

    assert finding.fix is None


def test_an_order_that_is_too_small_is_not_offered() -> None:
    case = with_po("", an_order(limit_minor=10_00))

    [finding] = of("po_missing", case)
    assert finding.fix is None
