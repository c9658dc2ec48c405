"""``duebook practice-copy``: make a copy of an entity to learn on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.desk.actions.practising import copy_for_practice
from duebook.apps.entities.management.office import OfficeCommand
from duebook.web.terminal import console

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting


class Command(OfficeCommand):
    help = "Make a copy of an entity to learn on, from which nothing ever leaves."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--code", default="", help="of the copy; the entity's with -PRACTICE"
        )

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        copy = copy_for_practice(sitting, options["code"])
        console.print(
            f"{copy.code} is ready to practise in: {copy.parties} parties, "
            f"{copy.items} open items. Nothing is ever sent from it."
        )
