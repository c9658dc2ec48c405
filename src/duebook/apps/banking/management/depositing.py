"""Cheques to the bank, and those that the bank sends back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duebook.apps.banking.actions import (
    MakeDeposit,
    ReturnByLine,
    TakeLockboxBack,
    make_deposit,
    return_by_line,
    take_lockbox_back,
)
from duebook.apps.banking.queries.accounts import bank_account
from duebook.apps.banking.queries.deposits import undeposited
from duebook.apps.entities.management.verbs import Verb
from duebook.apps.receivables.queries import items_by_id
from duebook.domain.money import exact_minor
from duebook.web.figures import counted, money
from duebook.web.terminal import amount, console, day, table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duebook.apps.entities.management.office import Sitting


def drawer(sitting: Sitting, options: dict[str, Any]) -> None:
    """Show what waits to be taken to the bank."""
    currency = options["currency"] or sitting.currency
    with sitting.reading():
        waiting = undeposited(sitting.entity_id, currency)
    console.print(
        table(
            f"{counted(len(waiting), 'payment')} in the drawer",
            ("Payment", "From", "Came", "By", "Reference", ">Amount"),
            (
                (
                    one.number,
                    one.party,
                    one.received_on,
                    one.method,
                    one.reference,
                    money(one.amount_minor, currency),
                )
                for one in waiting
            ),
            totals=[
                (
                    *("All", "", "", "", ""),
                    money(sum(one.amount_minor for one in waiting), currency),
                )
            ],
        )
    )


def deposit(sitting: Sitting, options: dict[str, Any]) -> None:
    """Write a slip."""
    made = make_deposit(
        MakeDeposit(
            entity_id=sitting.entity_id,
            account=options["account"],
            deposited_on=options["on"] or sitting.today,
            payments=tuple(options["payments"]),
        ),
        **sitting.sends(),
    )
    with sitting.reading():
        currency = bank_account(sitting.entity_id, options["account"]).currency
    console.print(
        f"{made.number}: {counted(made.payments, 'payment')}, "
        f"{money(made.amount_minor, currency)} {currency}."
    )


def take_back(sitting: Sitting, options: dict[str, Any]) -> None:
    """Say which payment a line takes back."""
    reopened = return_by_line(
        ReturnByLine(
            entity_id=sitting.entity_id,
            line_id=options["line"],
            payment=options["payment"],
            reason=options["reason"],
            fee_minor=exact_minor(options["fee"], sitting.currency),
        ),
        **sitting.sends(),
    )
    _tell_reopened(sitting, f"{options['payment']} was returned", reopened)


def return_lockbox(sitting: Sitting, options: dict[str, Any]) -> None:
    """Take a lockbox back whole."""
    taken = take_lockbox_back(
        TakeLockboxBack(
            entity_id=sitting.entity_id,
            deposit=options["deposit"],
            taken_back_on=options["on"] or sitting.today,
            reason=options["reason"],
        ),
        **sitting.sends(),
    )
    cheques = counted(taken.cheques, "cheque")
    console.print(f"{options['deposit']} and its {cheques} were taken back.")
    _tell_reopened(sitting, "What they settled", taken.reopened)


def _tell_reopened(sitting: Sitting, title: str, reopened: Mapping[int, int]) -> None:
    with sitting.reading():
        items = items_by_id(sitting.entity_id, reopened)
    console.print(
        table(
            title,
            ("Open again", ">Amount"),
            (
                (items[item_id].number, money(open_minor, items[item_id].currency))
                for item_id, open_minor in reopened.items()
            ),
        )
    )


VERBS = (
    Verb(
        "drawer",
        "Show the cheques and cash that wait to be taken to the bank.",
        drawer,
        (("--currency", {"help": "the entity’s own, unless said"}),),
    ),
    Verb(
        "deposit",
        "Take what waits in the drawer to the bank, on one slip.",
        deposit,
        (
            ("account", {"help": "the bank account’s name or number"}),
            (
                "payments",
                {"nargs": "*", "metavar": "NUMBER", "help": "these; else all"},
            ),
            ("--on", {"type": day, "help": "the day; today, unless said"}),
        ),
    ),
    Verb(
        "lockbox-back",
        "Take a lockbox back whole: the slip and every cheque on it.",
        return_lockbox,
        (
            ("deposit", {"metavar": "NUMBER", "help": "of its deposit"}),
            ("--on", {"type": day, "help": "the day it counts from; today else"}),
            ("--reason", {"required": True}),
        ),
    ),
    Verb(
        "return",
        "Say that a line takes a payment back: NSF, return, chargeback.",
        take_back,
        (
            ("line", {"type": int, "metavar": "LINE"}),
            ("payment", {"metavar": "NUMBER"}),
            ("--reason", {"required": True}),
            (
                "--fee",
                {
                    "type": amount,
                    "default": amount("0"),
                    "help": "charged to the payer",
                },
            ),
        ),
    ),
)
