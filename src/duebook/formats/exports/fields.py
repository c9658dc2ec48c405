"""The fields that columns of an export can have, for each kind of record.

``name_50`` is the field ``name`` cut to fifty characters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from duebook.domain.money import exponent
from duebook.formats.exports.layouts import Product
from duebook.formats.exports.names import written_names
from duebook.formats.tables.columns import decimal_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duebook.formats.exports.layouts import ListLayout
    from duebook.formats.exports.records import Books
    from duebook.formats.tables.columns import Value

Fields = Mapping[str, "Value"]
_CUT = re.compile(r"(.+)_(\d{2,})")


@dataclass(frozen=True)
class Form:
    """How a program wants the books.

    Attributes:
        tax_rate: its name for a rate of nothing; tax has lines of its own.
        local_dates: how the entity's country writes days, for strftime.
    """

    product: Product
    tax_rate: str
    local_dates: str


def rows_of(books: Books, what: str, form: Form) -> Iterator[Fields]:
    """The records of one list, each with every field that a column may have."""
    return _ROWS[what](books, form)


def value(fields: Fields, name: str) -> Value:
    """The value of a field, cut where its name says so; None for no field."""
    if not name:
        return None
    told = _CUT.fullmatch(name)
    if told is None or name in fields:
        return fields[name]
    whole = fields[told[1]]
    return whole[: int(told[2])] if isinstance(whole, str) else whole


def in_words(cell: Value, layout: ListLayout, form: Form) -> Value:
    """A day as the program wants it; anything else stays."""
    if not isinstance(cell, date):
        return cell
    dates = layout.dates or form.product.dates
    return cell.strftime(form.local_dates if dates == "local" else dates)


def _party_names(books: Books, form: Form) -> dict[str, str]:
    return _names(form, {one.code: one.name for one in books.customers})


def _account_names(books: Books, form: Form) -> dict[str, str]:
    return _names(form, {one.code: one.name for one in books.accounts})


def _names(
    form: Form, names: Mapping[str, str], most: int | None = None
) -> dict[str, str]:
    rule = form.product.names
    return written_names(names, most=most or rule.most, forbidden=rule.forbidden)


def _accounts(books: Books, form: Form) -> Iterator[Fields]:
    names = _account_names(books, form)
    for account in books.accounts:
        keys = (account.role, account.kind)
        yield {
            "code": account.code,
            "name": names[account.code],
            "kind": account.kind,
            "role": account.role,
            "type": form.product.word("account", *keys),
            "detail": form.product.word("detail", *keys),
            "tax_rate": form.tax_rate,
        }


def _customers(books: Books, form: Form) -> Iterator[Fields]:
    names = _party_names(books, form)
    for customer in books.customers:
        streets = customer.street.splitlines()
        yield {
            "code": customer.code,
            "name": names[customer.code],
            "plain_name": customer.name,
            "contact": customer.contact,
            "email": customer.email,
            "phone": customer.phone,
            "street": ", ".join(streets),
            **{
                f"street_{place}": streets[place - 1] if place <= len(streets) else ""
                for place in range(1, 5)
            },
            "street_rest": ", ".join(streets[1:]),
            "city": customer.city,
            "region": customer.region,
            "postcode": customer.postcode,
            "country": customer.country,
            "tax_number": customer.tax_number,
            "currency": customer.currency,
        }


def _items(books: Books, form: Form) -> Iterator[Fields]:
    accounts = _account_names(books, form)
    codes = {item.code: item.code for item in books.items}
    names = _names(form, codes, form.product.item_chars)
    for item in books.items:
        yield {
            "code": item.code,
            "item_name": names[item.code],
            "description": item.description,
            "unit": item.unit,
            "kind": item.kind,
            "type": form.product.word("item", item.kind),
            "price": item.price,
            "account": item.account,
            "account_name": accounts.get(item.account, ""),
        }


def _journal(books: Books, form: Form) -> Iterator[Fields]:
    accounts, parties = _account_names(books, form), _party_names(books, form)
    for entry in books.entries:
        for leg in entry.postings:
            amount = decimal_of(leg.amount_minor, exponent(leg.currency))
            yield {
                "id": entry.id,
                "date": entry.effective_on,
                "number": entry.number,
                "memo": entry.memo,
                "narration": f"{entry.id} {entry.memo}",
                "description": " ".join(
                    part for part in (leg.memo or entry.number, entry.memo) if part
                ),
                "account": leg.account,
                "account_name": accounts[leg.account],
                "party": leg.party,
                "party_name": parties.get(leg.party, ""),
                "currency": leg.currency,
                "amount": amount,
                "debit": amount if amount > 0 else None,
                "credit": -amount if amount < 0 else None,
                "tax_rate": form.tax_rate,
            }


def _sales(books: Books, form: Form) -> Iterator[Fields]:
    parties = _party_names(books, form)
    for line in books.sales:
        digits = exponent(line.currency)
        net = decimal_of(line.net_minor, digits)
        quantity, unit_amount, description = _factors(
            line.quantity, line.unit_price, net, line.description, digits
        )
        yield {
            "number": line.number,
            "party": line.party,
            "party_name": parties[line.party],
            "date": line.issued_on,
            "due": line.due_on,
            "reference": line.reference,
            "item": line.item,
            "description": description,
            "quantity": quantity,
            "unit_amount": unit_amount,
            "account": line.account,
            "net": net,
            "total": decimal_of(line.total_minor, digits),
            "currency": line.currency,
            "tax_rate": form.tax_rate,
        }


def _factors(
    quantity: Decimal, unit_price: Decimal, net: Decimal, description: str, digits: int
) -> tuple[Decimal, Decimal, str]:
    """Quantity and price whose product is the net amount to the cent.

    Where a discount, a tax inside the price or more decimals than the currency has
    stand between them, it is one times the net amount, and the words say how many.
    """
    cents = Decimal(1).scaleb(-digits)
    if quantity * unit_price == net and unit_price == unit_price.quantize(cents):
        return quantity.normalize() + 0, unit_price.quantize(cents), description
    return Decimal(1), net, f"{quantity.normalize():f} × {description}"


_ROWS = {
    "accounts": _accounts,
    "customers": _customers,
    "items": _items,
    "journal": _journal,
    "sales": _sales,
}
