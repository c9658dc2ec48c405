"""Taking a file in: all its good rows at once, the bad ones left to be fixed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from django.db import connection

from duebook import db
from duebook.apps.entities.actions import REFUSED_BY, Act, action
from duebook.apps.imports import models
from duebook.apps.imports.actions.writing import FILLED, WRITERS, Writing
from duebook.apps.imports.queries.files import BAD_ROWS
from duebook.apps.imports.queries.planning import Outcome
from duebook.apps.imports.queries.preview import judged
from duebook.apps.imports.queries.reading import read_as, specs_of
from duebook.apps.papers.actions import Content, NewAttachment, attach, keep_papers
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right
from duebook.formats.media import CSV, XLSX, file_name
from duebook.formats.tables import ColumnMapping, FileKind, Layout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.apps.imports.actions.writing import Made
    from duebook.apps.imports.queries.planning import Planned
    from duebook.apps.imports.queries.preview import Preview

REFUSED_BY["file_is_taken_in_once"] = "somebody has just taken in this file."
REFUSED_BY["import_row_comes_once"] = "somebody has just taken in some of these rows."


@dataclass(eq=False)
class FileKnown(Refusal):
    """Exactly this file was taken in before."""

    code: ClassVar[str] = "file_known"
    template: ClassVar[str] = (
        "{file} was taken in before as import {file_id}; nothing was added. To take it "
        "in again, undo that first: duebook imports undo {file_id} --reason …"
    )

    file: str
    file_id: int


@dataclass(eq=False)
class RowsBad(Refusal):
    """Some rows are bad, and all were wanted or none."""

    code: ClassVar[str] = "rows_bad"
    template: ClassVar[str] = (
        "{bad} of the rows of {file} cannot be taken in, the first is row {row}: "
        "{problem}. Nothing was added."
    )

    file: str
    bad: int
    row: int
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentPaper:
    """A supporting document that came with a file, under the name rows call it by."""

    name: str
    content: Content


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeIn:
    """Take a file in as a preview showed it: by its whole layout and mapping.

    ``bridge`` is the program that wrote the file, if there is a bridge from it;
    ``counts_on`` the day of opening balances, today if none is named; ``total`` what
    these add up to, where a person says it instead of the file; and
    ``differs_because`` why they are taken in although they do not.
    ``all_or_nothing`` takes no row where one is bad.
    """

    entity_id: int
    kind: str
    name: str
    content: Content
    layout: Layout
    mapping: ColumnMapping
    source: str = ""
    bridge: str = ""
    papers: tuple[SentPaper, ...] = ()
    counts_on: date | None = None
    total: Decimal | None = None
    differs_because: str = ""
    all_or_nothing: bool = False


@dataclass(frozen=True, slots=True)
class TakenIn:
    """The import, and how many rows ended in which way."""

    file_id: int
    created: int
    updated: int
    unchanged: int
    known: int
    bad: int


@action(Right.PREPARE)
def take_in(command: TakeIn, act: Act) -> TakenIn:
    """Write what the good rows of a file say, and keep its bad rows as a file.

    Raises:
        FileKnown: exactly this file was taken in before.
        RowsBad: a row is bad, and all were wanted or none.
        TotalDiffers, TotalOfSeveralCurrencies: opening balances do not tie to their
            total, and nobody said why.
        NotPermitted: what the rows write needs a right of its own.
        Refusal: the file is no table, or no import of this kind.
    """
    specs_of(command.kind)
    right, write = WRITERS[command.kind]
    act.require(right)
    one_at_a_time(act, command.kind)
    papers = {paper.name: paper.content for paper in command.papers}
    seen = judged(
        read_as(
            command.kind,
            command.content,
            command.name,
            layout=command.layout,
            mapping=command.mapping,
            bridge=command.bridge,
        ),
        act.entity_id,
        person=act.person,
        today=act.today,
        papers=papers,
        counts_on=command.counts_on,
        total=command.total,
    )
    _judge(command, seen)
    planned = [one for one in seen.planned if one.outcome is not Outcome.KNOWN]
    writing = Writing(act=act, papers=papers, counts_on=command.counts_on or act.today)
    made = write(writing, planned) if planned else []
    taken = _note_file(command, act, seen)
    _note_rows(act, command.kind, taken.file_id, list(zip(planned, made, strict=True)))
    _keep_bad_rows(act, taken.file_id, seen)
    if len(made) >= MANY:
        db.refresh_statistics(*sorted({"imports_row", *FILLED[command.kind]}))
    return taken


MANY = 1_000
"""Rows from which PostgreSQL looks at the tables anew: it may have known them empty."""


def one_at_a_time(act: Act, kind: str) -> None:
    """Let files of one kind wait for each other: what is known must stand still."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('imports.' || %s), %s)",
            [kind, act.entity_id],
        )


def _judge(command: TakeIn, seen: Preview) -> None:
    if seen.taken_before is not None:
        raise FileKnown(command.name, seen.taken_before.id)
    if command.all_or_nothing and seen.bad:
        first = seen.bad[0]
        problem = str(first.problems[0])
        raise RowsBad(command.name, len(seen.bad), first.number, problem)
    if seen.tie is not None and not command.differs_because.strip():
        refusal = seen.tie.refusal(command.name)
        if refusal is not None:
            raise refusal


def _note_file(command: TakeIn, act: Act, seen: Preview) -> TakenIn:
    counts = seen.counts()
    [file_id] = db.take_ids("imports_file", 1)
    taken = TakenIn(
        file_id=file_id,
        created=counts[Outcome.CREATED],
        updated=counts[Outcome.UPDATED],
        unchanged=counts[Outcome.UNCHANGED],
        known=counts[Outcome.KNOWN],
        bad=len(seen.bad),
    )
    models.ImportFile.objects.create(
        id=file_id,
        entity_id=act.entity_id,
        kind=command.kind,
        source=command.source or command.bridge,
        name=command.name,
        sha256=seen.reading.sha256,
        actor=act.person.name,
        created=taken.created,
        updated=taken.updated,
        unchanged=taken.unchanged,
        known=taken.known,
        bad=taken.bad,
    )
    return taken


_ROW_COLUMNS = (
    *("entity_id", "file_id", "number", "kind", "key", "fingerprint", "external_key"),
    *("outcome", "target_id", "target", "before", "after", "is_undone"),
)


def _note_rows(
    act: Act, kind: str, file_id: int, made: Sequence[tuple[Planned[object], Made]]
) -> None:
    db.write(
        "imports_row",
        _ROW_COLUMNS,
        [
            (
                act.entity_id,
                file_id,
                one.row.number,
                kind,
                one.key,
                one.row.fingerprint,
                str(one.row.values.get("external_key", "")),
                one.outcome.value,
                row.target_id,
                one.target,
                None if row.before is None else json.dumps(row.before),
                row.after,
                False,
            )
            for one, row in made
        ],
    )


def _keep_bad_rows(act: Act, file_id: int, seen: Preview) -> None:
    if not seen.bad:
        return
    is_text = seen.reading.table.layout.kind is FileKind.DELIMITED
    media = CSV if is_text else XLSX
    stem = PurePath(seen.reading.table.name).stem
    name = file_name(f"{stem}-bad-rows{'.csv' if is_text else '.xlsx'}", media)
    [paper_id] = keep_papers(act, [(seen.bad_rows_file(), media)])
    attach(
        act,
        [
            NewAttachment(
                paper_id=paper_id,
                subject_kind="import",
                subject_id=file_id,
                name=name,
                role=BAD_ROWS,
            )
        ],
    )
