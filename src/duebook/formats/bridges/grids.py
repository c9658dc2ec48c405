"""Tables of another program: recognised by their headings, read by their layout."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from duebook.formats.bridges.body import body_of
from duebook.formats.bridges.found import Found, Header, spellings
from duebook.formats.bridges.records import bridged_of
from duebook.formats.bridges.refusals import NotFromVendor
from duebook.formats.tables.mapping import heading_words
from duebook.formats.tables.read import read_table
from duebook.formats.tables.records import Layout, text_of
from duebook.formats.tables.refusals import EmptyTable
from duebook.formats.tables.sniff import headings_of, lay_out_columns

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duebook.formats.bridges.layouts import Report, Vendor
    from duebook.formats.bridges.records import Bridged
    from duebook.formats.tables.records import DateOrder, Table

_LOOK_AHEAD = 60
_EVERY_ROW = 2**31


def read_grid(
    vendor: Vendor,
    data: bytes,
    name: str,
    *,
    layout: Layout,
    assumed_order: DateOrder,
) -> Bridged:
    """Read a CSV file or workbook of a program.

    Raises:
        NotFromVendor: its headings are of none of the files that are understood.
        EmptyTable: there is no row of data.
        NothingCounts: every row is to be left out.
        Refusal: it is no table at all (see ``read_table``).
    """
    table = _every_row(data, name, layout, assumed_order)
    recognised = _recognised(vendor, table)
    if recognised is None:
        known = ", ".join(report.name for report in vendor.reports)
        raise NotFromVendor(table.name, vendor.name, known)
    place, report = recognised
    headings, rows = table.rows[place], table.rows[place + 1 :]
    columns, doubts = lay_out_columns(
        headings_of(headings.cells, len(headings.cells)),
        rows,
        delimiter=table.layout.delimiter,
        assumed=assumed_order,
        said=(),
    )
    header = Header(columns, doubts)
    total = header.place(report.total) if report.total else None
    body = body_of(
        rows,
        vendor.footer,
        None if total is None else lambda row: header.amount(row, total),
    )
    if not body.lines:
        raise EmptyTable(name)
    found = Found(report, header, body.lines)
    return bridged_of(
        f"{report.name} of {vendor.name}",
        found.findings(),
        name=name,
        layout=replace(table.layout, header_row=headings.number),
        printed=body.printed,
        warnings=(*body.warnings, *found.notes()),
    )


def writers_of_grid(
    vendors: Iterable[Vendor], data: bytes, name: str, assumed_order: DateOrder
) -> list[Vendor]:
    """The programs whose headings a CSV file or workbook has.

    Raises:
        Refusal: it is no table at all (see ``read_table``).
    """
    table = _every_row(data, name, Layout(), assumed_order)
    return [vendor for vendor in vendors if _recognised(vendor, table)]


def _every_row(
    data: bytes, name: str, layout: Layout, assumed_order: DateOrder
) -> Table:
    """The file as a table without headings: remarks may stand above those."""
    return read_table(
        data,
        name,
        layout=replace(layout, header_row=0, last_row=_EVERY_ROW, columns=()),
        assumed_order=assumed_order,
    )


def _recognised(vendor: Vendor, table: Table) -> tuple[int, Report] | None:
    """The place of the headings among the rows, and whose they are, if any are."""
    for place, row in enumerate(table.rows[:_LOOK_AHEAD]):
        words = {heading_words(text_of(cell)) for cell in row.cells}
        fitting = [
            report
            for report in vendor.reports
            if all(words & set(spellings(one)) for one in report.headings)
        ]
        if fitting:
            return place, max(fitting, key=lambda report: len(report.headings))
    return None
