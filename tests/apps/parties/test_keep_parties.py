"""Parties are kept in sets, whole, and nothing wrong gets in."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from duebook import db
from duebook.apps.parties import models, queries
from duebook.apps.parties.actions import (
    KeepParties,
    MergeParties,
    PartiesKept,
    faults,
    keep_parties,
    merge_parties,
)
from duebook.apps.parties.actions.keeping import (
    BillToLoop,
    PartyIsMerged,
    PartyTwice,
    UnknownReference,
)
from duebook.domain.checks.facts import AddressKind, DeliveryWay, TaxId
from duebook.domain.invoicing import Grouping
from duebook.domain.parties import PartyKind, PartyRole, WrongTaxId
from duebook.domain.spans import Span
from tests.apps.parties.builders import (
    JULY,
    NEW_YEAR,
    a_certificate,
    a_contact,
    an_address,
    an_entry,
    keep,
    keep_usual_terms,
)
from tests.office import CLERK, NOON, an_entity, by, chain_holds
from tests.statements import statements

if TYPE_CHECKING:
    from duebook.domain.errors import Refusal

pytestmark = pytest.mark.django_db

WHOLE: dict[str, Any] = {
    "name": "Ørsted & Müller",
    "kind": PartyKind.PERSON,
    "is_active": False,
    "terms": "2/10",
    "language": "de-DE",
    "delivery": DeliveryWay.PRINT,
    "credit_limit_minor": 5_000_00,
    "po_required": True,
    "cost_centre": "CC-7",
    "their_reference": "Kdnr 4711",
    "tax_place": "US-IL",
    "discount_bp": 250,
    "shipping_zone": "2",
    "grouping": Grouping.SITE,
    "segment": "hotels",
    "notes": "Call before noon",
    "roles": (PartyRole.CUSTOMER, PartyRole.PAYER),
    "addresses": (an_address(), an_address("9 Quay", kind=AddressKind.SHIPPING)),
    "contacts": (a_contact("ap@example.com"), a_contact("desk@example.com")),
    "tax_ids": (TaxId(scheme="EU-VAT", number="DE136695976"),),
    "certificates": (
        a_certificate("C-1", valid=Span(None, JULY)),
        a_certificate("C-2", valid=Span(JULY)),
    ),
}


def test_a_party_is_read_back_as_it_was_kept() -> None:
    entity_id = an_entity()
    keep_usual_terms(entity_id)
    head = an_entry("HEAD")
    branch = an_entry("BRANCH", bill_to="HEAD", **WHOLE)

    kept = keep_parties(
        KeepParties(entity_id=entity_id, parties=(branch, head)), **by(CLERK)
    )

    assert kept == PartiesKept(added=("BRANCH", "HEAD"), known=())
    with db.reading(entity_id):
        found = queries.entries_by_code(entity_id, ["HEAD", "BRANCH"])
    assert found == {"HEAD": head, "BRANCH": branch}
    assert chain_holds(entity_id)


def test_a_known_party_becomes_what_its_record_says() -> None:
    entity_id = an_entity()
    keep_usual_terms(entity_id)
    ids = keep(entity_id, an_entry("HEAD"), an_entry("TID", bill_to="HEAD", **WHOLE))
    plain = an_entry("TID", contacts=WHOLE["contacts"][:1])

    kept = keep_parties(KeepParties(entity_id=entity_id, parties=(plain,)), **by())

    assert kept == PartiesKept(added=(), known=("TID",))
    with db.reading(entity_id):
        assert queries.entries_by_code(entity_id, ["TID"]) == {"TID": plain}
        assert queries.party_by_code(entity_id, "TID").id == ids["TID"]


def test_what_stays_keeps_its_row() -> None:
    entity_id = an_entity()
    entry = an_entry("TID", certificates=WHOLE["certificates"])
    [party_id] = keep(entity_id, entry).values()
    with db.reading(entity_id):
        before = queries.certificates_of(entity_id, [party_id])

    keep(entity_id, replace(entry, name="Tidewell"))

    with db.reading(entity_id):
        assert queries.certificates_of(entity_id, [party_id]) == before


def test_a_tax_number_is_kept_without_spaces() -> None:
    entity_id = an_entity()
    spaced = TaxId(scheme="EU-VAT", number="de 136 695 976")

    [party_id] = keep(entity_id, an_entry("TID", tax_ids=(spaced,))).values()

    with db.reading(entity_id):
        [kept] = queries.tax_ids_of(entity_id, [party_id])[party_id]
    assert kept.number == "DE136695976"


def test_the_same_set_twice_changes_nothing() -> None:
    entity_id, key = an_entity(), uuid.uuid4()
    command = KeepParties(entity_id=entity_id, parties=(an_entry("TID"),))

    first = keep_parties(command, actor=CLERK, key=key, at=NOON)
    again = keep_parties(command, actor=CLERK, key=key, at=NOON)

    assert first == again == PartiesKept(added=("TID",), known=())


def test_a_set_is_as_good_as_one_by_one() -> None:
    together, alone = an_entity("HP"), an_entity("WB")
    entries = [
        an_entry(f"P{n}", contacts=(a_contact(f"{n}@a.example"),)) for n in "abc"
    ]

    keep(together, *entries)
    for entry in entries:
        keep(alone, entry)

    codes = ["Pa", "Pb", "Pc"]
    with db.reading(together, alone):
        assert queries.entries_by_code(together, codes) == queries.entries_by_code(
            alone, codes
        )


@pytest.mark.parametrize("bill_to", ["NOBODY", "TID"])
def test_who_pays_is_on_file_or_in_the_set(bill_to: str) -> None:
    entity_id = an_entity()

    with pytest.raises((UnknownReference, BillToLoop)) as refused:
        keep(entity_id, an_entry("TID", bill_to=bill_to))

    assert bill_to in str(refused.value)


def test_unknown_terms_are_named_with_the_party() -> None:
    with pytest.raises(UnknownReference, match="Party TID: there is no terms N15"):
        keep(an_entity(), an_entry("TID", terms="N15"))


def test_nobody_pays_in_a_circle() -> None:
    entity_id = an_entity()
    keep(
        entity_id,
        an_entry("A", bill_to="B"),
        an_entry("B", bill_to="C"),
        an_entry("C"),
    )

    with pytest.raises(BillToLoop, match="pay in the end"):
        keep(entity_id, an_entry("C", bill_to="A"))


def test_a_circle_is_broken_in_one_set() -> None:
    entity_id = an_entity()
    keep(entity_id, an_entry("A", bill_to="B"), an_entry("B"))

    keep(entity_id, an_entry("B", bill_to="A"), an_entry("A"))

    with db.reading(entity_id):
        assert queries.entries_by_code(entity_id, "AB")["B"].bill_to == "A"


def test_a_party_comes_once_in_a_set() -> None:
    with pytest.raises(PartyTwice, match="Party TID is listed twice"):
        keep(an_entity(), an_entry("TID"), an_entry("TID"))


def test_a_double_that_was_merged_is_left_alone() -> None:
    entity_id = an_entity()
    ids = keep(entity_id, an_entry("OLD"), an_entry("NEW"))
    merge_parties(
        MergeParties(
            entity_id=entity_id,
            double_id=ids["OLD"],
            kept_id=ids["NEW"],
            reason="Twice",
        ),
        **by(),
    )

    with pytest.raises(PartyIsMerged, match="Party OLD was merged"):
        keep(entity_id, an_entry("OLD"))


def test_one_wrong_number_keeps_the_whole_set_out() -> None:
    entity_id = an_entity()
    wrong = an_entry("BAD", tax_ids=(TaxId(scheme="US-EIN", number="07-1144442"),))

    with pytest.raises(WrongTaxId, match="Party BAD: 07-1144442"):
        keep(entity_id, an_entry("GOOD"), wrong)

    with db.reading(entity_id):
        assert queries.parties_by_code(entity_id, ["GOOD", "BAD"]) == {}


def test_a_dry_run_names_every_fault_and_its_place() -> None:
    entity_id = an_entity()
    entries = [
        an_entry("A", bill_to="NOBODY"),
        an_entry("B"),
        an_entry("C", name="", currency="US$"),
    ]

    with db.reading(entity_id):
        found = faults(entity_id, entries)

    told: list[tuple[int, type[Refusal]]] = [(at, type(fault)) for at, fault in found]
    assert sorted(at for at, _ in told) == [0, 2, 2]
    assert (0, UnknownReference) in told


def test_ten_parties_cost_the_statements_of_two() -> None:
    entity_id = an_entity()

    def cost(count: int) -> int:
        entries = [
            an_entry(f"{count}-{n}", contacts=(a_contact("a@b.example"),))
            for n in range(count)
        ]
        with statements() as sent:
            keep_parties(
                KeepParties(entity_id=entity_id, parties=tuple(entries)), **by()
            )
            keep_parties(
                KeepParties(
                    entity_id=entity_id,
                    parties=tuple(replace(entry, contacts=()) for entry in entries),
                ),
                **by(),
            )
        return len(sent)

    assert cost(10) == cost(2)


def test_one_entity_knows_nothing_of_anothers_parties() -> None:
    ours, theirs = an_entity("HP"), an_entity("WB")
    keep(theirs, an_entry("SECRET"))

    with pytest.raises(UnknownReference, match="no bill-to SECRET"):
        keep(ours, an_entry("TID", bill_to="SECRET"))

    with db.reading(ours):
        assert queries.parties_by_code(theirs, ["SECRET"]) == {}
        assert not models.Party.objects.filter(code="SECRET").exists()


def test_a_certificate_frees_from_a_day_on() -> None:
    entity_id = an_entity()
    held = a_certificate(valid=Span(NEW_YEAR, JULY))

    [party_id] = keep(entity_id, an_entry("TID", certificates=(held,))).values()

    with db.reading(entity_id):
        [kept] = queries.certificates_of(entity_id, [party_id])[party_id]
    assert (kept.valid, kept.number, kept.place) == (held.valid, "C-1", "US-IL")
