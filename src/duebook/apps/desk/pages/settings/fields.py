"""Fields and words that several settings share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlencode

from django import forms

from duebook.apps.invoicing.forms.fields import ActForm, Figure
from duebook.apps.ledger.queries import account_ids, chart
from duebook.domain.errors import Refusal
from duebook.domain.money import exact_minor
from duebook.domain.spans import Span
from duebook.web.typed import DayField, DaysForm

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date


class Amount(Figure):
    """An amount of money in major units; ``minor`` says it in minor ones."""


def minor(value: Decimal | None, currency: str) -> int | None:
    """An amount in minor units.

    Raises:
        Refusal: it has more digits than the currency.
    """
    return None if value is None else exact_minor(value, currency)


def percent_to_bp(value: Decimal | None) -> int | None:
    """``2.5`` per cent as basis points."""
    if value is None:
        return None
    return int((value * 100).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def bp_to_percent(points: int) -> Decimal:
    """Basis points as per cent."""
    return Decimal(points) / 100


def words(label: str, *, required: bool = True, rows: int = 0, **more: Any) -> Any:
    """A field of text; with ``rows`` of several lines."""
    widget: forms.Widget = forms.TextInput(attrs={"autocomplete": "off"})
    if rows:
        widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, widget=widget, **more)


def choices(label: str, these: Iterable[Any], *, required: bool = True) -> Any:
    """A field of one of some words, said as people say them."""
    told = [(str(one), str(one).replace("_", " ")) for one in these]
    if not required:
        told = [("", "as it is"), *told]
    return forms.ChoiceField(label=label, choices=told, required=required)


class Dated(DaysForm, ActForm):
    """Something that holds on some days: it never overwrites what held before."""

    valid_from = DayField(label="Valid from", required=False)
    valid_to = DayField(
        label="Last day", required=False, help_text="Empty: until another one follows."
    )

    @property
    def span(self) -> Span:
        """The days, closed-open."""
        last: date | None = self.cleaned_data["valid_to"]
        until = None if last is None else last + timedelta(days=1)
        return Span(self.cleaned_data["valid_from"], until)


def span_of(told: Mapping[str, Any]) -> Span:
    """The days of a dated form."""
    last: date | None = told["valid_to"]
    until = None if last is None else last + timedelta(days=1)
    return Span(told["valid_from"], until)


def said(span: Span) -> str:
    """``since 1 Oct 2026``, ``1 Oct 2026 to 31 Oct 2026``, ``always``."""
    first = f"{span.first:%-d %b %Y}" if span.first else ""
    last = f"{span.until - timedelta(days=1):%-d %b %Y}" if span.until else ""
    if first and last:
        return f"{first} to {last}"
    if first:
        return f"since {first}"
    return f"to {last}" if last else "always"


def accounts(entity_id: int) -> list[tuple[str, str]]:
    """The chart as choices, by code."""
    return [(one.code, f"{one.code} {one.name}") for one in chart(entity_id)]


def account_id(entity_id: int, code: str) -> int:
    """The id of an account by its code."""
    return account_ids(entity_id)[code]


def offer(form: forms.Form, name: str, these: list[tuple[str, str]]) -> None:
    """Give a field of choice what there is to choose from."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = these


def differing(
    told: Mapping[str, Any], held: object, names: Iterable[str]
) -> dict[str, Any]:
    """What differs from what holds, so that the audit says what changed."""
    return {name: told[name] for name in names if told[name] != getattr(held, name)}


def filled(**values: object) -> str:
    """A query that fills a form with the values of a line."""
    return urlencode({name: str(one) for name, one in values.items() if one != ""})


def refused(sentence: str) -> Refusal:
    """A refusal in a sentence of its own."""
    return NotClear(sentence)


@dataclass(eq=False)
class NotClear(Refusal):
    """What was typed for a setting cannot be read."""

    code: ClassVar[str] = "setting_not_clear"
    template: ClassVar[str] = "{sentence}"

    sentence: str
