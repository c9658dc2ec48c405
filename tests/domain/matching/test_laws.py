"""The laws of matching: what no receipt and no book may ever bring about."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.matching.ladder import match
from duebook.domain.matching.records import (
    Deduction,
    Held,
    Policy,
)
from tests.domain.matching.builders import (
    MILL,
    PAYERS,
    TODAY,
    a_book,
    a_debt,
    a_receipt,
)

if TYPE_CHECKING:
    from random import Random

    from duebook.domain.matching.records import (
        Answer,
        Book,
        Debt,
        Receipt,
    )

amounts = st.one_of(
    st.integers(1, 20).map(lambda whole: whole * 10_00), st.integers(1_00, 2_000_00)
)
texts = st.lists(
    st.sampled_from(
        [
            "INV-2026-00101",
            "inv 2026/102",
            "2026-00103",
            "104",
            "INV-2026-00150",
            "INV-2026-00199",
            "INV-2026-0106",
            "thanks",
        ]
    ),
    max_size=3,
).map(" ".join)


@st.composite
def books(draw: st.DrawFn) -> Book:
    """A few debts of four payers; some with discount or in dispute."""
    debts = []
    for id_ in range(1, draw(st.integers(1, 7)) + 1):
        amount_minor = draw(amounts)
        debts.append(
            a_debt(
                id_,
                amount_minor,
                party_id=draw(st.sampled_from([1, 1, 1, 2, 4])),
                discount_minor=draw(st.sampled_from([0, 0, amount_minor // 50])),
                discount_until=TODAY,
                contested_minor=draw(st.sampled_from([0, 0, 0, amount_minor])),
            )
        )
    return a_book(
        *debts,
        policy=Policy(fee_limit_minor=5_00),
        deductions=[
            Deduction(code="WHT", party_id=2, rate_bp=1_000, is_automatic=True)
        ],
    )


@st.composite
def receipts(draw: st.DrawFn, book: Book) -> list[Receipt]:
    """Money that is often, but not always, for some of the debts."""
    drawn = []
    for id_ in range(1, draw(st.integers(1, 4)) + 1):
        some = draw(st.lists(st.sampled_from(book.debts), min_size=1, max_size=3))
        meant = {debt.id: debt for debt in some}.values()
        named = " ".join(debt.number for debt in meant)
        drawn.append(
            a_receipt(
                draw(st.one_of(amounts, st.just(sum(d.open_minor for d in meant)))),
                id=id_,
                payer_account=draw(
                    st.sampled_from([MILL, PAYERS[1].accounts[0], "X1"])
                ),
                payer_name=draw(st.sampled_from(["", "Mill Street Garage", "Nobody"])),
                text=draw(st.one_of(texts, st.just(named))),
            )
        )
    return drawn


@st.composite
def batches(draw: st.DrawFn) -> tuple[list[Receipt], Book]:
    book = draw(books())
    return draw(receipts(book)), book


def settled_by_itself(answers: list[Answer]) -> dict[int, object]:
    return {
        answer.receipt_id: answer.proposals for answer in answers if not answer.held
    }


@given(batches())
def test_every_receipt_is_answered_in_its_place(
    batch: tuple[list[Receipt], Book],
) -> None:
    receipts_, book = batch

    answers = match(receipts_, book)

    assert [answer.receipt_id for answer in answers] == [each.id for each in receipts_]
    assert all(answer.sentence for answer in answers if answer.held)
    assert all(len(answer.proposals) == 1 for answer in answers if not answer.held)


@given(batches())
def test_proposals_add_up_and_settle_no_more_than_is_open(
    batch: tuple[list[Receipt], Book],
) -> None:
    receipts_, book = batch
    debts = {debt.id: debt for debt in book.debts}

    for receipt, answer in zip(receipts_, match(receipts_, book), strict=True):
        for way in answer.proposals:
            paid = sum(part.paid_minor for part in way.parts)
            assert paid + way.left_minor == receipt.amount_minor
            closed = 0
            for part in way.parts:
                left_out = part.discount_minor + part.fee_minor + part.deducted_minor
                assert min(part.paid_minor, part.discount_minor, part.fee_minor) >= 0
                assert part.paid_minor + left_out <= debts[part.debt_id].open_minor
                closed += part.paid_minor + left_out
            named = sum(debts[part.debt_id].open_minor for part in way.parts)
            assert way.short_minor == named - closed


@given(batches())
def test_what_posts_by_itself_is_complete_proven_and_undisputed(
    batch: tuple[list[Receipt], Book],
) -> None:
    receipts_, book = batch
    debts = {debt.id: debt for debt in book.debts}

    posting = [answer for answer in match(receipts_, book) if not answer.held]

    for answer in posting:
        [way] = answer.proposals
        assert way.left_minor == way.short_minor == 0
        assert len(way.reasons) >= 2
        assert not any(debts[part.debt_id].contested_minor for part in way.parts)
    settled = [part.debt_id for answer in posting for part in answer.proposals[0].parts]
    assert len(settled) == len(set(settled))


@given(batches(), st.randoms(use_true_random=False))
def test_no_order_changes_an_answer(
    batch: tuple[list[Receipt], Book], shuffler: Random
) -> None:
    receipts_, book = batch
    straight = {answer.receipt_id: answer for answer in match(receipts_, book)}

    mixed = [*receipts_]
    debts, payers = [*book.debts], [*book.payers]
    for each in (mixed, debts, payers):
        shuffler.shuffle(each)
    again = match(mixed, replace(book, debts=debts, payers=payers))

    assert {answer.receipt_id: answer for answer in again} == straight


@given(batches(), amounts)
def test_an_unrelated_debt_makes_nothing_post_otherwise(
    batch: tuple[list[Receipt], Book], amount_minor: int
) -> None:
    receipts_, book = batch
    before = settled_by_itself(match(receipts_, book))
    stranger = a_debt(77, amount_minor, party_id=9, number="K-2020-4471182")

    after = settled_by_itself(
        match(receipts_, replace(book, debts=[*book.debts, stranger]))
    )

    for receipt_id, proposals in after.items():
        assert before.get(receipt_id) == proposals


@given(st.lists(amounts, min_size=2, max_size=6), st.data())
def test_a_second_perfect_set_always_makes_it_abstain(
    open_minor: list[int], data: st.DataObject
) -> None:
    debts = [a_debt(id_, minor) for id_, minor in enumerate(open_minor, 1)]
    meant = data.draw(
        st.sets(st.sampled_from(range(len(debts))), min_size=1, max_size=3)
    )
    amount_minor = sum(debts[at].open_minor for at in meant)
    twin = a_debt(50, amount_minor)

    [answer] = match(
        [a_receipt(amount_minor, payer_account=MILL)], a_book(*debts, twin)
    )

    assert answer.held in {Held.SEVERAL_WAYS, Held.TOO_MANY_WAYS}


@given(books(), amounts)
def test_an_amount_posts_only_if_no_other_set_fits(
    book: Book, amount_minor: int
) -> None:
    own = [debt for debt in book.debts if debt.party_id == 1]

    [answer] = match([a_receipt(amount_minor, payer_account=MILL)], book)

    if answer.held is None:
        fitting = [some for some in _sets(own) if _can_pay(some, amount_minor)]
        assert [{debt.id for debt in some} for some in fitting] == [
            {part.debt_id for part in answer.proposals[0].parts}
        ]


def _sets(debts: list[Debt]) -> list[tuple[Debt, ...]]:
    return [
        some for size in range(1, len(debts) + 1) for some in combinations(debts, size)
    ]


def _can_pay(debts: tuple[Debt, ...], amount_minor: int) -> bool:
    """Whether the debts come to the amount, each with or without its discount."""
    sums = {0}
    for debt in debts:
        options = {debt.open_minor, debt.open_minor - debt.discount_minor}
        sums = {total + option for total in sums for option in options}
    return amount_minor in sums


@given(batches())
def test_what_was_rejected_is_never_proposed_again(
    batch: tuple[list[Receipt], Book],
) -> None:
    receipts_, book = batch
    first = match(receipts_, book)
    rejected = {
        answer.receipt_id: frozenset(
            frozenset(part.debt_id for part in way.parts)
            for way in answer.proposals[:1]
        )
        for answer in first
    }

    again = match(receipts_, replace(book, rejected=rejected))

    for answer in again:
        for way in answer.proposals:
            debts = frozenset(part.debt_id for part in way.parts)
            assert debts not in rejected[answer.receipt_id]


@given(st.text(max_size=60), st.text(max_size=20), amounts)
def test_no_text_breaks_it(text: str, account: str, amount_minor: int) -> None:
    receipt = a_receipt(
        amount_minor, text=text, payer_name=text[::-1], payer_account=account
    )

    [answer] = match([receipt], a_book(a_debt(1, 777_77), a_debt(2, 12_00)))

    assert answer.held is not None or answer.proposals
