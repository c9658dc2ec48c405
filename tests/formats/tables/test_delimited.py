from __future__ import annotations

import codecs
import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.formats.tables.delimited import (
    detect_delimiter,
    detect_encoding,
    detect_quote,
    read_delimited,
)
from duebook.formats.tables.records import Layout
from duebook.formats.tables.refusals import (
    DamagedFile,
    NotATable,
    TooLarge,
    UnknownEncoding,
)

NO_WORD = Layout()


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"a,b\n1,2\n", "utf-8"),
        ("Müller,ñ".encode(), "utf-8"),
        (codecs.BOM_UTF8 + b"a,b", "utf-8-sig"),
        ("a,b\nä,1\n".encode("utf-16"), "utf-16"),
        ("a,b\nä,1\n".encode("utf-16-le"), "utf-16-le"),
        ("a,b\nä,1\n".encode("utf-16-be"), "utf-16-be"),
        ("a,b\nä,1\n".encode("utf-32"), "utf-32"),
        ("Straße;Größe;£5\n".encode("cp1252"), "cp1252"),
        ("Счёт;Сумма\nКлиент;100\n".encode("cp1251") * 40, "cp1251"),
    ],
)
def test_the_encoding_is_found_in_the_bytes(data: bytes, encoding: str) -> None:
    found, warnings = detect_encoding(data, "a.csv")

    assert found == encoding
    assert bool(warnings) == encoding.startswith("cp")


def test_an_encoding_that_a_person_says_is_believed_or_refused() -> None:
    data = "Größe".encode("cp850")

    assert read_delimited(data, "a.csv", Layout(encoding="cp850")).grid == [["Größe"]]
    with pytest.raises(UnknownEncoding):
        read_delimited(data, "a.csv", Layout(encoding="utf-8"))
    with pytest.raises(UnknownEncoding):
        read_delimited(data, "a.csv", Layout(encoding="klingon"))


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b,c\n1,2,3\n", ","),
        ("Name;Preis;Menge\nA;1,5;2,5\nB;3,5;4,5\n", ";"),
        ("Preis;Menge\n1,5;2,5\n3,5;4,5\n", ";"),
        ("a\tb\nx, y\t1\n", "\t"),
        ("a|b|c\n1|2|3\n", "|"),
        ("Name,Note,Amount\nA,one; two,1\nB,one; two,2\n", ","),
        ('Name,Amount\n"Lee; Ann, Dr",1\n"Lee; Bob, Dr",2\n', ","),
        ("Report of March\n\nParty;On;Amount\nA;31.3.26;1,5\nB;1.4.26;2,5\n", ";"),
    ],
)
def test_the_delimiter_makes_the_rows_regular(text: str, delimiter: str) -> None:
    assert detect_delimiter(text, '"') == delimiter


def test_a_file_may_name_its_delimiter_in_its_first_line() -> None:
    read = read_delimited(b"sep=|\r\na;b|c\r\n1|2\r\n", "a.csv", NO_WORD)

    assert read.delimiter == "|"
    assert read.grid == [[], ["a;b", "c"], ["1", "2"]]


def test_apostrophes_quote_only_where_they_wrap_the_cells() -> None:
    assert detect_quote("'a, b','c'\n'd','e'\n'f','g'\n") == "'"
    assert detect_quote("it's,'tis\nO'Neil,x\n") == '"'


def test_quotes_keep_delimiters_and_line_ends() -> None:
    data = b'a,b\r\n"x, ""y""\r\nz",2\r\n'

    assert read_delimited(data, "a.csv", NO_WORD).grid[1] == ['x, "y"\r\nz', "2"]


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(NotATable):
        read_delimited(bytes(range(32)) * 40, "a.csv", NO_WORD)
    with pytest.raises(DamagedFile):
        read_delimited(b'a,b\n"' + b"x" * (1 << 21) + b'",1', "a.csv", NO_WORD)
    with pytest.raises(TooLarge):
        read_delimited(b"a\n" * 250_001, "a.csv", NO_WORD)
    with pytest.raises(TooLarge):
        read_delimited((b"," * 9_999 + b"\n") * 251, "a.csv", NO_WORD)


_CELLS = st.text(
    st.characters(exclude_categories=["Cc", "Cs"]) | st.sampled_from("\n,;\t|\"'")
)


@given(
    st.integers(2, 5).flatmap(
        lambda n: st.lists(
            st.lists(_CELLS, min_size=n, max_size=n), min_size=1, max_size=8
        )
    ),
    st.sampled_from(",;\t|"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_every_cell_that_csv_writes_is_read_again(
    rows: list[list[str]], delimiter: str, encoding: str
) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter).writerows(rows)
    layout = Layout(delimiter=delimiter, encoding=encoding, quote='"')

    read = read_delimited(written.getvalue().encode(encoding), "a.csv", layout)

    assert read.grid == rows


@given(st.binary(max_size=2000))
def test_any_bytes_are_a_grid_or_a_refusal(data: bytes) -> None:
    with suppress(DamagedFile, NotATable, UnknownEncoding):
        assert read_delimited(data, "a.csv", NO_WORD).delimiter in ",;|\t"
