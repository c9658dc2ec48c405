"""``duebook statements``: tell parties what they owe, or list what they were told."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.parties.queries import parties
from duebook.apps.receivables import queries
from duebook.apps.receivables.actions import IssueStatements, issue_statements
from duebook.domain.money import exact_minor
from duebook.domain.statements import StatementKind
from duebook.web.figures import money
from duebook.web.terminal import amount, console, day, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting

_SHOWN = 50


class Command(OfficeCommand):
    help = "Issue statements to parties with a balance; --list shows what was issued."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--kind",
            type=StatementKind,
            choices=list(StatementKind),
            default=StatementKind.OPEN_ITEM,
        )
        parser.add_argument("--as-of", type=day, help="the last day; default today")
        parser.add_argument("--from", dest="first", type=day, help="the first day")
        parser.add_argument("--segment", help="only parties of this segment")
        parser.add_argument("--party", action="append", default=[], metavar="CODE")
        parser.add_argument(
            "--all", action="store_true", help="also those who owe nothing"
        )
        parser.add_argument(
            "--least", type=amount, default=Decimal(0), help="not who owes less"
        )
        parser.add_argument(
            "--no-delivery", action="store_true", help="keep them, send nothing"
        )
        parser.add_argument(
            "--list", action="store_true", help="issue none, list those issued"
        )

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        if options["list"]:
            with sitting.reading():
                _show(sitting, queries.statements(sitting.entity_id))
            return
        result = issue_statements(
            IssueStatements(
                entity_id=sitting.entity_id,
                kind=options["kind"],
                as_of=options["as_of"] or sitting.today,
                from_on=options["first"],
                segment=options["segment"],
                codes=tuple(options["party"]),
                only_with_balance=not options["all"],
                least_minor=exact_minor(options["least"], sitting.currency),
                is_sent=not options["no_delivery"],
            ),
            **sitting.sends(),
        )
        if result.run_id is None:
            console.print("There is nobody to tell: no statement was issued.")
            return
        with sitting.reading():
            issued = queries.statements(sitting.entity_id, run_id=result.run_id)
            _show(sitting, issued)


def _show(sitting: Sitting, issued: Sequence[queries.Issued]) -> None:
    shown = issued[:_SHOWN]
    told = parties(sitting.entity_id, {one.party_id for one in shown})
    console.print(
        table(
            "Statements",
            ("Number", "Kind", "As of", "Party", "Name", ">Balance"),
            (
                (
                    one.number,
                    one.kind.replace("_", " "),
                    one.as_of,
                    told[one.party_id].code,
                    told[one.party_id].name,
                    f"{money(one.total_minor, one.currency)} {one.currency}",
                )
                for one in shown
            ),
        )
    )
    if len(issued) > len(shown):
        console.print(f"… and {len(issued) - len(shown)} more.")
