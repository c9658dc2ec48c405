"""Making users, and letting them in again.  No entity's books know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from allauth.account.adapter import get_adapter
from axes.utils import reset
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from duebook.apps.accounts import queries
from duebook.apps.accounts.models import User
from duebook.domain.errors import Refusal

if TYPE_CHECKING:
    from django.http import HttpRequest


@dataclass(eq=False)
class UserNotTaken(Refusal):
    """A name, address or password that nobody can sign in with."""

    code: ClassVar[str] = "user_not_taken"
    template: ClassVar[str] = "{why}"

    why: str


def add_user(name: str, email: str, password: str | None = None) -> User:
    """Make somebody who may sign in; without a password, by an entry link only.

    Raises:
        UserNotTaken: the name or the address is in use, or the password too weak.
    """
    user = User(username=name.strip(), email=email.strip())
    _set_password(user, password)
    try:
        user.full_clean(exclude=["password"])
    except ValidationError as no:
        raise UserNotTaken(" ".join(no.messages)) from no
    user.save()
    return user


def reset_password(user: User, password: str | None = None) -> None:
    """Give a user another password, or none until the entry link is used.

    Raises:
        UserNotTaken: the password is too weak.
    """
    _set_password(user, password)
    user.save(update_fields=["password", "has_long_password"])
    unlock(user)


def unlock(user: User) -> None:
    """Let somebody try again who failed too often."""
    reset(username=user.username.lower())


def mail_entry(request: HttpRequest, user: User) -> None:
    """Send somebody the link under which they set a password."""
    link = request.build_absolute_uri(queries.entry_path(user))
    told = {"user": user, "password_reset_url": link, "request": request}
    get_adapter(request).send_mail("account/email/entry", user.email, told)


def _set_password(user: User, password: str | None) -> None:
    if password is None:
        user.set_unusable_password()
        return
    try:
        validate_password(password, user)
    except ValidationError as no:
        raise UserNotTaken(" ".join(no.messages)) from no
    user.set_password(password)
