"""``duebook check``: prove the books, and name what breaks a promise.

With ``--daily`` only the sides that must agree are compared: seconds, not minutes.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from typing_extensions import override

from duebook import db
from duebook.apps.close.management.showing import show_ties
from duebook.apps.close.queries.comparing import ties
from duebook.apps.close.queries.invariants import INVARIANTS, READ_WHOLE, offenders
from duebook.apps.entities import queries as entities
from duebook.apps.entities.actions import now
from duebook.web.terminal import Command as TerminalCommand
from duebook.web.terminal import console, table

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.close.queries.invariants import Offender


class Command(TerminalCommand):
    help = "Prove the invariants of the books, and print what breaks them."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--entity", metavar="CODE", help="one entity; all without")
        parser.add_argument(
            "--daily",
            action="store_true",
            help="only compare the sides that must agree, as of today",
        )

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        ids = (
            [entities.entity_by_code(options["entity"]).id]
            if options["entity"]
            else entities.all_ids()
        )
        if options["daily"]:
            _compare(ids)
            return
        db.refresh_statistics(*READ_WHOLE)
        broken: list[tuple[str, Offender]] = []
        for entity_id in ids:
            with db.reading(entity_id):
                code = entities.entity(entity_id).code
                broken += [(code, one) for one in offenders(entity_id)]
        if broken:
            console.print(
                table(
                    "The books do not hold",
                    ("Entity", "Invariant", "Promise", "What", "How"),
                    (
                        (code, one.code, one.promise, one.subject, one.detail)
                        for code, one in broken
                    ),
                )
            )
            sys.exit(1)
        console.print(
            f"The books hold: {len(INVARIANTS)} invariants, the chain and its facts, "
            f"in {len(ids)} {'entity' if len(ids) == 1 else 'entities'}."
        )


def _compare(ids: list[int]) -> None:
    """Show every tie-out as of today; exit code 1 where one has a fault."""
    at = now()
    faults = 0
    for entity_id in ids:
        with db.reading(entity_id):
            row = entities.entity(entity_id)
            found = ties(entity_id, at.astimezone(ZoneInfo(row.time_zone)).date())
        show_ties(f"{row.code}: both sides", found)
        faults += sum(len(tie.faults) for tie in found)
    if faults:
        console.print(f"{faults} differences to mend.")
        sys.exit(1)
    console.print("Nothing to mend.")
