"""How a document stands, as a text that tells whether somebody acted on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook.apps.delivery.queries import deliveries_of
from duebook.apps.invoicing.queries.listing import documents

if TYPE_CHECKING:
    from collections.abc import Sized

    from duebook.apps.invoicing.queries.documents import Stored
    from duebook.apps.invoicing.queries.listing import Listed


def version(row: Listed, deliveries: Sized) -> str:
    """Another text once somebody acted on the document.

    It tells what is open and contested of it, whether it is void, its party on hold,
    and how often it was sent.
    """
    return (
        f"{row.open_minor}/{row.contested_minor}/{row.is_void:d}/{row.is_held:d}"
        f"/{len(deliveries)}"
    )


def version_of(entity_id: int, document: Stored) -> str:
    """The :func:`version` of a document as it stands now."""
    [row] = documents(entity_id, ids=[document.id])
    deliveries = deliveries_of(entity_id, document.kind, [document.id])
    return version(row, deliveries.get(document.id, ()))
