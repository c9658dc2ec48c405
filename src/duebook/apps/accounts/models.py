"""The table of users: who may sign in, and how they like the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from typing_extensions import override

if TYPE_CHECKING:
    from typing import ClassVar

LONG = 15
"""Characters of a password that is enough by itself (NIST SP 800-63B-4, 3.1.1)."""
SHORT = 8
"""Characters of a password that stands beside a second factor."""

NAME = RegexValidator(
    r"\A[^@\x00-\x1f]+\Z",
    "A name holds no “@”; the e-mail address has a field of its own.",
)


class Theme(models.TextChoices):
    """Light or dark; ``auto`` follows the computer."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


class Density(models.TextChoices):
    """How close together the rows of a page are."""

    NORMAL = "normal"
    COMPACT = "compact"
    ROOMY = "roomy"


class SingleKeys(models.TextChoices):
    """Whether single letters act: at once, with Alt held, or never (WCAG 2.1.4)."""

    ON = "on"
    ALT = "alt"
    OFF = "off"


class User(AbstractUser):
    """Somebody who signs in, under a name or an e-mail address; no entity's own.

    ``has_long_password`` is told when a password is set, because it cannot be read
    off the hash: who has a short one must keep a second factor.
    """

    username = models.CharField(
        "name",
        max_length=150,
        unique=True,
        validators=[NAME],
        error_messages={"unique": "Somebody signs in under this name already."},
    )
    email = models.EmailField(
        "e-mail",
        unique=True,
        error_messages={"unique": "Somebody signs in with this address already."},
    )
    has_long_password = models.BooleanField(default=False)
    theme = models.TextField(choices=Theme, default=Theme.AUTO)
    density = models.TextField(choices=Density, default=Density.NORMAL)
    single_keys = models.TextField(choices=SingleKeys, default=SingleKeys.ON)
    language = models.TextField(default="en")
    morning_mail = models.BooleanField(default=False)
    morning_mailed_on = models.DateField(null=True, editable=False)

    REQUIRED_FIELDS: ClassVar[list[str]] = ["email"]

    class Meta(AbstractUser.Meta):
        db_table = "accounts_user"
        constraints = [
            models.UniqueConstraint(Lower("username"), name="name_is_one_users"),
            models.UniqueConstraint(Lower("email"), name="address_is_one_users"),
        ]

    @override
    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password)
        self.has_long_password = len(raw_password or "") >= LONG
