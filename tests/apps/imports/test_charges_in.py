from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from duebook import db
from duebook.apps.imports.actions import FileKnown, RowsBad
from duebook.apps.imports.queries import Outcome, Said, bad_rows
from duebook.apps.invoicing import models
from duebook.apps.papers.queries import attachments_of
from duebook.formats.tables import Column, ColumnKind, Sheet, write_xlsx
from tests.apps.imports.office import TODAY, an_office, problems, seen, taken
from tests.office import an_entity

pytestmark = pytest.mark.django_db

CHARGES = """\
Date,Party,Item,Quantity,Price,PO
2026-10-05,TIDE,CLEAN,6,42.50,PO-7
2026-10-12,TIDE,CLEAN,6,42.50,PO-7
2026-10-12,TIDE,CLEAN,6,42.50,PO-7
2026-10-14,BRIO,SOAP,2,,
"""


def charges(entity_id: int) -> list[models.Charge]:
    with db.reading(entity_id):
        return list(models.Charge.objects.filter(entity_id=entity_id).order_by("id"))


def test_charges_come_in_and_equal_rows_both_count() -> None:
    entity_id = an_office()

    result = taken(entity_id, "charges", CHARGES)

    assert (result.created, result.known, result.bad) == (4, 0, 0)
    first, *_, last = charges(entity_id)
    assert (first.quantity, first.unit_price) == (6, Decimal("42.5"))
    assert (first.service_on, first.po) == (date(2026, 10, 5), "PO-7")
    assert last.unit_price is None  # the price book decides
    assert last.description == "Soap dispenser"


def test_the_same_file_again_is_told() -> None:
    entity_id = an_office()
    result = taken(entity_id, "charges", CHARGES)

    assert seen(entity_id, "charges", CHARGES).taken_before is not None
    with pytest.raises(FileKnown, match=f"before as import {result.file_id}"):
        taken(entity_id, "charges", CHARGES)
    assert len(charges(entity_id)) == 4


def test_an_overlapping_export_adds_only_what_is_new() -> None:
    entity_id = an_office()
    taken(entity_id, "charges", CHARGES)

    more = CHARGES + "2026-10-12,TIDE,CLEAN,6,42.50,PO-7\n2026-10-20,BRIO,SOAP,1,,\n"
    result = taken(entity_id, "charges", more)

    assert (result.created, result.known) == (2, 4)
    assert len(charges(entity_id)) == 6


def test_a_charge_with_a_key_comes_once_and_is_not_changed_by_a_later_file() -> None:
    entity_id = an_office()
    head = "Charge ID,Date,Party,Item,Quantity\n"
    taken(entity_id, "charges", head + "T-1,2026-10-05,TIDE,CLEAN,6\n")

    shown = seen(
        entity_id,
        "charges",
        head
        + "T-1,2026-10-05,TIDE,CLEAN,6\n"
        + "T-1,2026-10-05,TIDE,CLEAN,8\n"
        + "T-2,2026-10-06,TIDE,CLEAN,1\n"
        + "T-2,2026-10-06,TIDE,CLEAN,1\n",
    )

    assert [(one.row.number, one.outcome) for one in shown.planned] == [
        (2, Outcome.KNOWN),
        (4, Outcome.CREATED),
        (5, Outcome.KNOWN),
    ]
    [(number, reason)] = problems(shown)
    assert number == 3
    assert reason.startswith("Charge ID: 'T-1' came before with other values, in row 2")


def test_bad_rows_are_fixed_and_sent_again() -> None:
    entity_id = an_office()
    spoilt = CHARGES.replace("6,42.50,PO-7", "six,42.50,PO-7", 1).replace("BRIO", "BRI")

    result = taken(entity_id, "charges", spoilt)
    with db.reading(entity_id):
        name, left = bad_rows(entity_id, result.file_id)

    assert (result.created, result.bad) == (2, 2)
    assert name == "charges-bad-rows.csv"
    text = left.decode("utf-8-sig")
    assert "'six' is not a number" in text
    assert "'BRI' is neither code nor name of a party on file" in text
    fixed = text.replace(",six,", ",6,").replace(",BRI,", ",BRIO,")
    assert taken(entity_id, "charges", fixed).created == 2
    assert len(charges(entity_id)) == 4


def test_all_or_nothing_takes_nothing() -> None:
    entity_id = an_office()

    with pytest.raises(RowsBad, match="row 5: Party: 'BRI' is neither code"):
        taken(
            entity_id,
            "charges",
            CHARGES.replace("BRIO", "BRI"),
            all_or_nothing=True,
        )

    assert charges(entity_id) == []


