"""An imaginary office on the day money comes: who may pay, and what is open.

Nothing here knows how the matcher decides; the records are those in which an office
hands over its facts.  Offices are small and large, number their documents in two
ways each, and have payers who share names, bank accounts and parents.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from random import Random
from typing import TYPE_CHECKING

from stdnum.iso7064 import mod_97_10

from bench.receipts.names import SURNAMES, TOWNS, TRADES, a_firm, a_person
from duebook.domain.matching.records import (
    Book,
    Debt,
    Deduction,
    Payer,
    Policy,
    Settled,
)
from duebook.domain.references import payment_reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

TODAY = date(2026, 11, 20)
FIRST = date(2026, 7, 20)
POLICY = Policy(fee_limit_minor=30_00, discount_grace_days=2)
HOME = ("US", "DE")
ABROAD = ("PL", "IT", "BR", "TR", "NO", "JP")
PATTERNS = (
    *("INV-2026-{:05}", "2026{:04}", "R{:06}", "RE-{:05}/26", "26/{:04}", "A{:05}-S"),
)
MOST_OPEN = 60
TRIES = 60
"""How often chance is asked for somebody to whom something can happen."""


class NoFit(Exception):
    """Nobody in the office to whom this can happen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A payer with what only life knows of it.

    ``account`` is what it pays from, whether or not the book knows that.  It holds
    ``withheld_bp`` of each bill back as a tax, or deducts under the code ``deducts``
    up to ``deducts_minor``.
    """

    payer: Payer
    account: str
    is_foreign: bool = False
    withheld_bp: int = 0
    deducts: str = ""
    deducts_minor: int = 0
    shares_account: bool = False
    parent_id: int = 0

    @property
    def id(self) -> int:
        return self.payer.id

    @property
    def name(self) -> str:
        return self.payer.names[0]

    @property
    def is_known(self) -> bool:
        """Whether its account leads to it and to nobody else."""
        return self.account in self.payer.accounts and not self.shares_account

    @property
    def is_plain(self) -> bool:
        """Whether nothing but a mistake makes it pay less than it owes."""
        return not (self.withheld_bp or self.deducts)


@dataclass(frozen=True, slots=True)
class PaidBefore:
    """A settled document with its currency, which the book does not tell."""

    settled: Settled
    currency: str


@dataclass(slots=True)
class Office:
    """All of an imaginary office, and which debts nobody pays yet."""

    rng: Random
    customers: list[Customer]
    debts: dict[int, Debt] = field(default_factory=dict)
    paid_before: list[PaidBefore] = field(default_factory=list)
    free: defaultdict[int, list[Debt]] = field(
        default_factory=lambda: defaultdict(list)
    )
    owed: defaultdict[int, list[Debt]] = field(
        default_factory=lambda: defaultdict(list)
    )
    by_number: defaultdict[str, list[Debt]] = field(
        default_factory=lambda: defaultdict(list)
    )
    by_amount: defaultdict[int, list[Debt]] = field(
        default_factory=lambda: defaultdict(list)
    )
    next_number: int = 0
    pattern: str = PATTERNS[0]

    def book(self) -> Book:
        """The facts that the matcher is told."""
        deductions = [
            deduction
            for customer in self.customers
            for deduction in _deductions_of(customer)
        ]
        return Book(
            payers=[customer.payer for customer in self.customers],
            debts=list(self.debts.values()),
            settled=[paid.settled for paid in self.paid_before],
            deductions=deductions,
            policy=POLICY,
        )

    def customer(self, id_: int) -> Customer:
        return self.customers[id_ - 1]

    def somebody(self, who: Callable[[Customer], bool]) -> Customer:
        """Anybody of whom that holds.

        Raises:
            NoFit: nobody was found.
        """
        for _ in range(TRIES):
            customer = self.rng.choice(self.customers)
            if who(customer):
                return customer
        raise NoFit

    def somebody_pays(
        self,
        count: int = 1,
        *,
        who: Callable[[Customer], bool],
        what: Callable[[Debt], bool],
    ) -> tuple[Customer, list[Debt]]:
        """Somebody and so many debts in one currency, now taken as being paid.

        Raises:
            NoFit: nobody was found who owes as much.
        """
        for _ in range(TRIES):
            customer = self.somebody(who)
            fitting = [debt for debt in self.free[customer.id] if what(debt)]
            if len(fitting) < count:
                continue
            first = self.rng.choice(fitting)
            fitting = [debt for debt in fitting if debt.currency == first.currency]
            if len(fitting) >= count:
                chosen = self.rng.sample(fitting, count)
                self.take(chosen)
                return customer, chosen
        raise NoFit

    def take(self, debts: Sequence[Debt]) -> None:
        """From now on these are paid by somebody."""
        for debt in debts:
            self.free[debt.party_id].remove(debt)

    def has_instalments(self, debt: Debt) -> bool:
        return len(self.by_number[debt.number]) > 1

    def is_ordinary(self, debt: Debt) -> bool:
        """A whole document, undisputed, without a discount."""
        return self.is_whole(debt) and not debt.discount_minor

    def is_whole(self, debt: Debt) -> bool:
        """A whole document, undisputed."""
        return not debt.contested_minor and not self.has_instalments(debt)

    def misleads(self, number: str, amount_minor: int, debt: Debt) -> bool:
        """Whether a number is that of another document of this very amount.

        Then what is written is a perfect reference to the wrong document, and
        nobody on earth could tell.
        """
        others = [
            other
            for other in self.by_number.get(number, ())
            if other.id != debt.id and other.currency == debt.currency
        ]
        whole_minor = sum(other.open_minor for other in others)
        return amount_minor == whole_minor or any(
            amount_minor in (other.open_minor, other.open_minor - other.discount_minor)
            for other in others
        )


def _deductions_of(customer: Customer) -> Iterator[Deduction]:
    if customer.withheld_bp:
        yield Deduction(
            code="withheld",
            party_id=customer.id,
            rate_bp=customer.withheld_bp,
            is_automatic=True,
        )
    if customer.deducts:
        yield Deduction(
            code=customer.deducts,
            party_id=customer.id,
            limit_minor=customer.deducts_minor,
            is_automatic=customer.deducts != "claims",
        )


def an_account(rng: Random, country: str) -> str:
    """An IBAN, or in the United States a number of ten digits."""
    if country == "US":
        return f"{rng.randrange(10**9, 10**10)}"
    inner = f"{rng.randrange(10**17, 10**18)}"
    return f"{country}{mod_97_10.calc_check_digits(inner + country)}{inner}"


def an_amount(rng: Random) -> int:
    """A believable amount of a bill in minor units: many small, few large."""
    minor = min(max(int(rng.lognormvariate(10.7, 1.1)), 900), 25_000_000)
    if rng.random() < 0.12:
        whole = rng.choice((10_00, 50_00, 100_00))
        return max(whole, round(minor / whole) * whole)
    return minor


def an_office(seed: int, payers: int) -> Office:
    """An office with so many payers, each with 1 to 60 documents open, mostly few."""
    rng = Random(seed)  # noqa: S311 - no secrets here
    office = Office(rng=rng, customers=[])
    home = rng.choice(HOME)
    while len(office.customers) < payers:
        _add_customers(office, home)
    _add_debts(office)
    return office


def _add_customers(office: Office, home: str) -> None:
    """One more payer; or a parent with its branches; or two with one account."""
    rng = office.rng
    chance = rng.random()
    if chance < 0.02:
        _add_group(office, home)
    elif chance < 0.03:
        account = an_account(rng, home)
        for _ in range(2):
            customer = _a_customer(office, home, a_person(rng), account)
            office.customers.append(customer)
    else:
        name = a_person(rng) if rng.random() < 0.3 else a_firm(rng)
        office.customers.append(_a_customer(office, home, name))


def _a_customer(office: Office, home: str, name: str, shared: str = "") -> Customer:
    """A payer with its habits; a ``shared`` account is in the book for both."""
    rng = office.rng
    is_foreign = not shared and rng.random() < 0.15
    account = shared or an_account(rng, rng.choice(ABROAD) if is_foreign else home)
    habit = rng.random()
    return Customer(
        payer=Payer(
            id=len(office.customers) + 1,
            names=(name,),
            accounts=(account,) if shared or rng.random() < 0.75 else (),
            aliases=(_an_alias(rng),) if rng.random() < 0.08 else (),
        ),
        account=account,
        is_foreign=is_foreign,
        withheld_bp=rng.choice((500, 1000, 1500)) if habit < 0.05 else 0,
        deducts=rng.choice(("freight", "returns", "claims"))
        if 0.05 < habit < 0.09
        else "",
        deducts_minor=40_00,
        shares_account=bool(shared),
    )


def _an_alias(rng: Random) -> str:
    """Whoever pays for somebody by habit: a husband, an accountant, a former name."""
    return a_person(rng) if rng.random() < 0.3 else a_firm(rng)


def _add_group(office: Office, home: str) -> None:
    """A parent, and branches with alike names for which it pays."""
    rng = office.rng
    family = f"{rng.choice(SURNAMES)} {rng.choice(TRADES)}"
    account = an_account(rng, home)
    parent_id = len(office.customers) + 1
    count = rng.randint(2, 6)
    office.customers.append(
        Customer(
            payer=Payer(
                id=parent_id,
                names=(f"{family} Group Holding",),
                accounts=(account,),
                pays_for=tuple(range(parent_id + 1, parent_id + 1 + count)),
            ),
            account=account,
        )
    )
    for town in rng.sample(TOWNS, count):
        branch = len(office.customers) + 1
        office.customers.append(
            Customer(
                payer=Payer(id=branch, names=(f"{family} {town}",)),
                account=an_account(rng, home),
                parent_id=parent_id,
            )
        )


@dataclass(frozen=True, slots=True)
class _Batch:
    """Documents that one payer got on one day: ``amounts`` one after the other."""

    customer: Customer
    currency: str
    amounts: tuple[int, ...]
    order: str = ""


def _add_debts(office: Office) -> None:
    """Number and date all documents in the order of the days on which they came."""
    rng = office.rng
    batches = [
        batch for customer in office.customers for batch in _batches_of(rng, customer)
    ]
    rng.shuffle(batches)
    patterns = rng.sample(PATTERNS, 2)
    numbers = [rng.randrange(1, 400) for _ in patterns]
    settled_until = len(batches) // 5
    days = (TODAY - FIRST).days
    for place, batch in enumerate(batches):
        series = int(rng.random() < 0.3)
        on = FIRST + timedelta(place * days // len(batches))
        for amount_minor in batch.amounts:
            number = patterns[series].format(numbers[series])
            numbers[series] += 1
            if place < settled_until:
                _add_settled(office, batch, number, amount_minor, on)
            else:
                _add_document(office, batch, number, amount_minor, on)
    office.next_number = numbers[0] + 1000
    office.pattern = patterns[0]


def _batches_of(rng: Random, customer: Customer) -> Iterator[_Batch]:
    """What a payer was billed: now and then, or the same month by month."""
    left = min(max(int(rng.lognormvariate(1.2, 1.1)), 1), MOST_OPEN)
    main = "USD" if rng.random() < 0.8 else "EUR"
    second = "EUR" if main == "USD" and rng.random() < 0.05 else main
    orders = rng.random() < 0.4
    if rng.random() < 0.12 and left >= 2:
        monthly = round(an_amount(rng), -2)
        for _ in range(min(left, 6)):
            yield _Batch(customer, main, (monthly,))
        return
    amounts = iter([an_amount(rng) for _ in range(left)])
    while taken := tuple(islice(amounts, rng.choice((1, 1, 1, 2, 3, 5)))):
        order = f"45{rng.randrange(10**8):08}" if orders else ""
        yield _Batch(customer, second if rng.random() < 0.3 else main, taken, order)


def _names_of(number: str, order: str) -> tuple[str, ...]:
    """What payers may call a document besides its number."""
    return (payment_reference(number), *([order] if order else []))


def _add_settled(
    office: Office, batch: _Batch, number: str, amount_minor: int, on: date
) -> None:
    settled = Settled(
        number=number,
        party_id=batch.customer.id,
        settled_on=on + timedelta(office.rng.randint(5, 60)),
        references=_names_of(number, batch.order),
        amount_minor=amount_minor,
    )
    office.paid_before.append(PaidBefore(settled, batch.currency))


def _add_document(
    office: Office, batch: _Batch, number: str, amount_minor: int, on: date
) -> None:
    """One debt, or three under one number where it is paid by instalments."""
    rng = office.rng
    chance = rng.random()
    days = rng.choice((14, 30, 30, 60))
    third = amount_minor // 3
    parts = (
        [third, third, amount_minor - 2 * third] if chance < 0.02 else [amount_minor]
    )
    discount_bp = rng.choice((200, 300)) if 0.02 < chance < 0.2 else 0
    is_contested = 0.2 < chance < 0.215
    for nth, part_minor in enumerate(parts):
        debt = Debt(
            id=len(office.debts) + 1,
            party_id=batch.customer.id,
            number=number,
            currency=batch.currency,
            open_minor=part_minor,
            amount_minor=part_minor,
            document_on=on,
            due_on=on + timedelta(days + 30 * nth),
            references=_names_of(number, batch.order),
            discount_minor=part_minor * discount_bp // 10_000,
            discount_until=on + timedelta(14) if discount_bp else None,
            contested_minor=part_minor // 3 if is_contested else 0,
        )
        office.debts[debt.id] = debt
        office.free[debt.party_id].append(debt)
        office.owed[debt.party_id].append(debt)
        office.by_number[number].append(debt)
        office.by_amount[part_minor].append(debt)
