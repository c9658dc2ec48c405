"""What a figure of a report is made of: its documents, and the rule that made it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, ClassVar, Final

from duebook import db
from duebook.apps.reports.queries.aging import made_of
from duebook.apps.reports.queries.collection import collection_months
from duebook.apps.reports.queries.exchange import (
    valued_postings,
    valued_trial_balance,
)
from duebook.apps.reports.queries.forecast import as_of, foreseen, over_debts
from duebook.apps.reports.queries.heads import ROOM, headed
from duebook.apps.reports.queries.matching import UNITS, WAYS, matched
from duebook.apps.reports.queries.measures import CREDITS, GIVEN_UP, LINES
from duebook.apps.reports.queries.records import MONTH, Wanted
from duebook.apps.reports.queries.registers import found
from duebook.apps.reports.queries.sales import GROUPED_BY, lines_by
from duebook.domain.aging import aging_buckets
from duebook.domain.collection import months_until
from duebook.domain.errors import Refusal
from duebook.domain.money import told
from duebook.web.figures import month_named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.apps.reports.queries.records import Row
    from duebook.formats.tables import Column

SHOWN: Final = 20
"""Documents that stand behind a figure on a page: the largest."""
_NOT_DUE: Final = (0,)
_ALL_AGES: Final = tuple(range(len(aging_buckets())))


@dataclass(frozen=True, slots=True)
class Behind:
    """A document of a figure; ``items`` and ``sum_minor`` are of all there are."""

    number: str
    kind: str
    party: str
    day: date
    amount_minor: int
    items: int
    sum_minor: int


@dataclass(eq=False)
class NothingBehind(Refusal):
    """The report has no such figure, or it is no sum of documents."""

    code: ClassVar[str] = "nothing_behind"
    template: ClassVar[str] = "The report {report} has no documents behind {column}."

    report: str
    column: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of a report that can be opened: which, and the cells that name a row.

    ``made_of`` answers the documents of a row's figure; ``rule`` says how they become
    it.
    """

    keys: tuple[str, ...]
    columns: tuple[str, ...]
    made_of: Callable[[Wanted, Mapping[str, str], str], list[Behind]]
    rule: str


def figures_of(report: str, by: str) -> Figures | None:
    """The figures of a report that are sums of documents; none of a list of them."""
    if report == "revenue":
        return _revenue_by(by or "month")
    if report == "credits" and by == "document":
        return None
    return _OF.get(report)


def key_of(figures: Figures, columns: Sequence[Column], row: Row) -> list[str] | None:
    """The cells that name a row, as an address carries them; ``None``: it has none."""
    cells = {
        column.title: cell for column, cell in zip(columns, row.cells, strict=True)
    }
    if not all(key in cells for key in figures.keys):
        return None
    return ["" if cells[key] is None else str(cells[key]) for key in figures.keys]


def row_named(report: str, by: str, key: Sequence[str]) -> str:
    """A row by the cells that name it, as people read them."""
    figures = figures_of(report, by)
    assert figures is not None, "a row with figures that can be opened"
    return ", ".join(
        month_named(part) if title == MONTH.title else part
        for title, part in zip(figures.keys, key, strict=True)
        if part
    )


def behind(
    report: str, wanted: Wanted, key: Sequence[str], column: str
) -> tuple[list[Behind], str]:
    """The documents of a figure, the largest first, and the rule that made it.

    Raises:
        NothingBehind: there is no such figure.
    """
    figures = figures_of(report, wanted.by)
    if figures is None or column not in figures.columns:
        raise NothingBehind(report, column)
    if len(key) != len(figures.keys):
        raise NothingBehind(report, column)
    named = dict(zip(figures.keys, key, strict=True))
    return figures.made_of(wanted, named, column), figures.rule


def _documents(query: str, amount: str, asked: Mapping[str, Any]) -> list[Behind]:
    tail = db.sql(ROOM, "behind_documents")
    whole = query.replace("{documents}", tail).replace("{amount}", amount)
    return db.rows_of(Behind, whole, {"size": SHOWN, **asked})


def _days(wanted: Wanted) -> dict[str, Any]:
    return {"entity": wanted.entity_id, "first": wanted.first, "last": wanted.on}


_OF_LINES: Final = {
    "Invoiced": "CASE WHEN credits THEN 0 ELSE net_minor END",
    "Credited": "CASE WHEN credits THEN net_minor ELSE 0 END",
    "Net": "net_minor",
}
_OF_TAXES: Final = {
    "Taxed base": "CASE WHEN percent <> 0 THEN base_minor ELSE 0 END",
    "Exempt base": "CASE WHEN percent = 0 THEN base_minor ELSE 0 END",
    "Tax due": "tax_minor",
}


