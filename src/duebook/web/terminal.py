"""The terminal door: text in, tables and sentences out, a refusal as one line."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.table import Table
from typing_extensions import override

from duebook.domain.errors import Refusal
from duebook.domain.money import from_minor, parse_amount

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from django.core.management.base import CommandParser

DJANGO_OPTIONS = {
    *("--settings", "--pythonpath", "--traceback", "--version", "--verbosity"),
    *("--no-color", "--force-color", "--skip-checks"),
}
SHORT = 14  # characters of a number or code, not broken where there is room
NARROW = 6  # characters into which a column of names can be folded

console = Console(highlight=False, markup=False)  # names and reasons are no markup


class Command(BaseCommand):
    """A command that tells a refusal in a sentence and ends with exit code 1."""

    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's way
    requires_migrations_checks = False

    @override
    def run_from_argv(self, argv: list[str]) -> None:
        try:
            # Django raises, we tell; before the words, which may be those of a verb.
            super().run_from_argv([*argv[:2], "--traceback", *argv[2:]])
        except CommandError as no:
            sys.exit(f"duebook: {no}")

    @override
    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal

    @override
    def create_parser(
        self, prog_name: str, subcommand: str, **options: Any
    ) -> CommandParser:
        """Django's parser, without the options that are no business of an office."""
        parser = super().create_parser(
            prog_name, subcommand.replace("_", "-"), **options
        )
        for action in parser._actions:  # noqa: SLF001 - the only way to hide them
            if DJANGO_OPTIONS & set(action.option_strings):
                action.help = argparse.SUPPRESS
        return parser


def day(text: str) -> date:
    """A day as ``2026-11-03``."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"“{text}” is not a day such as 2026-11-03"
        raise argparse.ArgumentTypeError(message) from None


def instant(text: str) -> datetime:
    """An instant as ``2026-11-03T12:00``, in UTC unless it says otherwise."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        message = f"“{text}” is not an instant such as 2026-11-03T12:00"
        raise argparse.ArgumentTypeError(message) from None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def amount(text: str) -> Decimal:
    """An amount as ``1250.00``."""
    try:
        return parse_amount(text)
    except Refusal as refusal:
        raise argparse.ArgumentTypeError(str(refusal)) from None


def basis_points(text: str) -> int:
    """Per cent with up to two decimals, as basis points: ``2.5`` is 250."""
    points = amount(text) * 100
    if points != points.to_integral_value():
        message = f"“{text}” per cent is finer than a hundredth of one"
        raise argparse.ArgumentTypeError(message)
    return int(points)


def percent(points: int) -> str:
    """Basis points as people say them: 250 are ``2.5 %``."""
    return f"{from_minor(points, 'USD').normalize():f} %"


def table(
    title: str,
    columns: Iterable[str],
    rows: Iterable[Iterable[object]],
    *,
    totals: Iterable[Iterable[object]] = (),
) -> Table:
    """A table to print; columns whose head begins with ``>`` are right-aligned.

    Totals stand at the foot.  In a narrow terminal names give way before numbers
    and codes do.
    """
    drawn = Table(title=title, title_justify="left", header_style="bold", box=None)
    heads = list(columns)
    printed, summed = (
        [["" if cell is None else str(cell) for cell in row] for row in some]
        for some in (rows, totals)
    )
    widths = _kept_widths(heads, [*printed, *summed])
    for head, width in zip(heads, widths, strict=True):
        drawn.add_column(
            head.removeprefix(">"),
            justify="right" if head.startswith(">") else "left",
            overflow="fold",
            width=width,
        )
    for cells in printed:
        drawn.add_row(*cells)
    if summed:
        drawn.add_section()
    for cells in summed:
        drawn.add_row(*cells, style="bold")
    return drawn


def _kept_widths(heads: list[str], rows: list[list[str]]) -> list[int | None]:
    """How wide columns of numbers and codes are, so that none is broken.

    If need be their heads are folded between words.  None is for a column that
    takes what is left, and for all if the terminal is too narrow.
    """
    titles = [head.removeprefix(">") for head in heads]
    cells = [
        max((len(row[place]) for row in rows), default=0) for place in range(len(heads))
    ]
    words = [max(map(len, title.split()), default=0) for title in titles]
    for least in (list(map(len, titles)), words):
        widths = list(map(max, cells, least))
        kept = [width if width <= SHORT else None for width in widths]
        if sum((width or NARROW) + 2 for width in kept) <= console.width:
            return kept
    return [None] * len(heads)
