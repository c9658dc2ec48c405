"""Which rows of a file were taken in before, by their key or by what they say."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duebook.apps.imports import models
from duebook.apps.imports.queries.planning import Outcome, Planned
from duebook.formats.tables import Row

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from duebook.apps.imports.queries.planning import Plan


@dataclass(frozen=True, slots=True)
class Fresh:
    """A row that no file brought before, and the key it will be known by."""

    row: Row
    key: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """A row that was taken in, from which file, and what it said."""

    file_id: int
    file: str
    number: int
    fingerprint: str


def fresh_rows(plan: Plan[Any], fields: Sequence[str]) -> list[Fresh]:
    """The rows that say something new; known ones are noted in the plan.

    A row with a value in the first of ``fields`` is known by them, whatever else it
    says: if that differs from before, it is a problem.  A row without is known by all
    it says and by how often it was said in the file, so two truly equal rows both
    count, and an overlapping export adds only what is new.
    """
    rows = plan.batch.rows
    keys = keys_of(rows, fields)
    before = earlier(plan.batch.entity_id, plan.batch.kind, set(keys))
    first: dict[str, Row] = {}
    fresh: list[Fresh] = []
    for row, key in zip(rows, keys, strict=True):
        known = before.get(key)
        if known is not None:
            where = f"row {known.number} of import {known.file_id} ({known.file})"
            _note(
                plan, row, key, fields, where, same=known.fingerprint == row.fingerprint
            )
        elif key in first:
            same = first[key].fingerprint == row.fingerprint
            where = f"row {first[key].number} of this file"
            _note(plan, row, key, fields, where, same=same)
        else:
            first[key] = row
            fresh.append(Fresh(row, key))
    return fresh


def keys_of(rows: Sequence[Row], fields: Sequence[str]) -> list[str]:
    """The key of each row: its own, or its fingerprint and how often that came."""
    seen: Counter[str] = Counter()
    keys: list[str] = []
    for row in rows:
        if fields[0] in row.values:
            own = (str(row.values.get(name, "")) for name in fields)
            keys.append("\x1f".join(["own", *own]))
        else:
            seen[row.fingerprint] += 1
            keys.append(f"row\x1f{row.fingerprint}\x1f{seen[row.fingerprint]}")
    return keys


def _note(
    plan: Plan[Any],
    row: Row,
    key: str,
    fields: Sequence[str],
    where: str,
    *,
    same: bool,
) -> None:
    if same:
        plan.planned.append(
            Planned(row, Outcome.KNOWN, label=where, entry=None, key=key)
        )
    else:
        plan.object_to(row, fields[0], f"came before with other values, in {where}")


def earlier(entity_id: int, kind: str, keys: Collection[str]) -> dict[str, Earlier]:
    """The rows that stand under these keys, by key."""
    rows = (
        models.ImportRow.objects.filter(
            entity_id=entity_id,
            kind=kind,
            key__in=keys,
            is_undone=False,
            file__entity_id=entity_id,
        )
        .exclude(key="")
        .values_list("key", "file_id", "file__name", "number", "fingerprint")
    )
    return {
        key: Earlier(file_id, file, number, fingerprint)
        for key, file_id, file, number, fingerprint in rows
    }


def taken_back(entity_id: int, kind: str, external_keys: Collection[str]) -> set[str]:
    """Those external keys whose row was taken in once and then undone."""
    return set(
        models.ImportRow.objects.filter(
            entity_id=entity_id,
            kind=kind,
            external_key__in=external_keys,
            is_undone=True,
        ).values_list("external_key", flat=True)
    )
