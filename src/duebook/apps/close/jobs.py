"""Long work of the close: proving the books, and packing the evidence of a month."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.close.actions.asking import (
    EVIDENCE,
    PROOF,
    PackEvidence,
    ProveBooks,
)
from duebook.apps.close.queries.comparing import ties
from duebook.apps.close.queries.evidence import evidence, kept_evidence
from duebook.apps.close.queries.invariants import INVARIANTS, READ_WHOLE, offenders
from duebook.apps.close.queries.tying import checklist
from duebook.apps.ledger.actions import NoPeriod
from duebook.apps.ledger.queries import period_of
from duebook.apps.work.actions import Ended, Working, long_work
from duebook.domain.rights import Right
from duebook.formats.media import ZIP
from duebook.formats.packs import zipped

if TYPE_CHECKING:
    from duebook.apps.ledger.queries import PeriodState


@long_work(
    PROOF,
    title="Proof of the books of {command.on:%-d %b %Y}",
    unit="checks",
    right=Right.CLOSE,
)
def prove(work: Working, command: ProveBooks) -> Ended:
    """Look for whatever breaks a promise, and for differences somebody must mend."""
    work.tell(0, 2)
    db.refresh_statistics(*READ_WHOLE)
    with db.reading(work.entity_id):
        broken = offenders(work.entity_id)
    for one in broken:
        work.exception(f"{one.code}, {one.promise}: {one.subject}, {one.detail}")
    work.tell(1)
    if work.is_stopped():
        return Ended(sentence="The promises were proved; both sides not compared.")
    with db.reading(work.entity_id):
        found = ties(work.entity_id, command.on)
    faults = [(tie, fault) for tie in found for fault in tie.faults]
    for tie, fault in faults:
        work.exception(f"{tie.title}: {fault.remedy}", "close")
    work.tell(2)
    if broken or faults:
        return Ended(
            sentence=f"{len(broken):,} promises are broken and {len(faults):,} "
            "differences are to be mended.",
            link="close",
        )
    return Ended(
        sentence=f"The books hold: {len(INVARIANTS)} promises proved, "
        f"{len(found)} pairs of sides agree.",
        link="close",
    )


@long_work(
    EVIDENCE,
    title="Evidence of {command.day:%B %Y}",
    unit="files",
    right=Right.CLOSE,
)
def pack(work: Working, command: PackEvidence) -> Ended:
    """Make one ZIP of the files as kept at the lock, or as they would be now."""
    with db.reading(work.entity_id):
        period = period_of(work.entity_id, command.day)
        if period is None:
            raise NoPeriod(command.day)
        kept = kept_evidence(work.entity_id, period)
        files = kept or _draft(work.entity_id, period)
    work.keep_file(f"close-{period.first:%Y-%m}.zip", ZIP, zipped(files))
    work.tell(len(files), len(files))
    last = period.until - timedelta(days=1)
    kind = "as kept at the lock" if kept else "a draft: the period is not locked"
    return Ended(
        sentence=f"{len(files)} files of {period.first} to {last}, {kind}.",
        link=f"close/{period.first:%Y-%m}",
    )


def _draft(entity_id: int, period: PeriodState) -> dict[str, bytes]:
    return evidence(entity_id, period, checklist(entity_id, period.first))
