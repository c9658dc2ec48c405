"""Taxes by place and category: rates, compounds, exemptions, rounding.

Worked tables: docs/algorithms/tax.md.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Final

from duebook.domain.money import allocate, round_ratio, round_to_total
from duebook.domain.records import record
from duebook.domain.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from duebook.domain.money import Rounding

EXEMPT: Final = "exempt"
"""The category of what the law exempts: no rate applies, and the paper says so."""

OUT_OF_SCOPE: Final = "out_of_scope"
"""The category of what is no supply at all: deposits, cash rounding, fees paid on."""

UNTAXED: Final = "untaxed"
"""The key of lines for which a place has no rate; not zero-rated: that is a rate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRate:
    """One tax of a place on a category of items: ``percent`` 19 is 19 %.

    A compound tax is levied on the net and the taxes before it (by ``order``).
    A place lies within another by its name: ``US-TX-Austin`` within ``US-TX``.
    Zero-rated is a rate of 0; the categories ``exempt`` and ``out_of_scope`` have
    no rates.
    """

    id: int
    place: str
    category: str
    name: str
    percent: Decimal
    compound: bool
    order: int
    valid: Span
    account_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A tax-exemption certificate: its number, the place it frees in, its days.

    It frees from the rates of its place and of the places within it; the empty
    place is everywhere.
    """

    id: int
    place: str
    number: str
    reason: str
    valid: Span


@record
class TaxAmount:
    """One tax on one group of lines, rounded as the policy says."""

    rate_id: int
    account_id: int
    name: str
    percent: Decimal
    base_minor: int
    tax_minor: int


@record
class TaxGroup:
    """The lines that share the same taxes, and what these come to.

    ``exemption`` is the certificate's number and reason where one freed the group.
    """

    key: str
    net_minor: int
    tax_minor: int
    taxes: tuple[TaxAmount, ...]
    exemption: str


class RoundingPer(StrEnum):
    """Where tax is rounded: at every line, once per group and tax, or once in all."""

    LINE = "line"
    TAX_GROUP = "tax_group"
    DOCUMENT = "document"


class Levy:
    """The taxes that fall on one thing in one place on one day, ready to reckon.

    Rates are kept as whole numbers over one denominator, so that reckoning a
    document does not leave the integers.

    Attributes:
        key: names the levy: lines with equal keys share a tax group.
        rates: in the order they are levied.
        exemption: number and reason of the certificates that freed from a rate.
        inclusive: the amounts levied on contain the tax.
        exact: each tax as a share of the amount, unrounded.
        total: numerator and denominator of all of it.
    """

    __slots__ = (
        "_denominator",
        "_percents",
        "_weights",
        "exact",
        "exemption",
        "inclusive",
        "key",
        "rates",
        "total",
    )

    def __init__(
        self,
        *,
        key: str,
        rates: tuple[TaxRate, ...],
        exemption: str = "",
        inclusive: bool = False,
    ) -> None:
        self.key = f"{key} incl." if inclusive else key
        self.rates = rates
        self.exemption = exemption
        self.inclusive = inclusive
        shares = [Fraction(rate.percent) / 100 for rate in rates]
        self._percents, self._denominator = _whole(shares)
        of_net = list(_shares_of_net(rates, shares))
        gross = 1 + sum(of_net) if inclusive else Fraction(1)
        self.exact = [share / gross for share in of_net]
        self._weights, _ = _whole(self.exact)
        self.total = sum(self.exact, Fraction(0)).as_integer_ratio()

    def on(self, amount_minor: int, rounding: Rounding) -> list[int]:
        """Each tax on an amount, rounded.

        On a net amount each tax is rounded by itself, a compound one on those
        before it.  The tax that an inclusive amount contains is rounded once in all
        and then split by the exact shares, so that net and taxes add up to it.
        """
        if self.inclusive:
            share, whole = self.total
            tax_minor = round_ratio(amount_minor * share, whole, rounding)
            return allocate(tax_minor, self._weights)
        taxes: list[int] = []
        for rate, percent in zip(self.rates, self._percents, strict=True):
            base_minor = amount_minor + sum(taxes) if rate.compound else amount_minor
            taxes.append(round_ratio(base_minor * percent, self._denominator, rounding))
        return taxes

    def group(self, amount_minor: int, taxes: Sequence[int]) -> TaxGroup:
        """The tax group of an amount, given what each tax on it comes to."""
        tax_minor = sum(taxes)
        net_minor = amount_minor - tax_minor if self.inclusive else amount_minor
        amounts: list[TaxAmount] = []
        with_taxes_minor = net_minor
        for rate, rate_tax_minor in zip(self.rates, taxes, strict=True):
            amounts.append(
                TaxAmount(
                    rate_id=rate.id,
                    account_id=rate.account_id,
                    name=rate.name,
                    percent=rate.percent,
                    base_minor=with_taxes_minor if rate.compound else net_minor,
                    tax_minor=rate_tax_minor,
                )
            )
            with_taxes_minor += rate_tax_minor
        return TaxGroup(
            key=self.key,
            net_minor=net_minor,
            tax_minor=tax_minor,
            taxes=tuple(amounts),
            exemption=self.exemption,
        )


def _shares_of_net(
    rates: Sequence[TaxRate], shares: Sequence[Fraction]
) -> Iterator[Fraction]:
    """Each tax as a share of the net: a compound one also of the taxes before it."""
    with_taxes = Fraction(1)
    for rate, share in zip(rates, shares, strict=True):
        of_net = share * with_taxes if rate.compound else share
        with_taxes += of_net
        yield of_net


def _whole(shares: Sequence[Fraction]) -> tuple[list[int], int]:
    """The shares as whole numbers over one denominator."""
    denominator = lcm(*(share.denominator for share in shares))
    return [int(share * denominator) for share in shares], denominator


class TaxTable:
    """All tax rates of an entity, indexed once and then asked for every line."""

    def __init__(self, rates: Iterable[TaxRate]) -> None:
        self._rates: dict[tuple[str, str], list[TaxRate]] = defaultdict(list)
        for rate in rates:
            self._rates[rate.place, rate.category].append(rate)
        self._rates.default_factory = None
        self._levies: dict[tuple[str, str, date, bool, tuple[int, ...]], Levy] = {}

    def taxes_for(self, place: str, category: str, on: date) -> tuple[TaxRate, ...]:
        """The rates of a place and of those it lies in, in the order of levying.

        State and city levy together: the rates of ``US-TX-Austin`` are its own,
        those of ``US-TX`` and those of ``US``.
        """
        valid = [
            rate
            for enclosing in _enclosing(place)
            for rate in self._rates.get((enclosing, category), ())
            if rate.valid.holds(on)
        ]
        return tuple(sorted(valid, key=_levying_order))

    def levy_on(
        self,
        place: str,
        category: str,
        on: date,
        certificates: Sequence[Certificate] = (),
        *,
        inclusive: bool = False,
    ) -> Levy:
        """The taxes on a category in a place on a day, less what a certificate frees.

        A certificate counts if it is valid on the day.
        """
        held_ids = tuple([held.id for held in certificates])
        key = (place, category, on, inclusive, held_ids)
        levy = self._levies.get(key)
        if levy is None:
            rates = self.taxes_for(place, category, on)
            levy = self._levies[key] = _freed(
                Levy(key=_levy_key(category, rates), rates=rates, inclusive=inclusive),
                [held for held in certificates if held.valid.holds(on)],
            )
        return levy


def _enclosing(place: str) -> list[str]:
    """The place and those it lies in, the widest first."""
    names = place.split("-")
    return ["-".join(names[: count + 1]) for count in range(len(names))]


def _levying_order(rate: TaxRate) -> tuple[int, int, int]:
    return (rate.order, len(rate.place), rate.id)


def _levy_key(category: str, rates: Sequence[TaxRate]) -> str:
    """Equal for lines whose taxes are equal, whatever category they come from."""
    if rates:
        return " + ".join(map(_rate_key, rates))
    return category if category in {EXEMPT, OUT_OF_SCOPE} else UNTAXED


def _rate_key(rate: TaxRate) -> str:
    on_top = " on top" if rate.compound else ""
    return f"{rate.name} {rate.percent.normalize():f} %{on_top} [{rate.account_id}]"


def _freed(levy: Levy, certificates: Sequence[Certificate]) -> Levy:
    used = [
        held
        for held in certificates
        if any(_covers(held, rate.place) for rate in levy.rates)
    ]
    if not used:
        return levy
    left = tuple(
        rate
        for rate in levy.rates
        if not any(_covers(held, rate.place) for held in used)
    )
    numbers = ", ".join(str(held.id) for held in used)
    taxed = f" {_levy_key('', left)}" if left else ""
    return Levy(
        key=f"certificate {numbers}{taxed}",
        rates=left,
        exemption="; ".join(f"{held.number}: {held.reason}" for held in used),
        inclusive=levy.inclusive,
    )


def _covers(certificate: Certificate, place: str) -> bool:
    where = certificate.place
    return not where or place == where or place.startswith(f"{where}-")


@dataclass(frozen=True, slots=True)
class Taxed:
    """The tax groups of a document, and each line's tax in the order of the lines."""

    groups: tuple[TaxGroup, ...]
    line_taxes: list[int]


