"""Unapplied: credit that belongs to somebody and does nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from django.http import Http404
from django.urls import path, reverse

from duebook.apps.entities.pages.door import page
from duebook.apps.payments.queries.credits import (
    CREDITS,
    NoSuchCredit,
    credits_by_place,
)
from duebook.apps.payments.queries.credits import credit as credit_of
from duebook.apps.receivables.queries import debts_of
from duebook.domain.ledger import AccountRole
from duebook.domain.rights import Right
from duebook.web.answers import show
from duebook.web.frame import Key, Page
from duebook.web.lists import Column, ListPage, Look, View, answer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.payments.queries.credits import Credit, Place
    from duebook.web.lists import Reader

_KEYS: Final = (
    Key("a", "apply as proposed"),
    Key("f", "refund"),
    Key("h", "on account"),
    Key("o", "give to"),
)

UNAPPLIED: Final = Page("unapplied", "Unapplied", keys=(Key("j", "move"), *_KEYS))
CREDIT: Final = Page("credit", "Credit", under="unapplied", keys=_KEYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of one currency: what lies where, and since when the oldest waits."""

    currency: str
    unapplied_minor: int
    on_account_minor: int
    unidentified_minor: int
    owed_minor: int
    oldest_on: date
    oldest_days: int


def _address(row: Credit, reader: Reader) -> str:
    return reverse("payments.credit", args=[reader.code, row.id])


def _waits(row: Credit, reader: Reader) -> str:
    return f"{(reader.today - row.effective_on).days} d"


SPEC: Final = ListPage(
    page=UNAPPLIED,
    listing=CREDITS,
    columns=(
        Column(
            name="party",
            title="Party",
            value=lambda row, _: row.name,
            look=Look.STRONG,
            link=_address,
        ),
        Column(name="credit", title="Credit", value=lambda row, _: row.number),
        Column(
            name="since",
            title="Since",
            value=lambda row, _: row.effective_on,
            look=Look.DAY,
            sort="since",
        ),
        Column(name="waits", title="Waits", value=_waits, look=Look.DIM),
        Column(
            name="left",
            title="Left",
            value=lambda row, _: row.left_minor,
            look=Look.MONEY,
            sort="left",
        ),
        Column(
            name="could",
            title="Could settle",
            value=lambda row, _: row.could_minor or None,
            look=Look.MONEY,
        ),
        Column(
            name="state", title="Lies", value=lambda row, _: row.state, look=Look.STATE
        ),
        Column(
            name="reason",
            title="Why",
            value=lambda row, _: row.reason,
            look=Look.DIM,
            is_extra=True,
        ),
        Column(
            name="code", title="Code", value=lambda row, _: row.party, is_extra=True
        ),
    ),
    ref=lambda row: str(row.id),
    address=_address,
    views=(
        View("To decide", "is:due"),
        View("Unapplied", "is:unapplied"),
        View("On account", "is:on-account"),
        View("Unidentified", "is:unidentified"),
        View("Credit notes", "is:credit-note"),
    ),
    nothing="No credit waits.",
    template="payments/unapplied.html",
    summed="left",
)


@page(UNAPPLIED)
def unapplied(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """All credits that have something left, the oldest first."""
    figures = figures_of(credits_by_place(sitting.entity_id), sitting.today)
    return answer(request, sitting, SPEC, context={"figures": figures})


def figures_of(places: Iterable[Place], today: date) -> list[Figures]:
    """The figures by currency; each is the balance of its control account."""
    by_currency: dict[str, dict[str, Place]] = {}
    for place in places:
        by_currency.setdefault(place.currency, {})[place.role] = place
    return [
        Figures(
            currency=currency,
            unapplied_minor=_left(lies, AccountRole.UNAPPLIED_CASH),
            on_account_minor=_left(lies, AccountRole.ON_ACCOUNT),
            unidentified_minor=_left(lies, AccountRole.UNIDENTIFIED_CASH),
            owed_minor=_left(lies, AccountRole.RECEIVABLE),
            oldest_on=(oldest := min(one.oldest_on for one in lies.values())),
            oldest_days=(today - oldest).days,
        )
        for currency, lies in by_currency.items()
    ]


def _left(lies: dict[str, Place], role: AccountRole) -> int:
    return lies[role].left_minor if role in lies else 0


@page(CREDIT)
def credit(request: HttpRequest, sitting: Seated, credit_id: int) -> HttpResponse:
    """One credit: where it is from, what it could settle, and what can be done."""
    found = credit_of(sitting.entity_id, credit_id)
    debts = [
        debt
        for debt in debts_of(sitting.entity_id, found.party_id)
        if debt.currency == found.currency
    ]
    return show(
        request,
        "payments/credit.html",
        {
            "credit": found,
            "debts": debts[:20],
            "more": len(debts[20:]),
            "may": {right.value: sitting.may(right) for right in Right},
        },
        panel="payments/_credit.html",
    )


def credit_left(request: HttpRequest, sitting: Seated, credit_id: int) -> Credit | None:
    """The credit, as long as it has something left.

    A form that is sent twice finds nothing left; its action answers as it did before.
    """
    try:
        return credit_of(sitting.entity_id, credit_id)
    except NoSuchCredit:
        if request.method == "POST":
            return None
        raise Http404 from None


urlpatterns = [
    path("<str:entity>/unapplied", unapplied, name="payments.unapplied"),
    path("<str:entity>/unapplied/<int:credit_id>", credit, name="payments.credit"),
]
