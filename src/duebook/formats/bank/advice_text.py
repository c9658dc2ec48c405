"""Remittance advice as people write it: the text of a mail, or of a PDF.

What a payment is for is read from the table in the text, or from lines with a number
and an amount.  Where the reading does not prove itself, because signs are ambiguous or
the lines miss the total, it abstains: the total is kept and the lines are not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from duebook.domain.banking import Counterparty, Remittance, RemittanceLine
from duebook.domain.errors import Refusal
from duebook.domain.money import exact_minor
from duebook.formats.bank.advice_table import guess_advice, read_advice_table
from duebook.formats.bank.refusals import UnreadableBankFile
from duebook.formats.bank.remittances import NO_CURRENCY, about_total, told
from duebook.formats.bank.table_fields import ADVICE_FIELDS, WORDS
from duebook.formats.tables import (
    ColumnLayout,
    ColumnMapping,
    DateOrder,
    FileKind,
    Layout,
    Table,
    TableRow,
)
from duebook.formats.tables.days import parse_day, readable_by_order
from duebook.formats.tables.mapping import heading_words
from duebook.formats.tables.numbers import decimal_evidence, parse_money
from duebook.formats.tables.sniff import content_of
from duebook.formats.tables.unreadable import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from duebook.domain.banking import Problem
    from duebook.formats.tables.numbers import Money

FORMAT: Final = "Remittance advice"
LONGEST_TEXT: Final = 400_000
_LONGEST_LINE: Final = 1_000
_CELL: Final = re.compile(r"\S+(?:[ \u00a0\u202f]\S+)*")
"""Words with single blanks between them; two blanks end a cell."""

_AMOUNT: Final = re.compile(
    r"(?<![\w.,/-])(?:[A-Z]{3} ?|[$€£] ?)?-?"
    r"(?:[0-9]{1,3}(?:[.,' \u00a0\u202f’][0-9]{3})+|[0-9]{1,12})[.,][0-9]{2,3}-?"
    r"(?: ?(?:[A-Z]{3}\b|[$€£]))?(?![\w/])(?![.,][0-9])"
)
_DATE: Final = re.compile(r"\b[0-9]{1,4}([./-])[0-9]{1,2}\1[0-9]{1,4}\b")
_NUMBER: Final = re.compile(
    r"(?=[A-Za-z/._-]{0,20}[0-9])[A-Za-z0-9][A-Za-z0-9/._-]{1,39}"
)
_LABELS: Final[Mapping[str, Mapping[str, int]]] = {
    name: {heading_words(word): rank for rank, word in enumerate(words)}
    for name, words in WORDS["labels"].items()
}


def _heading_words_of(*names: str) -> frozenset[str]:
    """All headings of some fields of an advice, as plain words."""
    return frozenset(
        heading_words(word)
        for spec in ADVICE_FIELDS
        if spec.name in names
        for word in (spec.label, *spec.synonyms)
    )


_INVOICES: Final = _heading_words_of("reference")
_AMOUNTS: Final = _heading_words_of("paid", "billed")


@dataclass(frozen=True, slots=True)
class _Cell:
    """Words that stand together on a line, and from where to where."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Written:
    """How the text writes amounts and days; ``None`` where nothing in it decides."""

    decimal: str | None
    order: DateOrder | None


@dataclass(frozen=True, slots=True)
class _Block:
    """The table in a text, and the row of totals below it."""

    table: Table
    mapping: ColumnMapping
    totals: tuple[str, ...] = ()

    def total(self) -> str:
        """What stands below the amounts paid, in the row of totals."""
        paid = [
            text
            for choice, text in zip(self.mapping.choices, self.totals, strict=False)
            if choice.field == "paid"
        ]
        return paid[0] if paid else ""


