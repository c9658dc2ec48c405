"""``duebook invoices``: what was billed, and how each invoice stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.invoicing.queries.documents import stored_by_number
from duebook.apps.invoicing.queries.listing import documents
from duebook.apps.parties.queries import party_by_code
from duebook.web.figures import money
from duebook.web.terminal import console, day, table

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting


class Command(OfficeCommand):
    help = "List invoices with what is open of them, newest first."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument("--party", help="only those to the party with this code")
        parser.add_argument("--open", action="store_true", help="only what is open")
        parser.add_argument("--since", type=day, metavar="DAY", help="issued from then")
        parser.add_argument(
            "--before", metavar="NUMBER", help="the next page, after this invoice"
        )
        parser.add_argument("--size", type=int, default=50, help="how many")

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        entity_id, code, last = sitting.entity_id, options["party"], options["before"]
        with sitting.reading():
            listed = documents(
                entity_id,
                kinds=("invoice",),
                before=stored_by_number(entity_id, last).id if last else None,
                party_id=party_by_code(entity_id, code).id if code else None,
                since=options["since"],
                only_open=options["open"],
                size=options["size"] + 1,
            )
        shown = listed[: options["size"]]
        rows = (
            (
                one.number,
                one.party,
                one.issued_on,
                one.due_on,
                money(one.total_minor, one.currency),
                money(one.open_minor, one.currency),
                one.currency,
                str(one.state(sitting.today)),
            )
            for one in shown
        )
        heads = ("Number", "Party", "Issued", "Due", ">Total", ">Open", "", "State")
        console.print(table("Invoices", heads, rows))
        if len(listed) > len(shown):
            console.print(f"There are more: --before {shown[-1].number}")
