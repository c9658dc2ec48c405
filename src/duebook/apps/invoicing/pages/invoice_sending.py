"""Acts that send a document: once more, or explained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.urls import path

from duebook.apps.entities.pages.door import page
from duebook.apps.invoicing.actions.explaining import (
    ExplainInvoice,
    explain_invoice,
    recipients,
)
from duebook.apps.invoicing.actions.resending import (
    NothingToSend,
    SendAgain,
    send_again,
)
from duebook.apps.invoicing.forms.acts import (
    DocumentForm,
    ExplainForm,
)
from duebook.apps.invoicing.pages.acting import (
    Acting,
    Effect,
    acted,
    begun,
    once,
)
from duebook.apps.invoicing.queries.explaining import explained
from duebook.apps.invoicing.queries.resending import resending
from duebook.documents.explaining import explanation_mail
from duebook.domain.rights import Right
from duebook.web.frame import Key, Page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.invoicing.queries.whole import Whole

_KEYS: Final = (Key("Ctrl ↵", "send the form"),)
SEND: Final = Page("send", "Send again", under="invoices", keys=_KEYS)
EXPLAIN: Final = Page("explain", "Explain by mail", under="invoices", keys=_KEYS)


@page(SEND, Right.SEND)
def send(request: HttpRequest, sitting: Seated, number: str) -> HttpResponse:
    """Send a document once more, to whom the party names today."""

    def effect(found: Whole, _: DocumentForm) -> Effect:
        [one] = resending(sitting.entity_id, [found.document.id])
        if one.why_not:
            raise NothingToSend(f"{one.number}: {one.why_not}")
        way = "by mail" if one.channel == "mail" else "by letter"
        to = ", ".join(recipient.splitlines()[0] for recipient in one.recipients)
        return Effect(0, (), (f"It goes {way} to {to}.",))

    def act(found: Whole, form: DocumentForm) -> None:
        command = SendAgain(
            entity_id=sitting.entity_id, document_ids=(found.document.id,)
        )
        once(sitting, found, form, send_again, command)

    return acted(
        request,
        sitting,
        number,
        Acting(
            title="Send another copy of",
            button="Send it",
            right=Right.SEND,
            form=begun(sitting, DocumentForm),
            effect=effect,
            act=act,
            undo="What has left cannot be called back; a correction can follow it.",
        ),
    )


@page(EXPLAIN, Right.SEND)
def explain(request: HttpRequest, sitting: Seated, number: str) -> HttpResponse:
    """Tell the customer by mail how each amount came about."""

    def effect(found: Whole, form: ExplainForm) -> Effect:
        typed = form.cleaned_data["recipient"] if form.is_bound else ""
        to = recipients(sitting.entity_id, found.document, typed)
        words = explanation_mail(explained(sitting.entity_id, found.document))
        attached = f"It goes by mail to {', '.join(to)}, with the invoice as PDF."
        return Effect(0, (), (attached,), words)

    def act(found: Whole, form: ExplainForm) -> None:
        command = ExplainInvoice(
            entity_id=sitting.entity_id,
            number=found.document.number,
            recipient=form.cleaned_data["recipient"],
        )
        once(sitting, found, form, explain_invoice, command)

    return acted(
        request,
        sitting,
        number,
        Acting(
            title="Mail an explanation of",
            button="Send the explanation",
            right=Right.SEND,
            form=begun(sitting, ExplainForm),
            effect=effect,
            act=act,
            undo="What has left cannot be called back. The books do not change.",
        ),
    )


_ONE: Final = "<str:entity>/invoices/<str:number>"

urlpatterns = [
    path(f"{_ONE}/send", send, name="invoicing.send"),
    path(f"{_ONE}/explain", explain, name="invoicing.explain"),
]
