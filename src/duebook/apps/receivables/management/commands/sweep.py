"""``duebook sweep``: write off the small rests that nobody will ever pay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.approvals.actions import Held
from duebook.apps.approvals.management.telling import tell_held
from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.receivables.actions import SweepSmallBalances, sweep_small_balances
from duebook.domain.money import exact_minor
from duebook.web.figures import counted, money
from duebook.web.terminal import amount, console, day

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting


class Command(OfficeCommand):
    help = "Write off what little is left of debts that are due, smallest first."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--cap",
            type=amount,
            required=True,
            metavar="AMOUNT",
            help="no more than this in all",
        )
        parser.add_argument("--on", type=day, metavar="DAY", help="today, unless said")

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        swept = sweep_small_balances(
            SweepSmallBalances(
                entity_id=sitting.entity_id,
                swept_on=options["on"] or sitting.today,
                cap_minor=exact_minor(options["cap"], sitting.currency),
            ),
            **sitting.sends(),
        )
        if isinstance(swept, Held):
            tell_held(swept)
            return
        total = f"{money(swept.amount_minor, sitting.currency)} {sitting.currency}"
        console.print(f"{counted(swept.items, 'rest')} swept, {total} written off.")
