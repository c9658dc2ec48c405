"""What the ledger says, and whether the open items say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.ledger import queries as ledger
from duebook.apps.reports.queries.aging import control_balances, whole_tables
from duebook.apps.reports.queries.records import (
    COUNT,
    CURRENCY,
    Row,
    answer,
    money,
)
from duebook.formats.tables import Column

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duebook.apps.reports.queries.records import (
        Report,
        Wanted,
    )


def trial_balance(wanted: Wanted) -> Report:
    """Every account's balance at the end of a day; debits equal credits."""
    columns = (
        Column("Account"),
        Column("Name"),
        Column("Kind"),
        CURRENCY,
        money("Debit"),
        money("Credit"),
    )
    rows = tuple(
        Row(
            balance.currency,
            (
                *(balance.code, balance.name, balance.kind, balance.currency),
                balance.amount_minor if balance.amount_minor > 0 else None,
                -balance.amount_minor if balance.amount_minor < 0 else None,
            ),
        )
        for balance in ledger.trial_balance(wanted.entity_id, wanted.on)
    )
    return answer(
        wanted,
        name="trial-balance",
        title="Trial balance",
        subtitle=f"at the end of {wanted.on.isoformat()}",
        columns=columns,
        rows=rows,
        notes=(
            "All postings up to the end of the day; a debit balance is on the left.",
            "Source: the journal. Debits and credits of each currency are equal.",
        ),
    )


def tie_out(wanted: Wanted) -> Report:
    """Control accounts of the ledger against the open items behind them."""
    with whole_tables():
        owed = db.tuples_of(
            db.sql("duebook.apps.reports", "items_by_account"),
            {
                "entity": wanted.entity_id,
                "on": wanted.on,
                "known_at": wanted.known_at,
            },
        )
    items = {
        (code, name, currency): (amount_minor, count)
        for code, name, currency, amount_minor, count in owed
    }
    booked = {
        (code, name, currency): amount_minor
        for code, name, currency, amount_minor in control_balances(wanted)
    }
    columns = (
        Column("Account"),
        Column("Name"),
        CURRENCY,
        money("Ledger"),
        money("Items"),
        money("Difference"),
        Column("Open items", COUNT, total=True),
    )
    rows = tuple(
        _tie_row(place, booked, items) for place in sorted(booked.keys() | items.keys())
    )
    ties = all(row.cells[5] == 0 for row in rows)
    return answer(
        wanted,
        name="tie-out",
        title="Receivables against the ledger",
        subtitle=f"at the end of {wanted.on.isoformat()}: "
        + ("all accounts tie" if ties else "there are differences"),
        columns=columns,
        rows=rows,
        notes=(
            (
                "Ledger: postings to the control account up to the end of the day. "
                "Items: what was open of the debts and credits that belong to it."
            ),
            "Source: the journal on one side, items and applications on the other.",
        ),
    )


def _tie_row(
    place: tuple[str, str, str],
    booked: Mapping[tuple[str, str, str], int],
    items: Mapping[tuple[str, str, str], tuple[int, int]],
) -> Row:
    ledger_minor = booked.get(place, 0)
    items_minor, count = items.get(place, (0, 0))
    difference_minor = ledger_minor - items_minor
    return Row(place[2], (*place, ledger_minor, items_minor, difference_minor, count))
