"""What people type about charges: a new one, a hold, an excuse, a change."""

from __future__ import annotations

from typing import Any

from django import forms

from duebook.apps.invoicing.actions.charges import ChangeCharge, NewCharge, TakeCharges
from duebook.apps.invoicing.actions.deposits import DrawDeposit
from duebook.apps.invoicing.actions.setting_aside import (
    ExcuseCharges,
    HoldCharges,
    ReleaseCharges,
)
from duebook.apps.invoicing.forms.fields import ActForm, Figure
from duebook.domain.money import exact_minor
from duebook.web.typed import DayField, DaysForm


class NewChargeForm(DaysForm, ActForm):
    """A charge typed in; without a price the book decides."""

    party = forms.CharField(label="Party", max_length=80, help_text="Its code.")
    item = forms.CharField(label="Item", max_length=80, help_text="Its code.")
    service_on = DayField(label="Done on")
    quantity = Figure(label="Quantity", initial=1)
    unit_price = Figure(
        label="Price", required=False, help_text="Empty: that of the price book."
    )
    description = forms.CharField(label="Text", max_length=500, required=False)
    po = forms.CharField(label="PO", max_length=80, required=False)

    def command(self, entity_id: int, currency: str) -> TakeCharges:
        """The charge as a command; its currency is the party's."""
        typed: dict[str, Any] = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in {"key", "seen"}
        }
        charge = NewCharge(currency=currency, **typed)
        return TakeCharges(entity_id=entity_id, charges=(charge,))


class DrawForm(DaysForm, ActForm):
    """How much a party's next bill draws on what it paid in advance."""

    party = forms.CharField(label="Party", max_length=80, help_text="Its code.")
    item = forms.CharField(
        label="Deposit",
        max_length=80,
        help_text="The code of the item that was billed.",
    )
    amount = Figure(label="Amount")
    drawn_on = DayField(label="Done on")

    def command(self, entity_id: int, currency: str) -> DrawDeposit:
        """The act; its currency is the party's."""
        said = self.cleaned_data
        return DrawDeposit(
            entity_id=entity_id,
            party=said["party"],
            item=said["item"],
            currency=currency,
            amount_minor=exact_minor(said["amount"], currency),
            drawn_on=said["drawn_on"],
        )


class ChargePaperForm(ActForm):
    """A supporting document, which goes out with the invoice."""

    file = forms.FileField(label="File")


class ChargeActForm(DaysForm, ActForm):
    """An act on one charge."""


class HoldForm(ChargeActForm):
    """Until when, and why."""

    until = DayField(label="Hold until")
    reason = forms.CharField(label="Why", max_length=500)

    def command(self, entity_id: int, charge_id: int) -> HoldCharges:
        return HoldCharges(
            entity_id=entity_id,
            charge_ids=(charge_id,),
            until=self.cleaned_data["until"],
            reason=self.cleaned_data["reason"],
        )


class ExcuseForm(ChargeActForm):
    """Why it is never billed."""

    reason = forms.CharField(label="Why it is not billed", max_length=500)

    def command(self, entity_id: int, charge_id: int) -> ExcuseCharges:
        return ExcuseCharges(
            entity_id=entity_id,
            charge_ids=(charge_id,),
            reason=self.cleaned_data["reason"],
        )


class ReleaseForm(ChargeActForm):
    """Nothing but the act."""

    def command(self, entity_id: int, charge_id: int) -> ReleaseCharges:
        return ReleaseCharges(entity_id=entity_id, charge_ids=(charge_id,))


class ChangeChargeForm(ChargeActForm):
    """What is mended about a charge, with the reason; what is empty stays."""

    quantity = Figure(label="Quantity", required=False)
    unit_price = Figure(label="Price", required=False)
    reason = forms.CharField(label="Why", max_length=500)

    def command(self, entity_id: int, charge_id: int) -> ChangeCharge:
        return ChangeCharge(
            entity_id=entity_id,
            charge_id=charge_id,
            quantity=self.cleaned_data["quantity"],
            unit_price=self.cleaned_data["unit_price"],
            reason=self.cleaned_data["reason"],
        )
