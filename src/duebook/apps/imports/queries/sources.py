"""Mappings that people corrected, remembered by where the files come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook.apps.audit.actions import adapter
from duebook.apps.imports import models
from duebook.formats.tables import ColumnMapping

if TYPE_CHECKING:
    from collections.abc import Sequence


def remembered(entity_id: int, kind: str, source: str = "") -> list[ColumnMapping]:
    """The mappings of an entity's files of a kind, that of ``source`` first."""
    rows = models.Source.objects.filter(entity_id=entity_id, kind=kind)
    by_name = sorted(rows, key=lambda row: (row.name != source, row.name))
    return [adapter(ColumnMapping).validate_python(row.mapping) for row in by_name]


def sources(entity_id: int) -> Sequence[models.Source]:
    """All sources whose mapping is remembered, by kind and name."""
    return list(
        models.Source.objects.filter(entity_id=entity_id).order_by("kind", "name")
    )
