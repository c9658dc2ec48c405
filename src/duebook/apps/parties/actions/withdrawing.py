"""Parties withdrawn: as if they had never been entered, while nobody names them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from duebook import db
from duebook.apps.parties import models

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.apps.entities.actions import Act

BELONGINGS: Final = (
    *("parties_role", "parties_address", "parties_contact", "parties_tax_id"),
    "parties_certificate",
)
"""Tables of what goes with a party."""


def uses_of_parties(
    entity_id: int, party_ids: Sequence[int]
) -> list[tuple[str, int, int]]:
    """What names parties, apart from their own: table, party, how many rows."""
    return db.references_to(
        "parties_party", entity_id, party_ids, apart_from=BELONGINGS
    )


def withdraw_parties(act: Act, party_ids: Sequence[int]) -> None:
    """Remove parties with all that belongs to them.

    The foreign keys refuse it where somebody names one: ask :func:`uses_of_parties`.
    """
    for model in (
        models.Role,
        models.Address,
        models.Contact,
        models.TaxId,
        models.Certificate,
    ):
        model._default_manager.filter(  # noqa: SLF001 - of any model
            entity_id=act.entity_id, party_id__any_of=party_ids
        ).delete()
    db.remove("parties_party", act.entity_id, party_ids)
