"""The index of the settings with its search, and the page of each."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from django.http import Http404, HttpResponse
from django.urls import path, reverse

from duebook.apps.accounts.pages.proof import require_proof
from duebook.apps.audit.queries import is_spent
from duebook.apps.desk.pages.settings import (
    catalog,
    deductions,
    house,
    mail,
    money,
    office,
)
from duebook.apps.desk.pages.settings.frame import LineForm, held
from duebook.apps.desk.pages.settings.secrets import seal_typed
from duebook.apps.desk.queries.changes import changes, drafts_open, last_change
from duebook.apps.entities.actions import SettingChanged
from duebook.apps.entities.pages.door import page, refusing
from duebook.web.addresses import address_of
from duebook.web.answers import show
from duebook.web.frame import Key, Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from duebook.apps.desk.pages.settings.frame import Setting
    from duebook.apps.desk.queries.changes import Change
    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.invoicing.forms.fields import ActForm

SETTINGS = Page(
    "settings",
    "Settings",
    keys=(Key("/", "find a setting"), Key("j", "setting"), Key("↵", "open")),
)
SETTING = Page(
    "setting",
    "Setting",
    under="settings",
    keys=(Key("n", "new"), Key("v", "valid from"), Key("Ctrl ↵", "save")),
)

_ALL: Final[dict[str, Setting]] = {
    one.name: one
    for one in (
        *house.SETTINGS,
        *catalog.SETTINGS,
        *money.SETTINGS,
        *deductions.SETTINGS,
        *office.SETTINGS,
        *mail.SETTINGS,
    )
}

_ELSEWHERE: Final = (
    ("People", "People, roles and limits", "entities.people", "users rights stand-in"),
    ("People", "Write-off and approval limits", "entities.people", "limit amount"),
    ("Safety", "Acts and audit", "desk.audit", "who did what log history"),
)
"""Settings whose pages stand elsewhere: group, title, name of the page, words."""


@page(SETTINGS)
def settings(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Every setting by its group; a search narrows them."""
    asked = request.GET.get("q", "").strip()
    wanted = asked.lower().split()
    known = [
        (
            one.group,
            one.title,
            one.about,
            reverse("entities.setting", args=[sitting.code, one.name]),
            f"{one.name} {one.words}",
        )
        for one in _ALL.values()
    ]
    known += [
        (group, title, "", address_of(name, sitting.code), words)
        for group, title, name, words in _ELSEWHERE
    ]
    found = [
        (group, title, about, there)
        for group, title, about, there, words in known
        if there
        and all(word in f"{group} {title} {about} {words}".lower() for word in wanted)
    ]
    found.sort(key=lambda one: _GROUPS.index(one[0]))
    return show(
        request,
        "desk/settings/index.html",
        {
            "asked": asked,
            "groups": [
                (group, list(those))
                for group, those in groupby(found, key=itemgetter(0))
            ],
        },
    )


_GROUPS: Final = ("Entity", "Prices and taxes", "Money", "Office", "People", "Safety")


@page(SETTING, posts=True)
def setting(request: HttpRequest, sitting: Seated, name: str) -> HttpResponse:
    """A setting with what holds now; POST saves it by one action."""
    one = _ALL.get(name)
    if one is None:
        raise Http404
    if one.forget is not None and "forget" in request.POST:
        return _forgotten(request, sitting, one)
    form, said, status = None, "", 200
    with sitting.reading():
        changed = changes(sitting.entity_id, one.commands) if one.commands else []
        if one.form is not None:
            form = one.form(sitting, request.POST or None, request.GET)
            form.files = request.FILES
            if one.commands and one.listed is None:  # lists grow line by line
                form.initial["seen"] = last_change(sitting.entity_id, one.commands)
    if form is not None and form.is_bound and form.is_valid():
        if one.is_guarded and one.is_guarded(sitting, form.cleaned_data):
            seal_typed(request, one.secrets)
            require_proof(request)
        with refusing(form):
            try:
                said = _save(sitting, one, form)
            except SettingChanged:
                with sitting.reading():
                    changed = changes(sitting.entity_id, one.commands)
                form.add_error(None, _told(changed))
                status = 409
        if form.is_valid() and not said:
            return _again(sitting, one)
    if form is not None and form.is_bound and form.errors and status == 200:
        status = 422
    with sitting.reading():
        return _shown(
            request, sitting, one, form, said=said, changed=changed, status=status
        )


def _again(sitting: Seated, one: Setting) -> HttpResponse:
    there = reverse("entities.setting", args=[sitting.code, one.name])
    return HttpResponse(status=303, headers={"Location": there})


def _forgotten(request: HttpRequest, sitting: Seated, one: Setting) -> HttpResponse:
    """Take back a line of what is kept, or say why it stays."""
    assert one.forget is not None, "its lines can be forgotten"
    line = LineForm(request.POST)
    if line.is_valid():
        told = line.cleaned_data
        with refusing(line):
            one.forget(sitting, told["forget"], sitting.sends(told["key"]))
            return _again(sitting, one)
    with sitting.reading():
        form = one.form(sitting, None, request.GET) if one.form else None
        changed = changes(sitting.entity_id, one.commands)
        return _shown(
            request, sitting, one, form, changed=changed, status=422, line=line
        )


def _told(changed: Sequence[Change]) -> str:
    """Who was quicker, and how it is now."""
    newest = [one for one in changed if one.event_id == changed[0].event_id]
    now = ", ".join(f"{one.what} is {one.became}" for one in newest)
    return (
        f"{changed[0].person} changed it since this page was shown: {now} now. "
        "Open the page anew to go on."
    )


def _save(sitting: Seated, one: Setting, form: ActForm) -> str:
    assert one.save is not None, "a form is saved"
    told = form.cleaned_data
    with sitting.reading():
        if is_spent(sitting.entity_id, told["key"]):
            return ""
    return one.save(sitting, told, sitting.sends(told["key"])) or ""


def _shown(
    request: HttpRequest,
    sitting: Seated,
    one: Setting,
    form: ActForm | None,
    *,
    changed: Sequence[Change],
    status: int,
    said: str = "",
    line: LineForm | None = None,
) -> HttpResponse:
    asked = request.GET.get("q", "")
    return show(
        request,
        "desk/settings/setting.html",
        {
            "setting": one,
            "form": form,
            "line": line or LineForm(),
            "may": sitting.may(one.right),
            "held": held(form) if form and not one.listed else [],
            "listed": one.listed(sitting, asked) if one.listed else None,
            "changes": changed,
            "drafts": drafts_open(sitting.entity_id) if one.affects else 0,
            "picture": one.picture(sitting) if one.picture else "",
            "said": said,
            "asked": asked,
            "more": [
                (label, there)
                for name, label in one.more
                if (there := address_of(name, sitting.code))
            ],
        },
        status=status,
    )


urlpatterns = [
    path("<str:entity>/settings", settings, name="entities.settings"),
    path("<str:entity>/settings/<slug:name>", setting, name="entities.setting"),
]
