"""Two people on one document at once: one acts, the other is told."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from duebook import db
from duebook.apps.invoicing.actions.crediting import (
    IssueCreditNote,
    VoidInvoice,
    issue_credit_note,
    void_invoice,
)
from duebook.apps.invoicing.actions.resending import SendAgain, send_again
from duebook.apps.invoicing.actions.seeing import DocumentChanged, as_seen
from duebook.apps.invoicing.queries.documents import stored_by_number
from duebook.apps.invoicing.queries.versions import version_of
from tests.office import MANAGER, an_entity, books_hold, by
from tests.pages.documents import DAY, an_invoice, an_office
from tests.races import at_once

if TYPE_CHECKING:
    from collections.abc import Callable


def credit_and_void(entity_id: int, number: str) -> list[Callable[[], object]]:
    """Two that would both be right alone, over what was seen before."""
    with db.reading(entity_id):
        document = stored_by_number(entity_id, number)
        seen = version_of(entity_id, document)
    said: dict[str, Any] = {
        "entity_id": entity_id,
        "number": number,
        "reason": "billed twice",
    }
    return [
        partial(
            issue_credit_note,
            IssueCreditNote(credited_on=DAY, **said),
            **by(MANAGER),
            instead=as_seen(issue_credit_note.body, document, seen),
        ),
        partial(
            void_invoice,
            VoidInvoice(voided_on=DAY, **said),
            **by(MANAGER),
            instead=as_seen(void_invoice.body, document, seen),
        ),
    ]


def test_of_two_at_once_one_acts_and_the_other_is_told(committed: str) -> None:
    entity_id = an_entity(committed)
    an_office(entity_id)
    number = an_invoice(entity_id).number

    outcomes = at_once(credit_and_void(entity_id, number))

    assert [type(one) for one in outcomes].count(DocumentChanged) == 1
    assert books_hold(entity_id)


def test_what_is_asked_to_be_sent_twice_at_once_goes_out_once(committed: str) -> None:
    entity_id = an_entity(committed)
    an_office(entity_id)
    invoice = an_invoice(entity_id)
    with db.reading(entity_id):
        document = stored_by_number(entity_id, invoice.number)
        seen = version_of(entity_id, document)
    command = SendAgain(entity_id=entity_id, document_ids=(invoice.id,))
    guarded = as_seen(send_again.body, document, seen)

    outcomes = at_once(
        [
            partial(send_again, command, **by(person), instead=guarded)
            for person in (MANAGER, MANAGER)
        ]
    )

    assert [type(one) for one in outcomes].count(DocumentChanged) == 1
