"""Forms of the acts on payments and credits: one act each, with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from typing_extensions import override

from duebook.apps.payments.forms.receiving import WAYS
from duebook.domain.ledger import AccountRole
from duebook.domain.money import from_minor
from duebook.web.search_line import NotReadable
from duebook.web.typed import ActForm, AmountField, AmountsForm, DayField, worked_out

if TYPE_CHECKING:
    from collections.abc import Iterable


class ReasonForm(ActForm):
    """An act that takes a day and a reason."""

    on = DayField(label="Day")
    reason = forms.CharField(
        max_length=300, help_text="A sentence for the next person who looks."
    )


class ReturnForm(AmountsForm, ReasonForm):
    """The bank took a payment back."""

    reason = forms.CharField(
        label="What the bank says", max_length=300, initial="Insufficient funds"
    )
    fee = AmountField(
        label="Fee charged to the payer", required=False, help_text="A debt of its own."
    )


class MoveForm(ReasonForm):
    """Where credit lies from now on: with whom, and whether it waits on purpose."""

    to = forms.ChoiceField(
        label="It",
        choices=[
            (AccountRole.UNAPPLIED_CASH.value, "is to be applied"),
            (AccountRole.ON_ACCOUNT.value, "stays on account"),
        ],
    )
    party = forms.CharField(
        label="Of the party", max_length=80, help_text="The code, such as TIDEWELL."
    )


class RefundForm(AmountsForm, ReasonForm):
    """Money sent back out of a credit."""

    field_order = ("amount", "way", "on", "reason")

    amount = AmountField(help_text="At most what the credit has left.")
    way = forms.ChoiceField(
        choices=[(way.value, name) for way, name in WAYS.items()],
        help_text="As it was paid; another way needs its reason.",
    )
    reason = forms.CharField(max_length=300, help_text="Why it goes back.")


class ApplyForm(ActForm):
    """What a credit shall settle: the amount of each item, as it stands on screen."""

    on = DayField(label="Day")

    @override
    def __init__(
        self,
        *args: Any,
        rows: Iterable[tuple[int, str, int]],
        currency: str,
        **kwargs: Any,
    ) -> None:
        """``rows`` are the items: id, number, and what is proposed in minor units."""
        super().__init__(*args, **kwargs)
        self.currency = currency
        self.pay_names = []
        for item_id, number, minor in rows:
            name = f"pay_{item_id}"
            self.pay_names.append(name)
            self.fields[name] = AmountField(
                label=f"Amount for {number}",
                required=False,
                initial=f"{from_minor(minor, currency)}" if minor else "",
            )

    @override
    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        asked: dict[int, int] = {}
        for name in self.pay_names:
            text = said.get(name, "")
            try:
                minor = worked_out(text, self.currency) if text else 0
            except NotReadable:
                self.add_error(name, f"“{text}” is no amount.")
                continue
            if minor:
                asked[int(name.removeprefix("pay_"))] = minor
        said["asked"] = asked
        if not asked and not self.errors:
            self.add_error(None, "Say how much, for one item at least.")
        return said
