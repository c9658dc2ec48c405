"""What the button of a fix says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook.domain.checks.findings import (
    ChargeField,
    DraftAgain,
    DropCharge,
    MergeParties,
    SetCharge,
    SetDraft,
    SetParty,
)
from duebook.domain.checks.sentences import in_words

if TYPE_CHECKING:
    from duebook.domain.checks.findings import Figure, Fix

NAMES = {
    "discount_bp": "discount",
    "discount_minor": "discount",
    "email": "e-mail address",
    "issued_on": "date",
    "po": "PO",
}


def label(fix: Fix, *, digits: int) -> str:
    """A fix in the imperative, with what it sets.

    Args:
        fix: as a finding offers it.
        digits: after the point, in the currency of the draft.
    """
    match fix:
        case SetCharge(field=field, value=value):
            return _of_charge(field, value, digits)
        case SetDraft(field=field, value=value) | SetParty(field=field, value=value):
            return f"Set the {_name(field)} to {in_words(field, value, digits)}"
        case DropCharge():
            return "Drop the charge"
        case DraftAgain():
            return "Draft again"
        case MergeParties():
            return "Merge the two parties"


def _of_charge(field: ChargeField, value: Figure | None, digits: int) -> str:
    if value is None:
        assert field is ChargeField.UNIT_PRICE, "only a price is on file elsewhere"
        return "Take the price on file"
    if value == 0:
        return f"Take the {_name(field)} away"
    return f"Set the {_name(field)} to {in_words(field, value, digits)}"


def _name(field: str) -> str:
    return NAMES.get(field, field.replace("_", " "))
