"""The lines of a NACHA file, and the fields in them by position."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NoReturn

from duebook.domain.banking import Problem
from duebook.formats.bank.refusals import UnreadableBankFile

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMAT: Final = "NACHA"
WIDTH: Final = 94
LONGEST_FILE: Final = 64 * 1024 * 1024
_STRANGE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x19\x1b-\x1f]")

Columns = tuple[int, int]
"""The first and the last position of a field, counted from 1 as the rules do."""


@dataclass(frozen=True, slots=True)
class Line:
    """A record of 94 characters and its place."""

    number: int
    text: str

    @property
    def place(self) -> str:
        return f"line {self.number}"

    def cut(self, where: Columns) -> str:
        first, last = where
        return self.text[first - 1 : last]

    def words(self, where: Columns) -> str:
        """The field with one blank between words and none around them."""
        return " ".join(self.cut(where).split())

    def number_in(self, where: Columns, field: str) -> int:
        """The field as a number; a field of blanks is none.

        Raises:
            UnreadableBankFile: there is anything but digits in it.
        """
        digits = self.cut(where)
        if not (digits.isascii() and digits.isdigit()):
            self.refuse(field, f"“{digits}” is not a number")
        return int(digits)

    def day_in(
        self, where: Columns, field: str, problems: list[Problem]
    ) -> dt.date | None:
        """A day as YYMMDD; ``None`` where it is blank, zeros or, told, no day."""
        text = self.cut(where).strip()
        if not text.strip("0"):
            return None
        try:
            if len(text) == 6 and text.isascii() and text.isdigit():
                return dt.date(2000 + int(text[:2]), int(text[2:4]), int(text[4:]))
        except ValueError:
            pass
        sentence = f"“{text}” is no day as year, month and day; it was left out."
        problems.append(self.problem("date_unreadable", field, sentence))
        return None

    def problem(self, code: str, field: str, sentence: str) -> Problem:
        return Problem(code=code, place=self.place, field=field, sentence=sentence)

    def refuse(self, field: str, reason: str) -> NoReturn:
        raise UnreadableBankFile(FORMAT, self.place, field, reason)


def lines_of(data: bytes, name: str, problems: list[Problem]) -> Iterator[Line]:
    """The records of a file, filled up to 94 characters; blank lines are left out.

    Without any line end, the file is cut every 94 characters.  Lines that lost the
    blanks at their ends are told once, with the first of them.

    Raises:
        UnreadableBankFile: too long, a line longer than a record, control characters.
    """
    if len(data) > LONGEST_FILE:
        reason = f"it is longer than {LONGEST_FILE:,} bytes"
        raise UnreadableBankFile(FORMAT, name, "file", reason)
    text = data.decode("latin-1").removeprefix("\xef\xbb\xbf").removesuffix("\x1a")
    if strange := _STRANGE.search(text):
        line = Line(text.count("\n", 0, strange.start()) + 1, "")
        line.refuse("record", "there are control characters in it")
    records = re.split(r"\r\n|\n|\r", text)
    if len(text) > WIDTH and len(text.rstrip("\r\n")) == len(records[0]):
        records = [text[at : at + WIDTH] for at in range(0, len(records[0]), WIDTH)]
    short: list[Line] = []
    for number, record in enumerate(records, 1):
        if not record.strip():
            continue
        line = Line(number, record[:WIDTH].ljust(WIDTH))
        if record[WIDTH:].strip():
            line.refuse("record", f"it has {len(record)} characters instead of {WIDTH}")
        if len(record) < WIDTH:
            short.append(line)
        yield line
    if short:
        many = "1 line is" if len(short) == 1 else f"{len(short):,} lines are"
        sentence = f"{many} shorter than 94 characters; blanks were put at the end."
        problems.append(short[0].problem("short_lines", "record", sentence))
