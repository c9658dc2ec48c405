"""What a new office says about itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from zoneinfo import available_timezones

from babel import Locale
from django import forms
from typing_extensions import override

from duebook.apps.accounts.queries import LongEnough, fewest_characters
from duebook.apps.entities.actions import now
from duebook.domain.calendars import add_months
from duebook.domain.checks.places import COUNTRIES

if TYPE_CHECKING:
    from datetime import date

_TERRITORIES = Locale("en").territories
COUNTRY_CHOICES = sorted(
    ((code, _TERRITORIES[code]) for code in COUNTRIES),
    key=lambda country: country[1],
)
ZONES = [(zone, zone) for zone in sorted(available_timezones()) if "/" in zone]

_MONTHS_BACK: Final = 120


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
        widget=forms.PasswordInput(
            {"autocomplete": "new-password", "minlength": fewest_characters()}
        ),
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
    first = forms.DateField(
        label="First month of the books",
        help_text="The first that you bill and close here, such as 2026-10.",
        input_formats=["%Y-%m", "%Y-%m-%d"],
        error_messages={"invalid": "A year and a month, such as 2026-10."},
        # No month field of the browser's: it takes the 2 of "2026-10" for February.
        widget=forms.DateInput(format="%Y-%m"),
        initial=lambda: add_months(_this_month(), -1),
    )

    def clean_first(self) -> date:
        """A month that has begun, so that today lies in the books."""
        told: date = self.cleaned_data["first"]
        this = _this_month()
        if not add_months(this, -_MONTHS_BACK) <= told.replace(day=1) <= this:
            raise forms.ValidationError(
                "A month of the last ten years, this one at the latest."
            )
        return told

    @override
    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for name in ("code", "currency"):
            told[name] = told.get(name, "").upper()
        return told


def _this_month() -> date:
    return now().date().replace(day=1)
