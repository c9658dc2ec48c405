"""``duebook dispute``: what a party contests of an invoice, opened, closed, listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.disputes.actions import (
    CloseDispute,
    OpenDispute,
    close_dispute,
    open_dispute,
)
from duebook.apps.disputes.queries import dispute_by_number, disputes
from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.entities.management.verbs import Verb
from duebook.apps.receivables.queries import open_debts
from duebook.domain.disputes import Category, Outcome
from duebook.domain.money import exact_minor
from duebook.web.figures import money
from duebook.web.terminal import amount, console, day, table

if TYPE_CHECKING:
    from decimal import Decimal

    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting


def opening(sitting: Sitting, options: dict[str, Any]) -> None:
    """Contest what is due first of a number and not contested yet."""
    asked: Decimal | None = options["amount"]
    with sitting.reading():
        debts = open_debts(sitting.entity_id, options["number"])
    item = next((debt for debt in debts if debt.as_debt().offered_minor), debts[0])
    opened = open_dispute(
        OpenDispute(
            entity_id=sitting.entity_id,
            item_id=item.id,
            category=Category(options["category"]),
            reason=options["reason"],
            owner=options["owner"] or sitting.actor,
            opened_on=options["on"] or sitting.today,
            amount_minor=None if asked is None else exact_minor(asked, item.currency),
            due_on=options["due"],
        ),
        **sitting.sends(),
    )
    contested = money(opened.amount_minor, item.currency)
    console.print(
        f"{opened.number}: {contested} {item.currency} of {item.number} is contested."
    )


def closing(sitting: Sitting, options: dict[str, Any]) -> None:
    """Say how a dispute ended."""
    outcome = Outcome(options["outcome"])
    close_dispute(
        CloseDispute(
            entity_id=sitting.entity_id,
            number=options["number"],
            outcome=outcome,
            reason=options["reason"],
            closed_on=options["on"] or sitting.today,
            no_credit=options["no_credit"],
        ),
        **sitting.sends(),
    )
    console.print(f"{options['number']} is closed: {outcome.value}.")


def listing(sitting: Sitting, options: dict[str, Any]) -> None:
    """Show disputes, the newest first."""
    entity_id, last = sitting.entity_id, options["before"]
    with sitting.reading():
        found = disputes(
            entity_id,
            only_open=not options["all"],
            before=dispute_by_number(entity_id, last).id if last else None,
            size=options["size"] + 1,
        )
    shown = found[: options["size"]]
    rows = (
        (
            one.number,
            one.party,
            one.item_number,
            money(one.amount_minor, one.currency),
            one.currency,
            one.category.replace("_", " "),
            one.owner,
            one.opened_on,
            one.due_on,
            one.state(sitting.today),
            one.outcome_reason or one.reason,
        )
        for one in shown
    )
    heads = (
        *("Number", "Party", "Of", ">Contested", "", "About", "Owner"),
        *("Opened", "Due", "State", "Why"),
    )
    console.print(table("Disputes", heads, rows))
    if len(found) > len(shown):
        console.print(f"There are more: --before {shown[-1].number}")


ON: tuple[str, dict[str, Any]] = ("--on", {"type": day, "help": "today, unless said"})
REASON: tuple[str, dict[str, Any]] = ("--reason", {"required": True})
VERBS = (
    Verb(
        "open",
        "Put an invoice, or its instalment that is due first, under dispute.",
        opening,
        (
            ("number", {"help": "such as INV-2026-00001"}),
            ("--amount", {"type": amount, "help": "all of it, unless said"}),
            (
                "--category",
                {
                    "choices": [category.value for category in Category],
                    "required": True,
                    "help": "what is wrong with it",
                },
            ),
            ("--owner", {"default": "", "help": "a person; who asks, unless said"}),
            REASON,
            ("--due", {"type": day, "help": "the day by which to answer"}),
            ON,
        ),
    ),
    Verb(
        "close",
        "Say how a dispute ended, so that money settles the invoice again.",
        closing,
        (
            ("number", {"help": "such as DIS-2026-00001"}),
            (
                "--outcome",
                {
                    "choices": [outcome.value for outcome in Outcome],
                    "required": True,
                    "help": "upheld: they were right; rejected: they were not",
                },
            ),
            (
                "--no-credit",
                {
                    "metavar": "WHY",
                    "default": "",
                    "help": "why they were right and no credit note is due",
                },
            ),
            REASON,
            ON,
        ),
    ),
    Verb(
        "list",
        "List the disputes that are open, newest first.",
        listing,
        (
            ("--all", {"action": "store_true", "help": "the closed ones, too"}),
            (
                "--before",
                {"metavar": "NUMBER", "help": "the next page, after this one"},
            ),
            ("--size", {"type": int, "default": 50, "help": "how many"}),
        ),
    ),
)


class Command(OfficeCommand):
    help = "Put invoices under dispute, say how disputes ended, and list them."

    @override
    def add_more(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
        for verb in VERBS:
            verb.add_to(verbs)

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        options["carry_out"](sitting, options)
