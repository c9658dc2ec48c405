"""What people type to act on an issued document: credit, void, write off, dispute."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from typing_extensions import override

from duebook.apps.invoicing.forms.fields import ActForm, Figure, written
from duebook.domain.crediting import CreditAsked, Credited
from duebook.domain.disputes import Category
from duebook.domain.errors import Refusal
from duebook.domain.money import exact_minor, from_minor
from duebook.formats.mail import LONGEST_ADDRESS
from duebook.web.figures import money, short_day
from duebook.web.typed import DayField, DaysForm

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from duebook.apps.receivables.queries import Item
    from duebook.domain.crediting import IssuedLine


class DocumentForm(ActForm):
    """An act on a document; ``seen`` is the version of it that was shown."""

    seen = forms.CharField(  # type: ignore[assignment]
        required=False, max_length=100, widget=forms.HiddenInput
    )


class ExplainForm(DocumentForm):
    """To whom an invoice is explained; empty goes where their invoices go."""

    recipient = forms.CharField(
        label="To",
        required=False,
        max_length=LONGEST_ADDRESS,
        widget=forms.EmailInput,
        help_text="Empty: where their invoices go.",
    )


class ReasonForm(DocumentForm):
    """An act with a reason that the books keep."""

    reason = forms.CharField(label="Reason", max_length=300)


class HoldForm(ReasonForm):
    """A hold on the party, or its release: what the page offered, not its opposite."""

    release = forms.BooleanField(required=False, widget=forms.HiddenInput)


class DatedForm(DaysForm, ReasonForm):
    """An act on a day, with a reason."""

    on = DayField(label="On")


class RestForm(DatedForm):
    """All that is open of an instalment, or a part of it."""

    field_order: tuple[str, ...] = ("item", "reason", "amount")

    item = forms.ChoiceField(label="Of", required=False)
    amount = Figure(
        label="Amount",
        required=False,
        help_text="Empty: all that is open. 2*140 is worked out.",
    )

    @override
    def __init__(
        self, *args: Any, items: Iterable[Item], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, today=today, **kwargs)
        self.items = {str(item.id): item for item in items}
        field = self.fields["item"]
        assert isinstance(field, forms.ChoiceField), "declared above"
        field.choices = [
            (key, _instalment(item, today)) for key, item in self.items.items()
        ]
        if len(self.items) == 1:
            field.widget = forms.HiddenInput()
        field.initial = next(iter(self.items), "")

    @override
    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        item = self.items.get(said.get("item", ""))
        if item is None:
            self.add_error(None, "Nothing of it is open.")
            return said
        said["debt"] = item
        said["amount_minor"] = None
        if said.get("amount") is not None:
            try:
                said["amount_minor"] = exact_minor(said["amount"], item.currency)
            except Refusal as refusal:
                self.add_error("amount", str(refusal))
        return said


def _instalment(item: Item, today: date) -> str:
    due = short_day(item.due_on, today)
    return f"{money(item.open_minor, item.currency)} {item.currency} due {due}"


class DisputeForm(RestForm):
    """What somebody objects to, and whose work it is."""

    field_order = (*RestForm.field_order, "category", "owner", "due_on")

    category = forms.ChoiceField(
        label="What is wrong",
        choices=[
            (one.value, one.value.replace("_", " ").capitalize()) for one in Category
        ],
    )
    owner = forms.ChoiceField(label="Looked into by")
    due_on = DayField(label="Answer wanted by", required=False)

    @override
    def __init__(self, *args: Any, owners: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField), "declared above"
        field.choices = [(name, name) for name in owners]


@dataclass(frozen=True, slots=True)
class Creditable:
    """A line of an invoice and what is left of it to take back."""

    id: int
    description: str
    unit: str
    quantity: Decimal
    net_minor: int

    @property
    def quantity_left(self) -> str:
        """The quantity as a field shows it."""
        return written(self.quantity)


def creditable(
    lines: Iterable[IssuedLine], already: Mapping[int, Credited]
) -> list[Creditable]:
    """What earlier credit notes left of each line."""
    nothing = Credited()
    return [
        Creditable(
            issued.id,
            issued.line.description,
            issued.line.unit,
            issued.line.quantity - already.get(issued.id, nothing).quantity,
            issued.line.net_minor - already.get(issued.id, nothing).net_minor,
        )
        for issued in lines
    ]


@dataclass(frozen=True)
class CreditRow:
    """A line with its two fields."""

    line: Creditable
    quantity: forms.BoundField
    amount: forms.BoundField


class CreditForm(DatedForm):
    """What to take back: everything, or a quantity or an amount of single lines.

    Amounts are before tax, which follows.
    """

    everything = forms.BooleanField(label="Everything that is left", required=False)

    @override
    def __init__(
        self, *args: Any, lines: list[Creditable], currency: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        self.currency = currency
        for line in lines:
            self.fields[f"quantity-{line.id}"] = Figure(
                label=f"Quantity of {line.description}", required=False
            )
            self.fields[f"amount-{line.id}"] = Figure(
                label=f"Amount of {line.description}", required=False
            )

    def rows(self) -> list[CreditRow]:
        """The lines with their fields."""
        return [
            CreditRow(line, self[f"quantity-{line.id}"], self[f"amount-{line.id}"])
            for line in self.lines
        ]

    @override
    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("everything") and self._is_typed():
            self.add_error(
                "everything",
                "Lines are filled in, too: untick this, or clear the lines.",
            )
        for line in self.lines:
            given = said.get(f"quantity-{line.id}"), said.get(f"amount-{line.id}")
            if None not in given:
                self.add_error(
                    f"amount-{line.id}", "A quantity or an amount, not both."
                )
            self._check_left(line, *given)
        try:
            is_named = any("-" in field for field in self.errors)
            if self.asked() == () and not is_named:
                self.add_error(None, "Say what is taken back, or tick everything.")
        except Refusal as refusal:
            self.add_error(None, str(refusal))
        return said

    def _is_typed(self) -> bool:
        """Whether something stands in a line, be it readable or not."""
        fields = [field for row in self.rows() for field in (row.quantity, row.amount)]
        return any(str(field.data or "").strip() for field in fields)

    def _check_left(
        self, line: Creditable, quantity: Decimal | None, amount: Decimal | None
    ) -> None:
        """Say what is left of a line beside the field that asks for anything else."""
        if quantity is not None and not _is_of(quantity, line.quantity):
            left = f"{line.quantity_left} {line.unit}".strip()
            self.add_error(f"quantity-{line.id}", f"{left} of it can be taken back.")
        left_net = from_minor(line.net_minor, self.currency)
        if amount is not None and not _is_of(amount, left_net):
            left = f"{money(line.net_minor, self.currency)} {self.currency}"
            self.add_error(f"amount-{line.id}", f"{left} of it can be taken back.")

    def asked(self) -> tuple[CreditAsked, ...] | None:
        """The lines asked for; ``None`` is everything that is left."""
        said = self.cleaned_data
        if said.get("everything"):
            return None
        found = []
        for line in self.lines:
            quantity = said.get(f"quantity-{line.id}")
            amount = said.get(f"amount-{line.id}")
            if quantity:
                found.append(CreditAsked(line_id=line.id, quantity=quantity))
            elif amount:
                minor = exact_minor(amount, self.currency)
                found.append(CreditAsked(line_id=line.id, net_minor=minor))
        return tuple(found)


def _is_of(asked: Decimal, left: Decimal) -> bool:
    """Whether a figure is a part of what is left, with its sign."""
    return min(left, Decimal(0)) <= asked <= max(left, Decimal(0))
