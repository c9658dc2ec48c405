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


@dataclass(frozen=True, slots=True)
class Invited:
    """A user with a link to begin with; empty where they sign in already.

    ``is_mailed`` says that the link is on its way; else somebody has to bring it.
    """

    user_id: int
    link: str
    is_mailed: bool


def invite(request: HttpRequest, name: str, email: str, *, by_mail: bool) -> Invited:
    """Make a user who sets a password through a link that works once.

    Somebody who signs in with this address already is that user, under their name.

    Raises:
        UserNotTaken: the name is somebody else's, or the address is none.
    """
    known = queries.user_called(email)
    if known is not None and known.has_usable_password():
        return Invited(known.pk, "", is_mailed=False)
    user = known or add_user(name, email)
    link = request.build_absolute_uri(queries.entry_path(user))
    sends = by_mail and queries.has_mail_server()
    is_mailed = sends and _mail_entry(request, user, link)
    return Invited(user.pk, link, is_mailed)


def _mail_entry(request: HttpRequest, user: User, link: str) -> bool:
    """Send somebody their link; whether the server took it."""
    told = {"user": user, "password_reset_url": link, "request": request}
    try:
        get_adapter(request).send_mail("account/email/entry", user.email, told)
    except OSError:  # smtplib's are, too
        return False
    return True


def _set_password(user: User, password: str | None) -> None:
    if password is None:
        user.set_unusable_password()
        return
    try:
        validate_password(password, user)
    except ValidationError as no:
        raise UserNotTaken(" ".join(no.messages)) from no
    user.set_password(password)
