"""BAI2 cash management balance reports: bytes to records.

Source: BAI, Cash Management Balance Reporting Specifications, Version 2.  Amounts
have no point: the currency says how many of the last digits are decimals.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from duebook.domain.banking import (
    BankFile,
    BankLine,
    BankStatement,
    BookedBalance,
    Booking,
    Movement,
    Problem,
)
from duebook.formats.bank.bai2_codes import MOVEMENT_OF_CODE, REVERSALS, sign_of
from duebook.formats.bank.text_file import (
    Spot,
    calendar_day,
    currency_of,
    decode,
    distinct,
    in_words,
    line_spot,
    lines_of,
    one_blank,
    shown,
    unspaced,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


FORMAT: Final = "BAI2"

_RECORD: Final = re.compile(r"(01|02|03|16|49|88|98|99),(.*)")
_AMOUNT: Final = re.compile(r"[+-]?[0-9]{1,18}")
_COUNT: Final = re.compile(r"[0-9]{1,9}")
_DAY: Final = re.compile(r"([0-9]{2}|[0-9]{4})([0-9]{2})([0-9]{2})")
_FIELD_END: Final = re.compile(r"[,\n]")
_FULL_PIECE: Final = 80 - len("88,")

_TOTAL_CREDITS: Final = "100"
_TOTAL_DEBITS: Final = "400"
_OPENING: Final = "010"
_CLOSING: Final = "015"
_INTERIM_TODAY: Final = "3"
_UPDATE: Final = "1"
_DELETION: Final = "2"
_TEST: Final = "4"
_DEFAULT_CURRENCY: Final = "USD"


@dataclass(slots=True)
class _Record:
    """A record with its continuations (88), each line without its closing slash."""

    code: str
    number: int
    lines: list[str]

    @property
    def spot(self) -> Spot:
        return line_spot(FORMAT, self.number, f"record {self.code}")

    def fields(self) -> deque[str]:
        """The fields; the end of a line ends a field, too."""
        return deque(part.strip() for line in self.lines for part in line.split(","))

    def first_fields(self, count: int) -> list[str]:
        """So many fields, the missing ones empty."""
        return [*self.fields(), *[""] * count][:count]


@dataclass(frozen=True, slots=True)
class _Group:
    on: date
    currency: str
    status: str
    is_interim: bool
    bank: str


@dataclass(slots=True)
class _Tally:
    """What was read since a header, to compare with its trailer."""

    header: _Record
    records: int = 0
    children: int = 0
    control_minor: int = 0


@dataclass(slots=True)
class _Account:
    number: str
    currency: str
    summaries: dict[str, tuple[int, str]]
    lines: list[BankLine] = field(default_factory=list)


@dataclass(slots=True)
class _Reader:
    """The file as far as it is read: where we are, and what came out."""

    tallies: list[_Tally] = field(default_factory=list)
    group: _Group | None = None
    account: _Account | None = None
    statements: list[BankStatement] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def take(self, record: _Record) -> None:
        depth = _DEPTH[record.code]
        if len(self.tallies) != depth:
            record.spot.refuse(
                "The record stands in the wrong place: "
                "the order is 01, 02, 03, 16, 49, 98, 99."
            )
        for tally in self.tallies:
            tally.records += len(record.lines)
        match record.code:
            case "01":
                _check_version(record)
                self._open(record)
            case "02":
                self.group = _group(record, self.problems)
                self._open(record)
            case "03":
                self._open(record)
                self._open_account(record)
            case "16":
                self._add_line(record)
            case _:
                self._close(record)

    def _open(self, record: _Record) -> None:
        self.tallies.append(_Tally(record, records=len(record.lines)))

    def _open_account(self, record: _Record) -> None:
        assert self.group is not None, "an account stands in a group"
        self.account = _account(record, self.group)
        self.tallies[-1].control_minor = sum(
            amount_minor for amount_minor, _ in self.account.summaries.values()
        )

    def _add_line(self, record: _Record) -> None:
        assert self.group is not None, "a line stands in a group"
        assert self.account is not None, "a line stands under an account"
        line, control_minor = _line(record, self.account, self.group)
        self.tallies[-1].control_minor += control_minor
        if line is not None:
            self.account.lines.append(line)

    def _close(self, record: _Record) -> None:
        tally = self.tallies.pop()
        self.problems.extend(_differences(record, tally))
        if self.tallies:
            self.tallies[-1].children += 1
            self.tallies[-1].control_minor += tally.control_minor
        if record.code == "49":
            assert self.group is not None, "an account stands in a group"
            assert self.account is not None, "a trailer closes an account"
            statement = _statement(self.account, self.group, tally.header)
            self.problems.extend(_total_differences(self.account, tally.header))
            self.problems.extend(_balance_difference(statement, record))
            self.statements.append(statement)


_DEPTH: Final = {"01": 0, "02": 1, "03": 2, "16": 3, "49": 3, "98": 2, "99": 1}
"""How many headers are open where a record may stand."""


def read_bai2(data: bytes, name: str) -> BankFile:
    """Read the accounts of a report, each with its lines for a day.

    Credits are the type codes 100–399 and 920–959, debits 400–699 and 960–999.  A
    currency that neither account nor group names is USD.  Lines of an interim report
    of the same day are pending; those of deletions and tests are information.

    Problems: ``control_differs``, ``count_differs``, ``total_differs``,
    ``balance_differs``, ``group_not_an_update``.

    Raises:
        UnreadableBankFile: a field does not read, or a record is out of order.
    """
    records = list(_records(lines_of(decode(data, Spot(FORMAT, name)))))
    if not records:
        Spot(FORMAT, name, "record 01").refuse("There is no record in this file.")
    reader = _Reader()
    for record in records:
        reader.take(record)
    if reader.tallies:
        header = reader.tallies[-1].header
        header.spot.refuse("The file ends before the trailer of this record.")
    return BankFile(
        format=FORMAT,
        statements=tuple(reader.statements),
        problems=tuple(reader.problems),
    )


def _records(lines: Sequence[str]) -> Iterator[_Record]:
    """The logical records: physical lines, and their continuations with them."""
    record: _Record | None = None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        match = _RECORD.fullmatch(line.strip())
        if match is None:
            line_spot(FORMAT, number, "record").refuse(
                f"{shown(line)} is no record of 01, 02, 03, 16, 49, 88, 98 or 99."
            )
        code, rest = match.groups()
        rest = rest.removesuffix("/")
        if code != "88":
            if record:
                yield record
            record = _Record(code, number, [rest])
        elif record is None:
            line_spot(FORMAT, number, "record 88").refuse("It continues no record.")
        else:
            record.lines.append(rest)
    if record:
        yield record


def _check_version(record: _Record) -> None:
    version = record.first_fields(8)[7]
    if version not in {"2", ""}:
        record.spot.at("version").refuse(f"Version {shown(version)} is not BAI2.")


def _amount_minor(text: str, spot: Spot) -> int:
    """An amount in minor units; BAI2 writes no point.

    Raises:
        UnreadableBankFile: it is no whole number; an empty field is none either.
    """
    if not _AMOUNT.fullmatch(text):
        spot.refuse(f"{shown(text)} is not an amount in the currency's smallest unit.")
    return int(text)


def _count(text: str, spot: Spot) -> int:
    if not _COUNT.fullmatch(text):
        spot.refuse(f"{shown(text)} is not a count.")
    return int(text)


def _day(text: str, spot: Spot) -> date:
    match = _DAY.fullmatch(text)
    if match is None:
        spot.refuse(f"{shown(text)} is not a day.")
    return calendar_day(match[1], match[2], match[3], spot)


def _group(record: _Record, problems: list[Problem]) -> _Group:
    _, bank, status, on, _, currency, modifier = record.first_fields(7)
    spot = record.spot
    if status not in {_UPDATE, ""}:
        what = {_DELETION: "a deletion", "3": "a correction", _TEST: "a test"}
        if status not in what:
            spot.at("group status").refuse(f"{shown(status)} is no status of a group.")
        problems.append(
            spot.at("group status").problem(
                "group_not_an_update",
                f"The bank sends this group as {what[status]}, not as an update.",
            )
        )
    return _Group(
        on=_day(on, spot.at("as-of-date")),
        currency=currency_of(currency or _DEFAULT_CURRENCY, spot.at("currency")),
        status=status or _UPDATE,
        is_interim=modifier == _INTERIM_TODAY,
        bank=bank,
    )


def _account(record: _Record, group: _Group) -> _Account:
    fields = record.fields()
    number = fields.popleft()
    if not number:
        record.spot.at("account number").refuse("The account has no number.")
    told = fields.popleft() if fields else ""
    return _Account(
        number=unspaced(number),
        currency=(
            currency_of(told, record.spot.at("currency")) if told else group.currency
        ),
        summaries=dict(_summaries(fields, record.spot)),
    )


def _summaries(fields: deque[str], spot: Spot) -> Iterator[tuple[str, tuple[int, str]]]:
    """Balances and totals: type, amount, count, and when the money is available.

    A type may come without an amount (the bank does not tell it); it is left out.
    """
    seen: set[str] = set()
    while fields:
        code = fields.popleft()
        if not code:
            continue
        amount, count = (fields.popleft() if fields else "" for _ in range(2))
        _skip_availability(fields)
        if code in seen:
            spot.at(f"type {shown(code)}").refuse("The type stands twice.")
        seen.add(code)
        if amount:
            yield code, (_amount_minor(amount, spot.at(f"type {code}")), count)


def _skip_availability(fields: deque[str]) -> str:
    """Take the availability from the front; the value day is returned, if told."""
    funds = fields.popleft() if fields else ""
    value = ""
    following = 0
    match funds.upper():
        case "V":
            value = fields.popleft() if fields else ""
            following = 1
        case "S":
            following = 3
        case "D":
            told = fields.popleft() if fields else "0"
            following = 2 * int(told) if _COUNT.fullmatch(told) else 0
        case _:
            pass
    for _ in range(min(following, len(fields))):
        fields.popleft()
    return value


def _line(
    record: _Record, account: _Account, group: _Group
) -> tuple[BankLine | None, int]:
    """The line and what it adds to the control total; a mere message is no line."""
    fields = record.fields()
    spot = record.spot
    code, amount = (fields.popleft() if fields else "" for _ in range(2))
    value = _skip_availability(fields)
    sign = sign_of(code)
    if sign is None:
        spot.at("type code").refuse(f"{shown(code)} tells no direction of money.")
    if sign == 0:
        return None, _amount_minor(amount, spot.at("amount")) if amount else 0
    amount_minor = _amount_minor(amount, spot.at("amount"))
    bank_reference, own = (fields.popleft() if fields else "" for _ in range(2))
    line = BankLine(
        place=spot.place,
        booked_on=group.on,
        value_on=_day(value, spot.at("value date")) if value else None,
        amount_minor=sign * amount_minor,
        currency=account.currency,
        status=_status(group),
        movement=MOVEMENT_OF_CODE.get(code, Movement.OTHER),
        code=code,
        is_reversal=code in REVERSALS,
        references=distinct([own]),
        bank_reference=bank_reference,
        text=_text(record, len(fields)),
    )
    return line, amount_minor


def _status(group: _Group) -> Booking:
    if group.status in {_DELETION, _TEST}:
        return Booking.INFORMATION
    return Booking.PENDING if group.is_interim else Booking.BOOKED


def _text(record: _Record, fields_left: int) -> str:
    """The text of a line, commas and all: the last field and what continues it.

    A word goes on in the next line where the line before is full.
    """
    if not fields_left:
        return ""
    whole = "\n".join(record.lines)
    before = len(_FIELD_END.findall(whole)) + 1 - fields_left
    *_, text = _FIELD_END.split(whole, maxsplit=before)
    pieces = [
        piece if len(piece) >= _FULL_PIECE else f"{piece} "
        for piece in text.split("\n")
    ]
    return one_blank("".join(pieces))


def _statement(account: _Account, group: _Group, header: _Record) -> BankStatement:
    def balance(code: str, on: date) -> BookedBalance | None:
        told = account.summaries.get(code)
        return BookedBalance(on, told[0]) if told else None

    is_booked = _status(group) is Booking.BOOKED
    return BankStatement(
        place=header.spot.place,
        account=account.number,
        bank=group.bank,
        currency=account.currency,
        from_on=group.on,
        until_on=group.on,
        opening=balance(_OPENING, group.on - timedelta(days=1)) if is_booked else None,
        closing=balance(_CLOSING, group.on) if is_booked else None,
        lines=tuple(account.lines),
    )


def _differences(trailer: _Record, tally: _Tally) -> Iterator[Problem]:
    """Compare a trailer's control total and counts with what was read."""
    spot = trailer.spot
    control, second, third = trailer.first_fields(3)
    control_minor = _amount_minor(control, spot.at("control total"))
    if control_minor != tally.control_minor:
        yield spot.at("control total").problem(
            "control_differs",
            f"The control total is {control_minor}; "
            f"the amounts come to {tally.control_minor}.",
        )
    counts = [("number of records", second, tally.records)]
    if trailer.code != "49":
        children = "number of accounts" if trailer.code == "98" else "number of groups"
        counts = [
            (children, second, tally.children),
            ("number of records", third, tally.records),
        ]
    for what, text, read in counts:
        declared = _count(text, spot.at(what))
        if declared != read:
            yield spot.at(what).problem(
                "count_differs", f"{declared} are declared; {read} were read."
            )