def read_advice_text(text: str, place: str) -> tuple[Remittance, list[Problem]]:
    """What a payment is for, from words.

    Args:
        text: of a mail or PDF; columns apart by tabs, bars or two blanks and more.
        place: what the remittance is found by: a file, a page.

    Returns:
        The remittance, with no lines where they are not proved, and why not.

    Raises:
        UnreadableBankFile: it is too long, or has neither a line nor a total.
    """
    if len(text) > LONGEST_TEXT:
        reason = f"it is longer than {LONGEST_TEXT:,} characters"
        raise UnreadableBankFile(FORMAT, place, "text", reason)
    rows = [_cells(line[:_LONGEST_LINE]) for line in re.split(r"\r\n|[\r\n\f]", text)]
    written = _habits(text)
    labelled = _labelled(rows)
    block = _block(rows, written, place)
    problems: list[Problem] = []
    total = _money(labelled.get("total", ""), written)
    if total is None and block is not None:
        total = _money(block.total(), written)
    currency = _currency(labelled.get("currency", ""), total, written, text)
    head = Remittance(
        place=place,
        payer=Counterparty(name=_name(labelled.get("payer", ""))),
        reference=labelled.get("reference", ""),
        paid_on=_day(labelled.get("paid_on", ""), written, place, problems),
        currency=currency,
        total_minor=_minor(total, currency),
        lines=(),
    )
    if written.decimal is None:
        sentence = "Nothing shows which sign stands before the decimals."
        problems.append(told("advice_amounts_ambiguous", place, "amount", sentence))
        return replace(head, total_minor=None), problems
    if block is not None:
        lines = _table_lines(block, head, problems)
    else:
        lines = tuple(_sentence_lines(rows, written, currency))
    if not lines and head.total_minor is None and not problems:
        reason = "there is neither an invoice with an amount nor a total in it"
        raise UnreadableBankFile(FORMAT, place, "text", reason)
    return _proved(replace(head, lines=lines), problems)


def _proved(
    read: Remittance, problems: list[Problem]
) -> tuple[Remittance, list[Problem]]:
    """The remittance if its lines add up to the total; without them if they do not."""
    against = about_total(read)
    if against:
        return replace(read, lines=()), [*problems, *against]
    if read.lines and read.total_minor is None:
        sentence = "No total was found, so nothing proves that the lines are complete."
        problems.append(told("advice_total_missing", read.place, "total", sentence))
    return read, problems


def _cells(line: str) -> list[_Cell]:
    """The cells of a line; tabs and bars count as columns of their own."""
    if "\t" not in line and "|" not in line:
        return [_Cell(found[0], *found.span()) for found in _CELL.finditer(line)]
    parts = re.split(r"[\t|]", line.strip().strip("|"))
    return [
        _Cell(part.strip(), at * _LONGEST_LINE, at * _LONGEST_LINE + 1)
        for at, part in enumerate(parts)
        if part.strip()
    ]


def _habits(text: str) -> _Written:
    """The decimal sign and the order of days, by all amounts and days in the text."""
    proofs, is_doubtful = decimal_evidence(found[0] for found in _AMOUNT.finditer(text))
    decimal = None
    if proofs["."] != proofs[","]:
        decimal = max(proofs, key=lambda sign: proofs[sign])
    elif not is_doubtful and not proofs["."]:
        decimal = "."
    counts = readable_by_order({found[0] for found in _DATE.finditer(text)})
    best = max(counts.values())
    leaders = [order for order, count in counts.items() if count == best]
    return _Written(decimal, leaders[0] if len(leaders) == 1 else None)


def _labelled(rows: Sequence[Sequence[_Cell]]) -> dict[str, str]:
    """What stands behind the labels; the better label counts, then the earlier line."""
    best: dict[str, tuple[int, str]] = {}
    for label, value in _pairs(rows):
        words = heading_words(label)
        for name, ranks in _LABELS.items():
            rank = ranks.get(words)
            if rank is not None and (name not in best or rank < best[name][0]):
                best[name] = (rank, value)
    return {name: value for name, (_, value) in best.items()}


def _pairs(rows: Sequence[Sequence[_Cell]]) -> Iterator[tuple[str, str]]:
    """Labels and values: “label: value” in a cell, or the two cells of a line."""
    for cells in rows:
        for cell, following in zip(cells, [*cells[1:], None], strict=False):
            label, colon, value = cell.text.partition(":")
            value = value.strip()
            if following is not None and not value and (colon or len(cells) == 2):
                value = following.text
            if value:
                yield label, value


def _name(text: str) -> str:
    """A name without the mail address behind it."""
    return " ".join(re.sub(r"<[^<>]*>", "", text).split())


def _money(text: str, written: _Written) -> Money | None:
    """The one amount in a value, if its sign is decided."""
    found = _AMOUNT.findall(text)
    whole = [text] if not found and text else found
    if len(whole) != 1:
        return None
    try:
        return parse_money(whole[0].replace("\u202f", " "), written.decimal or ".")
    except Unreadable:
        return None


def _currency(said: str, total: Money | None, written: _Written, text: str) -> str:
    """The currency: said, beside the total, or the one beside all amounts."""
    codes = re.findall(r"\b[A-Z]{3}\b", said)
    if len(codes) == 1:
        return str(codes[0])
    if total is not None and total.currency:
        return total.currency
    amounts = (_money(found[0], written) for found in _AMOUNT.finditer(text))
    beside = {money.currency for money in amounts if money and money.currency}
    return beside.pop() if len(beside) == 1 else ""


