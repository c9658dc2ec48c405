"""Reading only what can touch the answers: the same answers as from the whole book."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.receipts.mix import a_month
from duebook.domain.checks.directory import bare_name
from duebook.domain.matching.index import Index
from duebook.domain.matching.ladder import Inquiry, match
from duebook.domain.matching.narrowing import (
    UNTOLD,
    named_payers,
    narrowed,
    rough,
    rough_account,
    rough_accounts,
    rough_begins,
    rough_blocks,
    rough_keys,
    with_owners,
)
from duebook.domain.matching.payers import (
    bare_account,
    blocks_of,
    countries_of,
    sought,
)
from duebook.domain.matching.references import document_keys, keys, number
from duebook.domain.references import UnusableNumber, payment_reference
from tests.domain.matching.builders import a_book, a_debt, a_settled, from_mill
from tests.domain.matching.test_laws import batches

if TYPE_CHECKING:
    from duebook.domain.matching.records import Answer, Book, Payer, Receipt

PLAIN = r"[A-Z]{0,4}[-/ ]?(20)?[0-9]{2}[-/ .]{0,2}[0-9]{0,6}"
ENDED = r"[A-Za-z]{0,3}-?[0-9OILSB]{1,8}([-/][A-Z0-9]{1,4})?"
numbers = st.one_of(
    st.from_regex(PLAIN, fullmatch=True),
    st.from_regex(ENDED, fullmatch=True),
    st.text(st.characters(codec="latin-1"), min_size=1, max_size=15),
)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("INV-2026-00123", "226123"),
        ("2026/123", "226123"),
        ("RE-00123/26", "123"),
        ("RE-00123 B", "123"),
        ("PO verbal", "PVER8A1"),
        ("Ü-2026-1", ""),
    ],
)
def test_a_number_is_rough_from_its_first_digit(written: str, text: str) -> None:
    assert rough(written) == text


@given(numbers)
def test_whatever_has_the_key_is_found(text: str) -> None:
    references = [*number(text).keys(), *document_keys(text)]
    with suppress(UnusableNumber):
        references += number(payment_reference(text)).keys()

    for key in references:
        assert rough(text) in rough_keys({key})


def test_another_number_is_not_read() -> None:
    assert rough("INV-2026-00124") not in rough_keys(keys(("INV", "2026", "00123")))


def test_only_the_payer_and_what_is_named_is_read() -> None:
    mine, named, far = a_debt(1, 50_00), a_debt(2, 70_00), a_debt(30, 90_00)
    book = a_book(mine, replace(named, party_id=2), replace(far, party_id=3))
    inquiry = Inquiry([from_mill(50_00, "INV-2026-00102")], book.payers)

    few = narrowed(book, inquiry.wanted)

    assert [debt.id for debt in few.debts] == [1, 2]
    assert few.size == 3


@given(batches(), st.lists(st.integers(101, 107), unique=True, max_size=3))
def test_the_narrowed_book_gives_the_same_answers(
    batch: tuple[list[Receipt], Book], done: list[int]
) -> None:
    receipts, book = batch
    book = replace(book, settled=[a_settled(each, party_id=each % 3) for each in done])

    for some in (receipts, receipts[:1]):
        assert match(some, _narrowed(some, book)) == match(some, book)
        assert _asked_of_few(some, book)[0] == match(some, book)


def test_receipts_as_payers_write_them_are_answered_the_same() -> None:
    month = a_month(11, 400, 600)
    receipts = [case.receipt for case in month.cases]

    for start in range(0, len(receipts), 40):
        some = receipts[start : start + 40]
        few = _narrowed(some, month.book)
        every = match(some, month.book)
        assert match(some, few) == every
        assert len(few.debts) < len(month.book.debts)
        answers, payers = _asked_of_few(some, month.book)
        assert answers == every
        assert len(payers) < len(month.book.payers)


def _asked_of_few(
    receipts: list[Receipt], book: Book
) -> tuple[list[Answer], list[Payer]]:
    """The answers where no more of payers and documents is read than can matter."""
    named = named_payers(book.payers, sought(receipts))
    inquiry = Inquiry(receipts, named, countries_of(book.payers))
    few = narrowed(book, inquiry.wanted)
    owners = Index(few, inquiry.wanted).parties
    payers = with_owners(named, book.payers, owners)
    return inquiry.answers(replace(few, payers=payers)), payers


@pytest.mark.parametrize(
    ("name", "blocks"),
    [
        ("Tidewell Hotels, Inc.", {"tide", "hote"}),
        ("Müller & Söhne GmbH", {"mull", "sohn", "gmbh"}),
        ("S.A. Company", {UNTOLD}),
        ("Ørsted", {UNTOLD}),
        ("Οδός", {UNTOLD}),
    ],
)
def test_a_name_is_rough_by_how_its_words_begin(name: str, blocks: set[str]) -> None:
    assert rough_blocks(name) == blocks


names = st.one_of(
    st.text(st.characters(codec="latin-1"), max_size=24),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.lists(
        st.sampled_from(["The", "GmbH", "co.", "Mühle", "Tidewell", "S.A.", "É"])
    ).map(" ".join),
)


@given(names)
def test_whoever_begins_so_is_found(name: str) -> None:
    begins = blocks_of(bare_name(name))

    assert all(rough_begins({each}) & rough_blocks(name) for each in begins)


@given(st.text("aß12-_ É", max_size=8))
def test_whoever_has_the_account_is_found(account: str) -> None:
    assert rough_account(account) in rough_accounts({bare_account(account)})


def _narrowed(receipts: list[Receipt], book: Book) -> Book:
    return narrowed(book, Inquiry(receipts, book.payers).wanted)
