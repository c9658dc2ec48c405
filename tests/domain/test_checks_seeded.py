"""The checks find planted faults, and leave what is odd but right alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.seeded_errors import FAULTS, measure
from duebook.domain.checks.catalogue import BILL_TO_CHECKS, DRAFT_CHECKS, ROW_CHECKS

if TYPE_CHECKING:
    from bench.seeded.scoring import Score


@pytest.fixture(scope="module")
def score() -> Score:
    return measure(seed=7, drafts=6_000)


def test_every_check_finds_nineteen_of_twenty_planted_faults(score: Score) -> None:
    weak = {
        code: (planted, found)
        for code, (_, planted, found) in score.by_check().items()
        if found < 0.95 * planted
    }

    assert not weak


def test_of_a_hundred_right_drafts_one_at_most_is_doubted(score: Score) -> None:
    assert score.false_alarm_rate <= 0.01
    assert score.odd_share >= 0.2


def test_a_fault_is_planted_for_every_check_of_drafts() -> None:
    wanted = {check.code for check in (*ROW_CHECKS, *DRAFT_CHECKS, *BILL_TO_CHECKS)}

    assert {fault.code for fault in FAULTS} == wanted
