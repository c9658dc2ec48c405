"""The first page of an office where nobody can sign in yet: it makes the owner.

It opens from this machine, or with the token that ``duebook serve`` prints, and only
as long as there is no user.  Where another server stands before us, only the token
opens it.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from duebook import db
from duebook.apps.accounts import queries as accounts
from duebook.apps.accounts.actions import add_user
from duebook.apps.desk.forms import OfficeForm, OwnerForm
from duebook.apps.entities import queries as entities
from duebook.apps.entities.actions import (
    SYSTEM,
    AppointPerson,
    OpenEntity,
    SeatUser,
    appoint_person,
    new_key,
    now,
    seat_user,
)
from duebook.apps.entities.pages.door import refusing
from duebook.apps.ledger.actions import open_books
from duebook.domain.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from duebook.apps.accounts.models import User

_LOCK = 0x66697273  # any number, the same in every process
_MONTHS = 24
_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(eq=False)
class SetUpAlready(Refusal):
    """Somebody else was quicker to become the owner."""

    code: ClassVar[str] = "set_up_already"
    template: ClassVar[str] = (
        "This office is set up already. Sign in, or ask its owner."
    )


def lead_to_first(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: while nobody can sign in, every page leads to the first one."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        first = reverse("desk.first")
        is_elsewhere = request.path_info != first
        if is_elsewhere and request.user.is_anonymous and not accounts.has_users():
            return redirect(first)
        return get_response(request)

    return answer


@never_cache
@sensitive_post_parameters("password", "token")
@require_http_methods(["GET", "HEAD", "POST"])
def first(request: HttpRequest) -> HttpResponse:
    """Ask for the owner and the first entity; POST makes them and signs in."""
    if accounts.has_users() or not _may_set_up(request):
        raise Http404
    kind = OwnerForm if entities.all_ids() else OfficeForm
    initial = {"token": request.GET.get("token", "")}
    form = kind(request.POST or None, initial=initial)
    if form.is_valid():
        with refusing(form):
            user = set_up(form.cleaned_data)
            login(request, user, backend=_BACKEND)
            return redirect(settings.LOGIN_REDIRECT_URL)
    status = 422 if form.is_bound else 200
    return render(request, "desk/first.html", {"form": form}, status=status)


def set_up(told: dict[str, Any]) -> User:
    """Make the owner, the first entity where there is none, and the owner's seats.

    Raises:
        SetUpAlready: there is a user by now.
        Refusal: what was told cannot be kept, and nothing is.
    """
    at = now()
    with transaction.atomic():
        db.tuples_of("SELECT pg_advisory_xact_lock(%(lock)s)", {"lock": _LOCK})
        if accounts.has_users():
            raise SetUpAlready
        user = add_user(told["person"], told["email"], told["password"])
        known = entities.all_ids()
        for entity_id in known:
            owner = AppointPerson(
                entity_id=entity_id, name=user.username, role="administrator"
            )
            appoint_person(owner, actor=SYSTEM, key=new_key(), at=at)
        if not known:
            known = [_first_entity(told, user.username)]
        for entity_id in known:
            seat = SeatUser(entity_id=entity_id, user_id=user.pk, name=user.username)
            seat_user(seat, actor=SYSTEM, key=new_key(), at=at)
    return user


def _first_entity(told: dict[str, Any], owner: str) -> int:
    """Open the books: from the month that was told, two years from now."""
    names = ("code", "name", "address", "country", "currency", "time_zone")
    at = now()
    first: date = told["first"]
    begun = 12 * (at.year - first.year) + at.month - first.month
    opened = open_books(
        OpenEntity(**{name: told[name] for name in names}),
        first=first,
        months=begun + _MONTHS,
        owner=owner,
        at=at,
    )
    return opened.entity_id


def _may_set_up(request: HttpRequest) -> bool:
    """Whether the page is asked for on this machine, or with the token of ``serve``.

    Behind another server everybody seems to come from this machine, so then the
    token is needed: where the settings name such a server, and where one tells.
    """
    token = request.POST.get("token") or request.GET.get("token", "")
    if settings.FIRST_TOKEN and constant_time_compare(token, settings.FIRST_TOKEN):
        return True
    if settings.IS_BEHIND_A_SERVER:
        return False
    is_passed_on = {"X-Forwarded-For", "Forwarded", "Via"} & set(request.headers)
    address = ipaddress.ip_address(request.META.get("REMOTE_ADDR") or "::")
    return address.is_loopback and not is_passed_on


urlpatterns = [path("first", first, name="desk.first")]
