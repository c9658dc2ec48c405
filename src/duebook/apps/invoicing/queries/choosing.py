"""Whom a billing run bills: everybody, those that a search finds, those named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from duebook.apps.parties import queries as parties
from duebook.apps.receivables.queries.parties_list import PARTIES, counting
from duebook.domain.errors import Refusal
from duebook.web.listing import chosen_ids, understood

if TYPE_CHECKING:
    from collections.abc import Collection

    from duebook.web.listing import Asking


@dataclass(eq=False)
class ChoiceNotUnderstood(Refusal):
    """A search for parties to bill says something that no list of parties knows."""

    code: ClassVar[str] = "choice_not_understood"
    template: ClassVar[str] = "“{line}” chooses nobody for sure. {puzzle}"

    line: str
    puzzle: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The bill-tos of a run: their ids, ascending, their names, the choice in words."""

    ids: tuple[int, ...]
    names: tuple[str, ...]
    told: str


def choose(asking: Asking, *, line: str, codes: Collection[str]) -> Chosen | None:
    """Who is billed of a choice of parties; nothing where there was no choice.

    A party that somebody else pays for stands for its payer, who is sent all its
    charges on one invoice.

    Args:
        asking: who asks.
        line: a search line of the list of parties, heeded where no code is given.
        codes: of parties.

    Raises:
        ChoiceNotUnderstood: the line names a field or value that nobody knows.
        UnknownParty: no party has one of the codes.
        TooMany: more parties than one act takes.
    """
    if codes:
        ids = _named(asking.entity_id, codes)
    elif line:
        ids = _found(asking, line)
    else:
        return None
    payers = {one.id: one for one in parties.bill_tos(asking.entity_id, ids).values()}
    names = tuple(payers[payer_id].name for payer_id in sorted(payers))
    return Chosen(
        ids=tuple(sorted(payers)),
        names=names,
        told=", ".join(sorted(codes)) if codes else line,
    )


def _named(entity_id: int, codes: Collection[str]) -> list[int]:
    found = parties.parties_by_code(entity_id, codes)
    for code in codes:
        if code not in found:
            raise parties.UnknownParty(code)
    return [party.id for party in found.values()]


def _found(asking: Asking, line: str) -> list[int]:
    asked = understood(PARTIES, line, asking)
    if asked.puzzles:
        raise ChoiceNotUnderstood(line, " ".join(asked.puzzles))
    facts = {
        **counting(line, asking.today),
        "entity": asking.entity_id,
        "today": asking.today,
    }
    return chosen_ids(PARTIES, asked, facts)
