"""Charges to drafts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.calendars import Instalment, PaymentTerms, TermsPart
from duebook.domain.drafting import draft_invoices
from duebook.domain.invoicing import (
    BillingException,
    DraftHeader,
    Grouping,
    LineKind,
    Shipping,
)
from duebook.domain.money import Rounding
from duebook.domain.pricing import PriceBook, ShippingRate
from duebook.domain.spans import ALWAYS, Span
from duebook.domain.tax import RoundingPer, TaxTable
from tests.domain.builders import (
    TODAY,
    a_bill_to,
    a_certificate,
    a_charge,
    a_policy,
    a_price,
    a_rate,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.domain.invoicing import (
        BillTo,
        Charge,
        Draft,
        Line,
    )
    from duebook.domain.pricing import Price
    from duebook.domain.tax import TaxRate

VAT_19 = a_rate("19")


def drafted(
    charges: Sequence[Charge],
    *bill_tos: BillTo,
    prices: Sequence[Price] = (),
    rates: Sequence[TaxRate] = (),
    **more: Any,
) -> tuple[list[Draft], list[BillingException]]:
    known = bill_tos or (a_bill_to(),)
    return draft_invoices(
        charges,
        {bill_to.id: bill_to for bill_to in known},
        book=PriceBook(prices),
        taxes=TaxTable(rates),
        issued_on=TODAY,
        **({"policy": a_policy()} | more),
    )


def the_draft(charges: Sequence[Charge], *bill_tos: BillTo, **more: Any) -> Draft:
    [draft], exceptions = drafted(charges, *bill_tos, **more)
    assert exceptions == []
    return draft


def the_exception(
    charges: Sequence[Charge], *bill_tos: BillTo, **more: Any
) -> BillingException:
    drafts, [exception] = drafted(charges, *bill_tos, **more)
    assert drafts == []
    return exception


def test_two_visits_and_a_part_make_one_invoice_with_tax() -> None:
    charges = [
        a_charge(id=3, description="Brake disc", unit_price=None, item_id=20),
        a_charge(id=1, quantity=Decimal("1.5"), unit_price=Decimal("80.00")),
        a_charge(id=2, service_on=date(2026, 11, 1), unit_price=Decimal("19.99")),
    ]
    bill_to = a_bill_to(tax_place="DE")
    price = a_price(("0", "35.50"), item_id=20)

    draft = the_draft(charges, bill_to, prices=[price], rates=[VAT_19])

    assert [line.charge_id for line in draft.lines] == [2, 1, 3]
    assert [line.net_minor for line in draft.lines] == [19_99, 120_00, 35_50]
    assert [line.price_source for line in draft.lines] == [
        "stated on the charge",
        "stated on the charge",
        "price book Retail 2026",
    ]
    assert (draft.net_minor, draft.tax_minor, draft.total_minor) == (
        175_49,
        33_34,
        208_83,
    )
    assert [line.tax_minor for line in draft.lines] == [3_80, 22_80, 6_74]
    assert draft.instalments == (
        Instalment(due_on=date(2026, 12, 21), amount_minor=208_83),
    )


def test_five_lines_at_84_03_are_taxed_once_and_not_five_times() -> None:
    charges = [a_charge(id=n, unit_price=Decimal("84.03")) for n in range(1, 6)]
    bill_to = a_bill_to(tax_place="DE")

    once = the_draft(charges, bill_to, rates=[VAT_19])
    each = the_draft(
        charges,
        bill_to,
        rates=[VAT_19],
        policy=a_policy(tax_rounding_per=RoundingPer.LINE),
    )

    assert once.tax_minor == 79_83
    assert [line.tax_minor for line in once.lines] == [
        15_97,
        15_97,
        15_97,
        15_96,
        15_96,
    ]
    assert each.tax_minor == 79_85


@pytest.mark.parametrize(
    ("grouping", "invoices"),
    [
        (Grouping.PARTY, [(1, 2, 3)]),
        (Grouping.PO, [(1, 3), (2,)]),
        (Grouping.SITE, [(3,), (1, 2)]),
        (Grouping.CHARGE, [(1,), (2,), (3,)]),
    ],
)
def test_what_shares_an_invoice_is_the_bill_to_s_wish(
    grouping: Grouping, invoices: list[tuple[int, ...]]
) -> None:
    charges = [
        a_charge(id=1, po="A-1", site="north"),
        a_charge(id=2, po="B-2", site="north"),
        a_charge(id=3, po="A-1", site=""),
    ]

    drafts, _ = drafted(charges, a_bill_to(grouping=grouping))

    assert [
        tuple(line.charge_id for line in draft.lines) for draft in drafts
    ] == invoices
    if grouping is Grouping.PO:
        assert [draft.po for draft in drafts] == ["A-1", "B-2"]
        assert [draft.site for draft in drafts] == ["", "north"]


def test_currencies_are_never_mixed() -> None:
    charges = [a_charge(id=1, currency="USD"), a_charge(id=2, currency="EUR")]

    drafts, exceptions = drafted(charges)

    assert [draft.currency for draft in drafts] == ["EUR", "USD"]
    assert exceptions == []


def test_the_party_served_is_named_when_it_is_one() -> None:
    one = the_draft([a_charge(party_id=7), a_charge(id=2, party_id=7)])
    several = the_draft([a_charge(party_id=7), a_charge(id=2, party_id=8)])

    assert (one.party_id, one.bill_to_id) == (7, 1)
    assert several.party_id == 1


def test_a_clerk_s_draft_keeps_its_charges_its_header_and_its_discount() -> None:
    charges = [
        a_charge(id=1, draft_id=5),
        a_charge(id=2),
        a_charge(id=3, draft_id=5, unit_price=Decimal("50.00")),
    ]
    header = DraftHeader(
        po="PO-77",
        site="Dock 4",
        discount_bp=1_000,
        discount_minor=5_00,
        terms=PaymentTerms(
            code="now", name="at once", parts=(TermsPart(share_bp=10_000, net_days=0),)
        ),
    )

    (other, mine), _ = drafted(charges, headers={5: header})

    assert other.draft_id is None
    assert [line.charge_id for line in other.lines] == [2]
    assert (mine.draft_id, mine.po, mine.site) == (5, "PO-77", "Dock 4")
    assert [line.document_discount_minor for line in mine.lines] == [13_33, 6_67]
    assert mine.total_minor == 150_00 - 15_00 - 5_00
    assert mine.instalments[0].due_on == TODAY


def test_a_draft_without_a_header_is_a_plain_draft_of_its_own() -> None:
    draft = the_draft([a_charge(draft_id=9)], a_bill_to(discount_bp=500))

    assert (draft.draft_id, draft.total_minor) == (9, 95_00)


def test_a_draft_in_two_currencies_is_left_out_and_said_why() -> None:
    charges = [a_charge(draft_id=5), a_charge(id=2, draft_id=5, currency="EUR")]

    assert the_exception(charges) == BillingException(
        bill_to_id=1,
        code="mixed_currencies",
        reason="Draft 5 holds charges in EUR and USD; an invoice has one currency.",
        charge_ids=(1, 2),
    )


def test_a_line_s_discount_is_the_percentage_then_the_flat_amount() -> None:
    charge = a_charge(discount_bp=1_250, discount_minor=1_00)

    [line] = the_draft([charge]).lines

    assert (line.gross_minor, line.discount_minor, line.net_minor) == (
        100_00,
        13_50,
        86_50,
    )


def test_graduated_tiers_are_lines_of_their_own() -> None:
    charge = a_charge(
        quantity=Decimal(250), unit_price=None, discount_bp=1_000, discount_minor=2_00
    )
    price = a_price(("0", "0.10"), ("100", "0.08"), ("200", "0.05"), graduated=True)

    draft = the_draft([charge], prices=[price])

    assert [
        (line.quantity, line.unit_price, line.tier_from) for line in draft.lines
    ] == [
        (Decimal(100), Decimal("0.10"), Decimal(0)),
        (Decimal(100), Decimal("0.08"), Decimal(100)),
        (Decimal(50), Decimal("0.05"), Decimal(200)),
    ]
    assert [line.discount_minor for line in draft.lines] == [3_00, 80, 25]
    assert draft.total_minor == 20_50 - 4_05


def test_a_charge_without_a_price_stops_its_invoice_and_no_other() -> None:
    charges = [
        a_charge(id=1),
        a_charge(id=2, unit_price=None, description="Oil", item_code="OIL"),
        a_charge(id=3, bill_to_id=2, party_id=2),
    ]

    drafts, [exception] = drafted(charges, a_bill_to(), a_bill_to(id=2))

    assert [draft.bill_to_id for draft in drafts] == [2]
    assert exception == BillingException(
        bill_to_id=1,
        code="no_price",
        reason="Oil (OIL) of 2026-11-02 has no price: no tariff names the item.",
        charge_ids=(1, 2),
    )


def test_a_deposit_is_drawn_down_by_a_negative_charge() -> None:
    deposit = a_charge(id=2, description="Deposit of May", unit_price=Decimal(-100))
    bill_to = a_bill_to(tax_place="DE")

    draft = the_draft([a_charge(), deposit], bill_to, rates=[VAT_19])

    assert [line.tax_minor for line in draft.lines] == [19_00, -19_00]
    assert draft.total_minor == 0


def test_less_than_nothing_is_not_invoiced() -> None:
    exception = the_exception([a_charge(unit_price=Decimal("-0.01"))])

    assert exception.code == "negative_total"
    assert exception.reason == (
        "The charges come to -0.01 USD; less than nothing is not invoiced."
    )


def test_an_amount_beyond_the_books_is_left_out_and_stops_no_run() -> None:
    huge = a_charge(quantity=Decimal(10) ** 15, unit_price=Decimal(10) ** 15)
    large = [a_charge(id=n, unit_price=Decimal(9) * 10**16) for n in (1, 2)]

    assert the_exception([huge]).code == "amount_too_large"
    assert the_exception(large).code == "amount_too_large"


SHIPPING = Shipping(
    rates=tuple(
        ShippingRate(
            id=number,
            zone="north",
            up_to_kg=Decimal(up_to_kg),
            currency="USD",
            amount_minor=amount_minor,
            valid=ALWAYS,
        )
        for number, (up_to_kg, amount_minor) in enumerate([(5, 7_50), (20, 12_00)])
    ),
    tax_category="standard",
    revenue_account_id=410,
)


def test_a_parcel_costs_by_weight_and_zone_and_is_not_discounted() -> None:
    charges = [
        a_charge(weight_kg=Decimal("4.5")),
        a_charge(id=2, weight_kg=Decimal("3.5")),
    ]
    bill_to = a_bill_to(shipping_zone="north", discount_bp=1_000, tax_place="DE")

    draft = the_draft(charges, bill_to, shipping=SHIPPING, rates=[VAT_19])

    shipping = draft.lines[-1]
    assert (shipping.kind, shipping.net_minor) == (LineKind.SHIPPING, 12_00)
    assert shipping.document_discount_minor == 0
    assert shipping.price_source == "shipping rate to north up to 20 kg"
    assert draft.net_minor == 180_00 + 12_00
    assert draft.tax_minor == 36_48


def test_what_weighs_nothing_or_goes_to_no_zone_is_not_shipped() -> None:
    weighty = [a_charge(weight_kg=Decimal(4))]

    assert len(the_draft(weighty, shipping=SHIPPING).lines) == 1
    to_north = a_bill_to(shipping_zone="north")
    assert len(the_draft([a_charge()], to_north, shipping=SHIPPING).lines) == 1


def test_a_parcel_too_heavy_for_every_rate_stops_the_invoice() -> None:
    exception = the_exception(
        [a_charge(weight_kg=Decimal(21))],
        a_bill_to(shipping_zone="north"),
        shipping=SHIPPING,
    )

    assert exception.code == "no_shipping_rate"
    assert "zone “north” for 21 kg" in exception.reason


CASH = a_policy(cash_unit_minor=5, cash_currency="CHF", rounding_account_id=499)


def test_a_swiss_total_is_paid_in_whole_coins() -> None:
    charge = a_charge(currency="CHF", unit_price=Decimal("12.33"))
    bill_to = a_bill_to(tax_place="CH")
    vat = a_rate("8.1", place="CH")

    draft = the_draft([charge], bill_to, rates=[vat], policy=CASH)

    rounding = draft.lines[-1]
    assert (rounding.kind, rounding.net_minor, rounding.tax_minor) == (
        LineKind.ROUNDING,
        2,
        0,
    )
    assert rounding.revenue_account_id == 499
    assert draft.total_minor == 13_35
    assert [group.key for group in draft.tax_groups] == [
        "VAT 8.1 % [480]",
        "out_of_scope",
    ]


@pytest.mark.parametrize(
    ("currency", "unit_price"), [("CHF", "13.35"), ("USD", "13.33")]
)
def test_nothing_is_rounded_that_is_whole_or_not_swiss(
    currency: str, unit_price: str
) -> None:
    charge = a_charge(currency=currency, unit_price=Decimal(unit_price))

    assert len(the_draft([charge], policy=CASH).lines) == 1


def test_a_certificate_frees_while_it_is_valid() -> None:
    certificate = a_certificate(valid=Span(None, date(2026, 11, 15)))
    bill_to = a_bill_to(tax_place="US-TX", certificates=(certificate,))
    charges = [a_charge(id=1), a_charge(id=2, service_on=date(2026, 11, 15))]
    rate = a_rate("6.25", place="US-TX", name="Texas sales tax")

    draft = the_draft(charges, bill_to, rates=[rate])

    freed, taxed = draft.tax_groups
    assert (freed.tax_minor, freed.exemption) == (0, "TX-01-339: resale")
    assert (taxed.tax_minor, taxed.exemption) == (6_25, "")
    assert [line.tax_minor for line in draft.lines] == [0, 6_25]


def test_an_inclusive_price_keeps_its_total() -> None:
    charges = [
        a_charge(id=1, unit_price=Decimal("119.00"), tax_inclusive=True),
        a_charge(id=2, unit_price=None),
    ]
    price = a_price(("0", "10.00"), tax_inclusive=True)
    bill_to = a_bill_to(tax_place="DE")

    draft = the_draft(charges, bill_to, prices=[price], rates=[VAT_19])

    assert draft.total_minor == 129_00
    assert [line.net_minor for line in draft.lines] == [100_00, 8_40]


def test_a_bill_to_comes_once() -> None:
    charges = [a_charge(bill_to_id=n) for n in (1, 2, 1)]
    with pytest.raises(AssertionError, match="come together"):
        drafted(charges, a_bill_to(), a_bill_to(id=2))


# The laws.

RATES = [
    a_rate("19"),
    a_rate("7", id=2, category="reduced"),
    a_rate("0", id=3, category="zero"),
    a_rate("5", id=4, place="CA", name="GST"),
    a_rate("9.975", id=5, place="CA-QC", name="QST", compound=True, order=2),
    a_rate("8.25", id=6, place="US-TX"),
]
PRICES = [
    a_price(("0", "1.005"), ("10", "0.9")),
    a_price(("0", "12.345"), id=2, item_id=11, tax_inclusive=True),
    a_price(("0", "0.1"), ("5", "0.015"), id=3, item_id=12, graduated=True),
    a_price(("1", "3.33"), id=4, item_id=13, party_id=2),
]
unit_prices = st.one_of(
    st.none(), st.decimals(Decimal(-50), Decimal(1000), places=4, allow_nan=False)
)
charges_of_a_bill_to = st.lists(
    st.builds(
        a_charge,
        party_id=st.integers(1, 3),
        item_id=st.integers(10, 13),
        quantity=st.decimals(Decimal(0), Decimal(40), places=3),
        service_on=st.dates(date(2026, 11, 1), date(2026, 11, 20)),
        currency=st.sampled_from(["USD", "JPY", "KWD"]),
        unit_price=unit_prices,
        discount_bp=st.sampled_from([0, 0, 333, 10_000]),
        discount_minor=st.integers(0, 50),
        tax_category=st.sampled_from(
            ["standard", "reduced", "zero", "exempt", "out_of_scope"]
        ),
        weight_kg=st.sampled_from([Decimal(0), Decimal("1.5")]),
        po=st.sampled_from(["", "PO-1", "PO-2"]),
        site=st.sampled_from(["", "north"]),
        tax_inclusive=st.booleans(),
        draft_id=st.sampled_from([None, None, 1, 2]),
    ),
    min_size=1,
    max_size=12,
)
bill_tos = st.builds(
    a_bill_to,
    tax_place=st.sampled_from(["DE", "CA-QC", "US-TX-Austin", "US-OR"]),
    certificates=st.sampled_from([(), (a_certificate(),)]),
    grouping=st.sampled_from(Grouping),
    discount_bp=st.sampled_from([0, 0, 250, 3_333]),
    shipping_zone=st.sampled_from(["", "north"]),
)
policies = st.builds(
    a_policy,
    rounding=st.sampled_from(Rounding),
    tax_rounding_per=st.sampled_from(RoundingPer),
    cash_unit_minor=st.sampled_from([1, 5]),
    cash_currency=st.sampled_from(["USD", "JPY"]),
)
offices = st.lists(st.tuples(bill_tos, charges_of_a_bill_to), min_size=1, max_size=4)


def an_office(
    drawn: list[tuple[BillTo, list[Charge]]],
) -> tuple[list[BillTo], list[Charge]]:
    """The drawn bill-tos and charges, numbered."""
    known: list[BillTo] = []
    charges: list[Charge] = []
    for number, (bill_to, billed) in enumerate(drawn, start=1):
        known.append(replace(bill_to, id=number))
        for charge in billed:
            charges.append(replace(charge, id=len(charges) + 1, bill_to_id=number))
    return known, charges


def run(
    charges: Sequence[Charge], known: Sequence[BillTo], **more: Any
) -> tuple[list[Draft], list[BillingException]]:
    return drafted(
        charges, *known, prices=PRICES, rates=RATES, shipping=SHIPPING, **more
    )


@given(offices, policies)
def test_lines_groups_and_totals_agree_to_the_unit(drawn: Any, policy: Any) -> None:
    known, charges = an_office(drawn)
    drafts, _ = run(charges, known, policy=policy)

    for draft in drafts:
        assert draft.total_minor == draft.net_minor + draft.tax_minor >= 0
        assert draft.net_minor == sum(line.net_minor for line in draft.lines)
        assert draft.tax_minor == sum(line.tax_minor for line in draft.lines)
        assert draft.total_minor == sum(part.amount_minor for part in draft.instalments)
        for group in draft.tax_groups:
            lines = [line for line in draft.lines if line.tax_key == group.key]
            assert group.net_minor == sum(line.net_minor for line in lines)
            assert group.tax_minor == sum(line.tax_minor for line in lines)
            assert group.tax_minor == sum(tax.tax_minor for tax in group.taxes)
        for line in draft.lines:
            assert amount_of(line) == (
                line.gross_minor - line.discount_minor - line.document_discount_minor
            )


def amount_of(line: Line) -> int:
    """As priced: with the tax where the price holds it."""
    return line.net_minor + (line.tax_minor if line.tax_inclusive else 0)


@given(offices, policies)
def test_every_charge_is_billed_or_left_out_with_a_reason_once(
    drawn: Any, policy: Any
) -> None:
    known, charges = an_office(drawn)
    drafts, exceptions = run(charges, known, policy=policy)

    billed = [{line.charge_id for line in draft.lines} for draft in drafts]
    left_out = [set(exception.charge_ids) for exception in exceptions]
    found = sorted(
        number for some in billed + left_out for number in some if number is not None
    )
    assert found == [charge.id for charge in charges]


@given(offices, policies)
def test_a_batch_equals_its_bill_tos_one_by_one(drawn: Any, policy: Any) -> None:
    known, charges = an_office(drawn)

    drafts, exceptions = run(charges, known, policy=policy)

    alone = [
        run(
            [charge for charge in charges if charge.bill_to_id == bill_to.id],
            [bill_to],
            policy=policy,
        )
        for bill_to in known
    ]
    assert drafts == [draft for some, _ in alone for draft in some]
    assert exceptions == [exception for _, some in alone for exception in some]


@given(offices, policies, st.randoms(use_true_random=False))
def test_the_order_of_a_bill_to_s_charges_does_not_matter(
    drawn: Any, policy: Any, random: Any
) -> None:
    known, charges = an_office(drawn)
    shuffled = sorted(charges, key=lambda charge: (charge.bill_to_id, random.random()))

    assert run(shuffled, known, policy=policy) == run(charges, known, policy=policy)
