"""The list of drafts that wait, and what issuing each would come to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from duebook import db
from duebook.apps.invoicing.queries.charges_list import IMPORTED
from duebook.apps.invoicing.queries.drafts import waiting_drafts
from duebook.domain.checks.findings import Severity
from duebook.web.listing import Choice, Exact, Listing, Numbered, Sort, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedDraft:
    """A draft in the list; its lines were done from ``first_on`` to ``last_on``."""

    id: int
    kind: str
    currency: str
    party: str
    name: str
    po: str
    lines: int
    first_on: date | None
    last_on: date | None
    changed_by: str
    changed_at: datetime | None
    sort_key: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a draft comes to, and what the checks say of it, by severity.

    ``total_minor`` is none where it cannot be drafted; ``reason`` says why.
    """

    total_minor: int | None
    counts: Counter[Severity]
    reason: str = ""


def weighed_drafts(entity_id: int, *, today: date) -> dict[int, Weighed]:
    """Every draft that waits, reckoned and checked, by id; drafts without lines not."""
    waiting = waiting_drafts(entity_id, issued_on=today, today=today)
    checked = zip(waiting.drafted.drafts, waiting.findings, strict=True)
    found = {
        draft.draft_id: Weighed(
            draft.total_minor, Counter(one.severity for one in several)
        )
        for draft, several in checked
        if draft.draft_id is not None
    }
    drafts_of = {charge.id: charge.draft_id for charge in waiting.drafted.charges}
    blocked = {
        drafts_of[exception.charge_ids[0]]: Weighed(
            None, Counter({Severity.BLOCKER: 1}), exception.reason
        )
        for exception in waiting.drafted.exceptions
    }
    return found | {key: value for key, value in blocked.items() if key is not None}


DRAFTS: Final = Listing(
    name="drafts",
    record=ListedDraft,
    sql=db.sql("duebook.apps.invoicing", "drafts"),
    counted=db.sql("duebook.apps.invoicing", "drafts_found"),
    ids=db.sql("duebook.apps.invoicing", "drafts_ids"),
    key="draft.id",
    fields={
        "kind": Choice(
            {
                "invoice": "draft.kind = 'invoice'",
                "quote": "draft.kind = 'quote'",
                "debit-note": "draft.kind = 'debit_note'",
            }
        ),
        "party": Text(("party.name", "party.code")),
        "po": Text(("draft.po",)),
        "by": Exact("draft.changed_by"),
        "import": Numbered(
            "draft.id IN (SELECT set_apart.draft_id FROM invoicing_charge AS set_apart"  # noqa: S608 - constants
            " WHERE set_apart.entity_id = %(entity)s"
            f" AND set_apart.id IN ({IMPORTED}))"
        ),
    },
    words=Text(("party.name", "party.code", "draft.po", "draft.note")),
    sorts={"number": Sort("draft.id", is_descending=True)},
    first_sort="number",
)
