"""Bytes of another program's file to the records of our imports: the one way in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook.formats.bridges.grids import read_grid, writers_of_grid
from duebook.formats.bridges.layouts import VENDORS, vendor_of
from duebook.formats.bridges.objects import read_things
from duebook.formats.bridges.quickbooks_xml import read_quickbooks_xml
from duebook.formats.bridges.refusals import NotRecognised
from duebook.formats.bridges.xero_json import read_xero_json
from duebook.formats.tables.kinds import MAX_BYTES
from duebook.formats.tables.records import DateOrder, Layout
from duebook.formats.tables.refusals import TooLarge

if TYPE_CHECKING:
    from duebook.formats.bridges.records import Bridged

_READERS = {
    ("quickbooks-online", b"<"): read_quickbooks_xml,
    ("xero", b"{"): read_xero_json,
}
"""The readers of objects, by vendor and the first sign of their files."""


def read_bridge(
    vendor: str,
    data: bytes,
    name: str,
    *,
    layout: Layout | None = None,
    assumed_order: DateOrder = DateOrder.MDY,
) -> Bridged:
    """Read a file that another program wrote.

    Args:
        vendor: key of the program, one of ``VENDORS``.
        data: the whole file, at most ``kinds.MAX_BYTES``.
        name: of the file, for what is said about it; it decides nothing.
        layout: encoding, delimiter and sheet, where a person said them.
        assumed_order: of day and month where nothing in the file decides.

    Raises:
        NoSuchVendor, NotFromVendor, NothingForUs, NothingCounts, UnreadableExport
        Refusal: it is no table (see ``read_table``).
    """
    program = vendor_of(vendor)
    if len(data) > MAX_BYTES:
        raise TooLarge(name, "bytes", len(data), MAX_BYTES)
    reader = _READERS.get((vendor, _first_sign(data)))
    if reader is not None:
        return read_things(program, reader(data, name), name)
    return read_grid(
        program, data, name, layout=layout or Layout(), assumed_order=assumed_order
    )


def writer_of(
    data: bytes, name: str, *, assumed_order: DateOrder = DateOrder.MDY
) -> str:
    """The key of the program that wrote a file, told by its form or its headings.

    Raises:
        NotRecognised: there is none, or more than one.
        Refusal: it is no table (see ``read_table``).
    """
    if len(data) > MAX_BYTES:
        raise TooLarge(name, "bytes", len(data), MAX_BYTES)
    first = _first_sign(data)
    for vendor, sign in _READERS:
        if sign == first:
            return vendor
    found = writers_of_grid(VENDORS.values(), data, name, assumed_order)
    if len(found) != 1:
        whose = " and of ".join(one.name for one in found) or "none that is known"
        raise NotRecognised(name, whose)
    return found[0].key


def _first_sign(data: bytes) -> bytes:
    return data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
