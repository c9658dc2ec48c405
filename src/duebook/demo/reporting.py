"""What the books answer at the end of the month, on screen and in files."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from django.core.management import call_command

from duebook.apps.entities.queries import entity
from duebook.apps.reports import queries
from duebook.apps.reports.queries import Wanted
from duebook.demo.blueprint import THIS_MONTH
from duebook.demo.month import LAST_DAY
from duebook.demo.workdays import months_before
from duebook.documents.records import Paper
from duebook.documents.render import render_report

if TYPE_CHECKING:
    from datetime import date

    from duebook.apps.reports.queries import Report
    from duebook.demo.month import MonthsWork

_MONTHLY: Final = ("invoices", "cash", "taxes", "credits")
_AT_ITS_END: Final = ("aging", "trial-balance", "tie-out")
_OF_THE_YEAR: Final = ("revenue", "trend")
_PRINTED: Final = frozenset({"aging", "trend"})
"""Those with a chart that people would rather look at."""


def wanted(work: MonthsWork, first: date, *, size: int | None = None) -> Wanted:
    """What is asked of the books at the end of the month, inside a reading."""
    row = entity(work.entity_id)
    return Wanted(
        entity_id=work.entity_id,
        currency=row.currency,
        locale="en-US",
        on=LAST_DAY,
        first=first,
        size=size,
    )


def ask(work: MonthsWork, name: str, first: date, *, size: int | None = None) -> Report:
    """One report of the entity at the end of the month."""
    with work.desk.reading():
        return queries.report(name, wanted(work, first, size=size))


def received(work: MonthsWork) -> tuple[int, Counter[str]]:
    """How many payments came in this month, and their sums by currency."""
    rows = [
        row
        for row in ask(work, "cash", THIS_MONTH).rows
        if row.cells[_KIND] == "payment"
    ]
    sums = Counter[str]()
    for row in rows:
        sums[row.currency] += int(str(row.cells[_AMOUNT]))
    return len(rows), sums


_KIND, _AMOUNT = 2, 8
"""Columns of the cash receipts."""


def write_reports(work: MonthsWork) -> None:
    """Every report as a workbook, and those with a chart as PDF, too."""
    year = months_before(THIS_MONTH, 11)[0]
    firsts = {
        **dict.fromkeys(_MONTHLY, THIS_MONTH),
        **dict.fromkeys(_AT_ITS_END, THIS_MONTH),
        **dict.fromkeys(_OF_THE_YEAR, year),
    }
    for name, first in firsts.items():
        report = ask(work, name, first)
        stem = f"{name}-{LAST_DAY:%Y-%m}"
        shelf = work.shelf["reports"]
        (shelf / f"{stem}.xlsx").write_bytes(queries.as_xlsx(report))
        if name in _PRINTED:
            printed = queries.as_printed(
                report,
                entity=work.desk.blueprint.name,
                paper=Paper(str(work.desk.blueprint.settings["paper"])),
            )
            (shelf / f"{stem}.pdf").write_bytes(render_report(printed))


def write_journal(work: MonthsWork) -> None:
    """The month's journal for the accountant, as a workbook."""
    call_command(
        "journal",
        entity=work.desk.code,
        first=THIS_MONTH,
        last=LAST_DAY,
        out=work.shelf["reports"] / f"journal-{LAST_DAY:%Y-%m}.xlsx",
    )
