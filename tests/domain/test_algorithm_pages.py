"""The worked tables of docs/algorithms are what the functions do."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from duebook.domain.calendars import PaymentTerms, TermsPart, due_dates, prorate
from duebook.domain.crediting import (
    CreditAsked,
    IssuedDocument,
    IssuedLine,
    credit_draft,
    credited_by,
)
from duebook.domain.drafting import draft_invoices
from duebook.domain.invoicing import DraftHeader
from duebook.domain.money import Rounding, allocate, from_minor, to_minor
from duebook.domain.pricing import PriceBook
from duebook.domain.spans import Span
from duebook.domain.tax import Levy, RoundingPer, TaxTable, tax_groups
from tests.domain.builders import (
    TODAY,
    a_bill_to,
    a_charge,
    a_policy,
    a_price,
    a_rate,
)

if TYPE_CHECKING:
    from duebook.domain.invoicing import Draft

PAGES = Path(__file__).parents[2] / "docs" / "algorithms"

Row = dict[str, str]


def tables(page: str) -> list[list[Row]]:
    """The tables of a page, each row by the names of its columns."""
    found: list[list[Row]] = []
    header: list[str] = []
    for line in (PAGES / page).read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|"):
            header = []
        elif not header:
            header = cells
            found.append([])
        elif not set(line) <= set("|-"):
            found[-1].append(dict(zip(header, cells, strict=True)))
    return found


def minor(amount: str) -> int:
    return to_minor(Decimal(amount), "USD", rounding=Rounding.HALF_UP)


def major(*amounts_minor: int) -> str:
    return " ".join(str(from_minor(amount, "USD")) for amount in amounts_minor)


def numbers(cells: str) -> list[int]:
    return [int(cell) for cell in cells.split()]


HALVES, SPLITS = tables("rounding.md")
PER, PRICES_AND_TAXES = tables("tax.md")
TIERS, DISCOUNTS = tables("pricing.md")
TERMS, SERVED = tables("instalments.md")
[CREDITS] = tables("partial-credits.md")


@pytest.mark.parametrize("row", HALVES)
def test_what_becomes_of_a_rest(row: Row) -> None:
    amount = Decimal(row.pop("amount in USD"))

    assert row == {
        mode.value: major(to_minor(amount, "USD", rounding=mode)) for mode in Rounding
    }


@pytest.mark.parametrize("row", SPLITS)
def test_splitting_without_loss(row: Row) -> None:
    parts = allocate(int(row["amount"]), numbers(row["weights"]))

    assert parts == numbers(row["parts"])


@pytest.mark.parametrize("row", PER)
def test_where_tax_is_rounded(row: Row) -> None:
    levy = Levy(key="VAT", rates=(a_rate("19"),))

    taxed = tax_groups(
        [(84_03, levy)] * 5, rounding=Rounding.HALF_UP, per=RoundingPer(row["per"])
    )

    assert major(*taxed.line_taxes) == row["tax of the lines"]
    assert major(taxed.groups[0].tax_minor) == row["tax"]


@pytest.mark.parametrize("row", PRICES_AND_TAXES)
def test_exclusive_inclusive_compound(row: Row) -> None:
    rates = []
    for text in row["taxes"].split(", "):
        name, percent, *compound = text.split()
        rates.append(a_rate(percent, name=name, compound=bool(compound)))
    levy = Levy(key="taxes", rates=tuple(rates), inclusive=row["price"] == "inclusive")

    [group] = tax_groups(
        [(minor(row["amount"]), levy)],
        rounding=Rounding.HALF_UP,
        per=RoundingPer.TAX_GROUP,
    ).groups

    assert major(group.net_minor) == row["net"]
    assert major(*(tax.tax_minor for tax in group.taxes)) == row["each tax"]
    assert major(group.net_minor + group.tax_minor) == row["total"]


@pytest.mark.parametrize("row", TIERS)
def test_tiers(row: Row) -> None:
    price = a_price(
        ("0", "10.00"),
        ("10", "9.00"),
        ("100", "8.00"),
        graduated=row["graduated"] == "yes",
    )
    priced = PriceBook([price]).price_of(
        item_id=10,
        party_id=1,
        quantity=Decimal(row["quantity"]),
        on=TODAY,
        currency="USD",
    )
    assert not isinstance(priced, Exception)

    parts = list(priced.parts(Decimal(row["quantity"])))

    lines = ", ".join(f"{quantity} × {tier.unit_price}" for quantity, tier in parts)
    assert lines == row["lines"]
    gross = sum(quantity * tier.unit_price for quantity, tier in parts)
    assert gross == Decimal(row["gross"])


def test_discounts_on_the_document() -> None:
    [draft], _ = draft_invoices(
        [
            a_charge(id=number, draft_id=1, unit_price=Decimal(row["line"]))
            for number, row in enumerate(DISCOUNTS)
        ],
        {1: a_bill_to()},
        book=PriceBook([]),
        taxes=TaxTable([]),
        policy=a_policy(),
        issued_on=TODAY,
        headers={1: DraftHeader(discount_bp=1_000, discount_minor=5_00)},
    )

    assert [
        {
            "line": major(line.gross_minor),
            "share of the discount": major(line.document_discount_minor),
            "left": major(line.net_minor),
        }
        for line in draft.lines
    ] == DISCOUNTS


@pytest.mark.parametrize("row", TERMS)
def test_instalments(row: Row) -> None:
    bp, _, days = row["discount"].partition(" in ")
    terms = PaymentTerms(
        code="",
        name="",
        parts=tuple(
            TermsPart(share_bp=share, net_days=net, day_of_month=day)
            for share, net, day in (
                map(int, part.split("/"))
                for part in row["parts (share, days, day)"].split()
            )
        ),
        discount_bp=int(bp) if days else 0,
        discount_days=int(days) if days else 0,
    )

    parts = due_dates(terms, date.fromisoformat(row["issued"]), minor(row["total"]))

    assert " ".join(part.due_on.isoformat() for part in parts) == row["due"]
    assert major(*(part.amount_minor for part in parts)) == row["amounts"]
    assert major(*(part.discount_minor for part in parts)) == row["discounts"]


@pytest.mark.parametrize("row", SERVED)
def test_parts_of_a_period(row: Row) -> None:
    first, until = map(date.fromisoformat, row["served"].split(" – "))

    share_minor = prorate(
        100_00,
        served=Span(first, until),
        period=Span(date(2026, 11, 1), date(2026, 12, 1)),
        rounding=Rounding.HALF_UP,
    )

    assert major(share_minor) == row["share"]


ASKED = {
    "1 unit": CreditAsked(line_id=1, quantity=Decimal(1)),
    "10.00 off": CreditAsked(line_id=1, net_minor=10_00),
    "the rest": CreditAsked(line_id=1),
}


def test_credit_notes_in_parts() -> None:
    [invoice], _ = draft_invoices(
        [a_charge(quantity=Decimal(3), unit_price=Decimal("33.33"))],
        {1: a_bill_to(tax_place="DE")},
        book=PriceBook([]),
        taxes=TaxTable([a_rate("19")]),
        policy=a_policy(),
        issued_on=TODAY,
    )
    original = IssuedDocument(
        bill_to_id=1,
        party_id=1,
        currency="USD",
        po="",
        site="",
        lines=(IssuedLine(id=1, line=invoice.lines[0]),),
        tax_groups=invoice.tax_groups,
    )
    notes: list[Draft] = []
    for row in CREDITS:
        already = credited_by(notes)
        notes.append(
            credit_draft(original, already, [ASKED[row["asked"]]], issued_on=TODAY)
        )
        credited = credited_by(notes)[1]
        assert row == {
            "asked": row["asked"],
            "net": major(notes[-1].net_minor),
            "tax": major(notes[-1].tax_minor),
            "net left": major(invoice.net_minor - credited.net_minor),
            "tax left": major(invoice.tax_minor - credited.tax_minor),
        }
