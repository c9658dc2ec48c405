"""Book against bank: what each says of an account at a day, and what lies between."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from duebook import db
from duebook.apps.banking.queries.accounts import BankAccount
from duebook.apps.banking.queries.entries import UnexplainedEntry, unexplained_entries
from duebook.apps.banking.queries.lines import ROOM
from duebook.apps.ledger.queries import balance_on


@dataclass(frozen=True, slots=True)
class Closing:
    """A balance that the bank states at the end of a day, and what its lines give.

    ``reckoned_minor`` is the closing before it plus the lines since then.
    """

    on: date
    stated_minor: int
    reckoned_minor: int

    @property
    def gap_minor(self) -> int:
        """What the lines do not tell of: money that no file brought."""
        return self.stated_minor - self.reckoned_minor


@dataclass(frozen=True, slots=True)
class Waiting:
    """A bank line that the books do not have, or have only in part."""

    line_id: int
    booked_on: date
    text: str
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """An account at the end of a day; amounts in minor units.

    ``outstanding`` is in the books and not at the bank yet, ``waiting`` at the bank
    and not in the books, ``gaps`` are balances that the lines do not lead to.
    """

    account: BankAccount
    on: date
    bank_minor: int
    book_minor: int
    outstanding: tuple[UnexplainedEntry, ...]
    waiting: tuple[Waiting, ...]
    gaps: tuple[Closing, ...]

    @property
    def outstanding_minor(self) -> int:
        """What the bank has still to show."""
        return sum(entry.amount_minor for entry in self.outstanding)

    @property
    def waiting_minor(self) -> int:
        """What the books have still to take in."""
        return sum(line.amount_minor for line in self.waiting)

    @property
    def difference_minor(self) -> int:
        """What neither side explains; zero is a proof."""
        explained_minor = self.outstanding_minor - self.waiting_minor
        return self.book_minor - self.bank_minor - explained_minor


def proof(entity_id: int, account: BankAccount, on: date) -> Proof:
    """Book and bank of an account at the end of a day, with all that lies between."""
    named = {"entity": entity_id, "account": account.id, "on": on}
    [(bank_minor,)] = db.tuples_of(db.sql(ROOM, "bank_balance"), named)
    return Proof(
        account=account,
        on=on,
        bank_minor=bank_minor,
        book_minor=balance_on(entity_id, account.account_id, account.currency, on),
        outstanding=tuple(
            unexplained_entries(entity_id, [account.account_id], until=on)
        ),
        waiting=tuple(db.rows_of(Waiting, db.sql(ROOM, "waiting_lines"), named)),
        gaps=tuple(
            closing for closing in closings(entity_id, account, on) if closing.gap_minor
        ),
    )


def closings(entity_id: int, account: BankAccount, until: date) -> list[Closing]:
    """Each balance that the bank states, beside the one before plus the lines since."""
    return db.rows_of(
        Closing,
        db.sql(ROOM, "closings"),
        {"entity": entity_id, "account": account.id, "on": until},
    )
