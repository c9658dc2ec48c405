"""Objects of another program's API as flat rows, read by the layout of their type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from duebook.formats.bridges.body import Line
from duebook.formats.bridges.found import Found, Header, spellings
from duebook.formats.bridges.records import bridged_of
from duebook.formats.bridges.refusals import NothingForUs
from duebook.formats.tables.mapping import heading_words
from duebook.formats.tables.records import (
    Cell,
    ColumnLayout,
    DateOrder,
    FileKind,
    Layout,
    TableRow,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.formats.bridges.layouts import Report, Vendor
    from duebook.formats.bridges.records import Bridged

AS_TEXT = Layout(FileKind.DELIMITED, encoding="utf-8-sig", delimiter=",", quote='"')
"""How the bad ones among the objects are written for a person to fix."""


@dataclass(frozen=True)
class Thing:
    """An object: its type, and its values by their path, as ``BillAddr/City``.

    An attribute of XML is ``CustomerRef@name``; ``@type`` is the type.
    """

    kind: str
    values: Mapping[str, Cell]


def read_things(vendor: Vendor, things: Sequence[Thing], name: str) -> Bridged:
    """The objects of all types that imports know, numbered as they stand in the file.

    Raises:
        NothingForUs: there is none.
        NothingCounts: all of them are to be left out.
    """
    known = {report.name: report for report in vendor.objects}
    founds = [
        _found(
            known[kind],
            [
                (number, thing)
                for number, thing in enumerate(things, 1)
                if thing.kind == kind
            ],
        )
        for kind in dict.fromkeys(thing.kind for thing in things)
        if kind in known
    ]
    if not founds:
        kinds = ", ".join(sorted({thing.kind for thing in things})) or "no object"
        raise NothingForUs(name, kinds)
    return bridged_of(
        f"{', '.join(found.report.name for found in founds)} of {vendor.name}",
        [findings for found in founds for findings in found.findings()],
        name=name,
        layout=AS_TEXT,
        warnings=[note for found in founds for note in found.notes()],
    )


def _found(report: Report, things: Sequence[tuple[int, Thing]]) -> Found:
    read = {one for columns in report.columns() for one in spellings(columns)}
    named = dict.fromkeys(path for _, thing in things for path in thing.values)
    paths = [path for path in named if heading_words(path) in read]
    columns = [
        ColumnLayout(path, decimal=".", date_order=DateOrder.YMD) for path in paths
    ]
    lines = [
        Line(TableRow(number, tuple(thing.values.get(path, "") for path in paths)))
        for number, thing in things
    ]
    return Found(report, Header(columns), lines)
