"""What settings were before, who changed them, and when: read from the audit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from duebook import db
from duebook.apps.audit.queries import events
from duebook.apps.entities.queries import entity
from duebook.apps.parties.queries import parties
from duebook.domain.money import from_minor

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_READ: Final = 200
"""Events that are read back for the values before."""

_NAMES: Final = (
    *("code", "kind", "tariff", "item", "place", "category", "identifier"),
    *("currency", "valued_on", "party", "year"),
)
"""Fields that say which thing a record is about."""

_SILENT: Final = frozenset({"entity_id", "reason", "seen"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A setting as somebody changed it; ``was`` is empty where nothing was before."""

    what: str
    was: str
    became: str
    person: str
    at: datetime
    event_id: int


def changes(
    entity_id: int, commands: Collection[str], *, newest: int = 10
) -> list[Change]:
    """The newest changes that some commands made, newest first."""
    newest_first = events(entity_id, commands=tuple(commands), limit=_READ)
    party_ids = {one.input.get("party_id") or 0 for one in newest_first}
    wording = _Wording(
        {id_: row.code for id_, row in parties(entity_id, party_ids - {0}).items()},
        entity(entity_id).currency,
    )
    told = [
        (what, value, one)
        for one in newest_first
        for what, value in _values(one.command, wording.said(one.input))
    ]
    found: list[Change] = []
    for place, (what, value, by) in enumerate(told[:newest]):
        earlier = (was for name, was, _ in told[place + 1 :] if name == what)
        before = next(earlier, "")
        found.append(
            Change(
                what=what,
                was=before,
                became=value,
                person=by.actor,
                at=by.at,
                event_id=by.id,
            )
        )
    return found


def last_change(entity_id: int, commands: Collection[str]) -> int:
    """The newest event of some commands, 0 before the first."""
    return next((one.id for one in events(entity_id, commands=commands, limit=1)), 0)


def drafts_open(entity_id: int) -> int:
    """How many drafts are yet to be issued, and are checked again by what changes."""
    [(count,)] = db.tuples_of(
        "SELECT count(*) FROM invoicing_draft AS draft"
        " WHERE draft.entity_id = %(entity)s AND draft.kind <> 'quote'"
        " AND EXISTS (SELECT FROM invoicing_charge AS charge"
        " WHERE charge.entity_id = %(entity)s AND charge.draft_id = draft.id"
        " AND NOT EXISTS (SELECT FROM invoicing_line AS line"
        " WHERE line.entity_id = %(entity)s AND line.charge_id = charge.id))",
        {"entity": entity_id},
    )
    return int(count)


@dataclass(frozen=True, slots=True)
class _Wording:
    """What figures and ids of commands are said with: codes of parties, a currency."""

    parties: Mapping[int, str]
    currency: str

    def said(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """What was asked, each figure as people write it under its name alone."""
        of_record = asked.get("currency") or self.currency
        return dict(
            self._field(name, value, of_record) for name, value in asked.items()
        )

    def _field(self, name: str, value: Any, currency: str) -> tuple[str, Any]:
        if name == "party_id":
            return "party", self.parties.get(value, "")
        if name.endswith("_minor") and isinstance(value, int):
            return name.removesuffix("_minor"), str(from_minor(value, currency))
        if name.endswith("_bp") and isinstance(value, int):
            return name.removesuffix("_bp"), f"{value / 100:g} %"
        if isinstance(value, list):
            return name, [
                self.said(one) if isinstance(one, dict) else one for one in value
            ]
        return name, value


def _values(command: str, said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What a command said, thing by thing."""
    if command.startswith("Forget"):
        yield _named(said), "forgotten"
        return
    lists = [value for value in said.values() if _is_records(value)]
    if lists:
        for record in lists[0]:
            yield _named(record), _told(record, without=_NAMES)
    elif any(name in said for name in ("kind", "code", "identifier")):
        yield _named(said), _told(said, without=_NAMES)
    else:
        for name, value in said.items():
            if name not in _SILENT and value is not None:
                yield name.replace("_", " "), _text(value)


def _is_records(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _named(record: Mapping[str, Any]) -> str:
    return " ".join(str(record[name]) for name in _NAMES if record.get(name))


def _told(record: Mapping[str, Any], *, without: Collection[str]) -> str:
    return ", ".join(
        f"{name.replace('_', ' ')} {_text(value)}"
        for name, value in record.items()
        if name not in without and name not in _SILENT and not _is_nothing(value)
    )


def _is_nothing(value: object) -> bool:
    """Whether a value needs no words: nothing was said, or only that it is not so."""
    return value is None or value is False or value in ("", [])


_LONG: Final = 80


def _text(value: object) -> str:
    """A value in a few words."""
    if isinstance(value, dict) and "unit_price" in value:
        text = f"{value['unit_price']} from {value['from_quantity']}"
    elif isinstance(value, dict):
        text = " ".join(f"{_text(one)}" for one in value.values() if one is not None)
    elif isinstance(value, list):
        text = "; ".join(_text(one) for one in value)
    elif isinstance(value, bool):
        text = "yes" if value else "no"
    else:
        text = str(value)
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"
