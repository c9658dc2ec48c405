"""Two weeks of a real shop: faults planted in its invoices are found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.seeded import retail
from bench.seeded_errors import measure_retail
from tests.corpus.samples import CORPUS, needs_corpus

if TYPE_CHECKING:
    from bench.seeded.scoring import Score

pytestmark = needs_corpus


@pytest.fixture(scope="module")
def score() -> Score:
    return measure_retail(retail.a_shop(CORPUS, seed=7), each=60)


def test_planted_faults_are_found(score: Score) -> None:
    """All of them, but for quantities, of which two weeks are a short history."""
    shares = {
        code: found / planted for code, (_, planted, found) in score.by_check().items()
    }

    assert shares.pop("quantity_unusual") >= 0.85
    assert set(shares.values()) == {1.0}


def test_lines_that_the_file_itself_repeats_are_all_named(score: Score) -> None:
    repeating = score.clean["a_line_twice"]

    assert repeating == score.alarmed["a_line_twice"] == 43
    assert score.alarms["charge_twice_in_a_day"] == repeating


def test_few_of_the_other_invoices_are_doubted(score: Score) -> None:
    assert score.alarmed[""] <= 0.05 * score.clean[""]
