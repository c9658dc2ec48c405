"""How long somebody stays signed in: fifteen idle minutes, twelve hours in all."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

QUIET: Final = "X-Quiet"
"""The header of a request that no person made: it keeps nobody signed in."""

WARNING_S: Final = 120
_COARSE_S: Final = 30  # an act is noted at most this often: one UPDATE, not one a click
_BEGUN: Final = "begun_at"
_SEEN: Final = "seen_at"


def session_limits(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: sign out who was idle too long, or is here too long."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated and seconds_left(request) <= 0:
            logout(request)
        if request.user.is_authenticated and QUIET not in request.headers:
            _note_act(request)
        return get_response(request)

    return answer


def seconds_left(request: HttpRequest) -> int:
    """How long the session lasts if nothing more is done in it."""
    now = int(time.time())
    begun = request.session.get(_BEGUN, now)
    seen = request.session.get(_SEEN, now)
    ends = min(begun + settings.SESSION_LONGEST_S, seen + settings.SESSION_IDLE_S)
    return int(ends) - now


@never_cache
@require_safe
def session(request: HttpRequest) -> HttpResponse:
    """The line that warns before the session ends; asked for quietly, by the page."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401, headers={"HX-Refresh": "true"})
    left = seconds_left(request)
    context = {
        "is_near": left <= WARNING_S,
        "wait": left + 1 if left <= WARNING_S else left - WARNING_S,
        "ends": datetime.fromtimestamp(time.time() + left, UTC),
    }
    return render(request, "accounts/_session.html", context)


@never_cache
@require_safe
def stay(request: HttpRequest) -> HttpResponse:
    """Go on as before: asking for this page is an act, and that is all of it."""
    there = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(there, {request.get_host()}):
        there = "/"
    return redirect(there)


def _note_act(request: HttpRequest) -> None:
    now = int(time.time())
    request.session.setdefault(_BEGUN, now)
    if now - request.session.get(_SEEN, 0) >= _COARSE_S:
        request.session[_SEEN] = now
