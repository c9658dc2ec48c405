"""Figures in words: a finding's sentence from its template and its facts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from duebook.domain.checks.findings import Figure

# Not strftime: a finding reads the same under every locale of the machine.
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def say(template: str, figures: Mapping[str, Figure], *, digits: int) -> str:
    """Fill a template with figures, each written as its name says.

    ``_minor`` is money (``digits`` places after the point), ``_price`` a unit
    price with at least as many, ``_bp`` a percentage in basis points,
    ``_change`` a percentage with its sign; days are written out.  A word that is
    empty, such as the unit of what is only counted, takes the space after it along.
    """
    for name, figure in figures.items():
        if figure == "":
            template = template.replace(f"{{{name}}} ", "")
    return template.format_map(
        {name: in_words(name, figure, digits) for name, figure in figures.items()}
    )


def in_words(name: str, figure: Figure, digits: int) -> str:
    """One figure as a clerk would write it."""
    if isinstance(figure, str):
        return figure
    if isinstance(figure, date):
        return f"{figure.day} {MONTHS[figure.month - 1]} {figure.year}"
    write = WRITERS.get(name.rpartition("_")[2], _number)
    return write(Decimal(figure), digits)


def _money(figure: Decimal, digits: int) -> str:
    return f"{figure.scaleb(-digits):,.{digits}f}"


def _unit_price(figure: Decimal, digits: int) -> str:
    return f"{figure:,.{max(digits, _places(figure))}f}"


def _basis_points(figure: Decimal, _digits: int) -> str:
    return f"{_number(figure / 100, 0)} %"


def _change(figure: Decimal, _digits: int) -> str:
    return f"{figure:+,.1f} %".replace("-", "\N{MINUS SIGN}")


def _number(figure: Decimal, _digits: int) -> str:
    return f"{figure:,.{_places(figure)}f}"


WRITERS: Mapping[str, Callable[[Decimal, int], str]] = {
    "minor": _money,
    "price": _unit_price,
    "bp": _basis_points,
    "change": _change,
}


def _places(figure: Decimal) -> int:
    """Digits after the point, without trailing zeros."""
    exponent = figure.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
