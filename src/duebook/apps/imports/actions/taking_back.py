"""How what each kind of import brought is taken back, or what stands in the way.

Each function takes back and returns nothing, or returns what was built on the import
in words; the transaction is then given up, so it may have written before it saw.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duebook.apps.audit.actions import adapter
from duebook.apps.catalog import queries as catalog
from duebook.apps.catalog.actions import KeepItems, keep_items
from duebook.apps.catalog.actions.withdrawing import (
    restore_prices,
    uses_of_items,
    withdraw_empty_tariffs,
    withdraw_items,
)
from duebook.apps.entities.actions import Act
from duebook.apps.imports import models
from duebook.apps.imports.actions.writing import Timeline
from duebook.apps.imports.queries.files import FileTaken
from duebook.apps.imports.queries.planning import Outcome
from duebook.apps.imports.queries.plans.items import item_entries
from duebook.apps.imports.queries.posting import first_open_day
from duebook.apps.imports.queries.records import digest
from duebook.apps.invoicing.actions.withdrawing import withdraw_charges
from duebook.apps.invoicing.queries.charges import bound_charges, priced_since
from duebook.apps.ledger.queries import accounts_by_role, periods
from duebook.apps.parties import queries as parties
from duebook.apps.parties.actions import KeepParties, keep_parties
from duebook.apps.parties.actions.withdrawing import uses_of_parties, withdraw_parties
from duebook.apps.payments.actions import ReturnPayment, return_payment
from duebook.apps.payments.actions.spending import Spending, spend
from duebook.apps.payments.queries import payments_by_id
from duebook.apps.receivables.actions import GivenUp, give_up
from duebook.apps.receivables.queries import applications_of, lock_items
from duebook.domain.catalog import ItemEntry
from duebook.domain.ledger import AccountRole
from duebook.domain.parties import PartyEntry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


UNDONE = "opening_undone"
"""The kind of item and entry that takes an opening balance back."""

PASSED_ON = {"payment_return": "return", "refund": "refund", "transfer": "transfer"}
"""Debits by which a payment went on: nothing of it can be taken back by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenFile:
    """A file that shall be taken back: what its rows made, and why."""

    act: Act
    file: FileTaken
    rows: Sequence[models.ImportRow]
    reason: str

    @property
    def entity_id(self) -> int:
        return self.act.entity_id

    def ended(self, outcome: Outcome) -> list[models.ImportRow]:
        return [row for row in self.rows if row.outcome == outcome]

    def target_ids(self) -> list[int]:
        return [row.target_id for row in self.rows if row.target_id is not None]

    def because(self) -> str:
        return f"import {self.file.id} undone: {self.reason}"


def take_back_parties(taken: TakenFile) -> list[str]:
    touched = [*taken.ended(Outcome.CREATED), *taken.ended(Outcome.UPDATED)]
    stands = parties.entries_by_code(taken.entity_id, {row.target for row in touched})
    built = _changed_since("Party", PartyEntry, touched, stands)
    if built:
        return built
    before = _before(PartyEntry, taken.ended(Outcome.UPDATED))
    keep_parties.body(
        KeepParties(entity_id=taken.entity_id, parties=tuple(before)), taken.act
    )
    created = _created(taken)
    uses = uses_of_parties(taken.entity_id, list(created))
    if not uses:
        withdraw_parties(taken.act, list(created))
    return _used("Party", created, uses)


def take_back_items(taken: TakenFile) -> list[str]:
    touched = [*taken.ended(Outcome.CREATED), *taken.ended(Outcome.UPDATED)]
    stands = item_entries(taken.entity_id, {row.target for row in touched})
    built = _changed_since("Item", ItemEntry, touched, stands)
    if built:
        return built
    before = _before(ItemEntry, taken.ended(Outcome.UPDATED))
    keep_items.body(
        KeepItems(entity_id=taken.entity_id, items=tuple(before)), taken.act
    )
    created = _created(taken)
    uses = uses_of_items(taken.entity_id, list(created))
    if not uses:
        withdraw_items(taken.act, list(created))
    return _used("Item", created, uses)


def _created(taken: TakenFile) -> dict[int, str]:
    """The codes of the records that an import added, by id."""
    return {
        row.target_id: row.target
        for row in taken.ended(Outcome.CREATED)
        if row.target_id is not None
    }


def _before(kind: Any, rows: Sequence[models.ImportRow]) -> list[Any]:
    return [adapter(kind).validate_python(row.before) for row in rows]


def _changed_since(
    what: str,
    kind: Any,
    rows: Sequence[models.ImportRow],
    stands: Mapping[str, object],
) -> list[str]:
    """The records that are no longer as the import left them."""
    return [
        f"{what} {row.target} was changed since"
        for row in rows
        if row.target not in stands or digest(kind, stands[row.target]) != row.after
    ]


