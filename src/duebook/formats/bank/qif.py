"""QIF, the interchange format of Quicken: bytes to records.

Source: Quicken Interchange Format (QIF) files, as documented by Intuit.  The format
tells no currency, and writes days and amounts as the computer's country did: both
are decided over the whole file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from duebook.domain.banking import (
    BankFile,
    BankLine,
    BankStatement,
    BookedBalance,
    Counterparty,
)
from duebook.formats.bank.qif_days import DayOrder, day_order, day_text_of
from duebook.formats.bank.text_file import (
    Spot,
    counted,
    decode,
    distinct,
    in_words,
    line_spot,
    lines_of,
    minor_of,
    one_blank,
    shown,
    unspaced,
)
from duebook.formats.tables.numbers import decimal_evidence, parse_money
from duebook.formats.tables.unreadable import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from duebook.domain.banking import Problem

FORMAT: Final = "QIF"

_MONEY_SECTIONS: Final = frozenset({"bank", "cash", "ccard"})
_OPENING: Final = "opening balance"
_OWN_ACCOUNT: Final = re.compile(r"\[(.*)\]")
_SPLIT_CODES: Final = frozenset("SE$%")


@dataclass(slots=True)
class _Record:
    """The lines of one record, by their first letter; splits apart."""

    number: int
    values: dict[str, tuple[int, str]] = field(default_factory=dict)
    splits: list[tuple[int, str]] = field(default_factory=list)
    is_split: bool = False

    def add(self, number: int, line: str) -> None:
        code, value = line[:1], line[1:].strip()
        if code in _SPLIT_CODES:
            self.is_split = True
            if code == "$":
                self.splits.append((number, value))
        elif not self.is_split:
            self.values.setdefault(code, (number, value))

    def text(self, code: str) -> str:
        return self.values.get(code, (0, ""))[1]

    def spot(self, code: str) -> Spot:
        number, _ = self.values.get(code, (self.number, ""))
        return line_spot(FORMAT, number, code)


@dataclass(slots=True)
class _Section:
    """What stands under one ``!`` heading, and of which account."""

    heading: str
    number: int
    account: str
    records: list[_Record] = field(default_factory=list)

    @property
    def is_money(self) -> bool:
        kind = self.heading.lower().removeprefix("type:")
        return kind.strip() in _MONEY_SECTIONS


@dataclass(frozen=True, slots=True)
class _Habits:
    """How this file writes days and amounts."""

    order: DayOrder
    decimal: str


def read_qif(data: bytes, name: str) -> BankFile:
    """Read the bank, cash and card sections; other sections are told and left.

    A record “Opening Balance” is the opening balance, not a line.  Splits are the
    writer's own categories: they are compared with the total and not taken as
    payments of their own.

    Problems: ``day_order_assumed``, ``amounts_ambiguous``, ``split_differs``,
    ``section_left``, ``no_statement``.

    Raises:
        UnreadableBankFile: a day or an amount does not read, or no order of day and
            month reads them all.
    """
    sections = list(_sections(lines_of(decode(data, Spot(FORMAT, name)))))
    money = [section for section in sections if section.is_money]
    records = [record for section in money for record in section.records]
    problems = list(_sections_left(sections))
    if not records:
        problems.append(
            Spot(FORMAT, name, "!Type").problem(
                "no_statement", "There is no bank, cash or card section in this file."
            )
        )
    habits = _habits(records, problems)
    statements = tuple(
        _statement(section, habits, problems) for section in money if section.records
    )
    return BankFile(format=FORMAT, statements=statements, problems=tuple(problems))


def _sections(lines: Iterable[str]) -> Iterator[_Section]:
    """The headings with their records; an ``!Account`` names what follows it."""
    section = _Section("", 1, "")
    record = _Record(1)
    account = ""
    for number, line in enumerate(lines, 1):
        if line.startswith("!"):
            _keep(section, record)
            account = _account_of(section) or account
            yield section
            section = _Section(line[1:].strip(), number, account)
            record = _Record(number + 1)
        elif line.startswith("^"):
            _keep(section, record)
            record = _Record(number + 1)
        elif line.strip() and not line.startswith("#"):
            record.add(number, line)
    _keep(section, record)
    yield section


def _keep(section: _Section, record: _Record) -> None:
    if record.values or record.splits:
        section.records.append(record)


def _account_of(section: _Section) -> str:
    """The name that an ``!Account`` section gives to the sections behind it."""
    if section.heading.lower() != "account" or not section.records:
        return ""
    return section.records[-1].text("N")


def _sections_left(sections: Sequence[_Section]) -> Iterator[Problem]:
    for section in sections:
        is_left = section.heading.lower().startswith("type:") and not section.is_money
        if is_left and section.records:
            yield line_spot(FORMAT, section.number, f"!{section.heading}").problem(
                "section_left",
                f"Left: {counted(len(section.records), 'record')} of this section, "
                "which is no bank account.",
            )
        elif not section.heading and section.records:
            section.records[0].spot("!").refuse(
                "A record stands before the first heading (!Type or !Account)."
            )


def _habits(records: Sequence[_Record], problems: list[Problem]) -> _Habits:
    days = [(record.text("D"), record.spot("D")) for record in records]
    amounts = [text for record in records for _, text in _amounts(record)]
    counts, is_ambiguous = decimal_evidence(amounts)
    decimal = "," if counts.get(",", 0) > counts.get(".", 0) else "."
    if is_ambiguous and not any(counts.values()):
        problems.append(
            Spot(FORMAT, "the whole file", "T").problem(
                "amounts_ambiguous",
                "No amount proves what stands before the decimals; a point is taken.",
            )
        )
    return _Habits(day_order(days, problems), decimal)


def _amounts(record: _Record) -> Iterator[tuple[int, str]]:
    for code in ("T", "U"):
        if code in record.values:
            yield record.values[code]
    yield from record.splits


def _statement(
    section: _Section, habits: _Habits, problems: list[Problem]
) -> BankStatement:
    account, opening = section.account, None
    records = section.records
    told = _opening_account(records[0], account)
    if told is not None:
        account, records = told, records[1:]
        first = section.records[0]
        opening = BookedBalance(_day(first, habits), _amount_minor(first, habits))
    lines = tuple(_line(record, habits, problems) for record in records)
    days = [line.booked_on for line in lines]
    return BankStatement(
        place=line_spot(FORMAT, section.number).place,
        account=unspaced(account),
        currency="",
        from_on=min(days, default=None),
        until_on=max(days, default=None),
        opening=opening,
        lines=lines,
    )


def _opening_account(record: _Record, account: str) -> str | None:
    """The account that an opening record names; ``None`` for any other record."""
    own = _OWN_ACCOUNT.fullmatch(record.text("L"))
    if record.text("P").lower() != _OPENING or own is None:
        return None
    return own[1] if own[1] == account or not account else None


def _line(record: _Record, habits: _Habits, problems: list[Problem]) -> BankLine:
    amount_minor = _amount_minor(record, habits)
    _check_splits(record, amount_minor, habits, problems)
    number = record.text("N")
    has_number = any(char.isdigit() for char in number)
    return BankLine(
        place=line_spot(FORMAT, record.number).place,
        booked_on=_day(record, habits),
        amount_minor=amount_minor,
        currency="",
        code=record.text("L"),
        other=Counterparty(name=one_blank(record.text("P"))),
        references=distinct([number] if has_number else []),
        text=one_blank(record.text("M") or record.text("P")),
    )


def _day(record: _Record, habits: _Habits) -> date:
    return day_text_of(record.text("D"), record.spot("D")).day(
        habits.order, record.spot("D")
    )


def _amount_minor(record: _Record, habits: _Habits) -> int:
    """The total of a record: T, or U where there is no T."""
    code = "T" if "T" in record.values else "U"
    spot = record.spot(code)
    if code not in record.values:
        spot.at("T").refuse("The record has no amount.")
    return _minor(record.text(code), habits, spot)


def _minor(text: str, habits: _Habits, spot: Spot) -> int:
    try:
        amount = parse_money(text, habits.decimal)
    except Unreadable as unreadable:
        spot.refuse(f"{shown(text)} {unreadable.reason}.")
    return minor_of(amount.value, "", spot)


def _check_splits(
    record: _Record, amount_minor: int, habits: _Habits, problems: list[Problem]
) -> None:
    if not record.splits:
        return
    parts_minor = sum(
        _minor(text, habits, line_spot(FORMAT, number, "$"))
        for number, text in record.splits
    )
    if parts_minor != amount_minor:
        problems.append(
            record.spot("T").problem(
                "split_differs",
                f"The total is {in_words(amount_minor, '')}; its splits come to "
                f"{in_words(parts_minor, '')}.",
            )
        )