def _total_differences(account: _Account, header: _Record) -> Iterator[Problem]:
    """Compare total credits and debits, and their counts, with the lines."""
    for code, sign in ((_TOTAL_CREDITS, 1), (_TOTAL_DEBITS, -1)):
        if code not in account.summaries:
            continue
        declared_minor, count = account.summaries[code]
        spot = header.spot.at(f"type {code}")
        amounts = [
            sign * line.amount_minor
            for line in account.lines
            if sign * line.amount_minor > 0
        ]
        if abs(declared_minor) != sum(amounts):
            yield spot.problem(
                "total_differs",
                f"A total of {in_words(declared_minor, account.currency)} is "
                f"declared; the lines come to "
                f"{in_words(sum(amounts), account.currency)}.",
            )
        if count and _count(count, spot) != len(amounts):
            yield spot.problem(
                "count_differs",
                f"{int(count)} lines are declared; {len(amounts)} were read.",
            )


def _balance_difference(
    statement: BankStatement, trailer: _Record
) -> Iterator[Problem]:
    opening, closing = statement.opening, statement.closing
    if opening is None or closing is None:
        return
    moved_minor = sum(line.amount_minor for line in statement.lines)
    reached_minor = opening.amount_minor + moved_minor
    if reached_minor != closing.amount_minor:
        yield trailer.spot.at("type 015").problem(
            "balance_differs",
            f"Opening balance and lines come to "
            f"{in_words(reached_minor, statement.currency)}; the closing balance is "
            f"{in_words(closing.amount_minor, statement.currency)}.",
        )
