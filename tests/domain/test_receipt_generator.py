"""The imaginary receipts hold what they promise, and the judge sees what is wrong."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bench.receipts.cases import Mark
from bench.receipts.judging import Verdict, judge
from bench.receipts.mix import KINDS, QUOTAS, a_month, months, shares
from bench.receipts.wording import INVOICE
from duebook.domain.matching.records import Answer, Held, Part, Proposal

if TYPE_CHECKING:
    from bench.receipts.cases import Case, Truth
    from bench.receipts.mix import Month


@pytest.fixture(scope="module")
def month() -> Month:
    return a_month(seed=7, payers=3_000, receipts=2_400)


def test_the_mix_holds_at_least_its_quotas(month: Month) -> None:
    held = shares(case.truth for case in month.cases)

    assert {name for name, (least, _) in QUOTAS.items() if held[name] < least} == set()


def test_invoice_is_said_in_more_than_twenty_languages() -> None:
    assert len(INVOICE) > 20


def test_every_kind_comes_equally_often_where_asked() -> None:
    alike = a_month(seed=7, payers=3_000, receipts=2_400, alike=True)

    counts = Counter(case.kind for case in alike.cases)

    assert set(counts) == {kind.name for kind in KINDS}
    assert min(counts.values()) >= 10


def test_receipts_are_the_same_for_a_seed_and_numbered_through() -> None:
    first = [month.cases for month in months(7, 300)]
    again = [month.cases for month in months(7, 300)]
    other = [month.cases for month in months(8, 300)]

    assert first == again != other
    ids = [case.receipt.id for cases in first for case in cases]
    assert ids == list(range(1, 301))


def test_no_debt_is_settled_beyond_what_is_open(month: Month) -> None:
    settled: Counter[int] = Counter()
    for case in month.cases:
        if not case.truth.twin_id:
            settled.update(_closed(case.truth))

    open_minor = {debt.id: debt.open_minor for debt in month.book.debts}
    assert all(minor <= open_minor[debt_id] for debt_id, minor in settled.items())


def _closed(truth: Truth) -> dict[int, int]:
    return {
        part.debt_id: part.paid_minor
        + part.discount_minor
        + part.fee_minor
        + part.deducted_minor
        for part in truth.settles
    }


def test_what_is_missing_is_what_the_debts_still_lack(month: Month) -> None:
    debts = {debt.id: debt for debt in month.book.debts}
    for case in month.cases:
        meant_minor = sum(debts[part.debt_id].open_minor for part in case.truth.settles)
        closed_minor = sum(_closed(case.truth).values())
        left_minor = case.receipt.amount_minor - sum(
            part.paid_minor for part in case.truth.settles
        )

        assert left_minor >= 0, case
        assert closed_minor <= meant_minor
        if not left_minor:
            assert closed_minor + case.truth.missing_minor == meant_minor, case


def test_strangers_may_be_credited_to_nobody(month: Month) -> None:
    strangers = [case for case in month.cases if not case.truth.parties]

    assert strangers
    assert all(case.truth.settles == () for case in strangers)
    assert all(Mark.NO_REFERENCE in case.truth.marks for case in strangers)


# The judge


def test_an_answer_that_is_the_truth_is_untouched_and_right(month: Month) -> None:
    verdict = _judged(month, [_the_truth(case) for case in month.cases])

    total = verdict.total()
    assert total.wrong == 0
    assert total.untouched == total.receipts - _strangers(month)
    assert total.applied == total.lines


def test_the_judge_catches_a_debt_that_was_not_meant(month: Month) -> None:
    case = _first(month, "clean number")
    answer = _the_truth(case)
    [proposal] = answer.proposals
    [part] = proposal.parts
    planted = replace(proposal, parts=(replace(part, debt_id=part.debt_id + 1),))

    verdict = _judged(month, [replace(answer, proposals=(planted,))], [case])

    assert verdict.total().wrong == 1
    assert "not meant" in verdict.wrong[0].why


def test_the_judge_catches_a_discount_that_was_not_due(month: Month) -> None:
    case = _first(month, "discount too late")
    answer = _the_truth(case)
    [proposal] = answer.proposals
    generous = replace(proposal.parts[0], discount_minor=case.truth.missing_minor)
    planted = replace(proposal, parts=(generous,))

    verdict = _judged(month, [replace(answer, proposals=(planted,))], [case])

    assert verdict.total().wrong == 1


def test_the_judge_catches_credit_for_another_party(month: Month) -> None:
    case = _first(month, "on account")
    answer = _the_truth(case)
    planted = replace(answer.proposals[0], party_id=answer.proposals[0].party_id + 1)

    verdict = _judged(month, [replace(answer, proposals=(planted,))], [case])

    assert "credits party" in verdict.wrong[0].why


def test_of_a_pair_either_may_settle_and_not_both(month: Month) -> None:
    again = next(case for case in month.cases if case.truth.twin_id)
    first = next(case for case in month.cases if case.receipt.id == again.truth.twin_id)
    settling = [_posting(case, _parts(case)) for case in (first, again)]

    both = _judged(month, settling, [first, again])
    second = _judged(month, [_held(first), settling[1]], [first, again])

    assert both.total().wrong == 1
    assert (second.total().wrong, second.total().untouched) == (0, 1)


def _judged(
    month: Month, answers: list[Answer], cases: list[Case] | None = None
) -> Verdict:
    verdict = Verdict()
    judge(month.cases if cases is None else cases, answers, verdict)
    return verdict


def _first(month: Month, kind: str) -> Case:
    return next(case for case in month.cases if case.kind == kind)


def _strangers(month: Month) -> int:
    return sum(not case.truth.parties for case in month.cases)


def _the_truth(case: Case) -> Answer:
    """What somebody who knows everything would answer."""
    if not case.truth.parties:
        return _held(case)
    return _posting(case, () if case.truth.twin_id else _parts(case))


def _parts(case: Case) -> tuple[Part, ...]:
    return tuple(
        Part(
            debt_id=part.debt_id,
            paid_minor=part.paid_minor,
            discount_minor=part.discount_minor,
            fee_minor=part.fee_minor,
            deducted_minor=part.deducted_minor,
            deduction=part.deduction,
        )
        for part in case.truth.settles
    )


def _posting(case: Case, parts: tuple[Part, ...]) -> Answer:
    left_minor = case.receipt.amount_minor - sum(part.paid_minor for part in parts)
    proposal = Proposal(
        party_id=min(case.truth.parties), parts=parts, left_minor=left_minor, reasons=()
    )
    return Answer(receipt_id=case.receipt.id, proposals=(proposal,))


def _held(case: Case) -> Answer:
    return Answer(receipt_id=case.receipt.id, proposals=(), held=Held.NO_PAYER)
