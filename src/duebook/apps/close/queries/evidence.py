"""Evidence of a close: what was proved, signed and left open, as files and pages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.audit.queries import head
from duebook.apps.close.queries.comparing import BANK, ties
from duebook.apps.close.queries.invariants import ROOM
from duebook.apps.close.queries.points import (
    entries_by_hand,
    points_of,
    signatures,
    to_be_signed,
)
from duebook.apps.entities.queries import entity
from duebook.apps.papers.queries import attachments_of, paper
from duebook.apps.reports import queries as reports
from duebook.apps.reports.queries.records import (
    CURRENCY,
    DAY,
    Row,
    Wanted,
    answer,
    money,
)
from duebook.documents.records import (
    DossierPart,
    DossierTable,
    Fact,
    Paper,
    PrintedDossier,
    Watermark,
)
from duebook.documents.render import render_dossier
from duebook.domain.aging import aging_buckets
from duebook.domain.tie_out import Cause, amounts_by_cause
from duebook.formats.packs import MANIFEST, manifest
from duebook.formats.tables import Column

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from duebook.apps.close.queries.points import Point, Signature
    from duebook.apps.close.queries.tying import ChecklistFact
    from duebook.apps.ledger.queries import PeriodState
    from duebook.apps.reports.queries.records import (
        Report,
    )
    from duebook.domain.tie_out import Tie
    from duebook.formats.tables import Value

SUBJECT, ROLE = "period", "evidence"
"""What the kept files of a locked period are attached as."""

_PAGES = "close.pdf"
_SHARES = {
    "What": 4,
    "Figures": 6,
    "Detail": 4,
    "What to do": 4,
    "Legs": 4,
    "By": 2,
    "At (UTC)": 3,
    "State": 2,
    "Reason": 3,
    "Class": 2,
    "Of": 2,
}
"""Widths of columns of text beside each other; the others have 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A lock: who locked a period for good, when and why."""

    person: str
    at: datetime
    reason: str


def kept_evidence(entity_id: int, period: PeriodState) -> dict[str, bytes]:
    """The files kept when a period was locked for good, by name; empty: none were."""
    kept = attachments_of(entity_id, SUBJECT, [period.id], role=ROLE)
    return {one.name: paper(entity_id, one.paper_id) for one in kept.get(period.id, [])}


def evidence(
    entity_id: int,
    period: PeriodState,
    facts: Sequence[ChecklistFact],
    *,
    closing: Closing | None = None,
) -> dict[str, bytes]:
    """The evidence of a period as it stands, by the name of each file.

    Args:
        entity_id: whose books.
        period: which is closed, or is to be.
        facts: the checklist of the period.
        closing: its lock; without one the pages are marked as a draft.
    """
    last = period.until - timedelta(days=1)
    found = ties(entity_id, last)
    now = points_of(entity_id, period, found)
    signed = signatures(entity_id, period, now)
    row = entity(entity_id)
    wanted = Wanted(
        entity_id=entity_id,
        currency=row.currency,
        locale=row.language,
        on=last,
        first=period.first,
    )
    lists = [
        _checklist(wanted, facts),
        _signatures(wanted, now, signed, set(to_be_signed(entity_id))),
        _ties(wanted, found),
        _differences(wanted, found),
        _banks(wanted, found),
        _aging(wanted),
        reports.report("trial-balance", wanted),
        _by_hand(wanted),
        _exceptions(wanted, facts),
    ]
    chain = head(entity_id)
    about = (
        f"{row.name} ({row.code}), {period.first} to {last}",
        _state_of(closing),
        f"Audit chain: event {chain.seq}, {chain.sha256}",
    )
    files = {
        f"{place:02}-{one.name}.csv": reports.as_csv(one)
        for place, one in enumerate(lists, start=1)
    }
    files[_PAGES] = render_dossier(
        PrintedDossier(
            entity=row.name,
            title="Evidence of the close",
            subtitle=f"{period.first} to {last}",
            printed_on=last,
            locale=row.language,
            paper=Paper(row.paper),
            facts=(
                Fact(label="State", text=about[1]),
                Fact(label="Audit chain", text=f"event {chain.seq}, {chain.sha256}"),
                Fact(label="Files", text=f"hashes in {MANIFEST}"),
            ),
            parts=tuple(_part(one) for one in lists),
            watermark=Watermark.NONE if closing else Watermark.DRAFT,
        )
    )
    files[MANIFEST] = manifest(files, about)
    return files


def _state_of(closing: Closing | None) -> str:
    if closing is None:
        return "not locked: figures may still change"
    return (
        f"locked for good by {closing.person} at {closing.at:%Y-%m-%d %H:%M} UTC: "
        f"{closing.reason}"
    )


def _part(one: Report) -> DossierPart:
    """A list as a part of the pages: what it says, then its table."""
    printed = reports.as_printed(one, entity="", paper=Paper.A4)
    if not one.rows:
        return DossierPart(heading=one.title, paragraphs=(*one.notes, "None."))
    return DossierPart(
        heading=one.title,
        paragraphs=one.notes,
        tables=(
            DossierTable(
                heading=one.subtitle,
                columns=tuple(
                    replace(column, share=_SHARES.get(column.head, column.share))
                    for column in printed.columns
                ),
                rows=printed.rows,
                totals=printed.totals,
                currency=one.currency,
            ),
        ),
    )


def _list(
    wanted: Wanted,
    name: str,
    title: str,
    columns: tuple[Column, ...],
    rows: Iterable[tuple[str, tuple[Value, ...]]],
    *notes: str,
) -> Report:
    return answer(
        wanted,
        name=name,
        title=title,
        subtitle=f"at the end of {wanted.on.isoformat()}",
        columns=columns,
        rows=tuple(Row(currency, cells) for currency, cells in rows),
        notes=notes,
        totals=(),
    )


def _checklist(wanted: Wanted, facts: Sequence[ChecklistFact]) -> Report:
    return _list(
        wanted,
        "checklist",
        "Checklist",
        (Column("State"), Column("What"), Column("Detail")),
        (
            (
                wanted.currency,
                ("holds" if fact.holds else "open", fact.title, fact.detail),
            )
            for fact in facts
        ),
        "Each line was proved from the books by a query, not by a person.",
    )


def _signatures(
    wanted: Wanted,
    now: Sequence[Point],
    signed: dict[str, Signature],
    asked: set[str],
) -> Report:
    def cells(point: Point) -> tuple[Value, ...]:
        mine = signed.get(point.code)
        needed = point.code.partition(":")[0] in asked
        if mine is None:
            state = "missing" if needed else "not asked for"
            return (point.title, state, None, None, "; ".join(point.figures))
        return (
            point.title,
            "signed" if mine.is_valid else "void: changed since",
            mine.person,
            f"{mine.at:%Y-%m-%d %H:%M}",
            "; ".join(mine.figures.splitlines()),
        )

    return _list(
        wanted,
        "signatures",
        "Signatures",
        tuple(map(Column, ("What", "State", "By", "At (UTC)", "Figures"))),
        ((wanted.currency, cells(point)) for point in now),
        "A signature stands under its figures; where they change, it is void.",
    )


def _ties(wanted: Wanted, found: Sequence[Tie]) -> Report:
    return _list(
        wanted,
        "tie-outs",
        "Tie-outs",
        (
            *(Column("What"), CURRENCY, Column("One side"), money("Amount")),
            *(Column("Other side"), money("Its amount"), money("Difference")),
        ),
        (
            (
                tie.currency,
                (
                    *(tie.title, tie.currency, tie.left, tie.left_minor),
                    *(tie.right, tie.right_minor, tie.difference_minor),
                ),
            )
            for tie in found
        ),
        "Both sides are read from different tables, debit positive.",
    )


def _differences(wanted: Wanted, found: Sequence[Tie]) -> Report:
    return _list(
        wanted,
        "differences",
        "Differences by class",
        (
            *(Column("Of"), Column("Class"), Column("What"), Column("Documents")),
            *(CURRENCY, money("Amount"), Column("What to do")),
        ),
        (
            (
                one.currency,
                (
                    *(tie.title, one.cause.value, one.subject),
                    *(", ".join(one.documents), one.currency),
                    *(one.amount_minor, one.remedy),
                ),
            )
            for tie in found
            for one in tie.differences
        ),
        "The differences of a tie-out add up to what its sides differ by.",
    )


_BETWEEN = (
    *(Cause.OUTSTANDING, Cause.UNDER_WAY, Cause.NOT_IN_BOOKS, Cause.GAP),
    Cause.UNEXPLAINED,
)


def _banks(wanted: Wanted, found: Sequence[Tie]) -> Report:
    """The proof of each account: from what the bank says to what the books say."""

    def steps(tie: Tie) -> Iterator[tuple[str, int]]:
        between = amounts_by_cause(tie.differences)
        yield "the bank says", tie.right_minor
        for cause in _BETWEEN:
            yield cause.value, between.get(cause, 0)
        yield "the books say", tie.left_minor

    return _list(
        wanted,
        "bank-proofs",
        "Bank proofs",
        (Column("Account"), Column("What"), CURRENCY, money("Amount")),
        (
            (tie.currency, (tie.title, what, tie.currency, amount_minor))
            for tie in found
            if tie.point.startswith(f"{BANK}:")
            for what, amount_minor in steps(tie)
        ),
        "What the bank says and what lies between add up to what the books say.",
    )


def _aging(wanted: Wanted) -> Report:
    _, totals = reports.aging_rows(replace(wanted, size=0))
    names = [bucket.name for bucket in aging_buckets()]
    return _list(
        wanted,
        "aging",
        "Aging of receivables",
        (Column("Age"), CURRENCY, money("Amount")),
        (
            (row.currency, (name, row.currency, amount_minor))
            for row in totals
            for name, amount_minor in (
                *zip(names, row.bucket_minor, strict=True),
                ("credits not applied", -row.unapplied_minor),
                ("total", sum(row.bucket_minor) - row.unapplied_minor),
            )
        ),
        "By the day on which each instalment falls due.",
    )


def _by_hand(wanted: Wanted) -> Report:
    return _list(
        wanted,
        "entries-by-hand",
        "Entries by hand and proposed entries",
        (
            *(Column("Entry"), Column("Day", DAY), Column("By"), Column("Reason")),
            *(Column("Legs"), CURRENCY, money("Amount"), Column("Mends")),
        ),
        (
            (
                one.currency,
                (
                    *(str(one.entry_id), one.effective_on, one.person, one.reason),
                    *(one.legs, one.currency, one.amount_minor),
                    one.difference
                    + (f" reversed by {one.reversed_by}" if one.reversed_by else ""),
                ),
            )
            for one in entries_by_hand(wanted.entity_id, wanted.first, wanted.on)
        ),
        "Entries that no document caused; the legs are in minor units.",
    )


@dataclass(frozen=True, slots=True)
class _AfterSoftLock:
    entry_id: int
    effective_on: date
    person: str
    cause: str


def _exceptions(wanted: Wanted, facts: Sequence[ChecklistFact]) -> Report:
    late = db.rows_of(
        _AfterSoftLock,
        db.sql(ROOM, "after_soft_lock"),
        {"entity": wanted.entity_id, "first": wanted.first, "last": wanted.on},
    )
    rows: list[tuple[str, tuple[Value, ...]]] = [
        (wanted.currency, (fact.title, fact.detail, "left open at the close"))
        for fact in facts
        if not fact.holds
    ]
    rows += [
        (
            wanted.currency,
            (
                f"entry {one.entry_id} of {one.effective_on}",
                f"posted by {one.person} after the soft lock",
                one.cause,
            ),
        )
        for one in late
    ]
    return _list(
        wanted,
        "exceptions",
        "Exceptions",
        (Column("What"), Column("Detail"), Column("Reason")),
        rows,
    )
