"""One address, two looks: a fragment for htmx, the whole page for everybody else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers

if TYPE_CHECKING:
    from django.http import HttpRequest


def target(request: HttpRequest) -> str:
    """The id of the element that htmx will fill, or nothing for a whole page."""
    if request.headers.get("HX-History-Restore-Request"):
        return ""
    if request.headers.get("HX-Request-Type", "") != "partial":
        return ""
    return request.headers.get("HX-Target", "").partition("#")[2] or "fragment"


def show(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    status: int = 200,
    **regions: str,
) -> HttpResponse:
    """Answer a page, or the part of it that htmx asks for.

    ``room/page.html`` is the whole page and ``room/_page.html`` its fragment.
    ``regions`` names other fragments by the id of the element that they fill:
    ``rows="invoicing/_rows.html"``; dashes of the id are underscores here.
    """
    wanted = target(request)
    if wanted:
        room, _, name = template.rpartition("/")
        template = regions.get(wanted.replace("-", "_"), f"{room}/_{name}")
    response = HttpResponse(
        render_to_string(template, context, request=request), status=status
    )
    patch_vary_headers(response, ["HX-Request", "HX-Request-Type", "HX-Target"])
    return response
