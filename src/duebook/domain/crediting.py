"""Credit notes: an invoice taken back, in whole or by lines, without loss.

Worked table: docs/algorithms/partial-credits.md.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, Final

from duebook.domain.calendars import Instalment
from duebook.domain.errors import Refusal
from duebook.domain.invoicing import Draft, Line
from duebook.domain.money import (
    EXACT,
    Rounding,
    allocate,
    from_minor,
    round_ratio,
    to_minor,
)
from duebook.domain.tax import TaxGroup

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from duebook.domain.tax import TaxAmount


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedLine:
    """A line of an issued invoice, under the id it was stored with."""

    id: int
    line: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedDocument:
    """An issued invoice, as far as a credit note depends on it."""

    bill_to_id: int
    party_id: int
    currency: str
    po: str
    site: str
    lines: tuple[IssuedLine, ...]
    tax_groups: tuple[TaxGroup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Credited:
    """What of a line was credited before, with the sign of the line."""

    quantity: Decimal = Decimal(0)
    net_minor: int = 0
    tax_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditAsked:
    """What of a line is to be credited: a quantity, an amount, or all that is left.

    Either is given with the line's own sign, and at most one of them.  A quantity
    takes its share of the line's net; an amount lowers the net (a price reduction)
    and takes back no quantity.
    """

    line_id: int
    quantity: Decimal | None = None
    net_minor: int | None = None


@dataclass(eq=False)
class NothingToCredit(Refusal):
    """All that was asked about is credited already."""

    code: ClassVar[str] = "nothing_to_credit"
    template: ClassVar[str] = "Nothing is left to credit."


@dataclass(eq=False)
class NotOnTheInvoice(Refusal):
    """A line was named that the invoice does not have."""

    code: ClassVar[str] = "not_on_the_invoice"
    template: ClassVar[str] = "One of the lines asked for is not on this invoice."

    line_id: int


@dataclass(eq=False)
class AskedTwice(Refusal):
    """One credit note takes a line back once."""

    code: ClassVar[str] = "asked_twice"
    template: ClassVar[str] = "Line {position}, “{description}”, is asked for twice."

    position: int
    description: str


@dataclass(eq=False)
class OverCredited(Refusal):
    """More was asked than the line has left, or nothing, or the wrong sign.

    ``position`` counts the lines of the invoice from one, as they are printed.
    """

    code: ClassVar[str] = "over_credited"
    template: ClassVar[str] = (
        "{asked} was asked of line {position}, “{description}”, which has {left} left "
        "to credit."
    )

    position: int
    description: str
    asked: Decimal
    left: Decimal


_NOTHING: Final = Credited()


def credited_by(credit_notes: Iterable[Draft]) -> dict[int, Credited]:
    """What credit notes have taken back, by line of the invoice."""
    credited: dict[int, Credited] = defaultdict(Credited)
    for note in credit_notes:
        for line in note.lines:
            if line.credits_line_id is None:
                continue
            before = credited[line.credits_line_id]
            credited[line.credits_line_id] = Credited(
                quantity=before.quantity - line.quantity,
                net_minor=before.net_minor - line.net_minor,
                tax_minor=before.tax_minor - line.tax_minor,
            )
    return dict(credited)


def credit_draft(
    original: IssuedDocument,
    already: Mapping[int, Credited],
    asked: Sequence[CreditAsked] | None = None,
    *,
    issued_on: date,
) -> Draft:
    """The credit note over an invoice, or over what is asked of it.

    Its figures are those of the invoice negated, so that invoice and credit notes
    add up to what is owed.  A line's tax goes with its net: after every credit, the
    tax credited so far is the tax of the net credited so far, rounded half up.  So
    partial credits never exceed the invoice, and the last one takes the rest: net
    and tax of each line and each tax then sum to nothing.

    Args:
        original: the invoice.
        already: what earlier credit notes took back, by line id (``credited_by``).
        asked: which lines, and how much; ``None`` is all that is left.
        issued_on: day of the credit note.

    Raises:
        OverCredited: more is asked of a line than is left.
        NotOnTheInvoice: a line is asked for that the invoice does not have.
        AskedTwice: a line is asked for twice.
        NothingToCredit: nothing is left.
    """
    if asked is None:
        asked = [
            CreditAsked(line_id=issued.id)
            for issued in original.lines
            if not _is_spent(issued.line, already.get(issued.id, _NOTHING))
        ]
    wanted = _by_line(original, asked)
    lines = tuple(
        _credit_line(
            issued,
            already.get(issued.id, _NOTHING),
            wanted[issued.id],
            original.currency,
            position,
        )
        for position, issued in enumerate(original.lines, start=1)
        if issued.id in wanted
    )
    if not lines:
        raise NothingToCredit
    groups = tuple(_credit_groups(original, already, lines))
    net_minor = sum(line.net_minor for line in lines)
    tax_minor = sum(line.tax_minor for line in lines)
    total_minor = net_minor + tax_minor
    return Draft(
        bill_to_id=original.bill_to_id,
        party_id=original.party_id,
        currency=original.currency,
        issued_on=issued_on,
        po=original.po,
        site=original.site,
        lines=lines,
        tax_groups=groups,
        net_minor=net_minor,
        tax_minor=tax_minor,
        total_minor=total_minor,
        instalments=(Instalment(due_on=issued_on, amount_minor=total_minor),),
    )


def asked_for_total(
    original: IssuedDocument, already: Mapping[int, Credited], total_minor: int
) -> tuple[CreditAsked, ...] | None:
    """What to ask of the lines so that a credit note comes to a total with its tax.

    Each line takes its share by what it has left.  Without tax the note comes to just
    this total; with tax it can differ by a unit for each line, where no net has just
    that tax.

    Returns:
        Amounts of lines, or ``None``, everything, where the total is all that is left.
    """
    left = [
        (one.id, one.line.net_minor - before.net_minor, _left_minor(one.line, before))
        for one in original.lines
        for before in [already.get(one.id, _NOTHING)]
    ]
    if total_minor >= sum(whole for _, _, whole in left):
        return None
    taking = [one for one in left if one[1] > 0 and one[2] > 0]
    shares = allocate(total_minor, [whole for _, _, whole in taking])
    return tuple(
        CreditAsked(line_id=line_id, net_minor=net_minor)
        for (line_id, left_minor, whole), share in zip(taking, shares, strict=True)
        for net_minor in [
            round_ratio(min(share, whole) * left_minor, whole, Rounding.DOWN)
        ]
        if net_minor
    )


def _left_minor(line: Line, before: Credited) -> int:
    """What a line has left to credit, with its tax."""
    net_minor = line.net_minor - before.net_minor
    return net_minor + line.tax_minor - before.tax_minor


def _by_line(
    original: IssuedDocument, asked: Sequence[CreditAsked]
) -> dict[int, CreditAsked]:
    known = {
        issued.id: (position, issued.line.description)
        for position, issued in enumerate(original.lines, start=1)
    }
    wanted: dict[int, CreditAsked] = {}
    for one in asked:
        if one.line_id not in known:
            raise NotOnTheInvoice(one.line_id)
        if one.line_id in wanted:
            raise AskedTwice(*known[one.line_id])
        wanted[one.line_id] = one
    return wanted


def _is_spent(line: Line, before: Credited) -> bool:
    """Nothing of the line's value is left; a line that had none goes along once."""
    return before != _NOTHING and (before.net_minor, before.tax_minor) == (
        line.net_minor,
        line.tax_minor,
    )


