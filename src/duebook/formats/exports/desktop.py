"""Books for QuickBooks Desktop: lists and journal as IIF (see ``formats.iif``)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from duebook.formats.exports.names import written_names
from duebook.formats.exports.records import ExportFile
from duebook.formats.exports.tables import refuse_other_currencies
from duebook.formats.iif import (
    IifAccount,
    IifAccountType,
    IifCustomer,
    IifItem,
    IifItemType,
    IifPosting,
    IifTransaction,
    render_iif,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from duebook.formats.exports.records import Books, Customer, Entry

NAME = "QuickBooks Desktop"
_CUSTOMER_CHARS = 41
_ITEM_CHARS = 31
_FORBIDDEN = ':"\t\r\n'
_TYPES = {
    "bank": IifAccountType.BANK,
    "receivable": IifAccountType.RECEIVABLE,
    "asset": IifAccountType.OTHER_CURRENT_ASSET,
    "liability": IifAccountType.OTHER_CURRENT_LIABILITY,
    "equity": IifAccountType.EQUITY,
    "income": IifAccountType.INCOME,
    "expense": IifAccountType.EXPENSE,
}


def desktop_files(books: Books, lists: Collection[str]) -> list[ExportFile]:
    """``lists.iif`` with master data, ``journal.iif`` with the entries.

    Raises:
        OtherCurrencies: IIF has no column for a currency.
        Refusal: a name or entry that QuickBooks would not take (``formats.iif``).
    """
    files: list[ExportFile] = []
    masters = {
        what: getattr(books, what)
        for what in ("accounts", "customers", "items")
        if what in lists
    }
    if masters:
        content = iif_of(books, lists=masters.keys())
        files.append(ExportFile("lists.iif", content, sum(map(len, masters.values()))))
    if "journal" in lists:
        content = iif_of(books, lists=("journal",))
        files.append(ExportFile("journal.iif", content, len(books.entries)))
    return files


def named_in_entries(books: Books) -> Books:
    """The books with those accounts and customers alone that the entries name."""
    legs = [leg for entry in books.entries for leg in entry.postings]
    accounts, parties = {leg.account for leg in legs}, {leg.party for leg in legs}
    return replace(
        books,
        accounts=tuple(one for one in books.accounts if one.code in accounts),
        customers=tuple(one for one in books.customers if one.code in parties),
    )


def iif_of(books: Books, *, lists: Collection[str]) -> bytes:
    """One IIF file with some of the lists ``accounts customers items journal``.

    Raises:
        OtherCurrencies, Refusal: see ``desktop_files``.
    """
    if "journal" in lists:
        refuse_other_currencies(books, NAME)
    parties = written_names(
        {customer.code: customer.name for customer in books.customers},
        most=_CUSTOMER_CHARS,
        forbidden=_FORBIDDEN,
    )
    accounts = {account.code: account.name for account in books.accounts}
    return render_iif(
        [
            _transaction(entry, accounts, parties)
            for entry in books.entries
            if "journal" in lists
        ],
        accounts=[
            IifAccount(
                account.name,
                _TYPES.get(account.role) or _TYPES[account.kind],
                account.code,
            )
            for account in books.accounts
            if "accounts" in lists
        ],
        customers=[
            IifCustomer(
                parties[customer.code],
                lines=_lines(customer),
                email=customer.email,
                phone=customer.phone,
                contact=customer.contact,
            )
            for customer in books.customers
            if "customers" in lists
        ],
        items=_items(books, accounts) if "items" in lists else (),
    )


def _items(books: Books, accounts: Mapping[str, str]) -> Sequence[IifItem]:
    names = written_names(
        {item.code: item.code for item in books.items},
        most=_ITEM_CHARS,
        forbidden=_FORBIDDEN,
    )
    return [
        IifItem(
            name=names[item.code],
            kind=IifItemType.PART if item.kind == "goods" else IifItemType.SERVICE,
            account=accounts[item.account],
            description=item.description,
            price=item.price,
        )
        for item in books.items
    ]


def _lines(customer: Customer) -> tuple[str, ...]:
    """The address as it is printed; QuickBooks has five lines for it."""
    town = " ".join(
        part for part in (customer.city, customer.region, customer.postcode) if part
    )
    streets = customer.street.splitlines()[:2]
    return tuple(
        line
        for line in (customer.name, *streets, town, customer.country)
        if line.strip()
    )


def _transaction(
    entry: Entry, accounts: Mapping[str, str], parties: Mapping[str, str]
) -> IifTransaction:
    return IifTransaction(
        effective_on=entry.effective_on,
        number=entry.number or entry.id,
        memo=entry.memo,
        postings=tuple(
            IifPosting(
                account=accounts[leg.account],
                amount_minor=leg.amount_minor,
                customer=parties.get(leg.party, ""),
                memo=leg.memo,
                is_receivable=leg.is_receivable,
            )
            for leg in entry.postings
        ),
    )
