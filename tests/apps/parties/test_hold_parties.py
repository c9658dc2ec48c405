"""Holds, releases and further certificates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError
from psycopg.types.range import DateRange

from duebook import db
from duebook.apps.entities.actions import ReasonNeeded
from duebook.apps.parties import models, queries
from duebook.apps.parties.actions import (
    AddCertificates,
    GivenCertificate,
    HoldParties,
    MergeParties,
    ReleaseParties,
    add_certificates,
    hold_parties,
    merge_parties,
    release_parties,
)
from duebook.apps.parties.actions.keeping import PartyIsMerged
from duebook.domain.parties import CertificatesOverlap
from duebook.domain.rights import NotPermitted
from duebook.domain.spans import Span
from tests.apps.parties.builders import (
    JULY,
    NEW_YEAR,
    a_certificate,
    an_entry,
    keep,
)
from tests.office import CLERK, an_entity, by

if TYPE_CHECKING:
    from duebook.domain.parties import CertificateEntry

pytestmark = pytest.mark.django_db


def holds(entity_id: int) -> list[str]:
    with db.reading(entity_id):
        return [facts.hold for facts in queries.party_facts(entity_id)]


def test_a_hold_says_why_and_stays_until_released() -> None:
    entity_id = an_entity()
    [first_id, second_id] = keep(entity_id, an_entry("A"), an_entry("B")).values()
    disputed = HoldParties(
        entity_id=entity_id, party_ids=(first_id, second_id), reason="Disputes March"
    )

    assert hold_parties(disputed, **by(CLERK)) == 2
    keep(entity_id, an_entry("A", name="New name"))
    assert holds(entity_id) == ["Disputes March", "Disputes March"]

    release = ReleaseParties(
        entity_id=entity_id, party_ids=(first_id,), reason="Settled by phone"
    )
    assert release_parties(release, **by(CLERK)) == 1
    assert holds(entity_id) == ["", "Disputes March"]


def test_a_hold_needs_a_reason_and_a_right() -> None:
    entity_id = an_entity()
    [party_id] = keep(entity_id, an_entry("A")).values()
    silent = HoldParties(entity_id=entity_id, party_ids=(party_id,), reason=" ")
    wordless = ReleaseParties(entity_id=entity_id, party_ids=(party_id,), reason="")

    with pytest.raises(ReasonNeeded):
        hold_parties(silent, **by())
    with pytest.raises(ReasonNeeded):
        release_parties(wordless, **by())
    with pytest.raises(NotPermitted):
        hold_parties(silent, **by("A stranger"))


def test_a_party_of_another_entity_cannot_be_held() -> None:
    ours, theirs = an_entity("HP"), an_entity("WB")
    [party_id] = keep(theirs, an_entry("A")).values()
    reach_over = HoldParties(entity_id=ours, party_ids=(party_id,), reason="Mine")

    with pytest.raises(queries.UnknownParty):
        hold_parties(reach_over, **by())

    assert holds(theirs) == [""]


def give(entity_id: int, party_id: int, *certificates: CertificateEntry) -> int:
    given = tuple(
        GivenCertificate(party_id=party_id, certificate=one) for one in certificates
    )
    return add_certificates(
        AddCertificates(entity_id=entity_id, certificates=given), **by()
    )


def test_a_certificate_follows_another() -> None:
    entity_id = an_entity()
    past = a_certificate("C-1", valid=Span(NEW_YEAR, JULY))
    [party_id] = keep(entity_id, an_entry("A", certificates=(past,))).values()

    assert give(entity_id, party_id, a_certificate("C-2", valid=Span(JULY))) == 1

    with db.reading(entity_id):
        held = queries.certificates_of(entity_id, [party_id])[party_id]
    assert [one.number for one in held] == ["C-1", "C-2"]


@pytest.mark.parametrize("on_file", [True, False])
def test_two_certificates_of_one_place_may_not_overlap(*, on_file: bool) -> None:
    entity_id = an_entity()
    open_ended = a_certificate("C-1")
    filed = (open_ended,) if on_file else ()
    [party_id] = keep(entity_id, an_entry("A", certificates=filed)).values()
    later = a_certificate("C-2", valid=Span(JULY))
    given = (later,) if on_file else (open_ended, later)

    with pytest.raises(CertificatesOverlap, match="Party A: certificates C-1 and C-2"):
        give(entity_id, party_id, *given)

    assert give(entity_id, party_id, a_certificate("C-3", place="US-TX")) == 1


def test_the_database_too_refuses_an_overlap() -> None:
    entity_id = an_entity()
    [party_id] = keep(
        entity_id, an_entry("A", certificates=(a_certificate(),))
    ).values()

    with pytest.raises(IntegrityError, match="certificates_do_not_overlap"):
        models.Certificate.objects.create(
            entity_id=entity_id,
            party_id=party_id,
            place="US-IL",
            number="C-2",
            reason="Resale",
            valid=DateRange(JULY, None),
        )


def test_a_double_takes_no_certificate() -> None:
    entity_id = an_entity()
    ids = keep(entity_id, an_entry("OLD"), an_entry("NEW"))
    merge = MergeParties(
        entity_id=entity_id, double_id=ids["OLD"], kept_id=ids["NEW"], reason="Twice"
    )
    merge_parties(merge, **by())

    with pytest.raises(PartyIsMerged):
        give(entity_id, ids["OLD"], a_certificate())
