"""Days: periods, the future, the distant past, and when it falls due."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from duebook.domain.checks.findings import (
    DraftAgain,
    DraftField,
    SetDraft,
    Severity,
)
from duebook.domain.checks.register import (
    Family,
    check,
    remark,
)

if TYPE_CHECKING:
    from datetime import date

    from duebook.domain.checks.facts import Office, PeriodFacts
    from duebook.domain.checks.register import (
        Answer,
        DraftSheet,
        Row,
    )

# A subscription is billed ahead by up to a year.
AHEAD = timedelta(days=366)


def _closed(office: Office, day: date) -> PeriodFacts | None:
    for period in office.periods:
        if period.is_closed and period.days.holds(day):
            return period
    return None


def _issue_today(office: Office) -> SetDraft | None:
    if _closed(office, office.today):
        return None
    return SetDraft(field=DraftField.ISSUED_ON, value=office.today)


@check(
    code="period_closed",
    family=Family.DATE,
    severity=Severity.BLOCKER,
    title="Date in a closed period",
    sentence="This draft is dated {issued_on}, in {period}, which is closed.",
    why="Nothing is issued into a closed period. The fix dates the draft today.",
    example="This draft is dated 31 October 2026, in October 2026, which is closed.",
)
def period_closed(sheet: DraftSheet) -> Answer:
    period = _closed(sheet.office, sheet.draft.issued_on)
    if period is None:
        return None
    return remark(
        _issue_today(sheet.office),
        issued_on=sheet.draft.issued_on,
        period=period.name,
    )


@check(
    code="issued_in_future",
    family=Family.DATE,
    severity=Severity.WARNING,
    title="Dated in the future",
    sentence="This draft is dated {issued_on}, {days} days from now.",
    why="An invoice dated ahead moves tax and revenue into another period. The fix"
    " dates the draft today.",
    example="This draft is dated 30 November 2026, 9 days from now.",
)
def issued_in_future(sheet: DraftSheet) -> Answer:
    ahead = (sheet.draft.issued_on - sheet.office.today).days
    if ahead <= 0:
        return None
    return remark(
        _issue_today(sheet.office), issued_on=sheet.draft.issued_on, days=ahead
    )


@check(
    code="service_in_future",
    family=Family.DATE,
    severity=Severity.WARNING,
    title="Charge dated in the future",
    sentence="Line {line} is for {service_on}, {days} days after the invoice.",
    why="Work that is not done yet is billed only under a contract, up to a year"
    " ahead. Otherwise the day was mistyped.",
    example="Line 1 is for 12 December 2026, 21 days after the invoice.",
)
def service_in_future(row: Row) -> Answer:
    ahead = row.charge.service_on - row.sheet.draft.issued_on
    if ahead.days <= 0 or (row.charge.contract and ahead <= AHEAD):
        return None
    return remark(service_on=row.charge.service_on, days=ahead.days)


@check(
    code="charge_stale",
    family=Family.DATE,
    severity=Severity.WARNING,
    title="Charge is old",
    sentence="Line {line} is for {service_on}, {days} days before the invoice; the"
    " limit is {limit}.",
    why="Old work surprises the customer, may be out of time, and often was billed"
    " already. Where a late bill is agreed, accept the finding for the party.",
    example="Line 1 is for 5 May 2026, 200 days before the invoice; the limit is 180.",
)
def charge_stale(row: Row) -> Answer:
    age = (row.sheet.draft.issued_on - row.charge.service_on).days
    limit = row.sheet.policy.stale_days
    if age <= limit:
        return None
    return remark(service_on=row.charge.service_on, days=age, limit=limit)


@check(
    code="due_before_issue",
    family=Family.DATE,
    severity=Severity.BLOCKER,
    title="Due before it is issued",
    sentence="{amount_minor} fall due on {due_on}; this draft is dated {issued_on}.",
    why="The day of issue was moved after the due dates had been reckoned. The fix"
    " drafts the invoice again.",
    example="100.00 fall due on 21 December 2026; this draft is dated 15 January 2027.",
)
def due_before_issue(sheet: DraftSheet) -> Answer:
    issued_on = sheet.draft.issued_on
    for part in sheet.draft.instalments:
        if part.due_on < issued_on:
            return remark(
                DraftAgain(),
                amount_minor=part.amount_minor,
                due_on=part.due_on,
                issued_on=issued_on,
            )
    return None


ROW_CHECKS = (service_in_future, charge_stale)
DRAFT_CHECKS = (period_closed, issued_in_future, due_before_issue)
