"""What people say of charges that come again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django import forms

from duebook.apps.invoicing.actions.recurring import KeepRecurring, RecurringEntry
from duebook.apps.invoicing.forms.fields import ActForm, Figure, written
from duebook.domain.calendars import Unit
from duebook.web.typed import DayField, DaysForm

if TYPE_CHECKING:
    from duebook.apps.invoicing.queries.charges import Scheduled

A_DAY: Final = timedelta(days=1)


class GenerateForm(DaysForm, ActForm):
    """The day before which recurring charges are made."""

    until = DayField(label="Make what comes before")


class RecurringForm(DaysForm, ActForm):
    """A charge that comes again: what, for whom, on which days."""

    code = forms.CharField(
        label="Code", max_length=80, help_text="How you call it: RENT-TIDEWELL."
    )
    party = forms.CharField(label="Party", max_length=80, help_text="Its code.")
    item = forms.CharField(label="Item", max_length=80, help_text="Its code.")
    description = forms.CharField(
        label="Text", max_length=500, required=False, help_text="Empty: the item’s."
    )
    quantity = Figure(label="Quantity", initial=1)
    unit_price = Figure(
        label="Price", required=False, help_text="Empty: that of the price book."
    )
    every = forms.IntegerField(label="Comes every", initial=1, min_value=1)
    unit = forms.ChoiceField(
        label="Counted in",
        choices=[(unit.value, f"{unit.value}s") for unit in Unit],
        initial=Unit.MONTH,
    )
    starts_on = DayField(label="First day")
    last_on = DayField(label="Last day", required=False)
    times = forms.IntegerField(
        label="So many times", required=False, min_value=1, max_value=10_000
    )
    is_prorated = forms.BooleanField(
        label="A last period that ends early is charged for its days", required=False
    )

    def command(self, entity_id: int, currency: str) -> KeepRecurring:
        """The schedule as a command, in the currency of its party."""
        typed: dict[str, Any] = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in {"key", "seen", "last_on", "unit"}
        }
        last_on = self.cleaned_data["last_on"]
        entry = RecurringEntry(
            currency=currency,
            unit=Unit(self.cleaned_data["unit"]),
            ends_on=last_on and last_on + A_DAY,
            **typed,
        )
        return KeepRecurring(entity_id=entity_id, entries=(entry,))


def as_kept(one: Scheduled) -> dict[str, Any]:
    """A schedule as its form shows it."""
    return {
        "code": one.code,
        "party": one.party,
        "item": one.item,
        "description": one.description,
        "quantity": written(one.quantity),
        "unit_price": written(one.unit_price, places=2),
        "every": one.every,
        "unit": one.unit,
        "starts_on": one.starts_on,
        "last_on": one.ends_on and one.ends_on - A_DAY,
        "times": one.times,
        "is_prorated": one.is_prorated,
    }
