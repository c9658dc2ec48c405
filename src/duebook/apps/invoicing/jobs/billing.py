"""The billing run as long work: its pieces, with what each came to."""

from __future__ import annotations

from collections import Counter
from itertools import accumulate

from duebook import db
from duebook.apps.invoicing.actions.billing import (
    StartBillingRun,
    carry_on,
    start_billing_run,
)
from duebook.apps.invoicing.queries import runs
from duebook.apps.work.actions import Ended, Working, long_work
from duebook.domain.rights import Right


@long_work(
    "billing_run",
    title="Billing run to {command.until:%-d %b %Y}",
    unit="customers",
    right=Right.ISSUE,
)
def bill(work: Working, command: StartBillingRun) -> Ended:
    """Bill everything unbilled to a day; a piece that was billed is not billed again.

    Figures begin with what the run had issued when a worker before this one ended.
    """
    run_id = start_billing_run(command, **work.sends("run"))
    with db.reading(work.entity_id):
        pieces = runs.pieces_of(work.entity_id, run_id)
        before = runs.result_of(work.entity_id, run_id)
    reached = [0, *accumulate(piece.parties for piece in pieces)]
    invoices, totals_minor = before.invoices, Counter(before.totals_minor)
    done = sum(piece.is_done for piece in pieces)
    work.tell(reached[done], reached[-1])
    left_out = _tell_left_out(work, run_id, 0)
    for step in carry_on(work.entity_id, run_id, actor=work.actor, at=work.at):
        invoices += step.last.invoiced
        totals_minor.update(step.last.totals_minor)
        if step.last.exceptions:
            left_out = _tell_left_out(work, run_id, left_out)
        work.tell(
            reached[step.done],
            figures={"invoices": invoices},
            amounts_minor=totals_minor,
        )
        if work.is_stopped():
            break
    return Ended(
        sentence=_sentence(invoices, left_out),
        link=f"runs/{run_id}",
        figures={"invoices": invoices},
        amounts_minor=totals_minor,
    )


def _tell_left_out(work: Working, run_id: int, known: int) -> int:
    """Tell of whom the run left out beyond the ``known``, and count them all."""
    with db.reading(work.entity_id):
        left_out = runs.left_out_of(work.entity_id, run_id)
    for one in left_out[known:]:
        work.exception(f"{one.party}: {one.reason}", f"parties/{one.party}")
    return len(left_out)


def _sentence(invoices: int, left_out: int) -> str:
    issued = f"{invoices:,} invoices issued" if invoices else "Nothing was to be billed"
    if not left_out:
        return f"{issued}."
    return f"{issued}; {left_out:,} times something was left out."
