"""An invoice explained to its customer: a mail in plain words, amount by amount."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from duebook.apps.delivery.actions import Planned, plan
from duebook.apps.delivery.jobs.sending import carrying
from duebook.apps.delivery.jobs.subjects import SUBJECTS, Subject
from duebook.apps.delivery.queries import MAIL
from duebook.apps.entities.actions import Act, action, new_key
from duebook.apps.invoicing.actions.printing import print_documents
from duebook.apps.invoicing.actions.sending import still_wanted
from duebook.apps.invoicing.queries.documents import stored, stored_by_number
from duebook.apps.invoicing.queries.explaining import explained
from duebook.apps.invoicing.queries.printing import own_templates, printed
from duebook.apps.parties.queries import invoice_emails
from duebook.documents.explaining import explanation_mail
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right
from duebook.formats.mail import address_of

if TYPE_CHECKING:
    from duebook.apps.delivery.jobs.sending import Composed
    from duebook.apps.delivery.jobs.subjects import Errand
    from duebook.apps.delivery.queries import Delivery
    from duebook.apps.invoicing.queries.documents import Stored

KIND: Final = "explanation"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainInvoice:
    """Explain an invoice to its customer by mail; empty goes where invoices go."""

    entity_id: int
    number: str
    recipient: str = ""


@dataclass(eq=False)
class NotExplained(Refusal):
    """An invoice that cannot be explained by mail."""

    code: ClassVar[str] = "not_explained"
    template: ClassVar[str] = "{number} is not explained by mail: {why}."

    number: str
    why: str


@action(Right.SEND)
def explain_invoice(command: ExplainInvoice, act: Act) -> tuple[str, ...]:
    """Plan the mails, and return whom they go to; each asking is one of its own.

    Raises:
        NoSuchDocument: there is none of this number.
        NotExplained: it was voided, or its customer has no address for invoices.
        AddressNotUsable: nobody can be mailed at this address.
    """
    document = stored_by_number(act.entity_id, command.number)
    mailed = recipients(act.entity_id, document, command.recipient)
    plan(
        act,
        [
            Planned(
                channel=MAIL,
                subject_kind=KIND,
                subject_id=document.id,
                recipient=recipient,
                party_id=document.bill_to_id,
                number=document.number,
                language=document.language,
                occasion=f"asked {act.event_id}",
            )
            for recipient in mailed
        ],
    )
    return mailed


def recipients(entity_id: int, document: Stored, typed: str) -> tuple[str, ...]:
    """Whom an explanation goes to: the address typed, or where invoices go.

    Raises:
        NotExplained, AddressNotUsable: as :func:`explain_invoice`.
    """
    why_not = still_wanted(entity_id, document.id)
    if why_not:
        raise NotExplained(document.number, why_not)
    if typed:
        return (address_of(typed),)
    kept = invoice_emails(entity_id, [document.bill_to_id])
    if not kept.get(document.bill_to_id):
        raise NotExplained(document.number, "its customer has no address for invoices")
    return kept[document.bill_to_id]


def compose(errand: Errand, delivery: Delivery) -> Composed:
    """The explanation as it is true when it goes out, with the invoice attached.

    Raises:
        NoSuchDocument, UnprintableTemplate: as printing does.
    """
    entity_id, document_id = errand.entity_id, delivery.subject_id
    files = print_documents(
        entity_id, [document_id], actor=errand.actor, key=new_key(), at=errand.at
    )
    told = explained(entity_id, stored(entity_id, [document_id])[document_id])
    mail = explanation_mail(told)
    return carrying(
        files[document_id],
        number=told.number,
        addressee=told.addressee,
        mail=mail,
    )


SUBJECTS[KIND] = Subject(
    still_wanted=still_wanted,
    compose=compose,
    sheets=printed,
    own_templates=own_templates,
)
