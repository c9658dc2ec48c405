"""Why a file of another program is not taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from duebook.domain.errors import Refusal


@dataclass(eq=False)
class NoSuchVendor(Refusal):
    """There is no bridge from this program."""

    code: ClassVar[str] = "no_such_vendor"
    template: ClassVar[str] = "There is no bridge from “{vendor}”; there are {known}."

    vendor: str
    known: str


@dataclass(eq=False)
class NotFromVendor(Refusal):
    """The headings are of none of the files that the program writes."""

    code: ClassVar[str] = "not_from_vendor"
    template: ClassVar[str] = (
        "{file} is none of the files of {vendor} that are understood: {known}. "
        "Any other table is taken in by what its rows are."
    )

    file: str
    vendor: str
    known: str


@dataclass(eq=False)
class NotRecognised(Refusal):
    """No program is known that writes such a file, or several would."""

    code: ClassVar[str] = "export_not_recognised"
    template: ClassVar[str] = (
        "{file} does not show which program wrote it: its headings are those of "
        "{whose}. Name the program, or say what its rows are."
    )

    file: str
    whose: str


@dataclass(eq=False)
class NothingForUs(Refusal):
    """The file is well formed and holds no customer, item or open document."""

    code: ClassVar[str] = "nothing_for_us"
    template: ClassVar[str] = (
        "{file} holds no customers, items, invoices or credits; it holds {found}."
    )

    file: str
    found: str


@dataclass(eq=False)
class NothingCounts(Refusal):
    """Whatever the file holds is to be left out."""

    code: ClassVar[str] = "nothing_counts"
    template: ClassVar[str] = "{file} holds nothing to take in. {left_out}"

    file: str
    left_out: str


@dataclass(eq=False)
class UnreadableExport(Refusal):
    """An XML or JSON file that cannot be read to its end, or must not be."""

    code: ClassVar[str] = "unreadable_export"
    template: ClassVar[str] = "{file} cannot be read: {reason}."

    file: str
    reason: str
