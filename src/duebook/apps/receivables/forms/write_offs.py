"""Debts given up: one with its reason, or small rests up to a cap."""

from __future__ import annotations

from typing import Any

from django import forms
from typing_extensions import override

from duebook.web.typed import ActForm, AmountField, DayField, amount_of

REASONS = (
    ("uncollectable", "nobody answers any more"),
    ("insolvent", "insolvent"),
    ("estate", "deceased, nothing in the estate"),
    ("no address", "mail comes back, no address"),
    ("not worth it", "costs more than it brings"),
)
"""Why a debt is given up: the word that is kept, and how the form says it."""


class _AmountForm(ActForm):
    @override
    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency

    @override
    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if "amount" in said:
            try:
                said["amount_minor"] = amount_of(said["amount"], self.currency)
            except forms.ValidationError as unread:
                self.add_error("amount", unread)
        return said


class WriteOffForm(_AmountForm):
    """How much of a debt is given up, and why."""

    amount = AmountField(help_text="All that is open, or a part.")
    why = forms.ChoiceField(choices=REASONS, label="Why")
    on = DayField(label="Day")
    reason = forms.CharField(
        label="Evidence",
        max_length=300,
        help_text="What was tried, and where it is written down.",
    )


class SweepForm(_AmountForm):
    """Small rests up to a cap."""

    amount = AmountField(label="No more in all than")
    on = DayField(label="Day")
