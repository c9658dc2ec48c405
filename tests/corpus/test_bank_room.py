"""Statements of others through the room: refused whole, or taken in once and kept."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import TYPE_CHECKING

import pytest

from duebook import db
from duebook.apps.banking.actions import (
    OpenBankAccount,
    TakeBankFile,
    open_bank_account,
    take_bank_file,
)
from duebook.apps.banking.models import BankLine
from duebook.apps.banking.queries.accounts import normalised
from duebook.apps.ledger.actions import KeepAccounts, NewAccount, keep_accounts
from duebook.domain.banking import Booking
from duebook.domain.errors import Refusal
from duebook.formats.bank.reading import read_statements
from duebook.formats.bank.refusals import UnreadableBankFile
from tests.corpus.samples import needs_corpus, sample, samples
from tests.office import CLERK, an_entity, books_hold, by

if TYPE_CHECKING:
    from duebook.domain.banking import BankFile

pytestmark = [needs_corpus, pytest.mark.django_db]

STATEMENTS = [
    *samples("a_bank/camt_genkgo/*.xml"),
    *samples("a_bank/mt940_wolph/**/*.sta"),
    *samples("a_bank/bai2_*/**/*.*ai2"),
    *samples("a_bank/bai2_moov/testdata/*.txt"),
    *samples("a_bank/ofx_ofxparse/*.ofx"),
    *samples("a_bank/csv_csv2ofx/**/*.ofx"),
    *samples("a_bank/**/*.qif"),
]
UNSAID = "Whose the file does not say"


def accounts_for(entity_id: int, file: BankFile) -> None:
    """Open every account that a file is of, in the currency that it is in."""
    codes = count(8000)
    kept = {
        normalised(statement.account) or UNSAID: statement.currency or "USD"
        for statement in file.statements
    }
    for identifier, currency in kept.items():
        code = str(next(codes))
        account = NewAccount(code, identifier, "asset")
        keep_accounts(KeepAccounts(entity_id=entity_id, accounts=(account,)), **by())
        open_bank_account(
            OpenBankAccount(
                entity_id=entity_id,
                name=identifier,
                identifier=identifier,
                currency=currency,
                account=code,
                opened_on=date(1990, 1, 1),
            ),
            **by(),
        )


def read_or_none(content: bytes, path: str) -> BankFile | None:
    try:
        return read_statements(content, path)
    except UnreadableBankFile:
        return None


@pytest.mark.parametrize("path", STATEMENTS)
def test_each_file_is_taken_in_once_or_refused_whole(path: str) -> None:
    entity_id = an_entity()
    content = sample(path)
    file = read_or_none(content, path)
    nameless = file and any(not statement.account for statement in file.statements)
    account = UNSAID if nameless else ""
    said = TakeBankFile(
        entity_id=entity_id, name=path, content=content, account=account
    )
    if file is None:
        with pytest.raises(Refusal):
            take_bank_file(said, **by(CLERK))
        return
    accounts_for(entity_id, file)
    booked = [
        line
        for statement in file.statements
        for line in statement.lines
        if line.status is Booking.BOOKED and line.amount_minor
    ]

    taken = take_bank_file(said, **by(CLERK))
    renamed = TakeBankFile(
        entity_id=entity_id, name=path, content=content + b"\n", account=account
    )
    again = take_bank_file(renamed, **by(CLERK))

    assert taken.fresh + taken.known + taken.doubtful == len(booked)
    assert again.fresh == 0
    assert take_bank_file(said, **by(CLERK)).is_repeated
    with db.reading(entity_id):
        kept = BankLine.objects.filter(entity_id=entity_id).count()
    assert kept == taken.fresh + taken.doubtful
    assert books_hold(entity_id)
