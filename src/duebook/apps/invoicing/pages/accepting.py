"""Accept a dispute: the credit note it asks for, shown before it is issued."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from django.urls import path, reverse

from duebook.apps.approvals.actions import Held
from duebook.apps.disputes.queries import dispute_by_number
from duebook.apps.entities.pages.door import page
from duebook.apps.invoicing.actions.accepting import (
    AcceptDispute,
    accept_dispute,
    accepted_draft,
)
from duebook.apps.invoicing.forms.acts import CreditForm, creditable
from duebook.apps.invoicing.pages.acting import Acting, acted, once, opening
from duebook.apps.invoicing.pages.invoice_taking_back import REVERSAL, taking_back
from duebook.apps.invoicing.queries.documents import credited
from duebook.domain.crediting import CreditAsked, asked_for_total
from duebook.domain.money import from_minor
from duebook.domain.rights import Right
from duebook.web.frame import Key, Page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.invoicing.pages.acting import Effect
    from duebook.apps.invoicing.queries.whole import Whole

ACCEPT: Final = Page(
    "accept-dispute",
    "Accept dispute",
    under="disputes",
    keys=(Key("Ctrl ↵", "send the form"),),
)


@page(ACCEPT, Right.CREDIT)
def accept(request: HttpRequest, sitting: Seated, number: str) -> HttpResponse:
    """Say that they are right: credit what they contest, and close the case."""
    with sitting.reading():
        case = dispute_by_number(sitting.entity_id, number)

    def form(found: Whole, data: Mapping[str, Any] | None) -> CreditForm:
        with sitting.reading():
            already = credited(sitting.entity_id, found.document.id)
        asked = asked_for_total(
            found.document.as_original(), already, case.amount_minor
        )
        amounts = {
            f"amount-{one.line_id}": from_minor(one.net_minor or 0, case.currency)
            for one in asked or ()
        }
        return CreditForm(
            data,
            today=sitting.today,
            lines=creditable(found.document.lines, already),
            currency=case.currency,
            initial={
                **opening(sitting, found),
                **amounts,
                "everything": asked is None,
                "reason": case.reason,
            },
        )

    def effect(found: Whole, form: CreditForm) -> Effect:
        asked = _asked(form) if form.is_bound else None
        draft = accepted_draft(
            sitting.entity_id, case, found.document, asked, on=sitting.today
        )
        sentence = (
            f"{case.number} is closed as accepted, and the credit note goes to "
            f"{case.party_name}."
        )
        return replace(taking_back(found, draft), sentences=(sentence,))

    def act(found: Whole, form: CreditForm) -> Held | str:
        said = form.cleaned_data
        done = once(
            sitting,
            found,
            form,
            accept_dispute,
            AcceptDispute(
                entity_id=sitting.entity_id,
                number=case.number,
                credited_on=said["on"],
                reason=said["reason"],
                asked=_asked(form),
            ),
        )
        if isinstance(done, Held):
            return done
        return reverse("disputes.dispute", args=[sitting.code, case.number])

    return acted(
        request,
        sitting,
        case.item_number,
        Acting(
            title=f"Accept {case.number}: credit note over",
            button="Accept and issue the credit note",
            right=Right.CREDIT,
            form=form,
            effect=effect,
            act=act,
            undo=REVERSAL,
            template="invoicing/credit.html",
        ),
    )


def _asked(form: CreditForm) -> tuple[CreditAsked, ...]:
    """What was said, line by line; everything is all that each line has left."""
    asked = form.asked()
    if asked is None:
        return tuple(CreditAsked(line_id=line.id) for line in form.lines)
    return asked


urlpatterns = [
    path(
        "<str:entity>/disputes/<str:number>/accept",
        accept,
        name="invoicing.accept_dispute",
    )
]
