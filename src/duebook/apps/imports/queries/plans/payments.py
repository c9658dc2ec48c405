"""Payments out of a file: who paid, how much, for which documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duebook.apps.imports.queries.identity import fresh_rows, taken_back
from duebook.apps.imports.queries.naming import Named
from duebook.apps.imports.queries.planning import Outcome, Planned
from duebook.apps.imports.queries.posting import why_not_on
from duebook.apps.ledger.queries import accounts_by_role, chart
from duebook.apps.parties import queries as parties
from duebook.apps.payments.actions import Asked, NewPayment
from duebook.apps.payments.queries import payments_by_external_key
from duebook.apps.receivables.queries import items_by_number
from duebook.domain.application import ApplyBy
from duebook.domain.ledger import AccountRole
from duebook.domain.payments import BY_HAND, Method

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duebook.apps.imports.queries.planning import Plan
    from duebook.apps.parties.models import Party
    from duebook.apps.receivables.queries import Item
    from duebook.formats.tables import Row


def plan_payments(plan: Plan[NewPayment]) -> None:
    """Judge every row, each document's debt lowered by the rows before it."""
    fresh = fresh_rows(plan, ("external_key",))
    office = _Office(plan, [one.row for one in fresh])
    unsaid = 0
    for one in fresh:
        party = office.payer(one.row)
        payment = None if party is None else office.payment(one.row, party)
        if party is None or payment is None:
            continue
        unsaid += "method" not in one.row.values
        amount = f"{one.row.values['amount']} {payment.currency}"
        plan.planned.append(
            Planned(
                one.row,
                Outcome.CREATED,
                f"Payment of {party.code} {amount}",
                payment,
                target=payment.reference,
                key=one.key,
            )
        )
    if unsaid:
        plan.warn(
            "method_assumed", f"{unsaid:,} rows do not say how the money came: wire."
        )


class _Office:
    """What rows are judged by: parties, debts, keys, days on which one may post."""

    def __init__(self, plan: Plan[NewPayment], rows: Sequence[Row]) -> None:
        entity_id = plan.batch.entity_id
        numbers = {number for row in rows for number in _documents(row)}
        keys = {
            str(row.values["external_key"])
            for row in rows
            if "external_key" in row.values
        }
        days: list[Any] = [row.values["received_on"] for row in rows]
        self.plan = plan
        self.named = Named(plan, rows)
        self.debts = _Debts(items_by_number(entity_id, numbers))
        self.owners = parties.parties(entity_id, self.debts.party_ids())
        self.undone = taken_back(entity_id, plan.batch.kind, keys)
        received = payments_by_external_key(entity_id, keys)
        self.received = {one.external_key for one in received} - self.undone
        self.closed = why_not_on(plan.batch, days)
        self.drawer_id = accounts_by_role(entity_id)[AccountRole.UNDEPOSITED]
        self.drawer_names = {
            name.casefold()
            for account in chart(entity_id)
            if account.role is AccountRole.UNDEPOSITED
            for name in (account.code, account.name)
        }

    def payer(self, row: Row) -> Party | None:
        """Who pays: the party named, or the one that owes the documents named."""
        if "party" not in row.values:
            owner_id = self.debts.owner_of(_documents(row))
            if owner_id is None:
                reason = "does not tell one party that pays"
                self.plan.object_to(row, "documents", reason)
            return None if owner_id is None else self.owners[owner_id]
        return self.named.party(row)

    def payment(self, row: Row, party: Party) -> NewPayment | None:
        values: Mapping[str, Any] = row.values
        key = values.get("external_key", "")
        if key in self.received:
            self.plan.object_to(row, "external_key", "is the key of another payment")
        if why := self.closed[values["received_on"]]:
            self.plan.object_to(row, "received_on", f"is no day to post on: {why}")
        currency = values.get("currency", party.currency)
        amount_minor = self.plan.minor(row, "amount", currency)
        if amount_minor is not None and amount_minor <= 0:
            self.plan.object_to(row, "amount", "is not positive, so nothing came in")
        is_in_drawer = self._is_in_drawer(row)
        if amount_minor is None or not self.plan.is_good(row):
            return None
        asked = self.debts.asked(self.plan, row, party.id, currency, amount_minor)
        if not self.plan.is_good(row):
            return None
        return NewPayment(
            party_id=party.id,
            received_on=values["received_on"],
            currency=currency,
            amount_minor=amount_minor,
            method=Method(values.get("method", Method.WIRE)),
            reference=values.get("reference", ""),
            external_key="" if key in self.undone else key,
            asked=asked,
            how=ApplyBy.NONE if _documents(row) else ApplyBy.EXACT,
            takes_discount=values.get("discount_taken") != 0,
            into_id=self.drawer_id if is_in_drawer else None,
        )

    def _is_in_drawer(self, row: Row) -> bool:
        """Whether money waits to be taken to the bank, as its row or account says."""
        is_by_hand = row.values.get("method") in BY_HAND
        said = row.values.get("undeposited")
        if said is None:
            account = str(row.values.get("bank", "")).casefold()
            return is_by_hand and account in self.drawer_names
        if said and not is_by_hand:
            reason = "is neither cheque nor cash, and only those wait to be deposited"
            self.plan.object_to(row, "method", reason)
        return bool(said)


def _documents(row: Row) -> tuple[str, ...]:
    return row.values.get("documents", ())  # type: ignore[return-value]


class _Debts:
    """What rows may settle of the documents that they name: nothing contested."""

    def __init__(self, by_number: Mapping[str, Sequence[Item]]) -> None:
        self._by_number = {
            number: [item for item in items if item.open_minor > 0]
            for number, items in by_number.items()
        }
        self._open = {
            item.id: item.as_debt().offered_minor
            for items in by_number.values()
            for item in items
        }

    def party_ids(self) -> set[int]:
        return {item.party_id for items in self._by_number.values() for item in items}

    def owner_of(self, numbers: Sequence[str]) -> int | None:
        """The one party that owes these documents, if it is one."""
        owners = {
            item.party_id
            for number in numbers
            for item in self._by_number.get(number, ())
        }
        return owners.pop() if len(owners) == 1 else None

    def asked(
        self,
        plan: Plan[NewPayment],
        row: Row,
        party_id: int,
        currency: str,
        amount_minor: int,
    ) -> tuple[Asked, ...]:
        """How much is for each item of the documents that a payment names, in order."""
        asked: list[Asked] = []
        left_minor = amount_minor
        for number in _documents(row):
            mine = [
                item
                for item in self._by_number.get(number, ())
                if (item.party_id, item.currency) == (party_id, currency)
            ]
            if not mine:
                plan.object_to(
                    row, "documents", f"names {number}, which this party does not owe"
                )
            for item in sorted(mine, key=lambda item: (item.due_on, item.id)):
                part_minor = min(self._open[item.id], left_minor)
                if part_minor:
                    asked.append(Asked(item.id, part_minor))
                    left_minor -= part_minor
        if plan.is_good(row):
            for part in asked:
                assert isinstance(part.item, int), "items are asked for by id"
                self._open[part.item] -= part.amount_minor
        return tuple(asked)
