"""Receipts as they come in, and what a clerk would make of each."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from duebook.domain.banking import RemittanceLine
from duebook.domain.matching.ladder import match
from duebook.domain.matching.records import Deduction, Evidence, Held, Payer, Policy
from duebook.domain.references import payment_reference
from tests.domain.matching.builders import (
    TODAY,
    a_book,
    a_debt,
    a_receipt,
    a_settled,
    from_hafen,
    from_mill,
    matched,
    posted,
    proposed,
    settles,
)

if TYPE_CHECKING:
    from datetime import date


def advice(reference: str, paid_minor: int, **changes: Any) -> RemittanceLine:
    return RemittanceLine(reference=reference, paid_minor=paid_minor, **changes)


# --- References --------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "INV-2026-00101",
        "payment of inv 2026/101, thank you",
        "INV202600101",
        "Facture no 2026-00101",
        "Rechnung2026-00101",
        "INV-2O26-OO1O1",
        "lNV-2026-00lOl",
        "INV-2026-0 0101",
        payment_reference("INV-2026-00101"),
        "ref RF" + payment_reference("INV-2026-00101")[2:] + " from Mill",
        "PAYMENT" + payment_reference("INV-2026-00101") + "THANKYOU",
        "YOURINV202600101",
        "invoice 101 of november",
    ],
)
def test_a_number_is_found_however_it_is_written(text: str) -> None:
    others = (a_debt(2, 120_00), a_debt(3, 75_00), a_debt(4, 120_00))

    answer = matched(from_mill(120_00, text), a_debt(1, 120_00), *others)

    assert answer.held is None, answer.sentence
    assert settles(answer) == {1: 120_00}


def test_one_transfer_pays_several_invoices() -> None:
    debts = [a_debt(id_, 10_00 * id_) for id_ in range(1, 9)]

    answer = matched(from_mill(60_00, "INV-2026-00101/102, 2026-00103"), *debts)

    assert answer.held is None, answer.sentence
    assert settles(answer) == {1: 10_00, 2: 20_00, 3: 30_00}


def test_the_reasons_are_told_in_words() -> None:
    answer = matched(from_mill(1_234_56, "INV-2026-00101"), a_debt(1, 1_234_56))

    assert [(each.evidence, each.sentence) for each in answer.proposals[0].reasons] == [
        (
            Evidence.ACCOUNT,
            "The account DE89370400440532013000 is Mill Street Garage Ltd’s.",
        ),
        (Evidence.REFERENCE, "It names INV-2026-00101."),
        (Evidence.EXACT, "1,234.56 EUR is what is open of INV-2026-00101."),
    ]


def test_a_reference_and_an_agreeing_name_are_enough() -> None:
    answer = matched(
        a_receipt(80_00, payer_name="MILL STREET GARAGE", text="INV-2026-00101"),
        a_debt(1, 80_00),
    )

    assert posted([answer]) == {1: {1: 80_00}}


def test_the_holding_pays_for_its_branch() -> None:
    answer = matched(
        from_hafen(80_00, "INV-2026-00101"),
        a_debt(1, 80_00, party_id=4),
    )

    assert posted([answer]) == {1: {1: 80_00}}
    assert answer.proposals[0].party_id == 3


def test_somebody_unknown_pays_the_exact_amount_of_an_invoice() -> None:
    answer = matched(
        a_receipt(80_17, payer_name="Aunt Erna", text="INV-2026-00101"),
        a_debt(1, 80_17),
        a_debt(2, 80_00),
    )

    assert posted([answer]) == {1: {1: 80_17}}
    assert answer.proposals[0].party_id == 1


def test_a_copied_reference_does_not_take_the_money_of_who_paid() -> None:
    rent = [a_debt(1, 500_00), a_debt(2, 500_00, party_id=2)]

    answer = matched(from_mill(500_00, "INV-2026-00102"), *rent)

    assert answer.held is Held.PAYER_UNSURE
    assert answer.sentence == (
        "Mill Street Garage Ltd has open what would fit as well."
    )


def test_a_reference_alone_is_not_enough_if_a_slip_leads_to_another() -> None:
    rent = [a_debt(1, 500_00, party_id=2), a_debt(2, 500_00)]

    answer = matched(a_receipt(500_00, text="INV-2026-00102"), *rent)

    assert answer.held is Held.PAYER_UNSURE


@pytest.mark.parametrize(
    "text", ["INV-2026-00110", "INV-2026-0001", "INV-2026-00191", "INV-2026-001011"]
)
def test_a_damaged_reference_counts_if_payer_and_amount_agree(text: str) -> None:
    debts = [a_debt(1, 120_00), a_debt(71, 99_00), a_debt(13, 80_00)]

    answer = matched(from_mill(120_00, text), *debts)

    assert posted([answer]) == {1: {1: 120_00}}
    assert Evidence.DAMAGED_REFERENCE in {
        each.evidence for each in answer.proposals[0].reasons
    }


def test_a_damaged_reference_that_fits_two_debts_is_left() -> None:
    answer = matched(
        from_mill(120_00, "INV-2026-00103"), a_debt(1, 120_00), a_debt(2, 120_00)
    )

    assert answer.held is Held.SEVERAL_WAYS
    assert proposed(answer) == [{1}, {2}]


def test_figures_near_a_number_choose_none_of_equal_amounts() -> None:
    receipt = from_mill(300_00, "settlement 2615250")

    answer = matched(receipt, a_debt(1, 300_00, number="26/15255"), a_debt(2, 300_00))

    assert answer.held is Held.DAMAGED
    assert proposed(answer) == [{1}]


def test_one_order_billed_in_two_invoices_is_told_apart_by_the_amount() -> None:
    order: dict[str, Any] = {"references": ("PO-7788",)}

    answer = matched(
        from_mill(70_00, "our order PO-7788"),
        a_debt(1, 70_00, **order),
        a_debt(2, 30_00, **order),
    )

    assert posted([answer]) == {1: {1: 70_00}}


def test_a_credit_note_is_no_invoice_of_that_number() -> None:
    answer = matched(from_mill(120_00, "less CN 2026-00101"), a_debt(1, 120_00))

    assert answer.held is Held.CONTRADICTION


@pytest.mark.parametrize(
    "text",
    ["INV-2026-00102 to INV-2026-00104", "INV-2026-00102-104", "2026-102 bis 104"],
)
def test_all_numbers_from_the_one_to_the_other(text: str) -> None:
    debts = [a_debt(id_, 10_01 * id_) for id_ in range(1, 7)]

    answer = matched(from_mill(90_09, text), *debts)

    assert posted([answer]) == {1: {2: 20_02, 3: 30_03, 4: 40_04}}


def test_a_list_that_the_bank_cut_off() -> None:
    debts = [a_debt(1, 100_37), a_debt(2, 58_11), a_debt(3, 77_99)]

    cut = matched(from_mill(178_36, "INV-2026-00101, INV-2026-0"), *debts)
    whole = matched(from_mill(178_36, "INV-2026-00101 thank you"), *debts)

    assert posted([cut]) == {1: {1: 100_37, 3: 77_99}}
    assert whole.held is Held.OVER


def test_a_list_cut_off_between_equal_debts_is_left() -> None:
    rents = [a_debt(id_, 556_00) for id_ in range(1, 5)]

    answer = matched(from_mill(1_668_00, "INV-2026-00101, INV-2026-00103, INV"), *rents)

    assert answer.held is Held.OVER


def test_a_single_number_that_the_bank_cut_off() -> None:
    debts = (a_debt(41, 120_00), a_debt(42, 90_00), a_debt(7, 60_00))
    words = "PAYMENT OF SERVICES RENDERED INV-2026-0014"

    meant = matched(from_mill(90_00, words, id=1), *debts)
    not_begun_so = matched(from_mill(60_00, words, id=2), *debts)
    only_a_year = matched(from_mill(90_00, "rent november 2026"), *debts)

    assert posted([meant]) == {1: {42: 90_00}}
    assert not_begun_so.held is Held.CONTRADICTION
    assert only_a_year.held is Held.AMOUNT_ALONE


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("RE-27174/26", "invoice 27174"),
        ("RE-27174/26", "RE-27174"),
        ("RE-27174/26", "fattura RE-27174/26EUR"),
        ("RE-00318/2026", "no. 318"),
        ("A08644-S", "bill 8644"),
        ("INV-2026-03238", "RechnungINV-2026-03238vom"),
    ],
)
def test_a_number_is_found_without_what_ends_it(number: str, text: str) -> None:
    others = (a_debt(2, 300_00), a_debt(3, 75_00))

    answer = matched(from_mill(300_00, text), a_debt(1, 300_00, number=number), *others)

    assert posted([answer]) == {1: {1: 300_00}}, answer.sentence


def test_two_numbers_that_ran_into_each_other() -> None:
    debts = (a_debt(1, 400_00, number="R001569"), a_debt(2, 35_00, number="R001133"))

    answer = matched(from_mill(435_00, "FVR001569R001133EUR"), *debts, a_debt(3, 9_00))

    assert posted([answer]) == {1: {1: 400_00, 2: 35_00}}


def test_the_next_of_equal_instalments() -> None:
    parts = [
        a_debt(
            id_,
            50_00,
            number="INV-2026-00101",
            amount_minor=50_00,
            due_on=TODAY + timedelta(days=30 * id_),
        )
        for id_ in (3, 1, 2)
    ]

    next_one = matched(from_mill(50_00, "INV-2026-00101"), *parts)
    next_two = matched(from_mill(100_00, "INV-2026-00101"), *parts)

    assert posted([next_one]) == {1: {1: 50_00}}
    assert posted([next_two]) == {1: {1: 50_00, 2: 50_00}}


def test_a_day_and_a_telephone_name_no_document() -> None:
    text = "INV-2026-00101 of 2026-01-02, Tel. 2026 00103, payment run 202600104"

    answer = matched(from_mill(70_00, text), a_debt(1, 70_00), a_debt(3, 70_00))

    assert posted([answer]) == {1: {1: 70_00}}


# --- What is missing ---------------------------------------------------------------


def discounted(until: date) -> dict[str, Any]:
    return {"discount_minor": 2_00, "discount_until": until}


def test_a_discount_taken_in_time() -> None:
    debt = a_debt(1, 100_00, **discounted(TODAY))

    answer = matched(from_mill(98_00, "INV-2026-00101"), debt)

    assert answer.held is None
    [part] = answer.proposals[0].parts
    assert (part.paid_minor, part.discount_minor) == (98_00, 2_00)


def test_a_discount_taken_late_is_a_question() -> None:
    debt = a_debt(1, 100_00, **discounted(TODAY - timedelta(days=3)))

    answer = matched(from_mill(98_00, "INV-2026-00101"), debt)

    assert answer.held is Held.LATE_DISCOUNT
    assert answer.sentence == "A discount of 2.00 EUR was taken after 18 November 2026."
    granted = matched(
        from_mill(98_00, "INV-2026-00101"), debt, policy=Policy(discount_grace_days=3)
    )
    assert granted.held is None


def test_a_round_fee_is_missing_from_a_payment_from_abroad() -> None:
    debt = a_debt(1, 1_000_00, party_id=3)
    policy = Policy(fee_limit_minor=15_00)

    answer = matched(from_hafen(985_00, "INV-2026-00101"), debt, policy=policy)

    [part] = answer.proposals[0].parts
    assert answer.held is None
    assert (part.paid_minor, part.fee_minor) == (985_00, 15_00)
    for amount_minor in (984_50, 987_63):
        other = from_hafen(amount_minor, "INV-2026-00101")
        assert matched(other, debt, policy=policy).held is Held.SHORT
    at_home = matched(
        from_mill(985_00, "INV-2026-00101"), a_debt(1, 1_000_00), policy=policy
    )
    assert at_home.held is Held.SHORT


def test_a_fee_that_the_bank_states() -> None:
    receipt = from_mill(987_63, "INV-2026-00101", charges_minor=12_37)

    answer = matched(receipt, a_debt(1, 1_000_00), policy=Policy(fee_limit_minor=15_00))

    assert answer.held is None
    assert answer.proposals[0].parts[0].fee_minor == 12_37


def test_no_fee_is_assumed_while_another_debt_fits_exactly() -> None:
    answer = matched(
        from_hafen(985_00, "INV-2026-00101"),
        a_debt(1, 1_000_00, party_id=3),
        a_debt(2, 985_00, party_id=3),
        policy=Policy(fee_limit_minor=15_00),
    )

    assert answer.held is Held.SEVERAL_WAYS


def test_a_tenth_withheld_at_source() -> None:
    tax = Deduction(code="WHT", party_id=1, rate_bp=1_000, is_automatic=True)

    answer = matched(
        from_mill(270_00, "INV-2026-00101 and 102"),
        a_debt(1, 100_00),
        a_debt(2, 200_00),
        deductions=[tax],
    )

    assert answer.held is None
    assert [
        (part.paid_minor, part.deducted_minor, part.deduction)
        for part in answer.proposals[0].parts
    ] == [(90_00, 10_00, "WHT"), (180_00, 20_00, "WHT")]


def test_a_deduction_that_needs_consent() -> None:
    freight = Deduction(code="FREIGHT", limit_minor=20_00)

    answer = matched(
        from_mill(88_00, "INV-2026-00101"), a_debt(1, 100_00), deductions=[freight]
    )

    assert answer.held is Held.SHORT
    assert answer.proposals[0].parts[0].deduction == "FREIGHT"


def test_a_short_pay_says_what_would_stay_open() -> None:
    answer = matched(from_mill(80_00, "INV-2026-00101"), a_debt(1, 100_00))

    assert answer.held is Held.SHORT
    assert (
        answer.sentence == "INV-2026-00101 comes to 100.00 EUR; 20.00 EUR is missing."
    )
    assert settles(answer) == {1: 80_00}
    assert answer.proposals[0].short_minor == 20_00


def test_an_over_pay_leaves_the_rest_unapplied() -> None:
    answer = matched(from_mill(120_00, "INV-2026-00101"), a_debt(1, 100_00))

    assert answer.held is Held.OVER
    assert settles(answer) == {1: 100_00}
    assert answer.proposals[0].left_minor == 20_00


@pytest.mark.parametrize(
    ("amount_minor", "short", "left"), [(99_97, 3, 0), (100_03, 0, 3)]
)
def test_a_few_cents_are_no_question(amount_minor: int, short: int, left: int) -> None:
    answer = matched(
        from_mill(amount_minor, "INV-2026-00101"),
        a_debt(1, 100_00),
        policy=Policy(small_balance_minor=5),
    )

    assert answer.held is None
    assert answer.proposals[0].short_minor == short
    assert answer.proposals[0].left_minor == left


# --- The advice --------------------------------------------------------------------


def test_the_advice_says_what_was_paid_for_each() -> None:
    lines = (
        advice("INV-2026-00101", 98_00, discount_minor=2_00),
        advice("INV-2026-00102", 45_00, adjustment_minor=5_00, adjustment_code="DMG"),
    )

    answer = matched(
        from_mill(143_00, remittance=lines),
        a_debt(1, 100_00, **discounted(TODAY)),
        a_debt(2, 50_00),
        deductions=[Deduction(code="DMG", limit_minor=10_00, is_automatic=True)],
    )

    assert answer.held is None, answer.sentence
    assert settles(answer) == {1: 98_00, 2: 45_00}
    assert [part.deduction for part in answer.proposals[0].parts] == ["", "DMG"]


def test_an_advice_that_pays_one_line_short() -> None:
    lines = (advice("INV-2026-00101", 100_00), advice("INV-2026-00102", 45_00))

    answer = matched(
        from_mill(145_00, remittance=lines), a_debt(1, 100_00), a_debt(2, 50_00)
    )

    assert answer.held is Held.SHORT
    assert answer.sentence == (
        "The advice pays 45.00 EUR of 50.00 EUR for INV-2026-00102."
    )
    assert settles(answer) == {1: 100_00, 2: 45_00}


def test_an_advice_that_does_not_add_up_to_the_money() -> None:
    lines = (advice("INV-2026-00101", 100_00),)

    answer = matched(from_mill(90_00, remittance=lines), a_debt(1, 100_00))

    assert answer.held is Held.SHORT
    assert answer.sentence == "The advice adds up to 100.00 EUR; 90.00 EUR came."


def test_an_advice_with_a_document_that_nobody_knows() -> None:
    lines = (advice("INV-2026-00101", 100_00), advice("K-17", 0))

    answer = matched(from_mill(100_00, remittance=lines), a_debt(1, 100_00))

    assert answer.held is Held.CONTRADICTION


# --- The amount alone --------------------------------------------------------------


def test_account_and_amount_are_enough_if_one_set_fits() -> None:
    debts = [a_debt(1, 1_234_56), a_debt(2, 877_13), a_debt(3, 15_99)]

    answer = matched(from_mill(877_13), *debts)

    assert posted([answer]) == {1: {2: 877_13}}


def test_all_that_is_open_is_paid_at_once() -> None:
    debts = [a_debt(id_, 100_00 * id_ + id_) for id_ in range(1, 10)]

    answer = matched(from_mill(4_500_45), *debts)

    assert answer.held is None
    assert len(answer.proposals[0].parts) == 9


def test_a_learned_alias_proves_the_payer() -> None:
    answer = matched(a_receipt(877_13, payer_name="msg"), a_debt(1, 877_13))

    assert posted([answer]) == {1: {1: 877_13}}


AUNT = Payer(id=7, names=("Erna Maier",), aliases=("Port Alder Nursing Services plc",))
NAMESAKE = Payer(id=8, names=("Port Alder Nursing Services Oy",))


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("PORT ALDER NURSING SERVICES PLC", None),
        ("Port Alder Nursing Services plc 24 Main St", None),
        ("PORT ALDER NURSING SERVICES OY", Held.NAME_ALONE),
        ("PORT ALDER NURSING SERVICES", Held.PAYER_UNSURE),
    ],
)
def test_an_alias_is_told_from_the_same_name_of_another_form(
    name: str, held: Held | None
) -> None:
    receipt = a_receipt(80_17, payer_name=name)

    answer = matched(receipt, a_debt(1, 80_17, party_id=7), payers=(AUNT, NAMESAKE))

    assert answer.held is held, answer.sentence


def test_an_alias_that_the_bank_cut_off() -> None:
    receipt = a_receipt(80_17, payer_name="PORT ALDER NURSING SERVI")
    debt = a_debt(1, 80_17, party_id=7)

    alone = matched(receipt, debt, payers=(AUNT,))
    with_namesake = matched(receipt, debt, payers=(AUNT, NAMESAKE))

    assert posted([alone]) == {1: {1: 80_17}}
    assert with_namesake.held is Held.PAYER_UNSURE


def test_a_name_alone_never_applies_money() -> None:
    answer = matched(
        a_receipt(877_13, payer_name="Mill Street Garage Ltd"), a_debt(1, 877_13)
    )

    assert answer.held is Held.NAME_ALONE
    assert proposed(answer) == [{1}]


def test_two_sets_that_fit_are_left_to_a_person() -> None:
    debts = [a_debt(1, 30_00), a_debt(2, 20_00), a_debt(3, 50_00)]

    answer = matched(from_mill(50_00), *debts)

    assert answer.held is Held.SEVERAL_WAYS
    assert sorted(map(sorted, proposed(answer))) == [[1, 2], [3]]


def test_round_amounts_among_many_prove_nothing() -> None:
    debts = [a_debt(id_, 10_000 * 7**id_) for id_ in range(1, 6)]

    answer = matched(from_mill(10_000 * 7), *debts)

    assert answer.held is Held.AMOUNT_ALONE


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("INV-2026-99999", Held.CONTRADICTION),
        ("INV-2026-00150", Held.SETTLED_ALREADY),
    ],
)
def test_an_amount_proves_nothing_against_the_text(text: str, held: Held) -> None:
    answer = matched(
        from_mill(877_13, text), a_debt(1, 877_13), settled=[a_settled(50)]
    )

    assert answer.held is held


def test_a_number_that_is_only_shaped_like_ours_speaks_against_the_amount() -> None:
    debts = [a_debt(1, 877_13, number="R064118"), a_debt(2, 9_99, number="A04516-S")]

    for text in ("invoice R112647", "fact. A09999-S"):
        assert matched(from_mill(877_13, text), *debts).held is Held.CONTRADICTION
    assert matched(from_mill(877_13, "room A12"), *debts).held is None


def test_the_same_amount_some_days_after_the_last_may_be_a_double() -> None:
    paid = a_settled(50, settled_on=TODAY - timedelta(days=4), amount_minor=877_13)

    answer = matched(from_mill(877_13), a_debt(1, 877_13), settled=[paid])

    assert answer.held is Held.SETTLED_ALREADY


def test_the_name_on_a_known_account_is_somebody_elses() -> None:
    answer = matched(
        from_mill(877_13, payer_name="Spreewerk Logistik"), a_debt(1, 877_13)
    )

    assert answer.held is Held.PAYER_UNSURE


def test_money_of_a_payer_with_nothing_open_stays_on_account() -> None:
    answer = matched(from_mill(50_00))

    assert answer.held is Held.NO_ITEMS
    assert answer.proposals[0].left_minor == 50_00


def test_money_of_nobody() -> None:
    assert matched(a_receipt(50_00), a_debt(1, 70_00)).held is Held.NO_PAYER


def test_money_for_what_is_not_billed_yet() -> None:
    answer = matched(from_mill(877_13, "Anzahlung Dezember"), a_debt(1, 877_13))

    assert answer.held is Held.CONTRADICTION
    assert answer.sentence == ("The payer says “anzahlung”, and names no document.")


# --- People's word, disputes, and other receipts -----------------------------------


def test_what_is_in_dispute_is_never_settled_by_itself() -> None:
    debt = a_debt(1, 100_00, contested_minor=30_00)

    answer = matched(from_mill(100_00, "INV-2026-00101"), debt)

    assert answer.held is Held.CONTESTED
    assert answer.sentence == "30.00 EUR of INV-2026-00101 is in dispute."


def test_what_a_person_rejected_is_not_proposed_again() -> None:
    rejected = {1: frozenset({frozenset({1})})}

    answer = matched(
        from_mill(100_00, "INV-2026-00101"), a_debt(1, 100_00), rejected=rejected
    )

    assert answer.held is Held.REJECTED
    assert answer.proposals == ()


def test_the_second_payment_of_an_invoice_is_held() -> None:
    book = a_book(a_debt(1, 100_00))
    later = from_mill(100_00, "INV-2026-00101", id=1)
    earlier = from_mill(
        100_00, "INV-2026-00101", id=2, received_on=TODAY - timedelta(days=1)
    )

    answers = match([later, earlier], book)

    assert [answer.held for answer in answers] == [Held.SETTLED_ALREADY, None]


def test_two_payers_want_the_same_invoice() -> None:
    book = a_book(a_debt(1, 100_17, party_id=4))
    holding = a_receipt(
        100_17, id=1, payer_account="CH9300762011623852957", text="INV-2026-00101"
    )
    branch = a_receipt(
        100_17, id=2, payer_name="Hafen Süd Betriebe", text="INV-2026-00101"
    )

    answers = match([holding, branch], book)

    assert {answer.held for answer in answers} == {Held.WANTED_TWICE}
