"""What is wrong with a party's record, said before it is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.checks.facts import Address, AddressKind, TaxId
from duebook.domain.parties import (
    CertificateEntry,
    PartyEntry,
    faults_of,
    loop_among,
)
from duebook.domain.spans import Span

TIDEWELL = PartyEntry(
    code="TID",
    name="Tidewell Hotels",
    currency="USD",
    addresses=(
        Address(
            kind=AddressKind.BILLING,
            street="1 Pier Road",
            city="Port Alder",
            region="IL",
            postcode="62701",
            country="US",
        ),
    ),
    tax_ids=(TaxId(scheme="US-EIN", number="91-1144442"),),
)
NEW_YEAR = date(2026, 1, 1)
JULY = date(2026, 7, 1)


def a_certificate(number: str, valid: Span, place: str = "US-IL") -> CertificateEntry:
    return CertificateEntry(place=place, number=number, reason="Resale", valid=valid)


def test_a_whole_record_has_no_fault() -> None:
    assert list(faults_of(TIDEWELL)) == []


def test_a_wrong_tax_number_is_named_with_its_party() -> None:
    typed_wrong = TaxId(scheme="US-EIN", number="07-1144442")

    [fault] = faults_of(replace(TIDEWELL, tax_ids=(typed_wrong,)))

    assert str(fault).startswith("Party TID: 07-1144442 is no US-EIN number")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"code": " "}, "Party “Tidewell Hotels” needs a code."),
        ({"name": ""}, "Party “TID” needs a name."),
        ({"currency": "US$"}, "Party TID: “US$” is no currency of ISO 4217."),
        ({"discount_bp": 10_001}, "Party TID: 100.01 % is no discount."),
        (
            {"addresses": TIDEWELL.addresses * 2},
            "Party TID has more than one billing address.",
        ),
        (
            {"tax_ids": TIDEWELL.tax_ids * 2},
            "Party TID has more than one US-EIN number.",
        ),
        (
            {"tax_ids": (TaxId(scheme="TAX", number="1"),)},
            (
                "Party TID: “TAX” is no kind of tax number that can be checked; EU-VAT,"
                " US-EIN and GB-VAT are."
            ),
        ),
        (
            {"addresses": (replace(TIDEWELL.addresses[0], country="UK"),)},
            "Party TID: “UK” is no country of ISO 3166.",
        ),
        (
            {"certificates": (a_certificate("C-1", Span(JULY, NEW_YEAR)),)},
            "Party TID: C-1 is no certificate with a day.",
        ),
    ],
)
def test_each_fault_has_its_sentence(changed: dict[str, Any], sentence: str) -> None:
    assert list(map(str, faults_of(replace(TIDEWELL, **changed)))) == [sentence]


def test_two_certificates_may_not_hold_on_one_day() -> None:
    first, second = Span(NEW_YEAR, JULY), Span(JULY)
    held = (a_certificate("C-2", second), a_certificate("C-1", first))
    assert list(faults_of(replace(TIDEWELL, certificates=held))) == []

    [fault] = faults_of(
        replace(TIDEWELL, certificates=(*held, a_certificate("C-0", Span(None, JULY))))
    )

    assert "C-0 and C-1 hold on the same days for US-IL" in str(fault)


def test_a_loop_is_told_in_order() -> None:
    assert loop_among({1: 2, 2: 3, 5: 1, 3: 1}) in {
        (1, 2, 3, 1),
        (2, 3, 1, 2),
        (3, 1, 2, 3),
    }
    assert loop_among({1: 2, 2: 3, 5: 3}) is None


@given(st.dictionaries(st.integers(0, 12), st.integers(0, 12)))
def test_a_loop_is_found_wherever_one_is(next_of: dict[int, int]) -> None:
    def returns(start: int) -> bool:
        at: int | None = start
        for _ in next_of:
            at = next_of.get(at) if at is not None else None
            if at == start:
                return True
        return False

    loop = loop_among(next_of)

    assert (loop is not None) == any(map(returns, next_of))
    if loop is not None:
        assert loop[0] == loop[-1]
        assert all(next_of[here] == there for here, there in pairwise(loop))
