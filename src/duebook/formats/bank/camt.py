"""Bank statements of ISO 20022: camt.052 (intraday), camt.053 (end of day), camt.054.

All versions are read by one reader, by local names: versions nest some elements anew
(``Sts/Cd``, ``Dbtr/Pty``) and rename few.  The entries are read while the file is
parsed, so that a long statement costs no more memory than its lines.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from duebook.domain.banking import (
    BankFile,
    BankLine,
    BankStatement,
    BookedBalance,
    Booking,
    Problem,
)
from duebook.formats.bank import iso20022
from duebook.formats.bank.camt_checks import (
    balance_problems,
    currency_problems,
    summary_problems,
)
from duebook.formats.bank.camt_entries import entry_days, read_entry
from duebook.formats.bank.refusals import UnreadableBankFile
from duebook.formats.bank.xml import Element, elements, within

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

KINDS: Final = frozenset(("camt.052", "camt.053", "camt.054"))
LATEST_VERSION: Final = 13

_FORMAT: Final = "camt"
_BODY: Final = "BkToCstmr"
_STATEMENTS: Final = ("Stmt", "Rpt", "Ntfctn")
_OPENINGS: Final = ("OPBD", "PRCD")
_CLOSINGS: Final = ("CLBD",)
_BOOK_BALANCES: Final = frozenset((*_OPENINGS, *_CLOSINGS))
_FROM: Final = ("FrToDt/FrDtTm", "FrToDt/FrDt")
_UNTIL: Final = ("FrToDt/ToDtTm", "FrToDt/ToDt")
_PAGINATIONS: Final = ("StmtPgntn", "RptPgntn", "NtfctnPgntn")


def read_camt(data: bytes, name: str) -> BankFile:
    """The statements of a camt.052, camt.053 or camt.054 file.

    Raises:
        UnreadableBankFile: no such message, or an amount, day, status or account in
            it cannot be read; ``place`` names statement, entry and line, or the file.
    """
    reading = _Reading()
    for parent, element in elements(
        data, _FORMAT, ("Document", "GrpHdr", *_STATEMENTS, "Ntry")
    ):
        reading.take(parent, element)
    if reading.message is None:
        raise UnreadableBankFile(_FORMAT, name, "Document", "it is no camt message")
    if not reading.statements:
        raise UnreadableBankFile(_FORMAT, name, "Document", "it has no statement")
    return BankFile(
        format=reading.message.name,
        statements=tuple(reading.statements),
        problems=tuple(reading.problems),
    )


@dataclass(slots=True)
class _Reading:
    """What is read so far; ``lines`` are the entries of the statement still open.

    An entry without a day of its own waits for the end of its statement.
    """

    message: iso20022.Message | None = None
    statements: list[BankStatement] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    lines: list[BankLine | Element] = field(default_factory=list)
    is_paged: bool = False

    def take(self, parent: str, element: Element) -> None:
        if self.message is None:
            self.message = iso20022.message_of(element, KINDS)
            self.problems += _version_problems(self.message)
        place = f"statement {len(self.statements) + 1}"
        if element.name == "GrpHdr":
            self.is_paged = _is_page(element, "MsgPgntn")
        elif element.name == "Ntry":
            if parent not in _STATEMENTS:
                raise element.refusal("an entry stands outside of any statement")
            place = f"{place}, entry {len(self.lines) + 1}"
            with within(place):
                self.lines.append(self._line(element, place, None))
        elif element.name in _STATEMENTS:
            if not parent.startswith(_BODY):
                raise element.refusal("a statement stands outside of its message")
            self._finish(element, place)

    def _line(
        self, entry: Element, place: str, until: date | None
    ) -> BankLine | Element:
        booked_on, value_on = entry_days(entry)
        day = booked_on or value_on or until
        if day is None:
            return entry
        line, problems = read_entry(entry, place, day, value_on)
        self.problems += problems
        if booked_on is None and line.status is Booking.BOOKED:
            self.problems.append(
                Problem(
                    code="no_booking_day",
                    place=place,
                    field="BookgDt",
                    sentence=f"The entry names no booking day; {day} is taken.",
                )
            )
        return line

    def _late_line(self, entry: Element, place: str, until: date | None) -> BankLine:
        """The line of an entry that names no day: the statement's last day is its."""
        with within(place):
            line = self._line(entry, place, until)
            if isinstance(line, Element):
                raise entry.refusal("neither the entry nor its statement names a day")
            return line

    def _finish(self, element: Element, place: str) -> None:
        with within(place):
            until = iso20022.day(element, *_UNTIL, "CreDtTm")
        lines = tuple(
            line
            if isinstance(line, BankLine)
            else self._late_line(line, f"{place}, entry {number}", until)
            for number, line in enumerate(self.lines, 1)
        )
        with within(place):
            statement, left_out = _statement(element, place, lines)
            self.problems += currency_problems(statement, left_out)
            self.problems += summary_problems(element, statement)
            if self.is_paged or any(_is_page(element, path) for path in _PAGINATIONS):
                self.problems.append(_page_problem(place))
            else:
                self.problems += balance_problems(statement)
        self.statements.append(statement)
        self.lines = []


