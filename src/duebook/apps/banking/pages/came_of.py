"""What became of a bank's file: lines counted, matched at once, and their proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import uuid4, uuid5

from django.urls import reverse

from duebook.apps.banking.actions import (
    MatchLines,
    TakeReturns,
    match_lines,
    take_returns,
)
from duebook.apps.banking.forms import FileForm
from duebook.apps.banking.queries.accounts import bank_accounts
from duebook.apps.banking.queries.proof import Closing, closings
from duebook.apps.banking.queries.reading import read_bank_file
from duebook.apps.parties.queries import parties
from duebook.apps.work.actions import start
from duebook.domain.rights import Right
from duebook.web.answers import show

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from duebook.apps.banking.actions import BankFileTaken, TakeBankFile
    from duebook.apps.entities.pages.door import Seated

AT_ONCE: Final = 200
"""New lines that are matched while somebody waits; more is long work."""


@dataclass(frozen=True, slots=True)
class Balance:
    """The last balance that the bank stated of an account, against its lines."""

    account: str
    currency: str
    closing: Closing


def came_of(
    request: HttpRequest,
    sitting: Seated,
    command: TakeBankFile,
    taken: BankFileTaken,
    work: str,
) -> HttpResponse:
    """The page of files, with what became of the one that was taken in."""
    with sitting.reading():
        context = {
            "form": _another(sitting),
            "taken": taken,
            "lines": _lines_of(sitting, command),
            "work": work,
            "balances": _balances(sitting),
        }
    return show(request, "banking/new_file.html", context)


def took_back(
    request: HttpRequest, sitting: Seated, command: TakeBankFile, key: UUID
) -> HttpResponse:
    """The page of files, with the payments that a file of NACHA took back.

    Raises:
        Refusal: it is cut, or of other entries than returns and changes.
    """
    returns = take_returns(
        TakeReturns(
            entity_id=command.entity_id,
            name=command.name,
            content=command.content,
            account=command.account,
        ),
        **sitting.sends(key),
    )
    with sitting.reading():
        ids = {one.party_id for one in returns.corrected}
        names = parties(sitting.entity_id, ids)
        context = {
            "form": _another(sitting),
            "returns": returns,
            "corrected": [(names[one.party_id].name, one) for one in returns.corrected],
        }
    return show(request, "banking/new_file.html", context)


def _another(sitting: Seated) -> FileForm:
    names = [one.name for one in bank_accounts(sitting.entity_id)]
    return FileForm(None, accounts=names, initial={"key": uuid4()})


def match_after(sitting: Seated, taken: BankFileTaken, key: UUID) -> str:
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
        sitting.entity_id,
        command.content,
        command.name,
        account=command.account,
        said=command.said,
        out_is_positive=command.out_is_positive,
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
