"""Bank lines: what waits on them, and what explains them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, ClassVar

from pydantic import TypeAdapter

from duebook import db
from duebook.apps.audit.queries import event_of
from duebook.apps.banking import models
from duebook.domain.banking import BankLine, RemittanceLine
from duebook.domain.errors import Absent
from duebook.domain.matching.records import Proposal

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from duebook.apps.audit.queries import Recorded

ROOM = "duebook.apps.banking"
PROPOSALS = TypeAdapter(tuple[Proposal, ...])
PARTS = TypeAdapter(tuple[BankLine, ...])
REMITTANCE = TypeAdapter(tuple[RemittanceLine, ...])


@dataclass(eq=False)
class NoSuchLine(Absent):
    """No bank line of the entity has this id."""

    code: ClassVar[str] = "no_such_bank_line"
    template: ClassVar[str] = "There is no bank line {line}."

    line: int


@dataclass(frozen=True, slots=True)
class Line:
    """A bank line with what waits on it; amounts in minor units, money in positive.

    ``account_id`` is the ledger account of its bank account; ``credit_id`` the
    unidentified credit that holds its money, if it was set apart, and
    ``apart_minor`` what it still has of it.  ``is_new_money`` is a person's word that
    the books hold nothing of it yet.
    """

    id: int
    bank_account_id: int
    bank_account: str
    account_id: int
    booked_on: date
    amount_minor: int
    currency: str
    movement: str
    other_name: str
    other_account: str
    payer_references: list[str]
    text: str
    remittance_json: str
    charges_minor: int
    return_code: str
    parts_json: str
    explained_minor: int
    state: str
    held: str
    sentence: str
    proposals_json: str
    credit_id: int | None
    payment_id: int | None
    apart_minor: int
    is_new_money: bool

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """What the matcher proposes, the best first."""
        return PROPOSALS.validate_json(self.proposals_json)

    @property
    def parts(self) -> tuple[BankLine, ...]:
        """The single payments of a collective booking."""
        return PARTS.validate_json(self.parts_json)

    @property
    def remittance(self) -> tuple[RemittanceLine, ...]:
        """What the payer said it is for, line by line."""
        return REMITTANCE.validate_json(self.remittance_json)

    @property
    def left_minor(self) -> int:
        """What somebody has still to say whose it is."""
        if self.state == "apart":
            return self.apart_minor
        return self.amount_minor - self.explained_minor

    @property
    def stamp(self) -> str:
        """What a screen shows of it: another as soon as somebody decided something.

        What it is comes first, what is proposed for it after that.
        """
        return f"{self._decided}.{_short(self.held + self.proposals_json)}"

    def is_decided_as(self, stamp: str) -> bool:
        """Whether nobody said what it is since it had this stamp."""
        return stamp.startswith(f"{self._decided}.")

    @property
    def _decided(self) -> str:
        state = "open" if self.state in OPEN else self.state
        return _short(f"{state} {self.explained_minor} {self.apart_minor}")


OPEN = ("new", "held")
"""States of a line of which the books have nothing yet."""

WAITING = (*OPEN, "doubtful", "apart")
"""States of a line that somebody, or the matcher, has still to see."""


def _short(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:8]


def waiting_lines(
    entity_id: int,
    *,
    bank_account_id: int | None = None,
    states: Sequence[str] = WAITING,
    after_id: int = 0,
    size: int | None = None,
) -> list[Line]:
    """Lines that wait, in the order they were taken in, beginning after one."""
    return db.rows_of(
        Line,
        db.sql(ROOM, "lines"),
        {
            "entity": entity_id,
            "bank_account": bank_account_id,
            "states": list(states),
            "ids": None,
            "after": after_id,
            "size": size,
        },
    )


def lines_by_id(entity_id: int, ids: Collection[int]) -> list[Line]:
    """Lines as they stand, in id order; not locked.

    Raises:
        NoSuchLine: an id is none of the entity's.
    """
    if not ids:  # every page asks for those of the last act, which has none mostly
        return []
    found = db.rows_of(
        Line,
        db.sql(ROOM, "lines"),
        {
            "entity": entity_id,
            "bank_account": None,
            "states": [*WAITING, "explained", "known"],
            "ids": list(ids),
            "after": 0,
            "size": None,
        },
    )
    for missing in sorted(set(ids) - {line.id for line in found}):
        raise NoSuchLine(missing)
    return found


def lock_lines(entity_id: int, ids: Collection[int]) -> list[Line]:
    """Lines with what waits on them, locked in id order until the transaction ends.

    Raises:
        NoSuchLine: an id is none of the entity's.
    """
    rows = models.OpenLine.objects.filter(entity_id=entity_id, line_id__any_of=ids)
    list(rows.order_by("line_id").select_for_update().values_list("id", flat=True))
    return lines_by_id(entity_id, ids)


@dataclass(frozen=True, slots=True)
class Explained:
    """A standing explanation of a line: an entry that posts it at the bank.

    ``is_own`` tells that it is a payment which the line itself brought into the books,
    and not one that was there before.
    """

    id: int
    line_id: int
    kind: str
    entry_id: int
    amount_minor: int
    subject_id: int
    is_own: bool


def explanations_of(entity_id: int, line_ids: Collection[int]) -> list[Explained]:
    """What stands of the explanations of lines, in id order."""
    return db.rows_of(
        Explained,
        db.sql(ROOM, "standing_explanations"),
        {"entity": entity_id, "lines": list(line_ids)},
    )


def decided_by(entity_id: int, line_id: int) -> Recorded | None:
    """Who said last what a line is, and when; nobody yet where it is None."""
    event_id = (
        models.Explanation.objects.filter(entity_id=entity_id, line_id=line_id)
        .order_by("-id")
        .values_list("event_id", flat=True)
        .first()
    )
    return None if event_id is None else event_of(entity_id, event_id)


def lines_not_of_kind(entity_id: int, kind: str, line_ids: Collection[int]) -> set[int]:
    """Those of the lines of which somebody took an explanation of a kind back."""
    return set(
        models.Explanation.objects.filter(
            entity_id=entity_id,
            line_id__any_of=line_ids,
            kind=kind,
            reverses__isnull=False,
        ).values_list("line_id", flat=True)
    )


def denied_entries(entity_id: int, line_ids: Collection[int]) -> set[tuple[int, int]]:
    """Lines with the entries that somebody said they are not."""
    return set(
        models.Explanation.objects.filter(
            entity_id=entity_id, line_id__any_of=line_ids, reverses__isnull=False
        ).values_list("line_id", "entry_id")
    )
