"""Ledger and documents beside each other, account by account, difference by class."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.banking.queries.accounts import bank_accounts
from duebook.apps.banking.queries.proof import proof
from duebook.apps.close.queries.invariants import ROOM
from duebook.apps.ledger import queries as ledger
from duebook.apps.receivables import queries as owed
from duebook.domain.ledger import AccountRole
from duebook.domain.tie_out import (
    Cause,
    Difference,
    Half,
    Movement,
    Tie,
    differences_of,
    unpaired,
    with_rest,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duebook.apps.banking.queries.accounts import BankAccount
    from duebook.apps.banking.queries.proof import Proof

RECEIVABLES, SUB_LEDGERS, BANK = "receivables", "sub-ledgers", "bank"
"""Points of the checklist that ties belong to; a bank account's is ``bank:NAME``."""

_DOCUMENT_ROLES = (AccountRole.UNDEPOSITED, AccountRole.PROCESSOR)


def bank_point(account: str) -> str:
    """The point of the checklist that a bank account is."""
    return f"{BANK}:{account}"


def ties(entity_id: int, on: date) -> list[Tie]:
    """All sides that must agree, at the end of a day, with every difference named."""
    balances = _balances(entity_id, on)
    rounding = _code(balances, AccountRole.ROUNDING) or _rounding(entity_id)
    return [
        *_receivables(entity_id, on),
        *_identified(entity_id, on),
        *_bank_ties(entity_id, on),
        *_document_accounts(entity_id, on, balances, rounding),
        *_transfers(entity_id, on, balances),
        *_taxes(entity_id, on, balances, rounding),
        *_contested(entity_id, on),
    ]


@dataclass(frozen=True, slots=True)
class _Balance:
    role: str
    account_id: int
    code: str
    name: str
    currency: str
    amount_minor: int


def _balances(entity_id: int, on: date) -> list[_Balance]:
    roles = [
        *_DOCUMENT_ROLES,
        *(AccountRole.TRANSFERS, AccountRole.TAX_PAYABLE, AccountRole.ROUNDING),
    ]
    return db.rows_of(
        _Balance,
        db.sql(ROOM, "role_balances"),
        {"entity": entity_id, "on": on, "roles": roles},
    )


def _code(balances: Sequence[_Balance], role: AccountRole) -> str:
    return next((one.code for one in balances if one.role == role), "")


def _rounding(entity_id: int) -> str:
    """The code of the rounding account, on which nothing was posted yet."""
    account_id = ledger.accounts_by_role(entity_id).get(AccountRole.ROUNDING)
    codes = {id_: code for code, id_ in ledger.account_ids(entity_id).items()}
    return codes.get(account_id or 0, "")


@dataclass(frozen=True, slots=True)
class _OfItem:
    account: str
    item_id: int
    entry_id: int
    number: str
    kind: str
    party: str
    cause: str
    currency: str
    ledger_minor: int
    told_minor: int
    ledger_ever_minor: int
    told_ever_minor: int
    postings: int
    is_repeat: bool
    is_imported: bool

    def movement(self) -> Movement:
        if self.number:
            kind = self.kind.replace("_", " ")
            subject = f"{kind} {self.number} of {self.party}"
        else:
            subject = f"entry {self.entry_id}, {self.cause or 'without a cause'}"
        return Movement(
            key=f"{RECEIVABLES}:{self.account}:entry{self.entry_id}:item{self.item_id}",
            subject=subject,
            document=self.number,
            currency=self.currency,
            ledger_minor=self.ledger_minor,
            told_minor=self.told_minor,
            ledger_ever_minor=self.ledger_ever_minor,
            told_ever_minor=self.told_ever_minor,
            entry_id=self.entry_id or None,
            postings=self.postings,
            is_repeat=self.is_repeat,
            is_imported=self.is_imported,
        )


def _receivables(entity_id: int, on: date) -> Iterator[Tie]:
    found = db.rows_of(
        _OfItem, db.sql(ROOM, "item_movements"), {"entity": entity_id, "on": on}
    )
    for tie in owed.tie_out(entity_id, on):
        mine = [
            row.movement()
            for row in found
            if (row.account, row.currency) == (tie.account, tie.currency)
        ]
        yield with_rest(
            Tie(
                point=RECEIVABLES,
                title=f"{tie.account} {tie.name}",
                currency=tie.currency,
                left="ledger",
                left_minor=tie.ledger_minor,
                right=f"{tie.items} open items",
                right_minor=tie.items_minor,
                differences=differences_of(mine, account=tie.account),
            )
        )


