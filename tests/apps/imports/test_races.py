from __future__ import annotations

from functools import partial

from duebook.apps.imports.actions import TakenIn
from tests.apps.imports.office import an_office, charge_count, taken
from tests.races import at_once

HEAD = "Date,Party,Item,Quantity\n"
LINES = [f"2026-10-{day:02d},TIDE,CLEAN,{day}\n" for day in range(1, 21)]


def test_two_overlapping_files_at_once_bring_each_row_once(committed: str) -> None:
    entity_id = an_office(committed)

    outcomes = at_once(
        [
            partial(taken, entity_id, "charges", HEAD + "".join(lines))
            for lines in (LINES[:15], LINES[5:])
        ]
    )

    results = [result for result in outcomes if isinstance(result, TakenIn)]
    assert sum(result.created for result in results) == 20
    assert sum(result.known for result in results) == 10
    assert charge_count(entity_id) == 20
