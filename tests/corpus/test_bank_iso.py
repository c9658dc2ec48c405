"""camt and pain files of others: what is read is what is known of them."""

from __future__ import annotations

import time
from collections import Counter
from decimal import Decimal

import pytest

from duebook.domain.money import from_minor
from duebook.formats.bank.camt import read_camt
from duebook.formats.bank.pain import read_pain
from duebook.formats.bank.refusals import UnreadableBankFile
from tests.corpus.samples import expected, needs_corpus, sample

STATEMENTS = expected("camt")
ORDERS = expected("pain")
STATUS = {"BOOK": "booked", "PDNG": "pending", "INFO": "information"}


@needs_corpus
@pytest.mark.parametrize("path", STATEMENTS)
def test_a_statement_has_the_known_counts_and_sums(path: str) -> None:
    known = STATEMENTS[path]

    file = read_camt(sample(path), path)

    assert known["namespace"].endswith(file.format)
    for read, told in zip(file.statements, known["statements"], strict=True):
        amounts = [from_minor(line.amount_minor, line.currency) for line in read.lines]
        booked = [
            amount
            for amount, line in zip(amounts, read.lines, strict=True)
            if line.status == "booked"
        ]
        statuses = Counter(line.status.value for line in read.lines)
        assert amounts == [Decimal(amount) for amount in told["entry_amounts"]]
        assert sum(booked) == Decimal(told["booked_sum"])
        assert statuses == {STATUS[key]: n for key, n in told["statuses"].items()}
        assert sum(line.is_reversal for line in read.lines) == told["reversals"]
        assert read.account == (told["iban"] or told["account_other"] or read.account)
        assert read.account
        held = {
            kind: (Decimal(amount), currency, day)
            for kind, amount, currency, day in told["balances"]
        }
        for kind, balance in (("OPBD", read.opening), ("CLBD", read.closing)):
            amount, currency, day = held.get(kind, (None, "", ""))
            if currency != read.currency:
                assert balance is None
                continue
            assert balance is not None
            assert from_minor(balance.amount_minor, currency) == amount
            assert balance.on.isoformat() == day
        balances_agree = told["opening_plus_entries_equals_closing"]
        assert balances_agree is not False or file.problems


@needs_corpus
@pytest.mark.parametrize("path", ORDERS)
def test_an_order_has_the_known_counts_sums_and_references(path: str) -> None:
    known = ORDERS[path]

    file = read_pain(sample(path), path)

    totals = [
        from_minor(remittance.total_minor, remittance.currency)
        for remittance in file.remittances
        if remittance.total_minor is not None
    ]
    told = {line.reference for each in file.remittances for line in each.lines}
    assert file.format == known["message"]
    assert len(file.remittances) == known["transactions"]
    assert sum(totals) == Decimal(known["instructed_sum"])
    assert {*known["remittance_unstructured"], *known["structured_refs"]} <= told
    assert file.problems == ()


@needs_corpus
@pytest.mark.parametrize("path", expected("xml_bombs"))
@pytest.mark.parametrize("read", [read_camt, read_pain])
def test_a_bomb_is_refused_at_once(path: str, read: type) -> None:
    start = time.monotonic()

    with pytest.raises(UnreadableBankFile):
        read(sample(path), path)

    assert time.monotonic() - start < 2
