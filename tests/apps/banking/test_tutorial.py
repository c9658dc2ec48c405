"""The bank file of the tutorial does what the tutorial says of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.apps.banking.office import a_bank, match_all, take, waiting
from tests.apps.payments.office import open_of, owes
from tests.office import a_party, an_entity

pytestmark = pytest.mark.django_db

FILE = Path(__file__).parents[3] / "docs" / "tutorial" / "files" / "bank.ofx"


def test_one_line_is_proved_and_the_other_is_short() -> None:
    entity_id = an_entity()
    a_bank(entity_id, identifier="4410-22", opening_minor=2_500_00)
    school = a_party(entity_id, "Quarry Lane School")
    dentists = a_party(entity_id, "Fernhill Dental Group")
    owes(entity_id, school, 240_00, numbers=["INV-2026-00003"])
    owes(entity_id, dentists, 1_120_00, numbers=["INV-2026-00002"])

    taken = take(entity_id, FILE.read_bytes())
    match_all(entity_id)

    assert (taken.format, taken.fresh, taken.problems) == ("OFX", 2, ())
    [line] = waiting(entity_id)
    assert (line.amount_minor, line.held) == (1_000_00, "short")
    assert open_of(entity_id)[:2] == [0, 1_120_00]
