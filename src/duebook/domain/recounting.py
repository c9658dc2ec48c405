"""Counting an issued document again from its own rows, to see that it agrees."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from duebook.domain.money import exponent, from_minor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duebook.domain.invoicing import Draft, Line
    from duebook.domain.tax import TaxGroup


def recount(document: Draft) -> list[str]:
    """What does not agree, one sentence each; nothing where all does.

    Sums must be exact.  A product that was rounded must lie within one minor unit
    of the exact one, and a tax within one for each line of its group: however the
    office rounded then, it cannot be further away.
    """
    return list(_disagreements(document))


def _disagreements(document: Draft) -> Iterator[str]:
    for position, line in enumerate(document.lines, start=1):
        yield from _of_line(position, line, document.currency)
    for group in document.tax_groups:
        of_group = [line for line in document.lines if line.tax_key == group.key]
        yield from _of_group(group, of_group, document.currency)
    for what, told_minor, counted_minor in (
        ("net", document.net_minor, sum(line.net_minor for line in document.lines)),
        ("tax", document.tax_minor, sum(one.tax_minor for one in document.tax_groups)),
        ("total", document.total_minor, document.net_minor + document.tax_minor),
    ):
        if told_minor != counted_minor:
            yield _differs(f"The {what}", told_minor, counted_minor, document.currency)


def _of_line(position: int, line: Line, currency: str) -> Iterator[str]:
    what = f"Line {position}, {line.description}: the"
    minor = Fraction(10) ** exponent(currency)
    exact = Fraction(line.quantity) * Fraction(line.unit_price) * minor
    # A credit of an amount takes back no quantity, so nothing is multiplied.
    if line.quantity and abs(exact - line.gross_minor) >= 1:
        yield _differs(f"{what} gross", line.gross_minor, round(exact), currency)
    net_minor = line.gross_minor - line.discount_minor - line.document_discount_minor
    if line.tax_inclusive:
        net_minor -= line.tax_minor
    if net_minor != line.net_minor:
        yield _differs(f"{what} net", line.net_minor, net_minor, currency)


def _of_group(group: TaxGroup, lines: list[Line], currency: str) -> Iterator[str]:
    for what, told_minor, counted_minor in (
        ("net", group.net_minor, sum(line.net_minor for line in lines)),
        ("tax of its lines", group.tax_minor, sum(line.tax_minor for line in lines)),
        ("tax", group.tax_minor, sum(tax.tax_minor for tax in group.taxes)),
    ):
        if told_minor != counted_minor:
            yield _differs(
                f"Tax group {group.key}: the {what}",
                told_minor,
                counted_minor,
                currency,
            )
    for tax in group.taxes:
        exact = Fraction(tax.base_minor) * Fraction(tax.percent) / 100
        if abs(exact - tax.tax_minor) > max(1, len(lines)):
            yield _differs(f"The {tax.name}", tax.tax_minor, round(exact), currency)


def _differs(what: str, told_minor: int, counted_minor: int, currency: str) -> str:
    told, counted = (
        from_minor(minor, currency) for minor in (told_minor, counted_minor)
    )
    return f"{what} says {told} {currency}, and counts as {counted}."
