"""The frame of every act on one document: form, what it would do, refusal, answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.http import HttpResponse
from django.urls import reverse

from duebook.apps.approvals.actions import Held
from duebook.apps.audit.actions import Command
from duebook.apps.audit.queries import is_spent
from duebook.apps.invoicing.actions.seeing import DocumentChanged, as_seen
from duebook.apps.invoicing.forms.acts import DocumentForm
from duebook.apps.invoicing.pages.invoice import about
from duebook.apps.invoicing.pages.invoice_shown import history
from duebook.apps.invoicing.queries.versions import version
from duebook.apps.invoicing.queries.whole import Whole, whole
from duebook.documents.covering import CoveringMail
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right, within_limit
from duebook.web.answers import show

if TYPE_CHECKING:
    from django.http import HttpRequest

    from duebook.apps.entities.actions import Action
    from duebook.apps.entities.pages.door import Seated

C = TypeVar("C", bound=Command)
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Effect:
    """What an act would do: amounts with their names, sentences, a mail's words.

    ``amount_minor`` is what a limit is compared with.
    """

    amount_minor: int
    rows: tuple[tuple[str, int], ...] = ()
    sentences: tuple[str, ...] = ()
    mail: CoveringMail | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """An act on a document as its page offers it.

    ``form`` makes its form of what was typed, or of nothing; ``effect`` says what the
    valid form, or the empty one, would do, and may refuse.  ``act`` does it, and
    answers the address to go to, or that it waits for a second person.
    """

    title: str
    button: str
    right: Right
    form: Callable[[Whole, Any], DocumentForm]
    effect: Callable[[Whole, Any], Effect]
    act: Callable[[Whole, Any], Held | str | None]
    undo: str
    template: str = "invoicing/act.html"


def acted(
    request: HttpRequest, sitting: Seated, number: str, acting: Acting
) -> HttpResponse:
    """Show an act with what it would do; POST does it, or with ``look`` shows again.

    What changed since it was shown answers 409, any other refusal 422.
    """
    found = _found(sitting, number)
    form = acting.form(found, request.POST if request.method == "POST" else None)
    status = 200
    if "look" in request.POST:
        form.errors.pop("reason", None)  # it is not asked for while one reckons
    elif form.is_bound and form.is_valid():
        try:
            done = acting.act(found, form)
        except DocumentChanged as changed:
            return _shown_anew(request, sitting, acting, changed)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            if isinstance(done, Held):
                return _waits(request, sitting, found, done)
            return _go(done or _address(sitting, number))
    elif form.is_bound and _was_done(sitting, form):
        return _go(_address(sitting, number))
    if form.is_bound and form.errors:
        status = 422
    return _shown(request, sitting, found, acting, form, status=status)


def once(
    sitting: Seated,
    found: Whole,
    form: DocumentForm,
    action: Action[C, R],
    command: C,
    *,
    is_locking: bool = True,
) -> R:
    """Do what a form asks once, and only to the document that was seen.

    Raises:
        DocumentChanged: it was changed since the form was shown.
    """
    said = form.cleaned_data
    guarded = as_seen(action.body, found.document, said["seen"], is_locking=is_locking)
    return action(command, **sitting.sends(said["key"]), instead=guarded)


def opening(sitting: Seated, found: Whole) -> dict[str, Any]:
    """What every form about a document begins with: today, and the version seen."""
    return {"on": sitting.today, "seen": version(found.row, found.deliveries)}


def begun(
    sitting: Seated, kind: type[DocumentForm], **told: Any
) -> Callable[[Whole, Any], Any]:
    """Makes the forms of a kind that ask nothing of the document they are about."""
    return lambda found, data: kind(data, initial=opening(sitting, found), **told)


def _was_done(sitting: Seated, form: DocumentForm) -> bool:
    """Whether a form that fits no longer does so because it was acted on."""
    key = form.cleaned_data.get("key")
    with sitting.reading():
        return key is not None and is_spent(sitting.entity_id, key)


def _found(sitting: Seated, number: str) -> Whole:
    with sitting.reading():
        found: Whole = whole(sitting.entity_id, number)
    return found


def _shown_anew(
    request: HttpRequest, sitting: Seated, acting: Acting, changed: DocumentChanged
) -> HttpResponse:
    """The document as it is now, what was typed, and what the act would do to it.

    Nothing was written under the key, so the same form may be sent once more.
    """
    found = _found(sitting, changed.number)
    said = request.POST.copy()
    said["seen"] = version(found.row, found.deliveries)
    form = acting.form(found, said)
    form.is_valid()
    last = history(found)[0]
    form.add_error(None, f"{changed} The last of it: {last.title}, {last.told}.")
    return _shown(request, sitting, found, acting, form, status=409)


def _shown(
    request: HttpRequest,
    sitting: Seated,
    found: Whole,
    acting: Acting,
    form: DocumentForm,
    *,
    status: int,
) -> HttpResponse:
    effect = None
    if not form.errors or status == 409:
        with sitting.reading():
            try:
                effect = acting.effect(found, form)
            except Refusal as refusal:
                form.is_bound = True
                form.cleaned_data = getattr(form, "cleaned_data", {})
                form.add_error(None, str(refusal))
                if request.method == "POST" and status == 200:
                    status = 422
    asks = effect is not None and not within_limit(
        sitting.person, acting.right, effect.amount_minor
    )
    with sitting.reading():
        context = about(sitting, found)
        return show(
            request,
            acting.template,
            {
                **context,
                "acting": acting,
                "form": form,
                "effect": effect,
                "asks": asks,
                "back": _address(sitting, found.document.number),
            },
            status=status,
            effect="invoicing/_act_look.html",
        )


def _waits(
    request: HttpRequest, sitting: Seated, found: Whole, held: Held
) -> HttpResponse:
    with sitting.reading():
        context = about(sitting, found)
        return show(request, "invoicing/act_waits.html", {**context, "held": held})


def _address(sitting: Seated, number: str) -> str:
    return reverse("invoicing.invoice", args=[sitting.code, number])


def _go(address: str) -> HttpResponse:
    return HttpResponse(status=303, headers={"Location": address})
