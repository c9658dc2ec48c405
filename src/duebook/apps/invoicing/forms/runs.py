"""What people say of a billing run."""

from __future__ import annotations

from django import forms

from duebook.apps.invoicing.forms.fields import ActForm
from duebook.web.typed import DayField, DaysForm


class ChooseForm(DaysForm):
    """To which day a run bills and whom, and which day stands on its invoices.

    ``ref`` are the codes of ticked parties, which go before what ``who`` finds.
    """

    until = DayField(label="Bill what was done until")
    issued_on = DayField(label="Invoice date")
    who = forms.CharField(
        label="Parties",
        required=False,
        max_length=500,
        help_text="Empty bills all. A search as in Parties chooses: segment:hotels",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    ref = forms.Field(required=False, widget=forms.MultipleHiddenInput)


class ClearForm(ActForm):
    """Findings of a rule, cleared together."""

    code = forms.CharField(max_length=80)


class AcceptForm(DaysForm, ClearForm):
    """Findings of a rule kept for every party that has one."""

    reason = forms.CharField(max_length=500)
    until_day = DayField(label="Until")
