"""Each amount of an invoice in words: which price, tier, discount, tax made it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from duebook.domain.money import EXACT, from_minor, told

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duebook.domain.invoicing import Line
    from duebook.domain.tax import TaxAmount, TaxGroup


def explain(
    line: Line, *, currency: str, tax_groups: Sequence[TaxGroup] = ()
) -> list[str]:
    """The steps from price to net and tax of a line, one sentence each.

    Args:
        line: of a draft or an issued invoice.
        currency: of the document.
        tax_groups: of the document; those of other lines are passed over.
    """
    steps = [_price(line, currency), _gross(line, currency)]
    steps += _discounts(line, currency)
    for group in tax_groups:
        if group.key == line.tax_key:
            steps += explain_group(group, currency=currency)
    steps.append(_net_and_tax(line, currency))
    return steps


def explain_group(group: TaxGroup, *, currency: str) -> list[str]:
    """What each tax of a group is levied on and comes to, one sentence each."""
    steps = [_tax(tax, currency) for tax in group.taxes]
    if group.exemption:
        steps.append(f"Exempt by certificate {group.exemption}.")
    elif not group.taxes:
        steps.append(f"No tax is levied on {told(group.net_minor, currency)}.")
    return steps


def _price(line: Line, currency: str) -> str:
    per = f" per {line.unit}" if line.unit else ""
    tier = f", from a quantity of {_plain(line.tier_from)}" if line.tier_from else ""
    holds = "; the price holds the tax" if line.tax_inclusive else ""
    return (
        f"Price {_unit_price(line)} {currency}{per}: {line.price_source}{tier}{holds}."
    )


def _gross(line: Line, currency: str) -> str:
    if line.credits_line_id is not None and not line.quantity:
        taken = told(line.gross_minor, currency)
        return f"An amount is taken back, and no quantity: {taken}."
    exact = EXACT.multiply(line.quantity, line.unit_price)
    gross = from_minor(line.gross_minor, currency)
    product = f"{_plain(line.quantity)} × {_unit_price(line)} = "
    if exact == gross:
        return f"{product}{gross:,} {currency}."
    return f"{product}{_plain(exact)}, rounded {gross:,} {currency}."


def _discounts(line: Line, currency: str) -> Iterator[str]:
    left_minor = line.gross_minor
    for minor, what in (
        (line.discount_minor, "discount on the line"),
        (line.document_discount_minor, "its share of the discount on the document"),
    ):
        if minor:
            left_minor -= minor
            yield (
                f"Less {told(minor, currency)}, {what}: {told(left_minor, currency)}."
            )


def _tax(tax: TaxAmount, currency: str) -> str:
    return (
        f"{tax.name} {_plain(tax.percent)} % on {told(tax.base_minor, currency)}, "
        f"all lines taxed alike: {told(tax.tax_minor, currency)}."
    )


def _net_and_tax(line: Line, currency: str) -> str:
    net = told(line.net_minor, currency)
    if not line.tax_minor:
        return f"Net {net}, without tax."
    return f"Net {net}; this line’s share of the tax {told(line.tax_minor, currency)}."


def _unit_price(line: Line) -> str:
    """At least with cents: 5.00 and not 5, but 4.125."""
    exact = line.unit_price.normalize(EXACT)
    if int(exact.as_tuple().exponent) > -2:
        exact = exact.quantize(Decimal("0.01"), context=EXACT)
    return f"{exact:,f}"


def _plain(value: Decimal) -> str:
    """Without exponent and idle zeros."""
    return f"{value.normalize(EXACT):,f}"
