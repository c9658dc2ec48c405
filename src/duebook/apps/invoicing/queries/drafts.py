"""Drafts that wait to be issued, with what the checks say of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from duebook.apps.invoicing import models
from duebook.apps.invoicing.queries.billing import (
    Drafted,
    charges_of_drafts,
    drafted,
)
from duebook.apps.invoicing.queries.dossiers import findings
from duebook.domain.checks.findings import Finding

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Drafts that people set apart, their findings, and which of them are quotes."""

    drafted: Drafted
    findings: list[list[Finding]]
    quotes: frozenset[int]


def waiting_drafts(entity_id: int, *, issued_on: date, today: date) -> Waiting:
    """The drafts with unbilled charges, as they would be issued on a day."""
    billed = models.Line.objects.filter(entity_id=entity_id, charge_id=OuterRef("id"))
    unbilled = models.Charge.objects.filter(
        ~Exists(billed), entity_id=entity_id, draft_id=OuterRef("id")
    )
    kinds = dict(
        models.Draft.objects.filter(Exists(unbilled), entity_id=entity_id).values_list(
            "id", "kind"
        )
    )
    made = drafted(entity_id, charges_of_drafts(entity_id, kinds), issued_on)
    return Waiting(
        drafted=made,
        findings=findings(entity_id, made, today),
        quotes=frozenset(one for one, kind in kinds.items() if kind == "quote"),
    )


def unbilled_charges(entity_id: int, party_id: int) -> list[int]:
    """The billable charges of a party that stand in no draft and on no document."""
    billed = models.Line.objects.filter(entity_id=entity_id, charge_id=OuterRef("id"))
    return list(
        models.Charge.objects.filter(
            ~Exists(billed),
            entity_id=entity_id,
            party_id=party_id,
            draft_id__isnull=True,
            is_billable=True,
        )
        .order_by("id")
        .values_list("id", flat=True)
    )
