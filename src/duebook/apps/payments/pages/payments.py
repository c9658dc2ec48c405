"""The list of payments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.urls import path, reverse

from duebook.apps.entities.pages.door import page
from duebook.apps.payments.forms.receiving import WAYS
from duebook.apps.payments.queries.payments_list import PAYMENTS as LISTING
from duebook.domain.payments import Method
from duebook.web.frame import Key, Page
from duebook.web.lists import Column, ListPage, Look, View, answer

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.payments.queries.payments_list import Listed
    from duebook.web.lists import Reader

PAYMENTS: Final = Page(
    "payments",
    "Payments",
    keys=(
        Key("j", "move"),
        Key("n", "receive payment"),
        Key("f", "refund"),
        Key("b", "returned by the bank"),
        Key("/", "search"),
    ),
)


def _address(row: Listed, reader: Reader) -> str:
    return reverse("payments.payment", args=[reader.code, row.number])


SPEC: Final = ListPage(
    page=PAYMENTS,
    listing=LISTING,
    columns=(
        Column(
            name="number",
            title="Number",
            value=lambda row, _: row.number,
            look=Look.STRONG,
            link=_address,
            sort="number",
        ),
        Column(
            name="received",
            title="Received",
            value=lambda row, _: row.received_on,
            look=Look.DAY,
            sort="received",
        ),
        Column(name="party", title="Payer", value=lambda row, _: row.name),
        Column(name="way", title="Way", value=lambda row, _: WAYS[Method(row.method)]),
        Column(
            name="reference",
            title="Reference",
            value=lambda row, _: row.reference,
            look=Look.DIM,
        ),
        Column(
            name="amount",
            title="Amount",
            value=lambda row, _: row.amount_minor,
            look=Look.MONEY,
        ),
        Column(
            name="left",
            title="Unapplied",
            value=lambda row, _: row.left_minor or None,
            look=Look.MONEY,
        ),
        Column(
            name="state",
            title="State",
            value=lambda row, _: row.state(),
            look=Look.STATE,
        ),
        Column(
            name="code",
            title="Party code",
            value=lambda row, _: row.party,
            is_extra=True,
        ),
    ),
    ref=lambda row: row.number,
    address=_address,
    views=(
        View("Today", "received:t"),
        View("This week", "received:this-week"),
        View("Unapplied", "is:open"),
        View("Returned", "is:returned"),
        View("Cheques", "way:cheque"),
    ),
    nothing="Payments stand here from the first one that is taken in.",
    start=("Receive payment", "payments.receive", "receive"),
)


@page(PAYMENTS)
def payments(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Find payments, and see what became of them."""
    return answer(request, sitting, SPEC)


urlpatterns = [path("<str:entity>/payments", payments, name="payments.payments")]
