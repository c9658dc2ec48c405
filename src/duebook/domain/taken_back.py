"""Which payment a bank takes back: the one that it names, or none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from duebook.domain.mentions import mentions, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST: Final = timedelta(days=65)
"""How long after a payment a bank may return it: 60 days, and some for holidays."""

SHORTEST_NAME: Final = 3
"""Letters and digits that a name must have to mean something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """A payment that a bank says comes back, in minor units, positive.

    ``names`` are what it may be known by, the strongest first: the trace number of
    the first entry, the sender's own id of the receiver.
    """

    on: date
    amount_minor: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A payment that might come back; ``names`` are its keys and references.

    Those that came back already count, so that their twins are not taken for them.
    """

    payment_id: int
    received_on: date
    amount_minor: int
    names: tuple[str, ...]


def payments_meant(back: TakenBack, payments: Sequence[Received]) -> tuple[int, ...]:
    """The payments that a return may mean, by the strongest name that any has.

    One is proof; several are none, and so is an amount alone.  The order of the
    payments does not matter.
    """
    of_amount = [
        one
        for one in payments
        if one.amount_minor == back.amount_minor
        and one.received_on <= back.on <= one.received_on + LONGEST
    ]
    for name in back.names:
        if len(plain(name)) < SHORTEST_NAME:
            continue
        meant = [
            one.payment_id
            for one in of_amount
            if any(mentions(said, name) for said in one.names)
        ]
        if meant:
            return tuple(sorted(meant))
    return ()
