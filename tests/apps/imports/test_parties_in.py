from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from duebook import db
from duebook.apps.imports.queries import Outcome
from duebook.apps.parties.actions import KeepTerms, keep_terms
from duebook.apps.parties.queries import entries_by_code, find_parties
from duebook.domain.calendars import PaymentTerms, TermsPart
from duebook.domain.checks.facts import DeliveryWay, TaxId
from duebook.domain.parties import PartyKind, PartyRole
from tests.apps.imports.office import PARTIES, problems, seen, taken
from tests.office import an_entity, by, chain_holds

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


WHOLE = """\
Code,Name,Kind,Roles,E-mail,Phone,Contact,Street,Address 2,City,State,ZIP,Country,\
Tax number,Terms,Language,Currency,Delivery,Credit limit,PO required,Bill to,\
Price list,Tax place,Discount %,Notes,Exemption certificate no,Exemption expires
AMT,Amt für Wasser,company,customer;payer,a@amt.example; b@amt.example,+49 30 1,\
Ute Kern,Ufer 1,Hof 2,Berlin,BE,10115,Germany,136695976,net 30,German,EUR,post,\
"1,500.00",yes,,,DE-BE,2.5,always late,X-17,2027-06-30
KID,Noa Kern,person,patient,,,,,,,,,,,,,,,,,AMT,,,,,,
"""


def test_all_that_a_file_can_say_of_a_party() -> None:
    entity_id = an_entity()
    keep_terms(
        KeepTerms(
            entity_id=entity_id,
            terms=(
                PaymentTerms(
                    code="N30",
                    name="Thirty days",
                    parts=(TermsPart(share_bp=10_000, net_days=30),),
                ),
            ),
        ),
        **by(),
    )

    shown = seen(entity_id, "parties", WHOLE)
    taken(entity_id, "parties", WHOLE)

    assert problems(shown) == []
    assert "price_book_not_kept" in [warning.code for warning in shown.warnings]
    amt = party(entity_id, "AMT")
    assert (amt.terms, amt.language, amt.currency) == ("N30", "de-DE", "EUR")
    assert (amt.credit_limit_minor, amt.po_required) == (1500_00, True)
    assert (amt.discount_bp, amt.tax_place) == (250, "DE-BE")
    assert set(amt.roles) == {PartyRole.CUSTOMER, PartyRole.PAYER}
    assert amt.tax_ids == (TaxId(scheme="EU-VAT", number="DE136695976"),)
    assert [(c.name, c.email, c.phone) for c in amt.contacts] == [
        ("Ute Kern", "a@amt.example", "+49 30 1"),
        ("", "b@amt.example", ""),
    ]
    assert amt.addresses[0].street == "Ufer 1\nHof 2"
    [certificate] = amt.certificates
    assert (certificate.number, certificate.valid.until) == ("X-17", date(2027, 7, 1))
    kid = party(entity_id, "KID")
    assert (kid.bill_to, kid.kind) == ("AMT", PartyKind.PERSON)

    again = seen(entity_id, "parties", WHOLE + "\n")
    assert {one.outcome for one in again.planned} == {Outcome.UNCHANGED}


def test_a_file_adds_a_contact_and_names_one_on_file() -> None:
    entity_id = an_entity()
    taken(entity_id, "parties", PARTIES)

    taken(
        entity_id,
        "parties",
        "Code,Name,E-mail,Contact,Country\n"
        "TIDE,Tidewell Hotels,ap@tidewell.example,Ann Poe,\n"
        "BRIO,Café Brio,new@brio.example,,IT\n",
    )
    taken(entity_id, "parties", "Code,Name,Phone\nTIDE,Tidewell Hotels,555-0100\n")

    [ann] = party(entity_id, "TIDE").contacts
    assert (ann.name, ann.phone) == ("Ann Poe", "555-0100")
    brio = party(entity_id, "BRIO")
    assert [contact.email for contact in brio.contacts] == [
        "billing@brio.example",
        "new@brio.example",
    ]
    assert brio.addresses[0].country == "IT"


def test_what_cannot_be_of_a_party() -> None:
    shown = seen(
        an_entity(),
        "parties",
        "Code,Name,Roles,Tax number,Country,Discount %,Credit limit,Exemption expires\n"
        "A,Alder,boss,,,,,\n"
        "B,Brook,,123,JP,,,\n"
        "C,Cove,,,,120,,\n"
        "D,Dune,,,,,10.001,\n"
        "E,Elm,,,,,,2027-01-01\n",
    )

    assert problems(shown) == [
        (2, "Roles: 'boss' is not one of customer, patient, payer, guarantor"),
        (
            3,
            (
                "Tax number: '123' cannot be checked: "
                "nothing is known of tax numbers of JP"
            ),
        ),
        (4, "Discount %: '120' is not a percentage of at most two decimals"),
        (5, "Credit limit: '10.001' has more decimals than USD has"),
        (
            6,
            (
                "Exemption expires: '2027-01-01' is given without the number of the "
                "certificate"
            ),
        ),
    ]


def test_two_names_with_one_code_are_two_parties() -> None:
    entity_id = an_entity()

    taken(entity_id, "parties", "Name\nBrook & Co\nBrook Co\n")

    with db.reading(entity_id):
        codes = [one.code for one in find_parties(entity_id).parties]
    assert min(codes) == "BROOK-CO"
    assert sorted(codes)[1].startswith("BROOK-CO-")
