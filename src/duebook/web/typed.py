"""What people type into fields: amounts that are worked out, days in short words.

Everything is worked out by the server; the browser computes no amount.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from django import forms
from typing_extensions import override

from duebook.domain.money import EXACT, exponent
from duebook.web import search_line
from duebook.web.search_line import NotReadable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

LONGEST: Final = 60
"""Characters of an amount; more is no sum that somebody keeps in view."""

_NUMBER: Final = r"(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?"
_FACTOR: Final = rf"(?=[\d.]){_NUMBER}[km]?"
_TERM: Final = rf"{_FACTOR}(?:[*/]{_FACTOR})*"
_SUM: Final = re.compile(rf"[+-]?{_TERM}(?:[+-]{_TERM})*")
_TIMES: Final = {"k": Decimal(1_000), "m": Decimal(1_000_000)}
_BIGGEST: Final = Decimal(10) ** 13


def worked_out(text: str, currency: str) -> int:
    """Minor units of what is typed: ``12*31.40``, ``1.5k``, ``1,250.00-3.50``.

    A product or quotient is rounded half up to the currency's digits; an amount that
    is simply written must have no more digits than the currency.

    >>> worked_out("12*31.40", "USD"), worked_out("1.5k", "USD")
    (37680, 150000)

    Raises:
        NotReadable: it is no amount; a comma parts thousands and nothing else.
    """
    places = exponent(currency)
    return int(figure(text, places).scaleb(places, context=EXACT))


def figure(text: str, places: int) -> Decimal:
    """A quantity, price or amount as it is typed, to so many decimal places.

    A product or quotient is rounded half up; what is simply written must have no more
    places.

    >>> figure("3*12.5", 2), figure("100/3", 4)
    (Decimal('37.5'), Decimal('33.3333'))

    Raises:
        NotReadable: as :func:`worked_out`.
    """
    plain = re.sub(r"\s", "", text.lower()).replace("−", "-").replace("×", "*")
    if len(plain) > LONGEST or not _SUM.fullmatch(plain):
        raise NotReadable(text)
    total = sum(
        (
            _product(term) * (-1 if sign == "-" else 1)
            for sign, term in re.findall(rf"([+-]?)({_TERM})", plain)
        ),
        Decimal(0),
    )
    if abs(total) > _BIGGEST:
        raise NotReadable(text)
    rounded = total.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    if rounded == total:
        return total
    if not re.search(r"[*/]", plain):
        raise NotReadable(text)
    return rounded


def _product(term: str) -> Decimal:
    """A term such as ``12*31.40/2``."""
    value = Decimal(1)
    for sign, factor in re.findall(rf"([*/]?)({_FACTOR})", term):
        number = Decimal(factor.rstrip("km").replace(",", ""))
        number *= _TIMES.get(factor[-1], Decimal(1))
        if sign != "/":
            value = EXACT.multiply(value, number)
        elif number:
            value /= number
        else:
            raise NotReadable(term)
    return value


class AmountField(forms.CharField):
    """An amount as it is typed; forms read it with :func:`amount_of`."""

    @override
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget",
            forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        )
        super().__init__(max_length=LONGEST, **kwargs)


def amount_of(text: str, currency: str) -> int:
    """The minor units of a field.

    Raises:
        ValidationError: it is no positive amount.
    """
    try:
        amount_minor = worked_out(text, currency)
    except NotReadable:
        told = f"“{text}” is no amount in {currency}. Write 1,250.00, 12*31.40 or 1.5k."
        raise forms.ValidationError(told) from None
    if amount_minor <= 0:
        raise forms.ValidationError("It takes an amount above zero.")
    return amount_minor


class DayField(forms.CharField):
    """A day as it is typed: ``t``, ``-1``, ``fri``, ``eom``, ``2026-11-03``.

    ``today`` is set by a :class:`DaysForm`, because it is the entity's day.  What was
    read is shown as the day it is, so that it means the same tomorrow.
    """

    today: date | None = None

    @override
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput({"autocomplete": "off", "data-worked-out": True})
        super().__init__(max_length=20, widget=widget, **kwargs)

    @override
    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return self._day(text)
        except NotReadable:
            told = f"“{text}” is no day. Write t, -1, fri, eom or 2026-11-03."
            raise forms.ValidationError(told) from None

    @override
    def prepare_value(self, value: Any) -> Any:
        try:
            return self._day(value).isoformat() if isinstance(value, str) else value
        except NotReadable:
            return value

    def _day(self, text: str) -> date:
        assert self.today is not None, "the form says what day it is"
        return search_line.day(text, self.today)


class DaysForm(forms.Form):
    """A form that is told the entity's day, for its days to be reckoned from."""

    @override
    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, DayField):
                field.today = today


class ActForm(DaysForm):
    """One act: the key of its sending, and the entity's day for its days."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    @override
    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        today: date,
        initial: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        days = {
            name: today.isoformat()
            for name, field in self.base_fields.items()
            if isinstance(field, DayField) and field.required
        }
        begins = {"key": uuid4(), **days, **(initial or {})}
        super().__init__(data, today=today, initial=begins, **kwargs)


def in_the_way(form: forms.Form) -> str:
    """What stands in the way of a form whose fields do not tell of it themselves."""
    return " ".join(str(one) for errors in form.errors.values() for one in errors)


class AmountsForm(ActForm):
    """An act with amounts of one currency.

    What is typed as ``fee`` is also told in minor units, as ``fee_minor``; an amount
    that may be left empty is nothing there.
    """

    @override
    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency

    @override
    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        typed = [
            (name, said[name])
            for name, field in self.fields.items()
            if isinstance(field, AmountField) and name in said
        ]
        for name, text in typed:
            try:
                said[f"{name}_minor"] = amount_of(text, self.currency) if text else 0
            except forms.ValidationError as unread:
                self.add_error(name, unread)
        return said
