"""Many debts given up in one act, for one reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from duebook.apps.approvals.actions import Held, held
from duebook.apps.entities.actions import Act, action
from duebook.apps.receivables import queries
from duebook.apps.receivables.actions.giving_up import GivenUp, give_up
from duebook.apps.receivables.queries.given_up import why_left
from duebook.domain.errors import Refusal
from duebook.domain.ledger import AccountRole
from duebook.domain.money import told
from duebook.domain.rights import Right


@dataclass(eq=False)
class NothingGivenUp(Refusal):
    """None of the debts of an act can be given up as it was seen."""

    code: ClassVar[str] = "nothing_given_up"
    template: ClassVar[str] = (
        "Each of the {count} debts has changed since, or cannot be written off. "
        "Look again at what is open."
    )

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOffDebts:
    """Give up the whole of many debts of one currency as uncollectable.

    ``debts`` is what was seen open of each, in minor units by item id.  What has
    changed since, or cannot be given up, is left as it is.
    """

    entity_id: int
    currency: str
    debts: dict[int, int]
    written_off_on: date
    reason: str

    @property
    def amount_minor(self) -> int:
        """What they come to."""
        return sum(self.debts.values())

    @property
    def told(self) -> str:
        """Count and sum, as people say them: ``2 debts over 90.00 USD``."""
        return (
            f"{len(self.debts):,} debts over {told(self.amount_minor, self.currency)}"
        )


@dataclass(frozen=True, slots=True)
class DebtsWrittenOff:
    """How many debts were given up, their sum, and the numbers of those left."""

    items: int
    amount_minor: int
    left: tuple[str, ...]


@action(Right.WRITE_OFF)
def write_off_debts(command: WriteOffDebts, act: Act) -> DebtsWrittenOff | Held:
    """Write debts off to bad debt, or hold them all where their sum is above the limit.

    Raises:
        NothingGivenUp: there is none left that can be.
    """
    locked = queries.lock_items(act.entity_id, command.debts).values()
    going: list[queries.Item] = []
    left: list[queries.Item] = []
    for item in locked:
        is_as_seen = item.open_minor == command.debts[item.id]
        why = why_left(item, command.currency, command.written_off_on)
        (going if is_as_seen and not why else left).append(item)
    if not going:
        raise NothingGivenUp(len(command.debts))
    waiting = held(
        act,
        command,
        right=Right.WRITE_OFF,
        amount_minor=command.amount_minor,
        currency=command.currency,
        sentence=f"Write off {command.told}: {command.reason}",
    )
    if waiting is not None:
        return waiting
    given = [GivenUp(item=item, amount_minor=item.open_minor) for item in going]
    give_up(
        act,
        given,
        kind="write_off",
        role=AccountRole.BAD_DEBT,
        effective_on=command.written_off_on,
        reason=command.reason,
    )
    return DebtsWrittenOff(
        items=len(given),
        amount_minor=sum(part.amount_minor for part in given),
        left=tuple(item.number for item in left),
    )
