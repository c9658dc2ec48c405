"""``duebook import``: show what files would do, and take them in."""  # noqa: N999 - Django names a command by its module

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.management import CommandError
from rich.progress import Progress, SpinnerColumn, TimeElapsedColumn
from rich.prompt import Confirm
from typing_extensions import override

from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.imports.actions import (
    RememberMapping,
    SentPaper,
    TakeIn,
    remember_mapping,
    take_in,
)
from duebook.apps.imports.management.showing import show_preview, show_taken
from duebook.apps.imports.queries import Outcome, Said, preview
from duebook.apps.imports.queries.plans.charges import papers_of
from duebook.formats.bridges import BRIDGED_KINDS, VENDORS, read_bridge
from duebook.formats.imports import IMPORT_KINDS
from duebook.formats.tables import DateOrder
from duebook.web.terminal import amount, console, day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting
    from duebook.apps.imports.actions import TakenIn
    from duebook.apps.imports.queries import Preview

R = TypeVar("R")


class Command(OfficeCommand):
    help = (
        "Take in a CSV file or a workbook, or the files of another billing program, "
        "after showing what they would do."
    )

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--kind", choices=list(IMPORT_KINDS), help="what the rows are"
        )
        parser.add_argument(
            "--from",
            dest="bridge",
            default="",
            choices=list(VENDORS),
            help="the program whose export files these are, instead of --kind",
        )
        parser.add_argument(
            "--source",
            default="",
            metavar="NAME",
            help="where the files come from; what you say of columns is kept with it",
        )
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="COLUMN=FIELD",
            help="what a column holds; without a field it is left out",
        )
        parser.add_argument("--sheet", help="of a workbook")
        parser.add_argument("--header-row", type=int, help="row of the headings")
        parser.add_argument("--encoding")
        parser.add_argument("--delimiter", help="between the cells of a CSV file")
        parser.add_argument("--decimal", choices=[".", ","], help="the decimal sign")
        parser.add_argument(
            "--date-order", choices=[order.value for order in DateOrder]
        )
        parser.add_argument(
            "--attachments",
            type=Path,
            metavar="FOLDER",
            help="where the supporting documents lie that rows name",
        )
        parser.add_argument(
            "--counts-on", type=day, help="day of opening balances; today, unless said"
        )
        parser.add_argument(
            "--total",
            type=amount,
            help="of the open documents, where the file prints none; it must tie",
        )
        parser.add_argument(
            "--differs-because",
            default="",
            metavar="REASON",
            help="take open documents in although they do not tie to their total",
        )
        parser.add_argument(
            "--bad-rows", type=Path, metavar="OUT", help="where to put rows to be fixed"
        )
        parser.add_argument(
            "--all-or-nothing", action="store_true", help="no row if one is bad"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="show, and write nothing"
        )
        parser.add_argument("--yes", action="store_true", help="do not ask")

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        for file in _files(sitting, options):
            shown = _watched(f"Reading {file.name}", file.preview)
            show_preview(shown, file.name)
            if options["bad_rows"] and shown.bad:
                options["bad_rows"].write_bytes(shown.bad_rows_file())
                console.print(f"The bad rows are in {options['bad_rows']}.")
            if options["dry_run"] or not _is_wanted(shown, options):
                continue
            taken = _watched(f"Taking in {file.name}", partial(file.take_in, shown))
            if file.said.changes_mapping() and not options["bridge"]:
                file.remember(shown)
            show_taken(taken, file.kind, is_saved=bool(options["bad_rows"]))


def _files(sitting: Sitting, options: Mapping[str, Any]) -> list[_File]:
    """The files as they are taken in; of another program, parties before documents."""
    contents = [(path.name, _read(path)) for path in options["files"]]
    if not options["bridge"]:
        if not options["kind"]:
            raise CommandError(
                "Say what the rows are with --kind, or whose export it is with --from."
            )
        return [
            _File(sitting, options, name, content, options["kind"])
            for name, content in contents
        ]
    if options["header_row"] is not None:
        raise CommandError(
            "With --from the headings are found; leave --header-row out."
        )
    layout = _said(options).layout()
    found = [
        _File(sitting, options, name, content, part.kind)
        for name, content in contents
        for part in read_bridge(options["bridge"], content, name, layout=layout).parts
        if options["kind"] in (None, part.kind)
    ]
    return sorted(found, key=lambda file: BRIDGED_KINDS.index(file.kind))


