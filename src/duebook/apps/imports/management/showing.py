"""Imports in words and tables, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook.apps.imports.queries import Outcome
from duebook.web.terminal import console, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duebook.apps.imports.actions import TakenIn
    from duebook.apps.imports.models import ImportRow
    from duebook.apps.imports.queries import FileTaken, Preview
    from duebook.formats.tables import BadRow

SHOWN = 20
"""How many rows of each sort are shown; the rest is counted."""

_NOUNS = {
    "parties": ("party", "parties"),
    "items": ("item", "items"),
    "prices": ("price", "prices"),
    "charges": ("charge", "charges"),
    "open_items": ("open item", "open items"),
    "payments": ("payment", "payments"),
    "rates": ("exchange rate", "exchange rates"),
}


def show_preview(shown: Preview, name: str) -> None:
    """The layout found, what each column is taken for, and what the rows would do."""
    console.print(f"{name}: {shown.layout_in_words()}")
    if shown.taken_before is not None:
        before = shown.taken_before
        console.print(
            f"This file was taken in before, as import {before.id} by "
            f"{before.actor}; nothing is left to add.\nTo take it in again, undo that "
            f"first: duebook imports undo {before.id} --reason …"
        )
        return
    labels = {spec.name: spec.label for spec in shown.reading.specs}
    console.print(
        table(
            "",
            ("Column", "Taken for", ">Sure", "Why"),
            (
                (
                    choice.heading,
                    labels[choice.field] if choice.field else "left out",
                    f"{choice.confidence:.0%}" if choice.field else "",
                    _why(choice.reason, is_guess=choice.written.is_guess),
                )
                for choice in shown.mapping.choices
            ),
        )
    )
    _show_tie(shown)
    for warning in shown.warnings[:SHOWN]:
        console.print(f"Note: {warning.text}")
    _say_more(len(shown.warnings), "notes")
    _show_rows(shown)


def _show_tie(shown: Preview) -> None:
    """Whether opening balances are the total that came with them."""
    if shown.tie is not None:
        verdict = "they tie" if shown.tie.refusal("") is None else "they do not tie"
        console.print(
            f"Total {shown.tie.total:,}; what would be taken in {shown.tie.taken:,}: "
            f"{verdict}."
        )
    elif shown.reading.what and shown.reading.kind == "open_items":
        console.print(
            "The file prints no total that can be read. Say the other program's own "
            "with --total, and it is compared."
        )


def _why(reason: str, *, is_guess: bool) -> str:
    return f"{reason}; look at its dates and decimals" if is_guess else reason


def _show_rows(shown: Preview) -> None:
    counts = shown.counts()
    console.print(
        f"{counts[Outcome.CREATED]:,} new, {counts[Outcome.UPDATED]:,} changed, "
        f"{counts[Outcome.UNCHANGED]:,} unchanged, {counts[Outcome.KNOWN]:,} known "
        f"already, {len(shown.bad):,} bad."
    )
    changed = [one for one in shown.planned if one.outcome is Outcome.UPDATED]
    for one in changed[:SHOWN]:
        changes = "; ".join(one.changes)
        console.print(f"  Row {one.row.number}: {one.label}: {changes}")
    _say_more(len(changed), "changes")
    if shown.bad:
        console.print(
            table(
                "Bad rows",
                (">Row", "Column", "Value", "Reason"),
                _reasons(shown.bad[:SHOWN]),
            )
        )
        _say_more(len(shown.bad), "bad rows")


def _reasons(bad: Sequence[BadRow]) -> Iterator[tuple[object, ...]]:
    for row in bad:
        for problem in row.problems:
            yield (
                row.number,
                problem.column,
                problem.value,
                problem.reason,
            )


def _say_more(count: int, what: str) -> None:
    if count > SHOWN:
        console.print(f"  … and {count - SHOWN:,} more {what}.")


def show_taken(taken: TakenIn, kind: str, *, is_saved: bool) -> None:
    """What came of a file, and where its bad rows are."""
    one, many = _NOUNS[kind]
    parts = [f"{taken.created:,} {one if taken.created == 1 else many} added"]
    if taken.updated:
        parts.append(f"{taken.updated:,} changed")
    if taken.known:
        parts.append(f"{taken.known:,} known already")
    console.print(f"Import {taken.file_id}: {', '.join(parts)}.")
    if taken.bad and not is_saved:
        rows = "1 row is" if taken.bad == 1 else f"{taken.bad:,} rows are"
        console.print(
            f"{rows} left to be fixed: duebook imports bad-rows {taken.file_id}"
        )


def show_imports(files: Sequence[FileTaken]) -> None:
    """All imports, the last one first."""
    console.print(
        table(
            "Imports",
            (">No.", "Day", "Kind", "File", "By", ">New", ">Changed", ">Bad", "State"),
            (
                (
                    file.id,
                    file.at.date(),
                    file.kind.replace("_", " "),
                    file.name,
                    file.actor,
                    f"{file.created:,}",
                    f"{file.updated:,}",
                    f"{file.bad:,}",
                    "undone" if file.undo_reason else "",
                )
                for file in files
            ),
        )
    )


def show_import(file: FileTaken, rows: Sequence[ImportRow]) -> None:
    """One import, and what its first rows made."""
    show_imports([file])
    if file.undo_reason:
        console.print(f"Undone: {file.undo_reason}")
    console.print(f"SHA-256 {file.sha256}")
    console.print(
        table(
            "",
            (">Row", "Outcome", "Made", "Their key"),
            (
                (row.number, row.outcome, row.target, row.external_key)
                for row in rows[:SHOWN]
            ),
        )
    )
    _say_more(len(rows), "rows")
