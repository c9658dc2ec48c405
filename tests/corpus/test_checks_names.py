"""FEBRL's people, each entered twice with slips: doubles are found, others never."""

from __future__ import annotations

import csv
from itertools import count
from typing import TYPE_CHECKING

from duebook.domain.checks.findings import MergeParties
from duebook.domain.checks.policy import DEFAULT_POLICY
from duebook.domain.checks.run import check_parties
from tests.corpus.samples import needs_corpus, sample
from tests.domain.check_builders import a_party, an_address, an_office

if TYPE_CHECKING:
    from duebook.domain.checks.facts import PartyFacts

pytestmark = needs_corpus

FILE = "d_ar/names_febrl/febrl/dataset1.csv"


def people() -> list[PartyFacts]:
    """The records of the file; their ids there are the codes here."""
    text = sample(FILE).decode()
    rows = csv.DictReader(text.splitlines(), skipinitialspace=True)
    return [
        a_party(
            id=number,
            code=row["rec_id"],
            name=f"{row['given_name']} {row['surname']}",
            emails=(),
            addresses=(
                an_address(
                    street=row["address_1"],
                    city=row["suburb"],
                    postcode=row["postcode"],
                    region=row["state"].upper(),
                    country="AU",
                ),
            ),
        )
        for number, row in zip(count(1), rows, strict=False)
    ]


def person(code: str) -> str:
    """``rec-7-org`` and ``rec-7-dup-0`` are one person."""
    return code.split("-")[1]


def test_two_of_three_doubles_are_found_and_nobody_else() -> None:
    parties = people()
    codes = {party.id: party.code for party in parties}

    pairs = [
        (codes[finding.fix.keep_id], codes[finding.fix.merge_id])
        for findings in check_parties(parties, an_office(), DEFAULT_POLICY)
        for finding in findings
        if isinstance(finding.fix, MergeParties)
    ]

    assert all(person(kept) == person(double) for kept, double in pairs)
    assert len(pairs) == 341
