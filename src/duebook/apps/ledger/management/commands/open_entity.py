"""``duebook open-entity``: new books, with a chart and open months."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.entities.actions import OpenEntity, now
from duebook.apps.ledger.actions import open_books
from duebook.web.terminal import Command as TerminalCommand
from duebook.web.terminal import console, day

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

SETTINGS = (
    *("language", "paper", "tax_id", "registration", "email", "phone", "website"),
    *("bank_name", "iban", "bic", "remit_to", "footer", "rounding"),
    *("tax_rounding_per", "cash_unit_minor", "discount_limit_bp"),
    *("small_balance_minor", "late_fee_minor", "interest_bp", "stale_days"),
    "rate_days",
)
NUMBERS = ("_minor", "_bp", "_days")


def setting(text: str) -> tuple[str, str | int]:
    """``interest_bp=900``: a field of the entity and its value."""
    name, _, value = text.partition("=")
    if name not in SETTINGS or not value:
        message = f"“{text}” is not one of {', '.join(SETTINGS)} with its value"
        raise argparse.ArgumentTypeError(message)
    return name, int(value) if name.endswith(NUMBERS) else value


class Command(TerminalCommand):
    help = "Open the books of an entity: its chart of accounts and its months."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="short name, such as HP")
        parser.add_argument("--name", required=True)
        parser.add_argument("--address", required=True, help="lines parted by |")
        parser.add_argument("--country", required=True, help="ISO code, such as US")
        parser.add_argument("--currency", required=True, help="ISO code, such as USD")
        parser.add_argument("--time-zone", required=True, help="America/Chicago")
        parser.add_argument("--first", type=day, required=True, help="first month")
        parser.add_argument("--months", type=int, default=24)
        parser.add_argument("--owner", required=True, help="its first administrator")
        parser.add_argument(
            "--set", dest="entity_settings", type=setting, action="append", default=[]
        )

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        opened = open_books(
            OpenEntity(
                code=options["code"],
                name=options["name"],
                address=options["address"].replace("|", "\n"),
                country=options["country"],
                currency=options["currency"],
                time_zone=options["time_zone"],
                settings=dict(options["entity_settings"]),
            ),
            first=options["first"],
            months=options["months"],
            owner=options["owner"],
            at=now(),
        )
        console.print(
            f"{options['code']} is open, with {opened.accounts} accounts and "
            f"{opened.months} months; "
            f"{options['owner']} administers it.",
            soft_wrap=True,
        )
