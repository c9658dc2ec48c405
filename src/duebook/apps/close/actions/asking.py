"""Long work of the close, asked for: a proof of the books, the evidence of a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from duebook.apps.close.queries.steps import PROOF

__all__ = ["EVIDENCE", "PROOF", "PackEvidence", "ProveBooks"]

EVIDENCE: Final = "evidence"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProveBooks:
    """Prove every promise of the books, and compare both sides on a day."""

    entity_id: int
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PackEvidence:
    """Pack the evidence of the period that a day lies in."""

    entity_id: int
    day: date
