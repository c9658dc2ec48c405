"""Findings in the order a clerk works through them: numbered, with what they mend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duebook.apps.invoicing.queries import billing
from duebook.apps.invoicing.queries.dossiers import findings, party_findings
from duebook.apps.parties import queries as parties
from duebook.domain.checks.findings import Finding
from duebook.domain.checks.run import WEIGHT

if TYPE_CHECKING:
    from datetime import date

    from duebook.domain.invoicing import Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A finding with its party and, where it is about a draft, that draft.

    A draft of a preview has no id; its charges name it.
    """

    party: str
    finding: Finding
    draft_id: int | None = None
    charge_ids: tuple[int, ...] = ()


def open_findings(
    entity_id: int, *, until: date, issued_on: date, today: date
) -> list[Found]:
    """What the checks say of all that is unbilled, set apart or not, the worst first.

    The order is the same as long as nothing changes, so that a person can name a
    finding by its place.
    """
    charges = billing.unbilled(
        entity_id,
        billing.bill_to_bounds(entity_id),
        until=until,
        issued_on=issued_on,
        with_drafts=True,
    )
    drafted = billing.drafted(entity_id, charges, issued_on)
    codes = {
        party_id: party.code
        for party_id, party in parties.parties(entity_id, drafted.bill_tos).items()
    }
    checked = zip(drafted.drafts, findings(entity_id, drafted, today), strict=True)
    found = [
        Found(
            party=codes.get(draft.bill_to_id, ""),
            finding=finding,
            draft_id=draft.draft_id,
            charge_ids=charges_in(draft),
        )
        for draft, of_draft in checked
        for finding in of_draft
    ]
    return sorted(found, key=_weight)


def charges_in(draft: Draft) -> tuple[int, ...]:
    """The charges that a draft bills."""
    return tuple(
        dict.fromkeys(
            line.charge_id for line in draft.lines if line.charge_id is not None
        )
    )


def set_up_findings(entity_id: int, today: date) -> list[Found]:
    """What the checks say of the parties themselves, the worst first."""
    found = [
        Found(party=party.code, finding=finding)
        for party, of_party in party_findings(entity_id, today)
        for finding in of_party
    ]
    return sorted(found, key=_weight)


def _weight(found: Found) -> int:
    return WEIGHT[found.finding.severity]
