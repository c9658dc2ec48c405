"""Removing a passkey, unless it is what a short password stands beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from typing_extensions import override

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpResponse


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]
    """allauth asks whether a factor may go for apps alone; we ask for passkeys, too."""

    @override
    def form_valid(self, form: Form) -> HttpResponse:
        adapter = get_adapter()
        if not adapter.can_delete_authenticator(self.get_object()):
            form.add_error(None, adapter.error_messages["cannot_delete_authenticator"])
            answer: HttpResponse = self.form_invalid(form)
            return answer
        done: HttpResponse = super().form_valid(form)
        return done


remove_passkey = RemovePasskey.as_view()