class _File:
    """One file on the clerk's desk, with all that was said about it."""

    def __init__(
        self,
        sitting: Sitting,
        options: Mapping[str, Any],
        name: str,
        content: bytes,
        kind: str,
    ) -> None:
        self.sitting = sitting
        self.options = options
        self.name = name
        self.content = content
        self.kind = kind
        self.said = _said(options)
        self.papers = Folder(options["attachments"])

    def preview(self) -> Preview:
        with self.sitting.reading():
            return preview(
                self.sitting.entity_id,
                self.kind,
                self.content,
                self.name,
                actor=self.sitting.actor,
                today=self.sitting.today,
                said=self.said,
                source=self.options["source"],
                bridge=self.options["bridge"],
                papers=self.papers,
                counts_on=self.options["counts_on"],
                total=self.options["total"],
            )

    def take_in(self, shown: Preview) -> TakenIn:
        named = {
            paper for one in shown.planned if one.entry for paper in papers_of(one.row)
        }
        return take_in(
            TakeIn(
                entity_id=self.sitting.entity_id,
                kind=self.kind,
                name=self.name,
                content=self.content,
                layout=shown.reading.table.layout,
                mapping=shown.mapping,
                source=self.options["source"],
                bridge=self.options["bridge"],
                papers=tuple(
                    SentPaper(name=paper, content=self.papers[paper])
                    for paper in sorted(named)
                ),
                counts_on=self.options["counts_on"],
                total=self.options["total"],
                differs_because=self.options["differs_because"],
                all_or_nothing=self.options["all_or_nothing"],
            ),
            **self.sitting.sends(),
        )

    def remember(self, shown: Preview) -> None:
        remember_mapping(
            RememberMapping(
                entity_id=self.sitting.entity_id,
                kind=self.kind,
                source=self.options["source"],
                mapping=shown.mapping,
            ),
            **self.sitting.sends(),
        )
        console.print("What you said of the columns is remembered for the next file.")


def _said(options: Mapping[str, Any]) -> Said:
    columns: dict[str, str] = {}
    for words in options["map"]:
        column, sign, name = words.rpartition("=")
        if not sign:
            raise CommandError(f"“{words}” is not of the form COLUMN=FIELD.")
        columns[column] = name
    order = options["date_order"]
    return Said(
        sheet=options["sheet"],
        encoding=options["encoding"],
        delimiter=options["delimiter"],
        header_row=options["header_row"],
        decimal=options["decimal"],
        date_order=None if order is None else DateOrder(order),
        columns=columns,
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error


def _is_wanted(shown: Preview, options: Mapping[str, Any]) -> bool:
    """Whether there is something to take in, and the person says so."""
    if shown.taken_before is not None:
        return False
    counts = shown.counts()
    if not counts.total() or (options["all_or_nothing"] and shown.bad):
        console.print("Nothing was taken in.")
        return False
    if options["yes"]:
        return True
    if not sys.stdin.isatty():
        raise CommandError("Nothing was taken in: say --yes, or --dry-run to look.")
    changes = counts[Outcome.CREATED] + counts[Outcome.UPDATED]
    return Confirm.ask(f"Take in {changes:,} rows?", console=console)


def _watched(what: str, work: Callable[[], R]) -> R:
    """Do some work behind a progress bar, which is gone when the work is done."""
    columns = (
        SpinnerColumn(),
        *Progress.get_default_columns()[:2],
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        progress.add_task(what, total=None)
        return work()


class Folder(Mapping[str, bytes]):
    """The files of a folder by name, read when they are asked for."""

    def __init__(self, folder: Path | None) -> None:
        self._paths = (
            {} if folder is None else {path.name: path for path in folder.iterdir()}
        )

    @override
    def __getitem__(self, name: str) -> bytes:
        return self._paths[name].read_bytes()

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    @override
    def __len__(self) -> int:
        return len(self._paths)
