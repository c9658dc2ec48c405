"""Files of other billing programs, turned into the records that imports take.

A bridge is data (``layouts.toml``: which file has which headings, and what they hold)
and a reader for each form: tables, QuickBooks' XML, Xero's JSON.  What comes out is a
table under our own headings for each kind of import, so that the dry run, the reasons
at a row, the fingerprints and the undo are those of any other file.
"""

from __future__ import annotations

from duebook.formats.bridges.layouts import VENDORS, Vendor, vendor_of
from duebook.formats.bridges.read import read_bridge, writer_of
from duebook.formats.bridges.records import BRIDGED_KINDS, Bridged, Part
from duebook.formats.bridges.refusals import (
    NoSuchVendor,
    NotFromVendor,
    NothingCounts,
    NothingForUs,
    NotRecognised,
    UnreadableExport,
)

__all__ = [
    "BRIDGED_KINDS",
    "VENDORS",
    "Bridged",
    "NoSuchVendor",
    "NotFromVendor",
    "NotRecognised",
    "NothingCounts",
    "NothingForUs",
    "Part",
    "UnreadableExport",
    "Vendor",
    "read_bridge",
    "vendor_of",
    "writer_of",
]
