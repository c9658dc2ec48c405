"""What a processor pays out: charges taken in, fees and refunds posted, the sum sent.

The processor's account holds what it owes us.  A charge puts its gross amount there
as a payment; fees, refunds and disputes take from it, and so does each payout, which
the bank's line is linked to afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Final

from duebook import db
from duebook.apps.banking import models
from duebook.apps.banking.actions.files import came_before, keep_file
from duebook.apps.banking.actions.movements import Movement, post_movements
from duebook.apps.banking.queries.accounts import CurrencyDiffers, bank_account
from duebook.apps.entities.actions import REFUSED_BY, Act, action
from duebook.apps.ledger import actions as books
from duebook.apps.ledger.queries import accounts_by_role, balance_on
from duebook.apps.papers.actions import Content
from duebook.domain.banking import Problem
from duebook.domain.errors import Refusal
from duebook.domain.ledger import AccountRole, JournalEntry, Posting
from duebook.domain.money import from_minor
from duebook.domain.rights import Right
from duebook.formats.bank.payouts import read_payouts
from duebook.formats.bank.refusals import require_whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.apps.banking.queries.accounts import BankAccount
    from duebook.formats.bank.payout_records import Payout, PayoutFile

REFUSED_BY["payout_is_posted_once"] = "this payout is being taken in by somebody else."
REFUSED_BY["processor_movement_is_posted_once"] = (
    "a movement of this file is being taken in by somebody else."
)

SPOILING: Final = frozenset(
    {"payout_item_differs", "payout_total_differs", "payout_items_unassigned"}
)
"""Problems of a file whose sums would not be what the bank gets."""

FAILED: Final = "payout_failed"


@dataclass(eq=False)
class PayoutOfAnotherSum(Refusal):
    """A payout, or a movement in it, came before with another amount."""

    code: ClassVar[str] = "payout_of_another_sum"
    template: ClassVar[str] = (
        "{place}: {external_id} came before over {earlier} {currency}, now over "
        "{amount}; one of the two is wrong."
    )

    place: str
    external_id: str
    earlier: Decimal
    currency: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class TakePayouts:
    """Take in a processor's report; ``account`` is the bank account it pays into."""

    entity_id: int
    name: str
    content: Content
    account: str


@dataclass(frozen=True, slots=True)
class PayoutsTaken:
    """What a report brought; amounts in minor units, by currency.

    ``payments`` are charges and other money in, of which ``unidentified`` are kept
    apart; ``taken_back`` are payments that went back whole.  ``owed_minor`` is what
    the processor holds for us now.  ``told`` is what a person should see to.
    """

    payouts: int
    payments: int
    unidentified: int
    taken_back: int
    fees_minor: dict[str, int]
    owed_minor: dict[str, int]
    told: tuple[Problem, ...]
    is_repeated: bool = False


@action(Right.RECEIVE)
def take_payouts(command: TakePayouts, act: Act) -> PayoutsTaken:
    """Post what a processor tells: each movement once, and each payout once.

    Raises:
        UnreadableBankFile, FileNotWhole: naming place and field; nothing is posted.
        UnknownBankAccount, CurrencyDiffers: the payouts do not go to this account.
        PayoutOfAnotherSum: something in it came before with another amount.
    """
    if came_before(act.entity_id, command.content):
        return PayoutsTaken(0, 0, 0, 0, {}, {}, (), is_repeated=True)
    account = bank_account(act.entity_id, command.account)
    file = read_payouts(command.content, command.name)
    require_whole(command.name, file.problems, SPOILING)
    movements = _fresh_movements(act, file)
    payouts = _fresh_payouts(act, file, account)
    told = list(file.problems)
    posted = post_movements(act, movements, told)
    file_id = keep_file(
        act,
        command.name,
        command.content,
        format_name=file.format,
        problems=told,
    )
    _write_movements(act, file_id, movements, posted.ids)
    _post_payouts(act, file_id, account, payouts)
    return PayoutsTaken(
        payouts=len(payouts),
        payments=posted.payments,
        unidentified=posted.unidentified,
        taken_back=posted.taken_back,
        fees_minor=posted.fees_minor,
        owed_minor=_owed(act, file),
        told=tuple(told),
    )


