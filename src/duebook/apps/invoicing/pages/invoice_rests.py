"""Acts on what is open of an invoice: given up, or put under dispute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.urls import path

from duebook.apps.approvals.actions import Held
from duebook.apps.disputes.actions import OpenDispute, open_dispute
from duebook.apps.entities.pages.door import page
from duebook.apps.entities.queries import RETIRED, people
from duebook.apps.invoicing.forms.acts import (
    DisputeForm,
    RestForm,
)
from duebook.apps.invoicing.pages.acting import (
    Acting,
    Effect,
    acted,
    once,
    opening,
)
from duebook.apps.receivables.actions.giving_up import WriteOff, write_off
from duebook.domain.disputes import Category
from duebook.domain.rights import Right
from duebook.web.frame import Key, Page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.invoicing.queries.whole import Whole
    from duebook.apps.receivables.queries import Item

_KEYS: Final = (Key("Ctrl ↵", "send the form"),)
WRITE_OFF: Final = Page("write-off", "Write off", under="invoices", keys=_KEYS)
DISPUTE: Final = Page("new-dispute", "Dispute", under="invoices", keys=_KEYS)


@page(WRITE_OFF, Right.WRITE_OFF)
def write_off_rest(request: HttpRequest, sitting: Seated, number: str) -> HttpResponse:
    """Give up what is open, deliberately."""

    def effect(found: Whole, form: RestForm) -> Effect:
        amount_minor = _amount(found, form)
        left_minor = found.row.open_minor - amount_minor
        return Effect(
            amount_minor,
            (("Bad debt rises by", amount_minor), ("Stays open", left_minor)),
        )

    def act(found: Whole, form: RestForm) -> Held | None:
        said = form.cleaned_data
        done = once(
            sitting,
            found,
            form,
            write_off,
            WriteOff(
                entity_id=sitting.entity_id,
                item_id=said["debt"].id,
                written_off_on=said["on"],
                reason=said["reason"],
                amount_minor=said["amount_minor"],
            ),
        )
        return done if isinstance(done, Held) else None

    return acted(
        request,
        sitting,
        number,
        Acting(
            title="Write off the rest of",
            button="Write off",
            right=Right.WRITE_OFF,
            form=lambda found, data: RestForm(
                data,
                items=_open(found),
                today=sitting.today,
                initial=opening(sitting, found),
            ),
            effect=effect,
            act=act,
            undo="It can be undone: the debt is open again then.",
        ),
    )


@page(DISPUTE, Right.APPLY)
def dispute(request: HttpRequest, sitting: Seated, number: str) -> HttpResponse:
    """Put what somebody objects to aside until it is looked into."""

    def form(found: Whole, data: Mapping[str, Any] | None) -> DisputeForm:
        with sitting.reading():
            known = people(sitting.entity_id)
        owners = [one.name for one in known if one.role != RETIRED]
        initial = {**opening(sitting, found), "owner": sitting.actor}
        return DisputeForm(
            data,
            items=_open(found),
            today=sitting.today,
            owners=owners,
            initial=initial,
        )

    def effect(found: Whole, form: RestForm) -> Effect:
        amount_minor = _amount(found, form)
        return Effect(
            0,
            (("Put under dispute", amount_minor),),
            ("It stays owed; no reminder asks for it until the dispute is closed.",),
        )

    def act(found: Whole, form: DisputeForm) -> None:
        said = form.cleaned_data
        once(
            sitting,
            found,
            form,
            open_dispute,
            OpenDispute(
                entity_id=sitting.entity_id,
                item_id=said["debt"].id,
                category=Category(said["category"]),
                reason=said["reason"],
                owner=said["owner"],
                opened_on=said["on"],
                amount_minor=said["amount_minor"],
                due_on=said["due_on"],
            ),
        )

    return acted(
        request,
        sitting,
        number,
        Acting(
            title="Dispute",
            button="Open the dispute",
            right=Right.APPLY,
            form=form,
            effect=effect,
            act=act,
            undo="It can be closed at any time, as withdrawn.",
        ),
    )


def _amount(found: Whole, form: RestForm) -> int:
    """What a form about a rest is over: what was typed, or all that is open."""
    said = form.cleaned_data if form.is_bound else {}
    items = _open(found)
    item: Item | None = said.get("debt") or (items[0] if items else None)
    if said.get("amount_minor") is not None:
        return int(said["amount_minor"])
    return item.open_minor if item else 0


def _open(found: Whole) -> list[Item]:
    return [item for item in found.items if item.open_minor > 0]


_ONE: Final = "<str:entity>/invoices/<str:number>"

urlpatterns = [
    path(f"{_ONE}/write-off", write_off_rest, name="invoicing.write_off"),
    path(f"{_ONE}/dispute", dispute, name="invoicing.dispute"),
]