def tax_groups(
    lines: Sequence[tuple[int, Levy]], *, rounding: Rounding, per: RoundingPer
) -> Taxed:
    """The tax of a document by group, and each line's share of it.

    Lines, groups and document agree to the unit, wherever tax is rounded:

    - per tax group, each tax is rounded once on the sum of its lines, as EN 16931
      asks of an e-invoice (rule BR-CO-17), and spread to the lines;
    - per line, a group is the sum of its rounded lines;
    - per document, the exact taxes are added up, rounded once, and spread to the
      groups, then to the lines.

    Spreading is by the largest remainder of the exact taxes.  An inclusive amount
    keeps its total: its tax is rounded, its net is the rest.

    Args:
        lines: amount in minor units after all discounts, and the levy on it.
        rounding: how a tax is rounded.
        per: where.

    Returns:
        Groups in the order of their first lines.
    """
    members: dict[str, list[int]] = {}
    for index, (_, levy) in enumerate(lines):
        members.setdefault(levy.key, []).append(index)
    levies = [lines[indexes[0]][1] for indexes in members.values()]
    amounts = [[lines[index][0] for index in indexes] for indexes in members.values()]
    taxes_of_groups, taxes_of_lines = _RECKONINGS[per](levies, amounts, rounding)
    line_taxes = [0] * len(lines)
    for indexes, taxes in zip(members.values(), taxes_of_lines, strict=True):
        for index, tax_minor in zip(indexes, taxes, strict=True):
            line_taxes[index] = tax_minor
    groups = tuple(
        levy.group(sum(group), taxes)
        for levy, group, taxes in zip(levies, amounts, taxes_of_groups, strict=True)
    )
    return Taxed(groups, line_taxes)


