"""Debts given up: one with its reason, or small rests up to a cap."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django import forms
from typing_extensions import override

from duebook.web.typed import ActForm, AmountField, AmountsForm, DayField

if TYPE_CHECKING:
    from datetime import date

REASONS = (
    ("uncollectable", "nobody answers any more"),
    ("insolvent", "insolvent"),
    ("estate", "deceased, nothing in the estate"),
    ("no address", "mail comes back, no address"),
    ("not worth it", "costs more than it brings"),
)
"""Why a debt is given up: the word that is kept, and how the form says it."""

KEPT_DAYS: Final = 90
"""So long a debt is kept, where nobody says otherwise."""


class WriteOffForm(AmountsForm):
    """How much of a debt is given up, and why."""

    amount = AmountField(help_text="All that is open, or a part.")
    why = forms.ChoiceField(choices=REASONS, label="Why")
    on = DayField(label="Day")
    reason = forms.CharField(
        label="Evidence",
        max_length=300,
        help_text="What was tried, and where it is written down.",
    )


class WriteOffManyForm(ActForm):
    """Why many debts are given up, whole."""

    why = forms.ChoiceField(choices=REASONS, label="Why")
    on = DayField(label="Day")
    reason = forms.CharField(
        label="Evidence",
        max_length=300,
        help_text="Of all of them: what was tried, and where it is written down.",
    )


class KeepForm(ActForm):
    """Until when debts are kept, and why."""

    until = DayField(label="Until", help_text="A day, +30 or eom; then they come back.")
    reason = forms.CharField(label="Reason", max_length=300)

    @override
    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        until = (today + timedelta(days=KEPT_DAYS)).isoformat()
        super().__init__(*args, today=today, initial={"until": until}, **kwargs)
        self.today = today

    def clean_until(self) -> date:
        """The day on which they come back.

        Raises:
            ValidationError: it has come already.
        """
        until: date = self.cleaned_data["until"]
        if until <= self.today:
            raise forms.ValidationError("They come back on a day after today.")
        return until


class SweepForm(AmountsForm):
    """Small rests up to a cap."""

    amount = AmountField(label="No more in all than")
    on = DayField(label="Day")
