"""Reading users: who there is, and how they prove that it is they."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Max, Q
from django.urls import reverse

from duebook.apps.accounts.models import LONG, SHORT, User
from duebook.domain.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime, timedelta

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts as a second factor; recovery codes only stand in for one."""


@dataclass(eq=False)
class UnknownUser(Refusal):
    """Nobody signs in under this name or address."""

    code: ClassVar[str] = "unknown_user"
    template: ClassVar[str] = "Nobody signs in as {name}."

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """A user as others may know them."""

    id: int
    name: str
    email: str
    is_active: bool
    has_signed_in: bool
    has_second_factor: bool


def has_users() -> bool:
    """Whether anybody could sign in."""
    return User.objects.exists()


def user_called(text: str) -> User | None:
    """The user of a name or an e-mail address, however it is written."""
    called = text.strip()
    found = User.objects.filter(Q(username__iexact=called) | Q(email__iexact=called))
    return found.first()


def required_user(text: str) -> User:
    """The user of a name or an e-mail address.

    Raises:
        UnknownUser: there is none.
    """
    found = user_called(text)
    if found is None:
        raise UnknownUser(text)
    return found


def has_second_factor(user_id: int) -> bool:
    """Whether a user signs in with more than a password."""
    return count_factors(user_id) > 0


def count_factors(user_id: int) -> int:
    """How many second factors a user has."""
    held = Authenticator.objects.filter(user_id=user_id, type__in=FACTORS)
    return int(held.count())


def users() -> list[Who]:
    """All users of the installation by name."""
    return _told(User.objects.order_by("username"))


def users_by_id(ids: Collection[int]) -> Mapping[int, Who]:
    """Some users, two statements for all of them."""
    return {one.id: one for one in _told(User.objects.filter(id__in=ids))}


def wish_morning_mail(ids: Collection[int]) -> list[Who]:
    """Those of some users who chose to be told by mail in the morning."""
    return _told(User.objects.filter(id__in=ids, is_active=True, morning_mail=True))


def _told(found: Iterable[User]) -> list[Who]:
    secured = set(
        Authenticator.objects.filter(type__in=FACTORS).values_list("user_id", flat=True)
    )
    return [
        Who(
            id=one.id,
            name=one.username,
            email=one.email,
            is_active=one.is_active,
            has_signed_in=one.last_login is not None,
            has_second_factor=one.id in secured,
        )
        for one in found
    ]


class LongEnough:
    """The rule of passwords: long ones, or eight characters and a second factor."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Refuse a short password.

        Raises:
            ValidationError: it is shorter than this user's may be.
        """
        if len(password) < fewest_characters(user):
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        """The rule in a sentence."""
        return (
            f"At least {LONG} characters; {SHORT} are enough once you have a second "
            "factor. A few words in a row are easy to keep in mind."
        )


def fewest_characters(user: User | None = None) -> int:
    """How short a user's password may be: shorter beside a second factor."""
    is_secured = user is not None and user.pk and has_second_factor(user.pk)
    return SHORT if is_secured else LONG


def entry_path(user: User) -> str:
    """The address, good once and for a day, under which a user sets a password."""
    return reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(user),
            "key": default_token_generator.make_token(user),
        },
    )


def locked_until(name: str) -> datetime | None:
    """When somebody who failed too often may try again."""
    tries = AccessAttempt.objects.filter(username=name)
    last: datetime | None = tries.aggregate(last=Max("attempt_time"))["last"]
    pause: timedelta = settings.AXES_COOLOFF_TIME
    return last and last + pause
