"""Receipts that name what they are for, and rightly so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bench.receipts.cases import Kinds, Written, anybody, pays
from bench.receipts.office import NoFit
from bench.receipts.wording import (
    INVOICE,
    check_digit_reference,
    listing,
    naming,
    nothing_said,
    word_for_invoice,
)
from duebook.domain.banking import RemittanceLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.receipts.cases import Sent
    from bench.receipts.office import Office
    from duebook.domain.matching.records import Debt

kinds = Kinds()


@kinds.of(145)
def clean_number(office: Office) -> Sequence[Sent]:
    """In the text, or in the field for it."""
    customer, debts = office.somebody_pays(who=anybody, what=office.is_ordinary)
    number = debts[0].number
    if office.rng.random() < 0.3:
        return [pays(customer, debts, Written(references=(number,)))]
    return [pays(customer, debts, Written(text=naming(office.rng, number)))]


@kinds.of(105)
def check_digits(office: Office) -> Sequence[Sent]:
    """The payment reference printed on the document."""
    customer, debts = office.somebody_pays(who=anybody, what=office.is_ordinary)
    reference = check_digit_reference(office.rng, debts[0])
    if office.rng.random() < 0.7:
        written = Written(references=(reference,), text=nothing_said(office.rng))
    else:
        written = Written(text=f"REF {reference}")
    return [pays(customer, debts, written)]


@kinds.of(60)
def invoice_in_any_language(office: Office) -> Sequence[Sent]:
    customer, debts = office.somebody_pays(who=anybody, what=office.is_ordinary)
    word = word_for_invoice(office.rng, tuple(INVOICE))
    return [pays(customer, debts, Written(text=f"{word} {debts[0].number}"))]


@kinds.of(45)
def other_case_and_separators(office: Office) -> Sequence[Sent]:
    """The number in small letters, with other signs between its parts or none."""
    customer, debts = office.somebody_pays(who=anybody, what=office.is_ordinary)
    between = office.rng.choice(("", " ", "/", ".", "_", " - "))
    number = re.sub(r"[-/]", between, debts[0].number)
    if office.rng.random() < 0.6:
        number = number.lower()
    return [pays(customer, debts, Written(text=naming(office.rng, number)))]


@kinds.of(35)
def purchase_order(office: Office) -> Sequence[Sent]:
    """The payer's own order, which may stand on several documents."""

    def has_order(debt: Debt) -> bool:
        return office.is_ordinary(debt) and len(debt.references) > 1

    customer, debts = office.somebody_pays(who=anybody, what=has_order)
    [debt] = debts
    order = debt.references[1]
    alike = [
        other
        for other in office.owed[customer.id]
        if order in other.references and other.open_minor == debt.open_minor
    ]
    if len(alike) > 1:
        raise NoFit
    head = office.rng.choice(("PO ", "Order ", "Bestellung ", "Ihre Best. ", ""))
    return [pays(customer, debts, Written(text=f"{head}{order}"))]


@kinds.of(75)
def several_listed(office: Office) -> Sequence[Sent]:
    """Two to eight numbers; banks may cut the text, never a number."""
    count = office.rng.choice((2, 2, 2, 3, 3, 4, 5, 8))
    customer, debts = office.somebody_pays(count, who=anybody, what=office.is_ordinary)
    text = listing(office.rng, [debt.number for debt in debts])
    return [pays(customer, debts, Written(text=text))]


@kinds.of(15)
def number_range(office: Office) -> Sequence[Sent]:
    """The first and the last of some numbers in a row: “INV 00101 - 00104”."""
    _, [first] = office.somebody_pays(
        who=anybody, what=lambda debt: len(_row_from(office, debt)) > 1
    )
    row = _row_from(office, first)
    office.take(row[1:])
    last = row[-1].number
    rng = office.rng
    until = rng.choice((last, last[-3:])) if last[-3:].isdigit() else last
    between = rng.choice(("-", " - ", " to ", " bis ", " au ", " … "))
    text = f"{rng.choice(('invoices', 'Rg.', 'fact.'))} {first.number}{between}{until}"
    return [pays(office.customer(first.party_id), row, Written(text=text))]


def _row_from(office: Office, first: Debt) -> list[Debt]:
    """Ordinary documents of one payer whose numbers follow, at most six."""
    row = [first] if office.is_ordinary(first) else []
    while row and len(row) < 6:
        following = office.debts.get(row[-1].id + 1)
        if (
            following is None
            or following.party_id != first.party_id
            or following not in office.free[first.party_id]
            or not office.is_ordinary(following)
            or _serial(following.number) != _serial(row[-1].number) + 1
            or following.currency != first.currency
        ):
            break
        row.append(following)
    return row


def _serial(number: str) -> int:
    return int("".join(re.findall(r"\d", number.removesuffix("/26"))))


@kinds.of(35)
def remittance_advice(office: Office) -> Sequence[Sent]:
    """An advice beside the money names each document and what is paid for it."""
    count = office.rng.choice((1, 2, 3, 4, 6, 10))
    customer, debts = office.somebody_pays(count, who=anybody, what=office.is_ordinary)
    with_amounts = office.rng.random() < 0.8
    advice = tuple(
        RemittanceLine(
            reference=debt.number,
            paid_minor=debt.open_minor if with_amounts else None,
        )
        for debt in debts
    )
    return [pays(customer, debts, Written(remittance=advice))]


@kinds.of(12)
def instalment(office: Office) -> Sequence[Sent]:
    """The earliest part of a document that is paid in three, or all of them."""
    customer, [debt] = office.somebody_pays(
        who=anybody,
        what=lambda debt: office.has_instalments(debt) and not debt.contested_minor,
    )
    parts = office.by_number[debt.number]
    office.take([part for part in parts if part.id != debt.id])
    chosen = parts[:1] if office.rng.random() < 0.75 else parts
    return [pays(customer, chosen, Written(text=naming(office.rng, debt.number)))]
