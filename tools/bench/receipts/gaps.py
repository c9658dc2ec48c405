"""Receipts of less, or more, than what they are for."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bench.receipts.cases import (
    Kinds,
    Mark,
    Settles,
    Written,
    anybody,
    in_full,
    known,
    pays,
)
from bench.receipts.office import POLICY, TODAY, NoFit
from bench.receipts.wording import PARTIAL, listing, naming
from duebook.domain.banking import RemittanceLine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from bench.receipts.cases import Sent
    from bench.receipts.office import Customer, Office
    from duebook.domain.matching.records import Debt

kinds = Kinds()
_DAYS_AGO = timedelta(6)


def _plain(customer: Customer) -> bool:
    """Nothing but a mistake makes it pay less."""
    return customer.is_plain and anybody(customer)


def _at_home(customer: Customer) -> bool:
    return _plain(customer) and not customer.is_foreign


def _abroad(customer: Customer) -> bool:
    return _plain(customer) and customer.is_foreign


def _sizeable(office: Office, least_minor: int = 100_00) -> Callable[[Debt], bool]:
    """Ordinary debts of so much at least."""
    return lambda debt: office.is_ordinary(debt) and debt.open_minor >= least_minor


def _named(office: Office, debt: Debt, **more: Any) -> Written:
    return Written(text=naming(office.rng, debt.number), **more)


@kinds.of(22)
def bank_fee(office: Office) -> Sequence[Sent]:
    """A bank on the way kept its fee, and mostly the statement says so."""
    customer, debts = office.somebody_pays(who=_abroad, what=_sizeable(office))
    fee_minor = office.rng.choice((5_00, 7_50, 12_00, 15_00, 22_00, 30_00))
    [debt] = debts
    told_minor = fee_minor if office.rng.random() < 0.7 else 0
    settles = Settles(
        debt_id=debt.id, paid_minor=debt.open_minor - fee_minor, fee_minor=fee_minor
    )
    written = _named(office, debt, charges_minor=told_minor)
    return [pays(customer, debts, written, settles=[settles])]


def _with_discount(office: Office) -> Callable[[Debt], bool]:
    return lambda debt: bool(debt.discount_minor) and office.is_whole(debt)


def _until(debt: Debt) -> date:
    assert debt.discount_until is not None, "it has a discount"
    return debt.discount_until


@kinds.of(30)
def discount_in_time(office: Office) -> Sequence[Sent]:
    """Less the discount, on its last day at the latest; one in four says nothing."""

    def still_discounted(debt: Debt) -> bool:
        return _with_discount(office)(debt) and _until(debt) >= TODAY - _DAYS_AGO

    rng = office.rng
    says_nothing = rng.random() < 0.25
    customer, [debt] = office.somebody_pays(
        who=known if says_nothing else anybody, what=still_discounted
    )
    day = max(_until(debt) - timedelta(rng.randint(0, 8)), debt.document_on)
    written = Written(on=day) if says_nothing else _named(office, debt, on=day)
    marks = {Mark.NO_REFERENCE} if says_nothing else ()
    return [
        pays(customer, [debt], written, settles=[_less_discount(debt)], marks=marks)
    ]


@kinds.of(5)
def discount_a_little_late(office: Office) -> Sequence[Sent]:
    """Within the days of grace, which the house grants without a word."""

    def just_over(debt: Debt) -> bool:
        return _with_discount(office)(debt) and _until(debt) >= TODAY - _DAYS_AGO

    customer, [debt] = office.somebody_pays(who=anybody, what=just_over)
    late = timedelta(office.rng.randint(1, POLICY.discount_grace_days))
    written = _named(office, debt, on=_until(debt) + late)
    return [pays(customer, [debt], written, settles=[_less_discount(debt)])]


@kinds.of(5)
def discount_too_late(office: Office) -> Sequence[Sent]:
    """Less a discount that had run out: it stays open until a person decides."""

    def long_over(debt: Debt) -> bool:
        return _with_discount(office)(debt) and _until(debt) + late < TODAY

    late = timedelta(POLICY.discount_grace_days)
    customer, [debt] = office.somebody_pays(who=anybody, what=long_over)
    return [
        _short(customer, debt, debt.discount_minor, naming(office.rng, debt.number))
    ]


def _less_discount(debt: Debt) -> Settles:
    return Settles(
        debt_id=debt.id,
        paid_minor=debt.open_minor - debt.discount_minor,
        discount_minor=debt.discount_minor,
    )


def _short(customer: Customer, debt: Debt, gap_minor: int, text: str) -> Sent:
    """Less by a gap that stays open."""
    settles = Settles(debt_id=debt.id, paid_minor=debt.open_minor - gap_minor)
    return pays(
        customer, [debt], Written(text=text), settles=[settles], missing_minor=gap_minor
    )


@kinds.of(6)
def part_payment(office: Office) -> Sequence[Sent]:
    """A half, a third or a round sum of a document."""
    rng = office.rng
    customer, [debt] = office.somebody_pays(who=_plain, what=_sizeable(office, 200_00))
    paid_minor = rng.choice((debt.open_minor // 2, debt.open_minor // 3, 100_00))
    text = naming(rng, debt.number)
    if rng.random() < 0.6:
        text = f"{rng.choice(PARTIAL)} {text}"
    return [_short(customer, debt, debt.open_minor - paid_minor, text)]


@kinds.of(4)
def deducted_for_a_reason(office: Office) -> Sequence[Sent]:
    """Goods were damaged, a price was wrong: what is missing is to be talked about."""
    rng = office.rng
    customer, [debt] = office.somebody_pays(who=_at_home, what=_sizeable(office))
    gap_minor = int(debt.open_minor * rng.uniform(0.02, 0.2))
    why = rng.choice(("", "less damaged", "abzgl. Mangel", "price as agreed", "TDS"))
    text = f"{naming(rng, debt.number)} {why}".strip()
    return [_short(customer, debt, gap_minor, text)]


@kinds.of(10)
def known_deduction(office: Office) -> Sequence[Sent]:
    """Less freight or returns, as this payer does by agreement."""
    customer, [debt] = office.somebody_pays(
        who=lambda customer: bool(customer.deducts), what=_sizeable(office, 150_00)
    )
    gap_minor = office.rng.randint(3_00, customer.deducts_minor)
    settles = Settles(
        debt_id=debt.id,
        paid_minor=debt.open_minor - gap_minor,
        deducted_minor=gap_minor,
        deduction=customer.deducts,
    )
    return [pays(customer, [debt], _named(office, debt), settles=[settles])]


@kinds.of(13)
def tax_withheld(office: Office) -> Sequence[Sent]:
    """Less a tax at the rate at which this payer always holds it back."""
    says_nothing = office.rng.random() < 0.3
    who = known if says_nothing else anybody
    customer, [debt] = office.somebody_pays(
        who=lambda customer: bool(customer.withheld_bp) and who(customer),
        what=_sizeable(office),
    )
    held_minor = (debt.amount_minor * customer.withheld_bp + 5_000) // 10_000
    settles = Settles(
        debt_id=debt.id,
        paid_minor=debt.open_minor - held_minor,
        deducted_minor=held_minor,
        deduction="withheld",
    )
    written = Written() if says_nothing else _named(office, debt)
    marks = {Mark.NO_REFERENCE} if says_nothing else ()
    return [pays(customer, [debt], written, settles=[settles], marks=marks)]


@kinds.of(3)
def credit_note_deducted(office: Office) -> Sequence[Sent]:
    """Some documents less a credit note, which no book of debts tells about."""
    rng = office.rng
    count = rng.choice((1, 2, 3))
    customer, debts = office.somebody_pays(count, who=_plain, what=_sizeable(office))
    credit_minor = int(debts[-1].open_minor * rng.uniform(0.05, 0.4))
    credit = f"CN-2026-{rng.randrange(1, 999):04}"
    *whole, last = in_full(debts)
    settles = [
        *whole,
        Settles(debt_id=last.debt_id, paid_minor=last.paid_minor - credit_minor),
    ]
    written = Written(
        text=f"{listing(rng, [debt.number for debt in debts])} less {credit}"
    )
    if rng.random() < 0.5:
        advice = [
            RemittanceLine(reference=debt.number, paid_minor=debt.open_minor)
            for debt in debts
        ]
        deducted = RemittanceLine(reference=credit, paid_minor=-credit_minor)
        written = Written(remittance=(*advice, deducted))
    return [pays(customer, debts, written, settles=settles, missing_minor=credit_minor)]


@kinds.of(3, for_a_person=True)
def contested(office: Office) -> Sequence[Sent]:
    """What is not contested of a document; now and then all of it, by mistake."""

    def is_contested(debt: Debt) -> bool:
        return bool(debt.contested_minor) and not office.has_instalments(debt)

    customer, [debt] = office.somebody_pays(who=_plain, what=is_contested)
    undisputed_minor = debt.open_minor - debt.contested_minor
    settles = Settles(debt_id=debt.id, paid_minor=undisputed_minor)
    in_all = office.rng.random() < 0.3
    return [
        pays(
            customer,
            [debt],
            _named(office, debt),
            settles=[settles],
            amount_minor=debt.open_minor if in_all else undisputed_minor,
            missing_minor=0 if in_all else debt.contested_minor,
        )
    ]


@kinds.of(3, for_a_person=True)
def over_payment(office: Office) -> Sequence[Sent]:
    """A round sum above the document, or its amount with a slip."""
    rng = office.rng
    customer, [debt] = office.somebody_pays(who=_plain, what=office.is_ordinary)
    rounded_minor = (debt.open_minor // 50_00 + 1) * 50_00
    amount_minor = rng.choice((rounded_minor, debt.open_minor + 9_00))
    if amount_minor == debt.open_minor:
        raise NoFit
    return [pays(customer, [debt], _named(office, debt), amount_minor=amount_minor)]
