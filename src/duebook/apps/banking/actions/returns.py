"""What banks send back over the ACH network: returned payments, corrected accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Final

from duebook.apps.banking.actions.files import came_before, keep_file
from duebook.apps.banking.actions.learning import AccountCorrected, correct_account
from duebook.apps.banking.queries.accounts import bank_account, bank_accounts
from duebook.apps.banking.queries.returnable import returnable_payments
from duebook.apps.entities.actions import Act, action
from duebook.apps.papers.actions import Content
from duebook.apps.payments.actions import ReturnPayment, take_back_payment
from duebook.domain.banking import Problem
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right
from duebook.domain.taken_back import LONGEST, TakenBack, payments_meant
from duebook.formats.bank.ach_records import AchEntry
from duebook.formats.bank.nacha import read_nacha
from duebook.formats.bank.refusals import require_whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duebook.apps.banking.queries.returnable import ReturnablePayment
    from duebook.formats.bank.ach_records import AchBatch, AchFile

FORMAT: Final = "NACHA"
CURRENCY: Final = "USD"
"""The ACH network moves no other."""

SPOILING: Final = frozenset(
    {
        *("batch_control_missing", "file_control_missing", "batch_count_differs"),
        *("entry_count_differs", "entry_hash_differs"),
        *("debit_total_differs", "credit_total_differs"),
    }
)
"""Problems of a file that was cut, or changed on its way."""


@dataclass(eq=False)
class NothingReturned(Refusal):
    """A NACHA file with neither a return nor a notification of change."""

    code: ClassVar[str] = "nothing_returned"
    template: ClassVar[str] = (
        "{name} has no return and no notification of change in it."
    )

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeReturns:
    """Take in a NACHA file of returns and notifications of change.

    ``account`` is the bank account that the money leaves, where it is not the one
    that a payment came into.
    """

    entity_id: int
    name: str
    content: Content
    account: str = ""


@dataclass(frozen=True, slots=True)
class PaymentCameBack:
    """A payment that the file took back, in minor units, and why."""

    place: str
    payment: str
    amount_minor: int
    reason: str


@dataclass(frozen=True, slots=True)
class ReturnsTaken:
    """What came of each entry; ``told`` are those that changed nothing, and why.

    A file that came before adds nothing: ``is_repeated``.
    """

    returned: tuple[PaymentCameBack, ...]
    corrected: tuple[AccountCorrected, ...]
    told: tuple[Problem, ...]
    is_repeated: bool = False


@dataclass(frozen=True, slots=True)
class _Back:
    """A return with the day on which its money leaves."""

    entry: AchEntry
    on: date

    def as_taken_back(self) -> TakenBack:
        assert self.entry.returned is not None
        return TakenBack(
            on=self.on,
            amount_minor=self.entry.amount_minor,
            names=(self.entry.returned.original_trace, self.entry.individual_id),
        )


@action(Right.RECEIVE)
def take_returns(command: TakeReturns, act: Act) -> ReturnsTaken:
    """Take back the payments that came back, and correct the accounts that changed.

    An entry whose payment is not found, or not the only one, is told and changes
    nothing.  The bank's line over the same money is linked by the matcher.

    Raises:
        UnreadableBankFile, FileNotWhole: naming line and field; nothing is posted.
        NothingReturned: it is a file of other entries.
        UnknownBankAccount: there is no account of this name.
    """
    if came_before(act.entity_id, command.content):
        return ReturnsTaken((), (), (), is_repeated=True)
    file = read_nacha(command.content, command.name)
    require_whole(command.name, file.problems, SPOILING)
    backs = list(_returns(file, act.today))
    changes = [
        entry for batch in file.batches for entry in batch.entries if entry.change
    ]
    if not backs and not changes:
        raise NothingReturned(command.name)
    told = list(file.problems)
    returned = _take_back(act, command, backs, told)
    corrected = _correct(act, changes, told)
    keep_file(act, command.name, command.content, format_name=FORMAT, problems=told)
    return ReturnsTaken(tuple(returned), tuple(corrected), tuple(told))


def _returns(file: AchFile, today: date) -> Iterator[_Back]:
    for batch in file.batches:
        for entry in batch.entries:
            if entry.returned:
                yield _Back(entry, _day(file, batch, today))


def _day(file: AchFile, batch: AchBatch, today: date) -> date:
    """When the money leaves: the file's own day, which no original entry repeats."""
    return min(file.created_on or batch.effective_on or today, today)


