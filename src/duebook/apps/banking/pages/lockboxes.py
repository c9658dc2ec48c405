"""A lockbox in the browser: sent, looked at cheque by cheque, taken in."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode
from uuid import uuid4

from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse

from duebook.apps.banking.actions import LockboxChanged, TakeLockbox, take_lockbox
from duebook.apps.banking.forms import LockboxForm, LockboxLookForm
from duebook.apps.banking.pages import made_of
from duebook.apps.banking.queries.accounts import bank_account, bank_accounts
from duebook.apps.banking.queries.lockbox import read_lockbox
from duebook.apps.entities.pages.door import page, refusing
from duebook.apps.imports.actions import KeepFile, keep_file
from duebook.apps.papers.queries import paper
from duebook.apps.parties.queries import parties
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right
from duebook.web.answers import show
from duebook.web.frame import Key, Page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse, QueryDict

    from duebook.apps.entities.pages.door import Seated

LOCKBOX: Final = Page(
    "lockbox",
    "Lockbox",
    under="bank",
    keys=(Key("Ctrl ↵", "go on"), Key("Esc", "leave, nothing posted")),
)


@page(LOCKBOX, Right.RECEIVE)
def new_lockbox(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Send a file; nothing of it is posted before it was looked at."""
    with sitting.reading():
        names = [one.name for one in bank_accounts(sitting.entity_id)]
    form = LockboxForm(
        request.POST if request.method == "POST" else None,
        files=request.FILES or None,
        today=sitting.today,
        accounts=names,
    )
    if form.is_valid():
        said = form.cleaned_data
        kept = KeepFile(entity_id=sitting.entity_id, content=said["file"].read())
        with refusing(form):
            paper_id = keep_file(kept, **sitting.sends(said["key"]))
            there = reverse("banking.lockbox", args=[sitting.code, paper_id])
            query = urlencode(_asked({"name": said["file"].name, **said}))
            return HttpResponseRedirect(f"{there}?{query}", status=HTTPStatus.SEE_OTHER)
    status = 422 if form.is_bound else 200
    return show(request, "banking/new_lockbox.html", {"form": form}, status=status)


@page(LOCKBOX, Right.RECEIVE)
def lockbox(request: HttpRequest, sitting: Seated, paper_id: int) -> HttpResponse:
    """Whose each cheque is and what it pays; POST takes all of them in."""
    with sitting.reading():
        content = paper(sitting.entity_id, paper_id)
    form = _form(request.POST if request.method == "POST" else request.GET)
    if request.method != "POST":
        return _shown(request, sitting, content, form)
    said = form.cleaned_data
    command = TakeLockbox(
        entity_id=sitting.entity_id,
        name=said["name"],
        content=content,
        account=said["account"],
        deposited_on=said["on"],
        seen=said["seen"],
    )
    try:
        taken = take_lockbox(command, **sitting.sends(said["key"] or uuid4()))
    except LockboxChanged as stale:
        return _shown(request, sitting, content, form, str(stale), status=409)
    except Refusal as refusal:
        return _shown(request, sitting, content, form, str(refusal))
    if taken.is_repeated:
        told = f"{command.name} came before; nothing was added."
        return _shown(request, sitting, content, form, told)
    there = reverse("banking.deposit", args=[sitting.code, taken.deposit])
    return HttpResponseRedirect(there, status=HTTPStatus.SEE_OTHER)


def _asked(said: Mapping[str, Any]) -> dict[str, Any]:
    """What the address of a file says that is looked at."""
    return {name: said[name] for name in ("name", "account", "on")}


def _form(data: QueryDict) -> LockboxLookForm:
    form = LockboxLookForm(data)
    if not form.is_valid():
        raise Http404
    return form


def _shown(
    request: HttpRequest,
    sitting: Seated,
    content: bytes,
    form: LockboxLookForm,
    refused: str = "",
    *,
    status: int = HTTPStatus.UNPROCESSABLE_ENTITY,
) -> HttpResponse:
    """The file as it is understood now, or why it cannot be."""
    said = form.cleaned_data
    context: dict[str, Any] = {"form": form, "key": uuid4(), "refused": refused}
    with sitting.reading():
        try:
            account = bank_account(sitting.entity_id, said["account"])
            box = read_lockbox(
                sitting.entity_id,
                content,
                said["name"],
                account=account,
                deposited_on=said["on"],
            )
        except Refusal as unread:
            context["refused"] = refused or str(unread)
        else:
            known = parties(
                sitting.entity_id, {one.party_id for one in box.cheques if one.party_id}
            )
            names = {party.id: party.name for party in known.values()}
            context |= {
                "box": box,
                "rows": [
                    (cheque, names.get(cheque.party_id or 0, ""))
                    for cheque in box.cheques
                ],
                "currency": account.currency,
                "explained": made_of.lockbox(sitting, box, names, account.currency),
                "why": "why" in request.GET,
                "slip_why": f"?{urlencode({'why': 'slip', **_asked(said)})}",
            }
    return show(
        request,
        "banking/lockbox.html",
        context,
        status=status if context["refused"] else HTTPStatus.OK,
        panel="banking/_why.html",
    )


urlpatterns = [
    path("<str:entity>/deposits/lockbox", new_lockbox, name="banking.new_lockbox"),
    path(
        "<str:entity>/deposits/lockbox/<int:paper_id>", lockbox, name="banking.lockbox"
    ),
]
