"""A lockbox: cheques that a bank opened and deposited, with what each is for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from duebook.apps.banking.actions.depositing import (
    MakeDeposit,
    NothingToDeposit,
    make_deposit,
)
from duebook.apps.banking.actions.files import (
    FileNotWhole,
    came_before,
    keep_file,
    require_whole,
)
from duebook.apps.banking.actions.taking import CurrencyDiffers
from duebook.apps.banking.queries.accounts import bank_account
from duebook.apps.banking.queries.book import debts_named
from duebook.apps.entities.actions import Act, action
from duebook.apps.ledger.queries import accounts_by_role
from duebook.apps.papers.actions import Content
from duebook.apps.parties.actions import unknown_payer
from duebook.apps.parties.queries import parties_by_code, parties_by_name
from duebook.apps.payments.actions import Asked, NewPayment, take_in
from duebook.domain.application import ApplyBy
from duebook.domain.banking import Problem
from duebook.domain.ledger import AccountRole
from duebook.domain.mentions import plain
from duebook.domain.payments import Method
from duebook.domain.rights import Right
from duebook.formats.bank.advice import guess_advice, read_advice_table
from duebook.formats.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from duebook.apps.banking.queries.accounts import BankAccount
    from duebook.domain.banking import Remittance
    from duebook.domain.matching.records import Debt

FORMAT: Final = "Lockbox"
SPOILING: Final = frozenset(
    {
        "remittance_total_differs",
        "remittance_rows_differ",
        "remittance_line_differs",
    }
)
"""Problems of a file whose cheques would not be what the bank deposited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeLockbox:
    """Take in a table of cheques, one row for each invoice that a cheque pays.

    ``account`` is the bank account that they were deposited into on ``deposited_on``.
    """

    entity_id: int
    name: str
    content: Content
    account: str
    deposited_on: date


@dataclass(frozen=True, slots=True)
class LockboxTaken:
    """The deposit that the cheques became, in minor units of its account.

    ``unidentified`` of them have no known payer; ``told`` is what was not applied as
    the file says, and why.
    """

    deposit: str
    cheques: int
    amount_minor: int
    unidentified: int
    told: tuple[Problem, ...]
    is_repeated: bool = False


@action(Right.RECEIVE)
def take_lockbox(command: TakeLockbox, act: Act) -> LockboxTaken:
    """Take each cheque in as a payment, applied as it says, and deposit all of them.

    The bank is expected to show them as one line.

    Raises:
        UnreadableBankFile, FileNotWhole: naming row and column; nothing is posted.
        UnknownBankAccount, CurrencyDiffers: they cannot be on this account.
        NothingToDeposit: every cheque came before.
    """
    if came_before(act.entity_id, command.content):
        return LockboxTaken("", 0, 0, 0, (), is_repeated=True)
    account = bank_account(act.entity_id, command.account)
    cheques, told = _read(command, account)
    sorter = _Sorter(act, account, cheques, told)
    payments = [
        sorter.payment(cheque, received_on=command.deposited_on) for cheque in cheques
    ]
    receipts = take_in(act, payments)
    for cheque, receipt in zip(cheques, receipts, strict=True):
        if receipt.is_repeated:
            sentence = f"The cheque came before as {receipt.number}."
            told.append(_told(cheque, "lockbox_cheque_known", sentence))
    fresh = tuple(one.number for one in receipts if not one.is_repeated)
    if not fresh:
        raise NothingToDeposit  # a slip that names nothing would empty the drawer
    deposit = make_deposit.body(
        MakeDeposit(
            entity_id=act.entity_id,
            account=command.account,
            deposited_on=command.deposited_on,
            payments=fresh,
        ),
        act,
    )
    keep_file(act, command.name, command.content, format_name=FORMAT, problems=told)
    return LockboxTaken(
        deposit=deposit.number,
        cheques=deposit.payments,
        amount_minor=deposit.amount_minor,
        unidentified=sum(payment.is_unidentified for payment in payments),
        told=tuple(told),
    )


def _read(
    command: TakeLockbox, account: BankAccount
) -> tuple[Sequence[Remittance], list[Problem]]:
    table = read_table(command.content, command.name)
    cheques, told = read_advice_table(
        table, guess_advice(table), currency=account.currency
    )
    require_whole(command.name, told, SPOILING)
    for cheque in cheques:
        if not cheque.reference:
            sentence = "The row does not say which cheque it is of."
            raise FileNotWhole(command.name, cheque.place, "cheque", sentence)
        if _amount(cheque) is None:
            sentence = "Neither the cheque nor all its rows say their amount."
            raise FileNotWhole(command.name, cheque.place, "amount", sentence)
        if cheque.currency != account.currency:
            raise CurrencyDiffers(
                cheque.place, cheque.currency, account.name, account.currency
            )
    return cheques, told


