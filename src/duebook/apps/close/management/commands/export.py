"""``duebook export``: master data, journal and sales as another program takes them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management import CommandError
from typing_extensions import override

from duebook.apps.close.queries.exports import DATED, LISTS, books
from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.entities.queries import entity
from duebook.formats.exports import (
    PRODUCTS,
    ExportFile,
    Form,
    desktop_files,
    table_files,
    workbook,
)
from duebook.web.terminal import console, counted, day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting
    from duebook.formats.exports import Books

DESKTOP = "quickbooks-desktop"
PLAIN = "plain"
_HAS = {DESKTOP: ("accounts", "customers", "items", "journal")} | {
    key: tuple(what for what in LISTS if what in product.lists)
    for key, product in PRODUCTS.items()
}
"""The lists that each program takes."""

_TWICE = frozenset({"sales"})
"""What the journal has already: Xero would book it a second time."""


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
            choices=list(_HAS),
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
            default="Tax Exempt (0%)",
            metavar="NAME",
            help="Xero's name for the rate of nothing: tax has lines of its own",
        )

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        lists = _lists(options)
        with sitting.reading():
            found = books(
                sitting.entity_id,
                lists,
                first=options["first"] or sitting.today,
                last=options["last"] or sitting.today,
                on=options["last"] or sitting.today,
            )
            is_american = entity(sitting.entity_id).language.endswith("-US")
        files = _files(found, lists, options, is_american=is_american)
        folder: Path = options["out"]
        folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            (folder / file.name).write_bytes(file.content)
            console.print(f"{counted(file.records, 'record')} in {folder / file.name}")


def _lists(options: Mapping[str, Any]) -> Sequence[str]:
    """The lists that were asked for, or those that say each thing once."""
    product, asked = options["product"], options["lists"]
    has_days = options["first"] and options["last"]
    wrong = [what for what in asked if what not in _HAS[product]]
    if wrong:
        known = ", ".join(_HAS[product])
        raise CommandError(f"{product} takes {known}; not {', '.join(wrong)}.")
    if not has_days and DATED & set(asked):
        raise CommandError("Say the days of journal and sales with --from and --to.")
    if asked:
        return [what for what in _HAS[product] if what in asked]
    left_out = (frozenset() if product == PLAIN else _TWICE) | (
        frozenset() if has_days else DATED
    )
    return [what for what in _HAS[product] if what not in left_out]


def _files(
    found: Books, lists: Sequence[str], options: Mapping[str, Any], *, is_american: bool
) -> list[ExportFile]:
    product = options["product"]
    if product == DESKTOP:
        return desktop_files(found, lists)
    form = Form(
        product=PRODUCTS[product],
        tax_rate=options["tax_rate"],
        local_dates="%m/%d/%Y" if is_american else "%d/%m/%Y",
    )
    files = table_files(found, lists, form)
    if product == PLAIN:
        records = sum(file.records for file in files)
        content = workbook(found, lists, form)
        files.append(ExportFile("duebook.xlsx", content, records))
    return files
