"""Exchange rates out of a file: what one unit of a currency was worth on a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duebook.apps.entities.queries import entity
from duebook.apps.imports.queries.planning import Outcome, Planned
from duebook.apps.ledger.actions import NewRate
from duebook.apps.ledger.queries import rates_of_days
from duebook.domain.exchange import NoSuchRate, judged_rate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duebook.apps.imports.queries.planning import Plan
    from duebook.apps.ledger.queries import SetRate
    from duebook.formats.tables import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class RateRow:
    """A rate, and why it replaces the one that its day has."""

    rate: NewRate
    reason: str = ""


def plan_rates(plan: Plan[RateRow]) -> None:
    """Judge every row: a day has one rate, unless the row says why it is wrong."""
    batch = plan.batch
    own = entity(batch.entity_id).currency
    days: set[Any] = {
        (row.values["currency"], row.values["valued_on"]) for row in batch.rows
    }
    stands = rates_of_days(batch.entity_id, days)
    seen: set[tuple[str, Any]] = set()
    for row in batch.rows:
        read = _read(plan, row, own)
        if read is None:
            continue
        place = (read.rate.currency, read.rate.valued_on)
        if place in seen:
            plan.object_to(row, "valued_on", "has another row for this currency")
            continue
        seen.add(place)
        _note(plan, row, read, stands.get(place))


def _note(plan: Plan[RateRow], row: Row, read: RateRow, stands: SetRate | None) -> None:
    """Plan a rate, or object to it where its day has another and nobody says why."""
    rate = read.rate
    before = None if stands is None else f"{stands.per_unit.normalize():f}"
    same = stands is not None and stands.per_unit == rate.per_unit
    if before is not None and not same and not read.reason:
        reason = f"is {before} already; a column “Reason” has to say why not"
        plan.object_to(row, "rate", reason)
        return
    changed = Outcome.CREATED if before is None else Outcome.UPDATED
    plan.planned.append(
        Planned(
            row,
            Outcome.UNCHANGED if same else changed,
            f"{rate.currency} on {rate.valued_on}: {rate.per_unit.normalize():f}",
            read,
            target=f"{rate.currency} {rate.valued_on}",
            changes=() if before is None or same else (f"until now {before}",),
        )
    )


def _read(plan: Plan[RateRow], row: Row, own: str) -> RateRow | None:
    """The rate of a row; ``None`` with a problem noted."""
    values: Mapping[str, Any] = row.values
    if values["currency"] == own:
        plan.object_to(row, "currency", "is the currency of the books")
    try:
        judged_rate(values["currency"], values["rate"])
    except NoSuchRate:
        plan.object_to(row, "rate", "is no positive number of at most 12 decimals")
    if not plan.is_good(row):
        return None
    return RateRow(
        rate=NewRate(
            currency=values["currency"],
            valued_on=values["valued_on"],
            per_unit=values["rate"],
            source=values.get("source", ""),
        ),
        reason=values.get("reason", ""),
    )
