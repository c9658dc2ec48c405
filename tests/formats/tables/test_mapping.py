from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from duebook.formats.tables import (
    DateOrder,
    FieldKind,
    FieldSpec,
    guess_mapping,
    layout_fingerprint,
    read_table,
)
from duebook.formats.tables.mapping import heading_words

if TYPE_CHECKING:
    from duebook.formats.tables import (
        ColumnMapping,
        Table,
    )

SPECS = (
    FieldSpec(
        "party",
        "Party",
        FieldKind.CODE,
        required=True,
        synonyms=("customer id", "name"),
    ),
    FieldSpec("on", "Date", FieldKind.DAY, synonyms=("invoice date",)),
    FieldSpec(
        "amount",
        "Amount",
        FieldKind.AMOUNT,
        required_unless="open",
        synonyms=("total",),
    ),
    FieldSpec("open", "Open amount", FieldKind.AMOUNT, required_unless="amount"),
    FieldSpec("note", "Note"),
)


def a_table(text: str) -> Table:
    return read_table(text.encode(), "list.csv")


def fields(mapping: ColumnMapping) -> list[str | None]:
    return [choice.field for choice in mapping.choices]


def test_headings_are_compared_as_plain_words() -> None:
    assert heading_words("*InvoiceNo") == "invoice number"
    assert heading_words("Invoice #") == "invoice number"
    assert heading_words("N° de facture") == "number de facture"
    assert heading_words("Rabatt %") == "rabatt percent"
    assert heading_words("Straße") == heading_words("STRASSE") == "strasse"


def test_columns_find_their_fields_and_say_why() -> None:
    mapping = guess_mapping(
        a_table("CustomerID,Invoice Date,Amuont,Colour\nA,2026-03-01,5.00,red\n"), SPECS
    )

    assert fields(mapping) == ["party", "on", None, None]
    assert mapping.choices[0].reason == "the heading is 'customer id'"
    assert mapping.choices[3].reason == "no field of this name"
    assert [spec.name for spec in mapping.missing(SPECS)] == ["amount", "open"]


def test_a_field_is_given_once_and_to_the_better_heading() -> None:
    mapping = guess_mapping(
        a_table("Name,Customer ID,Total amount,Amount\nLee,7,1.00,2.00\n"), SPECS
    )

    assert fields(mapping) == [None, "party", None, "amount"]
    assert mapping.missing(SPECS) == []


def test_the_content_objects_where_the_heading_agrees() -> None:
    mapping = guess_mapping(
        a_table("Name,Date,Amount\nLee,red@x.org,2026-03-01\n"), SPECS
    )

    assert fields(mapping) == ["party", None, None]


def test_a_person_s_word_takes_the_field_from_the_other_column() -> None:
    guessed = guess_mapping(a_table("Name,Amount,Net\nLee,2.00,1.00\n"), SPECS)

    said = guessed.assign(2, "amount")

    assert fields(said) == ["party", None, "amount"]
    assert said.choices[1].reason == "given to another column"
    assert said.choices[2].confidence == 1
    assert fields(said.assign(2, None)) == ["party", None, None]


def test_a_remembered_mapping_wins_for_the_same_headings_alone() -> None:
    first = a_table("Name,Amount,Net\nLee,2.00,1.00\n")
    said = guess_mapping(first, SPECS).assign(2, "amount")

    again = guess_mapping(
        a_table("name,AMOUNT,Net\nKim,4.00,3.00\n"), SPECS, remembered=[said]
    )
    other = guess_mapping(
        a_table("Name,Net,Amount\nKim,4.00,3.00\n"), SPECS, remembered=[said]
    )

    assert fields(again) == ["party", None, "amount"]
    assert fields(other) == ["party", None, "amount"]
    assert other.choices[2].reason == "the heading is 'Amount'"


def test_the_order_seen_last_month_settles_a_month_of_early_days() -> None:
    march = guess_mapping(a_table("Name,Date,Amount\nLee,25/03/2026,2.00\n"), SPECS)
    april = a_table("Name,Date,Amount\nLee,03/04/2026,2.00\n")
    assert april.layout.columns[1].date_order is DateOrder.MDY

    settled = guess_mapping(april, SPECS, remembered=[march]).choices[1].written

    assert settled == replace(
        april.layout.columns[1], date_order=DateOrder.DMY, is_guess=False
    )


def test_what_the_file_itself_proves_is_not_overruled() -> None:
    march = guess_mapping(a_table("Name,Date,Amount\nLee,25/03/2026,2.00\n"), SPECS)
    april = a_table("Name,Date,Amount\nLee,04/25/2026,2.00\n")

    written = guess_mapping(april, SPECS, remembered=[march]).choices[1].written

    assert written.date_order is DateOrder.MDY


def test_fields_that_no_longer_exist_are_left_out_of_what_is_remembered() -> None:
    table = a_table("Name,Note\nLee,x\n")
    known = guess_mapping(table, SPECS)

    assert fields(guess_mapping(table, SPECS[:1], remembered=[known])) == [
        "party",
        None,
    ]


def test_the_fingerprint_is_of_words_and_their_order() -> None:
    assert layout_fingerprint(["Name", "Amount"]) == layout_fingerprint(
        ["NAME", "amount "]
    )
    assert layout_fingerprint(["Name", "Amount"]) != layout_fingerprint(
        ["Amount", "Name"]
    )
    assert layout_fingerprint(["a b"]) != layout_fingerprint(["a", "b"])
