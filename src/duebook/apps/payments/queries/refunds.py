"""The list of refunds as pages ask for it, and one refund."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from duebook import db
from duebook.apps.parties.queries import NAMED, named
from duebook.apps.payments.queries.payments_list import OfParty
from duebook.apps.payments.queries.whole import ROOM
from duebook.domain.payments import Method
from duebook.web.listing import (
    Amount,
    Asked,
    Choice,
    Day,
    Listing,
    Sort,
    Where,
    page,
)
from duebook.web.lists import Standing

if TYPE_CHECKING:
    from duebook.web.listing import Asking


@dataclass(frozen=True, slots=True, kw_only=True)
class Refunded:
    """Money that was sent back; ``credit`` is the number of what it came out of.

    ``settled_on`` is when the bank showed that it left, ``returned_on`` when it came
    back; ``is_free`` says that the credit has
    something left.
    """

    id: int
    number: str
    party: str
    name: str
    refunded_on: date
    currency: str
    amount_minor: int
    method: str
    reason: str
    credit: str
    credit_id: int
    is_free: bool
    payment: str
    actor: str
    returned_on: date | None
    return_reason: str
    settled_on: date | None
    sort_key: str

    @property
    def state(self) -> Standing:
        """``sent``, ``settled`` once the bank shows it, ``came back``."""
        if self.returned_on is not None:
            return Standing("bounced", "came back")
        if self.settled_on is not None:
            return Standing("settled")
        return Standing("refunded", "sent")


_BACK: Final = (
    "EXISTS (SELECT FROM payments_refund_return AS back"
    " WHERE back.entity_id = %(entity)s AND back.refund_id = refund.id)"
)
_SHOWN: Final = (
    "EXISTS (SELECT FROM receivables_item AS debit JOIN banking_explanation AS shown"
    " ON shown.entity_id = %(entity)s AND shown.entry_id = debit.entry_id"
    " WHERE debit.entity_id = %(entity)s AND debit.id = refund.item_id"
    " HAVING sum(shown.amount_minor) <> 0)"
)
"""Whether lines of the bank explain the refund, less those that were unlinked."""


@dataclass(frozen=True, slots=True)
class Words:
    """A number, a party's code, words of its name."""

    examples: tuple[str, ...] = ("R-2026-00003", "meridian")

    def where(self, value: str, asking: Asking) -> Where:  # noqa: ARG002 - a field
        text = f"(refund.number = %s OR refund.party_id = ANY (ARRAY({NAMED})))"
        return Where(text, (value.upper(), *named(value)))


REFUNDS: Final = Listing(
    name="refunds",
    record=Refunded,
    sql=db.sql(ROOM, "refunds"),
    counted=db.sql(ROOM, "refunds_found"),
    ids=db.sql(ROOM, "refunds_ids"),
    key="refund.id",
    fields={
        "is": Choice(
            {
                "sent": f"NOT {_BACK} AND NOT {_SHOWN}",
                "settled": f"NOT {_BACK} AND {_SHOWN}",
                "back": _BACK,
            }
        ),
        "way": Choice(
            {method.value: f"refund.method = '{method.value}'" for method in Method}
        ),
        "amount": Amount("refund.amount_minor"),
        "sent": Day("refund.refunded_on"),
        "party": OfParty("refund.party_id"),
    },
    words=Words(),
    sorts={"number": Sort("refund.id", is_descending=True)},
    first_sort="number",
)


def refund(entity_id: int, number: str) -> Refunded | None:
    """The refund of a number, if there is one."""
    wanted = Asked((), (Where("refund.number = %s", (number,)),))
    rows, _ = page(REFUNDS, wanted, {"entity": entity_id}, size=1)
    return rows[0] if rows else None
