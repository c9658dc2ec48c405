"""``duebook statement``: print one as it was issued, or what any day would say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.receivables import queries
from duebook.documents.records import StatementKind as PrintedKind
from duebook.documents.render import render_statement
from duebook.domain.statements import StatementKind
from duebook.web.figures import money
from duebook.web.terminal import console, day, instant, table

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting
    from duebook.documents.records import PrintedStatement, StatementRow


class Command(OfficeCommand):
    help = (
        "Show a statement by its number, as it was issued; or with --party what that "
        "party owed on any day, as it was known at any instant."
    )

    @override
    def add_more(self, parser: CommandParser) -> None:
        asked = parser.add_mutually_exclusive_group(required=True)
        asked.add_argument("number", nargs="?", help="such as ST-2026-00001")
        asked.add_argument("--party", metavar="CODE")
        parser.add_argument(
            "--kind",
            type=StatementKind,
            choices=list(StatementKind),
            default=StatementKind.OPEN_ITEM,
        )
        parser.add_argument("--as-of", type=day, help="the last day; default today")
        parser.add_argument("--from", dest="first", type=day, help="the first day")
        parser.add_argument("--as-known-at", type=instant, metavar="INSTANT")
        parser.add_argument("--out", type=Path, help="write the PDF into this folder")

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        with sitting.reading():
            found = _found(sitting, options)
        for statement in found:
            if options["out"] is None:
                _show(statement)
                continue
            name = statement.number or (
                f"{statement.addressee.number}-{statement.as_of}-{statement.currency}"
            )
            target = options["out"] / f"{name}.pdf"
            target.write_bytes(render_statement(statement))
            console.print(f"{target}")


def _found(sitting: Sitting, options: dict[str, Any]) -> list[PrintedStatement]:
    if options["number"]:
        return [queries.statement(sitting.entity_id, options["number"])]
    asked = queries.Asked(
        kind=options["kind"],
        as_of=options["as_of"] or sitting.today,
        from_on=options["first"],
        known_at=options["as_known_at"] or queries.ALL_KNOWN,
    )
    return queries.statement_of(sitting.entity_id, options["party"], asked)


def _reference(row: StatementRow, currency: str) -> str:
    """Their own reference, and how much of it is under review."""
    contested = money(row.contested_minor, currency)
    review = f"{contested} under review" if row.contested_minor else ""
    return ", ".join(filter(None, (row.their_reference, review)))


def _show(statement: PrintedStatement) -> None:
    currency = statement.currency
    is_open_item = statement.kind is PrintedKind.OPEN_ITEM
    console.print(
        table(
            f"{statement.number or 'Not issued'}: {statement.addressee.name}, "
            f"{statement.kind.replace('_', ' ')} as of {statement.as_of}",
            (
                *("Day", "Document", "Their reference", "Due"),
                *(">Charge", ">Credit", ">Open" if is_open_item else ">Balance"),
            ),
            (
                (
                    row.on,
                    f"{row.kind.replace('_', ' ')} {row.document}",
                    _reference(row, currency),
                    row.due_on,
                    money(row.charge_minor, currency) if row.charge_minor else "",
                    money(row.credit_minor, currency) if row.credit_minor else "",
                    money(
                        row.open_minor if is_open_item else row.balance_minor, currency
                    ),
                )
                for row in statement.rows
            ),
        )
    )
    if statement.from_on:
        opening = money(statement.opening_minor, currency)
        console.print(f"Opening balance on {statement.from_on}: {opening} {currency}")
    if statement.unapplied_minor:
        unapplied = money(statement.unapplied_minor, currency)
        console.print(f"Credits not applied yet: {unapplied} {currency}")
    console.print(f"Balance: {money(statement.total_minor, currency)} {currency}")
