"""What a reader chooses of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms

from duebook.apps.reports.queries.measures import DIMENSIONS, MEASURES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from duebook.apps.reports.queries.measures import Measure


def _typed(label: str, example: str = "", **marks: str | bool) -> forms.CharField:
    plain = {"class": "inp", "autocomplete": "off", "spellcheck": "false"}
    attrs = {**plain, "placeholder": example, **marks}
    return forms.CharField(label=label, widget=forms.TextInput(attrs))


class OwnTableForm(forms.Form):
    """What a table counts, by what, of which days; its fields are its address.

    An empty day is the one that the field shows as its example.
    """

    use_required_attribute = False

    measure = forms.ChoiceField(label="Count")
    by = forms.ChoiceField(label="Rows")
    across = forms.ChoiceField(label="Columns")
    first = _typed("From", **{"data-key": "d"})
    as_of = _typed("To")
    currency = forms.ChoiceField(label="Currency")
    q = _typed("Only", "Words, or a field: party:meridian", **{"data-search": True})

    def __init__(
        self,
        *,
        measure: Measure,
        days: tuple[date, date],
        currencies: Sequence[str],
        initial: dict[str, str],
    ) -> None:
        super().__init__(initial=initial)
        ways = [(name, DIMENSIONS[name].title) for name in measure.source.dimensions]
        choices = {
            "measure": [(name, one.title) for name, one in MEASURES.items()],
            "by": ways,
            "across": [("", "None"), *ways],
            "currency": [(code, code) for code in currencies],
        }
        for name, known in choices.items():
            select = forms.Select(attrs={"class": "inp"}, choices=known)
            self.fields[name].widget = select
        for name, day in zip(("first", "as_of"), days, strict=True):
            self.fields[name].widget.attrs["placeholder"] = day.isoformat()
        if len(currencies) < 2:
            del self.fields["currency"]
