"""The register: every check has its example, and the policy has its way."""

from __future__ import annotations

import gc
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from duebook.domain.checks.catalogue import CHECKS
from duebook.domain.checks.findings import Severity, Subject, SubjectKind
from duebook.domain.checks.policy import DEFAULT_POLICY, Acceptance, CheckPolicy
from duebook.domain.checks.register import DraftSheet, Row
from duebook.domain.checks.run import blocks, check_drafts
from tests.domain import (
    test_checks_document,
    test_checks_party,
    test_checks_price,
    test_checks_tax,
)
from tests.domain.builders import TODAY, a_charge
from tests.domain.check_builders import (
    a_case,
    a_party,
    a_party_case,
    an_office,
    d,
    of,
)

if TYPE_CHECKING:
    from tests.domain.check_builders import (
        Example,
    )

EXAMPLES = [
    *test_checks_price.EXAMPLES,
    *test_checks_tax.EXAMPLES,
    *test_checks_document.EXAMPLES,
    *test_checks_party.EXAMPLES,
]
BY_CODE = {check.code: check for check in CHECKS}


def code_of(example: Example) -> str:
    return example.code


@pytest.mark.parametrize("example", EXAMPLES, ids=code_of)
def test_it_speaks(example: Example) -> None:
    [finding] = of(example.code, example.wrong)

    assert finding.sentence == BY_CODE[example.code].example
    assert finding.fix == example.fix
    assert finding.severity is BY_CODE[example.code].severity


@pytest.mark.parametrize("example", EXAMPLES, ids=code_of)
def test_it_keeps_silent(example: Example) -> None:
    assert not of(example.code, example.right)


def test_every_check_has_one_example() -> None:
    assert sorted(map(code_of, EXAMPLES)) == sorted(BY_CODE)
    assert len(BY_CODE) == len(CHECKS)


def test_the_plainest_case_has_no_findings() -> None:
    assert a_case().findings() == []
    assert a_party_case().findings() == []


def test_many_at_once_find_what_each_would_alone() -> None:
    cases = [a_case(a_charge(unit_price=d("140"))), a_case(), a_case(a_charge(unit=""))]
    dossiers = [case.dossier for case in cases]

    together = check_drafts(dossiers, an_office(), DEFAULT_POLICY)

    assert together == [case.findings() for case in cases]
    assert [len(findings) for findings in together] == [1, 0, 1]


def test_nothing_read_waits_for_the_collector() -> None:
    """A run of a million keeps it from looking; what it leaves must go by itself."""
    dossiers = [a_case(a_charge(id=7), a_charge(id=8)).dossier]
    gc.collect()
    gc.disable()
    try:
        check_drafts(dossiers, an_office(), DEFAULT_POLICY)
        left = [one for one in gc.get_objects() if type(one) in (DraftSheet, Row)]
    finally:
        gc.enable()

    assert left == []


def test_a_finding_says_which_charge_and_which_line() -> None:
    case = a_case(a_charge(id=7), a_charge(id=8, unit_price=d("140")))

    [finding] = case.findings()

    assert finding.subject == Subject(SubjectKind.CHARGE, 8)
    assert finding.figures["line"] == 2


def test_the_heaviest_comes_first() -> None:
    party = a_party(hold="asked to wait", terms=None)
    case = a_case(a_charge(unit_price=d("33.3333333")), party=party)

    found = case.findings()

    assert [finding.severity for finding in found] == [
        Severity.BLOCKER,
        Severity.WARNING,
        Severity.WARNING,
        Severity.NOTE,
    ]
    assert blocks(found)
    assert not blocks(found[1:])


def test_an_entity_weighs_findings_as_it_likes() -> None:
    strict = CheckPolicy(severities={"price_differs": Severity.BLOCKER})
    silent = CheckPolicy(switched_off=frozenset({"price_differs"}))
    case = a_case(a_charge(unit_price=d("140")))

    assert blocks(replace(case, policy=strict).findings())
    assert not replace(case, policy=silent).findings()


def test_a_check_of_many_parties_can_be_switched_off() -> None:
    [example] = [example for example in EXAMPLES if example.code == "double_name"]
    silent = CheckPolicy(switched_off=frozenset({"double_name"}))

    assert not of("double_name", replace(example.wrong, policy=silent))


@pytest.mark.parametrize(
    ("party_id", "last_on", "holds"),
    [(1, TODAY, True), (1, date(2026, 11, 20), False), (2, TODAY, False)],
)
def test_an_accepted_finding_is_a_note_until_it_expires(
    *, party_id: int, last_on: date, holds: bool
) -> None:
    acceptance = Acceptance(
        code="price_differs",
        party_id=party_id,
        last_on=last_on,
        reason="agreed by phone",
    )
    case = a_case(a_charge(unit_price=d("140")))

    [finding] = replace(case, policy=CheckPolicy(acceptances=(acceptance,))).findings()

    assert (finding.severity is Severity.NOTE) is holds
    assert (finding.accepted == "agreed by phone") is holds
