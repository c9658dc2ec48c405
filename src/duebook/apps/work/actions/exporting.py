"""What is asked when a list is to be written to a file as long work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from duebook.web.list_files import Export

EXPORT: Final = "export_list"
"""The kind of long work; see ``jobs.kinds``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportList:
    """Write all that a list finds to a file, as of the day it was asked for.

    ``title`` is what people call the list.
    """

    entity_id: int
    title: str
    export: Export
    today: date
