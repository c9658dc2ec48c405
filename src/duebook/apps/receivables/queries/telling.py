"""What a run of statements would say, before anybody issues it."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from duebook.apps.parties.queries import addresses_of, invoice_emails, parties
from duebook.apps.receivables.queries.statements import (
    parties_to_tell,
    reckoned,
)
from duebook.domain.money import told as money

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from duebook.apps.parties.models import Party
    from duebook.apps.receivables.queries.statements import Asked, Floor

MOST: Final = 2_000
"""Parties that a dry run reckons; more are counted, and reckoned by the run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """What would be issued, and who would be left out, with the reason of each.

    ``told`` are code, name, currency and total of each statement; ``asked`` counts the
    parties that have anything to tell of.  It is not ``whole`` where they are too many.
    """

    asked: int
    told: tuple[tuple[str, str, str, int], ...]
    sums_minor: dict[str, int]
    left_out: tuple[tuple[str, tuple[str, ...]], ...]
    unsent: tuple[tuple[str, tuple[str, ...]], ...]
    is_whole: bool

    def mark(self, *said: object) -> str:
        """What a preview was of, and what it showed, for who acts on no other."""
        shown = [sorted(self.told), sorted(self.left_out), sorted(self.unsent)]
        words = json.dumps([[str(one) for one in said], self.asked, *shown])
        return hashlib.sha256(words.encode()).hexdigest()


NOBODY: Final = DryRun(
    asked=0, told=(), sums_minor={}, left_out=(), unsent=(), is_whole=True
)
"""What goes out where nobody is meant."""


def dry_run(
    entity_id: int,
    asked: Asked,
    codes: Sequence[str],
    floor: Floor,
) -> DryRun:
    """What issuing statements would do; it writes nothing."""
    ids = parties_to_tell(entity_id, as_of=asked.as_of, codes=codes)
    some = ids[:MOST]
    found = reckoned(entity_id, some, asked)
    known = parties(entity_id, some)
    told = [one for one in found if floor.holds(one)]
    sums: dict[str, int] = defaultdict(int)
    for one in told:
        sums[one.currency] += one.stated.total_minor
    told_ids = {one.party_id for one in told}
    silent = [known[party_id].code for party_id in some if party_id not in told_ids]
    return DryRun(
        asked=len(ids),
        told=tuple(
            (
                known[one.party_id].code,
                known[one.party_id].name,
                one.currency,
                one.stated.total_minor,
            )
            for one in told
        ),
        sums_minor=dict(sums),
        left_out=((_why_silent(floor), tuple(silent)),) if silent else (),
        unsent=_unsent(entity_id, [known[party_id] for party_id in told_ids]),
        is_whole=len(ids) <= MOST,
    )


def _why_silent(floor: Floor) -> str:
    if not floor.least_minor:
        return "nothing is owed either way"
    return f"less than {money(floor.least_minor, floor.currency)} is owed"


def _unsent(
    entity_id: int, told: Collection[Party]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Who gets a statement that reaches nobody, by the reason."""
    ids = [party.id for party in told]
    emails, addresses = invoice_emails(entity_id, ids), addresses_of(entity_id, ids)
    reasons = {
        "no mail address": [
            party.code
            for party in told
            if party.delivery == "mail" and not emails.get(party.id)
        ],
        "no postal address": [
            party.code
            for party in told
            if party.delivery == "print" and not addresses.get(party.id)
        ],
        "wants nothing sent": [
            party.code for party in told if party.delivery == "none"
        ],
    }
    return tuple((why, tuple(sorted(codes))) for why, codes in reasons.items() if codes)
