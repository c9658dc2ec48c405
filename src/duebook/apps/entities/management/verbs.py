"""A verb of a command, as in ``duebook bank match``: arguments, and what it does."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duebook.apps.entities.management.office import Sitting

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb; ``arguments`` are names or flags with argparse's own options."""

    name: str
    help: str
    carry_out: Callable[[Sitting, dict[str, Any]], None]
    arguments: tuple[tuple[str, dict[str, Any]], ...] = ()

    def add_to(self, verbs: Any) -> None:
        """Make the verb known to the command's parser."""
        parser: CommandParser = verbs.add_parser(
            self.name, help=self.help, description=self.help
        )
        parser.set_defaults(carry_out=self.carry_out)
        for name, dest in (("--entity", "entity"), ("--as", "actor")):  # here, too
            parser.add_argument(
                name, dest=dest, default=argparse.SUPPRESS, help=argparse.SUPPRESS
            )
        for name, options in self.arguments:
            parser.add_argument(name, **options)
