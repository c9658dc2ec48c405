"""Reading billing runs: how far one is, what it came to, and whom it left out."""

from __future__ import annotations

from dataclasses import dataclass

from duebook import db


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run came to so far: invoices, and their sum by currency."""

    invoices: int
    totals_minor: dict[str, int]


@dataclass(frozen=True, slots=True)
class PieceSize:
    """How many parties a piece of a run covers, and whether they are billed."""

    parties: int
    is_done: bool


@dataclass(frozen=True, slots=True)
class LeftOutOfRun:
    """Whom a run left out, and why."""

    party: str
    reason: str


def pieces_of(entity_id: int, run_id: int) -> list[PieceSize]:
    """The pieces of a run, in the order in which they are billed."""
    return db.rows_of(
        PieceSize,
        db.sql("duebook.apps.invoicing", "pieces_of_run"),
        {"entity": entity_id, "run": run_id},
    )


def result_of(entity_id: int, run_id: int) -> RunResult:
    """What the run has issued by now, however often it was interrupted."""
    rows = db.tuples_of(
        "SELECT currency, count(*), sum(total_minor)::bigint FROM invoicing_document"
        " WHERE entity_id = %(entity)s AND run_id = %(run)s GROUP BY currency"
        " ORDER BY currency",
        {"entity": entity_id, "run": run_id},
    )
    return RunResult(
        invoices=sum(count for _, count, _ in rows),
        totals_minor={currency: total_minor for currency, _, total_minor in rows},
    )


def left_out_of(entity_id: int, run_id: int) -> list[LeftOutOfRun]:
    """Whom the run has left out by now, in the order of pieces."""
    return db.rows_of(
        LeftOutOfRun,
        "SELECT party.code AS party, left_out.reason"
        " FROM invoicing_left_out AS left_out JOIN parties_party AS party"
        " ON party.entity_id = %(entity)s AND party.id = left_out.party_id"
        " WHERE left_out.entity_id = %(entity)s AND left_out.run_id = %(run)s"
        " ORDER BY left_out.id",
        {"entity": entity_id, "run": run_id},
    )
