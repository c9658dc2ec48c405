"""What is open while payments settle it, one after another."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from duebook.apps.receivables.queries import NoSuchItem, lock_open_debts
from duebook.domain.application import ApplyBy
from duebook.domain.ledger import AccountRole
from duebook.domain.payments import (
    settle,
    settle_as_agreed,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from duebook.apps.entities.actions import Act
    from duebook.apps.payments.actions.new_payments import Asked, NewPayment
    from duebook.apps.receivables.queries import Item
    from duebook.domain.payments import (
        Settlement,
    )


def lower(items: dict[int, Item], settlement: Settlement) -> None:
    """Take what a settlement settles off the items, for whatever settles them next."""
    for item_id, amount_minor in settlement.lowered():
        item = items[item_id]
        items[item_id] = replace(item, open_minor=item.open_minor - amount_minor)


class Debts:
    """What is open while the payments of a set settle it, one after another."""

    def __init__(self, items: Iterable[Item]) -> None:
        self.items = {item.id: item for item in items}
        self._of_party: dict[int, list[int]] = {}
        for item in self.items.values():
            self._of_party.setdefault(item.party_id, []).append(item.id)

    def settle(self, payment: NewPayment) -> Settlement:
        """Settle with one payment; the next one finds what this one left."""
        asked = self._asked(payment)
        ids = {*self._of_party.get(payment.party_id, ()), *asked} & self.items.keys()
        open_items = [item.as_debt() for item in self._open(ids, payment.currency)]
        if payment.let_go:
            settlement = settle_as_agreed(
                payment.amount_minor, open_items, asked, payment.let_go
            )
        else:
            settlement = settle(
                payment.amount_minor,
                open_items,
                received_on=payment.received_on,
                how=payment.how
                if payment.kept_in() is AccountRole.UNAPPLIED_CASH
                else ApplyBy.NONE,
                asked=asked,
                takes_discount=payment.takes_discount,
            )
        lower(self.items, settlement)
        return settlement

    def _open(self, ids: Iterable[int], currency: str) -> list[Item]:
        return [
            item
            for item in map(self.items.__getitem__, ids)
            if item.open_minor > 0 and item.currency == currency
        ]

    def _asked(self, payment: NewPayment) -> dict[int, int]:
        wanted: dict[int, int] = {}
        for asked in payment.asked:
            for item_id, amount_minor in self._shares(payment, asked):
                wanted[item_id] = wanted.get(item_id, 0) + amount_minor
        return wanted

    def _shares(self, payment: NewPayment, asked: Asked) -> Iterator[tuple[int, int]]:
        """An instruction by item: a document's instalments as they fall due.

        The last one is asked for all that is left, so too much is refused there.
        """
        if isinstance(asked.item, int):
            yield asked.item, asked.amount_minor
            return
        mine = self._open(self._of_party.get(payment.party_id, ()), payment.currency)
        instalments = sorted(
            (item for item in mine if item.number == asked.item),
            key=lambda item: (item.due_on, item.id),
        )
        if not instalments:
            raise NoSuchItem(asked.item)
        left_minor = asked.amount_minor
        for item in instalments[:-1]:
            share_minor = min(item.open_minor, left_minor)
            if share_minor:
                yield item.id, share_minor
            left_minor -= share_minor
        if left_minor or len(instalments) == 1:
            yield instalments[-1].id, left_minor


def lock_debts(act: Act, payments: Sequence[NewPayment]) -> Debts:
    """What payments may settle: all that their payers owe, and what they name."""
    named = {
        asked.item
        for payment in payments
        for asked in payment.asked
        if isinstance(asked.item, int)
    }
    party_ids = {payment.party_id for payment in payments}
    return Debts(lock_open_debts(act.entity_id, party_ids, with_ids=named))
