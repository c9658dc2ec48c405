"""Many documents printed at once, as one file to fetch."""

from __future__ import annotations

from typing import Final

from duebook import db
from duebook.apps.invoicing.actions.printing import PrintMany, print_documents
from duebook.apps.invoicing.queries.documents import stored
from duebook.apps.work.actions import Ended, Working, long_work
from duebook.documents.binding import bound
from duebook.domain.rights import Right
from duebook.formats.media import PDF
from duebook.formats.packs import zipped
from duebook.web.figures import counted

ZIP: Final = "application/zip"
AT_A_TIME: Final = 20
"""Documents rendered in one transaction."""


@long_work("print_many", title="Printing", unit="documents", right=Right.SEND)
def print_many(work: Working, command: PrintMany) -> Ended:
    """Print what has no print yet, and bind everything together."""
    ids = command.document_ids
    work.tell(0, len(ids))
    files: dict[int, bytes] = {}
    for first in range(0, len(ids), AT_A_TIME):
        piece = ids[first : first + AT_A_TIME]
        files |= print_documents(work.entity_id, piece, **work.sends(f"from {first}"))
        work.tell(len(files))
        if work.is_stopped():
            return Ended(sentence=f"{len(files):,} of {len(ids):,} were printed.")
    with db.reading(work.entity_id):
        known = stored(work.entity_id, ids)
    named = {f"{known[id_].number}.pdf": files[id_] for id_ in ids}
    if command.form == "zip":
        work.keep_file("documents.zip", ZIP, zipped(named))
    else:
        work.keep_file("documents.pdf", PDF, bound(named))
    return Ended(
        sentence=f"Ready to fetch: {counted(len(ids), 'document')}.",
        figures={"documents": len(ids)},
    )
