"""Aging after whatever happened: it ties, repeats, and agrees with the rule book."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from duebook import db
from duebook.apps.receivables import queries as owed
from duebook.apps.receivables.actions import (
    ApplyCredit,
    OpeningItem,
    TakeOverItems,
    Unapply,
    WriteOff,
    apply_credit,
    take_over_items,
    unapply,
    write_off,
)
from duebook.apps.reports.queries.aging import aging_rows
from duebook.apps.reports.queries.collection import collection_months
from duebook.apps.reports.queries.records import Wanted
from duebook.domain.aging import AgeBy, AgedItem, aging
from duebook.domain.errors import Refusal
from duebook.domain.statements import StatementKind
from tests.office import a_party, an_entity, by

if TYPE_CHECKING:
    from duebook.domain.aging import AgingRow

pytestmark = pytest.mark.django_db

FIRST = date(2026, 6, 1)
DAYS = 40

acts = st.lists(
    st.tuples(
        st.sampled_from(["debt", "credit", "apply", "unapply", "write off"]),
        st.integers(1, 500_00),
        st.integers(0, DAYS - 1),
        st.integers(0, 9),
    ),
    min_size=3,
    max_size=12,
)


class Office:
    """An office where anything may happen; what is refused changes nothing."""

    def __init__(self, code: str) -> None:
        self.entity_id = an_entity(code)
        self.parties = [
            a_party(self.entity_id, name) for name in ("Tidewell Hotels", "Calloway")
        ]
        self.instant = datetime(2026, 7, 20, 8, tzinfo=UTC)
        self.ids: list[int] = []

    def do(self, what: str, amount_minor: int, day: int, pick: int) -> None:
        self.instant += timedelta(minutes=1)
        on = FIRST + timedelta(days=day)
        try:
            getattr(self, what.replace(" ", "_"))(amount_minor, on, pick)
        except Refusal:
            return

    def debt(self, amount_minor: int, on: date, pick: int) -> None:
        item = OpeningItem(
            party_id=self.parties[pick % 2],
            number=f"N-{len(self.ids)}",
            currency="USD",
            amount_minor=amount_minor,
            document_on=on,
            due_on=on + timedelta(days=3 * pick),
        )
        command = TakeOverItems(
            entity_id=self.entity_id, taken_over_on=on, items=(item,)
        )
        self.ids += take_over_items(command, **self.said())

    def credit(self, amount_minor: int, on: date, pick: int) -> None:
        self.debt(-amount_minor, on, pick)

    def apply(self, _: int, on: date, pick: int) -> None:
        credit_id = self.ids[pick % len(self.ids)] if self.ids else 0
        command = ApplyCredit(
            entity_id=self.entity_id, credit_id=credit_id, applied_on=on
        )
        apply_credit(command, **self.said())

    def unapply(self, _: int, on: date, pick: int) -> None:
        with db.reading(self.entity_id):
            standing = owed.applications_of(self.entity_id, self.ids)
        command = Unapply(
            entity_id=self.entity_id,
            application_id=standing[pick % len(standing)].id if standing else 0,
            effective_on=on,
            reason="by mistake",
        )
        unapply(command, **self.said())

    def write_off(self, amount_minor: int, on: date, pick: int) -> None:
        command = WriteOff(
            entity_id=self.entity_id,
            item_id=self.ids[pick % len(self.ids)] if self.ids else 0,
            written_off_on=max(on, FIRST + timedelta(days=DAYS)),
            reason="uncollectable",
            amount_minor=amount_minor,
        )
        write_off(command, **self.said())

    def said(self) -> Any:
        return by(at=self.instant)

    def aged(self, on: date, known_at: datetime | None = None) -> list[AgingRow]:
        rows, _ = aging_rows(self.wanted(on, known_at))
        return sorted((row for *_, row in rows), key=lambda row: row.party_id)

    def wanted(self, on: date, known_at: datetime | None = None) -> Wanted:
        return Wanted(
            entity_id=self.entity_id,
            currency="USD",
            locale="en-US",
            on=on,
            first=FIRST,
            known_at=known_at,
        )


offices = iter(range(10_000))


SETTLED_OTHERWISE = [
    ("debt", 100_00, 0, 0),
    ("credit", 100_00, 0, 0),
    ("credit", 100_00, 0, 2),
    ("apply", 0, 5, 1),
    ("unapply", 0, 20, 0),
]
DATED_BACK = [("apply", 0, 8, 2)]
"""A debt is settled from 6 to 21 June, and another credit is dated 9 June."""


@settings(max_examples=15)
@given(acts, acts)
@example(SETTLED_OTHERWISE, DATED_BACK)
def test_aging_holds_on_every_day_whatever_happened(
    before: list[Any], after: list[Any]
) -> None:
    office = Office(f"LAW{next(offices)}")
    for act in before:
        office.do(*act)
    known_at = office.instant
    days = [FIRST + timedelta(days=day) for day in range(0, DAYS + 2, 7)]
    with db.reading(office.entity_id):
        as_known_then = [office.aged(on) for on in days]
    for act in after:
        office.do(*act)

    with db.reading(office.entity_id):
        for on, then in zip(days, as_known_then, strict=True):
            assert office.aged(on, known_at) == then
            for known in (known_at, None):
                aged = office.aged(on, known)
                assert aged == _by_definition(office, on, known)
                ties = owed.tie_out(office.entity_id, on, known_at=known)
                assert not any(tie.difference_minor for tie in ties)
                assert sum(row.total_minor for row in aged) == sum(
                    tie.ledger_minor for tie in ties
                )
            assert office.aged(on) == _by_single_items(office, on)
            _statements_say_the_same(office, on)
            _months_say_the_same(office, on)


def _by_definition(
    office: Office, on: date, known_at: datetime | None
) -> list[AgingRow]:
    """The same aging from facts alone: amounts, less what was applied by then.

    What is open today is not looked at, and nothing is wound back.
    """
    items = db.tuples_of(
        "SELECT item.id, item.party_id, item.amount_minor, item.document_on,"
        " item.due_on FROM receivables_item AS item WHERE entity_id = %(entity)s"
        " AND effective_on <= %(on)s"
        " AND at <= coalesce(%(known_at)s::timestamptz, 'infinity')",
        {"entity": office.entity_id, "on": on, "known_at": known_at},
    )
    applied = db.tuples_of(
        "SELECT credit_id, debt_id, amount_minor FROM receivables_application"
        " WHERE entity_id = %(entity)s AND effective_on <= %(on)s"
        " AND at <= coalesce(%(known_at)s::timestamptz, 'infinity')",
        {"entity": office.entity_id, "on": on, "known_at": known_at},
    )
    open_minor = {item_id: amount_minor for item_id, _, amount_minor, *_ in items}
    for credit_id, debt_id, amount_minor in applied:
        open_minor[credit_id] += amount_minor
        open_minor[debt_id] -= amount_minor
    return aging(
        [
            AgedItem(
                party_id=party_id,
                currency="USD",
                open_minor=open_minor[item_id],
                document_on=document_on,
                due_on=due_on,
                instalment_on=due_on,
            )
            for item_id, party_id, _, document_on, due_on in items
            if open_minor[item_id]
        ],
        on,
        by=AgeBy.INSTALMENT,
    )


def _by_single_items(office: Office, on: date) -> list[AgingRow]:
    """The same aging from single items, by the pure function."""
    return aging(
        [
            AgedItem(
                party_id=item.party_id,
                currency=item.currency,
                open_minor=item.open_minor,
                document_on=item.document_on,
                due_on=item.due_on,
                instalment_on=item.due_on,
            )
            for item in owed.items_as_of(office.entity_id, on)
        ],
        on,
        by=AgeBy.INSTALMENT,
    )


def _statements_say_the_same(office: Office, on: date) -> None:
    """Open items, and movements since any day, come to what aging says."""
    aged = {row.party_id: row.total_minor for row in office.aged(on)}
    for kind, from_on in (
        (StatementKind.OPEN_ITEM, None),
        (StatementKind.ACTIVITY, FIRST + timedelta(days=20)),
        (StatementKind.BALANCE_FORWARD, None),
    ):
        asked = owed.Asked(kind=kind, as_of=on, from_on=from_on)
        told = owed.reckoned(office.entity_id, office.parties, asked)
        assert {
            one.party_id: one.stated.total_minor
            for one in told
            if one.stated.total_minor
        } == {party_id: total for party_id, total in aged.items() if total}


def _months_say_the_same(office: Office, on: date) -> None:
    """Each month of the rates ends with the debts of its aging, and so begins."""
    before_minor = 0
    for month in collection_months(office.wanted(on)):
        _, totals = aging_rows(office.wanted(month.last))
        buckets = [row.bucket_minor for row in totals]
        assert month.owed_minor == sum(map(sum, buckets))
        assert month.not_due_minor == sum(bucket[0] for bucket in buckets)
        assert month.opening_minor == before_minor
        before_minor = month.owed_minor
