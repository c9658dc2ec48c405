"""``duebook letterhead``: how the entity prints itself, logo included."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.core.management.base import CommandError
from typing_extensions import override

from duebook.apps.entities.actions import ChangeLetterhead, change_letterhead
from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.entities.queries import PRINTED, entity
from duebook.documents.logos import logo_from_file
from duebook.documents.records import Paper
from duebook.web.terminal import console, table

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting

TEXTS: Final = tuple(
    name for name in PRINTED if name not in {"country", "logo", "paper"}
)


class Command(OfficeCommand):
    help = "Show the letterhead, or change what is given; “|” ends a line."

    @override
    def add_more(self, parser: CommandParser) -> None:
        for name in TEXTS:
            parser.add_argument(f"--{name.replace('_', '-')}", metavar="TEXT")
        parser.add_argument("--paper", choices=[paper.value for paper in Paper])
        parser.add_argument("--logo", type=Path, metavar="FILE", help="SVG or PNG")

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        changes = {
            name: options[name].replace("|", "\n")
            for name in TEXTS
            if options[name] is not None
        }
        if options["logo"] is not None:
            changes["logo"] = _logo(options["logo"])
        if options["paper"] is not None:
            changes["paper"] = Paper(options["paper"])
        if changes:
            change = ChangeLetterhead(entity_id=sitting.entity_id, **changes)
            change_letterhead(change, **sitting.sends())
        with sitting.reading():
            row = entity(sitting.entity_id)
        shown = [
            (name.replace("_", " "), getattr(row, name)) for name in (*TEXTS, "paper")
        ]
        shown.append(("logo", "yes" if row.logo else "none"))
        console.print(table("Letterhead", ("", ""), shown))


def _logo(path: Path) -> str:
    """The SVG text of a picture file."""
    try:
        picture = path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}") from error
    return logo_from_file(picture, path.stem).svg
