"""The frame of every act on one document: form, what it would do, refusal, answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import reverse

from duebook.apps.approvals.actions import Held
from duebook.apps.audit.queries import is_spent
from duebook.apps.entities.pages.door import refusing
from duebook.apps.invoicing.forms.fields import ActForm
from duebook.apps.invoicing.pages.invoice import about, or_404
from duebook.apps.invoicing.queries.whole import Whole, whole
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right, within_limit
from duebook.web.answers import show
from duebook.web.figures import money

if TYPE_CHECKING:
    from django.http import HttpRequest

    from duebook.apps.entities.pages.door import Seated


@dataclass(frozen=True, slots=True)
class Effect:
    """What an act would do: amounts with their names, and sentences.

    ``amount_minor`` is what a limit is compared with.
    """

    amount_minor: int
    rows: tuple[tuple[str, int], ...] = ()
    sentences: tuple[str, ...] = ()


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
    form: Callable[[Whole, Any], ActForm]
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
    with sitting.reading():
        found: Whole = or_404(whole, sitting.entity_id, number)
    form = acting.form(found, request.POST if request.method == "POST" else None)
    status = 200
    if "look" in request.POST:
        form.errors.pop("reason", None)  # it is not asked for while one reckons
    elif form.is_bound and form.is_valid():
        if _is_stale(sitting, found, form):
            form.add_error(None, _changed(found))
            status = 409
        else:
            with refusing(form):
                done = acting.act(found, form)
                if isinstance(done, Held):
                    return _waits(request, sitting, found, done)
                return _go(done or _address(sitting, number))
    if form.is_bound and form.errors and status == 200:
        status = 422
    return _shown(request, sitting, found, acting, form, status=status)


def _shown(
    request: HttpRequest,
    sitting: Seated,
    found: Whole,
    acting: Acting,
    form: ActForm,
    *,
    status: int,
) -> HttpResponse:
    effect = None
    if not form.errors:
        with sitting.reading():
            try:
                effect = acting.effect(found, form)
            except Refusal as refusal:
                form.is_bound = True
                form.cleaned_data = getattr(form, "cleaned_data", {})
                form.add_error(None, str(refusal))
                status = 422 if request.method == "POST" else status
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
            effect="invoicing/_act_effect.html",
        )


def _is_stale(sitting: Seated, found: Whole, form: ActForm) -> bool:
    """Whether something happened since the page was shown, but for this very act."""
    if form.cleaned_data["seen"] in {None, found.row.open_minor}:
        return False
    with sitting.reading():
        return not is_spent(sitting.entity_id, form.cleaned_data["key"])


def _changed(found: Whole) -> str:
    row = found.row
    return (
        f"{row.number} was changed since this page was shown: "
        f"{money(row.open_minor, row.currency)} {row.currency} of it is open now. "
        "Open the page anew to go on."
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
