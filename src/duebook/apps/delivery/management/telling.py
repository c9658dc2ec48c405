"""Deliveries as people read them in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from duebook.web.terminal import console, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from duebook.apps.delivery.jobs.sending import SendingRun
    from duebook.apps.delivery.queries import Delivery

STATES: Final = {
    "planned": "waits",
    "sending": "unknown",
    "sent": "sent",
    "bounced": "came back",
    "failed": "failed",
    "suppressed": "not sent",
}
_TOLD: Final = {
    "sent": "{count} sent",
    "bounced": "{count} refused by the server",
    "failed": "{count} failed",
    "suppressed": "{count} no longer wanted",
    "planned": "{count} put off",
    "sending": "{count} of unknown outcome",
}


def deliveries_table(title: str, deliveries: Sequence[Delivery]) -> Table:
    """What is or was to go out, with the reason where it did not."""
    return table(
        title,
        (">No.", "Document", "To", "By", "State", "On", "Why"),
        (
            (
                delivery.id,
                delivery.number,
                delivery.recipient,
                delivery.channel,
                STATES[delivery.state],
                (delivery.sent_at or delivery.tried_at or delivery.planned_at).date(),
                delivery.problem,
            )
            for delivery in deliveries
        ),
    )


def summary(run: SendingRun) -> str:
    """A run in one sentence, such as “3 sent, 1 put off”."""
    told = [
        sentence.format(count=len(run.ids(state)))
        for state, sentence in _TOLD.items()
        if run.ids(state)
    ]
    return f"{', '.join(told)}." if told else "No mail is due."


def tell_run(run: SendingRun) -> None:
    """Print what a run did, and every mail that did not simply go out."""
    console.print(summary(run))
    for outcome in run.outcomes:
        if outcome.state != "sent":
            delivery = outcome.delivery
            console.print(
                f"{delivery.number} to {delivery.recipient}: {outcome.problem}",
                markup=False,
            )
    if run.stopped:
        console.print(f"The run ended early: {run.stopped}", markup=False)
