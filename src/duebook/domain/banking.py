"""What banks and payers tell us: statements, their lines, remittance advice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Booking(StrEnum):
    """Whether the bank has booked a line, or only announces it."""

    BOOKED = "booked"
    PENDING = "pending"
    INFORMATION = "information"


class Movement(StrEnum):
    """What a line is, as far as the bank's own code says."""

    TRANSFER = "transfer"
    DIRECT_DEBIT = "direct_debit"
    CHEQUE = "cheque"
    CASH = "cash"
    DEPOSIT = "deposit"
    CARD = "card"
    PAYOUT = "payout"
    FEE = "fee"
    INTEREST = "interest"
    RETURN = "return"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterparty:
    """Who is on the other side of a line, as the bank wrote it.

    ``account`` is an IBAN or a domestic number, ``bank`` a BIC or routing number,
    both without spaces; empty where the bank tells nothing.
    """

    name: str = ""
    account: str = ""
    bank: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemittanceLine:
    """One thing that a payer says a payment is for; amounts in minor units.

    ``paid_minor`` is what was sent for it, negative for a credit note that was
    deducted; ``None`` where the payer names no amount.  ``adjustment_minor`` is what
    it left out besides a discount, positive, under its own ``adjustment_code``.
    """

    reference: str
    paid_minor: int | None = None
    billed_minor: int | None = None
    discount_minor: int = 0
    adjustment_minor: int = 0
    adjustment_code: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remittance:
    """A payer's message saying what a payment is for.

    ``reference`` is what links it to the money: a trace, cheque or transfer number.
    """

    place: str
    payer: Counterparty
    reference: str
    paid_on: date | None
    currency: str
    total_minor: int | None
    lines: tuple[RemittanceLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BankLine:
    """One movement on a bank statement, money in positive, in minor units.

    Args:
        place: where it stands in its file, as people count.
        booked_on: the day the bank books it.
        value_on: the day it counts for interest, where told.
        status: lines that are not booked are shown and never posted.
        movement: our word for the bank's ``code``.
        is_reversal: the bank takes an earlier movement back; the sign of
            ``amount_minor`` says already which way the money goes.
        references: what payers filled in to be found again (structured creditor
            reference, end-to-end id, cheque number), the strongest first.
        bank_reference: the bank's own name for the line.
        text: what the payer or the bank wrote, one blank between words.
        charges_minor: what banks kept on the way, where they tell.
        original_currency: currency and amount before the bank exchanged it.
        return_code: why a payment came back: ``R01``, ``AC04``.
        parts: the single payments of a collective booking, in the file's order;
            they add up to the line, or a problem says that they do not.
    """

    place: str
    booked_on: date
    amount_minor: int
    currency: str
    value_on: date | None = None
    status: Booking = Booking.BOOKED
    movement: Movement = Movement.OTHER
    code: str = ""
    is_reversal: bool = False
    other: Counterparty = Counterparty()
    references: tuple[str, ...] = ()
    bank_reference: str = ""
    text: str = ""
    remittance: tuple[RemittanceLine, ...] = ()
    charges_minor: int = 0
    original_currency: str = ""
    original_minor: int | None = None
    return_code: str = ""
    parts: tuple[BankLine, ...] = ()


@dataclass(frozen=True, slots=True)
class BookedBalance:
    """What an account held at the end of a day, in minor units."""

    on: date
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BankStatement:
    """The lines of one account for some days, with what the bank declares of them.

    ``account`` is the IBAN or the number as the bank writes it, without spaces;
    ``currency`` is empty only where the file tells none (QIF, some CSV): amounts are
    then read with two decimals and the account's own currency holds.
    """

    place: str
    account: str
    bank: str = ""
    holder: str = ""
    currency: str
    number: str = ""
    from_on: date | None = None
    until_on: date | None = None
    opening: BookedBalance | None = None
    closing: BookedBalance | None = None
    lines: tuple[BankLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something a file says that does not agree with itself, told and not mended.

    ``place`` and ``field`` say where, as people count; ``code`` is stable.
    """

    code: str
    place: str
    field: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BankFile:
    """A file of statements as it was read: its format, statements and problems."""

    format: str
    statements: tuple[BankStatement, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RemittanceFile:
    """A file of remittance messages as it was read, with what does not agree in it."""

    format: str
    remittances: tuple[Remittance, ...]
    problems: tuple[Problem, ...] = ()