_Reckoned = tuple[list[list[int]], list[list[int]]]
"""For each group: what each tax comes to, and the tax of each line."""


def _per_line(
    levies: Sequence[Levy], amounts: Sequence[Sequence[int]], rounding: Rounding
) -> _Reckoned:
    of_groups: list[list[int]] = []
    of_lines: list[list[int]] = []
    for levy, group in zip(levies, amounts, strict=True):
        rounded = [levy.on(amount_minor, rounding) for amount_minor in group]
        of_groups.append([sum(taxes) for taxes in zip(*rounded, strict=True)])
        of_lines.append([sum(taxes) for taxes in rounded])
    return of_groups, of_lines


def _per_tax_group(
    levies: Sequence[Levy], amounts: Sequence[Sequence[int]], rounding: Rounding
) -> _Reckoned:
    of_groups = [
        levy.on(sum(group), rounding)
        for levy, group in zip(levies, amounts, strict=True)
    ]
    return of_groups, _spread(levies, amounts, of_groups)


def _per_document(
    levies: Sequence[Levy], amounts: Sequence[Sequence[int]], rounding: Rounding
) -> _Reckoned:
    exact = [
        share * sum(group)
        for levy, group in zip(levies, amounts, strict=True)
        for share in levy.exact
    ]
    of_groups: list[list[int]] = [[] for _ in levies]
    if exact:
        numerators, denominator = _whole(exact)
        tax_minor = round_ratio(sum(numerators), denominator, rounding)
        rounded = iter(round_to_total(numerators, denominator, tax_minor))
        of_groups = [[next(rounded) for _ in levy.rates] for levy in levies]
    return of_groups, _spread(levies, amounts, of_groups)


_RECKONINGS: Final = {
    RoundingPer.LINE: _per_line,
    RoundingPer.TAX_GROUP: _per_tax_group,
    RoundingPer.DOCUMENT: _per_document,
}


def _spread(
    levies: Sequence[Levy],
    amounts: Sequence[Sequence[int]],
    of_groups: Sequence[Sequence[int]],
) -> list[list[int]]:
    """Each group's tax over its lines, by the exact tax of each."""
    of_lines: list[list[int]] = []
    for levy, group, taxes in zip(levies, amounts, of_groups, strict=True):
        share, whole = levy.total
        exact = [amount_minor * share for amount_minor in group]
        of_lines.append(round_to_total(exact, whole, sum(taxes)))
    return of_lines
