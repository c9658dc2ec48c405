"""Taxes by place and category, and where they are rounded."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.money import Rounding
from duebook.domain.spans import Span
from duebook.domain.tax import (
    Levy,
    RoundingPer,
    TaxAmount,
    Taxed,
    TaxGroup,
    TaxTable,
    tax_groups,
)
from tests.domain.builders import a_certificate, a_rate

if TYPE_CHECKING:
    from duebook.domain.tax import (
        TaxRate,
    )

ON = date(2026, 11, 2)
GST = a_rate("5", id=1, place="CA", name="GST")
QST = a_rate("9.975", id=2, place="CA-QC", name="QST", order=2)
STATE = a_rate("6.25", id=3, place="US-TX", name="Texas")
CITY = a_rate("2", id=4, place="US-TX-Austin", name="Austin")


def levy(*rates: TaxRate, inclusive: bool = False) -> Levy:
    return Levy(key="test", rates=rates, inclusive=inclusive)


def taxed(
    *lines: tuple[int, Levy],
    per: RoundingPer = RoundingPer.TAX_GROUP,
    rounding: Rounding = Rounding.HALF_UP,
) -> Taxed:
    return tax_groups(lines, rounding=rounding, per=per)


def test_five_lines_of_84_03_at_19_percent() -> None:
    lines = [(84_03, levy(a_rate("19")))] * 5

    assert taxed(*lines) == Taxed(
        (
            TaxGroup(
                key="test",
                net_minor=420_15,
                tax_minor=79_83,
                taxes=(
                    TaxAmount(
                        rate_id=1,
                        account_id=480,
                        name="VAT",
                        percent=Decimal(19),
                        base_minor=420_15,
                        tax_minor=79_83,
                    ),
                ),
                exemption="",
            ),
        ),
        [15_97, 15_97, 15_97, 15_96, 15_96],
    )
    assert taxed(*lines, per=RoundingPer.LINE).groups[0].tax_minor == 79_85


def test_state_and_city_levy_together() -> None:
    table = TaxTable([CITY, STATE, GST])

    assert table.taxes_for("US-TX-Austin", "standard", ON) == (STATE, CITY)
    assert table.taxes_for("US-TX-Dallas", "standard", ON) == (STATE,)
    assert table.taxes_for("US-TXX", "standard", ON) == ()


def test_a_rate_holds_for_its_days_and_its_category() -> None:
    old = a_rate("16", id=1, valid=Span(date(2020, 7, 1), date(2021, 1, 1)))
    new = a_rate("19", id=2, valid=Span(date(2021, 1, 1)))
    table = TaxTable([new, old])

    assert table.taxes_for("DE", "standard", date(2020, 12, 31)) == (old,)
    assert table.taxes_for("DE", "standard", date(2021, 1, 1)) == (new,)
    assert table.taxes_for("DE", "reduced", date(2021, 1, 1)) == ()


def test_a_compound_tax_is_on_the_net_and_the_tax_before() -> None:
    qst_on_gst = a_rate("9.5", id=2, place="CA-QC", name="QST", order=2, compound=True)
    both = levy(GST, qst_on_gst)

    [group] = taxed((100_00, both)).groups

    assert [(tax.base_minor, tax.tax_minor) for tax in group.taxes] == [
        (100_00, 5_00),
        (105_00, 9_98),
    ]
    assert sum(both.exact) == Fraction("0.14975")


def test_an_inclusive_amount_is_parted_into_net_and_taxes() -> None:
    [group] = taxed((114_98, levy(GST, QST, inclusive=True))).groups

    assert group.key == "test incl."
    assert (group.net_minor, group.tax_minor) == (100_00, 14_98)
    assert [tax.tax_minor for tax in group.taxes] == [5_00, 9_98]


def test_a_document_is_rounded_once() -> None:
    """Three groups of a third of a cent each: nothing per group, one cent in all."""
    levies = [Levy(key=str(number), rates=(a_rate("0.335"),)) for number in range(3)]
    lines = [(1_00, levy) for levy in levies]

    once = taxed(*lines, per=RoundingPer.DOCUMENT)
    per_group = taxed(*lines)

    assert [group.tax_minor for group in once.groups] == [1, 0, 0]
    assert once.line_taxes == [1, 0, 0]
    assert [group.tax_minor for group in per_group.groups] == [0, 0, 0]


@pytest.mark.parametrize("per", RoundingPer)
def test_lines_without_any_tax_form_a_group(per: RoundingPer) -> None:
    done = taxed((5_00, levy()), (-1_00, levy()), per=per)

    assert done.groups == (
        TaxGroup(key="test", net_minor=4_00, tax_minor=0, taxes=(), exemption=""),
    )
    assert done.line_taxes == [0, 0]


def test_no_lines_no_groups() -> None:
    assert taxed(per=RoundingPer.DOCUMENT) == Taxed((), [])


def test_zero_rated_exempt_and_out_of_scope_are_told_apart() -> None:
    table = TaxTable([a_rate("0", category="zero")])

    def key(category: str) -> str:
        return table.levy_on("DE", category, ON).key

    assert key("zero") == "VAT 0 % [480]"
    assert key("exempt") == "exempt"
    assert key("out_of_scope") == "out_of_scope"
    assert key("standard") == "untaxed"


def test_equal_taxes_share_a_group_whatever_the_category() -> None:
    goods = a_rate("19", id=1, category="goods")
    services = a_rate("19.0", id=2, category="services")
    compound = a_rate("19", id=3, category="odd", compound=True)
    other_account = a_rate("19", id=4, category="own", account_id=481)
    table = TaxTable([goods, services, compound, other_account])

    keys = [
        table.levy_on("DE", category, ON).key
        for category in ("goods", "services", "odd", "own")
    ]

    assert keys == [
        "VAT 19 % [480]",
        "VAT 19 % [480]",
        "VAT 19 % on top [480]",
        "VAT 19 % [481]",
    ]


@pytest.mark.parametrize(
    ("place", "left", "key"),
    [
        ("US-TX", (), "certificate 1"),
        ("US", (), "certificate 1"),
        ("", (), "certificate 1"),
        ("US-TX-Austin", (STATE,), "certificate 1 Texas 6.25 % [480]"),
        ("US-T", (STATE, CITY), "Texas 6.25 % [480] + Austin 2 % [480]"),
        ("CA", (STATE, CITY), "Texas 6.25 % [480] + Austin 2 % [480]"),
    ],
)
def test_a_certificate_frees_in_its_place_and_the_places_within(
    place: str, left: tuple[TaxRate, ...], key: str
) -> None:
    table = TaxTable([STATE, CITY])

    found = table.levy_on("US-TX-Austin", "standard", ON, [a_certificate(place=place)])

    assert (found.rates, found.key) == (left, key)
    assert found.exemption == ("" if len(left) == 2 else "TX-01-339: resale")


def test_a_certificate_frees_only_while_it_is_valid() -> None:
    table = TaxTable([STATE])
    expired = a_certificate(valid=Span(None, ON))
    running = a_certificate(id=2, number="TX-02", valid=Span(ON))

    both = table.levy_on("US-TX", "standard", ON, [expired, running])

    assert table.levy_on("US-TX", "standard", ON, [expired]).rates == (STATE,)
    assert (both.rates, both.exemption) == ((), "TX-02: resale")


def test_what_is_not_taxed_needs_no_certificate() -> None:
    found = TaxTable([]).levy_on("US-OR", "standard", ON, [a_certificate()])

    assert (found.key, found.exemption) == ("untaxed", "")


percents = st.decimals(Decimal(0), Decimal(60), places=4)
rate_lists = st.lists(
    st.builds(a_rate, percents, id=st.integers(1, 99), compound=st.booleans()),
    max_size=3,
)
lines = st.lists(
    st.tuples(st.integers(-(10**7), 10**7), st.integers(0, 3)), max_size=400
)
levies = st.lists(
    st.builds(
        lambda key, rates, inclusive: Levy(
            key=key, rates=tuple(rates), inclusive=inclusive
        ),
        st.sampled_from("ABCD"),
        rate_lists,
        st.booleans(),
    ),
    min_size=4,
    max_size=4,
    unique_by=lambda levy: levy.key,
)


@given(lines, levies, st.sampled_from(Rounding), st.sampled_from(RoundingPer))
def test_lines_groups_and_taxes_agree_to_the_unit(
    drawn: list[tuple[int, int]],
    four: list[Levy],
    rounding: Rounding,
    per: RoundingPer,
) -> None:
    taxables = [(amount_minor, four[which]) for amount_minor, which in drawn]

    done = taxed(*taxables, per=per, rounding=rounding)

    for group in done.groups:
        members = [
            (amount_minor, tax_minor)
            for (amount_minor, levy), tax_minor in zip(
                taxables, done.line_taxes, strict=True
            )
            if levy.key == group.key
        ]
        amount_minor = sum(amount for amount, _ in members)
        inclusive = group.key.endswith("incl.")
        assert group.tax_minor == sum(tax for _, tax in members)
        assert group.tax_minor == sum(tax.tax_minor for tax in group.taxes)
        assert group.net_minor == amount_minor - inclusive * group.tax_minor


@given(
    st.integers(-(10**9), 10**9), rate_lists, st.booleans(), st.sampled_from(Rounding)
)
def test_each_tax_is_within_a_unit_of_the_exact_one(
    amount_minor: int, rates: list[TaxRate], inclusive: Any, rounding: Rounding
) -> None:
    one = levy(*rates, inclusive=inclusive)
    for tax_minor, exact in zip(one.on(amount_minor, rounding), one.exact, strict=True):
        # A compound tax inherits what the rounding of two taxes before it took.
        slack = 2 if inclusive else Fraction(5, 2)
        assert abs(tax_minor - exact * amount_minor) < slack


@given(
    st.integers(-(10**9), 10**9),
    st.decimals(Decimal(0), Decimal(30), places=3),
    st.sampled_from([Rounding.HALF_UP, Rounding.HALF_EVEN]),
)
def test_an_exclusive_price_made_inclusive_comes_back(
    net_minor: int, percent: Decimal, rounding: Rounding
) -> None:
    rate = a_rate(str(percent))
    [exclusive] = taxed((net_minor, levy(rate)), rounding=rounding).groups
    gross_minor = exclusive.net_minor + exclusive.tax_minor

    [inclusive] = taxed(
        (gross_minor, levy(rate, inclusive=True)), rounding=rounding
    ).groups

    assert inclusive.net_minor + inclusive.tax_minor == gross_minor
    assert inclusive.net_minor == net_minor


@given(lines, levies, st.sampled_from(RoundingPer))
def test_a_negated_document_has_negated_taxes(
    drawn: list[tuple[int, int]], four: list[Levy], per: RoundingPer
) -> None:
    there = [(amount_minor, four[which]) for amount_minor, which in drawn]
    back = [(-amount_minor, levy) for amount_minor, levy in there]

    negated = [-tax_minor for tax_minor in taxed(*back, per=per).line_taxes]

    assert taxed(*there, per=per).line_taxes == negated
