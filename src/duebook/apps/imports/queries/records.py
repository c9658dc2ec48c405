"""Records as they stand, compared: what a change would change, what was changed since.

The order in which a record lists its addresses or contacts says nothing, so it does
not count.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from duebook.apps.audit.actions import adapter
from duebook.domain.spans import Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from _typeshed import DataclassInstance


R = TypeVar("R", bound="DataclassInstance")


def filled(record: R, given: Mapping[str, Any]) -> R:
    """The record with what was given; ``None`` is nothing given and stays as it is."""
    return replace(
        record, **{name: value for name, value in given.items() if value is not None}
    )


def as_json(kind: Any, record: object) -> Any:
    """A record as it is kept in a row of the import."""
    return adapter(kind).dump_python(record, mode="json")


def digest(kind: Any, record: object) -> str:
    """SHA-256 of a record, whatever the order of what belongs to it."""
    plain = json.dumps(_sorted(as_json(kind, record)), sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def _sorted(value: Any) -> Any:
    match value:
        case dict():
            return {name: _sorted(part) for name, part in value.items()}
        case list():
            return sorted(map(_sorted, value), key=json.dumps)
        case _:
            return value


def changes_between(before: Any, after: Any) -> tuple[str, ...]:
    """What differs between two records of one kind, field by field, in words."""
    return tuple(
        f"{one.name.replace('_', ' ')}: {_shown(was)} → {_shown(becomes)}"
        for one in fields(before)
        if _unordered(was := getattr(before, one.name))
        != _unordered(becomes := getattr(after, one.name))
    )


def _unordered(value: object) -> object:
    return sorted(value, key=repr) if isinstance(value, tuple) else value


def _shown(value: object) -> str:
    match value:
        case None | "" | ():
            return "nothing"
        case tuple():
            return "; ".join(map(_shown, value))
        case Span(first=first, until=until):
            last = until and until - timedelta(days=1)
            return f"{first or 'any day'} to {last or 'any day'}"
        case _ if is_dataclass(value):
            parts = (getattr(value, one.name) for one in fields(value))
            said = (part for part in parts if part and part is not True)
            return ", ".join(map(_shown, said))
        case _:
            return str(value).replace("\n", ", ")
