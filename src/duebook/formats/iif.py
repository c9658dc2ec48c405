"""Lists and journal entries as a QuickBooks Desktop IIF file.

IIF (Intuit Interchange Format) is text with tabs in the Windows code page.  Lines
that begin with ``!`` name the columns of the lines that follow; a transaction is one
TRNS line, its SPL lines and ENDTRNS, and its amounts add up to zero, debit positive.
QuickBooks finds accounts and customers by their exact name, sub-accounts behind a
colon.

Sources, read for the rules and not for their words:

- Intuit, "Export, import, and edit IIF files" and its IIF Import Kit (the keywords
  ACCNT, CUST, INVITEM, TRNS, SPL and their columns):
  http://support.quickbooks.intuit.com/support/Pages/InProductHelp/Core/QB2K8/ContentPackage/Core/IIF/info_iif_reference.html
- A general journal in IIF, with the entry's balance, the exact account names and the
  form of dates:
  https://www.postbooks.app/blog/import-journal-entries-quickbooks-desktop-iif
- The same of an accounting export in use, with NAME on its lines:
  http://documentation.abila.com/netforumpro/html5_help/Content/Advanced_Topics/Exporting_a_Batch_File_to_Quickbooks.htm

The lengths of names, and that a journal entry has at most one line on a receivable
account and names its customer, are what QuickBooks Desktop's own windows enforce.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from duebook.domain.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_CODE_PAGE = "cp1252"
_LINE_END = "\r\n"
_NAME_CHARS = 41
_ITEM_CHARS = 31
_ACCOUNT_CHARS = 31
"""Of each part of an account's name between the colons."""

_DOCUMENT_CHARS = 11
_MEMO_CHARS = 4095
_KIND = "GENERAL JOURNAL"
_COLUMNS = ("TRNSTYPE", "DATE", "ACCNT", "NAME", "AMOUNT", "DOCNUM", "MEMO")


class IifAccountType(StrEnum):
    """QuickBooks' words for what an account is."""

    BANK = "BANK"
    RECEIVABLE = "AR"
    OTHER_CURRENT_ASSET = "OCASSET"
    PAYABLE = "AP"
    OTHER_CURRENT_LIABILITY = "OCLIAB"
    EQUITY = "EQUITY"
    INCOME = "INC"
    EXPENSE = "EXP"


class IifItemType(StrEnum):
    """QuickBooks' words for what an item is."""

    SERVICE = "SERV"
    PART = "PART"


@dataclass(frozen=True)
class IifAccount:
    """An account for the list of accounts; ``parent:child`` for a sub-account."""

    name: str
    kind: IifAccountType
    number: str = ""
    description: str = ""


@dataclass(frozen=True)
class IifCustomer:
    """A customer for the list of customers.

    Attributes:
        name: as in the postings.
        lines: of the address, at most five are written.
    """

    name: str
    lines: tuple[str, ...] = ()
    email: str = ""
    phone: str = ""
    contact: str = ""


@dataclass(frozen=True)
class IifItem:
    """An item for the list of items; ``account`` is the name of its income account."""

    name: str
    kind: IifItemType
    account: str
    description: str = ""
    price: Decimal | None = None


@dataclass(frozen=True)
class IifPosting:
    """One leg, debit positive.

    Attributes:
        amount_minor: in hundredths; IIF knows amounts with two decimals only.
        customer: required on a receivable account.
    """

    account: str
    amount_minor: int
    customer: str = ""
    memo: str = ""
    is_receivable: bool = False


@dataclass(frozen=True)
class IifTransaction:
    """One journal entry: its postings add up to zero."""

    effective_on: date
    number: str
    memo: str
    postings: tuple[IifPosting, ...]


@dataclass(eq=False)
class EntryOutOfBalance(Refusal):
    """The postings of an entry do not add up to zero."""

    code: ClassVar[str] = "iif_entry_out_of_balance"
    template: ClassVar[str] = "Entry {number} is out of balance by {difference}."

    number: str
    difference: Decimal


