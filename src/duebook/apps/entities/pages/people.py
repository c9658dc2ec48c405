"""Settings, People: who may do what here, and who signs in as whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path

from duebook.apps.accounts.actions import invite, mail_link
from duebook.apps.accounts.pages.proof import require_proof
from duebook.apps.accounts.queries import Who, entry_path, users_by_id
from duebook.apps.entities import queries
from duebook.apps.entities.actions import (
    AppointPerson,
    RetirePerson,
    SeatUser,
    appoint_person,
    new_key,
    retire_person,
    seat_user,
)
from duebook.apps.entities.forms import (
    AppointForm,
    InviteForm,
    RetireForm,
    RightsForm,
)
from duebook.apps.entities.pages.door import page, refusing
from duebook.apps.entities.queries import Known
from duebook.domain.errors import Refusal
from duebook.domain.rights import ALLOWS, Right
from duebook.web.answers import show
from duebook.web.frame import Key, Page

if TYPE_CHECKING:
    from uuid import UUID

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Seated

PEOPLE = Page("people", "People", under="settings", keys=(Key("n", "new person"),))
NEW = Page("person-new", "Somebody new", under="settings")
PERSON = Page("person", "Person", under="settings")


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody with the user who acts as them, if there is one."""

    person: Known
    user: Who | None

    @property
    def has_left(self) -> bool:
        """Whether the person holds no right any more, and never will."""
        return self.person.role == queries.RETIRED


@dataclass(eq=False)
class NameTaken(Refusal):
    """Somebody of the entity has this name already."""

    code: ClassVar[str] = "name_taken"
    template: ClassVar[str] = (
        "{name} is known here already; change what they may do instead."
    )

    name: str


