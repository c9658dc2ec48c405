"""Receipts without a usable reference: the account, the name, the amount, or less."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bench.receipts.cases import (
    Kinds,
    Mark,
    Sent,
    Truth,
    Written,
    a_day,
    known,
    pays,
    unknown,
)
from bench.receipts.names import a_firm, another_like, as_banks_write
from bench.receipts.office import ABROAD, TRIES, NoFit, an_account, an_amount
from bench.receipts.wording import ON_ACCOUNT, nothing_said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.receipts.office import Customer, Office
    from duebook.domain.matching.records import Debt

kinds = Kinds()
_NAMELESS = frozenset({Mark.NO_REFERENCE})


def _wordless(office: Office) -> Written:
    return Written(text=nothing_said(office.rng))


@kinds.of(150)
def account_and_amount(office: Office) -> Sequence[Sent]:
    """One document, paid from an account that the book knows."""
    customer, debts = office.somebody_pays(who=known, what=office.is_ordinary)
    return [pays(customer, debts, _wordless(office), marks=_NAMELESS)]


@kinds.of(55)
def account_and_balance(office: Office) -> Sequence[Sent]:
    """All that a payer owes in one sum."""

    def owes_some(customer: Customer) -> bool:
        owed = office.owed[customer.id]
        return (
            known(customer)
            and 2 <= len(owed) <= 12
            and len(owed) == len(office.free[customer.id])
            and len({debt.currency for debt in owed}) == 1
            and not any(debt.contested_minor for debt in owed)
        )

    customer = office.somebody(owes_some)
    debts = list(office.owed[customer.id])
    office.take(debts)
    return [pays(customer, debts, _wordless(office), marks=_NAMELESS)]


@kinds.of(22)
def account_and_sum_of_some(office: Office) -> Sequence[Sent]:
    """Some of the open documents in one sum."""
    count = office.rng.choice((2, 2, 2, 3, 3, 4, 5, 7))
    customer, debts = office.somebody_pays(count, who=known, what=office.is_ordinary)
    return [pays(customer, debts, _wordless(office), marks=_NAMELESS)]


@kinds.of(20)
def learned_alias(office: Office) -> Sequence[Sent]:
    """From an account unknown, in a name that a person once said is the payer's."""
    customer, debts = office.somebody_pays(
        who=lambda customer: bool(customer.payer.aliases), what=office.is_ordinary
    )
    alias = as_banks_write(office.rng, office.rng.choice(customer.payer.aliases))
    account = an_account(office.rng, "DE") if office.rng.random() < 0.5 else ""
    written = Written(text=nothing_said(office.rng), name=alias, account=account)
    return [pays(customer, debts, written, marks=_NAMELESS)]


@kinds.of(8, for_a_person=True)
def name_and_amount(office: Office) -> Sequence[Sent]:
    """From an account unknown, with nothing but a name."""
    customer, debts = office.somebody_pays(who=unknown, what=office.is_ordinary)
    return [pays(customer, debts, _wordless(office), marks=_NAMELESS)]


@kinds.of(2, for_a_person=True)
def amount_alone(office: Office) -> Sequence[Sent]:
    """Cash paid in over the counter: no name, no account, no word."""
    customer, debts = office.somebody_pays(who=known, what=office.is_ordinary)
    written = Written(name="", account="")
    return [pays(customer, debts, written, marks=_NAMELESS)]


@kinds.of(3, for_a_person=True)
def shared_account(office: Office) -> Sequence[Sent]:
    """Two payers have one account in the book; one of them pays."""
    customer, debts = office.somebody_pays(
        who=lambda customer: customer.shares_account, what=office.is_ordinary
    )
    return [pays(customer, debts, _wordless(office), marks=_NAMELESS)]


@kinds.of(4, for_a_person=True)
def one_of_equal_months(office: Office) -> Sequence[Sent]:
    """One of several equal bills: mostly the oldest, sometimes the newest."""

    def has_equals(debt: Debt) -> bool:
        free = office.free[debt.party_id]
        return (
            office.is_ordinary(debt)
            and sum(
                other.open_minor == debt.open_minor and other.currency == debt.currency
                for other in free
            )
            > 1
        )

    customer, [debt] = office.somebody_pays(who=known, what=has_equals)
    equals = [
        other
        for other in (*office.free[customer.id], debt)
        if other.open_minor == debt.open_minor and other.currency == debt.currency
    ]
    equals.sort(key=lambda other: (other.due_on, other.id))
    meant = equals[0 if office.rng.random() < 0.75 else -1]
    office.free[customer.id].append(debt)
    office.take([meant])
    return [pays(customer, [meant], _wordless(office), marks=_NAMELESS)]


