"""``duebook export``: master data, journal and sales as another program takes them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management import CommandError
from typing_extensions import override

from duebook.apps.close.queries.exports import (
    DATED,
    LISTS,
    NO_TAX,
    TAKES,
    each_once,
    exported,
)
from duebook.apps.entities.management.office import OfficeCommand
from duebook.web.figures import counted
from duebook.web.terminal import console, day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting


class Command(OfficeCommand):
    help = (
        "Export customers, items, accounts, journal and sales as another program "
        "takes them in."
    )

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument(
            "lists",
            nargs="*",
            metavar="LIST",
            help=f"{', '.join(LISTS)}; unless said, all but sales",
        )
        parser.add_argument(
            "--for",
            dest="product",
            required=True,
            choices=list(TAKES),
            help="the program that shall take the files in; plain is for any",
        )
        parser.add_argument(
            "--out", type=Path, required=True, metavar="FOLDER", help="where to write"
        )
        parser.add_argument(
            "--from", dest="first", type=day, help="first day of journal and sales"
        )
        parser.add_argument(
            "--to", dest="last", type=day, help="last day of journal and sales"
        )
        parser.add_argument(
            "--tax-rate",
            default=NO_TAX,
            metavar="NAME",
            help="Xero's name for the rate of nothing: tax has lines of its own",
        )

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        lists = _lists(options)
        with sitting.reading():
            files = exported(
                sitting.entity_id,
                options["product"],
                lists,
                first=options["first"] or sitting.today,
                last=options["last"] or sitting.today,
                tax_rate=options["tax_rate"],
            )
        folder: Path = options["out"]
        folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            (folder / file.name).write_bytes(file.content)
            console.print(f"{counted(file.records, 'record')} in {folder / file.name}")


def _lists(options: Mapping[str, Any]) -> Sequence[str]:
    """The lists that were asked for, or those that say each thing once."""
    product, asked = options["product"], options["lists"]
    has_days = bool(options["first"] and options["last"])
    wrong = [what for what in asked if what not in TAKES[product]]
    if wrong:
        known = ", ".join(TAKES[product])
        raise CommandError(f"{product} takes {known}; not {', '.join(wrong)}.")
    if not has_days and DATED & set(asked):
        raise CommandError("Say the days of journal and sales with --from and --to.")
    if asked:
        return [what for what in TAKES[product] if what in asked]
    return each_once(product, has_days=has_days)
