"""A bank's table whose columns nobody knows yet: what each of them holds, said once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode
from uuid import uuid4, uuid5

from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse

from duebook.apps.banking.actions import TakeBankFile, take_bank_file
from duebook.apps.banking.forms import TableForm
from duebook.apps.banking.pages.came_of import came_of, match_after
from duebook.apps.banking.queries.accounts import bank_accounts
from duebook.apps.banking.queries.reading import as_lines, understood
from duebook.apps.entities.pages.door import page
from duebook.apps.imports.actions import KeepFile, keep_file
from duebook.apps.papers.queries import paper
from duebook.domain.banking import BankLine
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right
from duebook.formats.bank.table_fields import STATEMENT_FIELDS
from duebook.formats.tables import text_of
from duebook.web.answers import show
from duebook.web.frame import Key, Page

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse, QueryDict

    from duebook.apps.banking.queries.reading import Understood
    from duebook.apps.entities.pages.door import Seated

TABLE: Final = Page(
    "bank-table",
    "Columns of a bank file",
    under="bank",
    keys=(Key("↹", "next column"), Key("Ctrl ↵", "take in"), Key("Esc", "leave")),
)

SHOWN: Final = 8
"""Lines that are shown of what the file would become."""

LEFT_OUT: Final = "-"
"""What a column is taken for that no field is wanted of."""

FIELDS: Final = (
    (LEFT_OUT, "leave out"),
    *((spec.name, spec.label) for spec in STATEMENT_FIELDS),
)


@dataclass(frozen=True, slots=True)
class Card:
    """A column: its heading, its first value, what it is taken for and why."""

    heading: str
    sample: str
    field: str
    note: str


@dataclass(frozen=True, slots=True)
class Looked:
    """A table as it is understood; its lines, or what is missing for them."""

    cards: tuple[Card, ...] = ()
    lines: tuple[BankLine, ...] = ()
    count: int = 0
    missing: str = ""


def to_columns(sitting: Seated, command: TakeBankFile, key: UUID) -> HttpResponse:
    """Keep a table that cannot be read yet, and go where its columns are said."""
    kept = KeepFile(entity_id=sitting.entity_id, content=command.content)
    paper_id = keep_file(kept, **sitting.sends(uuid5(key, "keep")))
    there = reverse("banking.table", args=[sitting.code, paper_id])
    told = {"name": command.name, "account": command.account}
    with sitting.reading():
        accounts = bank_accounts(sitting.entity_id)
    if any(one.out_is_positive for one in accounts if one.name == command.account):
        told["out_is_positive"] = "on"
    return HttpResponseRedirect(f"{there}?{urlencode(told)}", status=303)


@page(TABLE, Right.RECEIVE)
def table(request: HttpRequest, sitting: Seated, paper_id: int) -> HttpResponse:
    """What the columns hold, and the first lines that come of it; POST takes it in."""
    with sitting.reading():
        content = paper(sitting.entity_id, paper_id)
    if request.method == "POST" and "take" in request.POST:
        return _take(request, sitting, content)
    with sitting.reading():
        return _shown(request, sitting, content, request.POST or request.GET)


def _form(data: QueryDict) -> TableForm:
    form = TableForm(data)
    if not form.is_valid():
        raise Http404
    return form


def _take(request: HttpRequest, sitting: Seated, content: bytes) -> HttpResponse:
    form = _form(request.POST)
    said = form.cleaned_data
    key = said["key"] or uuid4()
    command = TakeBankFile(
        entity_id=sitting.entity_id,
        name=said["name"],
        content=content,
        account=said["account"],
        said=form.said(columns_of(request.POST)),
        out_is_positive=said["out_is_positive"],
    )
    try:
        taken = take_bank_file(command, **sitting.sends(key))
    except Refusal as refusal:
        with sitting.reading():
            return _shown(request, sitting, content, request.POST, str(refusal))
    work = match_after(sitting, taken, key)
    return came_of(request, sitting, command, taken, work)


def _shown(
    request: HttpRequest,
    sitting: Seated,
    content: bytes,
    data: QueryDict,
    refused: str = "",
) -> HttpResponse:
    form = _form(data)
    said = form.cleaned_data
    try:
        read = understood(
            sitting.entity_id,
            content,
            said["name"],
            account=said["account"],
            said=form.said(columns_of(data)),
        )
    except Refusal as refusal:
        looked, refused = Looked(), refused or str(refusal)
    else:
        looked = _looked(read, is_out_positive=said["out_is_positive"])
    context: dict[str, Any] = {
        "form": form,
        "key": said["key"] or uuid4(),
        "looked": looked,
        "fields": FIELDS,
        "refused": refused,
    }
    status = 422 if refused else 200
    return show(request, "banking/table.html", context, status=status)


def _looked(read: Understood, *, is_out_positive: bool) -> Looked:
    first = read.table.rows[:1]
    cards = tuple(
        Card(
            heading=choice.heading,
            sample=text_of(first[0].cells[place]) if first else "",
            field=choice.field or LEFT_OUT,
            note=choice.reason if choice.field else "left out",
        )
        for place, choice in enumerate(read.mapping.choices)
    )
    try:
        file = as_lines(read, out_is_positive=is_out_positive)
    except Refusal as missing:
        return Looked(cards=cards, missing=str(missing))
    lines = [line for statement in file.statements for line in statement.lines]
    return Looked(cards=cards, lines=tuple(lines[:SHOWN]), count=len(lines))


def columns_of(data: QueryDict) -> dict[str, str]:
    """The fields that somebody chose for columns, by heading."""
    heads, fields = data.getlist("heading"), data.getlist("field")
    if len(heads) != len(fields):
        return {}
    return {
        head: "" if name == LEFT_OUT else name
        for head, name in zip(heads, fields, strict=True)
        if name
    }


urlpatterns = [
    path("<str:entity>/bank/import/<int:paper_id>", table, name="banking.table")
]
