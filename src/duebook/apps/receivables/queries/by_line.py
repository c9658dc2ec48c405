"""The parties that a search line of their list finds, for acts without a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from duebook.apps.parties.queries import parties
from duebook.apps.receivables.queries.parties_list import PARTIES, counting
from duebook.domain.errors import Refusal
from duebook.web import listing

if TYPE_CHECKING:
    from duebook.web.listing import Asking


@dataclass(eq=False)
class NobodyMeant(Refusal):
    """A line of who shall be told finds nobody, or nothing to tell."""

    code: ClassVar[str] = "nobody_meant"
    template: ClassVar[str] = "{why}"

    why: str


@dataclass(eq=False)
class LineNotRead(Refusal):
    """A search line says something that is not known where it is asked."""

    code: ClassVar[str] = "line_not_read"
    template: ClassVar[str] = "{puzzles}"

    puzzles: str


def codes_of_line(asking: Asking, line: str) -> tuple[str, ...]:
    """The codes of the parties that a line finds; an empty line means everybody: none.

    Raises:
        LineNotRead: a part of the line is not known.
        NobodyMeant: it finds nobody.
    """
    if not line:
        return ()
    asked = _understood(asking, line)
    facts = {
        **counting(line, asking.today),
        "entity": asking.entity_id,
        "today": asking.today,
    }
    ids = listing.chosen_ids(PARTIES, asked, facts)
    return codes_of(asking.entity_id, ids, nobody=f"“{line}” finds nobody.")


def require_readable(asking: Asking, line: str) -> None:
    """Refuse a line that could never find anybody.

    Raises:
        LineNotRead: a part of the line is not known.
    """
    _understood(asking, line)


def _understood(asking: Asking, line: str) -> listing.Asked:
    asked = listing.understood(PARTIES, line, asking)
    if asked.puzzles:
        raise LineNotRead(" ".join(asked.puzzles))
    return asked


def codes_of(entity_id: int, ids: list[int], *, nobody: str) -> tuple[str, ...]:
    """The codes of parties, in order; no codes would mean everybody.

    Raises:
        NobodyMeant: there are none, which ``nobody`` says.
    """
    found = parties(entity_id, ids)
    if not found:
        raise NobodyMeant(nobody)
    return tuple(sorted(one.code for one in found.values()))
