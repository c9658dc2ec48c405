"""What the page of a document says of it: its tracks, its amounts, its history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from duebook.apps.delivery.queries import delivery_standing
from duebook.apps.invoicing.queries.editor import TITLES
from duebook.domain.explanations import explain
from duebook.domain.invoicing import Line
from duebook.web.figures import counted, money, short_day
from duebook.web.lists import Standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from duebook.apps.delivery.queries import Delivery
    from duebook.apps.disputes.queries import Dispute
    from duebook.apps.invoicing.queries.whole import Settled, Whole
    from duebook.apps.receivables.queries.taken_back import TakenBack

APPLIED_AS = {
    "payment": "Payment",
    "credit_note": "Credit note",
    "write_off": "Written off",
    "small_balance": "Small balance written off",
    "discount": "Cash discount",
    "void": "Voided",
    "invoice": "Invoice",
    "debit_note": "Debit note",
    "refund": "Refund",
}
"""What was put against a document, by the kind of item."""


@dataclass(frozen=True, slots=True)
class Track:
    """One of the lives of a document: how it stands, and a line about it."""

    title: str
    standing: Standing
    line: str


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """A line with the sentences that make its amounts."""

    line: Line
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Happened:
    """An entry of the history."""

    icon: str
    title: str
    at: date | datetime
    told: str
    kind: str = ""


def tracks(whole: Whole, today: date) -> tuple[Track, ...]:
    """Document and delivery; settlement and dispute of what owes or is owed."""
    sent = (_document(whole, today), _delivery(whole))
    if not whole.items:
        return sent
    return (*sent, _settlement(whole, today), _dispute(whole.disputes))


def explained(whole: Whole) -> tuple[ExplainedLine, ...]:
    """Each line with where its amounts come from."""
    document = whole.document
    return tuple(
        ExplainedLine(
            issued.line,
            tuple(
                explain(
                    issued.line,
                    currency=document.currency,
                    tax_groups=document.tax_groups,
                )
            ),
        )
        for issued in document.lines
    )


def applied_as(one: Settled) -> str:
    """``Payment``, ``Recovery``, ``Credit note``: what an application is called."""
    return _called(one.kind, one.rule)


def _called(kind: str, rule: str) -> str:
    if rule == "recovery":
        return "Recovery"
    return APPLIED_AS.get(kind, kind.replace("_", " ").capitalize())


def history(whole: Whole) -> list[Happened]:
    """What happened to a document, newest first."""
    return sorted(_happened(whole), key=lambda one: str(one.at), reverse=True)


def _document(whole: Whole, today: date) -> Track:
    when = short_day(whole.document.issued_on, today)
    issued = f"{when}, by {whole.issued.actor}"
    if whole.void is not None:
        day = short_day(whole.void.voided_on, today)
        return Track("Document", Standing("void"), f"{day}: {whole.void.reason}")
    if whole.replaced_by:
        numbers = ", ".join(one.number for one in whole.replaced_by)
        return Track("Document", Standing("issued"), f"{issued}; see {numbers}")
    return Track("Document", Standing("issued"), issued)


def _delivery(whole: Whole) -> Track:
    if not whole.deliveries:
        return Track("Delivery", Standing("not sent"), "No delivery was planned.")
    last = whole.deliveries[-1]
    standing = delivery_standing(last.channel, last.state)
    return Track("Delivery", standing or Standing("not sent"), _of_delivery(last))


def _of_delivery(delivery: Delivery) -> str:
    told = f"to {delivery.recipient}"
    return f"{told}: {delivery.problem}" if delivery.problem else told


def _settlement(whole: Whole, today: date) -> Track:
    row = whole.row
    standing = row.state(today)
    if not whole.is_asking:
        left = -sum(item.open_minor for item in whole.items)
        line = f"{money(left, row.currency)} {row.currency} not used yet"
        return Track("Settlement", Standing("unapplied" if left else "applied"), line)
    said = (
        f"{money(row.open_minor, row.currency)} of "
        f"{money(row.total_minor, row.currency)} open"
    )
    due = f", due {short_day(row.due_on, today)}" if row.open_minor else ""
    return Track("Settlement", standing, said + due)


def _dispute(disputes: Iterable[Dispute]) -> Track:
    still = [one for one in disputes if not one.outcome]
    if not still:
        closed = sum(1 for one in disputes)
        line = f"{counted(closed, 'dispute')}, closed" if closed else "Nobody objects."
        return Track("Dispute", Standing("closed", "none open"), line)
    first = still[0]
    amount = f"{money(first.amount_minor, first.currency)} {first.currency}"
    return Track(
        "Dispute",
        Standing("disputed"),
        f"{first.number} over {amount}, with {first.owner}",
    )


def _happened(whole: Whole) -> Iterator[Happened]:
    issued = whole.issued
    yield Happened(
        "file-text",
        "Issued",
        issued.at,
        f"by {issued.actor}, act {issued.seq}",
    )
    yield from _before(whole)
    for delivery in whole.deliveries:
        yield _sent(delivery)
    for one in whole.settled:
        yield Happened(
            "coins",
            f"{applied_as(one)} {one.number}",
            one.by.at,
            f"{money(one.amount_minor, whole.document.currency)} "
            f"{whole.document.currency} by {one.by.actor}",
            "ok",
        )
    own = {item.id for item in whole.items}
    for back in whole.taken_back:
        yield _taken_back(back, whole.document.currency, is_debt=back.debt_id in own)
    for dispute in whole.disputes:
        yield from _contested(dispute)
    for link in whole.links:
        what = link.kind.replace("_", " ")
        yield Happened(
            "link", f"{what.capitalize()} {link.number}", link.issued_on, "linked"
        )


def _taken_back(back: TakenBack, currency: str, *, is_debt: bool) -> Happened:
    """A returned payment, a refund that came back, a write-off that was recovered."""
    kind = back.credit_kind if is_debt else back.debt_kind
    number = back.credit_number if is_debt else back.debt_number
    return Happened(
        "arrow-back-up",
        f"{_called(kind, back.rule)} {number} taken back",
        back.at,
        f"{money(back.amount_minor, currency)} {currency} by {back.actor}: "
        f"{back.reason}",
        "warn",
    )


def _before(whole: Whole) -> Iterator[Happened]:
    """What people decided and asked while it was a draft."""
    for kept in whole.before.kept:
        title = TITLES.get(kept.code, kept.code)
        told = f"{kept.sentence} Kept by {kept.kept_by}: {kept.reason}"
        yield Happened("list-check", f"Kept: {title}", kept.kept_at, told, "warn")
    for one in whole.before.asked:
        told = f"To {one.asked_of}: {one.question}"
        yield Happened("user-check", f"{one.asked_by} asked", one.at, told)
        if one.ended_at is not None:
            title = f"{one.ended_by}, {one.ending}"
            yield Happened("user-check", title, one.ended_at, one.words, "ok")


def _sent(delivery: Delivery) -> Happened:
    told = _of_delivery(delivery)
    if delivery.state in {"bounced", "failed"}:
        at = delivery.tried_at or delivery.planned_at
        return Happened("mail-x", "Not delivered", at, told, "bad")
    if delivery.sent_at is None:
        return Happened("mail", "To be sent", delivery.planned_at, told)
    if delivery.channel == "letter":
        return Happened("mailbox", "Posted by letter", delivery.sent_at, told)
    return Happened("send", "Sent by mail", delivery.sent_at, told)


def _contested(dispute: Dispute) -> Iterator[Happened]:
    yield Happened(
        "scale",
        f"Dispute {dispute.number}",
        dispute.opened_on,
        f"{dispute.reason}, with {dispute.owner}",
        "hold",
    )
    if dispute.closed_on:
        yield Happened(
            "check",
            f"Dispute {dispute.number} {dispute.outcome}",
            dispute.closed_on,
            dispute.outcome_reason,
        )
