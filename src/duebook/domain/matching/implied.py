"""The rung of what is implied: numbers from the one to the other, lists cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook.domain.matching.amounts import MOST_CHANCE
from duebook.domain.matching.fitting import chance_of
from duebook.domain.matching.named import Named, decide
from duebook.domain.matching.reading import Weak, fields_of
from duebook.domain.matching.records import Evidence
from duebook.domain.matching.references import (
    SHORTEST_TAIL,
    Grade,
    atoms,
    is_year,
    number,
    prefix,
)
from duebook.domain.matching.standing import PLAIN

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from duebook.domain.matching.case import Case
    from duebook.domain.matching.records import Answer, Debt
    from duebook.domain.matching.references import Span


def by_range(case: Case) -> Answer | None:
    """Two numbers are named, and the money is for all from the one to the other."""
    named = [debt.number for debt in case.reading.named.values()]
    short = _until(case, named[0]) if len(named) == 1 else {}
    ends = sorted(map(_place, (*named, *short.values())))
    if len(ends) != 2 or case.reading.choices or ends[0][:2] != ends[1][:2]:
        return None
    items = case.items_of(case.directory.family(min(case.reading.owners)))
    between = tuple(
        (item,) for item in items if ends[0] <= _place(item.number) <= ends[1]
    )
    ways = case.ways_of(between)
    if not ways.fits or ways.fits[0].evidence not in PLAIN:
        return None
    if _is_list(case) and not _is_all_the_rest(case, items, ways.fits[0].debt_ids):
        return None
    weak = Weak(read=tuple(short))
    implied = Named(between, case.reading.grade, Evidence.REFERENCE, weak)
    return decide(case, implied, ways)


def _until(case: Case, first: str) -> dict[Span, str]:
    """The last of ``INV-2026-01003-005``: figures written over the first’s end."""
    return {
        span: first[: -len(figures)] + figures
        for span in case.reading.rest
        if (figures := "".join(span.atoms)).isdigit()
        and len(span.atoms) == 1
        and (first.endswith(span.before) or not span.before.isdigit())
        and first[-len(figures) - 1 :].isdigit()
    }


def _is_list(case: Case) -> bool:
    """Whether the numbers may be single ones of a list, of which the rest is lost."""
    return any(sign in field for field in fields_of(case.receipt) for sign in ",;+&")


def _is_all_the_rest(
    case: Case, items: Sequence[Debt], chosen: AbstractSet[int]
) -> bool:
    """Whether nothing else that is open makes up what the named ones leave over."""
    named = case.reading.named
    others = [item for item in items if item.id not in named]
    rest_minor = sum(item.open_minor for item in others if item.id in chosen)
    ways = case.ways_of_rest(rest_minor, others)
    return len(ways.fits) == 1 and ways.is_complete


def _place(number_: str) -> tuple[str, int, str]:
    """Where a number stands in its series; numbers of one length compare as text."""
    known = number(number_)
    return known.prefix, len(known.bare), known.bare


def by_cut(case: Case) -> Answer | None:
    """A list that the bank cut off within a number: the rest is one set that fits.

    The last characters begin a number of the rest, so sets without such a number are
    not meant.  Where nothing is written out, the payer must be proven.
    """
    named = case.reading.named
    rest_minor = case.amount_minor - sum(debt.open_minor for debt in named.values())
    is_somebody = bool(named) or case.who.is_proven
    if case.reading.choices or not is_somebody or rest_minor <= 0:
        return None
    others = [item for item in case.items if item.id not in named]
    least = 1 if named else SHORTEST_TAIL
    begun = [item for item in others if _begins_at_end(case, item, least)]
    ways = case.ways_of_rest(rest_minor, others, begun)
    if not begun or len(ways.fits) != 1 or not ways.is_complete:
        return None
    [fit] = ways.fits
    rest = [item for item in others if item.id in fit.debt_ids]
    likely = begun if len(rest) == 1 else others
    by_accident = chance_of(len(rest), len(likely), rest_minor)
    if fit.evidence not in PLAIN or by_accident > MOST_CHANCE:
        return None
    groups = tuple((debt,) for debt in (*named.values(), *rest))
    cut = tuple(span for span in case.reading.rest if _is_at_end(case, span))
    weak = Weak(read=cut)
    grade = case.reading.grade if named else Grade.TAIL
    implied = Named(groups, grade, Evidence.REFERENCE, weak)
    return decide(case, implied, case.ways_of(groups))


def _begins_at_end(case: Case, item: Debt, least: int) -> bool:
    """Whether a field ends in the first characters of the number, and not in all.

    With ``least`` above one, so many of them are figures, and more than a year.
    """
    whole = "".join(atoms(item.number))
    for field in fields_of(case.receipt):
        parts = atoms(field)
        for start in range(max(0, len(parts) - 3), len(parts)):
            end = "".join(parts[start:])
            figures = end[len(prefix((end,))) :]
            if least > 1 and (len(figures) < least or is_year(figures)):
                continue
            if whole.startswith(end) and whole != end:
                return True
    return False


def _is_at_end(case: Case, span: Span) -> bool:
    return span.stop == len(atoms(fields_of(case.receipt)[span.field]))
