"""Credit changed into another currency at the rate that the bank used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from duebook.apps.entities.actions import Act, action
from duebook.apps.ledger import actions as books
from duebook.apps.ledger.queries import accounts_by_role
from duebook.apps.payments import queries
from duebook.apps.payments.actions.spending import taken_from
from duebook.apps.receivables import actions as receivables
from duebook.apps.receivables.queries import (
    Item,
    applications_of,
    item_rates,
    lock_items,
)
from duebook.domain.errors import Refusal
from duebook.domain.exchange import judged_rate, rate_between, worth
from duebook.domain.ledger import AccountRole, JournalEntry, Posting
from duebook.domain.money import from_minor
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Sequence

CONVERSION = "conversion"
"""The kind of the debit that uses the old credit up, and of the new credit."""


@dataclass(eq=False)
class SameCurrency(Refusal):
    """A credit was to be changed into the currency it is in."""

    code: ClassVar[str] = "same_currency"
    template: ClassVar[str] = "{number} is in {currency} already."

    number: str
    currency: str


@dataclass(eq=False)
class NothingForIt(Refusal):
    """The bank gave nothing, or less, for what was changed."""

    code: ClassVar[str] = "nothing_for_it"
    template: ClassVar[str] = "{amount} {currency} cannot be what the bank gave."

    amount: Decimal
    currency: str


@dataclass(eq=False)
class NotConverted(Refusal):
    """The credit did not come from a change of currency that stands."""

    code: ClassVar[str] = "not_converted"
    template: ClassVar[str] = "{credit} was not changed from another currency."

    credit: str


@dataclass(eq=False)
class ConversionInUse(Refusal):
    """Changed money was applied or moved since; that has to be taken back first."""

    code: ClassVar[str] = "conversion_in_use"
    template: ClassVar[str] = (
        "{used} {currency} of what {number} was changed into is in use; "
        "take that back first."
    )

    number: str
    used: Decimal
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvertCredit:
    """Change a credit, or ``amount_minor`` of it, into ``into_minor`` of a currency.

    Both amounts as the bank says them; its rate is what they come to.
    """

    entity_id: int
    credit_id: int
    into_currency: str
    into_minor: int
    converted_on: date
    reason: str
    amount_minor: int | None = None


@dataclass(frozen=True, slots=True)
class CreditConverted:
    """The credit in the new currency, and what was taken from the old one."""

    credit_id: int
    amount_minor: int


@action(Right.APPLY)
def convert_credit(command: ConvertCredit, act: Act) -> CreditConverted:
    """Change a credit into another currency: the old one is used up, one begins.

    Raises:
        SameCurrency: it is in that currency.
        NothingForIt: nothing was given for it.
        MoreThanCredit, NothingPaidIn, BeforeCredit: it cannot be taken from it.
    """
    credit = lock_items(act.entity_id, [command.credit_id])[command.credit_id]
    if credit.currency == command.into_currency:
        raise SameCurrency(credit.number, credit.currency)
    if command.into_minor <= 0:
        given = from_minor(command.into_minor, command.into_currency)
        raise NothingForIt(given, command.into_currency)
    on = command.converted_on
    amount_minor = taken_from(credit, command.amount_minor, on)
    debit_id, new_id = receivables.take_item_ids(2)
    debit, new = _write(
        act,
        [
            _Part(debit_id, credit, credit.currency, amount_minor, CONVERSION),
            _Part(
                new_id,
                credit,
                command.into_currency,
                -command.into_minor,
                "converted",
                debit_id,
            ),
        ],
        on=on,
        reason=command.reason,
    )
    _value(act, credit, debit, new)
    _settle(act, [(credit, debit)], on, command.reason)
    return CreditConverted(new_id, amount_minor)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackConversion:
    """Take a change of currency back: the credit is as it was before."""

    entity_id: int
    converted_id: int
    taken_back_on: date
    reason: str


@action(Right.APPLY)
def take_back_conversion(command: TakeBackConversion, act: Act) -> CreditConverted:
    """Undo a change of currency; return the credit that is open again.

    The exchange difference that it made is taken back with it, and the old credit is
    worth what it was.

    Raises:
        NotConverted: the credit is none that was changed, or was changed back.
        ConversionInUse: something of it was applied or moved.
    """
    done = queries.conversion_into(act.entity_id, command.converted_id)
    if done is None:
        raise NotConverted(str(command.converted_id))
    items = lock_items(act.entity_id, [done.credit_id, done.debit_id, done.new_id])
    credit, debit, new = (
        items[id_] for id_ in (done.credit_id, done.debit_id, done.new_id)
    )
    standing = [
        one
        for one in applications_of(act.entity_id, [debit.id])
        if one.credit_id == credit.id
    ]
    if not standing:
        raise NotConverted(new.number)
    if new.open_minor != new.amount_minor:
        used = from_minor(new.open_minor - new.amount_minor, new.currency)
        raise ConversionInUse(new.number, used, new.currency)
    on = max(command.taken_back_on, new.effective_on)
    receivables.take_back(act, standing, items, on, command.reason)
    used_up_id, given_back_id = receivables.take_item_ids(2)
    used_up, given_back = _write(
        act,
        [
            _Part(used_up_id, new, new.currency, -new.amount_minor, CONVERSION),
            _Part(
                given_back_id, debit, debit.currency, -debit.amount_minor, CONVERSION
            ),
        ],
        on=on,
        reason=command.reason,
    )
    receivables.value_as(act, [(used_up.id, new.id)], new.currency)
    receivables.value_as(act, [(given_back.id, debit.id)], debit.currency)
    _settle(act, [(new, used_up), (given_back, debit)], on, command.reason)
    return CreditConverted(credit.id, debit.amount_minor)


@dataclass(frozen=True, slots=True)
class _Part:
    """An item to be written against the exchange adjustment, beside another."""

    id: int
    beside: Item
    currency: str
    amount_minor: int
    source_kind: str
    source_id: int = 0


def _write(act: Act, parts: Sequence[_Part], *, on: date, reason: str) -> list[Item]:
    """Post both sides of a change, each in its own currency, and write their items."""
    adjustment_id = accounts_by_role(act.entity_id)[AccountRole.EXCHANGE_ADJUSTMENT]
    entry_ids = books.post(
        act,
        [
            JournalEntry(
                effective_on=on,
                currency=part.currency,
                source_kind=part.source_kind,
                source_id=part.source_id or part.id,
                cause=f"change of currency, {part.beside.number}",
                postings=(
                    Posting(part.beside.account_id, part.amount_minor, part.id),
                    Posting(adjustment_id, -part.amount_minor),
                ),
            )
            for part in parts
        ],
    )
    items = [
        receivables.NewItem(
            id=part.id,
            party_id=part.beside.party_id,
            account_id=part.beside.account_id,
            kind=CONVERSION,
            number=part.beside.number,
            currency=part.currency,
            amount_minor=part.amount_minor,
            document_on=on,
            due_on=on,
            effective_on=on,
            entry_id=entry_id,
            reason=reason,
        )
        for part, entry_id in zip(parts, entry_ids, strict=True)
    ]
    receivables.write_items(act, items)
    return [item.written() for item in items]


def _value(act: Act, credit: Item, debit: Item, new: Item) -> None:
    """Value a change at the bank's rate, where one side is the entity's currency.

    Between two foreign currencies nothing is realised: the new credit is worth what
    the old one was.
    """
    own = act.currency
    if own in {debit.currency, new.currency}:
        foreign, home = (debit, new) if new.currency == own else (new, debit)
        worth_minor = Decimal(abs(home.amount_minor))
        valued = [foreign]
    else:
        rate = item_rates(act.entity_id, [credit.id]).get(credit.id)
        receivables.value_as(act, [(debit.id, credit.id)], debit.currency)
        if rate is None:
            return
        worth_minor = worth(
            debit.amount_minor, rate.per_unit, of=debit.currency, to=own
        )
        valued = [new]
    receivables.value_at(
        act,
        [
            (
                item.id,
                item.effective_on,
                judged_rate(
                    item.currency,
                    rate_between(
                        worth_minor, abs(item.amount_minor), of=item.currency, to=own
                    ),
                ),
            )
            for item in valued
        ],
    )


def _settle(
    act: Act, pairs: Sequence[tuple[Item, Item]], on: date, reason: str
) -> None:
    """Put credits against the debits that use them up, each wholly."""
    receivables.apply_each(
        act,
        [
            settled
            for credit, debit in pairs
            for settled in receivables.settled_by(
                credit,
                [(debit, debit.amount_minor)],
                rule=CONVERSION,
                effective_on=on,
                reason=reason,
            )
        ],
    )
