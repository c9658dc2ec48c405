"""Long work of imports: taking in a file that was kept when it was shown."""

from __future__ import annotations

from dataclasses import replace

from duebook import db
from duebook.apps.imports.actions import SentPaper, TakeInKept, take_in
from duebook.apps.papers.queries import paper
from duebook.apps.work.actions import Ended, Working, long_work
from duebook.domain.rights import Right
from duebook.formats.packs import papers_sent


@long_work(
    "import", title="Import of {command.command.name}", unit="rows", right=Right.PREPARE
)
def import_file(work: Working, command: TakeInKept) -> Ended:
    """Take a file in: one act, so that all of it can be undone as one."""
    with db.reading(work.entity_id):
        content = paper(work.entity_id, command.paper_id)
        packs = [command.papers_id] if command.papers_id else []
        papers = papers_sent((str(one), paper(work.entity_id, one)) for one in packs)
    sent = tuple(SentPaper(name=name, content=one) for name, one in papers.items())
    taken = take_in(
        replace(command.command, content=content, papers=sent),
        **work.sends("take in"),
    )
    rows = taken.created + taken.updated + taken.unchanged + taken.known + taken.bad
    work.tell(rows, rows)
    return Ended(
        sentence=f"{taken.created + taken.updated:,} rows taken in, "
        f"{taken.bad:,} left to be fixed.",
        link=f"imports/{taken.file_id}",
        figures={
            "created": taken.created,
            "updated": taken.updated,
            "unchanged": taken.unchanged,
            "known": taken.known,
            "bad": taken.bad,
        },
    )
