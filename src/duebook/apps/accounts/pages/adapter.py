"""What allauth asks of us: nobody signs up, and one sentence for every failure."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, ClassVar, Final

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.shortcuts import render
from typing_extensions import override

from duebook.apps.accounts import queries
from duebook.apps.accounts.models import LONG
from duebook.apps.accounts.pages.sealing import seal, unseal

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator
    from django.http import HttpRequest, HttpResponse

    from duebook.apps.accounts.models import User

_LOG = logging.getLogger(__name__)

NO_MATCH: Final = "This name and this password do not go together."
TOO_OFTEN: Final = "That was tried too often. Wait five minutes, then try again."


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Users are made by those who administer; axes counts the failures of passwords."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": NO_MATCH,
        "email_password_mismatch": NO_MATCH,
        "incorrect_password": "This is not your password.",
        "too_many_login_attempts": TOO_OFTEN,
    }

    @override
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    @override
    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Failures are counted in one place, which is axes."""

    @override
    def format_email_subject(self, subject: str) -> str:
        return f"Duebook: {subject}"

    @override
    def get_from_email(self) -> str:
        return settings.DEFAULT_FROM_EMAIL

    @override
    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell somebody that their way in has changed, which it has in any case."""
        told = {"user": user, **(context or {})}
        try:
            super().send_notification_mail(
                template_prefix, user, told, email or user.email
            )
        except OSError:  # smtplib's are, too
            _LOG.warning("No mail to user %s about %s", user.pk, template_prefix)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """A second factor stays where the password alone would be too short."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": (
            f"Your password has fewer than {LONG} characters, so a second "
            "factor must stay. Choose a longer password first."
        ),
        "incorrect_code": "This code is not right, or it is too old.",
    }

    @override
    def encrypt(self, text: str) -> str:
        return seal(text)

    @override
    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    @override
    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        user = authenticator.user
        return user.has_long_password or queries.count_factors(user.pk) > 1

    @override
    def build_totp_svg(self, url: str) -> str:
        """The code as part of the page: the policy takes no picture from a link."""
        return segno.make(url, micro=False).svg_inline(
            scale=5, omitsize=True, title="Code for your authenticator app"
        )


def tell_locked(
    request: HttpRequest,
    original: HttpResponse | None,  # noqa: ARG001 - so axes calls us
    credentials: dict[str, Any],
) -> HttpResponse:
    """Say until when somebody who failed too often waits, and whom to ask."""
    name = name_tried(request, credentials)
    until = queries.locked_until(name)
    return render(
        request, "accounts/locked.html", {"until": until, "name": name}, status=429
    )


def name_tried(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Who failed to sign in: the same for a user's name and e-mail address."""
    tried = credentials or {"username": request.POST.get("login", "")}
    text = str(tried.get("username") or tried.get("email") or "")
    user = queries.user_called(text)
    return (user.username if user else text).strip().lower()[:255]
