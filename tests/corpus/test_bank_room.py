"""Statements of others through the room: refused whole, or taken in once and kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import count
from typing import TYPE_CHECKING

import pytest

from duebook import db
from duebook.apps.banking.actions import (
    OpenBankAccount,
    TakeAdvice,
    TakeBankFile,
    TakePayouts,
    TakeReturns,
    open_bank_account,
    take_advice,
    take_bank_file,
    take_payouts,
    take_returns,
)
from duebook.apps.banking.actions.returns import NothingReturned
from duebook.apps.banking.models import Advice, BankLine, Payout
from duebook.apps.banking.queries.accounts import normalised
from duebook.apps.ledger.actions import KeepAccounts, NewAccount, keep_accounts
from duebook.domain.banking import Booking
from duebook.domain.errors import Refusal
from duebook.formats.bank.reading import read_statements
from duebook.formats.bank.refusals import FileNotWhole, UnreadableBankFile
from duebook.formats.bank.statement_csv import (
    guess_statement,
    read_statement_table,
)
from duebook.formats.tables import read_table
from tests.apps.banking.office import a_bank
from tests.corpus.samples import expected, needs_corpus, sample, samples
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
    *samples("a_bank/csv_csv2ofx/test/*.csv"),
]
CARD = "a_bank/csv_csv2ofx/test/pcmastercard.csv"
"""Money that leaves has no sign in it."""
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
        if path.endswith(".csv"):
            table = read_table(content, path)
            return read_statement_table(
                table, guess_statement(table), out_is_positive=path == CARD
            )
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
        entity_id=entity_id,
        name=path,
        content=content,
        account=account,
        out_is_positive=path == CARD,
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
    again = take_bank_file(replace(said, content=content + b"\n"), **by(CLERK))

    assert taken.fresh + taken.known + taken.doubtful == len(booked)
    assert again.fresh == 0
    assert take_bank_file(said, **by(CLERK)).is_repeated
    with db.reading(entity_id):
        kept = BankLine.objects.filter(entity_id=entity_id).count()
    assert kept == taken.fresh + taken.doubtful
    assert books_hold(entity_id)


ADVICES = [
    *samples("a_bank/pain001/**/*.xml"),
    *samples("h_medical/820/pypi_hccinfhir__sample_820_05.txt"),
]
RETURNS = samples("a_bank/ach_moov/**/*.ach")
CHANGES = {
    path
    for path, known in expected("ach").items()
    if any(batch["nocs"] for batch in known["batches"])
}
"""The one file of returns has a batch without an end, so nothing of it is believed."""
PAYOUTS = samples("a_bank/stripe_openapi/*3.json")
ELSEWHERE = [  # schemas, twins in JSON, licences, and EDI of other trades
    *samples("a_bank/**/*.xsd"),
    *samples("a_bank/**/*LICENSE*"),
    *(path for path in samples("a_bank/**/*.json") if path not in PAYOUTS),
    *samples("a_bank/edi*/*.edi"),
]


def test_no_file_of_banks_is_left_out() -> None:
    taken = {*STATEMENTS, *ADVICES, *RETURNS, *PAYOUTS}
    assert taken.isdisjoint(ELSEWHERE)
    assert {*samples("a_bank/**/*")} - taken - {*ELSEWHERE} == set()


@pytest.mark.parametrize("path", ADVICES)
def test_each_payment_order_is_kept_once(path: str) -> None:
    said = TakeAdvice(entity_id=an_entity(), name=path, content=sample(path))

    taken = take_advice(said, **by(CLERK))

    assert take_advice(said, **by(CLERK)).is_repeated
    with db.reading(said.entity_id):
        kept = Advice.objects.filter(entity_id=said.entity_id).count()
    assert kept == taken.kept + taken.bare > 0


@pytest.mark.parametrize("path", RETURNS)
def test_changes_are_told_by_their_line_and_other_entries_refused(path: str) -> None:
    """None of these payers is ours: each is told, and nothing is corrected."""
    said = TakeReturns(entity_id=an_entity(), name=path, content=sample(path))
    if path not in CHANGES:
        with pytest.raises((NothingReturned, FileNotWhole, UnreadableBankFile)):
            take_returns(said, **by(CLERK))
        return

    taken = take_returns(said, **by(CLERK))

    assert (taken.returned, taken.corrected) == ((), ())
    assert [one.code for one in taken.told] == ["change_of_unknown_account"]
    assert taken.told[0].place.startswith("line ")
    assert take_returns(said, **by(CLERK)).is_repeated


@pytest.mark.parametrize("path", PAYOUTS)
def test_what_a_processor_sent_ties_or_is_refused_whole(path: str) -> None:
    """The processor's own fixtures: their payout is not what its items come to."""
    said = TakePayouts(
        entity_id=an_entity(), name=path, content=sample(path), account="Harbor"
    )
    a_bank(said.entity_id, name="Harbor")

    with pytest.raises(FileNotWhole, match="payout"):
        take_payouts(said, **by(CLERK))

    with db.reading(said.entity_id):
        assert not Payout.objects.filter(entity_id=said.entity_id).exists()
