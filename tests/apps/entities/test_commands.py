"""The house keeps its settings and its people, as an administrator types it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command

from duebook.apps.entities.actions import AppointPerson, appoint_person
from duebook.web.terminal import console
from tests.office import CLERK, MANAGER, an_entity, by, chain_holds

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db

OWNER = "Priya Raman"


@pytest.fixture
def office() -> int:
    entity_id = an_entity()
    owner = AppointPerson(entity_id=entity_id, name=OWNER, role="administrator")
    appoint_person(owner, **by())
    return entity_id


@pytest.fixture
def typed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., str]:
    """Type a command as the owner, whose environment says where and who."""
    monkeypatch.setattr(console, "width", 120)
    monkeypatch.setenv("DUEBOOK_ENTITY", "HP")
    monkeypatch.setenv("DUEBOOK_AS", OWNER)

    def enter(*words: str) -> str:
        capsys.readouterr()
        call_command(*words)
        return capsys.readouterr().out

    return enter


def test_settings_are_changed_for_a_reason(
    office: int, typed: Callable[..., str]
) -> None:
    said = typed(
        *("settings", "--interest-bp", "900", "--rounding", "half_even"),
        *("--reason", "New terms of trade"),
    )

    assert re.search(r"interest_bp +900 +9 %", said)
    assert re.search(r"rounding +half_even", said)
    assert re.search(r"small_balance_minor +500 +5\.00 USD", said)
    assert chain_holds(office)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--interest-bp", "900"), "Say why"),
        (("--cash-unit-minor", "0", "--reason", "x"), "cash_unit_minor is 1 to"),
        (("--interest-bp", "-1", "--reason", "x", "--as", CLERK), "may not administer"),
    ],
)
def test_settings_that_cannot_be(
    office: int, typed: Callable[..., str], words: tuple[str, ...], why: str
) -> None:
    assert office

    with pytest.raises(CommandError, match=why):
        typed("settings", *words)


def test_people_are_listed_and_leave(office: int, typed: Callable[..., str]) -> None:
    assert re.search(rf"{CLERK} +coordinator .*credit to 500\.00", typed("people"))

    typed("people", "--retire", MANAGER, "--reason", "Moved away")

    assert re.search(rf"{MANAGER} +retired", typed("people"))
    assert chain_holds(office)
    with pytest.raises(CommandError, match="appoint another administrator first"):
        typed("people", "--retire", OWNER, "--reason", "Moved away")
    with pytest.raises(CommandError, match="Nobody is known here as Nobody"):
        typed("people", "--retire", "Nobody", "--reason", "Moved away")


def test_a_command_needs_to_know_whose_books_and_who(office: int) -> None:
    assert office

    with pytest.raises(CommandError, match="or set DUEBOOK_ENTITY"):
        call_command("people")
    with pytest.raises(CommandError, match="or set DUEBOOK_AS"):
        call_command(*("people", "--entity", "HP", "--retire", CLERK))
