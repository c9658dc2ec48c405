"""Addresses as the post reads them."""

from __future__ import annotations

import pytest

from duebook.domain.addresses import postal_lines
from duebook.domain.checks.facts import Address, AddressKind


def an_address(country: str, **parts: str) -> Address:
    given = {"street": "1 High Street", "city": "", "region": "", "postcode": ""}
    return Address(kind=AddressKind.BILLING, country=country, **{**given, **parts})


@pytest.mark.parametrize(
    ("country", "city", "region", "postcode", "town"),
    [
        ("US", "Springfield", "IL", "62701", ["Springfield, IL 62701"]),
        ("CA", "Montréal", "QC", "H3Z 2Y7", ["Montréal QC  H3Z 2Y7"]),
        ("GB", "LONDON", "", "SW1A 2AA", ["LONDON", "SW1A 2AA"]),
        ("DE", "Köln", "NW", "50667", ["50667 Köln"]),
        ("FR", "Paris", "", "75007", ["75007 Paris"]),
        ("ES", "Getafe", "Madrid", "28901", ["28901 Getafe", "Madrid"]),
        ("IT", "Rho", "MI", "20017", ["20017 Rho MI"]),
        ("MX", "Zapopan", "Jal.", "45010", ["45010 Zapopan, Jal."]),
        ("BR", "Campinas", "SP", "13010-111", ["Campinas-SP", "13010-111"]),
    ],
)
def test_each_country_has_its_own_order(
    country: str, city: str, region: str, postcode: str, town: list[str]
) -> None:
    address = an_address(country, city=city, region=region, postcode=postcode)

    assert postal_lines(address) == ("1 High Street", *town)


def test_what_is_missing_leaves_nothing_behind() -> None:
    assert postal_lines(an_address("US", city="Reno")) == ("1 High Street", "Reno")
    assert postal_lines(an_address("US", postcode="89501"))[1:] == ("89501",)
    reno = an_address("US", city="Reno", postcode="89501")
    assert postal_lines(reno)[1:] == ("Reno 89501",)
    assert postal_lines(an_address("BR", city="Campinas"))[1:] == ("Campinas",)
    assert postal_lines(an_address("GB"))[1:] == ()


def test_a_street_of_two_lines_keeps_them() -> None:
    lines = postal_lines(an_address("DE", street="Hof 3\nBlumenweg 1", city="Ulm"))

    assert lines == ("Hof 3", "Blumenweg 1", "Ulm")
