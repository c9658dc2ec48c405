"""Addresses of signing in and of one's own settings; names are allauth's."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import path, re_path

from duebook.apps.accounts.pages.passkeys import remove_passkey
from duebook.apps.accounts.pages.preferences import preferences
from duebook.apps.accounts.pages.session import session, stay

_AGAIN = "me/again"
_PASSKEYS = "me/security/passkeys"
_CODES = "me/security/codes"

urlpatterns = [
    path("sign-in", account.login, name="account_login"),
    path("sign-in/code", factors.authenticate, name="mfa_authenticate"),
    path("sign-in/passkey", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/closed", account.account_inactive, name="account_inactive"),
    path("sign-out", account.logout, name="account_logout"),
    path("session", session, name="accounts.session"),
    path("session/stay", stay, name="accounts.stay"),
    path("password/forgotten", account.password_reset, name="account_reset_password"),
    path(
        "password/sent", account.password_reset_done, name="account_reset_password_done"
    ),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/done",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("me", preferences, name="accounts.me"),
    path("me/password", account.password_change, name="account_change_password"),
    path("me/security", factors.index, name="mfa_index"),
    path("me/security/app", totp.activate_totp, name="mfa_activate_totp"),
    path("me/security/app/off", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path(_PASSKEYS, passkeys.list_webauthn, name="mfa_list_webauthn"),
    path(f"{_PASSKEYS}/add", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path(
        f"{_PASSKEYS}/<int:pk>/name", passkeys.edit_webauthn, name="mfa_edit_webauthn"
    ),
    path(
        f"{_PASSKEYS}/<int:pk>/off",
        remove_passkey,
        name="mfa_remove_webauthn",
    ),
    path(_CODES, recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        f"{_CODES}/new",
        recovery.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        f"{_CODES}/file",
        recovery.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path(_AGAIN, account.reauthenticate, name="account_reauthenticate"),
    path(f"{_AGAIN}/code", factors.reauthenticate, name="mfa_reauthenticate"),
    path(
        f"{_AGAIN}/passkey",
        passkeys.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
]
