"""A person's own page: how the desk looks and answers to keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from duebook.apps.accounts.forms import PreferencesForm
from duebook.apps.accounts.models import User

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def preferences(request: HttpRequest) -> HttpResponse:
    """Show the settings of whoever is signed in; POST keeps them."""
    assert isinstance(request.user, User), "nobody else gets past the door"
    form = PreferencesForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect("accounts.me")
    status = 422 if form.errors else 200
    return render(request, "accounts/me.html", {"form": form}, status=status)
