"""Where somebody sits down to work: the entity, the person, the instant."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar, TypedDict
from uuid import UUID

from duebook import db
from duebook.apps.entities.actions.frame import SYSTEM, new_key
from duebook.domain.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(eq=False)
class NobodyAsks(Refusal):
    """A command that changes something was given by nobody in particular."""

    code: ClassVar[str] = "nobody_asks"
    template: ClassVar[str] = "Say who asks for this: --as NAME, or set DUEBOOK_AS."


class Sending(TypedDict):
    """The keywords of every action."""

    actor: str
    key: UUID
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """Where somebody sits down to work: the entity, the person, the instant."""

    entity_id: int
    currency: str
    actor: str
    at: datetime
    today: date

    def sends(self, key: UUID | None = None) -> Sending:
        """``**sitting.sends()``: the keywords of an action, with a key of its own.

        ``key`` is that of a form, so that the same form sent again acts once.

        Raises:
            NobodyAsks: no person was named; the system itself signs for nobody.
        """
        if self.actor in {"", SYSTEM}:
            raise NobodyAsks
        return Sending(actor=self.actor, key=key or new_key(), at=self.at)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read the entity's rows."""
        with db.reading(self.entity_id):
            yield
