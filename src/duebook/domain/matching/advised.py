"""The rung of advice: the payer says, line by line, what the money is for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from duebook.domain.banking import RemittanceLine
from duebook.domain.matching.explaining import explain, with_fee
from duebook.domain.matching.fitting import EVER, Fit, oldest_first, share
from duebook.domain.matching.named import objection_in_text, objection_to_fit
from duebook.domain.matching.proposing import holds, posts, propose
from duebook.domain.matching.reading import read
from duebook.domain.matching.records import Debt, Evidence, Held, Part
from duebook.domain.matching.references import Grade, spans
from duebook.domain.matching.standing import standing
from duebook.domain.matching.words import money

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.domain.matching.case import Case
    from duebook.domain.matching.named import Objection
    from duebook.domain.matching.records import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Advised:
    """A line of the advice with the debt it names, and what it settles of it."""

    line: RemittanceLine
    debt: Debt
    grade: Grade
    fit: Fit


def by_advice(case: Case) -> Answer | None:
    """What the advice says, if it names an amount and one open debt in each line.

    Nothing if it does not: its references are then read as all others are.
    """
    lines = case.receipt.remittance
    if not all(line.paid_minor and line.paid_minor > 0 for line in lines):
        return None
    advised = [found for line in lines if (found := _advised(case, line))]
    named = {each.debt.id for each in advised}
    return _decide(case, advised) if lines and len(named) == len(lines) else None


def _advised(case: Case, line: RemittanceLine) -> Advised | None:
    """The debt that a line names, or the one among several that has its amount."""
    mentions = tuple(spans([line.reference]))
    family = case.family if case.who.is_proven else frozenset()
    reading = read(mentions, case.receipt, case.index, family)
    named = list(reading.named.values())
    for group in reading.choices:
        amounts = {line.paid_minor, line.billed_minor}
        named += [debt for debt in group if debt.open_minor in amounts]
    if len(named) != 1:
        return None
    fit = _fit(case, line, named[0])
    return Advised(line=line, debt=named[0], grade=reading.grade, fit=fit)


def _fit(case: Case, line: RemittanceLine, debt: Debt) -> Fit:
    """What the line settles; what it leaves out must be granted, or known."""
    paid_minor = min(line.paid_minor or 0, debt.open_minor)
    left_out = line.discount_minor + line.adjustment_minor
    if not left_out:
        alone = replace(
            case.receipt, amount_minor=line.paid_minor or 0, charges_minor=0
        )
        fits = explain([debt], replace(case.terms, receipt=alone))
        if len(fits) == 1 and fits[0].evidence is not Evidence.FEE:
            return fits[0]
    part = Part(
        debt_id=debt.id,
        paid_minor=paid_minor,
        discount_minor=line.discount_minor,
        deducted_minor=line.adjustment_minor,
        deduction=line.adjustment_code,
    )
    if not left_out or paid_minor + left_out != debt.open_minor:
        short = Part(debt_id=debt.id, paid_minor=paid_minor)
        return Fit((short,), Evidence.EXACT, Held.SHORT)
    evidence = Evidence.DEDUCTION if line.adjustment_minor else Evidence.DISCOUNT
    return Fit((part,), evidence, _to_grant(case, line, debt))


def _to_grant(case: Case, line: RemittanceLine, debt: Debt) -> Held | None:
    """Whether a person must grant what the line leaves out."""
    if line.discount_minor > case.terms.discount(debt):
        was_offered = line.discount_minor <= case.terms.discount(debt, grace_days=EVER)
        return Held.LATE_DISCOUNT if was_offered and debt.discount_until else Held.SHORT
    if line.adjustment_minor and not _is_known(case, line, debt):
        return Held.SHORT
    return None


def _is_known(case: Case, line: RemittanceLine, debt: Debt) -> bool:
    return any(
        deduction.code == line.adjustment_code
        and deduction.is_automatic
        and line.adjustment_minor
        <= max(deduction.limit_minor, share(debt.amount_minor, deduction.rate_bp or 0))
        for deduction in case.terms.deductions_of(debt)
    )


def _decide(case: Case, advised: Sequence[Advised]) -> Answer:
    """Post the advice if every line holds and the lines add up to the money."""
    debts = [each.debt for each in advised]
    advised_minor = sum(each.line.paid_minor or 0 for each in advised)
    whole = _whole(case, advised, advised_minor)
    grade = min(each.grade for each in advised)
    stand = standing(case, debts, grade, whole.evidence)
    evidence = (*stand.evidence, Evidence.ADVICE)
    proposal = propose(case, stand.party_id, whole, debts, evidence)
    objection = (
        objection_in_text(case)
        or _objection_to_sum(case, whole, advised_minor)
        or _objection_to_lines(case, advised)
        or (stand.held and (stand.held, stand.sentence))
    )
    if objection:
        return holds(case, *objection, [proposal])
    return posts(case, proposal, debts)


def _whole(case: Case, advised: Sequence[Advised], advised_minor: int) -> Fit:
    """All lines as one; a fee that the bank kept on the way is in none of them."""
    parts = tuple(part for each in advised for part in each.fit.parts)
    left_out = {each.fit.evidence for each in advised} - {Evidence.EXACT}
    several = Evidence.SUBSET if len(parts) > 1 else Evidence.EXACT
    evidence = min(left_out, default=several)
    fee_minor = advised_minor - case.amount_minor
    if 0 < fee_minor <= case.terms.policy.fee_limit_minor:
        return with_fee(parts, fee_minor)
    if sum(part.paid_minor for part in parts) > case.amount_minor:
        return oldest_first(case.amount_minor, [each.debt for each in advised])
    return Fit(parts, evidence)


def _objection_to_sum(case: Case, whole: Fit, advised_minor: int) -> Objection | None:
    currency = case.receipt.currency
    settled_minor = sum(part.paid_minor + part.fee_minor for part in whole.parts)
    if settled_minor == advised_minor:
        over = case.amount_minor > advised_minor
        return None if not over else (Held.OVER, _sum(case, advised_minor))
    if advised_minor == case.amount_minor:
        more = money(advised_minor - settled_minor, currency)
        return Held.OVER, f"The advice pays {more} more than is open."
    held = Held.SHORT if case.amount_minor < advised_minor else Held.OVER
    return held, _sum(case, advised_minor)


def _sum(case: Case, advised_minor: int) -> str:
    currency = case.receipt.currency
    came = money(case.amount_minor, currency)
    return f"The advice adds up to {money(advised_minor, currency)}; {came} came."


def _objection_to_lines(case: Case, advised: Sequence[Advised]) -> Objection | None:
    """The first line that leaves out what nobody granted, or bills another amount."""
    currency = case.receipt.currency
    for each in advised:
        line, debt = each.line, each.debt
        if each.fit.held is Held.LATE_DISCOUNT:
            return objection_to_fit(case, each.fit, [debt])
        if each.fit.held:
            paid = money(line.paid_minor or 0, currency)
            came = money(debt.open_minor, currency)
            return each.fit.held, f"The advice pays {paid} of {came} for {debt.number}."
        billed = line.billed_minor
        if billed is not None and billed not in {debt.open_minor, debt.amount_minor}:
            amount = money(debt.amount_minor, currency)
            return Held.CONTRADICTION, (
                f"The advice says that {debt.number} was for {money(billed, currency)};"
                f" it was for {amount}."
            )
    return None
