"""Two people on one bank line: whoever has not seen how it is now is told of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from duebook.apps.banking.queries.lines import decided_by, lock_lines
from duebook.apps.entities.queries import entity
from duebook.domain.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from duebook.apps.banking.queries.lines import Line
    from duebook.apps.entities.actions import Act


@dataclass(eq=False)
class LineChanged(Refusal):
    """What is proposed for a line changed after it was shown."""

    code: ClassVar[str] = "bank_line_changed"
    template: ClassVar[str] = (
        "What is proposed for bank line {line} has changed. Here is how it is now."
    )

    line: int


@dataclass(eq=False)
class LineDecided(LineChanged):
    """Somebody said what a line is after it was shown; ``clock`` is the entity's."""

    code: ClassVar[str] = "bank_line_decided"
    template: ClassVar[str] = (
        "{person} placed bank line {line} at {clock}. Here is how it is now."
    )

    person: str
    clock: str


def locked_line(act: Act, line_id: int, seen: str = "") -> Line:
    """A line with what waits on it, kept from others until the transaction ends.

    Args:
        act: the act under way.
        line_id: the line.
        seen: the ``stamp`` of the line as it was shown; empty where nobody looked.

    Raises:
        NoSuchLine: there is no such line.
        LineChanged, LineDecided: it is no longer as it was seen.
    """
    [line] = locked_lines(act, [line_id], {line_id: seen})
    return line


def locked_lines(
    act: Act, line_ids: Collection[int], seen: Mapping[int, str]
) -> list[Line]:
    """Lines as :func:`locked_line` gives each, in id order.

    Raises:
        NoSuchLine: one of them does not exist.
        LineChanged, LineDecided: one is no longer as it was seen.
    """
    lines = lock_lines(act.entity_id, line_ids)
    for line in lines:
        stamp = seen.get(line.id)
        if stamp and stamp != line.stamp:
            raise _changed(act, line, stamp)
    return lines


def _changed(act: Act, line: Line, seen: str) -> LineChanged:
    by = decided_by(act.entity_id, line.id)
    if by is None or line.is_decided_as(seen):
        return LineChanged(line.id)
    zone = ZoneInfo(entity(act.entity_id).time_zone)
    return LineDecided(line.id, by.actor, f"{by.at.astimezone(zone):%H:%M}")
