"""Known pairs of names: found or left to a person, and never applied by themselves."""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING

import yaml

from duebook.domain.matching.ladder import match
from duebook.domain.matching.records import Book, Debt, Held, Payer, Receipt
from tests.corpus.samples import needs_corpus, sample

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duebook.domain.matching.records import Answer

pytestmark = needs_corpus

PEOPLE = "d_ar/names_febrl/febrl/dataset1.csv"
PAIRS = "d_ar/names_nomenklatura/entity_bench/checks.yml"
TODAY = date(2026, 11, 21)


def a_debt(payer_id: int) -> Debt:
    """An amount of its own, so that nothing but the name may speak for another."""
    return Debt(
        id=payer_id,
        party_id=payer_id,
        number=f"INV-2026-{payer_id:05d}",
        currency="EUR",
        open_minor=100_007 + 13 * payer_id,
        amount_minor=100_007 + 13 * payer_id,
        document_on=TODAY,
        due_on=TODAY,
    )


def answers(
    names: Sequence[str], written: Mapping[int, str], *, is_named: bool = False
) -> dict[int, Answer]:
    """What becomes of money in the ``written`` name for each payer's debt, by payer."""
    debts = {id_: a_debt(id_) for id_ in range(1, len(names) + 1)}
    book = Book(
        payers=[Payer(id=id_, names=(name,)) for id_, name in enumerate(names, 1)],
        debts=list(debts.values()),
    )
    receipts = [
        Receipt(
            id=id_,
            received_on=TODAY,
            currency="EUR",
            amount_minor=debts[id_].open_minor,
            payer_name=name,
            text=debts[id_].number if is_named else "",
        )
        for id_, name in written.items()
    ]
    return {answer.receipt_id: answer for answer in match(receipts, book)}


def by_name(answer: Answer) -> bool:
    """Whether a person is told that the name is this party’s."""
    return answer.held is Held.NAME_ALONE


# --- FEBRL: 500 people, each entered once more with slips ---------------------------


def people(kind: str) -> dict[str, str]:
    """The names by person; ``kind`` is ``org``, or ``dup`` with the slips."""
    rows = csv.DictReader(sample(PEOPLE).decode().splitlines(), skipinitialspace=True)
    return {
        row["rec_id"].split("-")[1]: f"{row['given_name']} {row['surname']}"
        for row in rows
        if row["rec_id"].split("-")[2] == kind
    }


def with_slips(*, is_named: bool) -> dict[int, Answer]:
    right, slipped = people("org"), people("dup")
    written = {id_: slipped[person] for id_, person in enumerate(right, 1)}
    return answers(list(right.values()), written, is_named=is_named)


def test_no_money_of_people_is_applied_on_a_name_alone() -> None:
    found = with_slips(is_named=False)

    assert len(found) == 500
    assert all(answer.held for answer in found.values())


def test_three_of_four_names_with_slips_are_found_and_no_other_person() -> None:
    found = {id_: a for id_, a in with_slips(is_named=False).items() if by_name(a)}

    assert all(answer.proposals[0].party_id == id_ for id_, answer in found.items())
    assert len(found) == 386


def test_with_the_number_of_the_invoice_each_name_will_do() -> None:
    found = with_slips(is_named=True)

    posted = {id_: a.proposals[0].party_id for id_, a in found.items() if not a.held}
    assert len(posted) == 500
    assert all(id_ == party_id for id_, party_id in posted.items())


# --- nomenklatura: pairs that are one, and pairs that are not -----------------------


def written_out(record: dict[str, str]) -> str:
    """A record's name in one line, also where it is kept in parts."""
    parts = ("firstName", "middleName", "fatherName", "lastName")
    return record.get("name") or " ".join(record[p] for p in parts if p in record)


def pairs() -> list[tuple[str, str, bool]]:
    """What was written, whose name it is compared with, and whether that is right."""
    return [
        (name, candidate, check["match"])
        for check in yaml.safe_load(sample(PAIRS))["checks"]
        if (name := written_out(check["query"]))
        and (candidate := written_out(check["candidate"]))
    ]


def test_no_pair_of_names_applies_money_on_the_name_alone() -> None:
    known = pairs()
    names = [candidate for _, candidate, _ in known]
    written = {id_: name for id_, (name, _, _) in enumerate(known, 1)}

    found = answers(names, written)

    assert len(found) == len(known) > 200
    assert all(answer.held for answer in found.values())


def test_what_is_said_to_a_person_about_pairs_that_are_one_and_that_are_not() -> None:
    """Ten namesakes are shown as likely, which is why a name proves nothing."""
    found = [is_one for name, candidate, is_one in pairs() if is_like(name, candidate)]

    assert found.count(True) == 48
    assert found.count(False) == 10


def is_like(name: str, candidate: str) -> bool:
    return by_name(answers([candidate], {1: name})[1])


def test_a_shared_name_is_left_open_between_all_who_bear_it() -> None:
    shared = ["Olaf Scholz", "OLAF SCHOLZ", "Scholz, Olaf"]

    found = answers(shared, dict.fromkeys((1, 2, 3), "Olaf Scholz"))

    assert {answer.held for answer in found.values()} == {Held.PAYER_UNSURE}
