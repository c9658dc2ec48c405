"""Findings of one rule, cleared together: all mended, or all kept with one reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from duebook.apps.entities.actions import Act, action
from duebook.apps.invoicing.actions.checking import (
    AcceptFinding,
    ApplyFix,
    accept_finding,
    apply_fix,
)
from duebook.domain.rights import Right


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyFixes:
    """Carry out the fixes of several findings, all or none."""

    entity_id: int
    fixes: tuple[ApplyFix, ...]


@action(Right.PREPARE)
def apply_fixes(command: ApplyFixes, act: Act) -> int:
    """Mend what findings are about, and return how many; raises as ``apply_fix``."""
    for fix in command.fixes:
        apply_fix.body(fix, act)
    return len(command.fixes)


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptFindings:
    """Keep a check's findings of several parties as notes, to ``until`` inclusive."""

    entity_id: int
    code: str
    parties: tuple[str, ...]
    reason: str
    until: date


@action(Right.ISSUE)
def accept_findings(command: AcceptFindings, act: Act) -> int:
    """Accept for each party, and return how many; raises as ``accept_finding``."""
    for party in command.parties:
        accept_finding.body(
            AcceptFinding(
                entity_id=act.entity_id,
                code=command.code,
                party=party,
                reason=command.reason,
                until=command.until,
            ),
            act,
        )
    return len(command.parties)
