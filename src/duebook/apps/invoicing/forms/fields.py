"""Fields that several forms of invoicing share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from typing_extensions import override

from duebook.web.search_line import NotReadable
from duebook.web.typed import figure

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal


class Figure(forms.DecimalField):
    """A quantity, price or amount as people type it: ``1,250.00``, ``12*31.40``."""

    @override
    def __init__(self, *, label: str, **kwargs: Any) -> None:
        widget = forms.TextInput(
            attrs={"class": "inp", "inputmode": "decimal", "autocomplete": "off"}
        )
        kwargs.setdefault("decimal_places", 6)
        super().__init__(label=label, widget=widget, max_digits=18, **kwargs)
        self.error_messages["invalid"] = "This is no number."

    @override
    def to_python(self, value: object) -> Decimal | None:  # type: ignore[override]
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        assert self.decimal_places is not None, "every figure names its places"
        try:
            return figure(value, self.decimal_places)
        except NotReadable:
            raise forms.ValidationError(self.error_messages["invalid"]) from None


class Cell(forms.CharField):
    """A text in a cell of a grid."""

    @override
    def __init__(self, *, label: str, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"class": "inp", "autocomplete": "off"})
        super().__init__(label=label, widget=widget, **kwargs)


class ActForm(forms.Form):
    """One act: the idempotency key of its sending, and what of it was seen."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @override
    def __init__(
        self, data: Mapping[str, Any] | None = None, *args: Any, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"key": uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(data, *args, **kwargs)


def written(figure: Decimal | None, *, places: int = 0) -> str:
    """A figure as a field shows it: no trailing zeros beyond ``places``."""
    if figure is None:
        return ""
    exponent = figure.normalize().as_tuple().exponent
    assert isinstance(exponent, int), "kept figures are numbers"
    return f"{figure:.{max(places, -exponent)}f}"
