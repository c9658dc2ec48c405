"""Debts are named: what explains the difference between them and the money?

Worked table: docs/algorithms/matching.md.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from duebook.domain.matching.fitting import (
    EVER,
    Fit,
    how_many,
    is_untouched,
    less_deduction,
    paid_in_full,
    share,
)
from duebook.domain.matching.index import by_due_date
from duebook.domain.matching.records import Evidence, Held, Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duebook.domain.matching.fitting import (
        Terms,
    )
    from duebook.domain.matching.records import Debt, Deduction

ROUND_MINOR: Final = 50
"""Banks' fees are multiples of this: 5.00, 7.50, 12.00."""

MOST_DISCOUNTS: Final = 12
"""Of more debts named at once, all discounts are taken or none."""


def explain(debts: Sequence[Debt], terms: Terms) -> tuple[Fit, ...]:
    """The ways in which the receipt settles exactly these debts.

    What is missing is looked for in what has an amount of its own (discounts,
    rates, charges that the bank states) and only then in what has a limit (fees,
    deductions): a limit explains anything.  None: the money is short or over.
    """
    debts = sorted(debts, key=by_due_date)
    missing_minor = sum(d.open_minor for d in debts) - terms.receipt.amount_minor
    if not missing_minor:
        return (Fit(paid_in_full(debts), how_many(debts)),)
    if missing_minor < 0:
        return ()
    stated = tuple(_by_amount(debts, missing_minor, terms))
    return stated or tuple(_by_limit(debts, missing_minor, terms))


def _by_amount(
    debts: Sequence[Debt], missing_minor: int, terms: Terms
) -> Iterator[Fit]:
    """Discounts, rates and stated charges that are what is missing, to the unit."""
    charges_minor = terms.receipt.charges_minor
    may_charge = 0 < charges_minor <= terms.policy.fee_limit_minor
    if may_charge and charges_minor == missing_minor:
        yield with_fee(paid_in_full(debts), missing_minor)
    for fee_minor in (0, charges_minor) if may_charge else (0,):
        yield from _discounted(debts, missing_minor - fee_minor, fee_minor, terms)
        yield from _withheld(debts, missing_minor - fee_minor, fee_minor, terms)


def _discounted(
    debts: Sequence[Debt], missing_minor: int, fee_minor: int, terms: Terms
) -> Iterator[Fit]:
    earned = {d.id: minor for d in debts if (minor := terms.discount(d))}
    if missing_minor > 0:
        for taken in _discounts_taken(earned, missing_minor):
            parts = _less_discount(debts, {id_: earned[id_] for id_ in taken})
            yield with_fee(parts, fee_minor, Evidence.DISCOUNT)
    late = {
        d.id: minor
        for d in debts
        if d.discount_until and (minor := terms.discount(d, grace_days=EVER))
    }
    if late != earned and sum(late.values()) == missing_minor:
        yield Fit(_less_discount(debts, late), Evidence.DISCOUNT, Held.LATE_DISCOUNT)


def _discounts_taken(
    earned: dict[int, int], missing_minor: int
) -> Iterator[frozenset[int]]:
    """The sets of discounts that make up what is missing."""
    if sum(earned.values()) == missing_minor or len(earned) > MOST_DISCOUNTS:
        if sum(earned.values()) == missing_minor:
            yield frozenset(earned)
        return
    sums: dict[int, list[frozenset[int]]] = {0: [frozenset()]}
    for id_, minor in sorted(earned.items()):
        for total, sets in list(sums.items()):
            more = [chosen | {id_} for chosen in sets]
            known = sums.setdefault(total + minor, [])
            known.extend(more[: 2 - len(known)])
    yield from sums.get(missing_minor, [])


def _less_discount(debts: Sequence[Debt], taken: dict[int, int]) -> tuple[Part, ...]:
    return tuple(
        Part(
            debt_id=debt.id,
            paid_minor=debt.open_minor - taken.get(debt.id, 0),
            discount_minor=taken.get(debt.id, 0),
        )
        for debt in debts
    )


def with_fee(
    parts: tuple[Part, ...], fee_minor: int, evidence: Evidence = Evidence.FEE
) -> Fit:
    """The fee is missing from the largest part, the earliest of equal ones."""
    if not fee_minor:
        return Fit(parts, evidence)
    largest = max(parts, key=lambda part: part.paid_minor)
    less = replace(
        largest,
        paid_minor=largest.paid_minor - fee_minor,
        fee_minor=largest.fee_minor + fee_minor,
    )
    return Fit(tuple(less if part is largest else part for part in parts), evidence)


def _withheld(
    debts: Sequence[Debt], missing_minor: int, fee_minor: int, terms: Terms
) -> Iterator[Fit]:
    """A rate of what was billed, kept back from every debt named."""
    for deduction in _common(debts, terms):
        if not deduction.rate_bp or not all(map(is_untouched, debts)):
            continue
        kept = [share(debt.amount_minor, deduction.rate_bp) for debt in debts]
        whole = share(sum(debt.amount_minor for debt in debts), deduction.rate_bp)
        if missing_minor not in {sum(kept), whole} or missing_minor <= 0:
            continue
        kept[-1] += missing_minor - sum(kept)
        parts = tuple(
            less_deduction(debt, minor, deduction)
            for debt, minor in zip(debts, kept, strict=True)
        )
        fit = with_fee(parts, fee_minor, Evidence.WITHHELD)
        yield replace(fit, held=None if deduction.is_automatic else Held.SHORT)


def _common(debts: Sequence[Debt], terms: Terms) -> list[Deduction]:
    """The deductions that every one of the debts may bear."""
    each = [list(terms.deductions_of(debt)) for debt in debts]
    return [d for d in each[0] if all(d in others for others in each)]


def _may_be_fee(missing_minor: int, terms: Terms) -> bool:
    """Whether a bank on the way may have kept this, although nobody says so.

    Banks keep round amounts of payments from abroad; what is missing from a payment
    within the country was kept back by the payer.
    """
    return (
        terms.is_foreign
        and not terms.receipt.charges_minor
        and missing_minor <= terms.policy.fee_limit_minor
        and missing_minor % ROUND_MINOR == 0
    )


def _by_limit(debts: Sequence[Debt], missing_minor: int, terms: Terms) -> Iterator[Fit]:
    """A fee or a deduction that may be anything up to its limit."""
    largest = max(debts, key=lambda debt: debt.open_minor)
    if missing_minor >= largest.open_minor:
        return
    if _may_be_fee(missing_minor, terms):
        yield with_fee(paid_in_full(debts), missing_minor)
    for deduction in _common(debts, terms):
        if deduction.rate_bp is None and missing_minor <= deduction.limit_minor:
            yield Fit(
                tuple(
                    less_deduction(debt, missing_minor, deduction)
                    if debt is largest
                    else Part(debt_id=debt.id, paid_minor=debt.open_minor)
                    for debt in debts
                ),
                Evidence.DEDUCTION,
                None if deduction.is_automatic else Held.SHORT,
            )
