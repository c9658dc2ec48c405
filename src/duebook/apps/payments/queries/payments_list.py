"""The list of payments as pages ask for it: its fields, words and sorts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from duebook import db
from duebook.apps.parties.queries import NAMED, named
from duebook.apps.payments.queries.whole import ROOM, standing
from duebook.domain.payments import Method
from duebook.web.listing import Amount, Choice, Day, Listing, Sort, Where

if TYPE_CHECKING:
    from duebook.web.listing import Asking
    from duebook.web.lists import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A payment in a list; ``left_minor`` is what it has left where it came in."""

    id: int
    number: str
    party: str
    name: str
    received_on: date
    currency: str
    amount_minor: int
    method: str
    reference: str
    left_minor: int
    role: str
    returned_on: date | None
    sort_key: str

    def state(self) -> Standing:
        """How it stands, in a word."""
        return standing(
            is_returned=self.returned_on is not None,
            amount_minor=self.amount_minor,
            left_minor=self.left_minor,
            role=self.role,
        )


_RETURNED: Final = (
    "payment.id IN (SELECT back.payment_id FROM payments_return AS back"
    " WHERE back.entity_id = %(entity)s)"
)
_OPEN: Final = (
    "(payment.item_id IN (SELECT item.id FROM receivables_item AS item"
    " WHERE item.entity_id = %(entity)s AND item.open_minor < 0)) IS TRUE"
)
_BY_NUMBER: Final = (
    "SELECT numbered.id FROM payments_payment AS numbered"
    " WHERE numbered.entity_id = %(entity)s AND numbered.number = %s"
)
_BY_REFERENCE: Final = (
    "SELECT referred.id FROM payments_payment AS referred"
    " WHERE referred.entity_id = %(entity)s AND referred.reference = %s"
)
_BY_PARTY: Final = (
    "SELECT paid.id FROM payments_payment AS paid"  # noqa: S608 - constants
    f" WHERE paid.entity_id = %(entity)s AND paid.party_id = ANY (ARRAY({NAMED}))"
)
_IS_OF_PARTY: Final = f"(payment.party_id IN ({NAMED})) IS TRUE"


@dataclass(frozen=True, slots=True)
class OfParty:
    """Rows of parties of a code, or with the words in their name."""

    column: str
    examples: tuple[str, ...] = ("meridian", "B1001")

    def where(self, value: str, asking: Asking) -> Where:  # noqa: ARG002 - a field
        return Where(NAMED, named(value), among=self.column)


@dataclass(frozen=True, slots=True)
class Payer:
    """Payments of parties of a code, or with the words in their name."""

    examples: tuple[str, ...] = ("meridian", "B1001")

    def where(self, value: str, asking: Asking) -> Where:  # noqa: ARG002 - a field
        return Where(
            _BY_PARTY,
            named(value),
            among="payment.id",
            otherwise=Where(_IS_OF_PARTY, named(value)),
        )


@dataclass(frozen=True, slots=True)
class Words:
    """A number, a reference, a party's code, words of its name."""

    examples: tuple[str, ...] = ("P-2026-00041", "meridian")

    def where(self, value: str, asking: Asking) -> Where:  # noqa: ARG002 - a field
        return Where(
            f"{_BY_NUMBER} UNION ALL {_BY_REFERENCE} UNION ALL {_BY_PARTY}",
            (value.upper(), value, *named(value)),
            among="payment.id",
            otherwise=Where(
                f"payment.number = %s OR payment.reference = %s OR {_IS_OF_PARTY}",
                (value.upper(), value, *named(value)),
            ),
        )


@dataclass(frozen=True, slots=True)
class Referred:
    """The reference as it was typed: a cheque number, a trace."""

    examples: tuple[str, ...] = ("4471",)

    def where(self, value: str, asking: Asking) -> Where:  # noqa: ARG002 - a field
        return Where(_BY_REFERENCE, (value,), among="payment.id")


PAYMENTS: Final = Listing(
    name="payments",
    record=Listed,
    sql=db.sql(ROOM, "list"),
    counted=db.sql(ROOM, "list_found"),
    ids=db.sql(ROOM, "list_ids"),
    key="payment.id",
    fields={
        "is": Choice({"open": _OPEN, "returned": _RETURNED}),
        "way": Choice(
            {method.value: f"payment.method = '{method.value}'" for method in Method}
        ),
        "amount": Amount("payment.amount_minor"),
        "received": Day("payment.received_on"),
        "party": Payer(),
        "payer": Payer(),
        "reference": Referred(),
    },
    words=Words(),
    sorts={
        "received": Sort("payment.received_on", "date", is_descending=True),
        "number": Sort("payment.id", is_descending=True),
    },
    first_sort="received",
)