def _take_back(
    act: Act, command: TakeReturns, backs: list[_Back], told: list[Problem]
) -> list[PaymentCameBack]:
    if not backs:
        return []
    payments = {
        one.id: one
        for one in returnable_payments(
            act.entity_id,
            CURRENCY,
            {back.entry.amount_minor for back in backs},
            min(back.on for back in backs) - LONGEST,
        )
    }
    banks = {one.account_id for one in bank_accounts(act.entity_id)}
    named = (
        bank_account(act.entity_id, command.account).account_id
        if command.account
        else None
    )
    returned: list[PaymentCameBack] = []
    seen: set[int] = set()
    for back in backs:
        found = _meant(back, payments, seen)
        if isinstance(found, Problem):
            told.append(found)
            continue
        seen.add(found.id)
        of_payment = found.account_id if found.account_id in banks else None
        returned.append(_return(act, back, found, named or of_payment))
    return returned


def _meant(
    back: _Back, payments: dict[int, ReturnablePayment], seen: set[int]
) -> ReturnablePayment | Problem:
    """The payment that comes back, or why it is not known."""
    entry = back.entry
    assert entry.returned is not None
    if "R61" <= entry.returned.code <= "R77":
        return _told(entry, "return_between_banks", "The banks dispute this return.")
    if entry.is_credit:
        return _told(
            entry, "return_of_money_sent", "Money that we sent comes back; see to it."
        )
    meant = payments_meant(
        back.as_taken_back(), [one.as_received() for one in payments.values()]
    )
    if not meant:
        return _told(
            entry,
            "return_not_found",
            f"No payment of this amount bears {entry.returned.original_trace} or "
            f"“{entry.individual_id}”.",
        )
    if len(meant) > 1:
        numbers = ", ".join(payments[one].number for one in meant)
        return _told(entry, "return_ambiguous", f"It may be one of {numbers}.")
    [payment_id] = meant
    payment = payments[payment_id]
    if payment.is_returned or payment_id in seen:
        return _told(entry, "return_known", f"{payment.number} was taken back before.")
    return payment


def _return(
    act: Act, back: _Back, payment: ReturnablePayment, out_of_id: int | None
) -> PaymentCameBack:
    assert back.entry.returned is not None
    reason = f"{back.entry.returned.code}: {back.entry.returned.reason}"
    take_back_payment(
        ReturnPayment(
            entity_id=act.entity_id,
            payment_id=payment.id,
            returned_on=back.on,
            reason=reason,
            out_of_id=out_of_id,
        ),
        act,
    )
    return PaymentCameBack(
        back.entry.place, payment.number, payment.amount_minor, reason
    )


def _correct(
    act: Act, entries: list[AchEntry], told: list[Problem]
) -> list[AccountCorrected]:
    corrected = []
    for entry in entries:
        assert entry.change is not None
        asked = f"{entry.change.code} asks for {entry.change.reason}: "
        if not entry.change.account:
            told.append(
                _told(
                    entry,
                    "change_not_kept_here",
                    f"{asked}“{entry.change.corrected}” for “{entry.name}”.",
                )
            )
            continue
        found = correct_account(act, entry.account, entry.change.account)
        if found is None:
            told.append(
                _told(
                    entry,
                    "change_of_unknown_account",
                    f"{asked}no single party is known by account {entry.account}.",
                )
            )
        else:
            corrected.append(found)
    return corrected


def _told(entry: AchEntry, code: str, sentence: str) -> Problem:
    return Problem(code=code, place=entry.place, field="entry", sentence=sentence)
