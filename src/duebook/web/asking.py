"""One act as a page of its own: what it does, its fields, its button."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponseRedirect

from duebook.domain.errors import Refusal
from duebook.web.answers import show

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from duebook.web.typed import ActForm


def asked(
    request: HttpRequest,
    form: ActForm,
    act: Callable[[], str] | None,
    *,
    template: str = "web/act.html",
    panel: str = "web/_act.html",
    **told: Any,
) -> HttpResponse:
    """Show a form, or carry its act out and go where it says.

    A refusal keeps what was typed and stands above it.

    Args:
        request: what was asked.
        form: bound where it was sent.
        act: carries it out and answers the address that shows the result; nothing
            where the form is only looked at, as for a dry run.
        template: the page of the form.
        panel: its fragment for the panel.
        **told: what the page says: ``title``, ``effect``, ``button``, ``back``.
    """
    is_fit = form.is_bound and form.is_valid()
    if is_fit and act is not None:
        try:
            return HttpResponseRedirect(act(), status=303)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            is_fit = False
    return show(
        request,
        template,
        {"form": form, **told},
        status=422 if form.is_bound and not is_fit else 200,
        panel=panel,
    )
