"""Acts on a document’s party and on a quote: held, released, accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.urls import path, reverse

from duebook.apps.entities.pages.door import page
from duebook.apps.invoicing.actions.drafts import AcceptQuote, accept_quote
from duebook.apps.invoicing.forms.acts import (
    DocumentForm,
    HoldForm,
)
from duebook.apps.invoicing.pages.acting import (
    Acting,
    Effect,
    acted,
    begun,
    once,
    opening,
)
from duebook.apps.parties.actions import (
    HoldParties,
    ReleaseParties,
    hold_parties,
    release_parties,
)
from duebook.domain.rights import Right
from duebook.web.frame import Key, Page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.invoicing.queries.whole import Whole

_KEYS: Final = (Key("Ctrl ↵", "send the form"),)
HOLD: Final = Page("hold", "Hold", under="invoices", keys=_KEYS)
ACCEPT: Final = Page("accept-quote", "Accept quote", under="invoices", keys=_KEYS)


@page(HOLD, Right.PREPARE)
def hold(request: HttpRequest, sitting: Seated, number: str) -> HttpResponse:
    """Stop billing the party of a document, or let it be billed again."""

    def form(found: Whole, data: Mapping[str, Any] | None) -> HoldForm:
        initial = {**opening(sitting, found), "release": found.row.is_held}
        return HoldForm(data, initial=initial)

    def act(found: Whole, form: HoldForm) -> None:
        said = {
            "entity_id": sitting.entity_id,
            "party_ids": (found.document.bill_to_id,),
            "reason": form.cleaned_data["reason"],
        }
        here = (sitting, found, form)
        if form.cleaned_data["release"]:
            release = ReleaseParties(**said)
            once(*here, release_parties, release, is_locking=False)
        else:
            once(*here, hold_parties, HoldParties(**said), is_locking=False)

    def effect(found: Whole, form: HoldForm) -> Effect:
        name = found.row.name
        if form["release"].value():
            return Effect(0, (), (f"{name} is billed again from now on.",))
        return Effect(0, (), (f"No run bills {name} until it is released.",))

    return acted(
        request,
        sitting,
        number,
        Acting(
            title="Hold or release the party of",
            button="Change the hold",
            right=Right.PREPARE,
            form=form,
            effect=effect,
            act=act,
            undo="It can be undone by the same page.",
        ),
    )


@page(ACCEPT, Right.PREPARE)
def accept(request: HttpRequest, sitting: Seated, number: str) -> HttpResponse:
    """Turn a quote that the customer accepted into a draft at its prices."""

    def act(found: Whole, form: DocumentForm) -> str:
        command = AcceptQuote(entity_id=sitting.entity_id, number=found.document.number)
        draft_id = once(sitting, found, form, accept_quote, command)
        return reverse("invoicing.draft", args=[sitting.code, draft_id])

    return acted(
        request,
        sitting,
        number,
        Acting(
            title="Accept quote",
            button="Make the draft",
            right=Right.PREPARE,
            form=begun(sitting, DocumentForm),
            effect=lambda found, _: Effect(
                0,
                (("The draft comes to", found.document.total_minor),),
                ("Its prices are those of the quote; nothing is issued yet.",),
            ),
            act=act,
            undo="It can be undone: let the draft go.",
        ),
    )


_ONE: Final = "<str:entity>/invoices/<str:number>"

urlpatterns = [
    path(f"{_ONE}/hold", hold, name="invoicing.hold"),
    path(f"{_ONE}/accept", accept, name="invoicing.accept"),
]