@dataclass(eq=False)
class SeveralReceivables(Refusal):
    """An entry has receivable lines of several customers or accounts."""

    code: ClassVar[str] = "iif_several_receivables"
    template: ClassVar[str] = (
        "Entry {number} posts receivables of {count} customers or accounts; QuickBooks "
        "takes one for each journal entry."
    )

    number: str
    count: int


@dataclass(eq=False)
class ReceivableWithoutCustomer(Refusal):
    """A line on a receivable account names no customer."""

    code: ClassVar[str] = "iif_receivable_without_customer"
    template: ClassVar[str] = (
        "Entry {number} posts to {account} without a customer; QuickBooks needs one."
    )

    number: str
    account: str


@dataclass(eq=False)
class NameNotForQuickBooks(Refusal):
    """A name that QuickBooks would cut, change or not find again."""

    code: ClassVar[str] = "iif_name_not_for_quickbooks"
    template: ClassVar[str] = (
        "The name {name!r} cannot be used in QuickBooks: {reason}. "
        "Give it another name for the export."
    )

    name: str
    reason: str


def render_iif(
    entries: Iterable[IifTransaction],
    *,
    accounts: Iterable[IifAccount] = (),
    customers: Iterable[IifCustomer] = (),
    items: Iterable[IifItem] = (),
) -> bytes:
    """An IIF file: the lists first, then a block for each entry, in their order.

    Without an entry it has no head for transactions either.

    Postings of one entry to the same account and customer are one line; those that
    cancel out are left off, and with them an entry of which nothing remains.

    Raises:
        EntryOutOfBalance, SeveralReceivables, ReceivableWithoutCustomer,
        NameNotForQuickBooks
    """
    lists = [
        *_account_lines(accounts),
        *_customer_lines(customers),
        *_item_lines(items),
    ]
    blocks = [line for entry in entries for line in _block(entry)]
    head = [("!TRNS", *_COLUMNS), ("!SPL", *_COLUMNS), ("!ENDTRNS",)]
    lines = [*lists, *head, *blocks] if blocks or not lists else lists
    text = "".join("\t".join(line) + _LINE_END for line in lines)
    return text.encode(_CODE_PAGE)


def _account_lines(accounts: Iterable[IifAccount]) -> list[tuple[str, ...]]:
    rows = [
        (
            "ACCNT",
            _account(account.name),
            account.kind.value,
            _safe(account.description),
            _safe(account.number),
        )
        for account in accounts
    ]
    return [("!ACCNT", "NAME", "ACCNTTYPE", "DESC", "ACCNUM"), *rows] if rows else []


def _customer_lines(customers: Iterable[IifCustomer]) -> list[tuple[str, ...]]:
    address = tuple(f"BADDR{number}" for number in range(1, 6))
    rows = [
        (
            "CUST",
            _customer(customer.name),
            *(
                _safe(customer.lines[index]) if index < len(customer.lines) else ""
                for index in range(len(address))
            ),
            _safe(customer.email),
            _safe(customer.phone),
            _safe(customer.contact),
        )
        for customer in customers
    ]
    columns = ("!CUST", "NAME", *address, "EMAIL", "PHONE1", "CONT1")
    return [columns, *rows] if rows else []


def _item_lines(items: Iterable[IifItem]) -> list[tuple[str, ...]]:
    rows = [
        (
            "INVITEM",
            _item(item.name),
            item.kind.value,
            _safe(item.description),
            _account(item.account),
            "" if item.price is None else f"{item.price.normalize() + 0:f}",
        )
        for item in items
    ]
    columns = ("!INVITEM", "NAME", "INVITEMTYPE", "DESC", "ACCNT", "PRICE")
    return [columns, *rows] if rows else []


