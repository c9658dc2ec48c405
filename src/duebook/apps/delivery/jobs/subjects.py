"""What goes out, by kind: each room says how its documents are mailed and printed.

A room enters its kinds in ``SUBJECTS`` when its actions are imported; this room
knows no document from inside.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from django.utils.module_loading import autodiscover_modules

from duebook.apps.delivery.jobs.letters import print_letters
from duebook.apps.delivery.jobs.sending import Composed, send_due
from duebook.apps.delivery.queries import Delivery
from duebook.apps.entities.queries import entity
from duebook.documents.binding import bound
from duebook.documents.records import PrintedInvoice, PrintedStatement
from duebook.documents.render import render_letters
from duebook.domain.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from duebook.apps.delivery.jobs.letters import LettersPrinted, PrintLetters
    from duebook.apps.delivery.jobs.sending import Outcome, SendingRun
    from duebook.apps.delivery.jobs.transports import Transport

Sheet = PrintedInvoice | PrintedStatement


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """For which entity something goes out, on whose word, at which instant."""

    entity_id: int
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """How documents of one kind go out.

    Attributes:
        still_wanted: why a document is no longer to go out, or ``None``.
        compose: the mail that carries it.
        sheets: documents as letters, by id, in a constant number of queries.
        own_templates: the folders of templates that held when they were made, by id.
    """

    still_wanted: Callable[[int, int], str | None]
    compose: Callable[[Errand, Delivery], Composed]
    sheets: Callable[[int, Collection[int]], Mapping[int, Sheet]]
    own_templates: Callable[[int, Collection[int]], Mapping[int, Path | None]]


SUBJECTS: dict[str, Subject] = {}
"""By the ``subject_kind`` of deliveries."""


@dataclass(eq=False)
class UnknownSubject(Refusal):
    """Nobody knows how to send documents of this kind."""

    code: ClassVar[str] = "unknown_subject"
    template: ClassVar[str] = "{number} cannot be sent: “{kind}” is unknown here."

    number: str
    kind: str


def send_mails(
    errand: Errand,
    transport: Transport,
    *,
    limit: int = 500,
    each: Callable[[Outcome], object] = lambda _: None,
) -> SendingRun:
    """Send the mails that are due, whatever they carry (see ``send_due``)."""
    autodiscover_modules("actions")
    return send_due(
        errand.entity_id,
        transport,
        compose=partial(_compose, errand),
        still_wanted=partial(_still_wanted, errand.entity_id),
        actor=errand.actor,
        at=errand.at,
        limit=limit,
        each=each,
    )


def print_all_letters(
    command: PrintLetters, *, folder: Path, actor: str, key: UUID, at: datetime
) -> LettersPrinted:
    """Print the letters that wait, whatever they are (see ``print_letters``)."""
    autodiscover_modules("actions")
    errand = Errand(entity_id=command.entity_id, actor=actor, at=at)
    return print_letters(
        command,
        press=partial(_press, errand),
        still_wanted=partial(_still_wanted, command.entity_id),
        folder=folder,
        actor=actor,
        key=key,
        at=at,
    )


def _subject(delivery: Delivery) -> Subject:
    subject = SUBJECTS.get(delivery.subject_kind)
    if subject is None:
        raise UnknownSubject(delivery.number, delivery.subject_kind)
    return subject


def _still_wanted(entity_id: int, delivery: Delivery) -> str | None:
    subject = SUBJECTS.get(delivery.subject_kind)
    return subject.still_wanted(entity_id, delivery.subject_id) if subject else None


def _compose(errand: Errand, delivery: Delivery) -> Composed:
    return _subject(delivery).compose(errand, delivery)


def _press(errand: Errand, letters: Sequence[Delivery]) -> bytes:
    """The letters in their order, each kind's documents read at once.

    Each is printed with the templates of its day; letters of a day before and of one
    after a change of them are pressed apart and bound together.
    """
    ids: dict[str, set[int]] = {}
    for letter in letters:
        ids.setdefault(letter.subject_kind, set()).add(letter.subject_id)
        _subject(letter)
    here = errand.entity_id
    sheets = {
        kind: SUBJECTS[kind].sheets(here, of_kind) for kind, of_kind in ids.items()
    }
    made_with = {
        kind: SUBJECTS[kind].own_templates(here, of_kind)
        for kind, of_kind in ids.items()
    }
    made = groupby(
        letters, lambda letter: made_with[letter.subject_kind][letter.subject_id]
    )
    name = entity(here).name
    pressed = [
        render_letters(
            [sheets[letter.subject_kind][letter.subject_id] for letter in those],
            title=f"{len(letters)} letters of {name}",
            day=errand.at.date(),
            template_overrides=folder,
        )
        for folder, those in made
    ]
    if len(pressed) == 1:
        return pressed[0]
    return bound({f"part {place}": part for place, part in enumerate(pressed, start=1)})
