"""Bank files taken in by the browser, with what became of their lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import uuid4

from django.urls import path

from duebook.apps.banking.actions import TakeBankFile, take_bank_file
from duebook.apps.banking.forms import FileForm
from duebook.apps.banking.pages.came_of import came_of, match_after, took_back
from duebook.apps.banking.pages.tables import to_columns
from duebook.apps.banking.queries.accounts import bank_accounts
from duebook.apps.banking.queries.reading import NACHA, is_table
from duebook.apps.entities.pages.door import page, refusing
from duebook.domain.rights import Right
from duebook.formats.bank.refusals import UnreadableBankFile
from duebook.web.answers import show
from duebook.web.frame import Key, Page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Seated

FILE: Final = Page(
    "bank-file", "Bank file", under="bank", keys=(Key("Ctrl ↵", "take in"),)
)


@page(FILE, Right.RECEIVE)
def new_file(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Send a file; its new lines are kept at once, and matched after that."""
    with sitting.reading():
        names = [one.name for one in bank_accounts(sitting.entity_id)]
    form = FileForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        accounts=names,
        initial={"key": uuid4()},
    )
    if form.is_valid():
        said = form.cleaned_data
        command = TakeBankFile(
            entity_id=sitting.entity_id,
            name=said["file"].name,
            content=said["file"].read(),
            account=said["account"],
        )
        with refusing(form):
            try:
                taken = take_bank_file(command, **sitting.sends(said["key"]))
            except UnreadableBankFile as refusal:
                if refusal.format == NACHA:
                    return took_back(request, sitting, command, said["key"])
                if not is_table(command.content, command.name):
                    raise
                return to_columns(sitting, command, said["key"])
            work = match_after(sitting, taken, said["key"])
            return came_of(request, sitting, command, taken, work)
    status = 422 if form.is_bound else 200
    return show(request, "banking/new_file.html", {"form": form}, status=status)


urlpatterns = [path("<str:entity>/bank/import", new_file, name="banking.new_file")]
