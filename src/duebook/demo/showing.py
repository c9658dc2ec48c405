"""Files and long work at the terminal, for every chapter of the story."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text

from duebook.web.figures import counted
from duebook.web.terminal import console

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from duebook.demo.month import MonthsWork, TakenFile

SHOWN = 6
"""So many of a kind are shown, and the others counted."""


@contextmanager
def bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar; call with how much of how much is done."""
    columns = (
        TextColumn(f"  {what:<34}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(what, total=None)

        def advance(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total or None)

        yield advance
        done = int(progress.tasks[0].completed)
        progress.update(task, total=done)


def tell_file(work: MonthsWork, file: TakenFile) -> None:
    """A file that was taken in, with the rows that could not be read."""
    console.print(f"{work.desk.code}  {file.name}", style="bold")
    tell(file.seen.layout_in_words(), style="dim")
    taken = counted(file.rows, "row")
    console.print(
        f"    {taken} taken in, {len(file.seen.bad)} cannot be read."
        if file.seen.bad
        else f"    {taken} taken in."
    )
    for row in file.seen.bad[:SHOWN]:
        for problem in row.problems:
            tell(
                f"row {row.number}, {problem.column} “{problem.value}” "
                f"{problem.reason}",
                style="yellow",
            )
    if file.bad_rows is not None:
        console.print(f"    To be fixed in {file.bad_rows}", style="dim")


def tell(sentence: str, *, indent: int = 4, style: str = "") -> None:
    """A sentence that stays indented where it needs a second line."""
    console.print(Padding(Text(sentence, style=style), (0, 0, 0, indent), expand=False))


def tell_few(sentences: Sequence[str]) -> None:
    """The first sentences of several, and how many more there are."""
    for sentence in sentences[:SHOWN]:
        tell(sentence)
    if len(sentences) > SHOWN:
        console.print(f"    … and {len(sentences) - SHOWN} more like these")
