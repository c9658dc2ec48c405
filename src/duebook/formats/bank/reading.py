"""Any bank file: what its content is, and the reader for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from duebook.formats.bank.bai2 import read_bai2
from duebook.formats.bank.camt import read_camt
from duebook.formats.bank.mt940 import read_mt940
from duebook.formats.bank.ofx import read_ofx
from duebook.formats.bank.qif import read_qif
from duebook.formats.bank.text_file import Spot, decode, lines_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from duebook.domain.banking import BankFile

_HEAD_BYTES: Final = 16_000
_BINARY: Final = {
    b"PK\x03\x04": (
        "XLSX or ZIP",
        (
            "It looks like a workbook (XLSX) or a ZIP archive. Read a workbook with "
            "the mapping of the importer, or unpack the archive first."
        ),
    ),
    b"\xd0\xcf\x11\xe0": (
        "XLS",
        (
            "It looks like an old workbook (XLS). Save it as XLSX or CSV and use the "
            "mapping of the importer."
        ),
    ),
    b"%PDF": (
        "PDF",
        (
            "It looks like a PDF, which is for people to read. Ask the bank for the "
            "statement as camt.053, MT940, BAI2 or CSV."
        ),
    ),
    b"\x1f\x8b": ("GZIP", "It looks like a packed file (GZIP). Unpack it first."),
}
_OFX: Final = re.compile(r"OFXHEADER|DATA:OFXSGML|<OFX[\s>]|<\?OFX\s", re.IGNORECASE)
_CAMT: Final = re.compile(r"camt\.05[234]\b|<(?:[\w-]{1,20}:)?BkToCstmr")
_QIF: Final = re.compile(
    r"(?:#[^\n]*\n|\s)*!(?:Type|Account|Option|Clear)\b", re.IGNORECASE
)
_BAI2: Final = re.compile(r"01,[^\n]*")
_SWIFT: Final = re.compile(
    r"^(?:\{1:F|(?:\{[^\n]*\{4:)?:(?:20|21|25P?|28C?|60[FM]|61|86|62[FM]|64):)",
    re.MULTILINE,
)
_ROOT: Final = re.compile(r"<(?![?!])([\w.:-]{1,60})")
_PAIN: Final = re.compile(r"\bpain\.0[0-9]{2}\b")
_HTML: Final = re.compile(r"<(?:!doctype\s+html|html|head|body|table)\b", re.IGNORECASE)
_OTHERS: Final = (
    (
        re.compile("ISA"),
        "X12",
        "It looks like X12 (EDI). A remittance (820) is no statement.",
    ),
    (
        re.compile("UN[AB]"),
        "EDIFACT",
        "It looks like EDIFACT, which is not read as a statement.",
    ),
    (
        re.compile(r"101[ 0-9][0-9]{9}[ 0-9A-Z]{10}[0-9]{6}"),
        "NACHA",
        "It looks like a NACHA file, which is no statement.",
    ),
    (
        re.compile(r"[{\[]"),
        "JSON",
        "It looks like JSON, which no bank's statement format is.",
    ),
    (
        re.compile(r"[^\n;,\t|]*[;,\t|]"),
        "CSV",
        "It looks like a table (CSV). Use the mapping of the importer.",
    ),
)


def read_statements(data: bytes, name: str) -> BankFile:
    """Read a file of bank statements; its content says what it is, not its name.

    Raises:
        UnreadableBankFile: it is of no format that we read, and then the reason says
            what it looks like; or it is, and does not read.
    """
    spot = Spot("Bank file", name, "the whole file")
    for magic, (format_name, reason) in _BINARY.items():
        if data.startswith(magic):
            Spot(format_name, name, spot.field).refuse(reason)
    # A letter cut in two at the end does no harm: all that is looked for is ASCII.
    text = decode(data[:_HEAD_BYTES], spot)
    head = "\n".join(lines_of(text.lstrip()))
    if not head:
        spot.refuse("The file is empty.")
    read = _reader_of(head)
    if read is None:
        format_name, reason = _looks_like(head)
        Spot(format_name, name, spot.field).refuse(reason)
    return read(data, name)


def _reader_of(head: str) -> Callable[[bytes, str], BankFile] | None:
    if head.startswith("<") and _CAMT.search(head):
        return read_camt
    if _OFX.search(head):
        return read_ofx
    if _QIF.match(head):
        return read_qif
    if _BAI2.match(head):
        return read_bai2
    if _SWIFT.search(head):
        return read_mt940
    return None


def _looks_like(head: str) -> tuple[str, str]:
    """A format that is none of ours, and what to do with it."""
    if head.startswith("<"):
        return _xml_looks_like(head)
    for pattern, format_name, reason in _OTHERS:
        if pattern.match(head):
            return format_name, reason
    return "Bank file", "It is none of camt, MT940, MT942, BAI2, OFX, QFX and QIF."


def _xml_looks_like(head: str) -> tuple[str, str]:
    if _HTML.match(head):
        return "HTML", (
            "It looks like a web page, perhaps the bank's login or an error page. "
            "Download the statement again."
        )
    if _PAIN.search(head):
        return "pain", "It looks like payment orders (pain), which are no statement."
    root = _ROOT.search(head)
    tag = f"<{root[1]}>" if root else "nothing that we know"
    return "XML", f"It is XML, but no camt and no OFX: it begins with {tag}."
