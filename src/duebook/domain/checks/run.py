"""Run the checks over drafts and parties: facts in, findings out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook.domain.checks.catalogue import (
    BILL_TO_CHECKS,
    DIRECTORY_CHECKS,
    DRAFT_CHECKS,
    PARTY_CHECKS,
    ROW_CHECKS,
)
from duebook.domain.checks.findings import Finding, Severity, Subject, SubjectKind
from duebook.domain.checks.register import (
    Directory,
    DraftSheet,
    NotChecked,
    PartySheet,
)
from duebook.domain.checks.sentences import say
from duebook.domain.money import exponent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from duebook.domain.checks.facts import Dossier, Office, PartyFacts
    from duebook.domain.checks.policy import CheckPolicy
    from duebook.domain.checks.register import (
        Answer,
        Check,
        Remark,
        Sheet,
        SheetCheck,
    )

WEIGHT = {severity: weight for weight, severity in enumerate(Severity)}


def check_drafts(
    dossiers: Sequence[Dossier], office: Office, policy: CheckPolicy
) -> list[list[Finding]]:
    """The findings of each draft, in the order of the drafts, the heaviest first.

    A draft's findings depend on its own dossier alone: a thousand at once find
    what each would by itself.
    """
    row_checks = _switched_on(ROW_CHECKS, policy)
    draft_checks = _switched_on(DRAFT_CHECKS, policy)
    bill_to_checks = _switched_on(BILL_TO_CHECKS, policy)
    clerk = _Clerk(office, policy)

    def read(dossier: Dossier) -> list[Finding]:
        sheet = DraftSheet(dossier, office, policy)
        draft, bill_to = sheet.draft, sheet.bill_to
        found = [
            clerk.write(
                check,
                answer,
                Subject(SubjectKind.CHARGE, row.charge.id),
                bill_to.id,
                draft.currency,
                line=row.number,
            )
            for row in sheet.rows
            for check, answer in _answers(row_checks, row)
        ]
        found += [
            clerk.write(
                check,
                answer,
                Subject(SubjectKind.DRAFT, draft.draft_id),
                bill_to.id,
                draft.currency,
            )
            for check, answer in _answers(draft_checks, sheet)
        ]
        found += [
            clerk.write(
                check,
                answer,
                Subject(SubjectKind.PARTY, bill_to.id),
                bill_to.id,
                bill_to.currency,
            )
            for check, answer in _answers(
                bill_to_checks, PartySheet(bill_to, office, policy)
            )
        ]
        sheet.close()
        return by_weight(found)

    return [read(dossier) for dossier in dossiers]


def check_parties(
    parties: Sequence[PartyFacts], office: Office, policy: CheckPolicy
) -> list[list[Finding]]:
    """The findings of each party, in the order of the parties, the heaviest first.

    Doubles and loops are sought among the parties given.
    """
    checks = _switched_on((*BILL_TO_CHECKS, *PARTY_CHECKS), policy)
    directory = Directory({party.id: party for party in parties}, policy)
    clerk = _Clerk(office, policy)

    def write(check: Check, answer: Remark | NotChecked, party: PartyFacts) -> Finding:
        subject = Subject(SubjectKind.PARTY, party.id)
        return clerk.write(check, answer, subject, party.id, party.currency)

    found = {
        party.id: [
            write(check, answer, party)
            for check, answer in _answers(checks, PartySheet(party, office, policy))
        ]
        for party in parties
    }
    for directory_check in DIRECTORY_CHECKS:
        if directory_check.code not in policy.switched_off:
            for party_id, answer in directory_check.look(directory):
                party = directory.parties[party_id]
                found[party_id].append(write(directory_check, answer, party))
    return [by_weight(found[party.id]) for party in parties]


def by_weight(findings: Iterable[Finding]) -> list[Finding]:
    """Blockers before warnings before notes; else in the order of the register."""
    return sorted(findings, key=lambda finding: WEIGHT[finding.severity])


def blocks(findings: Iterable[Finding]) -> bool:
    """Whether a draft with these findings must not be issued."""
    return any(finding.severity is Severity.BLOCKER for finding in findings)


Looks = list[tuple["Check", "Callable[[Sheet], Answer]"]]
"""Checks with the functions that look, at hand: they are called by the million."""


def _switched_on(
    checks: tuple[SheetCheck[Sheet], ...], policy: CheckPolicy
) -> Looks[Sheet]:
    return [
        (check, check.look) for check in checks if check.code not in policy.switched_off
    ]


def _answers(
    looks: Looks[Sheet], sheet: Sheet
) -> list[tuple[Check, Remark | NotChecked]]:
    return [
        (check, answer) for check, look in looks if (answer := look(sheet)) is not None
    ]


class _Clerk:
    """Writes findings as a policy weighs them and as people have accepted them."""

    def __init__(self, office: Office, policy: CheckPolicy) -> None:
        self.severities = policy.severities
        self.reasons = {
            (acceptance.code, acceptance.party_id): acceptance.reason
            for acceptance in policy.acceptances
            if office.today <= acceptance.last_on
        }

    def write(
        self,
        check: Check,
        answer: Remark | NotChecked,
        subject: Subject,
        bill_to_id: int,
        currency: str,
        **place: int,
    ) -> Finding:
        if isinstance(answer, NotChecked):
            return Finding(
                code=check.code,
                severity=Severity.NOT_CHECKED,
                subject=subject,
                sentence=f"{check.title}: not checked, {answer.reason}.",
            )
        figures = {**place, **answer.figures}
        accepted = self.reasons.get((check.code, bill_to_id), "")
        severity = self.severities.get(check.code, check.severity)
        return Finding(
            code=check.code,
            severity=Severity.NOTE if accepted else severity,
            subject=subject,
            sentence=say(check.sentence, figures, digits=exponent(currency)),
            figures=figures,
            fix=answer.fix,
            accepted=accepted,
        )
