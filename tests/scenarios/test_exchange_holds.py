"""Foreign currencies, whatever happens: the books balance in one, and nothing stays."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import Error, connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duebook import db
from duebook.apps.close.queries.invariants import offenders
from duebook.apps.payments.actions import (
    ConvertCredit,
    RefundCredit,
    ReturnPayment,
    TakeBackConversion,
    TransferCredit,
    convert_credit,
    refund_credit,
    return_payment,
    take_back_conversion,
    transfer_credit,
)
from duebook.apps.receivables import models
from duebook.apps.receivables.actions import (
    Unapply,
    WriteOff,
    unapply,
    write_off,
)
from duebook.apps.receivables.queries import applications_of, item_rates
from duebook.apps.reports.queries import REPORTS, Wanted
from duebook.domain.errors import Refusal
from duebook.domain.exchange import worth
from duebook.domain.ledger import AccountRole
from duebook.domain.payments import Method
from tests.apps.payments.foreign import owes_euros, pays_euros, set_rates
from tests.office import a_party, an_entity, books_hold, by
from tests.scenarios.test_planted_faults import as_role, guards_down, run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.plugin import DjangoDbBlocker

    from duebook.apps.receivables.queries import Applied
    from duebook.apps.reports.queries import Report

FIRST = date(2026, 3, 2)
LAST = FIRST + timedelta(days=60)
IN_ACCOUNTS_OF_ITEMS = {"1200", "1290", "2100", "2110", "2120"}

amounts = st.integers(1, 500_00)
ACTS = (
    *("owe", "owe", "pay", "pay", "unapply", "give_back", "move", "refund"),
    *("give_up", "convert", "change_back"),
)
steps = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 100), amounts),
    min_size=2,
    max_size=9,
)
rates = st.lists(
    st.decimals(Decimal("0.8"), Decimal("1.4"), places=4), min_size=9, max_size=9
)


@dataclass
class Office:
    """An office that does things in euros, a week apart."""

    entity_id: int
    party_id: int
    on: date = FIRST

    def carry_out(self, what: str, which: int, amount_minor: int) -> None:
        """Do something with the item of a place; what is refused changes nothing."""
        self.on += timedelta(days=5)
        try:
            getattr(self, what)(which, amount_minor)
        except Refusal as refusal:
            if refusal.code in {"rate_missing", "books_say_no"}:
                raise

    def owe(self, which: int, amount_minor: int) -> None:
        owes_euros(self.entity_id, self.party_id, amount_minor, on=self.on, first=which)

    def pay(self, _: int, amount_minor: int) -> None:
        pays_euros(self.entity_id, self.party_id, amount_minor, on=self.on)

    def unapply(self, which: int, _: int) -> None:
        if standing := self.standing():
            application_id = standing[which % len(standing)].id
            self.say(
                unapply,
                Unapply,
                application_id=application_id,
                effective_on=self.on,
            )

    def give_back(self, which: int, _: int) -> None:
        with db.reading(self.entity_id):
            ids = [
                row[0]
                for row in db.tuples_of(
                    "SELECT id FROM payments_payment"
                    " WHERE entity_id = %(entity)s AND id NOT IN"
                    " (SELECT payment_id FROM payments_return) ORDER BY id",
                    {"entity": self.entity_id},
                )
            ]
        if ids:
            payment_id = ids[which % len(ids)]
            self.say(
                return_payment,
                ReturnPayment,
                payment_id=payment_id,
                returned_on=self.on,
            )

    def move(self, which: int, _: int) -> None:
        if credit := self.credit(which):
            self.say(
                transfer_credit,
                TransferCredit,
                credit_id=credit.id,
                to=AccountRole.ON_ACCOUNT,
                transferred_on=self.on,
            )

    def refund(self, which: int, _: int) -> None:
        if credit := self.credit(which):
            self.say(
                refund_credit,
                RefundCredit,
                credit_id=credit.id,
                refunded_on=self.on,
                method=Method.CHEQUE,
            )

    def give_up(self, which: int, _: int) -> None:
        debts = [item for item in self.items() if item.open_minor > 0]
        if debts:
            item_id = debts[which % len(debts)].id
            self.say(write_off, WriteOff, item_id=item_id, written_off_on=self.on)

    def convert(self, which: int, amount_minor: int) -> None:
        if credit := self.credit(which):
            self.say(
                convert_credit,
                ConvertCredit,
                credit_id=credit.id,
                into_currency="USD" if credit.currency == "EUR" else "EUR",
                into_minor=amount_minor,
                converted_on=self.on,
            )

    def change_back(self, which: int, _: int) -> None:
        if credit := self.credit(which):
            self.say(
                take_back_conversion,
                TakeBackConversion,
                converted_id=credit.id,
                taken_back_on=self.on,
            )

    def say(self, action: Any, command: Any, **said: Any) -> None:
        action(command(entity_id=self.entity_id, reason="so it was", **said), **by())

    def credit(self, which: int) -> models.Item | None:
        """One of the open credits, if there are any."""
        found = [item for item in self.items() if item.open_minor < 0]
        return found[which % len(found)] if found else None

    def items(self) -> list[models.Item]:
        with db.reading(self.entity_id):
            rows = models.Item.objects.filter(entity_id=self.entity_id)
            return list(rows.order_by("id"))

    def standing(self) -> list[Applied]:
        ids = [item.id for item in self.items()]
        with db.reading(self.entity_id):
            return applications_of(self.entity_id, ids)

    def report(self, name: str) -> Report:
        with db.reading(self.entity_id):
            return REPORTS[name].answer(
                Wanted(
                    entity_id=self.entity_id,
                    currency="USD",
                    locale="en-US",
                    on=LAST,
                    first=FIRST,
                )
            )


def an_office(told: list[Decimal]) -> Office:
    entity_id = an_entity(f"L{uuid.uuid4().hex[:8]}")
    set_rates(
        entity_id,
        *((FIRST + timedelta(days=5 * n), str(rate)) for n, rate in enumerate(told)),
    )
    return Office(entity_id, a_party(entity_id))


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps, rates)
def test_in_one_currency_the_books_balance_and_what_is_settled_leaves_nothing(
    happened: list[tuple[str, int, int]], told: list[Decimal]
) -> None:
    office = an_office(told)
    for step in happened:
        office.carry_out(*step)

    balances = {
        str(row.cells[0]): (row.cells[4] or 0) - (row.cells[5] or 0)  # type: ignore[operator]
        for row in office.report("valued-trial-balance").rows
    }

    assert sum(balances.values()) == 0
    items = office.items()
    with db.reading(office.entity_id):
        own = item_rates(office.entity_id, [i.id for i in items])
    is_open = sum(
        worth(item.open_minor, own[item.id].per_unit, of="EUR", to="USD")
        if item.currency == "EUR"
        else item.open_minor
        for item in items
    )
    held = sum(balances.get(code, 0) for code in IN_ACCOUNTS_OF_ITEMS)
    # the rounding of each debt, and of each account shown
    assert abs(held - is_open) <= len(items) + len(IN_ACCOUNTS_OF_ITEMS)
    assert books_hold(office.entity_id)


@pytest.mark.django_db
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(amounts, min_size=1, max_size=3), rates)
def test_what_is_taken_off_again_leaves_no_gain_and_no_loss(
    paid: list[int], told: list[Decimal]
) -> None:
    office = an_office(told)
    office.carry_out("owe", 1, sum(paid))
    for amount_minor in paid:
        office.carry_out("pay", 0, amount_minor)
    while office.standing():
        office.carry_out("unapply", len(paid), 1)
    with db.reading(office.entity_id):
        left = models.Exchange.objects.filter(entity_id=office.entity_id)
        assert sum(left.values_list("amount_minor", flat=True)) == 0
    assert books_hold(office.entity_id)


@pytest.fixture(scope="module")
def office(
    django_db_setup: None,  # noqa: ARG001 - migrated before it is used
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[int]:
    """An office that is committed, so that app and owner see the same rows."""
    with django_db_blocker.unblock():
        office = an_office([Decimal("1.05"), Decimal("1.08"), Decimal("1.10")])
        office.carry_out("owe", 1, 100_00)
        office.carry_out("pay", 0, 40_00)
        office.carry_out("pay", 0, 30_00)
        office.carry_out("unapply", 1, 0)
        yield office.entity_id
        connections.close_all()


STANDS = (
    "(SELECT min(application_id) FROM receivables_exchange WHERE {mine}"
    " AND amount_minor <> 0)"
)
BACK = "(SELECT max(application_id) FROM receivables_exchange WHERE {mine})"

FOUND = {
    "a difference changed": "UPDATE receivables_exchange SET amount_minor ="
    f" amount_minor + 1 WHERE application_id = {STANDS}",
    "a difference removed": "DELETE FROM receivables_exchange"
    f" WHERE application_id = {STANDS}",
    "a rate changed": "UPDATE receivables_exchange SET to_rate = to_rate + 0.01"
    f" WHERE application_id = {STANDS}",
    "a difference not taken back": "DELETE FROM receivables_exchange"
    f" WHERE application_id = {BACK}",
    "a difference posted twice as large": "UPDATE ledger_posting SET amount_minor ="
    " 2 * amount_minor WHERE {mine} AND entry_id = (SELECT entry_id FROM"
    f" receivables_exchange WHERE application_id = {STANDS})",
    "a difference of no application": "UPDATE receivables_exchange SET entry_id ="
    f" {{octobers}} WHERE application_id = {STANDS}",
}


@pytest.mark.parametrize("what", FOUND)
def test_the_check_finds(office: int, what: str) -> None:
    with as_role("owner", office):
        guards_down()

        assert run(office, FOUND[what])
        assert "I-28" in {found.code for found in offenders(office)}


def test_nothing_is_found_where_nothing_was_planted(office: int) -> None:
    with as_role("owner", office):
        guards_down()

        assert offenders(office) == []


ANOTHER = (
    "INSERT INTO receivables_exchange (entity_id, application_id, entry_id,"
    " amount_minor, from_on, from_rate, to_on, to_rate) SELECT entity_id,"
    " %s, %s, %s, from_on, from_rate, to_on, to_rate FROM receivables_exchange"
    f" WHERE {{mine}} AND application_id = {STANDS}"
)
REFUSED = {
    "application_has_one_exchange": ANOTHER
    % ("application_id", "entry_id", "amount_minor"),
    "exchange_is_posted_or_nothing": ANOTHER % (1, "NULL", 5),
    "rate_is_positive": "INSERT INTO ledger_exchange_rate (entity_id, currency,"
    " valued_on, per_unit, source, reason) VALUES ({entity}, 'EUR', '2026-01-01', 0,"
    " '', '')",
    "rate_is_set_once": "INSERT INTO ledger_exchange_rate (entity_id, currency,"
    " valued_on, per_unit, source, reason) VALUES ({entity}, 'EUR', '2026-03-02', 2,"
    " '', '')",
    "rate_is_corrected_with_a_reason": "INSERT INTO ledger_exchange_rate (entity_id,"
    " currency, valued_on, per_unit, source, reason, replaces_id) SELECT entity_id,"
    " currency, valued_on, 2, '', '', id FROM ledger_exchange_rate WHERE {mine}"
    " LIMIT 1",
}


@pytest.mark.parametrize("guard", REFUSED)
def test_the_books_refuse(office: int, guard: str) -> None:
    with as_role("default", office), pytest.raises(Error, match=guard):
        run(office, REFUSED[guard])
