"""A deposit slip as it is printed: what is handed over, counted and added up."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from duebook.apps.banking.queries.accounts import bank_account
from duebook.apps.banking.queries.deposits import payments_on
from duebook.apps.entities.queries import entity, letterhead
from duebook.documents.records import (
    ColumnKind,
    Paper,
    PrintedReport,
    ReportColumn,
)
from duebook.domain.payments import Method

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.apps.banking.queries.deposits import Slip, Undeposited
    from duebook.documents.records import Cell

_COLUMNS = (
    ReportColumn(head="Cheque", kind=ColumnKind.TEXT),
    ReportColumn(head="From", kind=ColumnKind.TEXT, share=2),
    ReportColumn(head="Payment", kind=ColumnKind.TEXT),
    ReportColumn(head="Amount", kind=ColumnKind.MONEY),
)


def slip_to_print(entity_id: int, slip: Slip) -> PrintedReport:
    """The slip with its rows, what is cash and what cheques, count and total."""
    account = bank_account(entity_id, slip.bank_account)
    rows = payments_on(entity_id, slip.id)
    return PrintedReport(
        entity=letterhead(entity_id).name,
        title=f"Deposit {slip.number}",
        subtitle=f"To {account.name}, account {account.identifier}, {slip.currency}",
        printed_on=slip.deposited_on,
        locale="en-US",
        paper=Paper(entity(entity_id).paper),
        columns=_COLUMNS,
        rows=tuple(
            (_number(one), one.party, one.number, one.amount_minor) for one in rows
        ),
        totals=_totals(rows),
        currency=slip.currency,
        has_clear_foot=True,
    )


def _number(one: Undeposited) -> str:
    return "cash" if one.method == Method.CASH else one.reference


def _totals(rows: Sequence[Undeposited]) -> tuple[tuple[Cell, ...], ...]:
    """Cash and cheques apart where there are both, and all of it."""
    of_kind: dict[str, list[int]] = defaultdict(list)
    for one in rows:
        kind = "Cash" if one.method == Method.CASH else "Cheques"
        of_kind[kind].append(one.amount_minor)
    parts = list(of_kind.items()) if len(of_kind) > 1 else []
    everything = ("Total", [one.amount_minor for one in rows])
    return tuple(
        (name, f"{len(amounts)}", None, sum(amounts))
        for name, amounts in (*parts, everything)
    )