def _credit_line(
    issued: IssuedLine,
    before: Credited,
    asked: CreditAsked,
    currency: str,
    position: int,
) -> Line:
    line = issued.line
    place = (position, line.description)
    left = Credited(
        quantity=line.quantity - before.quantity,
        net_minor=line.net_minor - before.net_minor,
        tax_minor=line.tax_minor - before.tax_minor,
    )
    if asked.quantity is not None:
        _refuse_more(place, _plain(asked.quantity), _plain(left.quantity))
        taken = _by_quantity(line, before, left, asked.quantity)
    elif asked.net_minor is not None:
        _refuse_more(
            place,
            from_minor(asked.net_minor, currency),
            from_minor(left.net_minor, currency),
        )
        taken = _with_tax(line, before, Decimal(0), asked.net_minor)
    else:
        if _is_spent(line, before):
            raise NothingToCredit
        taken = left
    return _negated(issued, taken, currency)


def _refuse_more(place: tuple[int, str], asked: Decimal, left: Decimal) -> None:
    if not (0 < asked <= left or left <= asked < 0):
        raise OverCredited(*place, asked=asked, left=left)


def _plain(quantity: Decimal) -> Decimal:
    """A quantity without the zeros that it is kept with."""
    whole = quantity.to_integral_value()
    return whole if quantity == whole else EXACT.normalize(quantity)


