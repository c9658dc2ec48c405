"""How a party stands, as a mark that changes whenever its record does."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from duebook.apps.audit.queries import events

if TYPE_CHECKING:
    from duebook.apps.audit.queries import Told
    from duebook.domain.parties import PartyEntry

_LOOKED_AT = 50


def version(entry: PartyEntry) -> str:
    """A mark of a party's state, to see whether it changed since it was shown."""
    return sha256(repr(entry).encode()).hexdigest()[:16]


def last_change(entity_id: int, code: str) -> Told | None:
    """Who changed the record of a party last, where it was not long ago."""
    for one in events(entity_id, commands=("KeepParties",), limit=_LOOKED_AT):
        if any(kept["code"] == code for kept in one.input["parties"]):
            return one
    return None
