"""Bank lines from a table of any layout, CSV or spreadsheet, through a mapping.

The mapping says which column is what; it is guessed from the headings, can be said by a
person and is remembered by the caller, as for every import.  A row that cannot be read
gives the whole file up: a statement with a hole is no statement.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NoReturn

from duebook.domain.banking import (
    BankFile,
    BankLine,
    BankStatement,
    BookedBalance,
    Booking,
    Counterparty,
    Movement,
    Problem,
)
from duebook.domain.errors import Refusal
from duebook.domain.money import EXPONENTS, exact_minor, from_minor
from duebook.formats.bank.refusals import UnreadableBankFile
from duebook.formats.bank.table_fields import STATEMENT_FIELDS, WORDS
from duebook.formats.bank.table_rows import all_rows, doubts_of
from duebook.formats.tables import (
    FieldKind,
    guess_mapping,
    text_of,
)
from duebook.formats.tables.cells import CellProblem, folded, read_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from duebook.formats.tables import ColumnMapping, Row, Table

FORMAT: Final = "Bank table"
_NO_CURRENCY: Final = "USD"
"""Read with two decimals where neither file nor caller tells a currency."""

_MARKED: Final = re.compile(r"(?:CR|DR|Cr|Dr)\)?\s*$")
_CODE: Final = re.compile(r"\b[A-Z]{3}\b")
_MONEY: Final = ("amount", "debit", "credit")
_CHOSEN: Final = frozenset({"sign", "status"})
_MOVEMENTS: Final[Sequence[tuple[Movement, tuple[str, ...]]]] = tuple(
    (Movement(name), tuple(folded(word) for word in words))
    for name, words in WORDS["movements"].items()
)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A line with the balance that stands behind it, if one does."""

    line: BankLine
    account: str
    balance_minor: int | None


def guess_statement(
    table: Table, remembered: Iterable[ColumnMapping] = ()
) -> ColumnMapping:
    """Which column is what, by the headings; of the sign, by the cells.

    A column whose every cell says debit or credit gives the sign whatever it is called,
    unless debits and credits have columns of their own: to overlook it would turn
    payments round.

    Args:
        table: as ``read_table`` gives it.
        remembered: mappings of earlier files; one of the same headings is taken.
    """
    known = tuple(remembered)
    mapping = guess_mapping(table, STATEMENT_FIELDS, remembered=known)
    if mapping.fingerprint in {each.fingerprint for each in known}:
        return mapping
    for index, choice in enumerate(mapping.choices):
        if choice.field in _CHOSEN and not _says(table, index, choice.field):
            mapping = mapping.assign(index, None)
    fields = {choice.field for choice in mapping.choices}
    if "sign" in fields or fields & {"debit", "credit"}:
        return mapping
    for index, choice in enumerate(mapping.choices):
        if choice.field in {"kind", None} and _says(table, index, "sign"):
            return mapping.assign(index, "sign")
    return mapping


def _says(table: Table, index: int, name: str) -> bool:
    """Whether every filled cell of a column is one of the words for a choice."""
    column = table.layout.columns[index]
    choices = next(spec.choices for spec in STATEMENT_FIELDS if spec.name == name)
    cells = {text_of(row.cells[index]).strip(): row.cells[index] for row in table.rows}
    filled = [cell for text, cell in cells.items() if text]
    return bool(filled) and not any(
        isinstance(read_cell(cell, FieldKind.CHOICE, column, choices), CellProblem)
        for cell in filled
    )


