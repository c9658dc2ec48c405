"""``duebook report``: a question about the office, answered on screen or in a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from typing_extensions import override

from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.entities.queries import entity
from duebook.apps.reports import queries
from duebook.apps.reports.queries.measures import MEASURES
from duebook.documents.records import Paper
from duebook.documents.render import render_report
from duebook.domain.errors import Refusal
from duebook.formats.tables import ColumnKind
from duebook.web.figures import money, month_named
from duebook.web.terminal import console, day, instant, table

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting
    from duebook.apps.reports.queries import Report, Row
    from duebook.formats.tables import Column, Value

ON_SCREEN = 50
FORMATS = ("table", "csv", "xlsx", "pdf", "svg")


class Command(OfficeCommand):
    help = "Answer a question from the books: " + "; ".join(
        f"{kind.name}: {kind.question}" for kind in queries.REPORTS.values()
    )

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument("name", choices=list(queries.REPORTS))
        parser.add_argument("--on", type=day, help="the day; today if not given")
        parser.add_argument("--from", dest="first", type=day, help="the first day")
        parser.add_argument("--to", dest="last", type=day, help="the last day")
        parser.add_argument("--by", default="", help="what it is grouped or aged by")
        parser.add_argument(
            "--as-known-at",
            type=instant,
            help="leave out what was recorded later: 2026-11-03T12:00",
        )
        parser.add_argument(
            "--count",
            dest="measure",
            choices=list(MEASURES),
            default="",
            help="what your own table counts",
        )
        parser.add_argument(
            "--across", default="", help="what the columns of your own table go by"
        )
        parser.add_argument(
            "--only", default="", help="a search line: what counts in your own table"
        )
        parser.add_argument(
            "--currency",
            default="",
            help="of your own table; else the entity's",
        )
        parser.add_argument("--size", type=int, help="how many parties at most")
        parser.add_argument("--format", choices=FORMATS, default="")
        parser.add_argument("--out", type=Path, help="the file to write")

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        out: Path | None = options["out"]
        form = _form(options["format"], out)
        on = options["last"] or options["on"] or sitting.today
        with sitting.reading():
            row = entity(sitting.entity_id)
            report = queries.report(
                options["name"],
                queries.Wanted(
                    entity_id=sitting.entity_id,
                    currency=row.currency,
                    locale=row.language,
                    on=on,
                    first=options["first"] or on.replace(month=1, day=1),
                    known_at=options["as_known_at"],
                    by=options["by"],
                    size=options["size"] or (ON_SCREEN if form == "table" else None),
                    choice=queries.Choice(
                        measure=options["measure"],
                        across=options["across"],
                        line=options["only"],
                        currency=options["currency"].upper(),
                    ),
                ),
            )
            name, paper = row.name, Paper(row.paper)
        if form == "table":
            show(report)
            return
        content = _written(report, form, entity_name=name, paper=paper)
        target = out or Path(f"{report.name}-{report.on.isoformat()}.{form}")
        target.write_bytes(content)
        console.print(f"{report.title}: {len(report.rows)} rows in {target}")


@dataclass(eq=False)
class UnknownForm(Refusal):
    """The file's name does not say how the report shall be written."""

    code: ClassVar[str] = "unknown_form"
    template: ClassVar[str] = "A report is written as {known}, not as “{form}”."

    form: str
    known: str = ", ".join(FORMATS[1:])


def _form(asked: str, out: Path | None) -> str:
    """The form asked for, or the one that the name of the file ends in.

    Raises:
        UnknownForm: there is none of this name.
    """
    form = asked or (out.suffix.removeprefix(".").lower() if out else FORMATS[0])
    if form not in FORMATS:
        raise UnknownForm(form)
    return form


def _written(report: Report, form: str, *, entity_name: str, paper: Paper) -> bytes:
    match form:
        case "csv":
            return queries.as_csv(report)
        case "xlsx":
            return queries.as_xlsx(report)
        case "svg":
            return queries.as_svg(report).encode()
        case _:
            return render_report(
                queries.as_printed(report, entity=entity_name, paper=paper)
            )


def show(report: Report) -> None:
    """Print a report as a table, its totals below a line, its notes below those."""
    columns = report.columns
    drawn = table(
        f"{report.title}, {report.subtitle}",
        [column.title if column.is_text else f">{column.title}" for column in columns],
        (_shown(columns, row) for row in report.rows),
        totals=(_shown(columns, row) for row in report.totals),
    )
    console.print(drawn)
    for note in report.notes:
        console.print(note, style="dim")


def _shown(columns: tuple[Column, ...], row: Row) -> tuple[str, ...]:
    return tuple(
        _text(column, cell, row.currency)
        for column, cell in zip(columns, row.cells, strict=True)
    )


def _text(column: Column, cell: Value, currency: str) -> str:
    if cell is None:
        return ""
    if column.kind is ColumnKind.MONEY and isinstance(cell, int):
        return money(cell, currency)
    if column.kind is ColumnKind.MONTH:
        return month_named(str(cell))
    if column.kind is ColumnKind.PERCENT:
        return f"{cell:f} %" if not isinstance(cell, str) else cell
    return str(cell)
