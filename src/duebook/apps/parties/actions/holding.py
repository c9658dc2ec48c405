"""Single acts on parties: holds and their release, further certificates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg.types.range import DateRange

from duebook import db
from duebook.apps.entities.actions import Act, action
from duebook.apps.parties import models, queries
from duebook.apps.parties.actions.keeping import PartyIsMerged
from duebook.domain.parties import CertificateEntry, certificate_faults
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Collection


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldParties:
    """Stop billing parties, for a reason that everybody sees."""

    entity_id: int
    party_ids: tuple[int, ...]
    reason: str


@action(Right.PREPARE)
def hold_parties(command: HoldParties, act: Act) -> int:
    """Put parties on hold, and return how many.

    Raises:
        UnknownParty: there is none of this id.
        PartyIsMerged: one is a double; hold the party that was kept.
    """
    return _set_hold(act.entity_id, command.party_ids, command.reason.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseParties:
    """Let parties be billed again, with the reason, which the audit keeps."""

    entity_id: int
    party_ids: tuple[int, ...]
    reason: str


@action(Right.PREPARE)
def release_parties(command: ReleaseParties, act: Act) -> int:
    """Release parties from their hold, and return how many.

    Raises:
        UnknownParty: there is none of this id.
    """
    return _set_hold(act.entity_id, command.party_ids, "")


def _set_hold(entity_id: int, party_ids: tuple[int, ...], reason: str) -> int:
    kept_parties(entity_id, party_ids)
    return models.Party.objects.filter(
        entity_id=entity_id, id__any_of=party_ids
    ).update(hold_reason=reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenCertificate:
    """A certificate that a party has given."""

    party_id: int
    certificate: CertificateEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class AddCertificates:
    """Keep further tax-exemption certificates."""

    entity_id: int
    certificates: tuple[GivenCertificate, ...]


@action(Right.PREPARE)
def add_certificates(command: AddCertificates, act: Act) -> int:
    """Write certificates beside those on file, and return how many.

    Raises:
        UnknownParty: there is none of this id.
        PartyIsMerged: one is a double.
        CertificatesOverlap: two for the same place hold on the same day.
    """
    ids = {given.party_id for given in command.certificates}
    held: dict[int, list[CertificateEntry]] = {
        party_id: [
            CertificateEntry(
                place=one.place, number=one.number, reason=one.reason, valid=one.valid
            )
            for one in certificates
        ]
        for party_id, certificates in queries.certificates_of(
            act.entity_id, ids
        ).items()
    }
    for given in command.certificates:
        held.setdefault(given.party_id, []).append(given.certificate)
    for party_id, party in kept_parties(act.entity_id, ids).items():
        for fault in certificate_faults(party.code, held[party_id]):
            raise fault
    db.write(
        "parties_certificate",
        ["entity_id", "party_id", "place", "number", "reason", "valid"],
        [
            (
                act.entity_id,
                given.party_id,
                given.certificate.place,
                given.certificate.number,
                given.certificate.reason,
                DateRange(given.certificate.valid.first, given.certificate.valid.until),
            )
            for given in command.certificates
        ],
    )
    return len(command.certificates)


def kept_parties(entity_id: int, ids: Collection[int]) -> dict[int, models.Party]:
    """The parties by id, locked against a merge of the same moment.

    Raises:
        UnknownParty: there is none of this id.
        PartyIsMerged: one was merged into another.
    """
    found = {
        party.id: party
        for party in models.Party.objects.select_for_update()
        .filter(entity_id=entity_id, id__any_of=ids)
        .order_by("id")
    }
    for party_id in ids:
        if party_id not in found:
            raise queries.UnknownParty(f"with id {party_id}")
        if found[party_id].merged_into_id is not None:
            raise PartyIsMerged(found[party_id].code)
    return found
