"""``duebook payments``: the money that came in, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.parties.queries import party_by_code
from duebook.apps.payments.queries import payments
from duebook.domain.payments import Method
from duebook.web.figures import money
from duebook.web.terminal import console, table

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting


class Command(OfficeCommand):
    help = "List payments, newest first."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument("--party", help="only of the party with this code")
        parser.add_argument("--method", choices=[method.value for method in Method])
        parser.add_argument("--size", type=int, default=50, help="how many")

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        code = options["party"]
        with sitting.reading():
            listed = payments(
                sitting.entity_id,
                party_id=party_by_code(sitting.entity_id, code).id if code else None,
                method=options["method"],
                size=options["size"],
            )
        console.print(
            table(
                "Payments",
                ("Number", "Day", "Party", "By", ">Amount", ">Unapplied", "Returned"),
                (
                    (
                        one.number,
                        one.received_on,
                        one.party,
                        one.method,
                        f"{money(one.amount_minor, one.currency)} {one.currency}",
                        money(one.left_minor, one.currency),
                        one.returned_on,
                    )
                    for one in listed
                ),
            )
        )
