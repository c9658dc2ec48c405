"""``duebook close``: the checklist of a period, its tie-out, and its lock."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.audit.queries import head
from duebook.apps.close.actions import Lock, LockPeriod, lock_period
from duebook.apps.close.queries.tying import checklist, differences
from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.ledger.actions import NoPeriod
from duebook.apps.ledger.queries import period_of
from duebook.apps.receivables.queries import tie_out
from duebook.web.terminal import console, day, money, table

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.close.queries.tying import ChecklistFact
    from duebook.apps.entities.management.office import Sitting

STATES = {"open": "open", "soft": "softly locked", "hard": "locked for good"}


class Command(OfficeCommand):
    help = "Show what a period's close stands on; with --lock, lock it."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument("day", type=day, help="any day of the period")
        parser.add_argument(
            "--lock",
            choices=[lock.value for lock in Lock],
            help="soft: only those who may post on; hard: nobody; open: everybody",
        )
        parser.add_argument("--reason", default="month end")

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        with sitting.reading():
            period = period_of(sitting.entity_id, options["day"])
        if period is None:
            raise NoPeriod(options["day"])
        last = period.until - timedelta(days=1)
        if options["lock"]:
            locked = lock_period(
                LockPeriod(
                    entity_id=sitting.entity_id,
                    day=last,
                    state=Lock(options["lock"]),
                    reason=options["reason"],
                ),
                **sitting.sends(),
            )
            console.print(f"{period.first} to {last} is {STATES[locked.state]} now.")
            with sitting.reading():
                chain = head(sitting.entity_id)
            console.print(
                f"Keep this line outside: event {chain.seq} of the audit chain is "
                f"{chain.sha256}",
                soft_wrap=True,
            )
        with sitting.reading():
            facts = checklist(sitting.entity_id, last)
            ties = tie_out(sitting.entity_id, last)
            differing = differences(sitting.entity_id, last)
        console.print(
            table(
                "Checklist",
                ("", "Fact", "Detail"),
                ((_mark(fact), fact.title, fact.detail) for fact in facts),
            )
        )
        console.print(
            table(
                f"Receivables and ledger at the end of {last}",
                ("Account", "Name", "Currency", ">Ledger", ">Items", ">Difference"),
                (
                    (
                        tie.account,
                        tie.name,
                        tie.currency,
                        money(tie.ledger_minor, tie.currency),
                        money(tie.items_minor, tie.currency),
                        money(tie.difference_minor, tie.currency),
                    )
                    for tie in ties
                ),
            )
        )
        for one in differing:
            console.print(
                f"{one.number} of {one.party}: the ledger says "
                f"{money(one.ledger_minor, one.currency)}, the item "
                f"{money(one.items_minor, one.currency)}"
            )


def _mark(fact: ChecklistFact) -> str:
    if fact.holds:
        return "✓"
    return "✗" if fact.must else "!"
