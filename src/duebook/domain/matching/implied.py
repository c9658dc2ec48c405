"""The rung of what is implied: numbers from the one to the other, lists cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook.domain.matching.amounts import MOST_CHANCE
from duebook.domain.matching.fitting import chance_of
from duebook.domain.matching.named import Named, decide
from duebook.domain.matching.reading import Weak, fields_of
from duebook.domain.matching.records import Evidence
from duebook.domain.matching.references import atoms, number
from duebook.domain.matching.standing import PLAIN

if TYPE_CHECKING:
    from duebook.domain.matching.case import Case
    from duebook.domain.matching.records import Answer, Debt
    from duebook.domain.matching.references import Span


def by_range(case: Case) -> Answer | None:
    """Two numbers are named, and the money is for all from the one to the other."""
    numbers = [debt.number for debt in case.reading.named.values()]
    if len(numbers) == 1:
        numbers += _until(case, numbers[0])
    ends = sorted(map(_place, numbers))
    if len(ends) != 2 or case.reading.choices or ends[0][:2] != ends[1][:2]:
        return None
    items = case.items_of(case.directory.family(min(case.reading.owners)))
    between = tuple(
        (item,) for item in items if ends[0] <= _place(item.number) <= ends[1]
    )
    ways = case.ways_of(between)
    if not ways.fits or ways.fits[0].evidence not in PLAIN:
        return None
    named = Named(between, case.reading.grade, Evidence.REFERENCE)
    return decide(case, named, ways)


def _until(case: Case, first: str) -> list[str]:
    """The last of ``INV-2026-01003-005``: figures written over the first’s end."""
    return [
        first[: -len(figures)] + figures
        for span in case.reading.rest
        if (figures := "".join(span.atoms)).isdigit()
        and len(span.atoms) == 1
        and (first.endswith(span.before) or not span.before.isdigit())
        and first[-len(figures) - 1 :].isdigit()
    ]


def _place(number_: str) -> tuple[str, int, str]:
    """Where a number stands in its series; numbers of one length compare as text."""
    known = number(number_)
    return known.prefix, len(known.bare), known.bare


def by_cut(case: Case) -> Answer | None:
    """A list that the bank cut off within a number: the rest is one set that fits.

    Only for a proven payer, and if the last characters begin a number of the rest.
    """
    named = case.reading.named
    rest_minor = case.amount_minor - sum(debt.open_minor for debt in named.values())
    if not named or case.reading.choices or not case.who.is_proven or rest_minor <= 0:
        return None
    others = [item for item in case.items if item.id not in named]
    ways = case.ways_of_rest(rest_minor, others)
    if len(ways.fits) != 1 or not ways.is_complete:
        return None
    [fit] = ways.fits
    rest = [item for item in others if item.id in fit.debt_ids]
    by_accident = chance_of(len(rest), len(others), rest_minor)
    is_cut = any(_begins_at_end(case, item) for item in rest)
    if fit.evidence not in PLAIN or by_accident > MOST_CHANCE or not is_cut:
        return None
    groups = tuple((debt,) for debt in (*named.values(), *rest))
    cut = tuple(span for span in case.reading.rest if _is_at_end(case, span))
    weak = Weak(read=cut)
    implied = Named(groups, case.reading.grade, Evidence.REFERENCE, weak)
    return decide(case, implied, case.ways_of(groups))


def _begins_at_end(case: Case, item: Debt) -> bool:
    """Whether a field ends in the first characters of the number, and not in all."""
    whole = "".join(atoms(item.number))
    for field in fields_of(case.receipt):
        parts = atoms(field)
        for start in range(max(0, len(parts) - 3), len(parts)):
            end = "".join(parts[start:])
            if whole.startswith(end) and whole != end:
                return True
    return False


def _is_at_end(case: Case, span: Span) -> bool:
    return span.stop == len(atoms(fields_of(case.receipt)[span.field]))
