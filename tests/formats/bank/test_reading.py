"""Which reader a file gets, and what is said of a file that gets none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.formats.bank.reading import read_statements
from duebook.formats.bank.refusals import UnreadableBankFile
from tests.formats.bank.test_bai2 import REPORT
from tests.formats.bank.test_mt940 import GERMAN, INTERIM
from tests.formats.bank.test_ofx import ofx
from tests.formats.bank.test_qif import EXPORT

FILES = {
    "MT940": GERMAN,
    "MT942": INTERIM.format(credits="1EUR5,00"),
    "BAI2": REPORT,
    "OFX": ofx(),
    "QIF": EXPORT,
}
CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>M</MsgId><CreDtTm>2026-11-20T06:00:00</CreDtTm></GrpHdr>
<Stmt><Id>S</Id><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>
</Stmt></BkToCstmrStmt></Document>
"""


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("format_name", FILES)
def test_the_content_says_what_a_file_is(format_name: str, ending: str) -> None:
    data = ("\n" + FILES[format_name]).replace("\n", ending).encode("utf-8-sig")

    read = read_statements(data, "statement.txt")

    assert read.format == format_name
    assert any(statement.lines for statement in read.statements)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_camt_is_known_by_its_namespace(encoding: str) -> None:
    read = read_statements(CAMT.encode(encoding), "statement.txt")

    assert read.format.startswith("camt")
    assert read.statements[0].account == "DE89370400440532013000"


@pytest.mark.parametrize(
    ("data", "looks_like", "hint"),
    [
        (b"", "Bank file", "The file is empty"),
        (b" \r\n ", "Bank file", "The file is empty"),
        (b"PK\x03\x04...", "XLSX or ZIP", "mapping of the importer"),
        (b"\xd0\xcf\x11\xe0...", "XLS", "Save it as XLSX or CSV"),
        (b"%PDF-1.7", "PDF", "Ask the bank"),
        (b"\x1f\x8b...", "GZIP", "Unpack it"),
        (b"Date;Amount\n1.11.2026;5,00\n", "CSV", "Use the mapping"),
        (b"ISA*00*          *00*", "X12", "no statement"),
        (b"UNA:+.? 'UNB+UNOA:1", "EDIFACT", "not read"),
        (b"101 021000021 0910000192611200600A094101BANK", "NACHA", "no statement"),
        (b'{"object": "list"}', "JSON", "JSON"),
        (b"<!DOCTYPE html><html>", "HTML", "web page"),
        (b'<Document xmlns="urn:x:pain.001.001.09">', "pain", "payment orders"),
        (b'<?xml version="1.0"?><Invoice>', "XML", "begins with <Invoice>"),
        (b"Dear customer", "Bank file", "none of camt, MT940"),
        (b"\x00\x01\x02\x03", "Bank file", "zero bytes"),
    ],
)
def test_what_is_no_statement_is_named(data: bytes, looks_like: str, hint: str) -> None:
    with pytest.raises(UnreadableBankFile, match=hint) as refused:
        read_statements(data, "statement.sta")

    assert (refused.value.format, refused.value.place) == (looks_like, "statement.sta")


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_anything_is_read_or_refused(data: bytes) -> None:
    try:
        read = read_statements(data, "x")
    except UnreadableBankFile:
        return
    assert read.format
