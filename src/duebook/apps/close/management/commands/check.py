"""``duebook check``: prove the books, and name what breaks a promise."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook import db
from duebook.apps.close.queries.invariants import INVARIANTS, READ_WHOLE, offenders
from duebook.apps.entities import queries as entities
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

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        ids = (
            [entities.entity_by_code(options["entity"]).id]
            if options["entity"]
            else entities.all_ids()
        )
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
