"""What people say of the papers of a party: one more, one less, or to look at."""

from __future__ import annotations

from uuid import uuid4

from django import forms

from duebook.apps.parties.forms.parties import ReasonForm
from duebook.formats.media import LARGEST_BYTES
from duebook.web.uploads import Upload


class AttachForm(forms.Form):
    """A contract, a W-9, the scan of a certificate."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    file = Upload(
        label="Paper",
        help_text="PDF, PNG, JPEG, a workbook, CSV or text.",
        largest=LARGEST_BYTES,
    )


class TakeOffForm(ReasonForm):
    """A paper that does not belong there, and why."""

    name = forms.CharField(max_length=200, widget=forms.HiddenInput)


class OpenForm(forms.Form):
    """A paper that somebody wants to look at."""

    name = forms.CharField(max_length=200)
