"""A command given in one entity by one person: the frame of most of them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo

from typing_extensions import override

from duebook.apps.entities import queries
from duebook.apps.entities.actions import now
from duebook.apps.entities.actions.sitting import NobodyAsks, Sending, Sitting
from duebook.domain.errors import Refusal
from duebook.web import terminal

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

__all__ = [
    "NobodyAsks",
    "NobodysBooks",
    "OfficeCommand",
    "Sending",
    "Sitting",
    "sitting_of",
]


@dataclass(eq=False)
class NobodysBooks(Refusal):
    """A command that is about an entity, and none was named."""

    code: ClassVar[str] = "nobodys_books"
    template: ClassVar[str] = (
        "Say whose books this is about: --entity CODE, or set DUEBOOK_ENTITY."
    )


class OfficeCommand(terminal.Command):
    """A command with ``--entity`` and ``--as``; subclasses add arguments and act.

    Where they are not said, the environment says them: ``DUEBOOK_ENTITY`` and
    ``DUEBOOK_AS``.
    """

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--entity", default="", metavar="CODE", help="whose books")
        parser.add_argument(
            "--as", dest="actor", default="", metavar="NAME", help="who asks"
        )
        self.add_more(parser)

    def add_more(self, parser: CommandParser) -> None:
        """Arguments of the command itself."""

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        self.act(sitting_of(options), options)

    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        """Do it: parse text into a command, call the action, print what came of it."""
        raise NotImplementedError


def sitting_of(options: dict[str, Any]) -> Sitting:
    """Whose books a command is about and who asks, as its words or the environment say.

    Raises:
        NobodysBooks: neither names an entity.
        UnknownEntity: there is none of this code.
    """
    code = options["entity"] or os.environ.get("DUEBOOK_ENTITY", "")
    if not code:
        raise NobodysBooks
    entity = queries.entity_by_code(code)
    at = now()
    return Sitting(
        entity_id=entity.id,
        currency=entity.currency,
        actor=options["actor"] or os.environ.get("DUEBOOK_AS", ""),
        at=at,
        today=at.astimezone(ZoneInfo(entity.time_zone)).date(),
    )
