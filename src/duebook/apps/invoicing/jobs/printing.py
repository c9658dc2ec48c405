"""Many documents printed at once, as one file to fetch."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from pypdf import PdfWriter

from duebook import db
from duebook.apps.invoicing.actions.printing import print_documents
from duebook.apps.invoicing.queries.documents import stored
from duebook.apps.work.actions import Ended, Working, long_work
from duebook.domain.rights import Right
from duebook.formats.media import PDF
from duebook.formats.packs import zipped

if TYPE_CHECKING:
    from collections.abc import Mapping

ZIP: Final = "application/zip"
AT_A_TIME: Final = 20
"""Documents rendered in one transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintMany:
    """Print issued documents, in this order, into one PDF or into a ZIP of them."""

    entity_id: int
    document_ids: tuple[int, ...]
    form: Literal["pdf", "zip"] = "pdf"


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
        work.keep_file("documents.pdf", PDF, _bound(named))
    return Ended(
        sentence=f"{len(ids):,} documents are ready to fetch.",
        figures={"documents": len(ids)},
    )


def _bound(files: Mapping[str, bytes]) -> bytes:
    """All files in one, with a bookmark for each."""
    writer = PdfWriter()
    for name, content in files.items():
        writer.append(io.BytesIO(content), outline_item=name.removesuffix(".pdf"))
    bound = io.BytesIO()
    writer.write(bound)
    return bound.getvalue()
