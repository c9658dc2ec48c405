"""What people type on the pages of the bank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms

from duebook.apps.imports.queries import Said
from duebook.domain.disputes import Category
from duebook.formats.bank.xml import MAX_BYTES
from duebook.formats.tables import DateOrder
from duebook.web.typed import ActForm, AmountField, DayField
from duebook.web.uploads import Upload

if TYPE_CHECKING:
    from collections.abc import Iterable


AS_FOUND: Final = ("", "as found")


class LineForm(forms.Form):
    """An act on a bank line: its key, and what was on the screen when it was said."""

    key = forms.UUIDField()
    seen = forms.CharField(max_length=64, required=False)
    what = forms.CharField(max_length=20)
    proposal = forms.IntegerField(min_value=1, required=False)
    short = forms.CharField(max_length=20, required=False)
    category = forms.ChoiceField(
        choices=[(one.value, one.value) for one in Category], required=False
    )
    reason = forms.CharField(max_length=500, required=False)
    party = forms.CharField(max_length=80, required=False)
    entry = forms.IntegerField(required=False)
    payment = forms.CharField(max_length=80, required=False)
    account = forms.CharField(max_length=40, required=False)


class FileForm(forms.Form):
    """A bank's file, and whose account it is of where it does not say."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    file = Upload(
        label="File",
        help_text="camt, MT940, BAI2, OFX, QIF, NACHA returns, CSV or a workbook.",
        largest=MAX_BYTES,
    )
    account = forms.ChoiceField(
        label="Account",
        required=False,
        help_text="Only for a file that does not name its account, as most tables.",
    )

    def __init__(self, *args: Any, accounts: Iterable[str], **said: Any) -> None:
        super().__init__(*args, **said)
        _choose(self, "account", accounts, first="As the file says")


class LockboxForm(ActForm):
    """A lockbox's table, and where and when its cheques were deposited."""

    file = Upload(
        label="File",
        help_text="A CSV file or workbook: a row for each invoice that a cheque pays.",
        largest=MAX_BYTES,
    )
    account = forms.ChoiceField(label="Deposited into")
    on = DayField(label="Day of the deposit")

    def __init__(self, *args: Any, accounts: Iterable[str], **said: Any) -> None:
        super().__init__(*args, **said)
        _choose(self, "account", accounts)


class LockboxLookForm(forms.Form):
    """A lockbox's table that was kept, as it was looked at."""

    key = forms.UUIDField(required=False)
    seen = forms.CharField(required=False, max_length=64)
    name = forms.CharField(max_length=250, widget=forms.HiddenInput)
    account = forms.CharField(max_length=80, widget=forms.HiddenInput)
    on = forms.DateField(widget=forms.HiddenInput)


class TableForm(forms.Form):
    """How a bank's table is written, where it is not as it was found."""

    key = forms.UUIDField(required=False)
    name = forms.CharField(max_length=250, widget=forms.HiddenInput)
    account = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)
    header_row = forms.IntegerField(
        label="Headings in row", required=False, min_value=0, max_value=1000
    )
    decimal = forms.ChoiceField(
        label="Decimal sign",
        required=False,
        choices=[AS_FOUND, (".", "point"), (",", "comma")],
    )
    date_order = forms.ChoiceField(
        label="Dates",
        required=False,
        choices=[
            AS_FOUND,
            (DateOrder.DMY.value, "day, month, year"),
            (DateOrder.MDY.value, "month, day, year"),
            (DateOrder.YMD.value, "year, month, day"),
        ],
    )
    out_is_positive = forms.BooleanField(
        label="Money that leaves has no sign",
        required=False,
        help_text="As statements of credit cards write it.",
    )

    def said(self, columns: dict[str, str]) -> Said:
        """What was said of the table, with the fields of its columns by heading."""
        typed = self.cleaned_data
        order = typed["date_order"]
        return Said(
            header_row=typed["header_row"],
            decimal=typed["decimal"] or None,
            date_order=DateOrder(order) if order else None,
            columns=columns,
        )


class DepositForm(ActForm):
    """A slip: where and when, and its sum as it was added up by hand."""

    account = forms.ChoiceField(label="Into")
    on = DayField(label="Day")
    total = AmountField(
        label="Total on the slip",
        help_text="Add the cheques yourself; the two sums must agree.",
    )

    def __init__(self, *args: Any, accounts: Iterable[str], **said: Any) -> None:
        super().__init__(*args, **said)
        _choose(self, "account", accounts)


class ReconcileForm(ActForm):
    """An account and the day at whose end bank and books agree."""

    account = forms.ChoiceField()
    on = DayField(label="At the end of")

    def __init__(self, *args: Any, accounts: Iterable[str], **said: Any) -> None:
        super().__init__(*args, **said)
        _choose(self, "account", accounts)


class RuleForm(ActForm):
    """A rule of the house: how its lines are known, and what they are."""

    name = forms.CharField(max_length=120)
    text = forms.CharField(
        label="The line says", max_length=200, required=False, help_text="A part of it."
    )
    other_account = forms.CharField(
        label="From or to account", max_length=40, required=False
    )
    account = forms.ChoiceField(label="Posted to")

    def __init__(
        self, *args: Any, accounts: Iterable[tuple[str, str]], **said: Any
    ) -> None:
        super().__init__(*args, **said)
        field = self.fields["account"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, f"{code} {name}") for code, name in accounts]


class ForgetForm(forms.Form):
    """Something learned that shall be forgotten, and why."""

    key = forms.UUIDField()
    alias = forms.IntegerField(required=False)
    rule = forms.IntegerField(required=False)
    state = forms.ChoiceField(
        choices=[(state, state) for state in ("suggests", "acts", "retired")],
        required=False,
    )
    reason = forms.CharField(max_length=500, required=False)


def _choose(form: forms.Form, name: str, names: Iterable[str], first: str = "") -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    empty = [("", first)] if first else []
    field.choices = [*empty, *((one, one) for one in names)]
