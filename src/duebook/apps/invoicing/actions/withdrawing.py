"""Charges withdrawn: as if they had never come, while nothing bears them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from duebook import db
from duebook.apps.invoicing import models
from duebook.apps.invoicing.queries.charges import bound_charges
from duebook.apps.papers.actions import detach_all
from duebook.domain.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Collection

    from duebook.apps.entities.actions import Act


@dataclass(eq=False)
class ChargeIsBound(Refusal):
    """A draft or a document bears the charge."""

    code: ClassVar[str] = "charge_is_bound"
    template: ClassVar[str] = "Charge {charge_id} stands in {bearer}."

    charge_id: int
    bearer: str


def withdraw_charges(act: Act, charge_ids: Collection[int]) -> int:
    """Remove free charges and take their papers off, and return how many.

    They are locked first, so that no draft takes one in the meantime.

    Raises:
        ChargeIsBound: a draft or a document bears one.
    """
    charges = models.Charge.objects.filter(
        entity_id=act.entity_id, id__any_of=charge_ids
    )
    locked = list(
        charges.select_for_update().order_by("id").values_list("id", flat=True)
    )
    for charge_id, bearer in sorted(bound_charges(act.entity_id, locked).items()):
        raise ChargeIsBound(charge_id, bearer)
    detach_all(act, "charge", locked)
    return db.remove("invoicing_charge", act.entity_id, locked)
