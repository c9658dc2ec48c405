"""``duebook write-off``: give up a debt, or ask a second person to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.approvals.actions import Held
from duebook.apps.approvals.management.telling import tell_held
from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.receivables.actions import WriteOff, write_off
from duebook.apps.receivables.queries import open_debts
from duebook.domain.money import exact_minor
from duebook.web.figures import money
from duebook.web.terminal import amount, console, day

if TYPE_CHECKING:
    from decimal import Decimal

    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting


class Command(OfficeCommand):
    help = (
        "Write off what is open of an invoice, or of its instalment that is due first."
    )

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument("number", help="such as INV-2026-00001")
        parser.add_argument("--amount", type=amount, help="all of it, unless said")
        parser.add_argument("--reason", required=True)
        parser.add_argument("--on", type=day, metavar="DAY", help="today, unless said")

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        asked: Decimal | None = options["amount"]
        with sitting.reading():
            debts = open_debts(sitting.entity_id, options["number"])
        item = debts[0]
        given_up = write_off(
            WriteOff(
                entity_id=sitting.entity_id,
                item_id=item.id,
                written_off_on=options["on"] or sitting.today,
                reason=options["reason"],
                amount_minor=(
                    None if asked is None else exact_minor(asked, item.currency)
                ),
            ),
            **sitting.sends(),
        )
        if isinstance(given_up, Held):
            tell_held(given_up)
            return
        left_minor = sum(debt.open_minor for debt in debts) - given_up.amount_minor
        console.print(
            f"{money(given_up.amount_minor, item.currency)} {item.currency} of "
            f"{item.number} written off, {money(left_minor, item.currency)} left open."
        )
