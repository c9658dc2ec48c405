"""``duebook appoint``: make a person known, with a role and limits."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.entities.actions import AppointPerson, appoint_person
from duebook.apps.entities.management.office import OfficeCommand
from duebook.domain.money import Rounding, to_minor
from duebook.domain.rights import ROLES, Right
from duebook.web.terminal import amount, console

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting


def limit(text: str) -> tuple[Right, str]:
    """``write_off=250.00``: a right and how far it goes; ``any`` is without limit."""
    name, _, value = text.partition("=")
    try:
        return Right(name), value
    except ValueError:
        message = f"“{name}” is not one of {', '.join(Right)}"
        raise argparse.ArgumentTypeError(message) from None


class Command(OfficeCommand):
    help = "Give a person a role in an entity, and limits of its own."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--role", required=True, choices=sorted(ROLES))
        parser.add_argument("--email", default="")
        parser.add_argument(
            "--limit", dest="limits", type=limit, action="append", default=[]
        )

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        limits = {
            right: None
            if value == "any"
            else to_minor(amount(value), sitting.currency, rounding=Rounding.HALF_UP)
            for right, value in options["limits"]
        }
        appoint_person(
            AppointPerson(
                entity_id=sitting.entity_id,
                name=options["name"],
                role=options["role"],
                email=options["email"],
                limits=limits,
            ),
            **sitting.sends(),
        )
        console.print(f"{options['name']} is {options['role']} now.")
