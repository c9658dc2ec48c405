"""Reports: each answers one question about the office, from the books alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook.apps.reports.queries.aging import aging, aging_rows
from duebook.apps.reports.queries.books import tie_out, trial_balance
from duebook.apps.reports.queries.collection import collection, days_to_money
from duebook.apps.reports.queries.exchange import exchange, valued_trial_balance
from duebook.apps.reports.queries.forecast import forecast
from duebook.apps.reports.queries.matching import UNITS, matching
from duebook.apps.reports.queries.measures import DIMENSIONS
from duebook.apps.reports.queries.outputs import (
    LONG_TEXTS,
    NothingToDraw,
    as_csv,
    as_printed,
    as_svg,
    as_xlsx,
    is_wide,
)
from duebook.apps.reports.queries.own_table import OWN_TABLE, own_report
from duebook.apps.reports.queries.records import (
    Choice,
    Kind,
    NotGroupedBy,
    Report,
    Row,
    Wanted,
)
from duebook.apps.reports.queries.registers import (
    cash_receipts,
    credits_given,
    invoice_register,
)
from duebook.apps.reports.queries.sales import (
    GROUPED_BY,
    revenue,
    tax_summary,
    trend,
)
from duebook.domain.aging import AgeBy

if TYPE_CHECKING:
    from collections.abc import Mapping

REPORTS_ABOUT: Mapping[str, tuple[Kind, ...]] = {
    "Who owes us?": (
        Kind(
            name="aging",
            question="Who owes us how much, and how old is it?",
            answer=aging,
            bys=tuple(AgeBy),
            has_first=False,
        ),
        Kind(
            name="tie-out",
            question="Do the open items say the same as the ledger?",
            answer=tie_out,
            has_first=False,
        ),
        Kind(
            name="exchange",
            question="What is open in foreign currencies worth today?",
            answer=exchange,
            has_first=False,
        ),
    ),
    "How fast does money come?": (
        Kind(
            name="days-to-money",
            question="How many days of billing are owed, and how many of them late?",
            answer=days_to_money,
            has_first=False,
        ),
        Kind(
            name="collection",
            question="How much of what could be collected did we collect?",
            answer=collection,
            has_first=False,
        ),
        Kind(
            name="forecast",
            question="What money is likely to come in, and when?",
            answer=forecast,
            has_first=False,
        ),
        Kind(name="cash", question="What money came in?", answer=cash_receipts),
        Kind(
            name="trend",
            question="Does as much come in as we bill?",
            answer=trend,
        ),
        Kind(
            name="matching",
            question="How much money finds its documents by itself, and is it right?",
            answer=matching,
            bys=tuple(UNITS),
        ),
    ),
    "What do we lose?": (
        Kind(
            name="credits",
            question="What did we give up, why, and who decided?",
            answer=credits_given,
            bys=("reason", "person", "document"),
        ),
    ),
    "What do we earn?": (
        Kind(
            name="revenue",
            question="What did we earn, and with what?",
            answer=revenue,
            bys=GROUPED_BY,
        ),
        Kind(
            name="invoices",
            question="What did we issue?",
            answer=invoice_register,
        ),
        Kind(
            name="taxes",
            question="Which tax do we owe, and what was exempt?",
            answer=tax_summary,
        ),
    ),
    "What do the books say?": (
        Kind(
            name="trial-balance",
            question="What does each account come to?",
            answer=trial_balance,
            has_first=False,
        ),
        Kind(
            name="valued-trial-balance",
            question="What does each account come to in one currency?",
            answer=valued_trial_balance,
            has_first=False,
        ),
    ),
    "What else?": (
        Kind(
            name=OWN_TABLE,
            question="What do I want to count, and by what?",
            answer=own_report,
            bys=tuple(DIMENSIONS),
        ),
    ),
}
"""Every report, by what a manager wants to know."""

REPORTS: Mapping[str, Kind] = {
    kind.name: kind for kinds in REPORTS_ABOUT.values() for kind in kinds
}
"""Every report, by the name that people ask for it by."""


def report(name: str, wanted: Wanted) -> Report:
    """Ask a report of this name.

    Raises:
        NotGroupedBy: it does not go by what was asked.
    """
    kind = REPORTS[name]
    if wanted.by and wanted.by not in kind.bys:
        raise NotGroupedBy(name, wanted.by, ", ".join(kind.bys) or "nothing")
    return kind.answer(wanted)


__all__ = [
    "LONG_TEXTS",
    "REPORTS",
    "REPORTS_ABOUT",
    "Choice",
    "Kind",
    "NotGroupedBy",
    "NothingToDraw",
    "Report",
    "Row",
    "Wanted",
    "aging_rows",
    "as_csv",
    "as_printed",
    "as_svg",
    "as_xlsx",
    "is_wide",
    "report",
]
