"""Builders for tests of imports: an office to import into, and a file in one call."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from duebook import db
from duebook.apps.imports.actions import (
    SentPaper,
    TakeIn,
    UndoImport,
    take_in,
    undo_import,
)
from duebook.apps.imports.queries import NOTHING_SAID, preview
from tests.office import CLERK, an_entity, by

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duebook.apps.imports.actions import (
        TakenIn,
    )
    from duebook.apps.imports.queries import Preview, Said

TODAY = date(2026, 11, 3)

PARTIES = """\
Code;Name;E-mail;Street;City;ZIP;Country;Terms
TIDE;Tidewell Hotels;ap@tidewell.example;1 Quay Road;Port Alder;04101;US;
BRIO;Café Brio;billing@brio.example;22 Mill Lane;Port Alder;04102;US;
"""
ITEMS = """\
SKU,Description,Unit,Revenue Account
CLEAN,Office cleaning,h,4000
SOAP,Soap dispenser,pc,4000
"""


def seen(
    entity_id: int,
    kind: str,
    content: str | bytes,
    name: str = "",
    *,
    said: Said = NOTHING_SAID,
    papers: Mapping[str, bytes] | None = None,
    source: str = "",
    counts_on: date | None = None,
) -> Preview:
    """What a file would do."""
    data = content.encode() if isinstance(content, str) else content
    with db.reading(entity_id):
        return preview(
            entity_id,
            kind,
            data,
            name or f"{kind}.csv",
            actor=CLERK,
            today=TODAY,
            said=said,
            papers=papers,
            source=source,
            counts_on=counts_on,
        )


def taken(entity_id: int, kind: str, content: str | bytes, **said: Any) -> TakenIn:
    """A file taken in as its preview shows it."""
    data = content.encode() if isinstance(content, str) else content
    all_or_nothing = said.pop("all_or_nothing", False)
    shown = seen(entity_id, kind, data, **said)
    return take_in(
        TakeIn(
            entity_id=entity_id,
            kind=kind,
            name=shown.reading.table.name,
            content=data,
            layout=shown.reading.table.layout,
            mapping=shown.mapping,
            papers=tuple(
                SentPaper(name=name, content=paper)
                for name, paper in (said.get("papers") or {}).items()
            ),
            counts_on=said.get("counts_on"),
            all_or_nothing=all_or_nothing,
        ),
        **by(CLERK),
    )


def undone(entity_id: int, file_id: int, reason: str = "the wrong file") -> int:
    return undo_import(
        UndoImport(entity_id=entity_id, file_id=file_id, reason=reason), **by(CLERK)
    ).rows


def an_office(code: str = "HP") -> int:
    """An entity with two parties and two items, imported."""
    entity_id = an_entity(code)
    taken(entity_id, "parties", PARTIES)
    taken(entity_id, "items", ITEMS)
    return entity_id


def problems(shown: Preview) -> list[tuple[int, str]]:
    """Every bad row of a preview, with its reasons as a person reads them."""
    return [(row.number, "; ".join(map(str, row.problems))) for row in shown.bad]


def charge_count(entity_id: int) -> int:
    """How many charges the entity has."""
    with db.reading(entity_id):
        [(count,)] = db.tuples_of(
            "SELECT count(*) FROM invoicing_charge WHERE entity_id = %(entity)s",
            {"entity": entity_id},
        )
    return int(count)