def _identified(entity_id: int, on: date) -> Iterator[Tie]:
    """Money whose payer nobody knows yet: the account is to be empty."""
    role = ledger.accounts_by_role(entity_id).get(AccountRole.UNIDENTIFIED_CASH)
    sums: dict[str, list[Difference]] = {}
    for item_id, number, currency, amount_minor in db.tuples_of(
        db.sql(ROOM, "unidentified"), {"entity": entity_id, "on": on, "account": role}
    ):
        sums.setdefault(currency, []).append(
            Difference(
                key=f"{RECEIVABLES}:unidentified:item{item_id}",
                cause=Cause.UNIDENTIFIED,
                subject=f"payment {number}, payer not known",
                currency=currency,
                amount_minor=amount_minor,
                documents=(number,),
            )
        )
    for currency, differences in sorted(sums.items()):
        yield Tie(
            point=RECEIVABLES,
            title="Payers of all money",
            currency=currency,
            left="set apart",
            left_minor=sum(one.amount_minor for one in differences),
            right="to be found",
            right_minor=0,
            differences=tuple(differences),
        )


def _bank_ties(entity_id: int, on: date) -> Iterator[Tie]:
    for account in bank_accounts(entity_id, on=on):
        yield bank_tie(proof(entity_id, account, on))


def bank_tie(proved: Proof) -> Tie:
    """Book against bank of an account, everything that lies between by class."""
    account = proved.account
    return with_rest(
        Tie(
            point=bank_point(account.name),
            title=account.name,
            currency=account.currency,
            left="books",
            left_minor=proved.book_minor,
            right="bank",
            right_minor=proved.bank_minor,
            differences=tuple(_between(account, proved)),
        )
    )


def _between(account: BankAccount, proved: Proof) -> Iterator[Difference]:
    point, currency = bank_point(account.name), account.currency
    for entry in proved.outstanding:
        is_slip = entry.source_kind == "deposit"
        yield Difference(
            key=f"{point}:entry{entry.entry_id}",
            cause=Cause.UNDER_WAY if is_slip else Cause.OUTSTANDING,
            subject=f"{entry.cause} of {entry.effective_on}",
            currency=currency,
            amount_minor=entry.amount_minor,
            documents=tuple(name for name in entry.names if name),
        )
    for line in proved.waiting:
        yield Difference(
            key=f"{point}:line{line.line_id}",
            cause=Cause.NOT_IN_BOOKS,
            subject=f"line {line.line_id} of {line.booked_on}, {line.text}".rstrip(
                ", "
            ),
            currency=currency,
            amount_minor=-line.amount_minor,
        )
    for closing in proved.gaps:
        yield Difference(
            key=f"{point}:closing{closing.on}",
            cause=Cause.GAP,
            subject=f"the balance stated at the end of {closing.on}",
            currency=currency,
            amount_minor=-closing.gap_minor,
        )


@dataclass(frozen=True, slots=True)
class _OfAccount:
    account: str
    entry_id: int
    source_kind: str
    number: str
    cause: str
    effective_on: date
    currency: str
    ledger_minor: int
    told_minor: int
    ledger_ever_minor: int
    told_ever_minor: int
    postings: int
    is_repeat: bool

    def subject(self) -> str:
        kind = self.source_kind.replace("_", " ") or "document"
        if self.number:
            return f"{kind} {self.number}"
        return f"entry {self.entry_id} of {self.effective_on}, {self.cause or kind}"

    def key(self) -> str:
        return f"{SUB_LEDGERS}:{self.account}:entry{self.entry_id}"

    def movement(self) -> Movement:
        return Movement(
            key=self.key(),
            subject=self.subject(),
            document=self.number,
            currency=self.currency,
            ledger_minor=self.ledger_minor,
            told_minor=self.told_minor,
            ledger_ever_minor=self.ledger_ever_minor,
            told_ever_minor=self.told_ever_minor,
            entry_id=self.entry_id if self.entry_id > 0 else None,
            postings=self.postings,
            is_repeat=self.is_repeat,
        )


