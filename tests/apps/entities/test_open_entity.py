"""Opening an entity: what could not be reckoned or printed with is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from duebook.apps.entities.actions import (
    CodeTaken,
    NotKnown,
    OpenEntity,
    new_key,
    now,
    open_entity,
)
from duebook.domain.money import UnknownCurrency

pytestmark = pytest.mark.django_db

PINE = OpenEntity(
    code="PINE",
    name="Pine & Bell Consulting",
    address="40 Pine Street\nPortland, OR 97204",
    country="US",
    currency="USD",
    time_zone="America/Los_Angeles",
    settings={"language": "fr-CA", "paper": "a4", "rounding": "half_even"},
)


def opened(**changes: Any) -> int:
    return open_entity(replace(PINE, **changes), key=new_key(), at=now())


def test_an_entity_is_opened() -> None:
    assert opened() > 0


def test_a_code_is_given_once() -> None:
    opened()

    with pytest.raises(CodeTaken, match="There is an entity PINE already"):
        opened()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"time_zone": "Mars/Base"}, "“Mars/Base” is no time zone"),
        ({"settings": {"language": "nl"}}, "“nl” is no language"),
        ({"settings": {"paper": "a5"}}, "“a5” is no paper"),
        ({"settings": {"rounding": "up-ish"}}, "“up-ish” is no rounding"),
        ({"settings": {"tax_rounding_per": "cup"}}, "“cup” is no tax rounding per"),
    ],
)
def test_what_nobody_knows_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(NotKnown, match=said):
        opened(**changes)


def test_a_currency_is_one_of_iso_4217() -> None:
    with pytest.raises(UnknownCurrency):
        opened(currency="UDS")
