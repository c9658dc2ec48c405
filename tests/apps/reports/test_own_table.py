"""A table of one's own: what it counts, that it adds up, and what is behind it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from duebook import db
from duebook.apps.invoicing.actions.crediting import VoidInvoice, void_invoice
from duebook.apps.receivables.queries.by_line import LineNotRead
from duebook.apps.reports.queries import Choice, NotGroupedBy, Wanted, report
from duebook.apps.reports.queries.measures import MEASURES
from duebook.apps.reports.queries.own_table import (
    BothGoBy,
    TooManyColumns,
    UnknownMeasure,
    behind_own_table,
    own_report,
    own_table,
)
from tests.apps.reports.month import EVIL, a_month, an_invoice, at
from tests.office import CLERK, MANAGER, a_party, by

if TYPE_CHECKING:
    from duebook.apps.reports.queries import Report
    from duebook.apps.reports.queries.own_table_records import OwnTable

pytestmark = pytest.mark.django_db

NEW_YEAR, MONTH_END = date(2026, 1, 1), date(2026, 11, 30)


def wanted(
    entity_id: int,
    measure: str,
    rows: str = "",
    across: str = "",
    line: str = "",
    *,
    first: date = NEW_YEAR,
    on: date = MONTH_END,
    size: int | None = None,
) -> Wanted:
    return Wanted(
        entity_id=entity_id,
        currency="USD",
        locale="en-US",
        on=on,
        first=first,
        by=rows,
        size=size,
        choice=Choice(measure=measure, across=across, line=line),
    )


def told(table: OwnTable) -> dict[str, tuple[int | None, ...]]:
    return {row.name: row.figures for row in table.rows}


@pytest.fixture
def months() -> int:
    """The month of two parties, and an invoice of October that was voided at once."""
    entity_id = a_month()
    number = an_invoice(entity_id, "EVIL", date(2026, 10, 5), biller="Jo Park")
    void_invoice(
        VoidInvoice(
            entity_id=entity_id,
            number=number,
            voided_on=date(2026, 11, 6),
            reason="billed twice",
        ),
        **by(MANAGER, at=at(6)),
    )
    return entity_id


def test_a_clerk_sets_items_beside_months(months: int) -> None:
    with db.reading(months):
        table = own_table(wanted(months, "net", "item", "month"))

    assert table.title == "Net billed by item and month"
    assert table.sides == ("2026-09", "2026-10", "2026-11")
    assert told(table) == {
        "CONSULT Consult": (140_00, 140_00, -140_00),
        "REPORT Report": (None, None, 120_00),
    }
    assert table.totals.figures == (140_00, 140_00, -20_00)
    assert table.totals.sum == 260_00


def test_what_was_written_off_by_reason_and_person(months: int) -> None:
    with db.reading(months):
        table = own_table(wanted(months, "written-off", "reason", "person"))
        given_up = own_table(wanted(months, "given-up", "reason", "person"))

    assert table.sides == (MANAGER,)
    assert told(table) == {"not worth a letter": (6_00,)}
    assert given_up.sides == (MANAGER, CLERK)
    assert told(given_up) == {
        "billed twice": (154_00, None),
        "one report too many": (None, 66_00),
        "not worth a letter": (6_00, None),
    }


def test_credited_by_party_and_quarter_largest_first(months: int) -> None:
    with db.reading(months):
        table = own_table(wanted(months, "credited", "party", "quarter"))

    assert told(table) == {
        f"EVIL {EVIL}": (140_00,),
        "TIDEWELL Tidewell Hotels": (60_00,),
    }
    assert table.sides == ("2026-Q4",)


def test_the_search_line_says_what_counts(months: int) -> None:
    lines = {
        "": 260_00,
        "tidewell": 200_00,
        "-tidewell": 60_00,
        "party:evil,tidewell": 260_00,
        "item:consult day:sep": 140_00,
        "kind:credit-note": -60_00,
        'biller:"jo park"': 140_00,
        "biller:100%": 0,
    }
    with db.reading(months):
        for line, net_minor in lines.items():
            table = own_table(wanted(months, "net", "month", line=line))
            assert table.totals.sum == net_minor, line


def test_a_long_table_lists_the_largest_and_adds_up_all(months: int) -> None:
    with db.reading(months):
        table = own_table(wanted(months, "net", "party", size=1))
        days = own_table(wanted(months, "net", "day", size=1))

    assert told(table) == {"TIDEWELL Tidewell Hotels": (200_00,)}
    assert table.totals.sum == 260_00
    assert table.listed_in_part == (
        "Listed: the largest 1 of 2 rows; the totals are of all."
    )
    assert list(told(days)) == ["2026-11-10"]
    assert days.listed_in_part.startswith("Listed: the last 1 of 5 rows")


COMBINATIONS = [
    (name, by) for name, measure in MEASURES.items() for by in measure.source.dimensions
]


def test_every_table_adds_up_to_the_same_and_its_documents_to_each_figure(
    months: int,
) -> None:
    whole: dict[str, int] = {}
    with db.reading(months):
        for name, rows in COMBINATIONS:
            across = "month" if rows != "month" else "kind"
            asked = wanted(months, name, rows, across, size=100)
            table = own_table(asked)
            one = whole.setdefault(name, table.totals.sum)
            assert table.totals.sum == one != 0, (name, rows)
            assert sum(row.sum for row in table.rows) == one, (name, rows)
            for at_side, total in enumerate(table.totals.figures):
                column = [row.figures[at_side] or 0 for row in table.rows]
                assert sum(column) == total, (name, rows)
            for row in table.rows:
                for side, figure in zip(table.sides, row.figures, strict=True):
                    if figure is not None:
                        assert opened(asked, row.name, side) == figure
                assert opened(asked, row.name, None) == row.sum
            assert opened(asked, None, None) == one, (name, rows)


def opened(asked: Wanted, row: str | None, side: str | None) -> int:
    """What the documents behind a figure come to; how many, where it counts them."""
    documents, measure = behind_own_table(asked, row, side)
    amounts = [one.amount_minor for one in documents]
    assert documents[0].items == len(documents)
    assert documents[0].sum_minor == sum(amounts)
    return len(amounts) if measure.is_count else sum(amounts)


SAME_AS = {  # a measure, and the column of a report that has to say the same
    "net": ("revenue", "Net", 1),
    "billed": ("revenue", "Invoiced", 1),
    "credited": ("revenue", "Credited", -1),
    "tax": ("invoices", "Tax", 1),
    "total": ("invoices", "Total", 1),
    "received": ("cash", "Amount", 1),
    "given-up": ("credits", "Amount", 1),
}


def test_it_says_the_same_as_the_other_reports(months: int) -> None:
    for first, on in ((NEW_YEAR, MONTH_END), (date(2026, 11, 1), date(2026, 11, 12))):
        with db.reading(months):
            for measure, (name, column, sign) in SAME_AS.items():
                asked = wanted(months, measure, "day", first=first, on=on)
                other = report(name, plain(asked))
                assert own_table(asked).totals.sum == sign * total(other, column)
            taken = wanted(months, "documents", "kind", first=first, on=on)
            register = report("invoices", plain(taken))
            issued = [row for row in register.rows if row.cells[2] != "void"]
            assert own_table(taken).totals.sum == len(issued)
            owed = wanted(months, "open", "party", first=first, on=on)
            aging = report("aging", plain(owed))
            unapplied = total(aging, "Credits")
            assert own_table(owed).totals.sum == total(aging, "Total") - unapplied


def plain(asked: Wanted) -> Wanted:
    """The same days, asked of a report that has its own shape."""
    return replace(asked, by="", choice=Choice())


def total(one: Report, title: str) -> int:
    at_column = [column.title for column in one.columns].index(title)
    sums = [row.cells[at_column] for row in one.totals]
    return sum(cell for cell in sums if isinstance(cell, int))


def test_one_currency_counts(months: int) -> None:
    with db.reading(months):
        asked = wanted(months, "net", "party")
        assert own_report(asked).rows[0].currency == "USD"
        abroad = Choice(measure="net", currency="EUR")
        foreign = replace(asked, choice=abroad)
        assert own_table(foreign).rows == ()


def test_what_is_not_known_is_refused(months: int) -> None:
    a_party(months)
    with db.reading(months):
        with pytest.raises(UnknownMeasure, match="not “hours”"):
            own_table(wanted(months, "hours"))
        with pytest.raises(NotGroupedBy, match="not by item"):
            own_table(wanted(months, "received", "item"))
        with pytest.raises(BothGoBy, match="both go by month"):
            own_table(wanted(months, "net", "month", "month"))
        with pytest.raises(LineNotRead, match="“colour:” is nothing"):
            own_table(wanted(months, "net", "month", line="colour:blue"))
        with pytest.raises(LineNotRead, match="“day:someday” cannot be read"):
            own_table(wanted(months, "net", "month", line="day:someday"))


def test_too_many_columns_are_refused_before_they_are_sent(
    months: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("duebook.apps.reports.queries.own_table.MOST_COLUMNS", 2)
    with db.reading(months):
        assert own_table(wanted(months, "net", "item", "quarter")).rows
        with pytest.raises(TooManyColumns, match="Month would make 3 columns"):
            own_table(wanted(months, "net", "item", "month"))


def test_months_are_drawn_in_their_order_and_divided(months: int) -> None:
    with db.reading(months):
        divided = own_report(wanted(months, "net", "item", "month")).chart
        largest = own_report(wanted(months, "given-up", "reason")).chart
        alone = own_report(wanted(months, "written-off", "reason")).chart

    assert divided is not None
    assert divided.labels == ("Sep 2026", "Oct 2026", "Nov 2026")
    assert [one.name for one in divided.series] == ["CONSULT Consult", "REPORT Report"]
    assert largest is not None
    assert largest.labels == ("billed twice", "one report …", "not worth a…")
    assert largest.series[0].values == (154_00, 66_00, 6_00)
    assert alone is None
