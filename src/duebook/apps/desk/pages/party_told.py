"""What happened with a party, as its stream says it: an icon, a title, a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from duebook.web.addresses import address_of
from duebook.web.figures import money
from duebook.web.states import spoken

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from duebook.apps.desk.queries.party import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """An entry of the stream; ``kind`` is its colour, ``link`` leads to the thing."""

    icon: str
    title: str
    at: date
    words: str
    ref: str
    kind: str = ""
    link: str = ""
    link_label: str = ""


_ICONS: Final = {
    "invoice": ("file-text", "info"),
    "debit_note": ("file-plus", "info"),
    "credit_note": ("file-minus", ""),
    "quote": ("file-text", ""),
    "payment": ("cash", "ok"),
    "return": ("alert-octagon", "bad"),
    "refund": ("receipt-refund", ""),
    "refund_return": ("arrow-back-up", "warn"),
    "write_off": ("minus", ""),
    "small_balance": ("minus", ""),
    "recovery": ("coins", "ok"),
    "write_off_return": ("arrow-back-up", ""),
    "dispute": ("scale", "hold"),
    "outcome": ("scale", "ok"),
    "statement": ("mail", ""),
    "note": ("note", ""),
    "paper": ("paperclip", ""),
    "question": ("user-check", "warn"),
    "answer": ("message", ""),
}
"""The icon and colour of each kind."""

_DELIVERIES: Final = {
    "planned": ("mail", "", "to be sent"),
    "sending": ("send", "", "leaving"),
    "sent": ("send", "ok", "sent"),
    "bounced": ("mail-x", "bad", "came back"),
    "failed": ("mail-x", "bad", "did not arrive"),
    "suppressed": ("player-pause", "", "held back"),
}

_PAGES: Final = {
    "payment": "payments.payment",
    "return": "payments.payment",
    "refund": "payments.refund",
    "refund_return": "payments.refund",
    "dispute": "disputes.dispute",
    "outcome": "disputes.dispute",
    "statement": "receivables.statement",
}


def shown(row: Told, code: str, *, zone: ZoneInfo, today: date) -> Happening:
    """A row of the stream for people: today's with their time, others with the day."""
    at = row.at.astimezone(zone)
    icon, kind = _ICONS.get(row.kind, ("info-circle", ""))
    words = row.words
    if row.kind == "delivery":
        icon, kind, _ = _DELIVERIES[row.state]
        words = f"{row.number} to {row.words}"
    elif row.kind == "payment":
        words = ", ".join(part for part in (row.state, row.words) if part)
    elif row.kind == "dispute":
        words = f"{spoken(row.state).capitalize()}: {row.words}. With {row.who}."
    elif row.kind == "paper":
        words = ", ".join(part for part in (f"by {row.who}", row.words) if part)
    elif row.kind == "question":
        words = f"To {row.number}: {row.words}"
    is_open = row.kind == "question" and row.state == "open"
    return Happening(
        icon=icon,
        title=_title(row),
        at=at if at.date() == today else at.date(),
        words=words,
        ref=f"{row.kind}-{row.id}",
        kind=kind,
        link=_link(row, code),
        link_label="Answer" if is_open else "Open",
    )


_TITLES: Final = {
    "payment": "Payment {amount}",
    "return": "{number} returned, {amount}",
    "refund": "Refund {number}, {amount}",
    "refund_return": "Refund {number} came back, {amount}",
    "write_off": "{number} written off, {amount}",
    "small_balance": "Small rest of {number} written off, {amount}",
    "recovery": "{number} recovered, {amount}",
    "write_off_return": "{number} open again, {amount}",
    "dispute": "Dispute opened, {amount}",
    "outcome": "{number} {state}, {amount}",
    "note": "Note by {who}",
    "paper": "{number} {state}",
    "question": "{who} asks",
    "answer": "{who} answered",
    "delivery": "{channel} {delivered}",
}
"""What an entry is called; a document by its kind, number and amount."""


def _title(row: Told) -> str:
    amount = "" if row.amount_minor is None else money(row.amount_minor, row.currency)
    is_delivery = row.kind == "delivery"
    return _TITLES.get(row.kind, "{kind} {number}, {amount}").format(
        kind=spoken(row.kind).capitalize(),
        number=row.number,
        amount=amount,
        state=spoken(row.state),
        who=row.who,
        channel="Letter" if row.who == "letter" else "Mail",
        delivered=_DELIVERIES[row.state][2] if is_delivery else "",
    )


def _link(row: Told, code: str) -> str:
    if row.kind in {"invoice", "debit_note", "credit_note", "quote"}:
        return address_of("invoicing.invoice", code, row.number)
    if row.kind in {"question", "answer"}:
        return address_of("notes.hand_over", code, row.id)
    page = _PAGES.get(row.kind)
    return address_of(page, code, row.number) if page else ""
