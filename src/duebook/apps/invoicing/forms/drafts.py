"""The draft as a form: head, a row for each line, a row to add one."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from typing_extensions import override

from duebook.apps.invoicing.actions.editing import AddedLine, EditDraft, LineChange
from duebook.apps.invoicing.forms.charges import ChargePaperForm
from duebook.apps.invoicing.forms.fields import (
    ActForm,
    Cell,
    Figure,
    written,
)
from duebook.apps.invoicing.queries.editor import TITLES, DraftLine
from duebook.domain.calendars import BASIS_POINTS
from duebook.domain.money import exponent
from duebook.web.typed import DayField, DaysForm

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from duebook.apps.invoicing.queries.editor import Editor

_PERCENT = Decimal(BASIS_POINTS) / 100

_CALLED = {"quote": "quote", "debit_note": "debit note"}
"""Kinds of draft whose fields say otherwise than those of an invoice."""


class HeadForm(DaysForm, ActForm):
    """What the head and foot of the document say."""

    bill_to = forms.CharField(label="Bill-to", max_length=80)
    issued_on = DayField(label="Invoice date", required=False)
    terms = forms.ChoiceField(label="Terms", required=False)
    po = forms.CharField(label="PO", max_length=80, required=False)
    note = forms.CharField(
        label="Note on the invoice",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @override
    def __init__(
        self, *args: Any, terms: Iterable[tuple[str, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["terms"]
        assert isinstance(field, forms.ChoiceField), "declared above"
        field.choices = [("", "As the bill-to’s"), *terms]


class LineForm(forms.Form):
    """The cells of a line; an empty price is that of the price book."""

    description = Cell(label="Text", max_length=500)
    quantity = Figure(label="Quantity")
    unit = Cell(label="Unit", max_length=20, required=False)
    price = Figure(label="Price", required=False)
    discount = Figure(
        label="Discount",
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(100),
        decimal_places=2,
    )


class AddForm(forms.Form):
    """The row that adds a line, by the code of an item.

    Its fields have other ids once the draft has changed, so that the row is empty again
    after a line was added, and none is added twice.
    """

    use_required_attribute = False

    item = Cell(label="Item", max_length=80, required=False)
    quantity = Figure(label="Quantity", required=False)
    price = Figure(label="Price", required=False)


@dataclass(frozen=True)
class GridRow:
    """A line of the grid with its cells; lines that follow from others have none."""

    line: DraftLine
    form: LineForm | None

    @property
    def beside(self) -> str:
        """What stands beside the price of a line that a check speaks of."""
        found = self.line.finding
        return TITLES.get(found.code, "No price") if found else ""

    @property
    def quantity(self) -> str:
        """As a line shows it that nobody types."""
        return written(self.line.quantity)

    @property
    def price(self) -> str:
        """As a line shows it that nobody types."""
        return written(self.line.unit_price, places=2)


@dataclass(frozen=True)
class DraftForms:
    """All forms of a draft, which are sent together as one command."""

    head: HeadForm
    rows: tuple[GridRow, ...]
    adding: AddForm

    def are_valid(self) -> bool:
        """Whether everything typed can be read; each form says what cannot."""
        forms_ = [self.head, self.adding, *self._line_forms()]
        return all([form.is_valid() for form in forms_])  # noqa: C419 - all are judged

    def _line_forms(self) -> list[LineForm]:
        return [row.form for row in self.rows if row.form is not None]


def draft_forms(
    shown: Editor,
    terms: Sequence[tuple[str, str]],
    data: Mapping[str, Any] | None = None,
    *,
    today: date,
) -> DraftForms:
    """The forms of a draft as it is, or as somebody typed it."""
    row = shown.row
    head = HeadForm(
        data,
        today=today,
        terms=terms,
        initial={
            "seen": row.version,
            "bill_to": shown.bill_to,
            "issued_on": shown.issued_on,
            "terms": row.terms,
            "po": shown.draft.po if shown.draft else row.po,
            "note": row.note,
        },
    )
    if row.kind in _CALLED:
        called = _CALLED[row.kind]
        head.fields["issued_on"].label = f"{called.capitalize()} date"
        head.fields["note"].label = f"Note on the {called}"
    places = exponent(row.currency)
    return DraftForms(
        head=head,
        rows=tuple(
            GridRow(line, _line_form(line, data, places)) for line in shown.lines
        ),
        adding=AddForm(data, prefix="new", auto_id=f"id_%s_{row.version}"),
    )


def _line_form(
    line: DraftLine, data: Mapping[str, Any] | None, places: int
) -> LineForm | None:
    if line.charge_id is None:
        return None
    prefix = str(line.charge_id)
    is_there = data is not None and f"{prefix}-quantity" in data
    form = LineForm(
        data if is_there else None,
        prefix=prefix,
        initial={
            "description": line.description,
            "quantity": written(line.quantity),
            "unit": line.unit,
            "price": written(line.unit_price, places=places),
            "discount": written(_percent(line.discount_bp)) if line.discount_bp else "",
        },
    )
    for cell in form.fields.values():
        cell.widget.attrs["aria-label"] = f"{cell.label} of line {line.number}"
    return form


def _percent(basis_points: int) -> Decimal:
    return Decimal(basis_points) / _PERCENT


def edit_of(
    entity_id: int,
    shown: Editor,
    typed: DraftForms,
    *,
    today: date,
    removed: tuple[int, ...] = (),
) -> EditDraft:
    """What somebody changed of a draft, as one command; the rest stays unsaid."""
    head, row = typed.head.cleaned_data, shown.row
    known = {
        "bill_to": shown.bill_to,
        "terms": row.terms,
        "po": shown.draft.po if shown.draft else row.po,
        "note": row.note,
    }
    said: dict[str, Any] = {
        name: head[name] for name, value in known.items() if head[name] != value
    }
    day = head["issued_on"]
    if day is None:
        said["by_the_day"] = row.issued_on is not None
    elif day != (row.issued_on or today):
        said["issued_on"] = day
    changes = (_change_of(one.line, one.form) for one in typed.rows if one.form)
    adding = typed.adding.cleaned_data
    return EditDraft(
        entity_id=entity_id,
        draft_id=row.id,
        seen=head["seen"] or 0,
        lines=tuple(one for one in changes if one is not None),
        removed=removed,
        added=AddedLine(
            item=adding["item"].strip(),
            quantity=Decimal(1) if adding["quantity"] is None else adding["quantity"],
            unit_price=adding["price"],
        )
        if adding["item"].strip()
        else None,
        **said,
    )


def changes_something(edit: EditDraft) -> bool:
    """Whether there is anything to write."""
    nothing = EditDraft(
        entity_id=edit.entity_id, draft_id=edit.draft_id, seen=edit.seen
    )
    return edit != nothing


def _change_of(line: DraftLine, form: LineForm) -> LineChange | None:
    if not form.is_bound:
        return None
    assert line.charge_id is not None, "only charges have cells"
    typed = form.cleaned_data
    said: dict[str, Any] = {}
    for name in ("description", "quantity", "unit"):
        if typed[name] != getattr(line, name):
            said[name] = typed[name]
    if typed["price"] is None:
        if line.is_stated:
            said["by_price_book"] = True
    elif typed["price"] != line.unit_price:
        said["unit_price"] = typed["price"]
    discount_bp = int((typed["discount"] or Decimal(0)) * _PERCENT)
    if discount_bp != line.discount_bp:
        said["discount_bp"] = discount_bp
    return LineChange(charge_id=line.charge_id, **said) if said else None


class NewDraftForm(ActForm):
    """For whom a draft is begun."""

    party = forms.CharField(
        label="Party",
        max_length=80,
        help_text="Its code, as the list of parties shows it.",
    )
    takes_unbilled = forms.BooleanField(
        label="With everything that waits to be billed",
        required=False,
        initial=True,
        help_text="Without it the draft begins empty.",
    )


class KeepForm(DaysForm, ActForm):
    """A finding kept with the reason: of this draft, or of its bill-to to a day."""

    ref = forms.CharField(max_length=120, widget=forms.HiddenInput)
    reason = forms.CharField(label="Why it is right", max_length=500)
    until = DayField(label="Until", required=False)


class FixForm(ActForm):
    """A fix, by the finding that offers it."""

    fix = forms.CharField(max_length=120, widget=forms.HiddenInput)


class DiscountForm(ActForm):
    """A flat discount on the document, with the reason."""

    amount = Figure(label="Discount", min_value=Decimal(0))
    reason = forms.CharField(label="Why", max_length=500)


class PaperForm(ChargePaperForm):
    """A supporting document for a line."""

    charge = forms.IntegerField()
