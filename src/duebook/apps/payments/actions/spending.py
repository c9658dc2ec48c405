"""Credits used up by a debit of their own: returned, sent back or set aside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Final

from duebook.apps.ledger import actions as books
from duebook.apps.receivables import actions as receivables
from duebook.apps.receivables.actions import NewItem
from duebook.apps.receivables.queries import Item
from duebook.domain.errors import Refusal
from duebook.domain.ledger import JournalEntry, Posting
from duebook.domain.money import from_minor
from duebook.domain.payments import LeftOut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.apps.entities.actions import Act


@dataclass(eq=False)
class MoreThanCredit(Refusal):
    """More was to be taken from a credit than it has left, or nothing at all."""

    code: ClassVar[str] = "more_than_credit"
    template: ClassVar[str] = (
        "{number} has {left} {currency} left; {asked} cannot be taken from it."
    )

    number: str
    currency: str
    left: str
    asked: str


@dataclass(eq=False)
class BeforeCredit(Refusal):
    """Something was to be taken from a credit on a day before it existed."""

    code: ClassVar[str] = "before_credit"
    template: ClassVar[str] = (
        "{number} counts from {since}; nothing can be taken from it on {day}."
    )

    number: str
    since: date
    day: date


GIVEN_UP: Final = frozenset(
    {"write_off", "small_balance", "void", *(why.value for why in LeftOut)}
)
"""Kinds of credits that we made by giving a debt up: nobody ever paid them in."""


OF_THEIR_DAY: Final = frozenset({"refund", "conversion"})
"""Kinds of debits whose rate is not that of the credit they use up."""


@dataclass(eq=False)
class NothingPaidIn(Refusal):
    """Money was to be taken from a credit that never was money."""

    code: ClassVar[str] = "nothing_paid_in"
    template: ClassVar[str] = (
        "The {kind} of {number} gave a debt up; there is no money in it to send back "
        "or to set aside."
    )

    number: str
    kind: str


def taken_from(credit: Item, amount_minor: int | None, on: date) -> int:
    """How much of a locked credit is to be used up: what was asked, or all it has.

    Raises:
        NothingPaidIn: it is a discount or a debt given up, taken off its debt.
        MoreThanCredit: it has less left, or nothing was asked.
        BeforeCredit: it does not count yet on this day.
    """
    if credit.kind in GIVEN_UP:
        raise NothingPaidIn(credit.number, credit.kind.replace("_", " "))
    left_minor = -credit.open_minor
    asked_minor = left_minor if amount_minor is None else amount_minor
    if not 0 < asked_minor <= left_minor:
        raise MoreThanCredit(
            credit.number,
            credit.currency,
            str(from_minor(max(left_minor, 0), credit.currency)),
            str(from_minor(asked_minor, credit.currency)),
        )
    if on < credit.effective_on:
        raise BeforeCredit(credit.number, credit.effective_on, on)
    return asked_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """A debit to be written, and the credits that settle it at once.

    It lies in the control account of the first of ``credits`` (with positive
    amounts); the other side of its entry is ``against``, an account or, where the
    credit only moves, a new item of another control account.
    """

    kind: str
    number: str
    credits: tuple[tuple[Item, int], ...]
    against_id: int
    against_item_id: int | None = None

    def amount_minor(self) -> int:
        return sum(amount_minor for _, amount_minor in self.credits)


def spend(
    act: Act, spendings: Sequence[Spending], *, effective_on: date, reason: str
) -> list[NewItem]:
    """Write debits and put the credits against them, and return the debits."""
    ids = receivables.take_item_ids(len(spendings))
    entry_ids = books.post(
        act,
        [
            _entry(spent, item_id, effective_on)
            for spent, item_id in zip(spendings, ids, strict=True)
        ],
    )
    debits = [
        NewItem(
            id=item_id,
            party_id=spent.credits[0][0].party_id,
            account_id=spent.credits[0][0].account_id,
            kind=spent.kind,
            number=spent.number,
            currency=spent.credits[0][0].currency,
            amount_minor=spent.amount_minor(),
            document_on=effective_on,
            due_on=effective_on,
            effective_on=effective_on,
            entry_id=entry_id,
            reason=reason,
        )
        for spent, item_id, entry_id in zip(spendings, ids, entry_ids, strict=True)
    ]
    receivables.write_items(act, debits)
    for currency in {debit.currency for debit in debits}:
        pairs = _keeping_rates(spendings, debits, currency)
        receivables.value_as(act, pairs, currency)
    receivables.apply_each(
        act,
        [
            settled
            for spent, debit in zip(spendings, debits, strict=True)
            for credit, amount_minor in spent.credits
            for settled in receivables.settled_by(
                credit,
                [(debit.written(), amount_minor)],
                rule=spent.kind,
                effective_on=effective_on,
                reason=reason,
            )
        ],
    )
    return debits


def _keeping_rates(
    spendings: Sequence[Spending], debits: Sequence[NewItem], currency: str
) -> list[tuple[int, int]]:
    """New items that are valued as the credits they use up, each with that credit.

    Money that is sent out or changed is worth what it is on its day.
    """
    return [
        (item_id, spent.credits[0][0].id)
        for spent, debit in zip(spendings, debits, strict=True)
        if spent.kind not in OF_THEIR_DAY and debit.currency == currency
        for item_id in (debit.id, spent.against_item_id)
        if item_id is not None
    ]


def _entry(spent: Spending, item_id: int, effective_on: date) -> JournalEntry:
    credit = spent.credits[0][0]
    amount_minor = spent.amount_minor()
    return JournalEntry(
        effective_on=effective_on,
        currency=credit.currency,
        source_kind=spent.kind,
        source_id=item_id,
        cause=f"{spent.kind.replace('_', ' ')} {spent.number}",
        postings=(
            Posting(credit.account_id, amount_minor, item_id),
            Posting(spent.against_id, -amount_minor, spent.against_item_id),
        ),
    )
