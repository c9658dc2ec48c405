"""``duebook attach``: a supporting document for a charge, a document or a party."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management import CommandError
from typing_extensions import override

from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.invoicing.actions.charges import NoSuchCharge
from duebook.apps.invoicing.queries.charges import is_charge
from duebook.apps.invoicing.queries.documents import stored_by_number
from duebook.apps.papers.actions import AttachPaper, attach_paper
from duebook.apps.parties.queries import party_by_code
from duebook.web.terminal import console

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting


class Command(OfficeCommand):
    help = "Attach a supporting document to a charge, a document or a party."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument(
            "kind", choices=["charge", "document", "party"], help="of what"
        )
        parser.add_argument(
            "subject", help="the charge’s or document’s number, or the party’s code"
        )
        parser.add_argument("file", type=Path)

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        kind, subject, path = options["kind"], options["subject"], options["file"]
        with sitting.reading():
            subject_id = _subject_id(sitting.entity_id, kind, subject)
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}") from error
        name = attach_paper(
            AttachPaper(
                entity_id=sitting.entity_id,
                subject_kind=kind,
                subject_id=subject_id,
                name=path.name,
                content=content,
            ),
            **sitting.sends(),
        )
        console.print(f"{name} is attached to {kind} {subject}.")


def _subject_id(entity_id: int, kind: str, subject: str) -> int:
    if kind == "document":
        return stored_by_number(entity_id, subject).id
    if kind == "party":
        return party_by_code(entity_id, subject).id
    if not subject.isdecimal():
        raise CommandError(f"“{subject}” is no number of a charge")
    if not is_charge(entity_id, int(subject)):
        raise NoSuchCharge(int(subject))
    return int(subject)
