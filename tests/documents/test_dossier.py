"""Dossiers: evidence that somebody who was not there can read."""

from __future__ import annotations

from datetime import date

from duebook.documents.records import (
    ColumnKind,
    DossierPart,
    DossierTable,
    Fact,
    Paper,
    PrintedDossier,
    ReportColumn,
)
from duebook.documents.render import render_dossier
from tests.documents.reading import tags_of, text_of

TABLE = DossierTable(
    heading="Entries",
    columns=(
        ReportColumn(head="Account", kind=ColumnKind.TEXT),
        ReportColumn(head="Debit", kind=ColumnKind.MONEY),
    ),
    rows=(("1200 Accounts receivable", 1234_50), ("4000 Revenue", None)),
    totals=(("Total", 1234_50),),
    currency="USD",
)
DOSSIER = PrintedDossier(
    entity="Harbor Physio Ltd",
    title="Audit sample",
    subtitle="1 of 20 documents",
    printed_on=date(2026, 11, 30),
    locale="en-US",
    paper=Paper.LETTER,
    facts=(Fact(label="Seed", text="2026"),),
    paragraphs=("Anybody can draw it again.",),
    parts=(
        DossierPart(
            heading="INV-2026-00001",
            facts=(Fact(label="Issued", text="3 November 2026"),),
            paragraphs=("Nobody had to approve it.",),
            tables=(TABLE,),
        ),
        DossierPart(heading="INV-2026-00002", is_on_own_page=True),
    ),
)


def test_facts_sentences_and_tables_stand_under_their_headings() -> None:
    text = text_of(render_dossier(DOSSIER))

    places = [
        text.index(words)
        for words in (
            *("Audit sample", "Seed", "Anybody can draw", "INV-2026-00001", "Issued"),
            *("Nobody had to", "Entries", "1200 Accounts", "1,234.50", "–"),
            *("Total", "INV-2026-00002"),
        )
    ]
    assert places == sorted(places)


def test_it_is_tagged_with_headings_of_three_levels() -> None:
    tags = {tag for tag, _ in tags_of(render_dossier(DOSSIER))}

    assert {"/H1", "/H2", "/H3", "/Table", "/TH"} <= tags


def test_the_same_record_gives_the_same_bytes() -> None:
    assert render_dossier(DOSSIER) == render_dossier(DOSSIER)
