"""Receipts from others than the debtor, for another's document, or once too often."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bench.receipts.cases import (
    Kinds,
    Mark,
    Sent,
    Truth,
    Written,
    a_day,
    anybody,
    known,
    pays,
)
from bench.receipts.names import a_person, as_banks_write
from bench.receipts.office import HOME, NoFit, an_account, an_amount
from bench.receipts.wording import listing, naming, nothing_said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.receipts.office import Customer, Office

kinds = Kinds()


@kinds.of(33)
def third_party(office: Office) -> Sequence[Sent]:
    """A mother, an accountant, a friendly firm: it names the document and its sum."""
    rng = office.rng
    count = 1 if rng.random() < 0.8 else 2
    debtor, debts = office.somebody_pays(count, who=anybody, what=office.is_ordinary)
    name, account = a_person(rng), an_account(rng, rng.choice(HOME))
    if rng.random() < 0.1:
        friend = office.somebody(lambda customer: customer.id != debtor.id)
        name, account = friend.name, friend.account
    written = Written(
        text=listing(rng, [debt.number for debt in debts]),
        name=as_banks_write(rng, name),
        account=account,
    )
    third = {Mark.THIRD_PARTY}
    return [pays(debtor, debts, written, parties={debtor.id}, marks=third)]


@kinds.of(20)
def group_payer(office: Office) -> Sequence[Sent]:
    """A parent pays for its branches; two in five say nothing of what."""
    rng = office.rng
    parent = office.somebody(lambda customer: bool(customer.payer.pays_for))
    owed = [
        debt
        for branch in parent.payer.pays_for
        for debt in office.free[branch]
        if office.is_ordinary(debt)
    ]
    if not owed:
        raise NoFit
    first = rng.choice(owed)
    owed = [debt for debt in owed if debt.currency == first.currency]
    debts = rng.sample(owed, min(len(owed), rng.choice((1, 2, 2, 3, 4))))
    office.take(debts)
    marks = {Mark.THIRD_PARTY}
    written = Written(text=listing(rng, [debt.number for debt in debts]))
    if rng.random() < 0.4:
        marks.add(Mark.NO_REFERENCE)
        written = Written(text=nothing_said(rng))
    return [pays(parent, debts, written, marks=marks)]


@kinds.of(4, for_a_person=True)
def reference_of_somebody_else(office: Office) -> Sequence[Sent]:
    """Its own money for its own document, with the number of another payer's."""
    customer, [debt] = office.somebody_pays(who=anybody, what=office.is_ordinary)
    other = office.debts[office.rng.randrange(1, len(office.debts) + 1)]
    if other.party_id == customer.id or office.misleads(
        other.number, debt.open_minor, debt
    ):
        raise NoFit
    written = Written(text=naming(office.rng, other.number))
    return [pays(customer, [debt], written, parties={customer.id})]


@kinds.of(2, for_a_person=True)
def reference_of_an_equal(office: Office) -> Sequence[Sent]:
    """The same, and the other document is of the very same amount."""
    for _ in range(20):
        customer, [debt] = office.somebody_pays(who=known, what=office.is_ordinary)
        equal = [
            other
            for other in office.by_amount[debt.open_minor]
            if other.party_id != customer.id
            and other.party_id not in customer.payer.pays_for
        ]
        if equal:
            written = Written(text=naming(office.rng, equal[0].number))
            return [pays(customer, [debt], written, parties={customer.id})]
        office.free[customer.id].append(debt)
    raise NoFit


@kinds.of(26)
def doubled(office: Office) -> Sequence[Sent]:
    """The same money twice within some days, the second time for nothing."""
    rng = office.rng
    names_it = rng.random() < 0.7
    who = anybody if names_it else known
    customer, debts = office.somebody_pays(who=who, what=office.is_ordinary)
    [debt] = debts
    if not names_it and _owes_as_much_again(office, customer, debt.open_minor):
        raise NoFit
    text = naming(rng, debt.number) if names_it else nothing_said(rng)
    day = a_day(office)
    marks = () if names_it else {Mark.NO_REFERENCE}
    first = pays(customer, debts, Written(text=text, on=day), marks=marks)
    again = replace(first.written, on=day + timedelta(rng.randint(0, 3)))
    return [first, replace(first, written=again, is_again=True)]


def _owes_as_much_again(office: Office, customer: Customer, amount_minor: int) -> bool:
    equal = [
        debt for debt in office.owed[customer.id] if debt.open_minor == amount_minor
    ]
    return len(equal) > 1


@kinds.of(4)
def settled_long_ago(office: Office) -> Sequence[Sent]:
    """Once more for a document that was paid before."""
    rng = office.rng
    if not office.paid_before:
        raise NoFit
    before = rng.choice(office.paid_before)
    number = rng.choice((before.settled.number, before.settled.references[0]))
    return [
        Sent(
            currency=before.currency,
            amount_minor=before.settled.amount_minor,
            written=Written(text=naming(rng, number)),
            sender=office.customer(before.settled.party_id),
            truth=Truth(parties=frozenset({before.settled.party_id})),
        )
    ]


@kinds.of(4)
def document_not_known_yet(office: Office) -> Sequence[Sent]:
    """For a document that the book does not have; the amount may be another's."""
    rng = office.rng
    customer = office.somebody(
        lambda customer: known(customer) and bool(office.owed[customer.id])
    )
    debt = rng.choice(office.owed[customer.id])
    number = office.pattern.format(office.next_number + rng.randrange(5_000))
    return [
        pays(
            customer,
            [debt],
            Written(text=naming(rng, number)),
            settles=(),
            amount_minor=debt.open_minor if rng.random() < 0.3 else an_amount(rng),
        )
    ]
