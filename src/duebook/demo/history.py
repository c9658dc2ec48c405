"""The past of an imaginary entity: month after month, as its people worked it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from duebook import db
from duebook.apps.close.actions import (
    Lock,
    LockPeriod,
    SignPoints,
    lock_period,
    sign_points,
)
from duebook.apps.close.queries.points import USUAL
from duebook.apps.invoicing.actions.billing import BillParties, bill_parties
from duebook.apps.invoicing.actions.charges import (
    NewCharge,
    TakeCharges,
    take_charges,
)
from duebook.apps.invoicing.actions.deposits import DrawDeposit, draw_deposit
from duebook.apps.invoicing.actions.lateness import ChargeLateness, charge_lateness
from duebook.apps.invoicing.actions.recurring import (
    GenerateRecurring,
    generate_recurring,
)
from duebook.apps.invoicing.queries.billing import bill_to_bounds
from duebook.apps.payments.actions import (
    Asked,
    NewPayment,
    ReceivePayments,
    receive_payments,
)
from duebook.demo.banks import ledger_accounts
from duebook.demo.mending import mend
from duebook.demo.paying import open_debts, remitted
from duebook.demo.setting_up import ACCOUNTANT
from duebook.demo.workdays import workdays_of
from duebook.domain.application import ApplyBy
from duebook.domain.calendars import add_months, month_end

if TYPE_CHECKING:
    from datetime import date

    from duebook.demo.paying import Remitted
    from duebook.demo.setting_up import Desk

_WEEK: Final = timedelta(days=7)
_GROWING: Final = (
    *("audit_event", "audit_key", "invoicing_charge", "invoicing_document"),
    *("invoicing_line", "invoicing_document_tax", "ledger_entry", "ledger_posting"),
    *("receivables_item", "receivables_application", "payments_payment"),
    *("parties_party", "parties_address", "catalog_price", "catalog_item"),
)
"""Tables that a month fills; PostgreSQL looks at them by itself only once a minute."""


def live_month(desk: Desk, first: date, *, number: int) -> None:
    """Let a month pass: money in week by week, work billed at its end, then closed.

    Args:
        desk: the entity; its day is moved on.
        first: the first day of the month.
        number: how many months passed before.
    """
    last = month_end(first)
    if number:
        receive_weekly(desk, first, last)
    desk.day = workdays_of(first)[-1]
    _take_work(desk, first, number)
    with desk.reading():
        bill_tos = bill_to_bounds(desk.entity_id)
    bill_parties(
        BillParties(
            entity_id=desk.entity_id,
            first_party=bill_tos.start,
            stop_party=bill_tos.stop,
            until=last,
            issued_on=desk.day,
        ),
        **desk.sends(),
    )
    mend(desk, first, number)
    desk.day = last
    charge_lateness(ChargeLateness(entity_id=desk.entity_id, on=last), **desk.sends())
    db.refresh_statistics(*_GROWING)
    if number:
        _lock(desk, add_months(first, -1))


def receive_weekly(desk: Desk, first: date, last: date) -> list[Remitted]:
    """Take in the money of some weeks, each week as it was known at its end."""
    received: list[Remitted] = []
    into = ledger_accounts(desk)
    monday = first
    while monday <= last:
        sunday = min(monday + _WEEK - timedelta(days=1), last)
        desk.day = sunday
        debts = open_debts(desk, monday - timedelta(days=1))
        came = remitted(desk, debts, (monday, sunday))
        if came:
            receive_payments(
                ReceivePayments(
                    entity_id=desk.entity_id,
                    payments=tuple(
                        _as_payment(one, into_id=into[one.currency]) for one in came
                    ),
                ),
                **desk.sends(),
            )
        received += came
        monday += _WEEK
    return received


def _as_payment(one: Remitted, *, into_id: int) -> NewPayment:
    """What a party sent, as the desk takes it in."""
    return NewPayment(
        party_id=one.party_id,
        received_on=one.day,
        currency=one.currency,
        amount_minor=one.amount_minor,
        method=one.method,
        reference=one.reference,
        external_key=one.key,
        asked=tuple(Asked(paid.debt.item_id, paid.amount_minor) for paid in one.paid),
        how=ApplyBy.OLDEST_DUE,
        into_id=into_id,
    )


def _take_work(desk: Desk, first: date, number: int) -> None:
    """The charges of a month: done, recurring, and deposits asked or drawn."""
    generate_recurring(
        GenerateRecurring(
            entity_id=desk.entity_id, until=month_end(first) + timedelta(days=1)
        ),
        **desk.sends(),
    )
    charges = desk.blueprint.charges(first)
    if number == 0:
        charges += tuple(
            NewCharge(
                external_key=f"deposit-{party}",
                party=party,
                item=desk.blueprint.retainer_item,
                service_on=desk.day,
                currency=desk.blueprint.party(party).currency,
                unit_price=Decimal(amount),
            )
            for party, amount in (desk.blueprint.retainers or {}).items()
        )
    take_charges(TakeCharges(entity_id=desk.entity_id, charges=charges), **desk.sends())
    if number == 2:
        for party, amount in (desk.blueprint.retainers or {}).items():
            draw_deposit(
                DrawDeposit(
                    entity_id=desk.entity_id,
                    party=party,
                    item=desk.blueprint.retainer_item,
                    currency=desk.blueprint.party(party).currency,
                    amount_minor=amount * 50,
                    drawn_on=desk.day,
                ),
                **desk.sends(),
            )


def sign(desk: Desk, day: date) -> None:
    """Sign for the month of a day all that has to be signed before it is locked."""
    sign_points(
        SignPoints(entity_id=desk.entity_id, day=day, points=USUAL),
        **desk.sends(ACCOUNTANT),
    )


def _lock(desk: Desk, first: date) -> None:
    sign(desk, first)
    lock_period(
        LockPeriod(
            entity_id=desk.entity_id, day=first, state=Lock.HARD, reason="month end"
        ),
        **desk.sends(ACCOUNTANT),
    )
