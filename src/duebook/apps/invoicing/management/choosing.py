"""Whom a run bills, as the command line says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duebook.apps.invoicing.queries.choosing import choose
from duebook.web.listing import Asking
from duebook.web.terminal import console

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting
    from duebook.apps.invoicing.queries.choosing import Chosen


def add_choice(parser: CommandParser) -> None:
    """The options of a choice; without them all parties are billed."""
    parser.add_argument(
        "--party",
        action="append",
        default=[],
        metavar="CODE",
        help="bill only this party; may be said again",
    )
    parser.add_argument(
        "--find",
        default="",
        metavar="LINE",
        help="bill only the parties of a search, such as segment:hotels",
    )


def chosen_of(sitting: Sitting, options: dict[str, Any]) -> Chosen | None:
    """Who was chosen; nothing where all are billed."""
    asking = Asking(
        today=sitting.today,
        currency=sitting.currency,
        reader=sitting.actor,
        entity_id=sitting.entity_id,
    )
    return choose(asking, line=options["find"], codes=set(options["party"]))


def tell_choice(chosen: Chosen | None) -> None:
    """Say who is billed, where it is not everybody."""
    if chosen is not None:
        names = ", ".join(chosen.names) or "nobody"
        console.print(f"Chosen by “{chosen.told}”: {names}. The others wait.")
