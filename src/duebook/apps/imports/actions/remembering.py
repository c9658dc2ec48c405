"""Remembering what the columns of a source hold."""

from __future__ import annotations

from dataclasses import dataclass

from duebook.apps.entities.actions import Act, action
from duebook.apps.imports import models
from duebook.apps.imports.queries.reading import specs_of
from duebook.apps.imports.queries.records import as_json
from duebook.domain.rights import Right
from duebook.formats.tables import ColumnMapping


@dataclass(frozen=True, slots=True, kw_only=True)
class RememberMapping:
    """Keep a mapping for the files of a kind that come from a source.

    A mapping says for each column its field, decimal sign and order of dates; it is
    taken again for every file with the same headings.
    """

    entity_id: int
    kind: str
    source: str
    mapping: ColumnMapping


@action(Right.PREPARE)
def remember_mapping(command: RememberMapping, act: Act) -> None:
    """Remember a mapping, in the place of the source's earlier one.

    Raises:
        NoSuchKind: there is no import of this kind.
    """
    specs_of(command.kind)
    keep_mapping(act, command.kind, command.source, command.mapping)


def keep_mapping(act: Act, kind: str, source: str, mapping: ColumnMapping) -> None:
    """Keep a mapping: the step of every action that is told what columns hold."""
    models.Source.objects.update_or_create(
        entity_id=act.entity_id,
        kind=kind,
        name=source,
        defaults={
            "fingerprint": mapping.fingerprint,
            "mapping": as_json(ColumnMapping, mapping),
        },
    )
