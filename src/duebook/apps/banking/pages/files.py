"""Bank files taken in by the browser, with what became of their lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import uuid4, uuid5

from django.urls import path, reverse

from duebook.apps.banking.actions import (
    MatchLines,
    TakeBankFile,
    match_lines,
    take_bank_file,
)
from duebook.apps.banking.forms import FileForm
from duebook.apps.banking.queries.accounts import bank_accounts
from duebook.apps.banking.queries.proof import Closing, closings
from duebook.apps.banking.queries.reading import read_bank_file
from duebook.apps.entities.pages.door import page, refusing
from duebook.apps.work.actions import start
from duebook.domain.rights import Right
from duebook.web.answers import show
from duebook.web.frame import Key, Page

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from duebook.apps.banking.actions import (
        BankFileTaken,
    )
    from duebook.apps.entities.pages.door import Seated

FILE: Final = Page(
    "bank-file", "Bank file", under="bank", keys=(Key("Ctrl ↵", "take in"),)
)


AT_ONCE: Final = 200
"""New lines that are matched while somebody waits; more is long work."""


@dataclass(frozen=True, slots=True)
class Balance:
    """The last balance that the bank stated of an account, against its lines."""

    account: str
    currency: str
    closing: Closing


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
    taken: BankFileTaken | None = None
    work, lines = "", 0
    if form.is_valid():
        said = form.cleaned_data
        command = TakeBankFile(
            entity_id=sitting.entity_id,
            name=said["file"].name,
            content=said["file"].read(),
            account=said["account"],
        )
        with refusing(form):
            taken = take_bank_file(command, **sitting.sends(said["key"]))
            work = _match_after(sitting, taken, said["key"])
            with sitting.reading():
                lines = _lines_of(sitting, command)
    status = 422 if form.is_bound and taken is None else 200
    if taken is not None:
        form = FileForm(None, accounts=names, initial={"key": uuid4()})
    with sitting.reading():
        context = {
            "form": form,
            "taken": taken,
            "lines": lines,
            "work": work,
            "balances": _balances(sitting) if taken else (),
        }
    return show(request, "banking/new_file.html", context, status=status)


def _match_after(sitting: Seated, taken: BankFileTaken, key: UUID) -> str:
    """Let the matcher see new lines; many are long work, whose address is returned."""
    if not taken.fresh or not sitting.may(Right.APPLY):
        return ""
    command = MatchLines(entity_id=sitting.entity_id)
    sends = sitting.sends(uuid5(key, "match"))
    if taken.fresh > AT_ONCE:
        work_id = start("match", command, **sends)
        return reverse("work.work", args=[sitting.code, work_id])
    match_lines(command, **sends)
    return ""


def _lines_of(sitting: Seated, command: TakeBankFile) -> int:
    """How many lines a file tells of."""
    file, _ = read_bank_file(
        sitting.entity_id, command.content, command.name, account=command.account
    )
    return sum(len(statement.lines) for statement in file.statements)


def _balances(sitting: Seated) -> list[Balance]:
    """The proof of each account: opening and lines against the closing balance."""
    found = []
    for account in bank_accounts(sitting.entity_id):
        stated = closings(sitting.entity_id, account, sitting.today)
        if stated:
            found.append(Balance(account.name, account.currency, stated[-1]))
    return found


urlpatterns = [path("<str:entity>/bank/import", new_file, name="banking.new_file")]
