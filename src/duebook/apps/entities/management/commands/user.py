"""``duebook user``: who may sign in, and as whom they act in an entity."""

from __future__ import annotations

import secrets
from getpass import getpass
from typing import TYPE_CHECKING, Any, Final

from typing_extensions import override

from duebook.apps.accounts.actions import add_user, reset_password
from duebook.apps.accounts.queries import required_user, users
from duebook.apps.entities.actions import SeatUser, seat_user
from duebook.apps.entities.management.office import sitting_of
from duebook.apps.entities.queries import seats
from duebook.web import terminal
from duebook.web.terminal import console, table

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

_GENERATED: Final = 15  # bytes, which are twenty characters


class Command(terminal.Command):
    help = "Make users, seat them in entities, list them, let them in again."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(title="what", required=True, dest="verb")
        add = verbs.add_parser("add", help="somebody who may sign in")
        add.add_argument("name")
        add.add_argument("email")
        reset = verbs.add_parser("reset", help="another password, and the lock undone")
        reset.add_argument("name", help="or the e-mail address")
        for verb in (add, reset):
            verb.add_argument(
                "--generate", action="store_true", help="make a password and print it"
            )
        seat = verbs.add_parser("seat", help="let a user act in an entity")
        seat.add_argument("name", help="or the e-mail address")
        seat.add_argument("--person", default="", help="if known there by another name")
        seat.add_argument("--entity", default="", metavar="CODE", help="whose books")
        seat.add_argument("--as", dest="actor", default="", help="who asks")
        verbs.add_parser("list", help="all users and their seats")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        verbs = {"add": _add, "reset": _reset, "seat": _seat, "list": _list}
        verbs[options["verb"]](options)


def _add(options: dict[str, Any]) -> None:
    password = _password(options)
    user = add_user(options["name"], options["email"], password)
    console.print(f"{user.username} may sign in. {_told(options, password)}".strip())


def _reset(options: dict[str, Any]) -> None:
    user = required_user(options["name"])
    password = _password(options)
    reset_password(user, password)
    console.print(
        f"{user.username} has another password. {_told(options, password)}".strip()
    )


def _seat(options: dict[str, Any]) -> None:
    user = required_user(options["name"])
    sitting = sitting_of(options)
    person = options["person"] or user.username
    seat = SeatUser(entity_id=sitting.entity_id, user_id=user.pk, name=person)
    seat_user(seat, **sitting.sends())
    console.print(f"{user.username} acts as {person} there.")


def _list(_: dict[str, Any]) -> None:
    rows = (
        (
            one.name,
            one.email,
            "yes" if one.has_second_factor else "no",
            ", ".join(f"{seat.code} ({seat.role})" for seat in seats(one.id)),
        )
        for one in users()
    )
    console.print(table("Users", ("Name", "E-mail", "Second factor", "Seats"), rows))


def _password(options: dict[str, Any]) -> str:
    if options["generate"]:
        return secrets.token_urlsafe(_GENERATED)
    return getpass("Password: ")


def _told(options: dict[str, Any], password: str) -> str:
    """The password where nobody typed it; it is nowhere else."""
    return f"The password is {password}" if options["generate"] else ""
