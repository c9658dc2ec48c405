"""Doubles are merged after a preview, and parted again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from duebook import db
from duebook.apps.entities.actions import ReasonNeeded
from duebook.apps.parties import queries
from duebook.apps.parties.actions import (
    MergeParties,
    UndoMerge,
    merge_parties,
    undo_merge,
)
from duebook.apps.parties.actions.keeping import BillToLoop, PartyIsMerged
from duebook.apps.parties.actions.merging import NotUndoable, SameParty
from duebook.domain.checks.facts import PartyStatus, TaxId
from duebook.domain.parties import PartyRole
from duebook.domain.spans import Span
from tests.apps.parties.builders import (
    JULY,
    a_certificate,
    a_contact,
    an_address,
    an_entry,
    keep,
)
from tests.office import CLERK, an_entity, by, chain_holds

if TYPE_CHECKING:
    from duebook.domain.checks.facts import PartyFacts
    from duebook.domain.parties import PartyEntry

pytestmark = pytest.mark.django_db

EIN = TaxId(scheme="US-EIN", number="911144442")
VAT = TaxId(scheme="EU-VAT", number="DE136695976")

KEPT = an_entry(
    "NEW",
    contacts=(a_contact("ap@example.com"),),
    addresses=(an_address(),),
    tax_ids=(EIN,),
    certificates=(a_certificate("C-1", valid=Span(None, JULY)),),
)
DOUBLE = an_entry(
    "OLD",
    roles=(PartyRole.CUSTOMER, PartyRole.PAYER),
    contacts=(a_contact("AP@example.com"), a_contact("desk@example.com")),
    addresses=(an_address("9 Quay"),),
    tax_ids=(EIN, VAT),
    certificates=(
        a_certificate("C-0", valid=Span(None, JULY)),
        a_certificate("C-2", valid=Span(JULY)),
    ),
)


def merge(entity_id: int, double_id: int, kept_id: int) -> int:
    command = MergeParties(
        entity_id=entity_id, double_id=double_id, kept_id=kept_id, reason="Same firm"
    )
    return merge_parties(command, **by(CLERK))


def part(entity_id: int, merge_id: int) -> None:
    command = UndoMerge(entity_id=entity_id, merge_id=merge_id, reason="Two firms")
    undo_merge(command, **by(CLERK))


def records(entity_id: int) -> dict[str, PartyEntry]:
    with db.reading(entity_id):
        return queries.entries_by_code(entity_id, ["OLD", "NEW", "SHOP", "OLDEST"])


def payers(entity_id: int, ids: dict[str, int]) -> dict[str, int]:
    with db.reading(entity_id):
        found = queries.bill_tos(entity_id, ids.values())
    return {code: found[party_id].id for code, party_id in ids.items()}


def test_the_preview_says_what_moves_and_what_stays() -> None:
    entity_id = an_entity()
    ids = keep(entity_id, KEPT, DOUBLE, an_entry("SHOP", bill_to="OLD"))

    with db.reading(entity_id):
        preview = queries.merge_preview(
            entity_id, double_id=ids["OLD"], kept_id=ids["NEW"]
        )

    assert [(one.kind, one.what) for one in preview.moves] == [
        ("contact", "Accounts desk@example.com"),
        ("tax number", "EU-VAT DE136695976"),
        ("certificate", "C-2 (US-IL)"),
        ("role", "payer"),
        ("party billed to it", "SHOP SHOP Ltd"),
    ]
    assert [(one.kind, one.what) for one in preview.stays] == [
        ("address", "billing: 9 Quay, 62701 Port Alder"),
        ("contact", "Accounts AP@example.com"),
        ("tax number", "US-EIN 911144442"),
        ("certificate", "C-0 (US-IL)"),
        ("role", "customer"),
    ]


def test_a_merge_does_what_the_preview_said() -> None:
    entity_id = an_entity()
    ids = keep(entity_id, KEPT, DOUBLE, an_entry("SHOP", bill_to="OLD"))

    merge(entity_id, ids["OLD"], ids["NEW"])

    kept, double = records(entity_id)["NEW"], records(entity_id)["OLD"]
    assert [one.email for one in kept.contacts] == [
        "ap@example.com",
        "desk@example.com",
    ]
    assert set(kept.tax_ids) == {EIN, VAT}
    assert [one.number for one in kept.certificates] == ["C-1", "C-2"]
    assert set(kept.roles) == {PartyRole.CUSTOMER, PartyRole.PAYER}
    assert [one.number for one in double.certificates] == ["C-0"]
    assert payers(entity_id, ids) == dict.fromkeys(ids, ids["NEW"])
    assert chain_holds(entity_id)


def test_an_address_moves_to_who_has_none() -> None:
    entity_id = an_entity()
    ids = keep(entity_id, an_entry("NEW"), DOUBLE)

    merge(entity_id, ids["OLD"], ids["NEW"])

    assert records(entity_id)["NEW"].addresses == DOUBLE.addresses


def test_undoing_a_merge_restores_both() -> None:
    entity_id = an_entity()
    ids = keep(entity_id, KEPT, DOUBLE, an_entry("SHOP", bill_to="OLD"))
    before = records(entity_id)

    part(entity_id, merge(entity_id, ids["OLD"], ids["NEW"]))

    assert records(entity_id) == before
    assert payers(entity_id, ids) == {**ids, "SHOP": ids["OLD"]}


def test_a_double_of_a_double_ends_at_the_party_kept() -> None:
    entity_id = an_entity()
    ids = keep(entity_id, KEPT, DOUBLE, an_entry("OLDEST"))
    first = merge(entity_id, ids["OLDEST"], ids["OLD"])
    second = merge(entity_id, ids["OLD"], ids["NEW"])
    assert payers(entity_id, ids) == dict.fromkeys(ids, ids["NEW"])

    with pytest.raises(NotUndoable, match="undo that first"):
        part(entity_id, first)
    part(entity_id, second)
    part(entity_id, first)

    assert payers(entity_id, ids) == ids


def test_checks_see_who_was_merged_and_for_whom_the_kept_party_pays() -> None:
    entity_id = an_entity()
    ids = keep(entity_id, KEPT, DOUBLE, an_entry("SHOP", bill_to="OLD"))
    merge(entity_id, ids["OLD"], ids["NEW"])

    with db.reading(entity_id):
        facts = {one.code: one for one in queries.party_facts(entity_id)}

    def status(one: PartyFacts) -> PartyStatus:
        return one.status

    assert status(facts["OLD"]) is PartyStatus.MERGED
    assert status(facts["NEW"]) is PartyStatus.ACTIVE
    assert facts["NEW"].pays_for == {ids["OLD"], ids["SHOP"]}


def test_a_party_is_not_merged_twice_nor_into_a_double() -> None:
    entity_id = an_entity()
    ids = keep(entity_id, KEPT, DOUBLE, an_entry("SHOP"))
    merge(entity_id, ids["OLD"], ids["NEW"])

    with pytest.raises(PartyIsMerged, match="Party OLD"):
        merge(entity_id, ids["OLD"], ids["SHOP"])
    with pytest.raises(PartyIsMerged, match="Party OLD"):
        merge(entity_id, ids["SHOP"], ids["OLD"])
    with pytest.raises(SameParty):
        merge(entity_id, ids["SHOP"], ids["SHOP"])


def test_who_is_billed_to_its_double_is_not_kept() -> None:
    entity_id = an_entity()
    ids = keep(entity_id, an_entry("NEW", bill_to="OLD"), DOUBLE)

    with pytest.raises(BillToLoop, match="OLD → NEW → OLD"):
        merge(entity_id, ids["OLD"], ids["NEW"])


def test_a_merge_is_undone_once_and_both_say_why() -> None:
    entity_id = an_entity()
    ids = keep(entity_id, KEPT, DOUBLE)
    silent = MergeParties(
        entity_id=entity_id, double_id=ids["OLD"], kept_id=ids["NEW"], reason=""
    )
    with pytest.raises(ReasonNeeded):
        merge_parties(silent, **by())
    merge_id = merge(entity_id, ids["OLD"], ids["NEW"])
    with pytest.raises(ReasonNeeded):
        undo_merge(UndoMerge(entity_id=entity_id, merge_id=merge_id, reason=""), **by())
    part(entity_id, merge_id)

    with pytest.raises(NotUndoable, match="undone before"):
        part(entity_id, merge_id)
    with pytest.raises(NotUndoable, match="none of this number"):
        part(an_entity("WB"), merge_id)


def test_the_merges_that_hold_are_listed() -> None:
    entity_id = an_entity()
    ids = keep(entity_id, KEPT, DOUBLE)
    merge_id = merge(entity_id, ids["OLD"], ids["NEW"])

    with db.reading(entity_id):
        [listed] = queries.merges(entity_id)

    assert (listed.id, listed.double.code, listed.kept.code) == (merge_id, "OLD", "NEW")
