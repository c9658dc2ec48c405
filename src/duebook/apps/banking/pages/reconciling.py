"""Book against bank at the end of a day, and somebody's word that they agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import uuid4

from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse

from duebook.apps.banking.actions import Reconcile, reconcile
from duebook.apps.banking.forms import ReconcileForm
from duebook.apps.banking.queries.accounts import bank_accounts, corrected_openings
from duebook.apps.banking.queries.proof import proof
from duebook.apps.entities.pages.door import page, refusing
from duebook.domain.rights import Right
from duebook.web.answers import show
from duebook.web.frame import Key, Page
from duebook.web.search_line import NotReadable, day

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Seated

RECONCILE: Final = Page(
    "reconcile", "Book against bank", under="bank", keys=(Key("s", "sign"),)
)


@page(RECONCILE, posts=True)
def book_against_bank(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Each account's proof at a day; POST signs one that proves itself."""
    form: ReconcileForm | None = None
    on = _day(request, sitting)
    with sitting.reading():
        accounts = bank_accounts(sitting.entity_id)
    if request.method == "POST":
        form = ReconcileForm(
            request.POST,
            today=sitting.today,
            accounts=[account.name for account in accounts],
        )
        if form.is_valid():
            said = form.cleaned_data
            on = said["on"]
            with refusing(form):
                reconcile(
                    Reconcile(
                        entity_id=sitting.entity_id,
                        account=said["account"],
                        reconciled_on=on,
                    ),
                    **sitting.sends(said["key"]),
                )
                here = reverse("banking.reconcile", args=[sitting.code])
                return HttpResponseRedirect(f"{here}?on={on.isoformat()}", status=303)
    with sitting.reading():
        proofs = [
            proof(sitting.entity_id, account, on)
            for account in accounts
            if account.opened_on <= on
        ]
        corrected = corrected_openings(sitting.entity_id)
    context = {
        "proofs": [
            (uuid4(), one, corrected.get(one.account.identifier)) for one in proofs
        ],
        "on": on,
        "form": form,
        "may_sign": sitting.may(Right.CLOSE),
        "may_open": sitting.may(Right.ADMINISTER),
    }
    status = 422 if form is not None else 200
    return show(request, "banking/reconcile.html", context, status=status)


def _day(request: HttpRequest, sitting: Seated) -> date:
    text = request.GET.get("on", "")
    if not text:
        return sitting.today
    try:
        return day(text, sitting.today)
    except NotReadable:
        raise Http404 from None


urlpatterns = [
    path("<str:entity>/bank/proof", book_against_bank, name="banking.reconcile")
]
