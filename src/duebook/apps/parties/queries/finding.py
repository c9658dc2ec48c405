"""Parties by code, by id, by what somebody remembers of their name."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from django.db.models import Q, Value
from django.db.models.functions import Upper

from duebook import db
from duebook.apps.parties import models
from duebook.domain.errors import Absent
from duebook.domain.records import record
from duebook.web.search_line import beginning, escaped

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


@dataclass(eq=False)
class UnknownParty(Absent):
    """No party of the entity has this code or id."""

    code: ClassVar[str] = "unknown_party"
    template: ClassVar[str] = "There is no party {party}."

    party: str


@dataclass(frozen=True, slots=True)
class Page:
    """Parties in order of their names; ``after`` asks for those that follow."""

    parties: tuple[models.Party, ...]
    after: tuple[str, int] | None


def sort_name(name: str) -> str:
    """The name as it is sorted and sought: no capitals, no accents, single blanks."""
    folded = unicodedata.normalize("NFKD", name).casefold()
    decomposed = unicodedata.normalize("NFKD", folded)
    bare = (letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join("".join(bare).split())


NAMED: Final = (
    "SELECT party.id FROM parties_party AS party"
    " WHERE party.entity_id = %(entity)s AND party.sort_name LIKE %s"
    " UNION ALL SELECT party.id FROM parties_party AS party"
    " WHERE party.entity_id = %(entity)s AND party.code_key = upper(%s)"
    " AND party.code = coalesce((SELECT exact.code FROM parties_party AS exact"
    " WHERE exact.entity_id = %(entity)s AND exact.code = %s), party.code)"
)
"""The parties with words in their name, or of a code, as other rooms' lists look for.

Names are read from the index that sorts them, not from the rows.  Of codes that differ
by their capitals, the one that was typed wins.
"""


def named(words: str) -> tuple[str, ...]:
    """The parameters of :data:`NAMED`, in their order, from what was typed."""
    return f"%{escaped(sort_name(words))}%", words, words


def party_by_code(entity_id: int, code: str) -> models.Party:
    """The party that people call by ``code``, with or without its capitals.

    Raises:
        UnknownParty: none has it, or several that differ by capitals and none as typed.
    """
    alike = models.Party.objects.filter(
        entity_id=entity_id, code_key=Upper(Value(code))
    )
    found = {party.code: party for party in alike}
    if len(found) == 1:
        return next(iter(found.values()))
    if code not in found:
        raise UnknownParty(code)
    return found[code]


def parties_by_code(entity_id: int, codes: Iterable[str]) -> dict[str, models.Party]:
    """The parties by their code; codes that nobody has are left out."""
    found = models.Party.objects.filter(entity_id=entity_id, code__in=set(codes))
    return {party.code: party for party in found}


def parties_by_name(
    entity_id: int, names: Iterable[str]
) -> dict[str, list[models.Party]]:
    """The parties of each name, capitals and accents aside; doubles are left out."""
    by_sort_name: dict[str, list[models.Party]] = {}
    asked = {name: sort_name(name) for name in names}
    for party in models.Party.objects.filter(
        entity_id=entity_id,
        sort_name__in=set(asked.values()),
        merged_into__isnull=True,
    ).order_by("id"):
        by_sort_name.setdefault(party.sort_name, []).append(party)
    return {name: by_sort_name.get(sorted_as, []) for name, sorted_as in asked.items()}


def parties(entity_id: int, ids: Collection[int]) -> dict[int, models.Party]:
    """The parties by their id; ids that nobody has are left out."""
    return {
        party.id: party
        for party in models.Party.objects.filter(entity_id=entity_id, id__any_of=ids)
    }


@record
class Addressee:
    """What a party wants on its documents, and how it wants them."""

    id: int
    name: str
    cost_centre: str
    their_reference: str
    language: str
    delivery: str
    terms_id: int | None


def addressees(entity_id: int, ids: Collection[int]) -> list[Addressee]:
    """The parties as documents address them, in any order."""
    return db.rows_of(
        Addressee,
        "SELECT id, name, cost_centre, their_reference, language, delivery, terms_id"
        " FROM parties_party WHERE entity_id = %(entity)s"
        " AND id = ANY(%(ids)s::bigint[])",
        {"entity": entity_id, "ids": db.array(ids)},
    )


def find_parties(
    entity_id: int,
    text: str = "",
    *,
    after: tuple[str, int] | None = None,
    size: int = 50,
) -> Page:
    """Parties whose name holds the text or whose code begins with it, by name.

    Capitals and accents do not matter, and a code may be typed without its capitals;
    doubles that were merged are not shown.

    Args:
        entity_id: whose parties.
        text: empty finds all.
        after: the ``after`` of the page before.
        size: how many at most.
    """
    everybody = models.Party.objects.filter(entity_id=entity_id)
    # The index that sorts names answers alone: what else is asked is told by ids.
    found = everybody.exclude(id__in=everybody.exclude(merged_into=None).values("id"))
    if text.strip():
        coded = everybody.filter(code_key__range=beginning(text.strip().upper()))
        found = found.filter(
            Q(sort_name__contains=sort_name(text)) | Q(id__in=coded.values("id"))
        )
    if after is not None:
        name, party_id = after
        found = found.filter(Q(sort_name__gt=name) | Q(sort_name=name, id__gt=party_id))
    shown = found.order_by("sort_name", "id").values("id")[: size + 1]
    rows = tuple(everybody.filter(id__in=shown).order_by("sort_name", "id"))
    if len(rows) <= size:
        return Page(rows, None)
    last = rows[size - 1]
    return Page(rows[:size], (last.sort_name, last.id))


def called(entity_id: int) -> list[tuple[str, str]]:
    """Code and name of every party that was not merged, for likeness to be sought."""
    found = models.Party.objects.filter(entity_id=entity_id, merged_into=None)
    return list(found.order_by("code").values_list("code", "name"))
