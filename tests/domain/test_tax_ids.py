"""Tax numbers are told from slips of the keyboard."""

from __future__ import annotations

import pytest

from duebook.domain.tax_ids import is_scheme, tax_number


@pytest.mark.parametrize(
    ("scheme", "written", "compact"),
    [
        ("US-EIN", "91-1144442", "911144442"),
        ("EU-VAT", "DE 136 695 976", "DE136695976"),
        ("EU-VAT", "el 094259216", "EL094259216"),
        ("GB-VAT", "GB 980 7806 84", "980780684"),
        ("CA-BN", "12302 6635 RC 0001", "123026635RC0001"),
    ],
)
def test_a_number_is_kept_without_spaces(
    scheme: str, written: str, compact: str
) -> None:
    assert tax_number(scheme, written) == compact


@pytest.mark.parametrize(
    ("scheme", "number"),
    [
        ("US-EIN", "07-1144442"),
        ("EU-VAT", "DE136695967"),
        ("EU-VAT", ""),
        ("CA-BN", "x"),
    ],
)
def test_swapped_digits_and_junk_are_no_number(scheme: str, number: str) -> None:
    assert tax_number(scheme, number) is None


@pytest.mark.parametrize("scheme", ["US-EIN", "EU-VAT", "CH-VAT", "MX-RFC"])
def test_schemes_are_a_country_and_a_name(scheme: str) -> None:
    assert is_scheme(scheme)


@pytest.mark.parametrize(
    "scheme", ["", "VAT", "us-ein", "QQ-VAT", "US-NUMDB", "US-VAX"]
)
def test_others_are_not_known(scheme: str) -> None:
    assert not is_scheme(scheme)
