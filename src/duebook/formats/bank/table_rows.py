"""Rows of a bank's, payer's or processor's table: all of them, or a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook.domain.banking import Problem
from duebook.formats.bank.refusals import UnreadableBankFile
from duebook.formats.tables import read_records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.formats.tables import ColumnMapping, FieldSpec, Row, Table


def all_rows(
    table: Table, mapping: ColumnMapping, fields: Sequence[FieldSpec], format_name: str
) -> list[Row]:
    """Every row of the table; a file with a hole is not taken in.

    Raises:
        UnreadableBankFile: a column is missing, or a row cannot be read; naming the
            first, and how many more there are.
    """
    missing = mapping.missing(fields)
    if missing:
        reason = "no column of it was found"
        raise UnreadableBankFile(format_name, "headings", missing[0].label, reason)
    good, bad = read_records(table, mapping, fields)
    if bad:
        problem = bad[0].problems[0]
        more = f" (and {len(bad) - 1:,} more rows)" if len(bad) > 1 else ""
        reason = f"“{problem.value}” {problem.reason}{more}"
        place = f"row {bad[0].number}"
        raise UnreadableBankFile(format_name, place, problem.column, reason)
    return good


def doubts_of(table: Table) -> list[Problem]:
    """What the importer guessed or left out, as problems."""
    return [
        Problem(
            code=warning.code,
            place=f"row {warning.row}" if warning.row else "the table",
            field="",
            sentence=warning.text,
        )
        for warning in table.warnings
    ]
