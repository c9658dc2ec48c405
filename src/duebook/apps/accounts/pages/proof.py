"""Asking once more who somebody is, before what a thief would change first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.decorators import reauthentication_required

if TYPE_CHECKING:
    from django.http import HttpRequest


@reauthentication_required  # type: ignore[untyped-decorator]
def require_proof(request: HttpRequest) -> None:
    """Ask for password, app or passkey, unless that was done within five minutes.

    What was sent is carried out after the proof, without being sent again.

    Raises:
        ReauthenticationRequired: the middleware of accounts leads to the question.
    """