def _day(payout: Payout, act: Act) -> date:
    days = [item.created_on for item in payout.items if item.created_on]
    return payout.arrives_on or max(days, default=act.today)


def _fresh_movements(act: Act, file: PayoutFile) -> list[Movement]:
    """The movements that no file told before, each once, with their days."""
    told = {
        item.id: Movement(item, item.created_on or _day(payout, act))
        for payout in file.payouts
        for item in payout.items
    }
    known = models.ProcessorMovement.objects.filter(
        entity_id=act.entity_id, external_id__in=told
    ).values_list("external_id", "net_minor")
    for external_id, net_minor in known:
        item = told.pop(external_id).item
        _require_same(item.place, item.id, item.currency, net_minor, item.net_minor)
    return list(told.values())


def _fresh_payouts(act: Act, file: PayoutFile, account: BankAccount) -> list[Payout]:
    """The payouts that arrive and that no file told before, each once."""
    failed = {one.place for one in file.problems if one.code == FAILED}
    sent = {one.id: one for one in file.payouts if one.id and one.place not in failed}
    for payout in sent.values():
        if payout.currency != account.currency:
            raise CurrencyDiffers(
                payout.place, payout.currency, account.name, account.currency
            )
    known = models.Payout.objects.filter(
        entity_id=act.entity_id, external_id__in=sent
    ).values_list("external_id", "amount_minor")
    for external_id, amount_minor in known:
        payout = sent.pop(external_id)
        _require_same(
            payout.place, payout.id, payout.currency, amount_minor, _sum(payout)
        )
    return list(sent.values())


def _require_same(
    place: str, external_id: str, currency: str, earlier_minor: int, now_minor: int
) -> None:
    if earlier_minor != now_minor:
        raise PayoutOfAnotherSum(
            place,
            external_id,
            from_minor(earlier_minor, currency),
            currency,
            from_minor(now_minor, currency),
        )


def _sum(payout: Payout) -> int:
    """What reaches the bank: as it is declared, or what its items come to."""
    return payout.items_net_minor if payout.net_minor is None else payout.net_minor


def _write_movements(
    act: Act, file_id: int, movements: Sequence[Movement], ids: Sequence[int]
) -> None:
    db.write(
        "banking_processor_movement",
        (
            *("id", "entity_id", "file_id", "external_id", "kind", "moved_on"),
            *("currency", "gross_minor", "fee_minor", "net_minor", "source"),
        ),
        [
            (
                movement_id,
                act.entity_id,
                file_id,
                item.id,
                item.kind.value,
                movement.on,
                item.currency,
                item.gross_minor,
                item.fee_minor,
                item.net_minor,
                item.source,
            )
            for movement_id, movement in zip(ids, movements, strict=True)
            for item in (movement.item,)
        ],
    )


def _post_payouts(
    act: Act, file_id: int, account: BankAccount, payouts: Sequence[Payout]
) -> None:
    """Move each sum from the processor to the bank, on the day it is expected."""
    processor_id = accounts_by_role(act.entity_id)[AccountRole.PROCESSOR]
    ids = db.take_ids("banking_payout", len(payouts))
    db.write(
        "banking_payout",
        (
            *("id", "entity_id", "file_id", "bank_account_id", "external_id"),
            *("arrives_on", "currency", "amount_minor"),
        ),
        [
            (
                payout_id,
                act.entity_id,
                file_id,
                account.id,
                payout.id,
                _day(payout, act),
                payout.currency,
                _sum(payout),
            )
            for payout_id, payout in zip(ids, payouts, strict=True)
        ],
    )
    books.post(
        act,
        [
            JournalEntry(
                effective_on=_day(payout, act),
                currency=payout.currency,
                source_kind="payout",
                source_id=payout_id,
                cause=f"payout {payout.id}",
                postings=(
                    Posting(account.account_id, _sum(payout)),
                    Posting(processor_id, -_sum(payout)),
                ),
            )
            for payout_id, payout in zip(ids, payouts, strict=True)
            if _sum(payout)
        ],
    )


def _owed(act: Act, file: PayoutFile) -> dict[str, int]:
    processor_id = accounts_by_role(act.entity_id)[AccountRole.PROCESSOR]
    return {
        currency: balance_on(act.entity_id, processor_id, currency, date.max)
        for currency in sorted({payout.currency for payout in file.payouts})
    }