def test_nothing_unreadable_becomes_zero() -> None:
    shown = seen(
        an_office(),
        "charges",
        "Date,Party,Item,Quantity,Price\n"
        "2026-10-05,TIDE,CLEAN,1,n/a\n"
        "2026-10-05,TIDE,CLEAN,,#REF!\n"
        "2026-02-30,TIDE,CLEAN,1,1\n"
        "2026-10-05,TIDE,CLEAN,1,12.3456789\n",
    )

    assert shown.planned == ()
    assert [row.number for row in shown.bad] == [2, 3, 4, 5]


def test_a_german_file_and_a_workbook_say_the_same() -> None:
    german = (
        "Datum;Kunde;Artikelnummer;Menge;Einzelpreis\r\n"
        "05.10.2026;TIDE;CLEAN;6,5;1.042,50\r\n"
        "14.10.2026;BRIO;SOAP;2;19,90\r\n"
    ).encode("cp1252")
    workbook = write_xlsx(
        [
            Sheet(
                "Oktober",
                [
                    Column("Datum", ColumnKind.DATE),
                    Column("Kunde"),
                    Column("Artikelnummer"),
                    Column("Menge", ColumnKind.NUMBER),
                    Column("Einzelpreis", ColumnKind.NUMBER),
                ],
                [
                    [
                        date(2026, 10, 5),
                        "TIDE",
                        "CLEAN",
                        Decimal("6.5"),
                        Decimal("1042.5"),
                    ],
                    [date(2026, 10, 14), "BRIO", "SOAP", Decimal(2), Decimal("19.9")],
                ],
            )
        ]
    )
    entity_id = an_office()

    text = seen(entity_id, "charges", german, "Leistungen.csv")
    book = seen(entity_id, "charges", workbook, "Leistungen.xlsx")

    assert text.bad == book.bad == ()
    assert [one.entry for one in text.planned] == [one.entry for one in book.planned]
    assert text.planned[0].entry.unit_price == Decimal("1042.5")
    assert text.planned[0].entry.service_on == date(2026, 10, 5)
    assert "semicolons" in text.layout_in_words()
    assert "decimal sign “,”" in text.layout_in_words()
    assert "dates as day, month, year" in text.layout_in_words()
    assert "sheet “Oktober”" in book.layout_in_words()


def test_a_person_says_what_a_column_holds_and_how_it_is_written() -> None:
    shown = seen(
        an_office(),
        "charges",
        'Wer,Was,Wann,Preis\nTIDE,CLEAN,03/04/2026,"1,234"\n',
        said=Said(
            columns={"wer": "party", "Was": "item", "Wann": "service_date"},
            decimal=",",
            date_order="dmy",  # type: ignore[arg-type]
        ),
    )

    [charge] = shown.planned
    assert charge.entry.unit_price == Decimal("1.234")
    assert charge.entry.service_on == date(2026, 4, 3)


def test_without_a_date_the_charge_counts_today_and_that_is_said() -> None:
    shown = seen(an_office(), "charges", "Party,Item\nTIDE,CLEAN\n")

    assert shown.planned[0].entry.service_on == TODAY
    assert [warning.code for warning in shown.warnings][-1] == "service_date_assumed"


def test_supporting_documents_come_along() -> None:
    entity_id = an_office()
    file = (
        "Date,Party,Item,Attachment file\n"
        "2026-10-05,TIDE,CLEAN,timesheet.txt\n"
        "2026-10-05,BRIO,CLEAN,timesheet.txt; lost.pdf\n"
    )
    papers = {"timesheet.txt": b"Monday: 6 hours\n"}

    shown = seen(entity_id, "charges", file, papers=papers)
    taken(entity_id, "charges", file, papers=papers)

    assert problems(shown) == [
        (
            3,
            (
                "Attachment file: 'timesheet.txt; lost.pdf' is not among the "
                "supporting documents"
            ),
        )
    ]
    [charge] = charges(entity_id)
    with db.reading(entity_id):
        attached = attachments_of(entity_id, "charge", [charge.id])
    assert [paper.name for paper in attached[charge.id]] == ["timesheet.txt"]


def test_another_entity_knows_nothing_of_it() -> None:
    entity_id, other_id = an_office(), an_entity("NX")
    taken(entity_id, "charges", CHARGES)

    shown = seen(other_id, "charges", CHARGES)

    assert shown.taken_before is None
    assert {reason.split(";")[0] for _, reason in problems(shown)} == {
        "Party: 'TIDE' is neither code nor name of a party on file",
        "Party: 'BRIO' is neither code nor name of a party on file",
    }
    assert charges(other_id) == []


def test_a_party_may_be_named_instead_of_its_code() -> None:
    entity_id = an_office()
    taken(entity_id, "parties", "Code,Name\nB-2,Brook\nB-3,brook\n")

    shown = seen(
        entity_id, "charges", "Party,Item\ncafe brio,CLEAN\nBrook,CLEAN\nB-2,SOAP\n"
    )

    assert [one.entry.party for one in shown.planned] == ["BRIO", "B-2"]
    assert problems(shown) == [
        (3, "Party: 'Brook' is the name of several parties; give the code")
    ]
