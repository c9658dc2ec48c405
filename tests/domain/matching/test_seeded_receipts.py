"""Of receipts as payers write them, nothing is posted wrong and most by itself."""

from __future__ import annotations

import pytest

from bench.receipts.judging import Verdict, judge
from bench.receipts.mix import a_month
from duebook.domain.matching.ladder import match


@pytest.fixture(scope="module")
def verdict() -> Verdict:
    month = a_month(seed=7, payers=3_000, receipts=3_000)
    found = Verdict()
    judge(month.cases, match([case.receipt for case in month.cases], month.book), found)
    return found


def test_of_three_thousand_receipts_none_is_posted_wrong(verdict: Verdict) -> None:
    assert [(wrong.case, wrong.why) for wrong in verdict.wrong] == []


def test_three_of_four_need_no_touch(verdict: Verdict) -> None:
    total = verdict.total()

    assert total.untouched >= 0.75 * total.receipts