@page(PEOPLE)
def people(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Everybody of the entity; who reads everything reads this, too."""
    rows = _rows(sitting)
    return show(
        request,
        "entities/people.html",
        {
            "rows": rows,
            "may_change": sitting.may(Right.ADMINISTER),
            "allows": ALLOWS.items(),
        },
    )


@page(NEW, Right.ADMINISTER)
def appoint(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Make somebody known with a role, and invite them to sign in."""
    form = AppointForm(
        request.POST or None, initial=_invites(sitting), currency=sitting.currency
    )
    if form.is_valid():
        require_proof(request)
        told = form.cleaned_data
        with refusing(form), transaction.atomic():
            with sitting.reading():
                known = {one.name for one in queries.people(sitting.entity_id)}
            if told["name"] in known:
                raise NameTaken(told["name"])
            _appoint(sitting, told["name"], told["email"], told)
            invited = _invite(request, sitting, told["name"], told)
        if form.is_valid():
            return _show_invited(request, told["name"], invited)
    return _show_form(request, "entities/person_new.html", form)


@page(PERSON, Right.ADMINISTER)
def person(request: HttpRequest, sitting: Seated, ref: int) -> HttpResponse:
    """Somebody's rights; POST changes them."""
    row = _row(sitting, ref)
    form = RightsForm(
        request.POST or None,
        initial=_keyed(),
        currency=sitting.currency,
        person=row.person,
    )
    if form.is_valid():
        require_proof(request)
        with refusing(form):
            _appoint(sitting, row.person.name, row.person.email, form.cleaned_data)
            return redirect("entities.people", sitting.code)
    return _show_form(request, "entities/person.html", form, row=row)


@page(PERSON, Right.ADMINISTER)
def invitation(request: HttpRequest, sitting: Seated, ref: int) -> HttpResponse:
    """Let somebody who is known sign in."""
    row = _row(sitting, ref)
    known = row.user.email if row.user else row.person.email
    initial = {**_invites(sitting), "email": known}
    form = InviteForm(request.POST or None, initial=initial)
    if form.is_valid():
        with refusing(form), transaction.atomic():
            told = form.cleaned_data
            invited = _invite(request, sitting, row.person.name, told, row.user)
        if form.is_valid():
            return _show_invited(request, row.person.name, invited)
    return _show_form(request, "entities/person_invite.html", form, row=row)


@page(PERSON, Right.ADMINISTER)
def retirement(request: HttpRequest, sitting: Seated, ref: int) -> HttpResponse:
    """Take all rights from somebody who has left."""
    row = _row(sitting, ref)
    form = RetireForm(request.POST or None, initial=_keyed())
    if form.is_valid():
        with refusing(form):
            retire_person(
                RetirePerson(
                    entity_id=sitting.entity_id,
                    name=row.person.name,
                    reason=form.cleaned_data["reason"],
                ),
                **sitting.sends(form.cleaned_data["key"]),
            )
            return redirect("entities.people", sitting.code)
    return _show_form(request, "entities/person_retire.html", form, row=row)


def _appoint(sitting: Seated, name: str, email: str, told: dict[str, Any]) -> None:
    command = AppointPerson(
        entity_id=sitting.entity_id,
        name=name,
        role=told["role"],
        email=email,
        limits=told["limits"],
    )
    appoint_person(command, **sitting.sends(told["key"]))


@dataclass(frozen=True, slots=True)
class Invited:
    """The link to begin with; empty where it is for the invited person's eyes alone.

    ``is_mailed`` says that it is on its way; else somebody has to bring it.
    """

    link: str = ""
    is_mailed: bool = False


def _invite(
    request: HttpRequest,
    sitting: Seated,
    name: str,
    told: dict[str, Any],
    before: Who | None = None,
) -> Invited:
    """Seat somebody at an address, and give them a link unless they sign in already."""
    here = sitting.entity_id
    is_only_here = before is not None and not _sits_elsewhere(before.id, here)
    user = invite(
        name,
        told["email"],
        instead_of=before.id if before and is_only_here else None,
    )
    seat = SeatUser(entity_id=here, user_id=user.pk, name=name)
    seat_user(seat, **sitting.sends())
    if user.has_usable_password():
        return Invited()
    link = request.build_absolute_uri(entry_path(user))
    is_mailed = (
        told["by_mail"]
        and queries.mails_reach(user.pk)
        and mail_link(request, user, link)
    )
    return Invited("" if _sits_elsewhere(user.pk, here) else link, is_mailed)


def _sits_elsewhere(user_id: int, entity_id: int) -> bool:
    """Whether a user's link would open other offices, too."""
    return any(seat.entity_id != entity_id for seat in queries.seats(user_id))


def _invites(sitting: Seated) -> dict[str, Any]:
    """How a form that invites begins: by mail, where mail can go."""
    with sitting.reading():
        return {**_keyed(), "by_mail": queries.mails_leave(sitting.entity_id)}


def _rows(sitting: Seated) -> list[Row]:
    """Everybody with their users: four statements, however many there are."""
    seated = queries.users_seated(sitting.entity_id)
    users = users_by_id(seated.values())
    return [
        Row(one, users.get(seated.get(one.name, 0)))
        for one in queries.people(sitting.entity_id)
    ]


def _row(sitting: Seated, ref: int) -> Row:
    with sitting.reading():
        rows = _rows(sitting)
    row = next((row for row in rows if row.person.id == ref), None)
    if row is None or row.has_left:
        raise Http404
    return row


def _keyed() -> dict[str, UUID]:
    return {"key": new_key()}


def _show_form(
    request: HttpRequest, template: str, form: Form, **context: Any
) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return show(request, template, {"form": form, **context}, status=status)


def _show_invited(request: HttpRequest, name: str, invited: Invited) -> HttpResponse:
    """The link, shown this once where it did not go by mail."""
    told = {"name": name, "invited": invited}
    response = show(request, "entities/invited.html", told, status=201)
    response.headers["Cache-Control"] = "no-store"
    return response


urlpatterns = [
    path("<str:entity>/settings/people", people, name="entities.people"),
    path("<str:entity>/settings/people/new", appoint, name="entities.appoint"),
    path("<str:entity>/settings/people/<int:ref>", person, name="entities.person"),
    path(
        "<str:entity>/settings/people/<int:ref>/invite",
        invitation,
        name="entities.invite",
    ),
    path(
        "<str:entity>/settings/people/<int:ref>/retire",
        retirement,
        name="entities.retire",
    ),
]
