"""Finding anything in an entity by what one has in hand: number, name, amount, PO."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.invoicing.queries.invoices_list import INVOICES
from duebook.apps.parties.queries import find_parties
from duebook.domain.money import exponent
from duebook.web import listing, search_line
from duebook.web.addresses import address_of
from duebook.web.listing import Asking
from duebook.web.search_line import NotReadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from duebook.apps.entities.queries import Seat

FEW = 5
"""Hits of a kind that are shown; the last line leads to the whole list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Something found: what it is, where it leads, and an amount where it has one."""

    icon: str
    label: str
    line: str
    address: str
    amount_minor: int | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Hits:
    """Hits of one kind under their word."""

    label: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Worth:
    """A row of what is worth exactly an amount."""

    kind: str
    ref: str
    who: str
    on_day: date
    currency: str


_PREFIXES = {
    "@": ("parties",),
    "#": ("numbers",),
    "$": ("amounts",),
    ">": (),
}


def find(seat: Seat, today: date, text: str) -> list[Hits]:
    """What a line finds: amounts, numbers and parties, most certain first.

    ``@`` looks for parties alone, ``#`` for numbers, ``$`` for amounts, ``>`` for acts,
    which are the business of the page.
    """
    said = text.strip()
    kinds = _PREFIXES.get(said[:1], ("amounts", "numbers", "parties"))
    words = said[1:].strip() if said[:1] in _PREFIXES else said
    if not words:
        return []
    found = [_FINDERS[kind](seat, today, words) for kind in kinds]
    return [hits for hits in found if hits.hits]


def _amounts(seat: Seat, today: date, words: str) -> Hits:
    """What is worth the amount among the words, of whom the other words name."""
    for amount, names in _parted(words):
        try:
            asked = search_line.amounts(amount, exponent(seat.currency))
        except NotReadable:
            continue
        if asked.low and asked.low == asked.high:
            return Hits("Amount", _worth_exactly(seat, today, asked.low, names))
    return Hits("Amount", ())


def _parted(words: str) -> Iterator[tuple[str, list[str]]]:
    """All words as an amount, then the last or the first one with a name beside it."""
    yield words, []
    first, *others = words.split()
    if others:
        yield others[-1], [first, *others[:-1]]
        yield first, others


def _worth_exactly(
    seat: Seat, today: date, amount_minor: int, names: list[str]
) -> tuple[Hit, ...]:
    rows = db.rows_of(
        Worth,
        db.sql("duebook.apps.desk", "find_amount"),
        {
            "entity": seat.entity_id,
            "amount": amount_minor,
            "names": [f"%{search_line.escaped(name)}%" for name in names],
            "since": today - timedelta(days=366),
        },
    )
    return tuple(_worth(seat, row, amount_minor) for row in rows)


def _worth(seat: Seat, row: Worth, amount_minor: int) -> Hit:
    code = seat.code.lower()
    icon, label, address = {
        "bank_line": (
            "building-bank",
            "Bank line",
            f"{address_of('banking.bank', code)}?at={row.ref}",
        ),
        "item": ("files", row.ref, address_of("invoicing.invoice", code, row.ref)),
        "payment": ("cash", row.ref, address_of("payments.payment", code, row.ref)),
    }[row.kind]
    return Hit(
        icon=icon,
        label=f"{label}, {row.who}",
        line=f"{'due ' if row.kind == 'item' else ''}{row.on_day:%-d %b}",
        address=address,
        amount_minor=amount_minor,
        currency=row.currency,
    )


def _numbers(seat: Seat, today: date, words: str) -> Hits:
    asking = Asking(today, seat.currency, seat.person, seat.entity_id)
    asked = listing.understood(INVOICES, f'"{words.replace(chr(34), "")}"', asking)
    facts = {"entity": seat.entity_id, "today": today}
    rows, _ = listing.page(INVOICES, asked, facts, size=FEW)
    code = seat.code.lower()
    return Hits(
        "Documents",
        tuple(
            Hit(
                icon="files",
                label=f"{row.number}, {row.name}",
                line=row.state(today).text or row.state(today).word,
                address=address_of("invoicing.invoice", code, row.number),
                amount_minor=row.total_minor,
                currency=row.currency,
            )
            for row in rows
        ),
    )


def _parties(seat: Seat, today: date, words: str) -> Hits:  # noqa: ARG001 - a finder
    found = find_parties(seat.entity_id, words, size=FEW)
    return Hits(
        "Parties",
        tuple(
            Hit(
                icon="address-book",
                label=party.name,
                line=party.code,
                address=address_of("parties.party", seat.code.lower(), party.code),
            )
            for party in found.parties
        ),
    )


_FINDERS: dict[str, Callable[[Seat, date, str], Hits]] = {
    "amounts": _amounts,
    "numbers": _numbers,
    "parties": _parties,
}