def _of_lines(by: str) -> Callable[[Wanted, Mapping[str, str], str], list[Behind]]:
    def made_of(wanted: Wanted, key: Mapping[str, str], column: str) -> list[Behind]:
        return _documents(
            lines_by("behind_revenue", by),
            _OF_LINES[column],
            {
                **_days(wanted),
                "group": key[by.capitalize()],
                "currency": key["Currency"],
            },
        )

    return made_of


def _revenue_by(by: str) -> Figures | None:
    if by not in GROUPED_BY:
        return None
    return Figures(
        (by.capitalize(), "Currency"),
        tuple(_OF_LINES),
        _of_lines(by),
        LINES.rule,
    )


def _taxes(wanted: Wanted, key: Mapping[str, str], column: str) -> list[Behind]:
    try:
        percent = Decimal(key["Rate"])
    except InvalidOperation:
        raise NothingBehind("taxes", column) from None
    return _documents(
        headed("behind_taxes"),
        _OF_TAXES[column],
        {
            **_days(wanted),
            "place": key["Place"],
            "tax": key["Tax"],
            "percent": percent,
            "currency": key["Currency"],
            "exemption": key["Exemption"],
        },
    )


def _trend(wanted: Wanted, key: Mapping[str, str], column: str) -> list[Behind]:
    if column != "Received":
        return _of_lines("month")(wanted, key, column)
    rows = [
        (number, kind, name, day, amount_minor)
        for day, number, kind, _, name, _, _, currency, amount_minor in found(
            "cash_receipts", wanted
        )
        if (f"{day:%Y-%m}", currency) == (key["Month"], key["Currency"])
    ]
    return _largest(rows)


def _credits(wanted: Wanted, key: Mapping[str, str], column: str) -> list[Behind]:  # noqa: ARG001 - a figure
    asked = (key["Reason"], key["Person"], key["Kind"], key["Currency"])
    rows = [
        (number, kind, name, day, amount_minor)
        for day, number, kind, _, name, reason, person, currency, amount_minor in found(
            "credits", wanted, kinds=GIVEN_UP
        )
        if (reason, person, kind, currency) == asked
    ]
    return _largest(rows)


def _largest(rows: list[tuple[str, str, str, date, int]]) -> list[Behind]:
    rows.sort(key=lambda row: (-abs(row[-1]), row[0]))
    sum_minor = sum(row[-1] for row in rows)
    return [Behind(*row, len(rows), sum_minor) for row in rows[:SHOWN]]


def _account(wanted: Wanted, key: Mapping[str, str], column: str) -> list[Behind]:
    rows = db.rows_of(
        Behind,
        db.sql(ROOM, "behind_account"),
        {**_of_account(wanted, key), "size": SHOWN},
    )
    if column != "Credit":
        return rows
    return [
        Behind(
            *(row.number, row.kind, row.party, row.day),
            *(-row.amount_minor, row.items, -row.sum_minor),
        )
        for row in rows
    ]


def _of_account(wanted: Wanted, key: Mapping[str, str]) -> dict[str, Any]:
    return {
        "entity": wanted.entity_id,
        "account": key["Account"],
        "currency": key["Currency"],
        "on": wanted.on,
        "known_at": wanted.known_at,
    }


def _tie(wanted: Wanted, key: Mapping[str, str], column: str) -> list[Behind]:
    if column == "Ledger":
        return _account(wanted, key, column)
    query = headed("behind_items")
    return db.rows_of(Behind, query, {**_of_account(wanted, key), "size": SHOWN})


def _valued(wanted: Wanted, key: Mapping[str, str], column: str) -> list[Behind]:
    """What the account has in each currency at each rate, and what rounding left."""
    mine = [one for one in valued_postings(wanted)[0] if one.code == key["Account"]]
    report = valued_trial_balance(wanted)
    heads = [one.title for one in report.columns]
    at = heads.index(column)
    shown_minor = sum(
        cell
        for row in report.rows
        for cell in [row.cells[at]]
        if row.cells[0] == key["Account"] and isinstance(cell, int)
    )
    sign = -1 if column == "Credit" else 1
    rows = [
        (
            told(one.amount_minor, one.currency),
            "",
            f"at the rate of {one.valued_on}",
            one.valued_on,
            sign * int(one.value.to_integral_value(ROUND_HALF_EVEN)),
        )
        for one in mine
    ]
    rounding = shown_minor - sum(row[-1] for row in rows)
    if rounding:
        rows.append(("rounding", "", "", wanted.on, rounding))
    return _largest(rows)