def read_statement_table(
    table: Table,
    mapping: ColumnMapping,
    *,
    account: str = "",
    currency: str = "",
    out_is_positive: bool = False,
) -> BankFile:
    """The lines of a table, oldest first, as one statement for each account in it.

    Whether the table goes up or down is taken from its running balance, or from its
    days where it has none.  The running balance is checked row by row.

    Args:
        table: as ``read_table`` gives it; its warnings become problems.
        mapping: of its columns to ``STATEMENT_FIELDS``.
        account: for a table that tells none.
        currency: for a table that tells none; without either, two decimals are read.
        out_is_positive: the one amount column has payments out without a sign, as
            statements of credit cards do.

    Raises:
        UnreadableBankFile: a row cannot be read, or no column has days or amounts.
    """
    headings = {choice.field: choice.heading for choice in mapping.choices}
    if not any(name in headings for name in _MONEY):
        _refuse("headings", "amount", "no column of it was found")
    rows = all_rows(table, mapping, STATEMENT_FIELDS, FORMAT)
    reader = _Reader(
        headings={str(name): heading for name, heading in headings.items() if name},
        currency=_currency_in_headings(headings) or currency,
        account=account,
        debits_are_signed=_all_negative(rows, "debit"),
        amount_sign=-1 if out_is_positive else 1,
        marked=_marked_cells(table, mapping),
    )
    kept: dict[tuple[str, str], list[_Kept]] = defaultdict(list)
    for row in rows:
        each = reader.read(row)
        kept[each.account, each.line.currency].append(each)
    problems = doubts_of(table)
    return BankFile(
        format=table.layout.kind.value if table.layout.kind else FORMAT,
        statements=tuple(
            _statement(own_account, own_currency, lines, problems)
            for (own_account, own_currency), lines in kept.items()
        ),
        problems=tuple(problems),
    )


def _refuse(place: str, field: str, reason: str) -> NoReturn:
    raise UnreadableBankFile(FORMAT, place, field, reason)


def _currency_in_headings(headings: Mapping[str | None, str]) -> str:
    """The currency that stands in the heading of the amounts: “Amount (EUR)”."""
    found = {
        code
        for name in _MONEY
        for code in _CODE.findall(headings.get(name, ""))
        if code in EXPONENTS
    }
    return found.pop() if len(found) == 1 else ""


def _all_negative(rows: Iterable[Row], name: str) -> bool:
    """Whether a column of debits has its signs already."""
    values: list[Any] = [row.values[name] for row in rows if name in row.values]
    return any(values) and all(value <= 0 for value in values)


def _marked_cells(table: Table, mapping: ColumnMapping) -> set[tuple[int, str]]:
    """Rows and fields whose amount says CR or DR.

    To the importer CR is less, as on a customer's account; on a bank's it is more.
    """
    columns = [
        (index, choice.field)
        for index, choice in enumerate(mapping.choices)
        if choice.field in {"amount", "balance"}
    ]
    return {
        (row.number, field)
        for row in table.rows
        for index, field in columns
        if field
        and index < len(row.cells)
        and _MARKED.search(text_of(row.cells[index]))
    }


@dataclass(frozen=True, slots=True)
class _Reader:
    """What holds for all rows of a table."""

    headings: Mapping[str, str]
    currency: str
    account: str
    debits_are_signed: bool
    amount_sign: int
    marked: set[tuple[int, str]]

    def read(self, row: Row) -> _Kept:
        values: Mapping[str, Any] = row.values
        currency = values.get("currency", self.currency)
        balance_minor = None
        if "balance" in values:
            balance_minor = self.minor(row, "balance", currency)
        original_currency = values.get("original_currency", "")
        original_minor = None
        if original_currency and "original_amount" in values:
            original_minor = self.minor(row, "original_amount", original_currency)
        kind = values.get("kind", "")
        texts = (values.get("text", ""), values.get("more_text", ""))
        line = BankLine(
            place=f"row {row.number}",
            booked_on=values["booked_on"],
            value_on=values.get("value_on"),
            amount_minor=self.amount(row, currency),
            currency=currency,
            status=Booking(values.get("status", Booking.BOOKED)),
            movement=_movement(kind),
            code=kind,
            other=Counterparty(
                name=" ".join(values.get("other_name", "").split()),
                account=values.get("other_account", "").replace(" ", ""),
                bank=values.get("other_bank", "").replace(" ", ""),
            ),
            references=tuple(filter(None, (values.get("reference", ""),))),
            bank_reference=values.get("bank_reference", ""),
            text=" ".join(" ".join(dict.fromkeys(filter(None, texts))).split()),
            original_currency=original_currency if original_minor is not None else "",
            original_minor=original_minor,
        )
        account = values.get("account", "") or self.account
        return _Kept(line, _account(account), balance_minor)

    def amount(self, row: Row, currency: str) -> int:
        """The one amount of a row, money in positive."""
        given = {
            name: self.minor(row, name, currency)
            for name in _MONEY
            if name in row.values
        }
        if not given:
            self.refuse(row, "amount", "there is none in this row")
        filled = {name: minor for name, minor in given.items() if minor}
        if len(filled) > 1:
            names = " and ".join(self.headings[name] for name in filled)
            self.refuse(row, "amount", f"{names} are both filled")
        name, minor = next(iter((filled or given).items()))
        match name:
            case "debit":
                return minor if self.debits_are_signed else -minor
            case "credit":
                return minor
            case _:
                return self.signed(row, minor)

    def signed(self, row: Row, minor: int) -> int:
        sign = row.values.get("sign")
        if sign is None:
            return minor * self.amount_sign
        if sign == "credit" and minor < 0:
            self.refuse(row, "sign", "it says credit, and the amount is negative")
        return abs(minor) if sign == "credit" else -abs(minor)

    def minor(self, row: Row, name: str, currency: str) -> int:
        value: Any = row.values[name]
        try:
            minor = exact_minor(value, currency or _NO_CURRENCY)
        except Refusal as refusal:
            self.refuse(row, name, str(refusal))
        return -minor if (row.number, name) in self.marked else minor

    def refuse(self, row: Row, name: str, reason: str) -> NoReturn:
        _refuse(f"row {row.number}", self.headings.get(name, name), reason)


