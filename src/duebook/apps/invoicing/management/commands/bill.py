"""``duebook bill``: a billing run over all parties or chosen ones, with progress."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.progress import Progress
from typing_extensions import override

from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.invoicing.actions.billing import (
    StartBillingRun,
    carry_on,
    start_billing_run,
)
from duebook.apps.invoicing.management.choosing import (
    add_choice,
    chosen_of,
    tell_choice,
)
from duebook.apps.invoicing.management.telling import (
    codes_of,
    tell_exceptions,
    tell_totals,
)
from duebook.web.figures import counted
from duebook.web.terminal import console, day

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting
    from duebook.domain.invoicing import BillingException


class Command(OfficeCommand):
    help = "Bill everything that is unbilled and passes the checks."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--until", type=day, metavar="DAY", help="bill what was done to this day"
        )
        parser.add_argument(
            "--on", type=day, metavar="DAY", help="the invoices' day; today if unsaid"
        )
        add_choice(parser)
        parser.add_argument(
            "--resume", type=int, metavar="RUN", help="carry on a run that was stopped"
        )

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        sends = sitting.sends()
        with sitting.reading():
            chosen = chosen_of(sitting, options)
        tell_choice(chosen)
        run_id = options["resume"] or start_billing_run(
            StartBillingRun(
                entity_id=sitting.entity_id,
                until=options["until"] or sitting.today,
                issued_on=options["on"] or sitting.today,
                chosen=chosen.ids if chosen else None,
                choice=chosen.told if chosen else "",
            ),
            **sends,
        )
        console.print(f"Billing run {run_id}; --resume {run_id} carries it on.")
        invoiced = 0
        totals_minor: dict[str, int] = {}
        exceptions: list[BillingException] = []
        with Progress(console=console) as progress:
            task = progress.add_task("Billing", total=None)
            for step in carry_on(
                sitting.entity_id, run_id, actor=sends["actor"], at=sends["at"]
            ):
                progress.update(task, completed=step.done, total=step.pieces)
                invoiced += step.last.invoiced
                exceptions += step.last.exceptions
                for currency, total_minor in step.last.totals_minor.items():
                    before_minor = totals_minor.get(currency, 0)
                    totals_minor[currency] = before_minor + total_minor
        with sitting.reading():
            codes = codes_of(
                sitting.entity_id, {left.bill_to_id for left in exceptions}
            )
        tell_totals(counted(invoiced, "invoice"), totals_minor)
        tell_exceptions(exceptions, codes)
