"""What the first page asks of a new office."""

from __future__ import annotations

from duebook.apps.desk.forms import COUNTRY_CHOICES


def test_only_countries_are_offered_by_their_names() -> None:
    offered = dict(COUNTRY_CHOICES)

    assert offered["US"] == "United States"
    assert offered["XK"] == "Kosovo"
    assert not {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"} & offered.keys()
