"""Credit notes."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.calendars import Instalment
from duebook.domain.crediting import (
    AskedTwice,
    CreditAsked,
    Credited,
    IssuedDocument,
    IssuedLine,
    NothingToCredit,
    NotOnTheInvoice,
    OverCredited,
    asked_for_total,
    credit_draft,
    credited_by,
)
from duebook.domain.drafting import draft_invoices
from duebook.domain.pricing import PriceBook
from duebook.domain.tax import TaxTable
from tests.domain.builders import TODAY, a_bill_to, a_charge, a_policy, a_rate

if TYPE_CHECKING:
    from duebook.domain.invoicing import Charge, Draft

RATES = [
    a_rate("19"),
    a_rate("5", id=2, place="CA", name="GST"),
    a_rate("9.975", id=3, place="CA-QC", name="QST", order=2),
    a_rate("2", id=4, place="CA-QC", name="Levy", order=3, compound=True),
]


def issued(*charges: Charge, **bill_to: Any) -> IssuedDocument:
    [draft], exceptions = draft_invoices(
        charges,
        {1: a_bill_to(**({"tax_place": "DE"} | bill_to))},
        book=PriceBook([]),
        taxes=TaxTable(RATES),
        policy=a_policy(),
        issued_on=TODAY,
    )
    assert exceptions == []
    return as_issued(draft)


def as_issued(draft: Draft) -> IssuedDocument:
    """Line 101 is the first."""
    return IssuedDocument(
        bill_to_id=draft.bill_to_id,
        party_id=draft.party_id,
        currency=draft.currency,
        po=draft.po,
        site=draft.site,
        lines=tuple(
            IssuedLine(id=101 + index, line=line)
            for index, line in enumerate(draft.lines)
        ),
        tax_groups=draft.tax_groups,
    )


THREE_TYRES = a_charge(
    quantity=Decimal(3), unit="pc", unit_price=Decimal("33.33"), description="Tyre"
)


def test_a_whole_invoice_is_taken_back_to_the_unit() -> None:
    invoice = issued(THREE_TYRES, a_charge(id=2, discount_bp=1_000), discount_bp=500)

    note = credit_draft(invoice, {}, issued_on=TODAY)

    assert note.total_minor == -214_78
    assert note.instalments == (Instalment(due_on=TODAY, amount_minor=-214_78),)
    for line, original in zip(note.lines, invoice.lines, strict=True):
        assert line.credits_line_id == original.id
        assert line.quantity == -original.line.quantity
        assert line.gross_minor == -original.line.gross_minor
        assert line.discount_minor == -original.line.discount_minor
        assert line.document_discount_minor == -original.line.document_discount_minor
    [group], [original_group] = note.tax_groups, invoice.tax_groups
    assert group.net_minor == -original_group.net_minor
    assert group.taxes[0].tax_minor == -original_group.taxes[0].tax_minor
    assert group.taxes[0].base_minor == -original_group.taxes[0].base_minor


def test_two_tyres_of_three_come_back_then_the_last() -> None:
    invoice = issued(THREE_TYRES)
    two = [CreditAsked(line_id=101, quantity=Decimal(2))]

    first = credit_draft(invoice, {}, two, issued_on=TODAY)
    rest = credit_draft(invoice, credited_by([first]), issued_on=TODAY)

    assert (first.net_minor, first.tax_minor) == (-66_66, -12_67)
    assert (rest.net_minor, rest.tax_minor) == (-33_33, -6_33)
    assert rest.lines[0].quantity == -1
    assert first.lines[0].gross_minor == -66_66


def test_a_price_reduction_takes_back_no_quantity() -> None:
    invoice = issued(THREE_TYRES)
    ten_off = [CreditAsked(line_id=101, net_minor=10_00)]

    note = credit_draft(invoice, {}, ten_off, issued_on=TODAY)
    one = [CreditAsked(line_id=101, quantity=Decimal(1))]
    returned = credit_draft(invoice, credited_by([note]), one, issued_on=TODAY)

    assert note.lines[0].quantity == 0
    assert (note.net_minor, note.tax_minor) == (-10_00, -1_90)
    assert returned.net_minor == -30_00  # a third of the 89.99 that were left
    assert returned.lines[0].discount_minor == -3_33


def test_what_a_line_is_worth_is_credited_once() -> None:
    invoice = issued(THREE_TYRES, a_charge(id=2))
    all_off = [CreditAsked(line_id=101, net_minor=99_99)]
    note = credit_draft(invoice, {}, all_off, issued_on=TODAY)

    rest = credit_draft(invoice, credited_by([note]), issued_on=TODAY)

    assert [line.credits_line_id for line in rest.lines] == [102]
    already = credited_by([note, rest])
    with pytest.raises(NothingToCredit):
        credit_draft(invoice, already, issued_on=TODAY)
    with pytest.raises(NothingToCredit):
        credit_draft(invoice, already, [CreditAsked(line_id=101)], issued_on=TODAY)


@pytest.mark.parametrize(
    ("quantity", "net_minor", "said"),
    [
        (
            Decimal(4),
            None,
            "4 was asked of line 1, “Tyre”, which has 3 left to credit.",
        ),
        (
            Decimal("-4.50"),
            None,
            "-4.5 was asked of line 1, “Tyre”, which has 3 left to credit.",
        ),
        (
            Decimal("3.000001"),
            None,
            "3.000001 was asked of line 1, “Tyre”, which has 3 left to credit.",
        ),
        (
            Decimal(0),
            None,
            "0 was asked of line 1, “Tyre”, which has 3 left to credit.",
        ),
        (
            Decimal(-1),
            None,
            "-1 was asked of line 1, “Tyre”, which has 3 left to credit.",
        ),
        (
            None,
            100_00,
            "100.00 was asked of line 1, “Tyre”, which has 99.99 left to credit.",
        ),
    ],
)
def test_more_than_was_invoiced_is_refused(
    quantity: Decimal | None, net_minor: int | None, said: str
) -> None:
    asked = CreditAsked(line_id=101, quantity=quantity, net_minor=net_minor)
    with pytest.raises(OverCredited) as refused:
        credit_draft(issued(THREE_TYRES), {}, [asked], issued_on=TODAY)
    assert str(refused.value) == said


@given(st.integers(min_value=1, max_value=25_000))
def test_a_note_for_a_total_comes_to_it_within_a_unit_for_each_line(
    total_minor: int,
) -> None:
    invoice = issued(THREE_TYRES, a_charge(id=2))
    asked = asked_for_total(invoice, {}, total_minor)
    whole = -credit_draft(invoice, {}, issued_on=TODAY).total_minor
    if asked == ():
        assert total_minor <= len(invoice.lines)
        return

    note = credit_draft(invoice, {}, asked, issued_on=TODAY)

    wanted = min(total_minor, whole)
    assert abs(-note.total_minor - wanted) <= len(invoice.lines)
    assert (asked is None) == (total_minor >= whole)


def test_a_line_is_asked_for_once_and_must_be_there() -> None:
    whole = CreditAsked(line_id=101)
    invoice = issued(THREE_TYRES)
    with pytest.raises(AskedTwice, match="Line 1, “Tyre”, is asked for twice"):
        credit_draft(invoice, {}, [whole, whole], issued_on=TODAY)
    with pytest.raises(NotOnTheInvoice):
        credit_draft(invoice, {}, [CreditAsked(line_id=7)], issued_on=TODAY)


def test_a_deposit_line_is_taken_back_with_its_own_sign() -> None:
    deposit = a_charge(id=2, unit_price=Decimal(-100))
    invoice = issued(a_charge(), deposit)

    back = credit_draft(
        invoice, {}, [CreditAsked(line_id=102, net_minor=-40_00)], issued_on=TODAY
    )
    whole = credit_draft(invoice, {}, [CreditAsked(line_id=101)], issued_on=TODAY)

    assert (back.net_minor, back.tax_minor) == (40_00, 7_60)
    assert whole.tax_groups[0].taxes[0].tax_minor == -19_00


def test_only_the_groups_of_credited_lines_are_on_the_note() -> None:
    invoice = issued(a_charge(), a_charge(id=2, tax_category="exempt"))

    note = credit_draft(invoice, {}, [CreditAsked(line_id=102)], issued_on=TODAY)

    assert [group.key for group in note.tax_groups] == ["exempt"]
    assert note.tax_minor == 0


def test_lines_that_credit_nothing_are_not_counted_as_credits() -> None:
    [draft], _ = draft_invoices(
        [a_charge()],
        {1: a_bill_to()},
        book=PriceBook([]),
        taxes=TaxTable([]),
        policy=a_policy(),
        issued_on=TODAY,
    )
    assert credited_by([draft]) == {}


def test_four_hundred_small_returns_do_not_let_halves_add_up() -> None:
    invoice = issued(a_charge(quantity=Decimal(400), unit_price=Decimal("0.0025")))
    already: dict[int, Credited] = {}
    notes = []
    one = [CreditAsked(line_id=101, quantity=Decimal(1))]
    for _ in range(200):
        notes.append(credit_draft(invoice, already, one, issued_on=TODAY))
        already = credited_by(notes)

    assert already[101] == Credited(quantity=Decimal(200), net_minor=50, tax_minor=10)


def worth_invoicing(some: list[Charge]) -> bool:
    """Even when only what lowers the invoice is taxed."""
    amounts = [charge.quantity * (charge.unit_price or 0) for charge in some]
    return sum(a for a in amounts if a > 0) > 1 - 2 * sum(a for a in amounts if a < 0)


charges: st.SearchStrategy[list[Charge]] = st.lists(
    st.builds(
        a_charge,
        quantity=st.integers(1, 9).map(Decimal),
        unit_price=st.decimals(Decimal(-9), Decimal(90), places=3),
        tax_category=st.sampled_from(["standard", "exempt"]),
        tax_inclusive=st.booleans(),
    ),
    min_size=1,
    max_size=5,
).filter(worth_invoicing)


@st.composite
def credited_in_parts(draw: st.DrawFn) -> tuple[IssuedDocument, list[Draft]]:
    """An invoice, up to three credit notes over parts, and one over the rest."""
    tax_place = draw(st.sampled_from(["DE", "CA-QC"]))
    invoice = issued(*draw(charges), tax_place=tax_place)
    notes: list[Draft] = []
    for _ in range(3):
        already = credited_by(notes)
        issued_line = draw(st.sampled_from(invoice.lines))
        before = already.get(issued_line.id, Credited())
        whole = CreditAsked(line_id=issued_line.id)
        some_minor = (issued_line.line.net_minor - before.net_minor) // 3
        asked = draw(
            st.sampled_from(
                [
                    whole,
                    replace(whole, quantity=Decimal(1)),
                    replace(whole, net_minor=some_minor),
                ]
            )
        )
        with suppress(OverCredited, NothingToCredit):
            notes.append(credit_draft(invoice, already, [asked], issued_on=TODAY))
    with suppress(NothingToCredit):
        notes.append(credit_draft(invoice, credited_by(notes), issued_on=TODAY))
    return invoice, notes


@given(credited_in_parts())
def test_partial_credits_never_exceed_the_invoice(
    credited: tuple[IssuedDocument, list[Draft]],
) -> None:
    invoice, notes = credited
    for count in range(len(notes)):
        so_far = credited_by(notes[:count])
        for issued_line in invoice.lines:
            before = so_far.get(issued_line.id, Credited())
            assert within(before.net_minor, issued_line.line.net_minor)
            assert within(before.tax_minor, issued_line.line.tax_minor)


@given(credited_in_parts())
def test_all_partial_credits_sum_to_the_whole(
    credited: tuple[IssuedDocument, list[Draft]],
) -> None:
    invoice, notes = credited
    totals = credited_by(notes)
    for issued_line in invoice.lines:
        total = totals[issued_line.id]
        assert total.net_minor == issued_line.line.net_minor
        assert total.tax_minor == issued_line.line.tax_minor
    for group in invoice.tax_groups:
        credits_of_group = [
            credit
            for note in notes
            for credit in note.tax_groups
            if credit.key == group.key
        ]
        for place, tax in enumerate(group.taxes):
            amounts = [credit.taxes[place].tax_minor for credit in credits_of_group]
            assert sum(amounts) == -tax.tax_minor


@given(credited_in_parts())
def test_lines_groups_and_totals_of_a_credit_note_agree(
    credited: tuple[IssuedDocument, list[Draft]],
) -> None:
    for note in credited[1]:
        assert note.total_minor == note.net_minor + note.tax_minor
        assert note.net_minor == sum(group.net_minor for group in note.tax_groups)
        assert note.tax_minor == sum(group.tax_minor for group in note.tax_groups)
        for group in note.tax_groups:
            assert group.tax_minor == sum(tax.tax_minor for tax in group.taxes)


def within(part_minor: int, whole_minor: int) -> bool:
    return min(0, whole_minor) <= part_minor <= max(0, whole_minor)