def _minor(money: Money | None, currency: str) -> int | None:
    if money is None:
        return None
    try:
        return exact_minor(money.value, currency or NO_CURRENCY)
    except Refusal:
        return None


def _day(
    text: str, written: _Written, place: str, problems: list[Problem]
) -> date | None:
    if not text:
        return None
    found = _DATE.search(text)
    candidate = found[0] if found else text
    try:
        by_order = {parse_day(candidate, order) for order in _orders(written)}
    except Unreadable:
        return None
    if len(by_order) == 1:
        return by_order.pop()
    sentence = f"Nothing shows whether the day or the month comes first in “{text}”."
    problems.append(told("advice_date_ambiguous", place, "payment date", sentence))
    return None


def _orders(written: _Written) -> tuple[DateOrder, ...]:
    return (written.order,) if written.order else (DateOrder.DMY, DateOrder.MDY)


def _is_header(cells: Sequence[_Cell]) -> bool:
    if len(cells) < 2:
        return False
    words = {heading_words(cell.text) for cell in cells}
    return not words.isdisjoint(_INVOICES) and not words.isdisjoint(_AMOUNTS)


def _block(
    rows: Sequence[Sequence[_Cell]], written: _Written, place: str
) -> _Block | None:
    """The rows below the first headings, each cell under the one it is nearest to."""
    start = next((at for at, cells in enumerate(rows) if _is_header(cells)), None)
    if start is None:
        return None
    header = rows[start]
    found: list[TableRow] = []
    totals: tuple[str, ...] = ()
    for number, cells in enumerate(rows[start + 1 :], start + 2):
        if not cells:
            continue
        if heading_words(cells[0].text.partition(":")[0]) in _LABELS["total"]:
            totals = _below(header, cells)
            break
        if len(cells) == 1 and found:
            break
        found.append(TableRow(number, _below(header, cells)))
    if not found:
        return None
    columns = tuple(
        ColumnLayout(
            cell.text,
            content_of(found[0].cells[index]),
            written.decimal or ".",
            written.order or DateOrder.DMY,
        )
        for index, cell in enumerate(header)
    )
    table = Table(place, Layout(FileKind.DELIMITED, columns=columns), tuple(found))
    return _Block(table, guess_advice(table), totals)


def _below(header: Sequence[_Cell], cells: Sequence[_Cell]) -> tuple[str, ...]:
    row = [""] * len(header)
    for cell in cells:
        at = min(range(len(header)), key=lambda index: _apart(header[index], cell))
        row[at] = f"{row[at]} {cell.text}".strip()
    return tuple(row)


def _apart(heading: _Cell, cell: _Cell) -> int:
    """How far a cell is from below its heading; nothing where they overlap."""
    overlap = min(heading.end, cell.end) - max(heading.start, cell.start)
    return -overlap


def _table_lines(
    block: _Block, head: Remittance, problems: list[Problem]
) -> tuple[RemittanceLine, ...]:
    try:
        read, more = read_advice_table(
            block.table, block.mapping, currency=head.currency
        )
    except UnreadableBankFile as refusal:
        problems.append(
            told("advice_table_unreadable", head.place, refusal.field, str(refusal))
        )
        return ()
    problems.extend(more)
    return tuple(line for each in read for line in each.lines)


def _sentence_lines(
    rows: Sequence[Sequence[_Cell]], written: _Written, currency: str
) -> list[RemittanceLine]:
    """Lines that have one number of a document and one amount behind it."""
    lines = []
    for cells in filter(None, rows):
        text = " ".join(cell.text for cell in cells)
        if heading_words(text.partition(":")[0]) in _ALL_LABELS:
            continue
        if heading_words(re.split(r"[0-9:]", text, maxsplit=1)[0]) in _LABELS["total"]:
            continue
        amounts = list(_AMOUNT.finditer(text))
        if len(amounts) != 1:
            continue
        before = _DATE.sub(" ", text[: amounts[0].start()])
        numbers = _NUMBER.findall(before)
        minor = _minor(_money(amounts[0][0], written), currency)
        if len(numbers) == 1 and minor is not None:
            reference = numbers[0].rstrip("._-/")
            lines.append(RemittanceLine(reference=reference, paid_minor=minor))
    return lines


_ALL_LABELS: Final = frozenset(word for ranks in _LABELS.values() for word in ranks)
