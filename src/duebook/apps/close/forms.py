"""What is typed at a close: a reason, a lock, days and programs for files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from typing_extensions import override

from duebook.apps.close.queries.exports import TAKES
from duebook.apps.invoicing.forms.fields import ActForm
from duebook.web.typed import DayField, DaysForm

if TYPE_CHECKING:
    from datetime import date


_PROGRAMS = {
    "quickbooks-desktop": "QuickBooks Desktop",
    "quickbooks-online": "QuickBooks Online",
    "xero": "Xero",
    "plain": "Excel and CSV, for any program",
}


class StepForm(ActForm):
    """An act on a step: ``what``, on which difference, and why."""

    what = forms.ChoiceField(
        choices=[(what, what) for what in ("sign", "post", "soft", "hard", "open")]
    )
    difference = forms.CharField(required=False)
    reason = forms.CharField(
        label="Why",
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class SampleForm(DaysForm):
    """Which documents are drawn for an audit: the same seed draws the same."""

    seed = forms.CharField(
        max_length=60,
        help_text="Any word; whoever has it draws the same documents again.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    count = forms.IntegerField(label="Documents", min_value=1, max_value=500)
    first = DayField(label="From")
    last = DayField(label="To")


class ExportForm(DaysForm):
    """A program that shall take the books in, and the days of journal and sales."""

    program = forms.ChoiceField(
        choices=[(key, _PROGRAMS.get(key, key)) for key in TAKES]
    )
    first = DayField(label="From", required=False)
    last = DayField(
        label="To",
        required=False,
        help_text="Without days: customers, items and accounts alone.",
    )

    @override
    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        days: list[date | None] = [told.get("first"), told.get("last")]
        if any(days) and not all(days):
            raise forms.ValidationError("Say both days, or neither.")
        return told
