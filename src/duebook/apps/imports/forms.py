"""What people say about a file that is taken in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from django import forms
from typing_extensions import override

from duebook.apps.imports.queries import Said
from duebook.formats.bridges import VENDORS
from duebook.formats.imports import IMPORT_KINDS
from duebook.formats.packs import LARGEST_PACK
from duebook.formats.tables import DateOrder, Mend
from duebook.formats.tables.kinds import MAX_BYTES
from duebook.web.uploads import Upload, Uploads

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import QueryDict

KINDS: Final = [(kind, kind.replace("_", " ")) for kind in IMPORT_KINDS]
"""Kinds of import, as the file's rows are called."""

EXPORTED: Final = "export:"
"""What stands before the program that wrote a file; alone it asks which one did."""

_EXPORTS: Final = [
    (EXPORTED, "recognised by its headings"),
    *((f"{EXPORTED}{one.key}", one.name) for one in VENDORS.values()),
]

LEFT_OUT: Final = "-"
"""What a column is taken for that no field is wanted of."""

_ORDERS: Final = {
    DateOrder.DMY: "day, month, year",
    DateOrder.MDY: "month, day, year",
    DateOrder.YMD: "year, month, day",
}
_ENCODINGS: Final = ("utf-8", "cp1252", "utf-16", "iso8859-15", "cp437")
_DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_AS_FOUND: Final = ("", "as found")


class UploadForm(forms.Form):
    """A file, what its rows are, and where it comes from."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label="Its rows are",
        choices=[("Rows", KINDS), ("As another program exports them", _EXPORTS)],
    )
    file = Upload(label="File", help_text="CSV or a spreadsheet.", largest=MAX_BYTES)
    papers = Uploads(
        label="Supporting documents",
        required=False,
        help_text="Files, or one ZIP of them: each goes to the charge that names it.",
        largest=LARGEST_PACK,
    )
    source = forms.CharField(
        label="From",
        max_length=80,
        required=False,
        help_text="Where such files come from; its columns are kept with it.",
    )

    @override
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class FileForm(forms.Form):
    """Which file is looked at, and how it is written where it is not as found."""

    kind = forms.ChoiceField(choices=KINDS, widget=forms.HiddenInput)
    name = forms.CharField(max_length=250, widget=forms.HiddenInput)
    source = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)
    bridge = forms.ChoiceField(
        required=False,
        choices=[("", ""), *((one, one) for one in VENDORS)],
        widget=forms.HiddenInput,
    )
    papers = forms.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput
    )
    sheet = forms.CharField(label="Sheet", max_length=80, required=False)
    encoding = forms.ChoiceField(
        label="Letters",
        required=False,
        choices=[_AS_FOUND, *((one, one) for one in _ENCODINGS)],
    )
    delimiter = forms.ChoiceField(
        label="Between cells",
        required=False,
        choices=[_AS_FOUND, *_DELIMITERS.items()],
    )
    header_row = forms.IntegerField(
        label="Headings in row", required=False, min_value=0, max_value=1000
    )
    decimal = forms.ChoiceField(
        label="Decimal sign",
        required=False,
        choices=[_AS_FOUND, (".", "point"), (",", "comma")],
    )
    date_order = forms.ChoiceField(
        label="Dates",
        required=False,
        choices=[_AS_FOUND, *((order.value, word) for order, word in _ORDERS.items())],
    )
    counts_on = forms.DateField(
        label="Counts on",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    total = forms.DecimalField(label="Their total", required=False)

    def said(self, data: QueryDict) -> Said:
        """What was said of layout and columns, and of cells that mean another."""
        typed = self.cleaned_data
        order = typed["date_order"]
        return Said(
            sheet=typed["sheet"] or None,
            encoding=typed["encoding"] or None,
            delimiter=typed["delimiter"] or None,
            header_row=typed["header_row"],
            decimal=typed["decimal"] or None,
            date_order=DateOrder(order) if order else None,
            columns=columns_said(data),
            **mends_said(data),
        )


class TakeForm(forms.Form):
    """That it is taken in, and what of it is remembered."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    remembers = forms.BooleanField(required=False)
    differs_because = forms.CharField(max_length=500, required=False)


class UndoForm(forms.Form):
    """Why an import is taken back."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(label="Why", max_length=500)

    @override
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid4()}
        super().__init__(*args, **kwargs)


def columns_said(data: QueryDict) -> dict[str, str]:
    """The fields that people chose for columns, by heading."""
    heads, fields = data.getlist("heading"), data.getlist("field")
    if len(heads) != len(fields):
        return {}
    return {
        head: "" if name == LEFT_OUT else name
        for head, name in zip(heads, fields, strict=True)
        if name
    }


MENDED: Final = "mended"
"""Says that what is mended is all there is, whatever is remembered of the source."""


def mends_said(data: QueryDict) -> dict[str, Any]:
    """The fixes that people took; nothing where none was taken or taken back."""
    if not data.get(MENDED):
        return {}
    cells = zip(*(data.getlist(name) for name in ("in", "was", "now")), strict=False)
    return {
        "mends": tuple(Mend(*cell) for cell in cells),
        "turned": tuple(data.getlist("turned")),
    }


def mends_written(mends: Sequence[Mend], turned: Sequence[str]) -> dict[str, list[str]]:
    """The fixes as :func:`mends_said` reads them."""
    return {
        MENDED: ["1"],
        "in": [mend.field for mend in mends],
        "was": [mend.was for mend in mends],
        "now": [mend.now for mend in mends],
        "turned": list(turned),
    }


class MakeForm(forms.Form):
    """Parties to be made of the words that name nobody yet."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    query = forms.CharField(max_length=8_000, required=False)
