"""What the ledger says, and whether the open items say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook.apps.ledger import queries as ledger
from duebook.apps.receivables import queries as owed
from duebook.apps.reports.queries.records import (
    COUNT,
    CURRENCY,
    Row,
    answer,
    money,
)
from duebook.formats.tables import Column

if TYPE_CHECKING:
    from datetime import date

    from duebook.apps.reports.queries.records import (
        Report,
        Wanted,
    )


def not_closed(entity_id: int, first: date, last: date) -> list[ledger.PeriodState]:
    """The periods of a span of days whose figures may still change."""
    return [
        one
        for one in ledger.periods(entity_id)
        if one.state != "hard" and one.first <= last and first < one.until
    ]


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
    ties = owed.tie_out(wanted.entity_id, wanted.on, known_at=wanted.known_at)
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
        Row(
            tie.currency,
            (
                *(tie.account, tie.name, tie.currency),
                *(tie.ledger_minor, tie.items_minor, tie.difference_minor, tie.items),
            ),
        )
        for tie in ties
    )
    differs = any(tie.difference_minor for tie in ties)
    return answer(
        wanted,
        name="tie-out",
        title="Receivables against the ledger",
        subtitle=f"at the end of {wanted.on.isoformat()}: "
        + ("there are differences" if differs else "all accounts tie"),
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
