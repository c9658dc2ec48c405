"""``duebook people``: who may do what here; somebody leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.entities.actions import RetirePerson, retire_person
from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.entities.queries import people
from duebook.web.figures import money
from duebook.web.terminal import console, table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting
    from duebook.domain.rights import Right


class Command(OfficeCommand):
    help = "List who may do what, or take all rights from somebody who has left."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument("--retire", metavar="NAME", help="who has left")
        parser.add_argument("--reason", default="", help="for that")

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        if options["retire"]:
            retire = RetirePerson(
                entity_id=sitting.entity_id,
                name=options["retire"],
                reason=options["reason"],
            )
            retire_person(retire, **sitting.sends())
            console.print(f"{retire.name} may do nothing here any more.")
            return
        with sitting.reading():
            known = people(sitting.entity_id)
        rows = (
            (one.name, one.role, one.email, _said(one.limits, sitting.currency))
            for one in known
        )
        console.print(table("People", ("Name", "Role", "E-mail", "May"), rows))


def _said(limits: Mapping[Right, int | None], currency: str) -> str:
    """``issue, credit to 500.00``: rights with their limits."""
    return ", ".join(
        right.replace("_", " ")
        if limit_minor is None
        else f"{right.replace('_', ' ')} to {money(limit_minor, currency)}"
        for right, limit_minor in limits.items()
    )
