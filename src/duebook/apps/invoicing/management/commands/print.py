"""``duebook print``: the file of an issued document, always the same."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.invoicing.actions.printing import print_documents
from duebook.apps.invoicing.queries.documents import stored_by_number
from duebook.web.terminal import console

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting


class Command(OfficeCommand):
    help = "Write an issued document as PDF."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument("number", help="such as INV-2026-00001")
        parser.add_argument("--out", type=Path, help="a file; NUMBER.pdf if unsaid")

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        with sitting.reading():
            document = stored_by_number(sitting.entity_id, options["number"])
        files = print_documents(sitting.entity_id, [document.id], **sitting.sends())
        out: Path = options["out"] or Path(f"{document.number}.pdf")
        out.write_bytes(files[document.id])
        console.print(f"{document.number} is in {out}")
