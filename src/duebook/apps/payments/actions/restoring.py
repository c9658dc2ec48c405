"""Write-offs taken back: the debts are open again, and no loss is left of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from duebook.apps.entities.actions import Act, action
from duebook.apps.ledger.queries import accounts_by_role
from duebook.apps.payments.actions.recovering import BORNE_BY
from duebook.apps.payments.actions.returning import lock_what_came_of
from duebook.apps.payments.actions.spending import Spending, spend
from duebook.apps.receivables import actions as receivables
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from duebook.apps.receivables.queries import Applied


@dataclass(eq=False)
class WrittenOffNoLonger(Refusal):
    """A write-off does not stand as it was made."""

    code: ClassVar[str] = "written_off_no_longer"
    template: ClassVar[str] = (
        "What was written off of {number} was recovered or taken back since."
    )

    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackWriteOffs:
    """Open debts again; ``write_off_ids`` are what giving them up became."""

    entity_id: int
    write_off_ids: tuple[int, ...]
    taken_back_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class WriteOffsTakenBack:
    """How many write-offs were taken back, and what they come to in minor units."""

    items: int
    amount_minor: int
    currency: str


@action(Right.WRITE_OFF)
def take_back_write_offs(command: TakeBackWriteOffs, act: Act) -> WriteOffsTakenBack:
    """Take write-offs back, all of them or none.

    Raises:
        WrittenOffNoLonger: one of them was recovered, in part or whole, or taken back.
    """
    items, standing = lock_what_came_of(act, command.write_off_ids)
    uses: dict[int, list[Applied]] = {}
    for one in standing:
        uses.setdefault(one.credit_id, []).append(one)
    given = [items[write_off_id] for write_off_id in command.write_off_ids]
    for item in given:
        settled_minor = [one.amount_minor for one in uses.get(item.id, ())]
        if item.kind not in BORNE_BY or settled_minor != [-item.amount_minor]:
            raise WrittenOffNoLonger(item.number)
    on, reason = command.taken_back_on, command.reason
    receivables.take_back(act, standing, items, on, reason)
    roles = accounts_by_role(act.entity_id)
    spend(
        act,
        [
            Spending(
                kind="write_off_return",
                number=item.number,
                credits=((item, -item.amount_minor),),
                against_id=roles[BORNE_BY[item.kind]],
            )
            for item in given
        ],
        effective_on=on,
        reason=reason,
    )
    return WriteOffsTakenBack(
        items=len(given),
        amount_minor=-sum(item.amount_minor for item in given),
        currency=given[0].currency,
    )
