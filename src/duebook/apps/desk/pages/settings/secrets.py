"""Secrets that people type: never shown again, and sealed wherever they wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django import forms
from typing_extensions import override

from duebook.db.sealing import seal, unseal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

_ON_ITS_WAY: Final = "duebook secrets that were typed"


class SecretField(forms.CharField):
    """A secret, as it was typed or as :func:`seal_typed` left it."""

    @override
    def __init__(self, *, label: str, help_text: str) -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            required=False,
            strip=False,
            widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        )

    @override
    def clean(self, value: str) -> str:
        typed = super().clean(value)
        return unseal(typed, _ON_ITS_WAY) or typed


def seal_typed(request: HttpRequest, names: Iterable[str]) -> None:
    """Seal what was typed into some fields, before the request is laid aside.

    While somebody proves who they are, what they sent waits in their session, which
    the database keeps.
    """
    told = request.POST.copy()
    for name in names:
        if typed := request.POST.get(name):
            told[name] = seal(typed, _ON_ITS_WAY)
    request.POST = told  # type: ignore[assignment]
