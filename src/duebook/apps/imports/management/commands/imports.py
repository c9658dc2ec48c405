"""``duebook imports``: what was taken in; show one, fetch its bad rows, undo it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management import CommandError
from typing_extensions import override

from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.imports.actions import UndoImport, undo_import
from duebook.apps.imports.management.showing import show_import, show_imports
from duebook.apps.imports.queries import (
    bad_rows,
    import_by_id,
    imports,
    rows_of_file,
)
from duebook.web.terminal import console

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting


class Command(OfficeCommand):
    help = "List imports; show one, write out its bad rows, or undo it."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument(
            "what",
            nargs="?",
            default="list",
            choices=["list", "show", "bad-rows", "undo"],
        )
        parser.add_argument("number", nargs="?", type=int, help="of the import")
        parser.add_argument("--reason", default="", help="why it is undone")
        parser.add_argument("--out", type=Path, help="where to write the bad rows")

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        if options["what"] == "list":
            with sitting.reading():
                show_imports(imports(sitting.entity_id))
            return
        number = options["number"]
        if number is None:
            raise CommandError("Say which import, by its number.")
        if options["what"] == "undo":
            undone = undo_import(
                UndoImport(
                    entity_id=sitting.entity_id,
                    file_id=number,
                    reason=options["reason"],
                ),
                **sitting.sends(),
            )
            console.print(
                f"Import {number} is undone: {undone.rows:,} rows taken back."
            )
            return
        with sitting.reading():
            if options["what"] == "show":
                show_import(
                    import_by_id(sitting.entity_id, number),
                    rows_of_file(sitting.entity_id, number),
                )
                return
            name, content = bad_rows(sitting.entity_id, number)
        out = options["out"] or Path(name)
        out.write_bytes(content)
        console.print(f"The bad rows of import {number} are in {out}.")
