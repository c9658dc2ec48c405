"""Reads an IIF file by QuickBooks' rules and says what it would not accept.

Written from the rules and not from the writer, with which it shares nothing.
"""

from __future__ import annotations

import re
from contextlib import suppress
from decimal import Decimal, InvalidOperation

ACCOUNT_TYPES = {
    "AP", "AR", "BANK", "CCARD", "COGS", "EQUITY", "EXEXP", "EXINC", "EXP", "FIXASSET",
    "INC", "LTLIAB", "NONPOSTING", "OASSET", "OCASSET", "OCLIAB",
}  # fmt: skip
LIMITS = {"DOCNUM": 11, "NAME": 41, "MEMO": 4095}


def check_iif(content: bytes) -> list[str]:
    """Every fault, as a sentence that begins with the number of its line."""
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        return ["0: the file is not in the Windows code page"]
    faults: list[str] = []
    if text and not text.endswith("\r\n"):
        faults.append("0: the last line has no end")
    reader = _Reader(faults)
    for number, line in enumerate(text.split("\r\n")[:-1], 1):
        reader.line(number, line)
    if reader.block is not None:
        faults.append("0: the last transaction has no ENDTRNS")
    return faults


Record = dict[str, str]


class _Reader:
    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        self.number = 0
        self.columns: dict[str, list[str]] = {}
        self.account_types: dict[str, str] = {}
        self.block: list[Record] | None = None

    def fault(self, what: str) -> None:
        self.faults.append(f"{self.number}: {what}")

    def line(self, number: int, line: str) -> None:
        self.number = number
        if re.search(r'["\r\n]', line):
            self.fault("quotes or a stray line end")
        keyword, *cells = line.split("\t")
        if keyword.startswith("!"):
            self.columns[keyword[1:]] = cells
        elif keyword not in self.columns:
            self.fault(f"{keyword!r} was not announced")
        elif len(cells) != len(self.columns[keyword]):
            self.fault("more or fewer cells than columns")
        else:
            self.record(keyword, dict(zip(self.columns[keyword], cells, strict=True)))

    def record(self, keyword: str, record: Record) -> None:
        for column, limit in LIMITS.items():
            if len(record.get(column, "")) > limit:
                self.fault(f"{column} has more than {limit} characters")
        readers = {
            "ACCNT": self.account,
            "TRNS": self.start,
            "SPL": self.split,
            "ENDTRNS": self.end,
        }
        if keyword in readers:
            readers[keyword](record)

    def account(self, record: Record) -> None:
        if record["ACCNTTYPE"] not in ACCOUNT_TYPES:
            self.fault(f"no account type {record['ACCNTTYPE']!r}")
        self.account_types[record["NAME"]] = record["ACCNTTYPE"]

    def start(self, record: Record) -> None:
        if self.block is not None:
            self.fault("a transaction within a transaction")
        self.block = [record]
        self.leg(record)

    def split(self, record: Record) -> None:
        if self.block is None:
            self.fault("a split outside a transaction")
        else:
            self.block.append(record)
        self.leg(record)

    def leg(self, record: Record) -> None:
        if record["TRNSTYPE"] != "GENERAL JOURNAL":
            self.fault("not a general journal")
        if not re.fullmatch(r"(0[1-9]|1[0-2])/([0-2]\d|3[01])/\d{4}", record["DATE"]):
            self.fault(f"no date: {record['DATE']!r}")
        if not re.fullmatch(r"-?\d+\.\d{2}", record["AMOUNT"]):
            self.fault(f"no amount: {record['AMOUNT']!r}")
        if not record["ACCNT"] or any(len(p) > 31 for p in record["ACCNT"].split(":")):
            self.fault(f"no account: {record['ACCNT']!r}")

    def end(self, _: Record) -> None:
        block, self.block = self.block or [], None
        if len(block) < 2:
            self.fault("a transaction needs two lines")
        with suppress(InvalidOperation):  # the line itself was found at fault
            total = sum(Decimal(leg["AMOUNT"]) for leg in block)
            if total:
                self.fault(f"out of balance by {total}")
        if len({(leg["DATE"], leg["DOCNUM"]) for leg in block}) > 1:
            self.fault("lines of different documents")
        receivable = [
            leg for leg in block if self.account_types.get(leg["ACCNT"]) == "AR"
        ]
        if len(receivable) > 1:
            self.fault("more than one receivable line")
        if any(not leg["NAME"] for leg in receivable):
            self.fault("a receivable line without customer")