def _account(written: str) -> str:
    """A number without blanks; a name (“Savings, joint”) as it is."""
    unspaced = written.replace(" ", "")
    return unspaced if re.search("[0-9]", unspaced) else written


@lru_cache(maxsize=256)
def _movement(kind: str) -> Movement:
    said = f" {folded(kind)} "
    for movement, words in _MOVEMENTS:
        if any(f" {word} " in said for word in words):
            return movement
    return Movement.OTHER


def _statement(
    account: str, currency: str, kept: Sequence[_Kept], problems: list[Problem]
) -> BankStatement:
    """One account's lines, oldest first, with what its balances say."""
    ordered = kept if _goes_up(kept) else kept[::-1]
    problems.extend(_jumps(ordered))
    lines = tuple(each.line for each in ordered)
    days = [line.booked_on for line in lines]
    opening_minor = closing_minor = None
    moved = 0
    for each in ordered:
        moved += each.line.amount_minor if _counts(each) else 0
        if each.balance_minor is not None and opening_minor is None:
            opening_minor = each.balance_minor - moved
    if opening_minor is not None:
        closing_minor = _closing(ordered, opening_minor)
    return BankStatement(
        place=lines[0].place,
        account=account,
        currency=currency,
        from_on=min(days),
        until_on=max(days),
        opening=_balance(min(days), opening_minor),
        closing=_balance(max(days), closing_minor),
        lines=lines,
    )


def _balance(on: Any, minor: int | None) -> BookedBalance | None:
    return None if minor is None else BookedBalance(on, minor)


def _counts(each: _Kept) -> bool:
    return each.line.status is Booking.BOOKED


def _closing(ordered: Sequence[_Kept], opening_minor: int) -> int:
    """The last balance that is told, and what is booked behind it."""
    running = opening_minor
    for each in ordered:
        running += each.line.amount_minor if _counts(each) else 0
        if each.balance_minor is not None:
            running = each.balance_minor
    return running


def _goes_up(kept: Sequence[_Kept]) -> bool:
    """Whether the oldest row is the first; where nothing decides, it is."""
    up, down = len(_jumps(kept)), len(_jumps(kept[::-1]))
    if up != down:
        return up < down
    days = [each.line.booked_on for each in kept]
    ups = sum(earlier < later for earlier, later in pairwise(days))
    return ups >= sum(earlier > later for earlier, later in pairwise(days))


def _jumps(ordered: Sequence[_Kept]) -> list[Problem]:
    """Rows whose balance is not the one before with the amounts since."""
    jumps = []
    running: int | None = None
    for each in ordered:
        if running is not None and _counts(each):
            running += each.line.amount_minor
        if each.balance_minor is None:
            continue
        if running is not None and running != each.balance_minor:
            currency = each.line.currency or _NO_CURRENCY
            sentence = (
                f"The balance is {from_minor(each.balance_minor, currency)}; with the "
                f"lines before it would be {from_minor(running, currency)}."
            )
            jumps.append(
                Problem(
                    code="balance_jump",
                    place=each.line.place,
                    field="balance",
                    sentence=sentence,
                )
            )
        running = each.balance_minor
    return jumps
