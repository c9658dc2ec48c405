"""``duebook user``: from the terminal to a seat, with a password that works."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command

from duebook.apps.entities.actions import AppointPerson, appoint_person
from duebook.apps.entities.queries import seats
from duebook.web.terminal import console
from tests.office import CLERK, an_entity, by

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

OWNER = "Priya Raman"


def test_a_user_is_made_seated_and_signs_in(
    client: Client, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "width", 120)
    entity_id = an_entity("HP")
    owner = AppointPerson(entity_id=entity_id, name=OWNER, role="administrator")
    appoint_person(owner, **by())

    call_command("user", "add", "dana", "dana@example.com", "--generate")
    said = capsys.readouterr().out
    call_command(
        *("user", "seat", "dana", "--person", CLERK),
        *("--entity", "HP", "--as", OWNER),
    )
    call_command("user", "list")
    assert re.search(
        r"dana +dana@example.com +no +HP \(coordinator\)", capsys.readouterr().out
    )

    password = said.split("The password is ")[1].strip()
    client.post("/sign-in", {"login": "dana", "password": password})
    [seat] = seats(int(client.session["_auth_user_id"]))
    assert (seat.code, seat.person) == ("HP", CLERK)


def test_a_weak_password_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    module = "duebook.apps.entities.management.commands.user.getpass"
    monkeypatch.setattr(module, lambda _: "password")
    with pytest.raises(CommandError, match="At least 15 characters"):
        call_command("user", "add", "dana", "dana@example.com")