def _amount(cheque: Remittance) -> int | None:
    """What the cheque is over: as it says, or what its rows come to."""
    if cheque.total_minor is not None:
        return cheque.total_minor
    paid = [line.paid_minor for line in cheque.lines if line.paid_minor is not None]
    return sum(paid) if len(paid) == len(cheque.lines) else None


class _Sorter:
    """Whose cheques are, and what of each goes where: one cheque after another.

    A cheque is its payer's where the file names one that we know, and otherwise that
    of the party whose invoices it pays.
    """

    def __init__(
        self,
        act: Act,
        account: BankAccount,
        cheques: Sequence[Remittance],
        told: list[Problem],
    ) -> None:
        self._told = told
        self._drawer_id = accounts_by_role(act.entity_id)[AccountRole.UNDEPOSITED]
        self._unknown_id = unknown_payer(act)
        self._debts: dict[str, list[Debt]] = defaultdict(list)
        said = {line.reference for cheque in cheques for line in cheque.lines}
        for debt in debts_named(act.entity_id, account.currency, said):
            for name in {plain(debt.number), *map(plain, debt.references)} - {""}:
                self._debts[name].append(debt)
        self._open = {
            debt.id: debt.open_minor for debts in self._debts.values() for debt in debts
        }
        self._payers = _payers(act, {cheque.payer.name for cheque in cheques} - {""})

    def payment(self, cheque: Remittance, *, received_on: date) -> NewPayment:
        """The payment that a cheque is."""
        shares = list(self._shares(cheque))
        party_id = self._payers.get(cheque.payer.name) or _only(
            debt.party_id for debt, _ in shares
        )
        if party_id is None:
            sentence = "Nothing says whose cheque it is; it is kept apart."
            self._told.append(_told(cheque, "lockbox_payer_unknown", sentence))
        else:
            for debt, share_minor in shares:
                self._open[debt.id] -= share_minor
        return NewPayment(
            party_id=party_id or self._unknown_id,
            received_on=received_on,
            currency=cheque.currency,
            amount_minor=_amount(cheque) or 0,
            method=Method.CHEQUE,
            reference=f"cheque {cheque.reference}",
            external_key=_key(cheque, received_on),
            asked=tuple(Asked(debt.id, minor) for debt, minor in shares)
            if party_id
            else (),
            how=ApplyBy.NONE,
            into_id=self._drawer_id,
            is_unidentified=party_id is None,
        )

    def _shares(self, cheque: Remittance) -> Iterator[tuple[Debt, int]]:
        """What each row pays, instalments as they are due; the rest stays unapplied."""
        taken: dict[int, int] = defaultdict(int)
        for line in cheque.lines:
            debts = self._debts.get(plain(line.reference), [])
            documents = {(debt.party_id, debt.number) for debt in debts}
            if len(documents) != 1:
                how_many = len(documents) or "No"
                sentence = f"{how_many} open documents are called {line.reference}."
                self._told.append(_told(cheque, "lockbox_document_unsure", sentence))
                continue
            left_minor = line.paid_minor or 0
            for debt in sorted(debts, key=lambda debt: (debt.due_on, debt.id)):
                share_minor = min(left_minor, self._open[debt.id] - taken[debt.id])
                if share_minor > 0:
                    taken[debt.id] += share_minor
                    left_minor -= share_minor
                    yield debt, share_minor
            if left_minor:
                sentence = f"{line.reference} has less open than the cheque pays."
                self._told.append(_told(cheque, "lockbox_more_than_open", sentence))


def _payers(act: Act, names: set[str]) -> Mapping[str, int]:
    """The parties of these codes or names, where each is one party's alone."""
    by_code = parties_by_code(act.entity_id, names)
    by_name = parties_by_name(act.entity_id, names)
    return {
        name: party_id
        for name in names
        if (
            party_id := by_code[name].id
            if name in by_code
            else _only(party.id for party in by_name.get(name, ()))
        )
    }


def _only(ids: Iterable[int]) -> int | None:
    found = set(ids)
    return found.pop() if len(found) == 1 else None


def _key(cheque: Remittance, deposited_on: date) -> str:
    return f"lockbox {deposited_on} {cheque.payer.name} {cheque.reference}"


def _told(cheque: Remittance, code: str, sentence: str) -> Problem:
    return Problem(
        code=code,
        place=f"{cheque.place}, cheque {cheque.reference}",
        field="invoice",
        sentence=sentence,
    )
