"""What a NACHA file holds: batches of entries, returns, notifications of change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from duebook.domain.banking import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class AchReturn:
    """Why an earlier entry comes back (addenda 99).

    Args:
        code: ``R01`` and so on.
        reason: the code in our words.
        original_trace: the trace number of the entry that comes back.
        died_on: with R14 and R15, where the bank tells.
        original_bank: the eight digits of the bank that had the first entry.
        note: what the returning bank adds; of a dishonored return (R61 and up) the
            trace, the day and the code of the return it answers.
    """

    code: str
    reason: str
    original_trace: str
    died_on: date | None = None
    original_bank: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AchChange:
    """What a bank asks to be written otherwise next time (addenda 98).

    ``account`` and ``bank`` are the corrected ones, empty where the code is about
    something else; ``corrected`` is the whole field as the bank filled it.
    """

    code: str
    reason: str
    original_trace: str
    original_bank: str = ""
    corrected: str = ""
    account: str = ""
    bank: str = ""


@dataclass(frozen=True, slots=True)
class AchAddendum:
    """A line below an entry: its type (05, 10 to 18, 02) and its text, as it stands.

    Blanks at the end are kept: a text may go on in the next one.
    """

    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AchEntry:
    """One payment, as the bank of the ``account`` saw it.

    Args:
        place: its line in the file.
        transaction: the code of two digits: 22, 27, 32 and so on.
        is_credit: money goes to the account; a debit takes it from there.
        amount_minor: cents of a US dollar, never negative.
        account, bank: number and routing number (with its check digit).
        individual_id: what the sender calls the receiver, or a cheque's number.
        name: of the receiver.
        is_prenote: a trial without money (codes 23, 28, 33 and so on).
    """

    place: str
    transaction: str
    is_credit: bool
    amount_minor: int
    account: str
    bank: str
    trace: str
    individual_id: str = ""
    name: str = ""
    is_prenote: bool = False
    addenda: tuple[AchAddendum, ...] = ()
    returned: AchReturn | None = None
    change: AchChange | None = None

    @property
    def text(self) -> str:
        """What the sender says the payment is for (addenda 05, in IAT 17)."""
        written = [part.text for part in self.addenda if part.kind in {"05", "17"}]
        return "".join(written).rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class AchBatch:
    """Entries of one company under one code (SEC) for one day."""

    place: str
    number: str
    company: str
    company_id: str
    sec: str
    description: str
    effective_on: date | None
    originating_bank: str
    entries: tuple[AchEntry, ...]

    @property
    def credit_minor(self) -> int:
        return sum(entry.amount_minor for entry in self.entries if entry.is_credit)

    @property
    def debit_minor(self) -> int:
        return sum(entry.amount_minor for entry in self.entries if not entry.is_credit)


@dataclass(frozen=True, slots=True, kw_only=True)
class AchFile:
    """A NACHA file as it was read; amounts are cents of a US dollar."""

    destination: str
    origin: str
    created_on: date | None
    reference: str
    batches: tuple[AchBatch, ...]
    problems: tuple[Problem, ...] = ()
