"""Tax and shipping rates as people write them: as options, or rows of a file."""

from __future__ import annotations

import argparse
import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from duebook.domain.errors import Refusal
from duebook.web.terminal import amount, day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedRate:
    """A tax rate as typed: ``account`` is a code, empty for the usual one."""

    place: str
    category: str
    name: str
    percent: Decimal
    first: date
    compound: bool = False
    order: int = 0
    account: str = ""


NEEDED = ("place", "category", "name", "percent", "from")
OPTIONAL = ("compound", "order", "account")


@dataclass(eq=False)
class RatesUnreadable(Refusal):
    """A file of tax rates that cannot be read, and where."""

    code: ClassVar[str] = "rates_unreadable"
    template: ClassVar[str] = "{file}: {what}. Nothing was changed."

    file: str
    what: str


def rates_in(path: Path) -> list[TypedRate]:
    """The rates of a CSV file whose headings are the options of the command.

    Raises:
        RatesUnreadable: it cannot be read; no row of it is taken then.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            _require_headings(rows.fieldnames or (), path)
            return list(_rates(rows, path))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RatesUnreadable(path.name, f"it cannot be read ({error})") from error


def _require_headings(headings: Iterable[str], path: Path) -> None:
    given = set(headings)
    for missing in [name for name in NEEDED if name not in given]:
        raise RatesUnreadable(path.name, f"it has no column “{missing}”")
    for strange in sorted(given - {*NEEDED, *OPTIONAL}):
        raise RatesUnreadable(path.name, f"there is no “{strange}” of a tax rate")


def _rates(rows: csv.DictReader[str], path: Path) -> Iterator[TypedRate]:
    for row in rows:
        try:
            yield _rate(row)
        except (argparse.ArgumentTypeError, ValueError) as error:
            raise RatesUnreadable(
                path.name, f"line {rows.line_num}: {error}"
            ) from error


def _rate(row: Mapping[str, str | None]) -> TypedRate:
    cells = {name: (row.get(name) or "").strip() for name in (*NEEDED, *OPTIONAL)}
    if cells["compound"] not in {"", "no", "yes"}:
        message = f"compound is yes or no, not “{cells['compound']}”"
        raise ValueError(message)
    if not (cells["order"] or "0").isdecimal():
        message = f"“{cells['order']}” is no order such as 1"
        raise ValueError(message)
    return TypedRate(
        place=cells["place"],
        category=cells["category"],
        name=cells["name"],
        percent=amount(cells["percent"]),
        first=day(cells["from"]),
        compound=cells["compound"] == "yes",
        order=int(cells["order"] or 0),
        account=cells["account"],
    )
