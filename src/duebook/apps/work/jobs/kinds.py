"""A list written to a file as long work, for the one who asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings

from duebook import db
from duebook.apps.entities.queries import entity
from duebook.apps.work.actions import Ended, Working, long_work
from duebook.apps.work.actions.exporting import EXPORT, ExportList
from duebook.web import list_files
from duebook.web.list_pages import LISTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

KEPT_FOR: Final = timedelta(days=7)
"""How long the file can be fetched; it is a copy, and can be made again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asked for a list, and has gone on with something else."""

    entity_id: int
    code: str
    currency: str
    actor: str
    today: date


class _Stopped(Exception):
    """Somebody wants no file any more."""


@long_work(EXPORT, title="{command.title} to a file", unit="rows", right=None)
def export_list(work: Working, command: ExportList) -> Ended:
    """Write the list page by page, each as it stands when it is read."""
    import_module(settings.ROOT_URLCONF)  # where the pages make their lists known
    spec = LISTS[command.export.list]
    with db.reading(work.entity_id):
        house = entity(work.entity_id)
        asker = Asker(
            entity_id=work.entity_id,
            code=house.code.lower(),
            currency=house.currency,
            actor=work.actor,
            today=command.today,
        )
        found = list_files.found(spec, asker, command.export)
        pages = list_files.pages(spec, asker, command.export)
    work.tell(0, sum(one.count for one in found))
    try:
        made = list_files.made(spec, asker, command.export, found, _told(work, pages))
    except _Stopped:
        return Ended(sentence="It was stopped, and no file was kept.")
    work.keep_file(
        made.name, made.media_type, made.content, keep_for=KEPT_FOR, is_own=True
    )
    return Ended(
        sentence=f"{work.done:,} rows are ready to fetch, until a week from now.",
        figures={"rows": work.done},
    )


def _told(work: Working, pages: Iterator[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """The pages, each read within the walls, and how far they are.

    Raises:
        _Stopped: somebody asked for that.
    """
    while True:
        with db.reading(work.entity_id):
            page = next(pages, None)
        if page is None:
            return
        yield page
        work.tell(work.done + len(page))
        if work.is_stopped():
            raise _Stopped
