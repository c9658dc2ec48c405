"""A bank's file as it is understood, shown before anything of it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook.formats.bank.table_fields import STATEMENT_FIELDS
from duebook.web.figures import counted, money
from duebook.web.terminal import console, table

if TYPE_CHECKING:
    from duebook.domain.banking import BankFile, BankStatement
    from duebook.formats.bank.ach_records import AchFile
    from duebook.formats.tables import ColumnMapping

SHOWN = 20
"""How many lines of a statement are shown; the rest is counted."""

_LABELS = {spec.name: f"{spec.label} ({spec.name})" for spec in STATEMENT_FIELDS}


def show_understood(name: str, file: BankFile, mapping: ColumnMapping | None) -> None:
    """What each column is taken for, and the first lines that come of it."""
    if mapping is not None:
        console.print(
            table(
                f"{name}: what its columns hold",
                ("Column", "Taken for", ">Sure", "Why"),
                (
                    (
                        choice.heading,
                        _LABELS[choice.field] if choice.field else "left out",
                        f"{choice.confidence:.0%}" if choice.field else "",
                        choice.reason,
                    )
                    for choice in mapping.choices
                ),
            )
        )
    for statement in file.statements:
        _show(name, statement)
    for problem in file.problems:
        console.print(f"  {problem.place}: {problem.sentence}")


def show_returns(name: str, file: AchFile) -> None:
    """What a file of NACHA takes back, and what it asks to be written otherwise."""
    entries = [entry for batch in file.batches for entry in batch.entries]
    told = [(one, one.returned or one.change) for one in entries]
    console.print(
        table(
            f"{name}: what is in it",
            ("Place", "Of", "Trace", "Says", ">Amount"),
            (
                (
                    one.place,
                    one.name,
                    said.original_trace if said else one.trace,
                    f"{said.code} {said.reason}" if said else "a payment",
                    money(one.amount_minor, "USD"),
                )
                for one, said in told[:SHOWN]
            ),
        )
    )
    if len(told) > SHOWN:
        console.print(f"  … and {len(told) - SHOWN:,} more entries.")
    for problem in file.problems:
        console.print(f"  {problem.place}: {problem.sentence}")


def _show(name: str, statement: BankStatement) -> None:
    lines = statement.lines
    of = f" of {statement.account}" if statement.account else ""
    console.print(
        table(
            f"{name}{of}: {counted(len(lines), 'line')}",
            ("Place", "Day", "From or to", "Text", ">Amount", ""),
            (
                (
                    line.place,
                    line.booked_on,
                    line.other.name,
                    " ".join((*line.references, line.text))[:60],
                    money(line.amount_minor, line.currency or "USD"),
                    line.currency,
                )
                for line in lines[:SHOWN]
            ),
        )
    )
    if len(lines) > SHOWN:
        console.print(f"  … and {len(lines) - SHOWN:,} more lines.")