def _used(
    what: str, created: Mapping[int, str], uses: Sequence[tuple[str, int, int]]
) -> list[str]:
    return [
        f"{what} {created[target_id]} is named by {count} of {_table(table)}"
        for table, target_id, count in uses
    ]


def _table(name: str) -> str:
    """``invoicing_charge`` in words: charges."""
    noun = name.split("_", 1)[1].replace("_", " ")
    return f"{noun.removesuffix('y')}ies" if noun.endswith("y") else f"{noun}s"


def take_back_prices(taken: TakenFile) -> list[str]:
    before = {
        (timeline.tariff, timeline.item): (row, timeline)
        for row in taken.rows
        if row.before is not None
        for timeline in [adapter(Timeline).validate_python(row.before)]
    }
    stands = catalog.filed_prices(taken.entity_id, list(before))
    built = [
        f"Price of {row.target} was changed since"
        for key, (row, _) in before.items()
        if digest(list[catalog.FiledPrice], stands[key]) != row.after
    ]
    new = [
        price
        for key, (_, timeline) in before.items()
        for price in stands[key]
        if price not in timeline.prices
    ]
    used = priced_since(
        taken.entity_id, [price.id for price in new], event_id=taken.file.event_id
    )
    built += [
        f"{price.entry.subject} is in {used[price.id]}"
        for price in new
        if price.id in used
    ]
    if built:
        return built
    restore_prices(
        taken.act, {key: timeline.prices for key, (_, timeline) in before.items()}
    )
    fresh = {
        timeline.tariff for _, timeline in before.values() if timeline.is_new_tariff
    }
    withdraw_empty_tariffs(taken.act, fresh)
    return []


def take_back_charges(taken: TakenFile) -> list[str]:
    charge_ids = taken.target_ids()
    bound = bound_charges(taken.entity_id, charge_ids)
    if not bound:
        withdraw_charges(taken.act, charge_ids)
    return [
        f"charge {charge_id} is in {bearer}"
        for charge_id, bearer in sorted(bound.items())
    ]


def take_back_open_items(taken: TakenFile) -> list[str]:
    """Void opening balances: each gets an opposite one, and they settle each other."""
    items = lock_items(taken.entity_id, taken.target_ids())
    settled = [item for item in items.values() if item.open_minor != item.amount_minor]
    if settled or not items:
        return [f"{item.number} was settled, at least in part" for item in settled]
    day = first_open_day(
        periods(taken.entity_id),
        taken.act.person,
        max(item.effective_on for item in items.values()),
        taken.act.today,
    )
    give_up(
        taken.act,
        [
            GivenUp(item=item, amount_minor=item.open_minor)
            for item in items.values()
            if item.open_minor > 0
        ],
        kind=UNDONE,
        role=AccountRole.OPENING_BALANCE,
        effective_on=day,
        reason=taken.because(),
    )
    against_id = accounts_by_role(taken.entity_id)[AccountRole.OPENING_BALANCE]
    spend(
        taken.act,
        [
            Spending(
                kind=UNDONE,
                number=item.number,
                credits=((item, -item.open_minor),),
                against_id=against_id,
            )
            for item in items.values()
            if item.open_minor < 0
        ],
        effective_on=day,
        reason=taken.because(),
    )
    return []


def take_back_payments(taken: TakenFile) -> list[str]:
    """Return payments one by one: each opens again what it had settled."""
    payments = payments_by_id(taken.entity_id, taken.target_ids())
    numbers = {payment.item_id: payment.number for payment in payments}
    applied = applications_of(taken.entity_id, numbers)
    debts = lock_items(taken.entity_id, {one.debt_id for one in applied})
    built = [
        f"payment {numbers[one.credit_id]} went on as a {PASSED_ON[kind]}"
        for one in applied
        if one.credit_id in numbers and (kind := debts[one.debt_id].kind) in PASSED_ON
    ]
    if built:
        return built
    spans = periods(taken.entity_id)
    for payment in payments:
        day = first_open_day(
            spans, taken.act.person, payment.received_on, taken.act.today
        )
        return_payment.body(
            ReturnPayment(
                entity_id=taken.entity_id,
                payment_id=payment.id,
                returned_on=day,
                reason=taken.because(),
            ),
            taken.act,
        )
    return []


def take_back_rates(taken: TakenFile) -> list[str]:
    """Rates stay on record: a wrong one is corrected, and says why."""
    return [
        f"exchange rate {row.target} stays on record; set the right one with a reason"
        for row in taken.rows
        if row.target_id is not None
    ]


TAKERS_BACK: Mapping[str, Callable[[TakenFile], list[str]]] = {
    "parties": take_back_parties,
    "items": take_back_items,
    "prices": take_back_prices,
    "charges": take_back_charges,
    "open_items": take_back_open_items,
    "payments": take_back_payments,
    "rates": take_back_rates,
}