def _page_problem(place: str) -> Problem:
    return Problem(
        code="page_of_several",
        place=place,
        field="PgNb",
        sentence=(
            "This is one page of several: balances and lines can only be compared over "
            "all of them."
        ),
    )


def _version_problems(message: iso20022.Message) -> Iterator[Problem]:
    if not 1 <= message.version <= LATEST_VERSION:
        yield Problem(
            code="version_unknown",
            place="line 1",
            field="Document",
            sentence=(
                f"{message.name} is a version this reader was not tried with "
                f"(1 to {LATEST_VERSION})."
            ),
        )


def _is_page(element: Element, path: str) -> bool:
    """Whether the element is one page of several."""
    pages = element.first(path)
    if pages is None:
        return False
    is_first = iso20022.count(iso20022.required(pages, "PgNb")) == 1
    return not (is_first and iso20022.is_true(pages, "LastPgInd"))


def _statement(
    element: Element, place: str, lines: tuple[BankLine, ...]
) -> tuple[BankStatement, list[Element]]:
    """The statement, and its balances in another currency than the account's."""
    holder = iso20022.required(element, "Acct")
    number = iso20022.account(holder)
    if not number:
        raise holder.refusal("the account has no number")
    balances = [
        balance for balance in element.all("Bal") if _kind(balance) in _BOOK_BALANCES
    ]
    told = (
        holder.words("Ccy"),
        *(_currency(balance) for balance in balances),
        *(amount.currency for amount in element.all("Bal/Amt")),
        *(line.currency for line in lines),
    )
    currency = iso20022.known_currency(iso20022.first_of(told), holder)
    held = [balance for balance in balances if _currency(balance) == currency]
    left_out = [balance for balance in balances if _currency(balance) != currency]
    statement = BankStatement(
        place=place,
        account=number,
        bank=iso20022.first_of(iso20022.agent(bank) for bank in holder.all("Svcr")),
        holder=holder.words("Ownr/Nm", "Ownr/Pty/Nm", "Nm"),
        currency=currency,
        number=_number(element),
        from_on=iso20022.day(element, *_FROM),
        until_on=iso20022.day(element, *_UNTIL),
        opening=_balance(held, _OPENINGS, is_last=False),
        closing=_balance(held, _CLOSINGS, is_last=True),
        lines=lines,
    )
    return statement, left_out


def _kind(balance: Element) -> str:
    return balance.words("Tp/CdOrPrtry/Cd", "Tp/Cd")


def _currency(balance: Element) -> str:
    return iso20022.required(balance, "Amt").currency


def _number(element: Element) -> str:
    """The bank's number of the statement, and of the page where it has pages."""
    number = element.words("ElctrncSeqNb", "LglSeqNb", "Id")
    page = element.words(*(f"{path}/PgNb" for path in _PAGINATIONS))
    return f"{number}/{page}" if page else number


def _balance(
    balances: Iterable[Element], kinds: Iterable[str], *, is_last: bool
) -> BookedBalance | None:
    """The balance of the first kind there is; of several days, the first or last."""
    by_kind: dict[str, list[BookedBalance]] = {}
    for balance in balances:
        by_kind.setdefault(_kind(balance), []).append(_booked_balance(balance))
    for kind in kinds:
        if kind in by_kind:
            days = sorted(by_kind[kind], key=lambda balance: balance.on)
            return days[-1 if is_last else 0]
    return None


def _booked_balance(balance: Element) -> BookedBalance:
    on, is_in = iso20022.day(balance, "Dt"), iso20022.is_credit(balance)
    if on is None or is_in is None:
        raise balance.refusal("a balance needs a day (Dt) and a side (CdtDbtInd)")
    amount_minor, _ = iso20022.money(iso20022.required(balance, "Amt"))
    return BookedBalance(on, iso20022.signed(amount_minor, is_in=is_in))