def _document_accounts(
    entity_id: int, on: date, balances: Sequence[_Balance], rounding: str
) -> Iterator[Tie]:
    """Undeposited funds and the processor's account: what documents put there."""
    proved = {account.account_id for account in bank_accounts(entity_id)}
    mine = [
        one
        for one in balances
        if one.role in _DOCUMENT_ROLES and one.account_id not in proved
    ]
    found = _movements(entity_id, on, mine)
    for one in mine:
        yield _against_documents(one, found, "payments and slips", rounding)


def _movements(
    entity_id: int, on: date, accounts: Sequence[_Balance], *, all_: bool = False
) -> list[_OfAccount]:
    if not accounts:
        return []
    return db.rows_of(
        _OfAccount,
        db.sql(ROOM, "account_movements"),
        {
            "entity": entity_id,
            "on": on,
            "accounts": [one.account_id for one in accounts],
            "all": all_,
        },
    )


def _against_documents(
    balance: _Balance, found: Sequence[_OfAccount], right: str, rounding: str
) -> Tie:
    """A tie of an account whose right side is what the documents say, one by one."""
    differences = differences_of(
        [
            row.movement()
            for row in found
            if (row.account, row.currency) == (balance.code, balance.currency)
        ],
        account=balance.code,
        rounding=rounding or None,
    )
    return Tie(
        point=SUB_LEDGERS,
        title=f"{balance.code} {balance.name}",
        currency=balance.currency,
        left="ledger",
        left_minor=balance.amount_minor,
        right=right,
        right_minor=balance.amount_minor - sum(one.amount_minor for one in differences),
        differences=differences,
    )


def _transfers(entity_id: int, on: date, balances: Sequence[_Balance]) -> Iterator[Tie]:
    """Money between own accounts: nothing, or halves whose other side is to come."""
    mine = [one for one in balances if one.role == AccountRole.TRANSFERS]
    found = _movements(entity_id, on, mine, all_=True)
    for one in mine:
        rows = [row for row in found if row.currency == one.currency]
        by_hand = differences_of(
            [row.movement() for row in rows if row.source_kind != "bank_line"],
            account=one.code,
        )
        halves = [
            Half(
                row.key(),
                row.subject(),
                row.effective_on,
                row.currency,
                row.ledger_minor,
            )
            for row in rows
            if row.source_kind == "bank_line" and row.ledger_minor
        ]
        yield with_rest(
            Tie(
                point=SUB_LEDGERS,
                title=f"{one.code} {one.name}",
                currency=one.currency,
                left="ledger",
                left_minor=one.amount_minor,
                right="to be under way",
                right_minor=0,
                differences=(*by_hand, *unpaired(halves)),
            )
        )


def _taxes(
    entity_id: int, on: date, balances: Sequence[_Balance], rounding: str
) -> Iterator[Tie]:
    found = db.rows_of(
        _OfAccount, db.sql(ROOM, "tax_movements"), {"entity": entity_id, "on": on}
    )
    known = {(one.code, one.currency) for one in balances}
    missing = [
        _Balance(AccountRole.TAX_PAYABLE, 0, account, "Tax", currency, 0)
        for account, currency in sorted(
            {(row.account, row.currency) for row in found} - known
        )
    ]
    own = [one for one in balances if one.role == AccountRole.TAX_PAYABLE]
    for one in (*own, *missing):
        yield _against_documents(one, found, "taxes of documents", rounding)


def _contested(entity_id: int, on: date) -> Iterator[Tie]:
    rows = db.tuples_of(
        db.sql(ROOM, "contested_movements"), {"entity": entity_id, "on": on}
    )
    for item_id, _, currency, contested_minor, disputed_minor in rows:
        if item_id:
            continue
        yield with_rest(
            Tie(
                point=SUB_LEDGERS,
                title="Contested",
                currency=currency,
                left="contests of items",
                left_minor=contested_minor,
                right="open disputes",
                right_minor=disputed_minor,
                differences=tuple(
                    Difference(
                        key=f"{SUB_LEDGERS}:contested:item{id_}",
                        cause=Cause.UNEXPLAINED,
                        subject=f"what is contested of {number}",
                        currency=currency,
                        amount_minor=left_minor - right_minor,
                        documents=(number,),
                    )
                    for id_, number, money, left_minor, right_minor in rows
                    if id_ and money == currency
                ),
            )
        )
