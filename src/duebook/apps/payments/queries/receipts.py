"""The receipt of a payment as it is printed: what came, and what it settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook.apps.entities.queries import entity, letterhead
from duebook.documents.records import ColumnKind, Paper, PrintedReport, ReportColumn

if TYPE_CHECKING:
    from duebook.apps.payments.queries.whole import Whole
    from duebook.documents.records import Cell

_COLUMNS = (
    ReportColumn(head="Settles", kind=ColumnKind.TEXT, share=2),
    ReportColumn(head="On", kind=ColumnKind.DATE),
    ReportColumn(head="Amount", kind=ColumnKind.MONEY),
    ReportColumn(head="Still open", kind=ColumnKind.MONEY),
)


def receipt_to_print(entity_id: int, whole: Whole, way: str) -> PrintedReport:
    """What a payment settles now, what of it stays as credit, and what came in all.

    Args:
        entity_id: whose books.
        whole: the payment with all that came of it.
        way: how it came, as people say it.
    """
    paid = whole.payment
    reference = f" {paid.reference}" if paid.reference else ""
    taken_back = ", taken back by the bank" if paid.returned_on else ""
    return PrintedReport(
        entity=letterhead(entity_id).name,
        title=f"Receipt {paid.number}{taken_back}",
        subtitle=f"{way}{reference} from {paid.name}, {paid.currency}",
        printed_on=paid.received_on,
        locale="en-US",
        paper=Paper(entity(entity_id).paper),
        columns=_COLUMNS,
        rows=tuple(
            (one.number, one.effective_on, one.amount_minor, one.open_minor)
            for one in whole.settled
            if not one.gone
        ),
        totals=_totals(whole),
        currency=paid.currency,
    )


def _totals(whole: Whole) -> tuple[tuple[Cell, ...], ...]:
    """What it settles and what stays as credit, where there is any, then all of it."""
    parts = (
        ("Settled", whole.applied_minor),
        ("Let go with it", whole.let_go_minor),
        ("Stays as credit", whole.left_minor),
    )
    told = [(name, None, minor, None) for name, minor in parts if minor]
    return (*told, ("Received", None, whole.payment.amount_minor, None))
