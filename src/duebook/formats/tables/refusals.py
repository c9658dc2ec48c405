"""Why a file is not read as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from duebook.domain.errors import Refusal


@dataclass(eq=False)
class NotATable(Refusal):
    """The content is of another kind: a document, an image, data of another form."""

    code: ClassVar[str] = "not_a_table"
    template: ClassVar[str] = "{file} is {found}, not a table. {advice}"

    file: str
    found: str
    advice: str = "Save the table as CSV or XLSX and send it again."


@dataclass(eq=False)
class EncryptedFile(Refusal):
    """The workbook can be opened only with a password."""

    code: ClassVar[str] = "encrypted_file"
    template: ClassVar[str] = (
        "{file} is protected by a password. Save it without one and send it again."
    )

    file: str


@dataclass(eq=False)
class EmptyTable(Refusal):
    """There is no row of data."""

    code: ClassVar[str] = "empty_table"
    template: ClassVar[str] = "{file} has no rows of data."

    file: str


@dataclass(eq=False)
class NoSuchSheet(Refusal):
    """The workbook has no sheet of the name that was asked for."""

    code: ClassVar[str] = "no_such_sheet"
    template: ClassVar[str] = (
        "{file} has no sheet called {sheet!r}; it has {sheets_text}."
    )

    file: str
    sheet: str
    sheets_text: str


@dataclass(eq=False)
class TooLarge(Refusal):
    """The file is beyond a limit that protects the office's machine."""

    code: ClassVar[str] = "too_large"
    template: ClassVar[str] = (
        "{file} has {found:,} {unit}; at most {limit:,} are read at once. "
        "Split it and send the parts."
    )

    file: str
    unit: str
    found: int
    limit: int


@dataclass(eq=False)
class SuspiciousArchive(Refusal):
    """A workbook or another zip archive that would inflate beyond reason."""

    code: ClassVar[str] = "suspicious_archive"
    template: ClassVar[str] = (
        "{file} would grow to {inflated:,} bytes from {packed:,} when unpacked; "
        "nothing ordinary does. It was not opened."
    )

    file: str
    packed: int
    inflated: int


@dataclass(eq=False)
class DamagedFile(Refusal):
    """The file begins like a table and cannot be read to its end."""

    code: ClassVar[str] = "damaged_file"
    template: ClassVar[str] = (
        "{file} could not be read: {reason}. "
        "Open it in a spreadsheet program, save it anew and send it again."
    )

    file: str
    reason: str


@dataclass(eq=False)
class UnknownEncoding(Refusal):
    """The bytes are not text in the encoding that was asked for or found."""

    code: ClassVar[str] = "unknown_encoding"
    template: ClassVar[str] = (
        "The characters of {file} could not be made out. Save it as CSV UTF-8."
    )

    file: str
