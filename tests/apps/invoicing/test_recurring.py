"""What comes again, what was paid in advance, and what lateness costs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from duebook.apps.catalog.actions.items import KeepItems, keep_items
from duebook.apps.invoicing import models
from duebook.apps.invoicing.actions.deposits import (
    DepositTooSmall,
    DrawDeposit,
    draw_deposit,
)
from duebook.apps.invoicing.actions.drafts import IssueInvoice, issue_invoice
from duebook.apps.invoicing.actions.lateness import ChargeLateness, charge_lateness
from duebook.apps.invoicing.actions.recurring import (
    GenerateRecurring,
    KeepRecurring,
    RecurringEntry,
    generate_recurring,
    keep_recurring,
)
from duebook.apps.ledger.queries import accounts_by_role
from duebook.apps.receivables import models as owed
from duebook.domain.catalog import ItemEntry, ItemKind
from duebook.domain.ledger import AccountRole
from tests.office import (
    CLERK,
    a_charge,
    a_party,
    a_price_book,
    an_entity,
    books_hold,
    by,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> int:
    entity_id = an_entity(late_fee_minor=15_00, interest_bp=900)
    a_price_book(entity_id, CONSULT="140.00")
    a_party(entity_id)
    return entity_id


def a_subscription(office: int, **fields: object) -> None:
    keep_recurring(
        KeepRecurring(
            entity_id=office,
            entries=(
                RecurringEntry(
                    **{
                        "code": "CARE",
                        "party": "TIDEWELL",
                        "item": "CONSULT",
                        "description": "Care plan",
                        "unit_price": Decimal("31.00"),
                        "currency": "USD",
                        "starts_on": date(2026, 1, 31),
                        **fields,
                    }
                ),
            ),
        ),
        **by(CLERK),
    )


def generated(office: int, until: date) -> list[tuple[date, Decimal | None]]:
    for _ in range(2):  # the second time adds nothing
        generate_recurring(
            GenerateRecurring(entity_id=office, until=until), **by(CLERK)
        )
    return list(
        models.Charge.objects.filter(entity_id=office)
        .order_by("service_on")
        .values_list("service_on", "unit_price")
    )


def test_the_last_of_the_month_survives_a_short_one(office: int) -> None:
    a_subscription(office)

    days = [day for day, _ in generated(office, date(2026, 4, 1))]

    assert days == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]


def test_a_period_that_ends_early_is_charged_for_its_days(office: int) -> None:
    a_subscription(
        office,
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 4, 16),
        is_prorated=True,
    )

    assert generated(office, date(2026, 6, 1)) == [
        (date(2026, 3, 1), Decimal("31.00")),
        (date(2026, 4, 1), Decimal("15.50")),
    ]


def test_a_deposit_is_drawn_once(office: int) -> None:
    deposits_id = accounts_by_role(office)[AccountRole.DEPOSITS]
    deposit = ItemEntry(
        code="DEPOSIT",
        description="Deposit",
        revenue_account_id=deposits_id,
        kind=ItemKind.DEPOSIT,
    )
    keep_items(KeepItems(entity_id=office, items=(deposit,)), **by())
    paid_before = a_charge("TIDEWELL", "DEPOSIT", unit_price=Decimal(200))
    issue_invoice(
        IssueInvoice(
            entity_id=office, charges=(paid_before,), issued_on=date(2026, 11, 2)
        ),
        **by(CLERK),
    )
    draw = DrawDeposit(
        entity_id=office,
        party="TIDEWELL",
        item="DEPOSIT",
        currency="USD",
        amount_minor=150_00,
        drawn_on=date(2026, 11, 3),
    )

    draw_deposit(draw, **by(CLERK))

    with pytest.raises(DepositTooSmall, match=r"has 50\.00 USD left"):
        draw_deposit(draw, **by(CLERK))


def test_lateness_is_charged_once_and_says_how(office: int) -> None:
    issue_invoice(
        IssueInvoice(
            entity_id=office,
            charges=(a_charge("TIDEWELL", service_on=date(2026, 8, 3)),),
            issued_on=date(2026, 8, 3),
        ),
        **by(CLERK),
    )
    october = ChargeLateness(entity_id=office, on=date(2026, 10, 31))

    first = charge_lateness(october, **by(CLERK))
    again = charge_lateness(october, **by(CLERK))

    assert (first.fees, first.interests, first.total_minor) == (1, 1, 16_07)
    assert (again.fees, again.interests) == (0, 0)
    cost = owed.Item.objects.get(entity_id=office, kind="interest")
    assert cost.reason == (
        "interest: 140.00 USD at 9.00 % for 31 days from 2026-10-01, actual/365"
    )
    assert books_hold(office)
