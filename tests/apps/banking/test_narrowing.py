"""The books are read as far as receipts can be touched, and no answer changes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from bench.receipts.mix import a_month
from duebook import db
from duebook.apps.banking.queries import book as books
from duebook.apps.banking.queries import payers
from duebook.apps.invoicing.actions.drafts import IssueInvoice, issue_invoice
from duebook.domain.checks.directory import LEGAL_FORMS
from duebook.domain.matching.ladder import Inquiry
from duebook.domain.matching.narrowing import rough, rough_account, rough_blocks
from duebook.domain.matching.records import Policy
from duebook.domain.matching.references import PatternMaker, number
from tests.apps.payments.office import a_payment, owes, receive
from tests.domain.matching.builders import a_receipt
from tests.office import a_charge, a_party, a_price_book, an_entity, by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.receipts.mix import Month
    from duebook.domain.matching.records import Answer, Book, Receipt

pytestmark = pytest.mark.django_db

NUMBERS = [
    *("INV-2026-00123", "inv 2026/123", "2026-0123", "RE-00123/26", "00123-2026"),
    *("RE-00123 B", "20260123", "2O26-OO1", "ABC", "S0B", "0000", "1", "12", "A1B2"),
    *("INV-1999 26", "12345-ABC", "12345 1899", "12345--26", "12345/26/", "", "-"),
    *("Ü-2026-1", "２０２６-１", "RF74HP202610241", "x\n1\n2", "4711 l", "0815.2026"),
]


NAMES = [
    *("Tidewell Hotels, Inc.", "Müller & Söhne GmbH", "S.A. Company", "The Co", ""),
    *("Ørsted", "Οδός 7", "É. Dupont et Fils SARL", "ＡＣＭＥ Ltd.", "O'Neill_7 LLC"),
    *(" ".join(sorted(LEGAL_FORMS)), "ﬁne Print", "Łódź", "12 34 567", "Straße"),
]
ACCOUNTS = ["DE75 5121-0800", "us_12.34", "", "№ 7", "--", "GB29nwbk"]


def asked(function: str, values: Sequence[str], shown: str = "{}") -> list[str]:
    told = shown.format(f"{function}(value)")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {told} FROM unnest(%s::text[])"
            " WITH ORDINALITY AS told (value, place) ORDER BY place",
            [list(values)],
        )
        return [row[0] for row in cursor.fetchall()]


def test_the_database_makes_numbers_rough_as_the_matcher_does() -> None:
    assert asked("number_key", NUMBERS) == [rough(each) for each in NUMBERS]


def test_the_database_makes_names_and_accounts_rough_as_the_matcher_does() -> None:
    blocks = asked("name_blocks", NAMES, shown="array_to_string({}, ' ')")

    assert [set(each.split(" ")) for each in blocks] == list(map(rough_blocks, NAMES))
    assert asked("account_key", ACCOUNTS) == list(map(rough_account, ACCOUNTS))


@pytest.mark.parametrize("each", NUMBERS)
def test_a_look_says_as_much_of_the_pattern_as_the_number(each: str) -> None:
    [look] = asked("number_look", [each])

    assert pattern(look) == pattern(each)


def pattern(text: str) -> object:
    maker = PatternMaker()
    maker.add(number(text))
    return maker.pattern()


@pytest.fixture
def month() -> Month:
    """An imaginary office, with a few of its debts settled already."""
    return a_month(seed=5, payers=25, receipts=60)


def in_the_books(month: Month) -> int:
    """The office with its payers and their debts, as a real one has them."""
    entity_id = an_entity()
    for payer in month.book.payers:
        party_id = a_party(entity_id, payer.names[0], code=f"P{payer.id}")
        debts = [
            debt
            for debt in month.book.debts
            if debt.party_id == payer.id and debt.currency == "USD"
        ]
        if not debts:
            continue
        owes(
            entity_id,
            party_id,
            *(debt.open_minor for debt in debts),
            numbers=[debt.number for debt in debts],
        )
        if len(debts) > 2:
            receive(entity_id, a_payment(party_id, debts[0].open_minor))
    return entity_id


def answers(entity_id: int, receipts: Sequence[Receipt]) -> tuple[list[Answer], Book]:
    with db.reading(entity_id):
        known = payers.payers_for(entity_id, receipts)
        inquiry = Inquiry(receipts, known.known, known.countries)
        book = books.book_for(
            entity_id,
            receipts,
            payers=known,
            wanted=inquiry.wanted,
            settled_since=date(2025, 11, 1),
            policy=Policy(),
        )
    return inquiry.answers(book), book


def test_what_is_read_gives_the_answers_of_the_whole_book(
    month: Month, monkeypatch: pytest.MonkeyPatch
) -> None:
    entity_id = in_the_books(month)
    receipts = [case.receipt for case in month.cases if case.receipt.currency == "USD"]

    for start in range(0, len(receipts), 5):
        some = receipts[start : start + 5]
        few, book = answers(entity_id, some)
        with monkeypatch.context() as patch:
            patch.setattr(payers, "MOST_NARROWED", 0)
            every, whole = answers(entity_id, some)
        assert few == every
        assert book.size == whole.size == len(whole.debts) > len(book.debts)
        assert len(whole.payers) > len(book.payers)
        assert whole.settled


def test_an_invoice_is_read_by_the_order_of_its_buyer() -> None:
    entity_id = an_entity()
    a_price_book(entity_id, CONSULT="100.00")
    a_party(entity_id)
    for po, quantity in (("PO 41-02207", 1), ("", 2)):
        command = IssueInvoice(
            entity_id=entity_id,
            charges=(a_charge("TIDEWELL", quantity=Decimal(quantity)),),
            issued_on=date(2026, 11, 3),
            po=po,
        )
        issue_invoice(command, **by())

    _, book = answers(entity_id, [a_receipt(1, currency="USD", text="po 41/2207")])
    _, other = answers(entity_id, [a_receipt(1, currency="USD", text="po 41/2208")])

    assert "PO 41-02207" in {name for debt in book.debts for name in debt.references}
    assert not other.debts


def test_each_look_of_a_number_is_told_once() -> None:
    entity_id = an_entity()
    party_id = a_party(entity_id)
    numbers = [*(f"INV-2026-{place:05d}" for place in range(30)), "7", "RE 99-1"]
    owes(entity_id, party_id, *(range(1, 33)), numbers=numbers)

    _, book = answers(entity_id, [a_receipt(1)])

    assert book.numbers == ["7", "INV-2099-99999", "RE 99-9"]


def test_a_lockbox_reads_what_its_cheques_name() -> None:
    entity_id = an_entity()
    numbers = ["INV-2026-00101", "RE-00123/26", "7"]
    owes(entity_id, a_party(entity_id), 1, 2, 3, numbers=numbers)

    with db.reading(entity_id):
        found = {
            name: [debt.number for debt in books.debts_named(entity_id, "USD", [name])]
            for name in ("inv 2026 00101", "RE0012326", "RF12 7", "INV-2026-00102")
        }

    assert found == {
        "inv 2026 00101": numbers[:1],
        "RE0012326": numbers[1:2],
        "RF12 7": numbers[2:],
        "INV-2026-00102": [],
    }
