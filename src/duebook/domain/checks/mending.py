"""Charges as they would be once fixes are taken: what a total would come to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from duebook.domain.checks.findings import ChargeField, DropCharge, SetCharge
from duebook.domain.invoicing import Charge

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from duebook.domain.checks.findings import Fix

C = TypeVar("C", bound=Charge)


def mended(charges: Sequence[C], fixes: Iterable[Fix]) -> list[C]:
    """The charges with fixes taken, one after the other; dropped ones are gone.

    Fixes of anything but charges, and of a charge's tax category, which is its
    item's, change nothing here.
    """
    by_id = {charge.id: charge for charge in charges}
    for fix in fixes:
        match fix:
            case DropCharge(charge_id=charge_id):
                by_id.pop(charge_id, None)
            case SetCharge(charge_id=charge_id, field=field, value=value):
                if charge_id in by_id and field is not ChargeField.TAX_CATEGORY:
                    change: dict[str, Any] = {field.value: value}
                    by_id[charge_id] = replace(by_id[charge_id], **change)
            case _:
                pass
    return list(by_id.values())
