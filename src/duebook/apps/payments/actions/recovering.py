"""Money for a debt that was given up: what was given up is a loss no longer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Final

from duebook.apps.entities.actions import Act, action
from duebook.apps.ledger.queries import accounts_by_role
from duebook.apps.payments.actions.spending import Spending, spend, taken_from
from duebook.apps.receivables import actions as receivables
from duebook.apps.receivables.actions.applying import USED_UP_BY
from duebook.apps.receivables.queries import applications_of, lock_items
from duebook.domain.errors import Refusal
from duebook.domain.ledger import AccountRole
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from duebook.apps.receivables.queries import Applied, Item

BORNE_BY: Final = {
    "write_off": AccountRole.BAD_DEBT,
    "small_balance": AccountRole.SMALL_BALANCE,
}
"""The account that bore what was given up, by the kind of its item."""


@dataclass(eq=False)
class NotGivenUp(Refusal):
    """Nothing that was given up stands there, to be recovered."""

    code: ClassVar[str] = "not_given_up"
    template: ClassVar[str] = "Of {number} nothing is written off that money could pay."

    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoverWriteOff:
    """Put a credit against a debt that was written off, as far as it goes.

    ``write_off_id`` is the item that the write-off became.
    """

    entity_id: int
    credit_id: int
    write_off_id: int
    recovered_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Recovered:
    """The debt that money paid after all, by how much in minor units."""

    debt_id: int
    number: str
    amount_minor: int


@action(Right.APPLY)
def recover_write_off(command: RecoverWriteOff, act: Act) -> Recovered:
    """Pay a debt that was written off, and take as much of the loss back.

    What the money does not reach stays written off.

    Raises:
        NotGivenUp: the write-off was taken back, or recovered before.
        MoreThanCredit: the credit has nothing left.
        BeforeCredit: the credit does not count yet on this day.
    """
    items, used = _locked(act, command)
    credit, given = items[command.credit_id], items[command.write_off_id]
    if given.kind not in BORNE_BY or len(used) != 1:
        raise NotGivenUp(given.number)
    debt = items[used[0].debt_id]
    left_minor = taken_from(credit, None, command.recovered_on)
    amount_minor = min(left_minor, used[0].amount_minor)
    rest_minor = used[0].amount_minor - amount_minor
    on, reason = command.recovered_on, command.reason
    receivables.take_back(act, used, items, on, reason)
    spend(
        act,
        [
            Spending(
                kind="recovery",
                number=debt.number,
                credits=((given, amount_minor),),
                against_id=accounts_by_role(act.entity_id)[BORNE_BY[given.kind]],
            )
        ],
        effective_on=on,
        reason=reason,
    )
    pays = [(credit, amount_minor, "recovery"), (given, rest_minor, given.kind)]
    receivables.apply_each(
        act,
        [
            settled
            for source, minor, rule in pays
            if minor
            for settled in receivables.settled_by(
                source, [(debt, minor)], rule=rule, effective_on=on, reason=reason
            )
        ],
    )
    return Recovered(debt.id, debt.number, amount_minor)


def _locked(
    act: Act, command: RecoverWriteOff
) -> tuple[dict[int, Item], list[Applied]]:
    """Both credits and the debt, locked in one order; what the write-off settles."""
    ids = {command.credit_id, command.write_off_id}
    while True:
        found = {one.debt_id for one in _settles(act, command.write_off_id)}
        items = dict(lock_items(act.entity_id, ids | found))
        used = _settles(act, command.write_off_id)
        if {one.debt_id for one in used} <= items.keys():
            return items, [
                one for one in used if items[one.debt_id].kind not in USED_UP_BY
            ]


def _settles(act: Act, credit_id: int) -> list[Applied]:
    return [
        one
        for one in applications_of(act.entity_id, [credit_id])
        if one.credit_id == credit_id
    ]