def _block(entry: IifTransaction) -> list[tuple[str, ...]]:
    total = sum(leg.amount_minor for leg in entry.postings)
    if total:
        raise EntryOutOfBalance(entry.number, Decimal(total).scaleb(-2))
    legs = _merged(entry.postings)
    if not legs:
        return []
    receivables = [leg for leg in legs if leg.is_receivable]
    if len(receivables) > 1:
        raise SeveralReceivables(entry.number, len(receivables))
    for leg in receivables:
        if not leg.customer.strip():
            raise ReceivableWithoutCustomer(entry.number, leg.account)
    keywords = ("TRNS", *("SPL" for _ in legs[1:]))
    return [
        *(
            _leg_line(keyword, entry, leg)
            for keyword, leg in zip(keywords, legs, strict=True)
        ),
        ("ENDTRNS",),
    ]


def _merged(postings: Sequence[IifPosting]) -> list[IifPosting]:
    """One leg per account and customer, the receivable first, then in their order."""
    merged: dict[tuple[str, str], IifPosting] = {}
    for leg in postings:
        key = leg.account, leg.customer
        so_far_minor = merged[key].amount_minor if key in merged else 0
        merged[key] = replace(
            merged.get(key, leg), amount_minor=so_far_minor + leg.amount_minor
        )
    legs = [leg for leg in merged.values() if leg.amount_minor]
    return sorted(legs, key=lambda leg: not leg.is_receivable)


def _leg_line(keyword: str, entry: IifTransaction, leg: IifPosting) -> tuple[str, ...]:
    return (
        keyword,
        _KIND,
        f"{entry.effective_on:%m/%d/%Y}",
        _account(leg.account),
        _customer(leg.customer) if leg.customer else "",
        _amount(leg.amount_minor),
        _document(entry.number),
        _memo(leg.memo or entry.memo),
    )


def _amount(minor: int) -> str:
    sign = "-" if minor < 0 else ""
    return f"{sign}{abs(minor) // 100}.{abs(minor) % 100:02d}"


def _account(name: str) -> str:
    if any(len(part) > _ACCOUNT_CHARS for part in name.split(":")):
        raise NameNotForQuickBooks(name, f"more than {_ACCOUNT_CHARS} characters")
    return _name(name)


def _customer(name: str) -> str:
    if len(name) > _NAME_CHARS:
        raise NameNotForQuickBooks(name, f"more than {_NAME_CHARS} characters")
    if ":" in name:
        raise NameNotForQuickBooks(name, "a colon would make a job of it")
    return _name(name)


def _item(name: str) -> str:
    if len(name) > _ITEM_CHARS:
        raise NameNotForQuickBooks(name, f"more than {_ITEM_CHARS} characters")
    if ":" in name:
        raise NameNotForQuickBooks(name, "a colon would make a part of another item")
    return _name(name)


def _name(name: str) -> str:
    """A name as written; letters may lose their marks, nothing else may change."""
    if not name.strip():
        raise NameNotForQuickBooks(name, "it is empty")
    if any(char in '"\t\r\n' for char in name):
        raise NameNotForQuickBooks(name, "quotes, tabs and line ends are not allowed")
    written = _safe(name)
    if "?" in written and "?" not in name:
        raise NameNotForQuickBooks(name, "it has letters that Windows text cannot hold")
    return written


def _document(number: str) -> str:
    """The last eleven characters: the end tells documents apart, the start does not."""
    return _safe(number)[-_DOCUMENT_CHARS:]


def _memo(text: str) -> str:
    return _safe(text)[:_MEMO_CHARS]


def _safe(text: str) -> str:
    """Text on one line, without quotes, in letters that the code page has."""
    line = " ".join(text.replace('"', "'").split())
    return "".join(map(_letter, line))


_NEAR = str.maketrans(
    {"Ł": "L", "ł": "l", "Đ": "D", "đ": "d", "ı": "i", "−": "-", "‐": "-", "‑": "-"}
)


def _letter(char: str) -> str:
    """The letter if the code page has it, else its base letter, else "?"."""
    for candidate in (char, char.translate(_NEAR), unicodedata.normalize("NFKD", char)):
        kept = "".join(part for part in candidate if not unicodedata.combining(part))
        try:
            kept.encode(_CODE_PAGE)
        except UnicodeEncodeError:
            continue
        if kept.isprintable():
            return kept
    return "?"
