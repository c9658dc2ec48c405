"""A billing run, several pieces of it under way: left early, and carried on twice."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.invoicing.actions.billing import (
    StartBillingRun,
    carry_on,
    start_billing_run,
)
from tests.office import CLERK, NOON, books_hold, by
from tests.races import at_once
from tests.scenarios.many_parties import an_office_of_many

if TYPE_CHECKING:
    from duebook.apps.invoicing.actions.billing import Progress

PARTIES = 200
TODAY = NOON.date()


def a_run(code: str) -> tuple[int, int]:
    """A run in ten pieces of twenty parties: its entity and its id."""
    entity_id = an_office_of_many(code, PARTIES)
    run_id = start_billing_run(
        StartBillingRun(entity_id=entity_id, until=TODAY, issued_on=TODAY), **by(CLERK)
    )
    return entity_id, run_id


def numbers(entity_id: int) -> list[str]:
    """The numbers of all invoices, in the order of the parties."""
    with db.reading(entity_id):
        rows = db.tuples_of(
            "SELECT number FROM invoicing_document WHERE entity_id = %(entity)s"
            " ORDER BY bill_to_id",
            {"entity": entity_id},
        )
    return [number for (number,) in rows]


def in_order(count: int) -> list[str]:
    return [f"INV-2026-{number:05d}" for number in range(1, count + 1)]


def test_a_run_that_is_left_has_billed_what_it_told_of(committed: str) -> None:
    entity_id, run_id = a_run(committed)
    run = carry_on(entity_id, run_id, actor=CLERK, at=NOON)

    told = list(islice(run, 3))
    run.close()

    assert sum(step.last.invoiced for step in told) == 60
    assert numbers(entity_id) == in_order(60)
    list(carry_on(entity_id, run_id, actor=CLERK, at=NOON))
    assert numbers(entity_id) == in_order(PARTIES)
    assert books_hold(entity_id)


def test_a_run_carried_on_twice_at_once_bills_once(committed: str) -> None:
    """As when a worker that was given up for dead comes back."""
    entity_id, run_id = a_run(committed)

    def carried() -> list[Progress]:
        return list(carry_on(entity_id, run_id, actor=CLERK, at=NOON))

    first, second = at_once([carried, carried])

    assert first == second
    assert numbers(entity_id) == in_order(PARTIES)
    assert books_hold(entity_id)
