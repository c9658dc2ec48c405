from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from duebook import db
from duebook.apps.imports.queries import Outcome
from duebook.apps.parties.queries import entries_by_code
from duebook.domain.checks.facts import DeliveryWay
from tests.apps.imports.office import PARTIES, problems, seen, taken
from tests.office import an_entity, chain_holds

if TYPE_CHECKING:
    from duebook.domain.parties import PartyEntry

pytestmark = pytest.mark.django_db


def party(entity_id: int, code: str) -> PartyEntry:
    with db.reading(entity_id):
        return entries_by_code(entity_id, [code])[code]


def test_a_list_of_customers_becomes_parties() -> None:
    entity_id = an_entity()

    result = taken(entity_id, "parties", PARTIES)

    assert (result.created, result.bad) == (2, 0)
    brio = party(entity_id, "BRIO")
    assert (brio.name, brio.currency) == ("Café Brio", "USD")
    assert [contact.email for contact in brio.contacts] == ["billing@brio.example"]
    assert [(at.street, at.postcode) for at in brio.addresses] == [
        ("22 Mill Lane", "04102")
    ]
    assert chain_holds(entity_id)


def test_what_a_file_does_not_say_stays_as_it_is() -> None:
    entity_id = an_entity()
    taken(entity_id, "parties", PARTIES)

    shown = seen(entity_id, "parties", "Code,Delivery,Name\nBRIO,letter,Café Brio\n")
    taken(entity_id, "parties", "Code,Delivery,Name\nBRIO,letter,Café Brio\n")

    [change] = shown.planned
    assert change.outcome is Outcome.UPDATED
    assert change.changes == ("delivery: mail → print",)
    brio = party(entity_id, "BRIO")
    assert brio.delivery is DeliveryWay.PRINT
    assert brio.contacts
    assert brio.addresses


def test_a_bad_row_says_column_value_and_reason() -> None:
    entity_id = an_entity()
    shown = seen(
        entity_id,
        "parties",
        "Code,Name,Tax number,Country,Bill to,Terms\n"
        "A,Alder Dental,12-345,US,,\n"
        "B,Brook & Co,,US,NOBODY,\n"
        "C,,,US,,\n"
        "D,Dune,,US,,net 45\n"
        "E,Elm,12-3456789,US,,\n",
    )

    assert problems(shown) == [
        (
            2,
            (
                "Tax number: '12-345' is refused: Party A: 12-345 is no US-EIN number; "
                "a digit is wrong, missing or one too many."
            ),
        ),
        (3, "Bill to: 'NOBODY' is refused: Party B: there is no bill-to NOBODY."),
        (4, "Name is missing"),
        (5, "Terms: 'net 45' is no payment terms on file (none yet)"),
    ]
    assert [one.target for one in shown.planned] == ["E"]


def test_a_party_without_a_code_gets_the_same_one_every_time() -> None:
    entity_id = an_entity()
    taken(entity_id, "parties", "Name\nTidewell Hotels\n東京商事\n")

    again = seen(entity_id, "parties", "Name,City\nTidewell Hotels,\n東京商事,\nNew,\n")

    assert [one.outcome for one in again.planned] == [
        Outcome.UNCHANGED,
        Outcome.UNCHANGED,
        Outcome.CREATED,
    ]
    assert again.planned[0].target == "TIDEWELL-HOTELS"
