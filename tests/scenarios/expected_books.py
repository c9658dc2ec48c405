"""What an office's books should say: a plain model without a database.

Each method is an act.  It changes the model, or raises :class:`Refused` with the
code of the refusal that the office must give, or :class:`Waits` where a second
person is needed.  Amounts are minor units of one currency.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

RECEIVABLE, UNAPPLIED, ON_ACCOUNT = "receivable", "unapplied_cash", "on_account"
SMALL = 5_00
USED_UP_BY = {"payment_return", "refund", "transfer"}
GIVEN_UP = {"void", "write_off", "small_balance"}
LIMITS = {"credit": 500_00, "write_off": 50_00, "refund": 100_00}


class Refused(Exception):
    """The office must say no, with this code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Waits(Exception):
    """The act is above the clerk's limit and must be held, with its amount."""

    def __init__(self, amount: int) -> None:
        super().__init__(amount)
        self.amount = amount


@dataclass(eq=False)
class Owed:
    """An item: a debt where positive, a credit where negative."""

    kind: str
    number: str
    amount: int
    since: date
    account: str
    party: int
    open: int = 0
    due_on: date | None = None
    id: int = 0

    def face(self) -> tuple[str, str, int, str]:
        return self.kind, self.number, self.amount, self.account


@dataclass(eq=False)
class Pair:
    """A credit put against a debt."""

    credit: Owed
    debt: Owed
    amount: int
    since: date
    back_on: date | None = None
    id: int = 0

    @property
    def stands(self) -> bool:
        return self.back_on is None

    def counts_on(self, day: date) -> bool:
        return self.since <= day and (self.back_on is None or day < self.back_on)


@dataclass(eq=False)
class Paper:
    """An invoice or a debit note, and what was taken back of it."""

    number: str
    item: Owed
    total: int
    since: date
    credited: int = 0
    is_void: bool = False


@dataclass(eq=False)
class Received:
    """A payment."""

    number: str
    item: Owed
    since: date


