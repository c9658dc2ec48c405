"""What a person fills in: to sign in, for a new password, about the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from babel import Locale
from django import forms
from typing_extensions import override

from duebook.apps.accounts.models import SingleKeys, Theme, User
from duebook.apps.accounts.queries import LongEnough, fewest_characters
from duebook.documents.words import LANGUAGES

if TYPE_CHECKING:
    _OfUser = forms.ModelForm[User]
else:
    _OfUser = forms.ModelForm  # generic for the type checker alone


class PreferencesForm(_OfUser):
    """Theme, density, single keys, language and morning mail of one person."""

    theme = forms.ChoiceField(
        choices=[
            (Theme.AUTO, "As the computer"),
            (Theme.LIGHT, "Light"),
            (Theme.DARK, "Dark"),
        ]
    )
    single_keys = forms.ChoiceField(
        choices=[
            (SingleKeys.ON, "Act at once"),
            (SingleKeys.ALT, "Act with Alt held"),
            (SingleKeys.OFF, "Never act"),
        ]
    )
    language = forms.ChoiceField(
        choices=[(tag, Locale(tag).get_display_name()) for tag in LANGUAGES]
    )

    class Meta:
        model = User
        fields = ("theme", "density", "single_keys", "language", "morning_mail")
        labels: ClassVar[dict[str, str]] = {"morning_mail": "A mail in the morning"}
        help_texts: ClassVar[dict[str, str]] = {
            "morning_mail": "At seven, where something waits: how much, never whose."
        }


class SignInForm(LoginForm):  # type: ignore[misc]
    """Name or address, and password; nothing is remembered beyond the browser."""

    @override
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, login="Name or e-mail", password="Password")  # noqa: S106 - a label


class NewPasswordForm(ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, twice."""

    @override
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, password1="New password", password2="Once more")
        measure(self.fields["password1"], self.user)


class ChangedPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """The password so far, and the new one, twice."""

    @override
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(
            self,
            oldpassword="Password so far",
            password1="New password",
            password2="Once more",
        )
        measure(self.fields["password1"], self.user)


class ForgottenForm(ResetPasswordForm):  # type: ignore[misc]
    """The address that the link goes to."""

    @override
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, email="E-mail")


def measure(field: forms.Field, user: User | None = None) -> None:
    """Let the browser say how long a new password has to be, before it is sent."""
    field.help_text = LongEnough().get_help_text()
    field.widget.attrs["minlength"] = fewest_characters(user)


def _say(form: forms.Form, **labels: str) -> None:
    """Our words for the fields of a form, and no examples inside of them."""
    for name, label in labels.items():
        field = form.fields[name]
        field.label = label
        field.help_text = ""
        field.widget.attrs.pop("placeholder", None)
