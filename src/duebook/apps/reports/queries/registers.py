"""Lists of what was issued, received and given up, one row a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duebook import db
from duebook.apps.reports.queries.heads import headed
from duebook.apps.reports.queries.measures import GIVEN_UP
from duebook.apps.reports.queries.records import (
    COUNT,
    CURRENCY,
    DAY,
    Row,
    answer,
    money,
)
from duebook.formats.tables import Column

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duebook.apps.reports.queries.records import (
        Report,
        Wanted,
    )
    from duebook.formats.tables import Value


def found(name: str, wanted: Wanted, **named: Any) -> list[tuple[Any, ...]]:
    """The rows of a query of a span of days."""
    return db.tuples_of(
        headed(name),
        {
            "entity": wanted.entity_id,
            "first": wanted.first,
            "last": wanted.on,
            **named,
        },
    )


def under(
    columns: tuple[Column, ...], found_rows: Iterable[tuple[Any, ...]]
) -> tuple[Row, ...]:
    """Rows that come from the database in the order of the columns."""
    currency = columns.index(CURRENCY)
    return tuple(Row(cells[currency], cells) for cells in found_rows)


def span(wanted: Wanted) -> str:
    return f"{wanted.first.isoformat()} to {wanted.on.isoformat()}"


def invoice_register(wanted: Wanted) -> Report:
    """Every invoice, credit and debit note of a span, and every void."""
    columns = (
        Column("Date", DAY),
        Column("Number"),
        Column("Kind"),
        Column("Corrects"),
        Column("Party"),
        Column("Name"),
        Column("Their PO"),
        Column("Due", DAY),
        CURRENCY,
        money("Net"),
        money("Tax"),
        money("Total"),
    )
    rows = under(columns, found("invoice_register", wanted))
    return answer(
        wanted,
        name="invoices",
        title="Invoice register",
        subtitle=span(wanted),
        columns=columns,
        rows=rows,
        notes=(
            (
                "Documents by the day of issue; a void is a row of its own, on its own "
                "day, and takes the document's amounts off again."
            ),
            "Source: issued documents. Quotes are not in it.",
        ),
    )


def cash_receipts(wanted: Wanted) -> Report:
    """Every payment of a span; what the bank took back or we sent back is negative."""
    columns = (
        Column("Date", DAY),
        Column("Number"),
        Column("Kind"),
        Column("Party"),
        Column("Name"),
        Column("By"),
        Column("Reference"),
        CURRENCY,
        money("Amount"),
    )
    rows = under(columns, found("cash_receipts", wanted))
    return answer(
        wanted,
        name="cash",
        title="Cash receipts",
        subtitle=span(wanted),
        columns=columns,
        rows=rows,
        notes=(
            (
                "Payments by the day of receipt, returns by the day the bank took them "
                "back, refunds by the day they were sent."
            ),
            "Source: recorded payments, returns and refunds.",
        ),
    )


def credits_given(wanted: Wanted) -> Report:
    """What was given up of our claims: credit notes, voids, write-offs, discounts."""
    given = found("credits", wanted, kinds=GIVEN_UP)
    if wanted.by == "document":
        columns, rows = _each_credit(given)
    else:
        columns, rows = _credits_by(wanted.by or "reason", given)
    return answer(
        wanted,
        name="credits",
        title="Credits and write-offs",
        subtitle=f"by {wanted.by or 'reason'}, {span(wanted)}",
        columns=columns,
        rows=rows,
        notes=(
            (
                "Tax included. The person is the one who gave the command, or who "
                "approved it where it had to be approved."
            ),
            (
                "Source: credit items and the events that wrote them. Ask by document "
                "for each number."
            ),
        ),
    )


def _each_credit(
    given: list[tuple[Any, ...]],
) -> tuple[tuple[Column, ...], tuple[Row, ...]]:
    columns = (
        Column("Date", DAY),
        Column("Number"),
        Column("Kind"),
        Column("Party"),
        Column("Name"),
        Column("Reason"),
        Column("Person"),
        CURRENCY,
        money("Amount"),
    )
    return columns, under(columns, given)


def _credits_by(
    by: str, given: list[tuple[Any, ...]]
) -> tuple[tuple[Column, ...], tuple[Row, ...]]:
    """Grouped by kind, then reason and person, whichever is asked for first."""
    groups: dict[tuple[str, str, str, str], list[tuple[str, int]]] = {}
    for _, number, kind, _, _, reason, person, currency, amount_minor in given:
        pair = (person, reason) if by == "person" else (reason, person)
        group = groups.setdefault((currency, *pair, kind), [])
        group.append((number, amount_minor))
    heads = ("Person", "Reason") if by == "person" else ("Reason", "Person")
    columns = (
        *map(Column, heads),
        Column("Kind"),
        CURRENCY,
        Column("Documents", COUNT, total=True),
        money("Amount"),
        Column("Numbers"),
    )
    rows = tuple(
        Row(
            currency,
            (
                *(first, second, kind, currency, len(documents)),
                sum(amount_minor for _, amount_minor in documents),
                _some(documents),
            ),
        )
        for (currency, first, second, kind), documents in sorted(groups.items())
    )
    return columns, rows


def _some(documents: list[tuple[str, int]]) -> Value:
    """The first numbers of a group, and that there are more."""
    numbers = [number for number, _ in documents]
    return ", ".join(numbers[:3]) + (" …" if len(numbers) > 3 else "")
