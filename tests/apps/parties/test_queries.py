"""Finding parties, whom to bill for them, where to write to them."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from duebook import db
from duebook.apps.parties import queries
from duebook.apps.parties.actions import MergeParties, merge_parties
from duebook.apps.parties.models import Party
from duebook.domain.invoicing import Grouping
from duebook.domain.parties import Contact
from tests.apps.parties.builders import (
    HALVES,
    TWO_TEN_NET_30,
    a_certificate,
    a_contact,
    an_address,
    an_entry,
    keep,
    keep_usual_terms,
)
from tests.office import an_entity, by
from tests.statements import statements

pytestmark = pytest.mark.django_db


def test_who_has_no_bill_to_pays_itself() -> None:
    entity_id = an_entity()
    keep_usual_terms(entity_id)
    certificate = a_certificate()
    ids = keep(
        entity_id,
        an_entry(
            "HEAD",
            name="Tidewell Hotels",
            terms="2/10",
            tax_place="US-IL",
            grouping=Grouping.PO,
            discount_bp=250,
            shipping_zone="2",
            certificates=(certificate,),
        ),
        an_entry("AREA", bill_to="HEAD", terms="HALVES"),
        an_entry("BRANCH", bill_to="AREA"),
        an_entry("ALONE"),
    )

    with db.reading(entity_id):
        found = queries.bill_tos(entity_id, list(ids.values()))

    head = found[ids["HEAD"]]
    assert (head.id, head.name, head.terms) == (
        ids["HEAD"],
        "Tidewell Hotels",
        TWO_TEN_NET_30,
    )
    assert (head.tax_place, head.grouping) == ("US-IL", Grouping.PO)
    assert (head.discount_bp, head.shipping_zone) == (250, "2")
    assert [one.number for one in head.certificates] == ["C-1"]
    assert found[ids["AREA"]] == found[ids["BRANCH"]] == head
    assert found[ids["ALONE"]].id == ids["ALONE"]
    assert found[ids["ALONE"]].terms == queries.NET_30


def test_a_range_asks_for_all_within_it_in_the_same_statements() -> None:
    entity_id = an_entity()
    ids = keep(entity_id, *(an_entry(f"P{n}") for n in range(20))).values()
    with db.reading(entity_id):
        with statements() as for_one:
            queries.bill_tos(entity_id, [min(ids)])
        with statements() as for_all:
            found = queries.bill_tos(entity_id, range(min(ids), max(ids) + 1))

    assert set(found) == set(ids)
    assert len(for_all) == len(for_one) == 4


def test_nobody_is_billed_for_nobody() -> None:
    entity_id = an_entity()

    with db.reading(entity_id):
        assert queries.bill_tos(entity_id, range(0)) == {}
        assert queries.bill_tos(entity_id, [10**9]) == {}


def test_another_entity_sees_nobody() -> None:
    ours, theirs = an_entity("HP"), an_entity("WB")
    [party_id] = keep(theirs, an_entry("SECRET", addresses=(an_address(),))).values()

    with db.reading(ours):
        for entity_id in (ours, theirs):
            assert queries.bill_tos(entity_id, [party_id]) == {}
            assert queries.party_facts(entity_id, [party_id]) == []
            assert queries.parties(entity_id, [party_id]) == {}
            assert queries.find_parties(entity_id, "SECRET").parties == ()
        assert queries.printed_addresses(ours, [party_id]) == {}
        with pytest.raises(queries.UnknownParty):
            queries.party_by_code(ours, "SECRET")


def test_names_are_found_without_their_accents_page_by_page() -> None:
    entity_id = an_entity()
    names = ["Müller  Bau", "MULLER Bio", "Möller", "Straße 5", "Muller Ale"]
    keep(entity_id, *(an_entry(f"P{n}", name=name) for n, name in enumerate(names)))

    with db.reading(entity_id):
        first = queries.find_parties(entity_id, "muller", size=2)
        second = queries.find_parties(entity_id, "muller", size=2, after=first.after)
        by_code = queries.find_parties(entity_id, "p3")

    assert [one.name for one in first.parties] == ["Muller Ale", "Müller  Bau"]
    assert [one.name for one in second.parties] == ["MULLER Bio"]
    assert second.after is None
    assert [one.name for one in by_code.parties] == ["Straße 5"]


@pytest.mark.parametrize("typed", ["Acme-1", "ACME-1", "acme-1", "aCmE-1"])
def test_a_code_is_found_whatever_its_capitals(typed: str) -> None:
    entity_id = an_entity()
    keep(entity_id, an_entry("Acme-1", name="Tidewell Hotels"), an_entry("ACME-2"))

    with db.reading(entity_id):
        found = queries.party_by_code(entity_id, typed)
        [listed] = queries.find_parties(entity_id, typed).parties

    assert found.code == listed.code == "Acme-1"


def test_of_codes_that_differ_by_capitals_the_one_typed_is_meant() -> None:
    entity_id = an_entity()
    keep(entity_id, an_entry("Acme"), an_entry("ACME"))

    with db.reading(entity_id):
        found = [queries.party_by_code(entity_id, code) for code in ("Acme", "ACME")]
        with pytest.raises(queries.UnknownParty):
            queries.party_by_code(entity_id, "acme")

    assert [party.code for party in found] == ["Acme", "ACME"]


def test_a_code_is_looked_up_by_an_index_in_spite_of_row_security() -> None:
    entity_id = an_entity()
    keep(entity_id, *(an_entry(f"ACME-{number}") for number in range(400)))
    db.refresh_statistics("parties_party")

    with db.reading(entity_id):
        alike = Party.objects.filter(entity_id=entity_id, code_key="ACME-1")
        [condition] = re.findall("Index Cond: .*", alike.explain())

    assert "code_key = 'ACME-1'" in condition


def test_a_merged_double_is_not_found() -> None:
    entity_id = an_entity()
    ids = keep(entity_id, an_entry("OLD"), an_entry("NEW"), an_entry("OLDER"))
    merge = MergeParties(
        entity_id=entity_id, double_id=ids["OLD"], kept_id=ids["NEW"], reason="Twice"
    )
    merge_parties(merge, **by())

    with db.reading(entity_id):
        by_code = queries.find_parties(entity_id, "old")
        everybody = queries.find_parties(entity_id)

    assert [one.code for one in by_code.parties] == ["OLDER"]
    assert {one.code for one in everybody.parties} == {"NEW", "OLDER"}


@given(st.text())
@example("℡ Ltd")
def test_a_sort_name_is_its_own_sort_name(name: str) -> None:
    once = queries.sort_name(name)

    assert queries.sort_name(once) == once


def test_a_foreign_address_ends_with_its_country() -> None:
    entity_id = an_entity(language="en-US")
    ids = keep(
        entity_id,
        an_entry("HOME", addresses=(an_address(),)),
        an_entry(
            "ABROAD",
            addresses=(
                an_address(
                    "Domhof 1", city="Köln", region="", postcode="50667", country="DE"
                ),
            ),
        ),
        an_entry("NOWHERE"),
    )

    with db.reading(entity_id):
        lines = queries.printed_addresses(entity_id, list(ids.values()))

    assert lines == {
        ids["HOME"]: ("1 Pier Road", "Port Alder, IL 62701"),
        ids["ABROAD"]: ("Domhof 1", "50667 Köln", "GERMANY"),
    }


def test_invoices_are_mailed_to_those_who_want_them() -> None:
    entity_id = an_entity()
    contacts = (
        a_contact("ap@example.com"),
        Contact(name="Chef", email="chef@example.com", gets_invoices=False),
        Contact(name="Desk", phone="555 0100"),
    )
    [party_id] = keep(entity_id, an_entry("TID", contacts=contacts)).values()

    with db.reading(entity_id):
        mailed = queries.invoice_emails(entity_id, [party_id])
        [facts] = queries.party_facts(entity_id, [party_id])

    assert mailed == {party_id: ("ap@example.com",)}
    assert facts.emails == ("ap@example.com", "chef@example.com")
    assert facts.phones == ("555 0100",)


def test_facts_say_what_the_checks_ask() -> None:
    entity_id = an_entity()
    keep_usual_terms(entity_id)
    ids = keep(
        entity_id,
        an_entry("HEAD", terms="HALVES", po_required=True, credit_limit_minor=100_00),
        an_entry("SHOP", bill_to="HEAD", is_tax_exempt=True),
        an_entry("GONE", is_active=False),
    )

    with db.reading(entity_id), statements() as sent:
        facts = {one.code: one for one in queries.party_facts(entity_id)}
    with db.reading(entity_id), statements() as for_one:
        queries.party_facts(entity_id, [ids["HEAD"]])

    head, shop = facts["HEAD"], facts["SHOP"]
    assert (head.terms, head.needs_po, head.credit_limit_minor) == (
        HALVES,
        True,
        100_00,
    )
    assert head.pays_for == {ids["SHOP"]}
    assert shop.bill_to_id == ids["HEAD"]
    assert (head.is_tax_exempt, shop.is_tax_exempt) == (False, True)
    assert facts["GONE"].status == "inactive"
    assert len(sent) == len(for_one)
