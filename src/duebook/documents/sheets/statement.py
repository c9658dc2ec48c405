"""A statement as a sheet: what moved, what is owed, how old it is."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from duebook.documents.figures import DASH, figures_in
from duebook.documents.records import StatementKind, Watermark
from duebook.documents.sheets.frame import (
    facts,
    frame,
    letterhead_of,
    lines,
    stub,
    window_of,
)
from duebook.documents.sheets.tables import (
    Column,
    FigureCell,
    Row,
    RowGroup,
    TextCell,
    table,
)
from duebook.documents.words import words_in

if TYPE_CHECKING:
    from duebook.documents.records import PrintedBucket, PrintedStatement, StatementRow
    from duebook.documents.sheets.frame import Sheet

STEPS_OF_AGE = 5


def statement_sheet(statement: PrintedStatement) -> Sheet:
    """What ``statement.typ`` prints."""
    words = words_in(statement.locale)
    title = words[f"statement_{statement.kind.value}"]
    running = " · ".join(
        (statement.letterhead.name, title, statement.number or statement.addressee.name)
    )
    open_items = statement.kind is StatementKind.OPEN_ITEM
    return {
        **frame(
            locale=statement.locale,
            paper=statement.paper,
            title=title,
            running=running,
            watermark=statement.watermark,
        ),
        "template": "statement",
        "letterhead": letterhead_of(statement.letterhead, statement.locale),
        "window": window_of(statement.addressee),
        "facts": _facts(statement),
        "headline": _headline(statement),
        "table": _open_items(statement) if open_items else _movements(statement),
        "sums": _sums(statement) if open_items else [],
        "aging": _aging(statement),
        "notes": lines(statement.notes),
        "stub": _stub(statement, title),
    }


def _facts(statement: PrintedStatement) -> list[Sheet]:
    words, figures = words_in(statement.locale), figures_in(statement.locale)
    period = ""
    if statement.from_on:
        period = figures.days(statement.from_on, statement.as_of)
    return facts(
        (words["number"], statement.number),
        (words["date"], figures.day(statement.as_of)),
        (words["period"], period),
        (words["customer_number"], statement.addressee.number),
    )


def _headline(statement: PrintedStatement) -> Sheet:
    words, figures = words_in(statement.locale), figures_in(statement.locale)
    key = "headline_favour" if statement.total_minor < 0 else "headline_balance"
    amount = figures.money_with_symbol(abs(statement.total_minor), statement.currency)
    day = figures.long_day(statement.as_of)
    return {"amount": amount, "note": words[key].format(date=day)}


def _document(statement: PrintedStatement, row: StatementRow) -> TextCell:
    """Number first, as people look for it; a payment has often none.

    Below it their own reference, and how much of it is under review.
    """
    what = words_in(statement.locale)[f"row_{row.kind.value}"]
    review = _review(statement, row.contested_minor)
    return TextCell(
        text=f"{what} {row.document}".strip(),
        detail=" · ".join(filter(None, (row.their_reference, review))),
    )


def _review(statement: PrintedStatement, contested_minor: int) -> str:
    """How much is under review; nothing where nothing is."""
    if not contested_minor:
        return ""
    figures = figures_in(statement.locale)
    amount = figures.money_with_symbol(contested_minor, statement.currency)
    return words_in(statement.locale)["under_review"].format(amount=amount)


def _open_items(statement: PrintedStatement) -> Sheet:
    words, figures = words_in(statement.locale), figures_in(statement.locale)
    currency = statement.currency
    rows: list[Row] = []
    running_minor = 0
    for row in statement.rows:
        running_minor += row.open_minor
        amount_minor = row.charge_minor - row.credit_minor
        cells = (
            TextCell(text=figures.day(row.on)),
            _document(statement, row),
            TextCell(text=figures.day(row.due_on) if row.due_on else DASH),
            FigureCell(text=figures.money(amount_minor, currency)),
            FigureCell(text=figures.money(row.open_minor, currency)),
        )
        running = figures.money_with_symbol(running_minor, currency)
        rows.append(Row(cells=cells, running=running))
    columns = (
        Column(head=words["day"]),
        Column(head=words["document"], share=1),
        Column(head=words["due"]),
        _amounts(statement, "amount_in"),
        _amounts(statement, "open_in", is_strong=True),
    )
    title = words["statement_open_item"]
    return table(columns, [RowGroup(rows=tuple(rows))], summary=title)


def _movements(statement: PrintedStatement) -> Sheet:
    """Opening balance, what came and went, closing balance."""
    words, figures = words_in(statement.locale), figures_in(statement.locale)
    currency = statement.currency
    nothing = FigureCell(text="")

    def amount(minor: int) -> FigureCell:
        return FigureCell(text=figures.money(minor, currency) if minor else DASH)

    def balance(minor: int) -> FigureCell:
        return FigureCell(text=figures.money(minor, currency))

    def running(minor: int) -> str:
        return figures.money_with_symbol(minor, currency)

    rows: list[Row] = []
    if statement.from_on:
        opening = words["row_opening_balance"]
        cells = (
            TextCell(text=figures.day(statement.from_on)),
            TextCell(text=opening),
            nothing,
            nothing,
            balance(statement.opening_minor),
        )
        rows.append(Row(cells=cells, running=running(statement.opening_minor)))
    for row in statement.rows:
        cells = (
            TextCell(text=figures.day(row.on)),
            _document(statement, row),
            amount(row.charge_minor),
            amount(row.credit_minor),
            balance(row.balance_minor),
        )
        rows.append(Row(cells=cells, running=running(row.balance_minor)))
    closing = words["closing_balance"].format(date=figures.day(statement.as_of))
    review = _review(statement, statement.contested_minor)
    charges_minor = sum(row.charge_minor for row in statement.rows)
    credits_minor = sum(row.credit_minor for row in statement.rows)
    columns = (
        Column(head=words["day"]),
        Column(head=words["document"], share=1),
        _amounts(statement, "charges_in"),
        _amounts(statement, "credits_in"),
        _amounts(statement, "balance_in", is_strong=True),
    )
    return table(
        columns,
        [RowGroup(rows=tuple(rows))],
        summary=words[f"statement_{statement.kind.value}"],
        totals=[
            (
                TextCell(text=""),
                TextCell(text=closing),
                amount(charges_minor),
                amount(credits_minor),
                balance(statement.total_minor),
            ),
            *([(nothing, TextCell(text=review), *(nothing,) * 3)] if review else []),
        ],
    )


def _amounts(
    statement: PrintedStatement, key: str, *, is_strong: bool = False
) -> Column:
    head = words_in(statement.locale)[key].format(currency=statement.currency)
    return Column(head=head, is_figure=True, is_strong=is_strong)


def _sums(statement: PrintedStatement) -> list[Sheet]:
    """Open items less what is not applied yet make the total."""
    words, figures = words_in(statement.locale), figures_in(statement.locale)
    currency = statement.currency
    total = {
        "label": words["total" if statement.total_minor < 0 else "amount_due"],
        "amount": figures.money_with_symbol(statement.total_minor, currency),
        "detail": "",
        "rank": 2,
    }
    if not statement.unapplied_minor:
        return [total]
    open_minor = sum(row.open_minor for row in statement.rows)
    return [
        {
            "label": words[key],
            "amount": figures.money(minor, currency),
            "detail": "",
            "rank": 0,
        }
        for key, minor in (
            ("open_items", open_minor),
            ("unapplied", -statement.unapplied_minor),
        )
    ] + [total]


def _aging(statement: PrintedStatement) -> Sheet | None:
    """The bar of ages: each piece as wide as its share of what is open."""
    if not statement.buckets:
        return None
    words, figures = words_in(statement.locale), figures_in(statement.locale)
    whole = sum(max(0, bucket.amount_minor) for bucket in statement.buckets)
    pieces = [
        {
            "label": _age(bucket, statement.locale),
            "amount": figures.money(bucket.amount_minor, statement.currency),
            "share": float(Fraction(max(0, bucket.amount_minor), whole or 1)),
            "step": min(step, STEPS_OF_AGE - 1),
        }
        for step, bucket in enumerate(statement.buckets)
    ]
    amounts = "; ".join(f"{piece['label']}: {piece['amount']}" for piece in pieces)
    unapplied = None
    if statement.unapplied_minor:
        unapplied = {
            "label": words["credits"],
            "amount": figures.money(-statement.unapplied_minor, statement.currency),
        }
    return {
        "title": words["by_age"],
        "alt": words["aging_alt"].format(amounts=amounts),
        "pieces": pieces,
        "unapplied": unapplied,
    }


def _age(bucket: PrintedBucket, locale: str) -> str:
    words = words_in(locale)
    if bucket.to_days is None:
        return words["days_past_due_over"].format(first=bucket.from_days - 1)
    if bucket.to_days <= 0:
        return words["not_due"]
    return words["days_past_due"].format(first=bucket.from_days, last=bucket.to_days)


def _stub(statement: PrintedStatement, title: str) -> Sheet | None:
    if statement.total_minor <= 0 or statement.watermark is not Watermark.NONE:
        return None
    return stub(
        letterhead=statement.letterhead,
        addressee=statement.addressee,
        locale=statement.locale,
        paper=statement.paper,
        document=f"{title} {statement.number}".strip(),
        minor=statement.total_minor,
        currency=statement.currency,
        due=_headline(statement)["note"],
        reference=statement.payment_reference,
    )
