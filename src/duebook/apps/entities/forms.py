"""What is said about people: who they are, their role, how far their rights go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from typing_extensions import override

from duebook.domain.errors import Refusal
from duebook.domain.money import Rounding, from_minor, parse_amount, to_minor
from duebook.domain.rights import ALLOWS, BY_AMOUNT, ROLES, Right

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duebook.apps.entities.queries import Known

ANY = "any"
_ROLES = [(role, role.capitalize()) for role in ROLES]
_WHOLE = [
    (right.value, f"{right.replace('_', ' ').capitalize()}: {ALLOWS[right]}")
    for right in Right
    if right not in BY_AMOUNT
]


class RightsForm(forms.Form):
    """A role, and where somebody's rights differ from it."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    role = forms.ChoiceField(choices=_ROLES)
    also = forms.MultipleChoiceField(
        label="May also",
        choices=_WHOLE,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, currency: str, person: Known | None = None, **kwargs: Any
    ) -> None:
        self.currency = currency
        super().__init__(*args, **kwargs)
        for right in BY_AMOUNT:
            self.fields[right.value] = forms.CharField(
                label=f"{right.replace('_', ' ').capitalize()} up to ({currency})",
                required=False,
                help_text=f"{ALLOWS[right].capitalize()}. Empty: as the role has it. "
                f"“{ANY}”: without limit.",
            )
        if person is not None:
            self.initial = {**self.initial, **_told(person, currency)}

    @override
    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        told["limits"] = {
            **{Right(name): None for name in told.get("also", ())},
            **{
                right: self._limit(right)
                for right in BY_AMOUNT
                if told.get(right.value, "").strip()
            },
        }
        return told

    def _limit(self, right: Right) -> int | None:
        text = self.cleaned_data[right.value].strip()
        if text.lower() == ANY:
            return None
        try:
            amount = parse_amount(text)
            limit_minor = to_minor(amount, self.currency, rounding=Rounding.HALF_UP)
        except Refusal as refusal:
            self.add_error(right.value, str(refusal))
            return 0
        if limit_minor < 0:
            self.add_error(right.value, "A limit is not below nothing.")
        return limit_minor


class AppointForm(RightsForm):
    """Somebody new, and whether they are to sign in."""

    name = forms.CharField(max_length=150)
    email = forms.EmailField(label="E-mail")
    by_mail = forms.BooleanField(label="Send the link by mail", required=False)
    field_order = ("key", "name", "email", "by_mail", "role")


class InviteForm(forms.Form):
    """Where a person's link goes."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    email = forms.EmailField(label="E-mail")
    by_mail = forms.BooleanField(label="Send the link by mail", required=False)


class RetireForm(forms.Form):
    """Why somebody's rights end."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(max_length=500)


def _told(person: Known, currency: str) -> dict[str, Any]:
    """A person's rights as the form says them: only what the role does not."""
    role: Mapping[Right, int | None] = ROLES.get(person.role, {})
    own = {
        right: limit_minor
        for right, limit_minor in person.limits.items()
        if right not in role or role[right] != limit_minor
    }
    amounts = {
        right.value: ANY if limit_minor is None else from_minor(limit_minor, currency)
        for right, limit_minor in own.items()
        if right in BY_AMOUNT
    }
    return {
        "role": person.role,
        "also": [right.value for right in own if right not in BY_AMOUNT],
        **amounts,
    }
