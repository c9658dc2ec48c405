"""What money is likely to come in each week, by how each payer paid before."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from duebook import db
from duebook.apps.receivables.actions.applying import USED_UP_BY
from duebook.apps.reports.queries.heads import headed
from duebook.apps.reports.queries.records import (
    COUNT,
    CURRENCY,
    MONEY,
    Row,
    answer,
    money,
)
from duebook.documents.records import Chart, ChartKind, Series
from duebook.domain.forecast import (
    FEW_PAYMENTS,
    Expected,
    expected_on,
    habit_of,
    week_of,
)
from duebook.formats.tables import Column
from duebook.web.figures import short_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.apps.reports.queries.records import Report, Wanted

WEEKS: Final = 13
HABIT_DAYS: Final = 365
"""How far back payments tell of a habit."""
LATER: Final = "after these weeks"
OVER: Final = "later than usual"
UNKNOWN: Final = "no payments to go by"


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Debts of a party that are due on one day, and when they come in.

    ``week`` is the row of the report: a Monday, or why there is none.
    """

    party_id: int
    currency: str
    due_on: date
    debts: int
    amount_minor: int
    expected: Expected | None
    week: str


def over_debts(name: str) -> str:
    """A query over what debts have open, less what is contested."""
    return headed(name, debts=headed("open_debts"))


def as_of(wanted: Wanted) -> dict[str, object]:
    """The parameters of a query over open debts."""
    return {
        "entity": wanted.entity_id,
        "on": wanted.on,
        "known_at": wanted.known_at,
    }


def foreseen(wanted: Wanted) -> list[Foreseen]:
    """All that is open, each part with the week in which it is likely to come."""
    paid: defaultdict[int, Counter[int]] = defaultdict(Counter)
    of_all = Counter[int]()
    for party_id, days, payments in db.tuples_of(
        db.sql("duebook.apps.reports", "paid_after_days"),
        {
            "entity": wanted.entity_id,
            "first": wanted.on - timedelta(days=HABIT_DAYS),
            "last": wanted.on,
            "used_up_by": list(USED_UP_BY),
        },
    ):
        paid[party_id][days] += payments
        of_all[days] += payments
    usual = habit_of(of_all)
    habits = {
        party_id: habit_of(payments) or usual for party_id, payments in paid.items()
    }
    found = []
    for party_id, currency, due_on, debts, amount_minor in db.tuples_of(
        over_debts("debts_by_due_day"), as_of(wanted)
    ):
        habit = habits.get(party_id, usual)
        expected = expected_on(due_on, habit, wanted.on) if habit else None
        week = _week(wanted.on, expected) if expected else OVER if habit else UNKNOWN
        found.append(
            Foreseen(party_id, currency, due_on, debts, amount_minor, expected, week)
        )
    return found


def _weeks(on: date) -> list[date]:
    first = week_of(on + timedelta(days=1))
    return [first + timedelta(weeks=count) for count in range(WEEKS)]


def _week(on: date, expected: Expected) -> str:
    week = week_of(expected.usual)
    return week.isoformat() if week <= _weeks(on)[-1] else LATER


def forecast(wanted: Wanted) -> Report:
    """Week by week, what is likely to come in of what is open, and how sure that is."""
    parts = foreseen(wanted)
    rows = [
        row
        for currency in sorted({part.currency for part in parts})
        for row in _rows(wanted.on, [one for one in parts if one.currency == currency])
    ]
    return answer(
        wanted,
        name="forecast",
        title="Cash forecast",
        subtitle=f"from what is open at the end of {wanted.on.isoformat()}",
        columns=(
            Column("Week"),
            CURRENCY,
            Column("Debts", COUNT, total=True),
            money("Expected"),
            Column("By then, if late", MONEY),
            Column("By then", MONEY),
            Column("By then, if early", MONEY),
        ),
        rows=tuple(rows),
        notes=(
            (
                "Weeks by their Monday. Each payer is expected to pay as it did in the "
                "last year: usual is the median, early and late are the quartiles of "
                f"days after the due day. Who paid fewer than {FEW_PAYMENTS} times is "
                "taken to pay as all together."
            ),
            (
                "Later than usual: three quarters of this payer's payments had come by "
                "now, so nothing says when these do. Contested amounts are left out; "
                "unapplied credits are not taken off. docs/algorithms/cash-forecast.md "
                "works it through."
            ),
            "Source: open items, and what was applied to others within a year.",
        ),
        chart=_band(wanted, rows),
    )


def _rows(on: date, parts: Sequence[Foreseen]) -> list[Row]:
    """The rows of one currency: its weeks, then what has no week."""
    currency = parts[0].currency
    debts, minor = Counter[str](), Counter[str]()
    early, usual, late = Counter[date](), Counter[date](), Counter[date]()
    for one in parts:
        debts[one.week] += one.debts
        minor[one.week] += one.amount_minor
        if one.expected:
            early[week_of(one.expected.early)] += one.amount_minor
            usual[week_of(one.expected.usual)] += one.amount_minor
            late[week_of(one.expected.late)] += one.amount_minor
    weeks = _weeks(on)
    band = [
        list(accumulate([by_week[week] for week in weeks]))
        for by_week in (late, usual, early)
    ]
    rows = [
        (week.isoformat(), *by_then)
        for week, *by_then in zip(weeks, *band, strict=True)
    ]
    without = [
        (name, None, None, None) for name in (LATER, OVER, UNKNOWN) if debts[name]
    ]
    return [
        Row(currency, (name, currency, debts[name], minor[name], *by_then))
        for name, *by_then in (*rows, *without)
    ]


def _band(wanted: Wanted, rows: Sequence[Row]) -> Chart | None:
    """What has come by the end of each week, in the entity's currency."""
    own = [row.cells for row in rows if row.currency == wanted.currency][:WEEKS]
    if not own:
        return None
    weeks = tuple(short_day(week, wanted.on) for week in _weeks(wanted.on))
    series = tuple(
        Series(
            name=name,
            values=tuple(cell if isinstance(cell, int) else None for cell in cells),
        )
        for name, cells in zip(
            ("If late", "As usual", "If early"),
            list(zip(*own, strict=True))[4:],
            strict=True,
        )
    )
    return Chart(
        kind=ChartKind.LINE,
        title="How much comes by when?",
        unit=wanted.currency,
        labels=weeks,
        series=series,
        sentence=f"Cash expected by the end of each week in {wanted.currency}, late, "
        f"as usual and early, from {weeks[0]} to {weeks[-1]}.",
        locale=wanted.locale,
        currency=wanted.currency,
    )
