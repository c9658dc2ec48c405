"""Tables: heads, rows under headings, totals; figures aligned at the point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.documents.sheets.frame import Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: figures stand to the right, ``share`` of 0 is as wide as needed."""

    head: str
    is_figure: bool = False
    share: int = 0
    is_strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TextCell:
    """A text with a smaller second line."""

    text: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureCell:
    """A figure, and the digits that are missing to align it with its column."""

    text: str
    pad: str = ""


AnyCell = TextCell | FigureCell


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """``running`` is the sum up to this row, carried over to the next page.

    ``mark`` names what its last cell is, for who asks where it stands.
    """

    cells: tuple[AnyCell, ...]
    running: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowGroup:
    rows: tuple[Row, ...]
    heading: str = ""
    subtotal: tuple[str, str] | None = None


def table(
    columns: Sequence[Column],
    groups: Sequence[RowGroup],
    *,
    summary: str,
    totals: Sequence[Sequence[AnyCell]] = (),
) -> Sheet:
    """A table as templates read it; ``summary`` tells a screen reader what it is."""
    return {
        "summary": summary,
        "columns": [
            {
                "head": column.head,
                "figure": column.is_figure,
                "share": column.share,
                "strong": column.is_strong,
            }
            for column in columns
        ],
        "groups": [
            {
                "heading": group.heading,
                "rows": [
                    {
                        "cells": _cells(row.cells),
                        "running": row.running,
                        "mark": row.mark,
                    }
                    for row in group.rows
                ],
                "subtotal": list(group.subtotal) if group.subtotal else None,
            }
            for group in groups
        ],
        "totals": [_cells(cells) for cells in totals],
    }


def aligned(figures: Sequence[str], point: str) -> list[FigureCell]:
    """The figures of one column, each padded to the longest part after the point."""
    parts = [figure.partition(point) for figure in figures]
    longest = max((len(after) for _, _, after in parts), default=0)
    return [
        FigureCell(
            text=figure,
            pad=("" if sign or not longest else point) + "0" * (longest - len(after)),
        )
        for figure, (_, sign, after) in zip(figures, parts, strict=True)
    ]


def _cells(cells: Sequence[AnyCell]) -> list[Sheet]:
    return [
        {"text": cell.text, "detail": cell.detail, "pad": ""}
        if isinstance(cell, TextCell)
        else {"text": cell.text, "detail": "", "pad": cell.pad}
        for cell in cells
    ]
