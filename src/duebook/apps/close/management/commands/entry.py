"""``duebook entry``: an entry by hand, balanced, and its reversal."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.approvals.actions import Held
from duebook.apps.approvals.management.telling import tell_held
from duebook.apps.close.actions import (
    NewLeg,
    PostEntry,
    ReverseEntry,
    post_entry,
    reverse_entry,
)
from duebook.apps.close.queries.points import entries_by_hand
from duebook.apps.entities.management.office import OfficeCommand
from duebook.domain.money import exact_minor
from duebook.web.figures import money
from duebook.web.terminal import amount, console, day, table

if TYPE_CHECKING:
    from decimal import Decimal

    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting


def leg(text: str) -> tuple[str, Decimal]:
    """A leg as ``6300=12.50``: the account’s code and a positive amount."""
    account, sign, said = text.partition("=")
    if not (account and sign) or (value := amount(said)) <= 0:
        message = f"“{text}” is not a leg such as 6300=12.50"
        raise argparse.ArgumentTypeError(message)
    return account, value


class Command(OfficeCommand):
    help = "Post an entry by hand, reverse one, or list those of this year."

    @override
    def add_more(self, parser: CommandParser) -> None:
        for side in ("debit", "credit"):
            parser.add_argument(
                f"--{side}",
                type=leg,
                nargs="+",
                default=[],
                metavar="ACCOUNT=AMOUNT",
                help="such as 6300=12.50",
            )
        parser.add_argument("--reverse", type=int, metavar="ENTRY", help="its number")
        parser.add_argument("--on", type=day, help="the day; today if not given")
        parser.add_argument("--currency", default="", help="the entity's if not given")
        parser.add_argument("--reason", default="", help="why no document causes it")

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        on = options["on"] or sitting.today
        if options["reverse"]:
            posted = reverse_entry(
                ReverseEntry(
                    entity_id=sitting.entity_id,
                    entry_id=options["reverse"],
                    effective_on=on,
                    reason=options["reason"],
                ),
                **sitting.sends(),
            )
            console.print(f"Reversed by entry {posted.entry_id} of {on}.")
        elif options["debit"] or options["credit"]:
            _post(sitting, on, options)
        else:
            _list(sitting)


def _post(sitting: Sitting, on: date, options: dict[str, Any]) -> None:
    currency = options["currency"] or sitting.currency
    signed = [
        *((code, value) for code, value in options["debit"]),
        *((code, -value) for code, value in options["credit"]),
    ]
    posted = post_entry(
        PostEntry(
            entity_id=sitting.entity_id,
            effective_on=on,
            currency=currency,
            legs=tuple(
                NewLeg(code, exact_minor(value, currency)) for code, value in signed
            ),
            reason=options["reason"],
        ),
        **sitting.sends(),
    )
    if isinstance(posted, Held):
        tell_held(posted)
    else:
        console.print(f"Posted as entry {posted.entry_id} of {on}.")


def _list(sitting: Sitting) -> None:
    today = sitting.today
    with sitting.reading():
        found = entries_by_hand(sitting.entity_id, date(today.year, 1, 1), today)
    console.print(
        table(
            f"Entries by hand in {today.year}",
            ("Entry", "Day", "By", "Reason", "Currency", ">Amount", "Reversed by"),
            (
                (
                    *(one.entry_id, one.effective_on, one.person, one.reason),
                    *(one.currency, money(one.amount_minor, one.currency)),
                    one.reversed_by,
                )
                for one in found
            ),
        )
    )
