"""Records to PDF and SVG: archival, tagged, and the same bytes every time.

Documents are PDF/A-3b and PDF/UA-1 at once.  Their date is the day they carry,
never the clock's, so printing a record again gives the same file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any, Final

from duebook.documents.glyphs import all_drawable
from duebook.documents.press import press
from duebook.documents.records import PrintedInvoice
from duebook.documents.sheets.chart import chart_sheet
from duebook.documents.sheets.dossier import dossier_sheet
from duebook.documents.sheets.invoice import invoice_sheet
from duebook.documents.sheets.report import report_sheet
from duebook.documents.sheets.statement import statement_sheet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from duebook.documents.records import (
        Chart,
        PrintedDossier,
        PrintedReport,
        PrintedStatement,
    )
    from duebook.documents.sheets.frame import Sheet

DOCUMENTS: Final = "main.typ"
CHART: Final = "chart_alone.typ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A supporting document that travels inside the PDF."""

    name: str
    content: bytes
    media_type: str


def render_invoice(
    invoice: PrintedInvoice,
    *,
    template_overrides: Path | None = None,
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """An invoice or one of its kin as PDF, with supporting documents inside.

    ``template_overrides`` is a folder whose templates win over the shipped ones of
    the same name.

    Raises:
        UnknownLanguage: the locale's language has no words.
        UnprintableTemplate: the entity's own template has a fault.
    """
    return _print(
        [invoice_sheet(invoice)],
        author=invoice.letterhead.name,
        day=invoice.issued_on,
        overrides=template_overrides,
        attachments=attachments,
    )


def render_invoice_pages(
    invoice: PrintedInvoice, *, template_overrides: Path | None = None
) -> list[bytes]:
    """Each page of an invoice or one of its kin as SVG; raises as ``render_invoice``.

    They are for the screen: how the document looks, without what travels inside.
    """
    return press(template_overrides).pages(DOCUMENTS, invoice_data(invoice))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedAmount:
    """Where an amount stands on the ``page`` it is printed on, in points from its top.

    ``mark`` names it: ``line-3`` is what the third line comes to, ``sums`` one of the
    sums below the lines.
    """

    mark: str
    page: int
    x: float
    y: float
    width: float
    height: float


def placed_amounts(
    invoice: PrintedInvoice, *, template_overrides: Path | None = None
) -> list[PlacedAmount]:
    """Where the amounts of an invoice stand; raises as ``render_invoice`` does.

    An entity's own template may not tell, and then there are none.
    """
    told = press(template_overrides).places(DOCUMENTS, invoice_data(invoice))
    return [PlacedAmount(**one) for one in told]


def invoice_data(invoice: PrintedInvoice) -> dict[str, Any]:
    """What the template of documents reads of an invoice, without attachments."""
    data = _data([invoice_sheet(invoice)], author=invoice.letterhead.name)
    drawn: dict[str, Any] = all_drawable(data)
    return drawn


def render_statement(
    statement: PrintedStatement, *, template_overrides: Path | None = None
) -> bytes:
    """A statement as PDF; raises as ``render_invoice`` does."""
    return _print(
        [statement_sheet(statement)],
        author=statement.letterhead.name,
        day=statement.as_of,
        overrides=template_overrides,
    )


def render_statement_pages(
    statement: PrintedStatement, *, template_overrides: Path | None = None
) -> list[bytes]:
    """Each page of a statement as SVG, for the screen; raises as the others do."""
    data = _data([statement_sheet(statement)], author=statement.letterhead.name)
    return press(template_overrides).pages(DOCUMENTS, all_drawable(data))


def render_report(
    report: PrintedReport, *, template_overrides: Path | None = None
) -> bytes:
    """A report as PDF, with its chart above the table; raises as the others do."""
    return _print(
        [report_sheet(report)],
        author=report.entity,
        day=report.printed_on,
        overrides=template_overrides,
    )


def render_dossier(
    dossier: PrintedDossier, *, template_overrides: Path | None = None
) -> bytes:
    """A dossier as PDF; raises as the others do."""
    return _print(
        [dossier_sheet(dossier)],
        author=dossier.entity,
        day=dossier.printed_on,
        overrides=template_overrides,
    )


def render_letters(
    letters: Sequence[PrintedInvoice | PrintedStatement],
    *,
    title: str,
    day: date,
    duplex: bool = False,
    template_overrides: Path | None = None,
) -> bytes:
    """Many documents as one PDF for the printer, in the order given.

    Each starts on its own sheet with its own page numbers and shows its address in
    the window of the envelope.  ``duplex`` begins each on a front side.

    Raises:
        UnknownLanguage, UnprintableTemplate: as ``render_invoice``.
    """
    assert letters, "a print job has at least one letter"
    sheets = [
        invoice_sheet(letter)
        if isinstance(letter, PrintedInvoice)
        else statement_sheet(letter)
        for letter in letters
    ]
    return _print(
        sheets,
        title=title,
        author=letters[0].letterhead.name,
        day=day,
        overrides=template_overrides,
        duplex=duplex,
    )


def render_chart_svg(chart: Chart) -> str:
    """A chart as SVG for a page; its table and sentence stand beside it there."""
    drawing = press(None).compile(
        CHART, {"chart": all_drawable(chart_sheet(chart))}, format="svg"
    )
    return drawing.decode("utf-8")


def _print(
    sheets: list[Sheet],
    *,
    author: str,
    day: date,
    overrides: Path | None,
    title: str = "",
    attachments: Sequence[Attachment] = (),
    duplex: bool = False,
) -> bytes:
    data = _data(
        sheets, author=author, title=title, attachments=attachments, duplex=duplex
    )
    return press(overrides).compile(
        DOCUMENTS,
        all_drawable(data),
        timestamp=datetime.combine(day, time(), tzinfo=UTC),
    )


def _data(
    sheets: list[Sheet],
    *,
    author: str,
    title: str = "",
    attachments: Sequence[Attachment] = (),
    duplex: bool = False,
) -> dict[str, Any]:
    """What the template of documents reads."""
    return {
        "title": title or sheets[0]["title"],
        "author": author,
        "sheets": sheets,
        "duplex": duplex,
        "attachments": [
            {
                "name": attachment.name,
                "content": list(attachment.content),
                "media_type": attachment.media_type,
            }
            for attachment in attachments
        ],
    }
