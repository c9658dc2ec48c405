"""What a new office says about itself."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from babel import Locale
from django import forms
from typing_extensions import override

from duebook.apps.accounts.queries import LongEnough
from duebook.domain.checks.places import COUNTRIES

_TERRITORIES = Locale("en").territories
COUNTRY_CHOICES = sorted(
    ((code, _TERRITORIES[code]) for code in COUNTRIES),
    key=lambda country: country[1],
)
ZONES = [(zone, zone) for zone in sorted(available_timezones()) if "/" in zone]


class OwnerForm(forms.Form):
    """Who sets the office up."""

    token = forms.CharField(required=False, widget=forms.HiddenInput)
    person = forms.CharField(
        label="Your name",
        max_length=150,
        widget=forms.TextInput({"autocomplete": "name", "autofocus": True}),
    )
    email = forms.EmailField(label="Your e-mail")
    password = forms.CharField(
        help_text=LongEnough().get_help_text(),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )


class OfficeForm(OwnerForm):
    """Who sets the office up, and whose books it keeps first."""

    name = forms.CharField(label="Whose books", help_text="As on your invoices.")
    code = forms.RegexField(
        r"\A[A-Za-z][A-Za-z0-9]{0,11}\Z",
        label="Short name",
        help_text="Two to four letters; it stands in addresses and numbers.",
        error_messages={"invalid": "Letters and figures only, a letter first."},
    )
    address = forms.CharField(
        widget=forms.Textarea({"rows": 3}), help_text="As on your invoices."
    )
    country = forms.ChoiceField(choices=COUNTRY_CHOICES, initial="US")
    currency = forms.CharField(
        max_length=3, initial="USD", help_text="Three letters, such as USD."
    )
    time_zone = forms.ChoiceField(choices=ZONES, initial="America/New_York")

    @override
    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for name in ("code", "currency"):
            told[name] = told.get(name, "").upper()
        return told
