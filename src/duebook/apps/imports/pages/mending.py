"""Rows that are refused, with the fixes that a person can take for all alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from duebook.apps.imports.forms import mends_written
from duebook.apps.imports.queries.mending import Mended, Trouble, mended, troubles
from duebook.formats.tables import Mend

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.http import QueryDict

    from duebook.apps.imports.queries import Preview
    from duebook.formats.tables import ColumnMapping

MOST: Final = 12
"""Groups of rows that are listed; the others are counted."""


@dataclass(frozen=True, slots=True)
class Way:
    """A fix as a link: the address of the file read with it."""

    label: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToMend:
    """Rows that are alike: with the fixes to take, or the one that is in force.

    ``key`` is the same before and after a fix, so that pressed twice it takes no
    other; ``undone`` is the address without the fix in force.
    """

    rows: tuple[int, ...]
    key: int = 0
    trouble: Trouble | None = None
    ways: tuple[Way, ...] = ()
    mended: Mended | None = None
    undone: str = ""


def fields_said(
    mapping: ColumnMapping,
    said: QueryDict,
    mends: Sequence[Mend] | None = None,
    turned: Sequence[str] | None = None,
) -> QueryDict:
    """What the address of the file says: with the fixes in force, unless others."""
    query = said.copy()
    written = mends_written(
        mapping.mends if mends is None else mends,
        mapping.turned if turned is None else turned,
    )
    for name, values in written.items():
        query.setlist(name, values)
    return query


def to_mend(preview: Preview, entity_id: int, said: QueryDict) -> list[ToMend]:
    """What could be mended and what is, by its first row."""
    mapping = preview.mapping

    def address(
        mends: Sequence[Mend] | None = None, turned: Sequence[str] | None = None
    ) -> str:
        return f"?{fields_said(mapping, said, mends, turned).urlencode()}"

    def ways(trouble: Trouble) -> Iterator[Way]:
        if trouble.readings:
            turned = [*mapping.turned, trouble.field]
            yield Way("Read them so", address(turned=turned))
        for like in trouble.likes:
            mend = Mend(trouble.field, trouble.value, like.code)
            label = f"It is {like.code}, {like.name}"
            yield Way(label, address([*mapping.mends, mend]))

    def undone(one: Mended) -> str:
        if one.mend is None:
            return address(
                turned=[name for name in mapping.turned if name != one.field]
            )
        return address([mend for mend in mapping.mends if mend != one.mend])

    listed = [
        *(
            ToMend(rows=one.rows, mended=one, undone=undone(one))
            for one in mended(preview.reading)
        ),
        *(
            ToMend(rows=one.rows, trouble=one, ways=tuple(ways(one)))
            for one in troubles(preview, entity_id)
        ),
    ]
    ordered = sorted(listed, key=lambda one: one.rows[0])
    return [replace(one, key=place) for place, one in enumerate(ordered, 1)]
