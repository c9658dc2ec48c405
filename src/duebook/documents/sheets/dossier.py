"""A dossier as a sheet: parts under headings, each with facts, sentences and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook.documents.figures import figures_in
from duebook.documents.sheets.cells import cells_of, columns_of
from duebook.documents.sheets.frame import frame
from duebook.documents.sheets.tables import Row, RowGroup, table
from duebook.documents.words import words_in

if TYPE_CHECKING:
    from duebook.documents.records import (
        Cell,
        DossierPart,
        DossierTable,
        Fact,
        PrintedDossier,
    )
    from duebook.documents.sheets.frame import Sheet
    from duebook.documents.sheets.tables import AnyCell


def dossier_sheet(dossier: PrintedDossier) -> Sheet:
    """What ``dossier.typ`` prints."""
    figures = figures_in(dossier.locale)
    return {
        **frame(
            locale=dossier.locale,
            paper=dossier.paper,
            title=dossier.title,
            running=f"{dossier.entity} · {dossier.title} · {dossier.subtitle}",
            watermark=dossier.watermark,
        ),
        "template": "dossier",
        "entity": dossier.entity,
        "subtitle": dossier.subtitle,
        "figures_of": words_in(dossier.locale)["figures_of"].format(
            date=figures.day(dossier.printed_on)
        ),
        "facts": _facts(dossier.facts),
        "paragraphs": list(dossier.paragraphs),
        "parts": [_part(dossier, part) for part in dossier.parts],
    }


def _part(dossier: PrintedDossier, part: DossierPart) -> Sheet:
    return {
        "heading": part.heading,
        "own_page": part.is_on_own_page,
        "facts": _facts(part.facts),
        "paragraphs": list(part.paragraphs),
        "tables": [
            {"heading": one.heading, "table": _table(dossier, one)}
            for one in part.tables
        ],
    }


def _table(dossier: PrintedDossier, one: DossierTable) -> Sheet:
    def cells(row: tuple[Cell, ...]) -> tuple[AnyCell, ...]:
        return cells_of(one.columns, row, locale=dossier.locale, currency=one.currency)

    return table(
        columns_of(one.columns),
        [RowGroup(rows=tuple(Row(cells=cells(row)) for row in one.rows))],
        summary=one.heading,
        totals=[cells(total) for total in one.totals],
    )


def _facts(facts: tuple[Fact, ...]) -> list[Sheet]:
    return [{"label": fact.label, "text": fact.text} for fact in facts]
