"""Credit that belongs to somebody and does nothing: unapplied, on account, unknown."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar, Final

from duebook import db
from duebook.apps.parties.queries import NAMED, named
from duebook.apps.payments.queries.payments_list import OfParty
from duebook.apps.payments.queries.whole import ROOM
from duebook.domain.errors import Absent
from duebook.domain.ledger import AccountRole
from duebook.web.listing import (
    Amount,
    Asked,
    Choice,
    Day,
    DaysOver,
    Listing,
    Sort,
    Where,
    page,
)
from duebook.web.lists import Standing

if TYPE_CHECKING:
    from duebook.web.listing import Asking

UNAPPLIED_DAYS: Final = 30
"""After so many days somebody decides what becomes of unapplied credit."""

ON_ACCOUNT_DAYS: Final = 90
"""Credit left on account on purpose is not asked about for so many days."""

REFUND_DAYS: Final = 60
"""Money paid too much goes back to its payer within so many days of its coming."""


@dataclass(eq=False)
class NoSuchCredit(Absent):
    """There is no open credit of this id."""

    code: ClassVar[str] = "no_such_credit"
    template: ClassVar[str] = "This credit has nothing left, or never was one."


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """An open credit: ``left_minor`` of ``amount_minor``, both positive.

    ``offered_minor`` is what is open of its party in its currency and not contested.
    ``payment`` is the number of the payment that it came of, where it is one.
    """

    id: int
    number: str
    kind: str
    party_id: int
    party: str
    name: str
    currency: str
    left_minor: int
    amount_minor: int
    effective_on: date
    reason: str
    role: str
    offered_minor: int
    payment: str
    method: str
    reference: str
    sort_key: str = field(default="")

    @property
    def is_unidentified(self) -> bool:
        """Whether nobody knows yet whose it is."""
        return self.role == AccountRole.UNIDENTIFIED_CASH

    @property
    def clock_on(self) -> date:
        """The day by which it goes back, if it settles nothing until then."""
        return self.effective_on + timedelta(REFUND_DAYS)

    @property
    def could_minor(self) -> int:
        """What it could settle."""
        return 0 if self.is_unidentified else min(self.left_minor, self.offered_minor)

    @property
    def state(self) -> Standing:
        """Where it lies, in a word."""
        match self.role:
            case AccountRole.UNIDENTIFIED_CASH:
                return Standing("needs a person", "unidentified")
            case AccountRole.ON_ACCOUNT:
                return Standing("unapplied", "on account", "idle")
            case AccountRole.UNAPPLIED_CASH:
                return Standing("unapplied")
            case _:
                return Standing("credited", self.kind.replace("_", " "))


def _lies_in(role: AccountRole) -> str:
    return (
        "credit.account_id = (SELECT played.account_id FROM ledger_role_account"  # noqa: S608 - constants
        f" AS played WHERE played.entity_id = %(entity)s AND played.role = '{role}')"
    )


_WAITS: Final = (
    "credit.effective_on <= @today::date - CASE WHEN"
    f" {_lies_in(AccountRole.ON_ACCOUNT)} THEN {ON_ACCOUNT_DAYS}"
    f" ELSE {UNAPPLIED_DAYS} END"
)
_BY_NUMBER: Final = (
    "SELECT numbered.id FROM receivables_item AS numbered"
    " WHERE numbered.entity_id = %(entity)s AND numbered.number = %s"
)
_BY_PARTY: Final = (
    "SELECT owned.id FROM receivables_item AS owned"  # noqa: S608 - constants
    " WHERE owned.entity_id = %(entity)s AND owned.open_minor < 0"
    f" AND owned.party_id = ANY (ARRAY({NAMED}))"
)


@dataclass(frozen=True, slots=True)
class Words:
    """A number, a party's code, words of its name."""

    examples: tuple[str, ...] = ("P-2026-00041", "meridian")

    def where(self, value: str, asking: Asking) -> Where:  # noqa: ARG002 - a field
        return Where(
            f"{_BY_NUMBER} UNION ALL {_BY_PARTY}",
            (value.upper(), *named(value)),
            among="credit.id",
        )


CREDITS: Final = Listing(
    name="unapplied",
    record=Credit,
    sql=db.sql(ROOM, "credits"),
    counted=db.sql(ROOM, "credits_found"),
    ids=db.sql(ROOM, "credits_ids"),
    key="credit.id",
    fields={
        "is": Choice(
            {
                "unapplied": _lies_in(AccountRole.UNAPPLIED_CASH),
                "on-account": _lies_in(AccountRole.ON_ACCOUNT),
                "unidentified": _lies_in(AccountRole.UNIDENTIFIED_CASH),
                "credit-note": "credit.kind = 'credit_note'",
                "due": _WAITS,
            }
        ),
        "amount": Amount("-credit.open_minor"),
        "since": Day("credit.effective_on"),
        "over": DaysOver("credit.effective_on"),
        "party": OfParty("credit.party_id"),
    },
    words=Words(),
    sorts={
        "since": Sort("credit.effective_on", "date"),
        "left": Sort("-credit.open_minor", is_descending=True),
    },
    first_sort="since",
)


def credit(entity_id: int, credit_id: int) -> Credit:
    """One open credit.

    Raises:
        NoSuchCredit: there is none of this id.
    """
    wanted = Asked((), (Where("credit.id = %s", (credit_id,)),))
    rows, _ = page(CREDITS, wanted, {"entity": entity_id}, size=1)
    if not rows:
        raise NoSuchCredit
    return rows[0]


def waiting_credits(entity_id: int, today: date, *, size: int = 200) -> list[Credit]:
    """Credits about which somebody should decide, the oldest first.

    What lies unapplied does so after thirty days; what was left on account on purpose
    after ninety.  The index of open credits gives them in their order.
    """
    old = Where("credit.effective_on <= %s", (today - timedelta(UNAPPLIED_DAYS),))
    kept = Where(
        f"NOT ({_lies_in(AccountRole.ON_ACCOUNT)} AND credit.effective_on > %s)",
        (today - timedelta(ON_ACCOUNT_DAYS),),
    )
    rows, _ = page(CREDITS, Asked((), (old, kept)), {"entity": entity_id}, size=size)
    return rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What open credits have left in a control account, in one currency."""

    role: str
    currency: str
    left_minor: int
    count: int
    oldest_on: date


def credits_by_place(entity_id: int) -> list[Place]:
    """What credits have left in each control account, by currency."""
    query = db.sql(ROOM, "credits_by_place")
    return db.rows_of(Place, query, {"entity": entity_id})
