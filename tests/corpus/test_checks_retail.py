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

BY_HISTORY = {"price_unusual", "quantity_unusual"}


@pytest.fixture(scope="module")
def score() -> Score:
    return measure_retail(retail.a_shop(CORPUS, seed=7), each=20)


def test_what_needs_no_history_is_always_found(score: Score) -> None:
    missed = {
        code: (planted, found)
        for code, (_, planted, found) in score.by_check().items()
        if found < planted and code not in BY_HISTORY
    }

    assert not missed


def test_lines_that_the_file_itself_repeats_are_all_named(score: Score) -> None:
    repeating = score.clean["a_line_twice"]

    assert repeating == score.alarmed["a_line_twice"] == 43
    assert score.alarms["charge_twice_in_a_day"] == repeating


def test_few_of_the_other_invoices_are_doubted(score: Score) -> None:
    assert score.alarmed[""] <= 0.05 * score.clean[""]
