"""``duebook rates``: the table of exchange rates, listed or added to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.entities.queries import entity
from duebook.apps.ledger.actions import NewRate, SetExchangeRates, set_exchange_rates
from duebook.apps.ledger.queries import exchange_rates
from duebook.domain.money import parse_amount
from duebook.web.terminal import console, day, table

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting

ON_SCREEN = 50


class Command(OfficeCommand):
    help = "Show the exchange rates; with --set, set the one of a day."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument("currency", nargs="?", help="only this one, such as EUR")
        parser.add_argument(
            "--set",
            nargs=2,
            metavar=("CURRENCY", "RATE"),
            help="what one unit is worth in the entity's currency: EUR 1.0850",
        )
        parser.add_argument("--on", type=day, help="the day; today, unless said")
        parser.add_argument("--source", default="", help="who says so, such as ECB")
        parser.add_argument(
            "--reason", default="", help="why a rate that was set before is wrong"
        )

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        if options["set"]:
            currency, rate = options["set"]
            on = options["on"] or sitting.today
            set_exchange_rates(
                SetExchangeRates(
                    entity_id=sitting.entity_id,
                    rates=(
                        NewRate(
                            currency=currency.upper(),
                            valued_on=on,
                            per_unit=parse_amount(rate),
                            source=options["source"],
                        ),
                    ),
                    reason=options["reason"],
                ),
                **sitting.sends(),
            )
            console.print(f"{currency.upper()} is worth {rate} on {on}.")
            return
        with sitting.reading():
            own = entity(sitting.entity_id).currency
            rates = exchange_rates(sitting.entity_id, options["currency"])
        replaced = {rate.replaces_id for rate in rates}
        console.print(
            table(
                f"What one unit is worth in {own}",
                ("Currency", "Day", ">Rate", "Source", "Replaced, or why it replaces"),
                (
                    (
                        *(rate.currency, str(rate.valued_on)),
                        *(f"{rate.per_unit.normalize():f}", rate.source),
                        "replaced" if rate.id in replaced else rate.reason,
                    )
                    for rate in rates[:ON_SCREEN]
                ),
            )
        )
        if len(rates) > ON_SCREEN:
            console.print(f"{len(rates) - ON_SCREEN} older rates are not shown.")
