"""``duebook recurring``: charges that come again; keep one, or make those due."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.management import CommandError
from typing_extensions import override

from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.invoicing.actions.recurring import (
    GenerateRecurring,
    KeepRecurring,
    RecurringEntry,
    generate_recurring,
    keep_recurring,
)
from duebook.apps.invoicing.management.telling import each
from duebook.apps.invoicing.queries.charges import recurring
from duebook.apps.parties.queries import party_by_code
from duebook.domain.calendars import Unit
from duebook.web.figures import counted
from duebook.web.terminal import amount, console, day, table

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting

A_DAY = timedelta(days=1)


class Command(OfficeCommand):
    help = "List charges that come again; keep one, or make those that are due."

    @override
    def add_more(self, parser: CommandParser) -> None:
        doing = parser.add_mutually_exclusive_group()
        doing.add_argument("--keep", metavar="CODE", help="make or change this one")
        doing.add_argument(
            "--generate", type=day, metavar="DAY", help="all up to this day"
        )
        parser.add_argument("--party", metavar="CODE")
        parser.add_argument("--item", metavar="CODE")
        parser.add_argument("--text", default="", help="the item’s, unless said")
        parser.add_argument("--quantity", type=amount, help="1, unless said")
        parser.add_argument("--price", type=amount, help="else the price book’s")
        parser.add_argument("--currency", help="the party’s, unless said")
        parser.add_argument("--every", type=int, default=1, metavar="N")
        parser.add_argument("--unit", choices=list(Unit), default=Unit.MONTH, type=Unit)
        parser.add_argument("--from", dest="first", type=day, help="its first day")
        parser.add_argument("--until", type=day, metavar="DAY", help="its last day")
        parser.add_argument("--times", type=int, metavar="N", help="so often")
        parser.add_argument(
            "--prorated", action="store_true", help="charge the days of a last part"
        )

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        if options["generate"]:
            generate = GenerateRecurring(
                entity_id=sitting.entity_id, until=options["generate"] + A_DAY
            )
            made = generate_recurring(generate, **sitting.sends())
            console.print(f"{counted(len(made), 'charge')} made.")
            return
        if options["keep"]:
            _keep(sitting, options)
        _list(sitting)


def _keep(sitting: Sitting, options: dict[str, Any]) -> None:
    if None in {options["party"], options["item"], options["first"]}:
        raise CommandError("Say at least --party, --item and --from.")
    with sitting.reading():
        party = party_by_code(sitting.entity_id, options["party"])
    quantity, until = options["quantity"], options["until"]
    entry = RecurringEntry(
        code=options["keep"],
        party=party.code,
        item=options["item"],
        description=options["text"],
        quantity=Decimal(1) if quantity is None else quantity,
        unit_price=options["price"],
        currency=options["currency"] or party.currency,
        every=options["every"],
        unit=options["unit"],
        starts_on=options["first"],
        ends_on=until and until + A_DAY,
        times=options["times"],
        is_prorated=options["prorated"],
    )
    keep_recurring(
        KeepRecurring(entity_id=sitting.entity_id, entries=(entry,)),
        **sitting.sends(),
    )


def _list(sitting: Sitting) -> None:
    with sitting.reading():
        kept = recurring(sitting.entity_id)
    rows = (
        (
            one.code,
            one.party,
            one.item,
            one.description,
            f"{one.quantity.normalize():f}",
            each(one.unit_price),
            one.currency,
            f"every {counted(one.every, one.unit)}",
            one.starts_on,
            one.ends_on and one.ends_on - A_DAY,
            one.times,
        )
        for one in kept
    )
    heads = (
        *("Code", "Party", "Item", "Text", ">Quantity", ">Each", "", "Comes"),
        *("From", "Until", ">Times"),
    )
    console.print(table("Recurring", heads, rows))
