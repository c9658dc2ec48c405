"""How invoices and their kin go out: the mail around them, and when not to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from duebook.apps.delivery.jobs.sending import carrying
from duebook.apps.delivery.jobs.subjects import SUBJECTS, Subject
from duebook.apps.entities.actions import new_key
from duebook.apps.invoicing.actions.printing import papers_inside, print_documents
from duebook.apps.invoicing.queries.documents import void_of
from duebook.apps.invoicing.queries.printing import (
    ASKS_FOR_MONEY,
    own_templates,
    printed,
)
from duebook.apps.receivables import queries as owed
from duebook.documents.covering import Covered, covering_mail
from duebook.documents.records import DocumentKind

if TYPE_CHECKING:
    from datetime import date

    from duebook.apps.delivery.jobs.sending import Composed
    from duebook.apps.delivery.jobs.subjects import Errand
    from duebook.apps.delivery.queries import Delivery
    from duebook.documents.records import PrintedInvoice

KINDS: Final = tuple(
    kind.value for kind in DocumentKind if kind is not DocumentKind.PRO_FORMA
)


def still_wanted(entity_id: int, document_id: int) -> str | None:
    """Why a document is not to go out: it was voided; ``None`` where it stands."""
    void = void_of(entity_id, document_id)
    return f"voided on {void.voided_on}: {void.reason}" if void else None


def compose(errand: Errand, delivery: Delivery) -> Composed:
    """The mail that carries a document, printed once for all who get it.

    Raises:
        NoSuchDocument, UnprintableTemplate: as printing does.
    """
    entity_id, document_id = errand.entity_id, delivery.subject_id
    files = print_documents(
        entity_id, [document_id], actor=errand.actor, key=new_key(), at=errand.at
    )
    record = printed(entity_id, [document_id])[document_id]
    mail = covering_mail(
        Covered(
            kind=record.kind,
            number=record.number,
            sender=record.letterhead.name,
            locale=record.locale,
            currency=record.currency,
            amount_minor=_amount_minor(entity_id, record),
            day=record.issued_on,
            due_on=_due_on(record),
            addressee=record.addressee.name,
            reference=record.payment_reference,
            has_papers=bool(papers_inside(entity_id, [document_id])),
        )
    )
    return carrying(
        files[document_id],
        number=record.number,
        addressee=record.addressee.name,
        mail=mail,
    )


def _amount_minor(entity_id: int, record: PrintedInvoice) -> int:
    """What is still to pay, and of what asks for no money its total."""
    if record.kind not in ASKS_FOR_MONEY:
        return record.total_minor
    items = owed.items_by_number(entity_id, [record.number]).get(record.number, ())
    return sum(item.open_minor for item in items if item.kind == record.kind.value)


def _due_on(record: PrintedInvoice) -> date | None:
    """The first due day, or until when a quote stands."""
    days = [part.due_on for part in record.instalments]
    return record.valid_until or min(days, default=None)


SUBJECTS.update(
    dict.fromkeys(
        KINDS,
        Subject(
            still_wanted=still_wanted,
            compose=compose,
            sheets=printed,
            own_templates=own_templates,
        ),
    )
)
