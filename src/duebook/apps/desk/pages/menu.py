"""The menu of the rail: what there is, under which key, and for whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duebook.domain.rights import Right
from duebook.web.addresses import address_of
from duebook.web.frame import Entry, Group

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duebook.apps.entities.queries import Seat


@dataclass(frozen=True, slots=True)
class Line:
    """An entry before it has an address; ``spans`` where it is about all entities.

    Those see it who hold one of ``rights``, and those who hold none at all: auditors
    read everything.
    """

    name: str
    label: str
    icon: str
    page: str
    go: str
    rights: tuple[Right, ...] = ()
    spans: bool = False


BILLING = (Right.PREPARE, Right.ISSUE, Right.APPROVE)
MONEY = (Right.RECEIVE, Right.APPLY, Right.CLOSE)

MENU: tuple[tuple[str, tuple[Line, ...]], ...] = (
    (
        "",
        (
            Line("today", "Today", "sun-high", "desk.today", "t", spans=True),
            Line("parties", "Parties", "address-book", "parties.parties", "p"),
        ),
    ),
    (
        "Bill",
        (
            Line(
                "charges", "Charges", "file-import", "invoicing.charges", "c", BILLING
            ),
            Line("runs", "Billing runs", "repeat", "invoicing.runs", "r", BILLING),
            Line("drafts", "Drafts", "file-text", "invoicing.drafts", "d", BILLING),
            Line("invoices", "Invoices", "files", "invoicing.invoices", "i"),
        ),
    ),
    (
        "Receive",
        (
            Line("payments", "Payments", "cash", "payments.payments", "m", MONEY),
            Line("bank", "Bank", "building-bank", "banking.bank", "b", MONEY),
            Line("unapplied", "Unapplied", "coins", "payments.unapplied", "u", MONEY),
            Line(
                "refunds", "Refunds", "receipt-refund", "payments.refunds", "f", MONEY
            ),
            Line(
                "write-offs",
                "Write-offs",
                "file-minus",
                "receivables.write_offs",
                "w",
                (Right.WRITE_OFF,),
            ),
        ),
    ),
    (
        "Collect",
        (
            Line("disputes", "Disputes", "scale", "disputes.disputes", "s"),
            Line("statements", "Statements", "mail", "receivables.statements", "n"),
        ),
    ),
    (
        "",
        (
            Line(
                "approvals", "Approvals", "checkbox", "desk.approvals", "a", spans=True
            ),
            Line("reports", "Reports", "chart-bar", "reports.reports", "h"),
            Line("close", "Close", "book-2", "close.close", "z"),
            Line("settings", "Settings", "settings", "entities.settings", ","),
        ),
    ),
)
"""Follow-up and claims bring their own lines: Calls, Promises & plans; Encounters,
Claims, Remittances, Denials."""


def groups(seat: Seat | None, waiting: Mapping[str, int]) -> tuple[Group, ...]:
    """The menu of a reader in an entity, with what waits there for them."""
    made = (
        Group(
            label,
            tuple(
                _entry(line, seat, waiting.get(line.name, 0))
                for line in lines
                if _is_seen(line, seat) and _address(line, seat)
            ),
        )
        for label, lines in MENU
    )
    return tuple(group for group in made if group.entries)


def _is_seen(line: Line, seat: Seat | None) -> bool:
    if line.spans:
        return True
    if seat is None:
        return False
    return (
        not line.rights or not seat.limits or bool(set(line.rights) & set(seat.limits))
    )


def _entry(line: Line, seat: Seat | None, count: int) -> Entry:
    return Entry(
        name=line.name,
        label=line.label,
        icon=line.icon,
        address=_address(line, seat),
        go=line.go,
        count=count,
    )


def _address(line: Line, seat: Seat | None) -> str:
    """Where a line leads; nothing where its room has no pages."""
    if line.spans:
        return address_of(line.page)
    return address_of(line.page, seat.code.lower() if seat else "-")
