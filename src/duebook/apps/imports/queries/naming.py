"""Whom a file means: a party by its code, or by a name that only one has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duebook.apps.parties import queries as parties

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duebook.apps.imports.queries.planning import Plan
    from duebook.apps.parties.models import Party
    from duebook.formats.tables import Row


class Named:
    """The parties that the rows of a file name."""

    def __init__(self, plan: Plan[Any], rows: Iterable[Row]) -> None:
        entity_id = plan.batch.entity_id
        words = {str(row.values["party"]) for row in rows if "party" in row.values}
        self.plan = plan
        self.by_code = parties.parties_by_code(entity_id, words)
        self.by_name = parties.parties_by_name(entity_id, words - self.by_code.keys())

    def party(self, row: Row) -> Party | None:
        """The party of a row that names one; ``None`` with a problem noted."""
        word = str(row.values["party"])
        party = self.by_code.get(word)
        if party is None:
            found = self.by_name[word]
            if len(found) != 1:
                reason = (
                    "is the name of several parties; give the code"
                    if found
                    else "is neither code nor name of a party on file"
                )
                self.plan.object_to(row, "party", reason)
                return None
            [party] = found
        if party.merged_into_id is not None:
            self.plan.object_to(row, "party", "was merged into another party")
        return party
