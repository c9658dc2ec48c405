"""What the button of a fix says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from duebook.domain.checks.findings import (
    ChargeField,
    DraftAgain,
    DraftField,
    DropCharge,
    MergeParties,
    PartyField,
    SetCharge,
    SetDraft,
    SetParty,
)
from duebook.domain.checks.fixes import label
from tests.domain.builders import TODAY
from tests.domain.check_builders import d

if TYPE_CHECKING:
    from duebook.domain.checks.findings import Figure, Fix


def charged(field: ChargeField, value: Figure | None) -> SetCharge:
    return SetCharge(charge_id=1, field=field, value=value)


@pytest.mark.parametrize(
    ("fix", "says"),
    [
        (charged(ChargeField.UNIT_PRICE, None), "Take the price on file"),
        (charged(ChargeField.UNIT_PRICE, d("33.3")), "Set the unit price to 33.30"),
        (charged(ChargeField.QUANTITY, d("12")), "Set the quantity to 12"),
        (charged(ChargeField.DISCOUNT_BP, 2000), "Set the discount to 20 %"),
        (charged(ChargeField.DISCOUNT_MINOR, 0), "Take the discount away"),
        (charged(ChargeField.UNIT, "h"), "Set the unit to h"),
        (
            charged(ChargeField.TAX_CATEGORY, "reduced"),
            "Set the tax category to reduced",
        ),
        (SetDraft(field=DraftField.PO, value="PO-4711"), "Set the PO to PO-4711"),
        (
            SetDraft(field=DraftField.ISSUED_ON, value=TODAY),
            "Set the date to 21 November 2026",
        ),
        (
            SetParty(party_id=1, field=PartyField.POSTCODE, value="02134"),
            "Set the postcode to 02134",
        ),
        (DropCharge(charge_id=1), "Drop the charge"),
        (DraftAgain(), "Draft again"),
        (MergeParties(keep_id=1, merge_id=2), "Merge the two parties"),
    ],
)
def test_labels(fix: Fix, says: str) -> None:
    assert label(fix, digits=2) == says
