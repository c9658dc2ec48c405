"""Many documents sent once more, as long work."""

from __future__ import annotations

from typing import Final

from duebook import db
from duebook.apps.invoicing.actions.resending import SendAgain, send_again
from duebook.apps.invoicing.queries.resending import resending
from duebook.apps.work.actions import Ended, Working, long_work
from duebook.domain.rights import Right

AT_A_TIME: Final = 200
"""Documents planned in one transaction."""


@long_work("send_again", title="Sending again", unit="documents", right=Right.SEND)
def send_many_again(work: Working, command: SendAgain) -> Ended:
    """Plan the deliveries piece by piece; what cannot go out is told."""
    ids = command.document_ids
    work.tell(0, len(ids))
    planned = 0
    for first in range(0, len(ids), AT_A_TIME):
        piece = ids[first : first + AT_A_TIME]
        with db.reading(work.entity_id):
            asked = resending(work.entity_id, piece)
        for one in asked:
            if one.why_not:
                work.exception(f"{one.number}: {one.why_not}", f"invoices/{one.number}")
        going = tuple(one.document_id for one in asked if not one.why_not)
        if going:
            again = SendAgain(entity_id=work.entity_id, document_ids=going)
            planned += send_again(again, **work.sends(f"from {first}")).documents
        work.tell(first + len(piece))
        if work.is_stopped():
            break
    return Ended(
        sentence=f"{planned:,} documents will go out with the next mails and letters.",
        figures={"documents": planned},
    )