def _of_month(wanted: Wanted, key: Mapping[str, str], column: str) -> list[Behind]:
    """A figure of a month: open items, documents, or the figures that it adds up."""
    months = {
        f"{first:%Y-%m}": (first, last) for first, last in months_until(wanted.on)
    }
    if key["Month"] not in months:
        raise NothingBehind("collection", column)
    first, last = months[key["Month"]]
    in_month = replace(wanted, first=first, on=last, by="", size=SHOWN)
    asked = {**_days(in_month), "currency": key["Currency"], "size": SHOWN}
    match column:
        case "Receivable":
            return _open_items(in_month, key["Currency"], _ALL_AGES)
        case "Not due":
            return _open_items(in_month, key["Currency"], _NOT_DUE)
        case "Opening":
            before = replace(in_month, on=first - timedelta(days=1))
            return _open_items(before, key["Currency"], _ALL_AGES)
        case "Billed":
            return _documents(headed("behind_billed"), "", asked)
        case "Taken over":
            return db.rows_of(Behind, db.sql(ROOM, "behind_taken_over"), asked)
        case _:
            return _parts_of_month(wanted, last, key["Currency"], column)


def _open_items(wanted: Wanted, currency: str, buckets: Sequence[int]) -> list[Behind]:
    return [
        Behind(
            *(one.number, one.kind, one.party, one.due_on),
            *(one.amount_minor, one.items, one.sum_minor),
        )
        for one in made_of(wanted, currency=currency, buckets=buckets, party_id=None)
    ]


def _parts_of_month(
    wanted: Wanted, last: date, currency: str, column: str
) -> list[Behind]:
    """What is added up to what was, or could be, collected."""
    parts = [
        part
        for one in collection_months(wanted)
        if (one.last, one.currency) == (last, currency)
        for part in (
            ("opening", one.opening_minor),
            ("taken over", one.taken_over_minor),
            ("billed", one.billed_minor),
            ("receivable", -one.owed_minor)
            if column == "Collected"
            else ("not due", -one.not_due_minor),
        )
    ]
    return _largest([(name, "", "", last, minor) for name, minor in parts if minor])


_OF_MONTH: Final = (
    "Debts by what they had open at the end of a day, documents with tax by their own "
    "day; credit notes and voids are taken off."
)


def _matched(wanted: Wanted, key: Mapping[str, str], column: str) -> list[Behind]:
    if (wanted.by or "line") not in UNITS:
        raise NothingBehind("matching", column)
    query, asked = matched(
        "behind_matching",
        wanted,
        month=key["Month"],
        currency=key["Currency"],
        ways=list(WAYS[column]),
        size=SHOWN,
    )
    return db.rows_of(Behind, query, asked)


def _foreseen(wanted: Wanted, key: Mapping[str, str], column: str) -> list[Behind]:  # noqa: ARG001 - a figure
    asked = [
        one
        for one in foreseen(wanted)
        if (one.week, one.currency) == (key["Week"], key["Currency"])
    ]
    named = {
        "currency": key["Currency"],
        "parties": [one.party_id for one in asked],
        "dues": [one.due_on for one in asked],
        "size": SHOWN,
    }
    return db.rows_of(Behind, over_debts("behind_forecast"), as_of(wanted) | named)


_OF: Final = {
    "forecast": Figures(
        ("Week", "Currency"),
        ("Debts", "Expected"),
        _foreseen,
        "Open debts less what is contested, in the week in which their payer usually "
        "pays, by the median of its payments of the last year.",
    ),
    "matching": Figures(
        ("Month", "Currency"),
        tuple(WAYS),
        _matched,
        "Customers' money by the day on which the bank booked it; un-matched is what "
        "was posted by itself and a person took back.",
    ),
    "days-to-money": Figures(
        ("Month", "Currency"),
        ("Receivable", "Not due", "Billed"),
        _of_month,
        _OF_MONTH,
    ),
    "collection": Figures(
        ("Month", "Currency"),
        (
            *("Opening", "Taken over", "Billed", "Receivable", "Not due"),
            *("Collected", "Collectable"),
        ),
        _of_month,
        _OF_MONTH,
    ),
    "taxes": Figures(
        ("Place", "Tax", "Rate", "Currency", "Exemption"),
        tuple(_OF_TAXES),
        _taxes,
        "Taxes of issued documents as they were printed, by the day of the document; "
        "credit notes and voids are taken off on their own day.",
    ),
    "credits": Figures(
        ("Reason", "Person", "Kind", "Currency"),
        ("Amount",),
        _credits,
        CREDITS.rule,
    ),
    "trial-balance": Figures(
        ("Account", "Currency"),
        ("Debit", "Credit"),
        _account,
        "All postings to the account up to the end of the day, entry by entry.",
    ),
    "trend": Figures(
        ("Month", "Currency"),
        (*_OF_LINES, "Received"),
        _trend,
        "Lines of issued documents before tax, by the day of the document; received "
        "with tax, returns and refunds taken off.",
    ),
    "valued-trial-balance": Figures(
        ("Account",),
        ("Debit", "Credit"),
        _valued,
        "Postings to the account up to the end of the day, each entry at the rate of "
        "its day, added up exactly and rounded once.",
    ),
    "tie-out": Figures(
        ("Account", "Currency"),
        ("Ledger", "Items"),
        _tie,
        "On one side postings to the account, on the other what was open of the debts "
        "and credits that belong to it, both at the end of the day.",
    ),
}
