"""An office with invoices, for the tests of their pages."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import uuid4

from duebook.apps.invoicing.actions.drafts import IssueInvoice, issue_invoice
from tests.office import CLERK, a_charge, a_party, a_price_book, by

if TYPE_CHECKING:
    from duebook.apps.invoicing.actions.issuing import Issued

DAY = date(2026, 11, 3)
_days = itertools.cycle(range(120))


def an_office(entity_id: int) -> None:
    """A price book, and two parties: TIDEWELL and MERIDIAN."""
    a_price_book(entity_id, CONSULT="140.00", REPORT="60.00")
    a_party(entity_id)
    a_party(entity_id, "Meridian Hospitality Group")


def an_invoice(
    entity_id: int,
    party: str = "TIDEWELL",
    *,
    on: date = DAY,
    po: str = "",
    hours: str = "1",
    price: str = "140",
) -> Issued:
    """An invoice over some hours at a price; no two over the same day."""
    charge = a_charge(
        party,
        quantity=Decimal(hours),
        unit_price=Decimal(price),
        service_on=on - timedelta(next(_days)),
    )
    command = IssueInvoice(entity_id=entity_id, charges=(charge,), issued_on=on, po=po)
    return issue_invoice(command, **by(CLERK))


def sent(**said: object) -> dict[str, object]:
    """A form as a browser sends it, with a key of its own."""
    return {"key": str(uuid4()), "on": "2026-11-20", "reason": "billed twice", **said}