def _by_quantity(
    line: Line, before: Credited, left: Credited, quantity: Decimal
) -> Credited:
    """The quantity's share of the line.

    Counted from the beginning, so that halves of many small credits do not add up.
    Where an amount was credited in between, the quantity takes its share of what
    that left.
    """
    if quantity == left.quantity:
        return left
    from_beginning = _share(line.net_minor, before.quantity, line.quantity)
    if from_beginning == before.net_minor:
        counted = before.quantity + quantity
        net_minor = _share(line.net_minor, counted, line.quantity) - before.net_minor
    else:
        net_minor = _share(left.net_minor, quantity, left.quantity)
    return _with_tax(line, before, quantity, net_minor)


def _share(amount_minor: int, part: Decimal, whole: Decimal) -> int:
    share = amount_minor * Fraction(part) / Fraction(whole)
    return round_ratio(share.numerator, share.denominator, Rounding.HALF_UP)


def _with_tax(
    line: Line, before: Credited, quantity: Decimal, net_minor: int
) -> Credited:
    counted_minor = before.net_minor + net_minor
    if counted_minor == line.net_minor:
        tax_minor = line.tax_minor - before.tax_minor
    else:
        of_counted = _share(
            line.tax_minor, Decimal(counted_minor), Decimal(line.net_minor)
        )
        tax_minor = of_counted - before.tax_minor
    return Credited(quantity=quantity, net_minor=net_minor, tax_minor=tax_minor)


def _negated(issued: IssuedLine, taken: Credited, currency: str) -> Line:
    """The line of the credit note.

    A whole line is the invoice's line negated.  In part, quantity times price is
    the gross, and what discounts took of it stands in ``discount_minor``.
    """
    line = issued.line
    if taken == Credited(
        quantity=line.quantity, net_minor=line.net_minor, tax_minor=line.tax_minor
    ):
        gross_minor = line.gross_minor
        discount_minor = line.discount_minor
        document_discount_minor = line.document_discount_minor
    else:
        amount_minor = taken.net_minor + (taken.tax_minor if line.tax_inclusive else 0)
        gross_minor = (
            to_minor(
                EXACT.multiply(taken.quantity, line.unit_price),
                currency,
                rounding=Rounding.HALF_UP,
            )
            if taken.quantity
            else amount_minor
        )
        discount_minor = gross_minor - amount_minor
        document_discount_minor = 0
    return replace(
        line,
        quantity=-taken.quantity,
        gross_minor=-gross_minor,
        discount_minor=-discount_minor,
        document_discount_minor=-document_discount_minor,
        net_minor=-taken.net_minor,
        tax_minor=-taken.tax_minor,
        credits_line_id=issued.id,
    )


def _credit_groups(
    original: IssuedDocument, already: Mapping[int, Credited], lines: Sequence[Line]
) -> Iterable[TaxGroup]:
    """The tax groups of the credit note, in the order of the invoice."""
    before: dict[str, int] = defaultdict(int)
    for issued in original.lines:
        before[issued.line.tax_key] += already.get(issued.id, _NOTHING).tax_minor
    for group in original.tax_groups:
        in_group = [line for line in lines if line.tax_key == group.key]
        if in_group:
            net_minor = sum(line.net_minor for line in in_group)
            tax_minor = sum(line.tax_minor for line in in_group)
            taxes = _credit_taxes(group, before[group.key], net_minor, tax_minor)
            yield replace(group, net_minor=net_minor, tax_minor=tax_minor, taxes=taxes)


def _credit_taxes(
    group: TaxGroup, before_minor: int, net_minor: int, tax_minor: int
) -> tuple[TaxAmount, ...]:
    """Each tax of a group: its part of all that is credited, less that of before."""
    weights = [tax.tax_minor for tax in group.taxes]
    if not sum(weights):
        weights = [int(tax.percent.scaleb(6)) for tax in group.taxes]
    earlier = allocate(before_minor, weights)
    now = allocate(before_minor - tax_minor, weights)
    taxes: list[TaxAmount] = []
    with_taxes_minor = net_minor
    for tax, earlier_minor, now_minor in zip(group.taxes, earlier, now, strict=True):
        is_compound = tax.base_minor != group.net_minor
        taxes.append(
            replace(
                tax,
                base_minor=with_taxes_minor if is_compound else net_minor,
                tax_minor=earlier_minor - now_minor,
            )
        )
        with_taxes_minor += taxes[-1].tax_minor
    return tuple(taxes)