@dataclass
class ExpectedBooks:
    """Items, pairs, papers and account balances after any number of acts."""

    items: list[Owed] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    payments: list[Received] = field(default_factory=list)
    accounts: Counter[str] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)
    closed: set[tuple[int, int]] = field(default_factory=set)
    moved_by: dict[Owed, Owed] = field(default_factory=dict)

    def item(self, id_: int) -> Owed:
        return next(item for item in self.items if item.id == id_)

    def _post(self, day: date, **amounts: int) -> None:
        if self._is_closed(day):
            raise Refused("books_say_no")
        assert not sum(amounts.values()), "an entry balances"
        self.accounts.update(amounts)

    def _is_closed(self, day: date) -> bool:
        return (day.year, day.month) in self.closed

    def _number(self, prefix: str) -> str:
        self.taken[prefix] += 1
        return f"{prefix}-2026-{self.taken[prefix]:05d}"

    def _new(
        self,
        kind: str,
        number: str,
        amount: int,
        *,
        day: date,
        account: str,
        party: int,
    ) -> Owed:
        item = Owed(kind, number, amount, day, account, party, open=amount)
        self.items.append(item)
        return item

    def _settle(
        self, credit: Owed, parts: Iterable[tuple[Owed, int]], day: date
    ) -> None:
        for debt, amount in parts:
            counts = self._both_free(
                credit, debt, amount, max(day, credit.since, debt.since)
            )
            self._move(credit, debt, amount, counts)
            self.pairs.append(Pair(credit, debt, amount, counts))

    def _both_free(self, credit: Owed, debt: Owed, amount: int, day: date) -> date:
        """The first day since when neither was settled otherwise, to this day."""
        days = {day}
        for pair in self.pairs:
            if pair.credit is credit or pair.debt is debt:
                days |= {pair.since, pair.back_on or pair.since}
        days = {each for each in days if each >= day}
        return min(
            first
            for first in days
            if all(
                amount <= self._left(side, each)
                for side in (credit, debt)
                for each in days
                if each >= first
            )
        )

    def _left(self, side: Owed, day: date) -> int:
        return abs(side.amount) - sum(
            pair.amount
            for pair in self.pairs
            if side in {pair.credit, pair.debt} and pair.counts_on(day)
        )

    def _move(self, credit: Owed, debt: Owed, amount: int, day: date) -> None:
        self._post(day)
        self.accounts[credit.account] += amount
        self.accounts[debt.account] -= amount
        credit.open += amount
        debt.open -= amount

    def _take_back(self, pair: Pair, day: date) -> None:
        pair.back_on = max(day, pair.since)
        self._move(pair.credit, pair.debt, -pair.amount, pair.back_on)

    def debts_of(self, party: int) -> list[Owed]:
        """The open debts of a party, the one due first in front."""
        found = [item for item in self.items if item.party == party and item.open > 0]
        return sorted(found, key=lambda item: (item.due_on or item.since, item.id))

    def oldest_first(self, credit: Owed) -> list[tuple[Owed, int]]:
        """How a credit is spread over its party's debts, the one due first first."""
        left, parts = -credit.open, []
        for debt in self.debts_of(credit.party):
            share = min(left, debt.open)
            if share:
                parts.append((debt, share))
                left -= share
        return parts

    @staticmethod
    def _hold(right: str, amount: int, *, approved: int | None) -> None:
        if approved is None and amount > LIMITS[right]:
            raise Waits(amount)
        if approved not in {None, amount}:
            raise Refused("approval_does_not_fit")

    # -- invoices and their kin --------------------------------------------------

    def issue(self, prefix: str, party: int, total: int, day: date) -> None:
        if prefix == "INV" and self._is_closed(day):
            raise Refused("blocked")  # by the bill checks, before the books
        number = self._number(prefix)
        self._post(day, receivable=total, revenue=-total)
        kind = {"INV": "invoice", "DN": "debit_note"}[prefix]
        item = self._new(kind, number, total, day=day, account=RECEIVABLE, party=party)
        self.papers.append(Paper(number, item, total, day))

    def debit(self, place: int, total: int, day: date) -> None:
        original = self.papers[place]
        self._may_correct(original, day)
        self.issue("DN", original.item.party, total, day)

    @staticmethod
    def _may_correct(paper: Paper, day: date) -> None:
        if paper.is_void or day < paper.since:
            raise Refused("not_correctable")

    def credit(
        self, place: int, asked: int | None, day: date, *, approved: int | None = None
    ) -> None:
        paper = self.papers[place]
        self._may_correct(paper, day)
        left = paper.total - paper.credited
        if asked is None and not left:
            raise Refused("nothing_to_credit")
        amount = left if asked is None else asked
        if amount > left:
            raise Refused("over_credited")
        self._hold("credit", amount, approved=approved)
        self._post(day, receivable=-amount, revenue=amount)
        note = self._new(
            "credit_note",
            self._number("CN"),
            -amount,
            day=day,
            account=RECEIVABLE,
            party=paper.item.party,
        )
        settled = min(amount, paper.item.open)
        if settled:
            self._settle(note, [(paper.item, settled)], day)
        paper.credited += amount

    def void(self, place: int, day: date, *, approved: int | None = None) -> None:
        paper = self.papers[place]
        self._may_correct(paper, day)
        if paper.credited or paper.item.open != paper.item.amount:
            raise Refused("not_correctable")
        self._hold("credit", paper.total, approved=approved)
        self._post(day, receivable=-paper.total, revenue=paper.total)
        taking_back = self._new(
            "void",
            paper.number,
            -paper.total,
            day=day,
            account=RECEIVABLE,
            party=paper.item.party,
        )
        self._settle(taking_back, [(paper.item, paper.total)], day)
        paper.is_void = True

    # -- money -------------------------------------------------------------------

    def receive(
        self, party: int, amount: int, day: date, *, applies: bool, sets_aside: bool
    ) -> None:
        account = ON_ACCOUNT if sets_aside else UNAPPLIED
        number = self._number("P")
        self._post(day, **{"bank": amount, account: -amount})
        credit = self._new(
            "payment", number, -amount, day=day, account=account, party=party
        )
        self.payments.append(Received(number, credit, day))
        if applies and not sets_aside:
            self._settle(credit, self.oldest_first(credit), day)

    def apply(self, credit_id: int, asked: tuple[int, int] | None, day: date) -> None:
        credit = self.item(credit_id)
        if credit.open >= 0:
            raise Refused("nothing_to_apply")
        if asked is None:
            self._settle(credit, self.oldest_first(credit), day)
            return
        debt, amount = self.item(asked[0]), asked[1]
        if debt.open <= 0:
            raise Refused("not_open")
        if amount > debt.open:
            raise Refused("over_applied")
        if amount > -credit.open:
            raise Refused("credit_exceeded")
        self._settle(credit, [(debt, amount)], day)

    def unapply(self, pair_id: int, day: date) -> None:
        pair = next(pair for pair in self.pairs if pair.id == pair_id)
        if not pair.stands:
            raise Refused("no_such_application")
        if pair.debt.kind in USED_UP_BY or pair.credit.kind == "void":
            raise Refused("credit_used_up")
        self._take_back(pair, day)

    def _take(self, credit: Owed, asked: int | None, day: date) -> int:
        if credit.kind in GIVEN_UP:
            raise Refused("nothing_paid_in")
        amount = -credit.open if asked is None else asked
        if not 0 < amount <= -credit.open:
            raise Refused("more_than_credit")
        if day < credit.since:
            raise Refused("before_credit")
        return amount

    def _spend(
        self,
        kind: str,
        number: str,
        credits_: list[tuple[Owed, int]],
        day: date,
        against: str,
    ) -> Owed:
        first, total = credits_[0][0], sum(amount for _, amount in credits_)
        self._post(day, **{first.account: total, against: -total})
        debit = self._new(
            kind, number, total, day=day, account=first.account, party=first.party
        )
        for credit, amount in credits_:
            self._settle(credit, [(debit, amount)], day)
        return debit

    def refund(
        self,
        credit_id: int,
        asked: int | None,
        day: date,
        *,
        approved: int | None = None,
    ) -> None:
        credit = self.item(credit_id)
        amount = self._take(credit, asked, day)
        self._hold("refund", amount, approved=approved)
        self._spend("refund", self._number("R"), [(credit, amount)], day, "bank")

    def transfer(self, credit_id: int, to: str, asked: int | None, day: date) -> None:
        credit = self.item(credit_id)
        if credit.account == to:
            raise Refused("nothing_to_transfer")
        amount = self._take(credit, asked, day)
        debit = self._spend("transfer", credit.number, [(credit, amount)], day, to)
        self.moved_by[debit] = self._new(
            "transfer",
            credit.number,
            -amount,
            day=day,
            account=to,
            party=credit.party,
        )

    def give_back(self, place: int, fee: int, day: date) -> None:
        """The bank takes a payment back: all that came of it is open again."""
        payment = self.payments[place]
        if day < payment.since:
            raise Refused("returned_before_received")
        if any(
            i.kind == "payment_return" and i.number == payment.number
            for i in self.items
        ):
            raise Refused("books_say_no")
        came_of, standing = self._what_came_of(payment.item)
        for pair in standing:
            if pair.debt.kind != "transfer":
                self._take_back(pair, day)
        left = [(credit, -credit.open) for credit in came_of if credit.open < 0]
        left.sort(key=lambda part: (part[0] is not payment.item, part[0].id))
        self._spend("payment_return", payment.number, left, day, "bank")
        if fee:
            self._post(day, receivable=fee, late_fees=-fee)
            self._new(
                "fee",
                payment.number,
                fee,
                day=day,
                account=RECEIVABLE,
                party=payment.item.party,
            )

    def _what_came_of(self, credit: Owed) -> tuple[list[Owed], list[Pair]]:
        came_of = [credit]
        while True:
            standing = [p for p in self.pairs if p.stands and p.credit in came_of]
            moved = [
                self.moved_by[pair.debt]
                for pair in standing
                if pair.debt in self.moved_by
            ]
            fresh = [item for item in moved if item not in came_of]
            if not fresh:
                return came_of, standing
            came_of += fresh

    # -- giving up, and the lock ---------------------------------------------------

    def write_off(
        self, debt_id: int, asked: int | None, day: date, *, approved: int | None = None
    ) -> None:
        debt = self.item(debt_id)
        amount = debt.open if asked is None else asked
        if not 0 < amount <= debt.open:
            raise Refused("over_applied")
        if day < debt.since:
            raise Refused("given_up_before_owed")
        self._hold("write_off", amount, approved=approved)
        self._give_up("write_off", debt, amount, day, "bad_debt")

    def _give_up(
        self, kind: str, debt: Owed, amount: int, day: date, expense: str
    ) -> None:
        self._post(day, **{expense: amount, RECEIVABLE: -amount})
        credit = self._new(
            kind,
            debt.number,
            -amount,
            day=day,
            account=RECEIVABLE,
            party=debt.party,
        )
        self._settle(credit, [(debt, amount)], day)

    def sweep(self, day: date, cap: int) -> None:
        small = [
            item
            for item in self.items
            if 0 < item.open <= SMALL
            and item.open < item.amount
            and max(item.due_on or item.since, item.since) <= day
        ]
        for item in sorted(small, key=lambda item: (item.open, item.id)):
            if item.open > cap:
                break
            cap -= item.open
            self._give_up("small_balance", item, item.open, day, "small_balance")

    def close(self, day: date) -> None:
        self.closed.add((day.year, day.month))
