"""Sums, currencies, days, duplicates and descriptions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.calendars import Instalment
from duebook.domain.checks.duplicate import fingerprint, same_reference
from duebook.domain.checks.facts import BilledCharge, IssuedInvoice, PeriodFacts
from duebook.domain.checks.findings import (
    DraftAgain,
    DraftField,
    DropCharge,
    SetDraft,
)
from duebook.domain.checks.text import is_placeholder
from duebook.domain.pricing import PriceBook
from duebook.domain.spans import Span
from duebook.domain.tax import TaxTable
from tests.domain.builders import TODAY, a_charge, a_price, a_rate
from tests.domain.check_builders import (
    Example,
    a_case,
    a_history,
    a_party,
    an_address,
    an_office,
    d,
    known,
    of,
)

if TYPE_CHECKING:
    from tests.domain.check_builders import (
        Case,
    )

TAXING = an_office(taxes=TaxTable([a_rate("19")]))
BERLIN = a_party(
    name="Spreewerk",
    tax_place="DE",
    addresses=(an_address(country="DE", city="Berlin", postcode="10115", region=""),),
)
TAXED = a_case(party=BERLIN, office=TAXING)
FREE = an_office(prices=PriceBook([a_price(("0", "0"))]))

OCTOBER = PeriodFacts(
    name="October 2026",
    days=Span(date(2026, 10, 1), date(2026, 11, 1)),
    is_closed=True,
)
NOVEMBER = PeriodFacts(
    name="November 2026",
    days=Span(date(2026, 11, 1), date(2026, 12, 1)),
    is_closed=False,
)
CLOSED = an_office(periods=(OCTOBER, NOVEMBER))


def with_tax(tax_minor: int) -> Case:
    """19 % of 100.00, of which the draft says that it is another amount."""
    [group] = TAXED.dossier.draft.tax_groups
    [tax] = group.taxes
    off = replace(group, taxes=(replace(tax, tax_minor=tax_minor),))
    return TAXED.with_draft(tax_groups=(off,))


def served(days_ago: int, **changes: Any) -> Case:
    return a_case(a_charge(service_on=TODAY - timedelta(days=days_ago), **changes))


def twice(first: str, second: str, *, repeats: bool = False, **changes: Any) -> Case:
    """Two charges for the same work, with these references."""
    history = a_history(1, 1, 1, 2, repeats_in_a_day=repeats)
    return a_case(
        known(a_charge(), reference=first, history=history),
        known(a_charge(id=2, **changes), reference=second, history=history),
    )


def billed_before(reference: str = "", **changes: Any) -> Case:
    facts: dict[str, Any] = {
        "document": "INV-1007",
        "service_on": date(2026, 11, 2),
        "quantity": d("1"),
        "reference": "T-1",
    }
    earlier = BilledCharge(**(facts | changes))
    return a_case(known(a_charge(), reference=reference, billed=(earlier,)))


def invoiced_before(days_ago: int = 7, **changes: Any) -> Case:
    """A draft, and an invoice that billed the same except for these changes."""
    earlier = a_case(a_charge(**changes)).dossier.draft
    invoice = IssuedInvoice(
        number="INV-1007",
        issued_on=TODAY - timedelta(days=days_ago),
        total_minor=earlier.total_minor,
        fingerprint=fingerprint(earlier),
    )
    return a_case(invoices=(invoice,))


EXAMPLES = [
    Example(
        "draft_empty",
        wrong=a_case().with_draft(lines=()),
        right=a_case(),
    ),
    Example(
        "line_differs",
        wrong=a_case(a_charge(quantity=d("2"))).with_line(net_minor=210_00),
        right=a_case(a_charge(quantity=d("0.333"), discount_bp=1000)),
        fix=DraftAgain(),
    ),
    Example(
        "totals_differ",
        wrong=TAXED.with_draft(total_minor=119_01),
        right=TAXED,
        fix=DraftAgain(),
    ),
    Example(
        "tax_groups_differ",
        wrong=TAXED.with_line(tax_minor=18_99),
        right=TAXED,
        fix=DraftAgain(),
    ),
    Example(
        "rounding_drift",
        wrong=with_tax(19_04),
        right=with_tax(19_01),
        fix=DraftAgain(),
    ),
    Example(
        "currency_mixed",
        wrong=replace(
            a_case(),
            dossier=replace(
                a_case().dossier, charges={1: known(a_charge(currency="EUR"))}
            ),
        ),
        right=a_case(),
    ),
    Example(
        "currency_unusual",
        wrong=a_case(party=a_party(currency="CAD")),
        right=a_case(),
    ),
    Example(
        "total_negative",
        wrong=a_case().with_draft(total_minor=-20_00),
        right=a_case(),
    ),
    Example(
        "total_zero",
        wrong=a_case(a_charge(unit_price=None), office=FREE),
        right=a_case(),
    ),
    Example(
        "instalments_differ",
        wrong=a_case().with_draft(
            instalments=(
                Instalment(due_on=date(2026, 12, 1), amount_minor=50_00),
                Instalment(due_on=date(2027, 1, 1), amount_minor=40_00),
            )
        ),
        right=a_case(),
        fix=DraftAgain(),
    ),
    Example(
        "period_closed",
        wrong=a_case(office=CLOSED, issued_on=date(2026, 10, 31)),
        right=a_case(office=CLOSED, issued_on=date(2026, 11, 1)),
        fix=SetDraft(field=DraftField.ISSUED_ON, value=TODAY),
    ),
    Example(
        "issued_in_future",
        wrong=a_case(issued_on=date(2026, 11, 30)),
        right=a_case(issued_on=TODAY),
        fix=SetDraft(field=DraftField.ISSUED_ON, value=TODAY),
    ),
    Example(
        "service_in_future",
        wrong=served(-21),
        right=served(0),
    ),
    Example(
        "charge_stale",
        wrong=served(200),
        right=served(180),
    ),
    Example(
        "due_before_issue",
        wrong=a_case().with_draft(issued_on=date(2027, 1, 15)),
        right=a_case(),
        fix=DraftAgain(),
    ),
    Example(
        "charge_repeated",
        wrong=twice("T-1", "t1"),
        right=twice("T-1", "T-2"),
        fix=DropCharge(charge_id=2),
    ),
    Example(
        "charge_twice_in_a_day",
        wrong=twice("", ""),
        right=twice("", "", repeats=True),
        fix=DropCharge(charge_id=2),
    ),
    Example(
        "charge_alike",
        wrong=twice("T-1", "T-2"),
        right=twice("T-1", "T-2", description="Consulting, afternoon"),
        fix=DropCharge(charge_id=2),
    ),
    Example(
        "charge_billed_already",
        wrong=billed_before("T-1"),
        right=billed_before("T-2"),
        fix=DropCharge(charge_id=1),
    ),
    Example(
        "invoice_duplicate",
        wrong=invoiced_before(),
        right=invoiced_before(service_on=date(2026, 10, 2)),
    ),
    Example(
        "description_missing",
        wrong=a_case(a_charge(description="  ")),
        right=a_case(),
    ),
    Example(
        "description_placeholder",
        wrong=a_case(a_charge(description="TODO ask Pat")),
        right=a_case(a_charge(description="Blood test")),
    ),
]


def test_a_tax_inclusive_line_adds_up_with_its_tax() -> None:
    case = a_case(
        a_charge(unit_price=d("119.00"), tax_inclusive=True),
        party=BERLIN,
        office=TAXING,
    )

    assert case.dossier.draft.net_minor == 100_00
    assert not of("line_differs", case)
    assert of("line_differs", case.with_line(net_minor=99_99))


def test_a_line_without_its_tax_group_is_found() -> None:
    case = TAXED.with_line(tax_key="VAT 7 %")

    assert of("tax_groups_differ", case)


def test_a_draft_says_nothing_of_the_parts_that_no_charge_made() -> None:
    [line] = a_case().dossier.draft.lines
    stray = a_case().with_line(charge_id=None)

    assert line.charge_id == 1
    assert not stray.findings()


def test_nothing_is_dated_today_while_today_is_closed() -> None:
    november = replace(NOVEMBER, is_closed=True)
    case = a_case(office=an_office(periods=(november,)))

    [finding] = of("period_closed", case)
    assert finding.fix is None


def test_a_subscription_is_billed_ahead_under_its_contract() -> None:
    assert not of("service_in_future", served(-30, contract="C-7"))
    assert of("service_in_future", served(-400, contract="C-7"))


@pytest.mark.parametrize(
    "changes", [{"site": "Annex"}, {"po": "PO-2"}, {"description": "Evening"}]
)
def test_a_site_a_po_or_a_description_tells_work_apart(changes: dict[str, Any]) -> None:
    assert not of("charge_twice_in_a_day", twice("", "", **changes))


def test_another_price_is_other_work() -> None:
    case = twice("T-1", "T-1", unit_price=d("80.00"))

    assert not of("charge_repeated", case)


def test_of_three_alike_the_two_later_ones_repeat() -> None:
    case = a_case(
        *(known(a_charge(id=number), reference="T-1") for number in (1, 2, 3))
    )

    assert [finding.fix for finding in of("charge_repeated", case)] == [
        DropCharge(charge_id=2),
        DropCharge(charge_id=3),
    ]


def test_work_billed_before_without_a_reference_counts_as_the_same() -> None:
    assert of("charge_billed_already", billed_before(""))
    assert not of("charge_billed_already", billed_before("", quantity=d("2")))
    assert not of(
        "charge_billed_already", billed_before("", service_on=date(2026, 11, 3))
    )


def test_an_invoice_of_last_year_is_no_rival() -> None:
    assert not of("invoice_duplicate", invoiced_before(days_ago=400))


def test_the_same_total_for_other_work_is_no_duplicate() -> None:
    assert not of("invoice_duplicate", invoiced_before(item_id=11))


@given(st.permutations([1, 2, 3, 4]))
def test_the_order_of_lines_does_not_change_a_fingerprint(order: list[int]) -> None:
    charges = [a_charge(id=number, quantity=d(str(number))) for number in (1, 2, 3, 4)]
    draft = a_case(*charges).dossier.draft
    shuffled = replace(draft, lines=tuple(draft.lines[number - 1] for number in order))

    assert fingerprint(shuffled) == fingerprint(draft)


def test_references_are_compared_without_their_punctuation() -> None:
    assert same_reference("TS-1001", "ts 1001")
    assert not same_reference("TS-1001", "TS-1002")


@pytest.mark.parametrize(
    "text",
    ["test", " TEST ", "tbd", "xxx", "???", "#REF!", "{{item}}", "Lorem ipsum dolor",
     "n/a", "-", "Visit ??? of Monday", "TODO: text"],
)  # fmt: skip
def test_placeholders(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize(
    "text",
    ["Blood test", "Test strips, 50", "T-shirt XXXL", "Null modem cable", "Item 7",
     "Example of use, printed", "A. Sample & Sons", "Foo Fighters ticket", "PCR-Test"],
)  # fmt: skip
def test_goods_that_sound_like_placeholders(text: str) -> None:
    assert not is_placeholder(text)
