"""What leaves the books, before any program's form."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A party; ``street`` may have several lines, ``country`` is of ISO 3166."""

    code: str
    name: str
    currency: str
    contact: str = ""
    email: str = ""
    phone: str = ""
    street: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""
    tax_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something sold; ``price`` is that of the price book for the smallest quantity.

    ``account`` is the code of the account that it is revenue of.
    """

    code: str
    description: str
    kind: str
    account: str
    unit: str = ""
    price: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerAccount:
    """An account of the chart; ``role`` is empty where it has none of its own."""

    code: str
    name: str
    kind: str
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPosting:
    """One leg, debit positive; ``account`` and ``party`` are codes."""

    account: str
    amount_minor: int
    currency: str
    party: str = ""
    memo: str = ""
    is_receivable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A journal entry, or the part of one that concerns one customer.

    Attributes:
        id: unique; ``1042-2`` is the second part of entry 1042.
        number: of the document, as people know it.
        postings: they add up to zero.
    """

    id: str
    effective_on: date
    number: str
    memo: str
    postings: tuple[EntryPosting, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesLine:
    """A line of an invoice or note; of a credit note its net amount is negative.

    ``total_minor`` is that of the document, ``party`` and ``account`` are codes.
    """

    number: str
    party: str
    issued_on: date
    due_on: date
    currency: str
    total_minor: int
    account: str
    description: str
    quantity: Decimal
    unit_price: Decimal
    net_minor: int
    item: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """All that is exported at once; what was not asked for is empty."""

    currency: str
    customers: tuple[Customer, ...] = ()
    items: tuple[Item, ...] = ()
    accounts: tuple[LedgerAccount, ...] = ()
    entries: tuple[Entry, ...] = ()
    sales: tuple[SalesLine, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file to write, and how many records it has."""

    name: str
    content: bytes
    records: int