@kinds.of(3)
def two_payers_with_one_amount(office: Office) -> Sequence[Sent]:
    """Two payers owe the same amount and pay it on the same day."""
    for _ in range(TRIES):
        customer = office.somebody(lambda customer: not customer.shares_account)
        free = [debt for debt in office.free[customer.id] if office.is_ordinary(debt)]
        for debt in free:
            other = _free_elsewhere(office, debt)
            if other is not None:
                office.take([debt, other])
                day = a_day(office)
                written = Written(text=nothing_said(office.rng), on=day)
                return [
                    pays(
                        office.customer(owed.party_id), [owed], written, marks=_NAMELESS
                    )
                    for owed in (debt, other)
                ]
    raise NoFit


def _free_elsewhere(office: Office, debt: Debt) -> Debt | None:
    """A debt of another payer with the very same amount."""
    return next(
        (
            other
            for other in office.by_amount[debt.open_minor]
            if other.party_id != debt.party_id
            and other.currency == debt.currency
            and other in office.free[other.party_id]
            and office.is_ordinary(other)
        ),
        None,
    )


@kinds.of(10)
def date_or_phone_like_a_number(office: Office) -> Sequence[Sent]:
    """A day or a telephone number has the digits of another document's number."""
    rng = office.rng
    customer, [debt] = office.somebody_pays(who=known, what=office.is_ordinary)
    own = [other for other in office.owed[customer.id] if other.id != debt.id]
    other = rng.choice(own) if own and rng.random() < 0.5 else _any_debt(office)
    if other.number == debt.number or office.misleads(
        other.number, debt.open_minor, debt
    ):
        raise NoFit
    digits = "".join(re.findall(r"\d", other.number))
    text = rng.choice(
        (f"Tel. {digits[:3]} {digits[3:]}", f"call 0{digits}", f"payment run {digits}")
    )
    if re.fullmatch(r"2026(0[1-9]|1[0-2])([0-2]\d|3[01])", digits):
        text = f"value {digits[:4]}-{digits[4:6]}-{digits[6:]}"
    return [pays(customer, [debt], Written(text=text), marks=_NAMELESS)]


def _any_debt(office: Office) -> Debt:
    return office.debts[office.rng.randrange(1, len(office.debts) + 1)]


@kinds.of(4)
def on_account(office: Office) -> Sequence[Sent]:
    """Money for later, whose amount by chance is that of an open document."""
    customer, debts = office.somebody_pays(who=known, what=office.is_ordinary)
    office.free[customer.id] += debts
    written = Written(text=office.rng.choice(ON_ACCOUNT))
    amount_minor = debts[0].open_minor
    if office.rng.random() < 0.3:
        amount_minor = an_amount(office.rng)
    return [
        pays(
            customer,
            debts,
            written,
            settles=(),
            amount_minor=amount_minor,
            marks=_NAMELESS,
        )
    ]


@kinds.of(4)
def money_of_strangers(office: Office) -> Sequence[Sent]:
    """Not meant for us, though now and then a name or an amount looks like it."""
    rng = office.rng
    customer = office.somebody(lambda customer: bool(office.owed[customer.id]))
    debt = rng.choice(office.owed[customer.id])
    name = another_like(rng, customer.name) if rng.random() < 0.6 else a_firm(rng)
    amount_minor = debt.open_minor if rng.random() < 0.4 else an_amount(rng)
    text = rng.choice((nothing_said(rng), f"Order {rng.randrange(10**5, 10**6)}"))
    return [
        Sent(
            currency=debt.currency,
            amount_minor=amount_minor,
            written=Written(
                text=text,
                name=as_banks_write(rng, name),
                account=an_account(rng, rng.choice(ABROAD)),
            ),
            truth=Truth(parties=frozenset(), marks=_NAMELESS),
        )
    ]
