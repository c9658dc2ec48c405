"""Making users, and letting them in again.  No entity's books know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from allauth.account.adapter import get_adapter
from axes.utils import reset
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Q

from duebook.apps.accounts import queries
from duebook.apps.accounts.models import User
from duebook.domain.errors import Refusal

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest


@dataclass(eq=False)
class UserNotTaken(Refusal):
    """A name, address or password that nobody can sign in with."""

    code: ClassVar[str] = "user_not_taken"
    template: ClassVar[str] = "{why}"

    why: str


def add_user(
    name: str, email: str, password: str | None = None, *, morning_mail: bool = False
) -> User:
    """Make somebody who may sign in; without a password, by an entry link only.

    Raises:
        UserNotTaken: the name or the address is in use, or the password too weak.
    """
    user = User(username=name.strip(), email=email.strip(), morning_mail=morning_mail)
    _set_password(user, password)
    _require_clean(user)
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


def invite(name: str, email: str, *, instead_of: int | None = None) -> User:
    """The user to invite: made anew, unless somebody has this address already.

    Args:
        name: under which somebody new signs in.
        email: where they are invited.
        instead_of: the user invited before, to an address that may have been wrong;
            nobody opens with the old link then.

    Raises:
        UserNotTaken: the name is somebody else's, or the address is none.
    """
    known = queries.user_called(email)
    if known is not None:
        return known
    before = instead_of and User.objects.filter(pk=instead_of).first()
    if not before or before.has_usable_password():
        return add_user(name, email)
    before.email = email.strip()
    _require_clean(before)
    before.save(update_fields=["email"])
    return before


def mail_link(request: HttpRequest, user: User, link: str) -> bool:
    """Send somebody the link to begin with; whether the server took it."""
    told = {"user": user, "password_reset_url": link, "request": request}
    try:
        get_adapter(request).send_mail("account/email/entry", user.email, told)
    except OSError:  # smtplib's are, too
        return False
    return True


def take_morning(user_id: int, on: date) -> bool:
    """Note that a user is told of a morning; whether nobody had done so before.

    Another worker waits until this transaction has ended.
    """
    untold = Q(morning_mailed_on=None) | Q(morning_mailed_on__lt=on)
    taken = User.objects.filter(untold, id=user_id).update(morning_mailed_on=on)
    return taken > 0


def _require_clean(user: User) -> None:
    try:
        user.full_clean(exclude=["password"])
    except ValidationError as no:
        raise UserNotTaken(" ".join(no.messages)) from no


def _set_password(user: User, password: str | None) -> None:
    if password is None:
        user.set_unusable_password()
        return
    try:
        validate_password(password, user)
    except ValidationError as no:
        raise UserNotTaken(" ".join(no.messages)) from no
    user.set_password(password)
