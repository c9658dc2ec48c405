"""What the checks say of one party, and who may be its double."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from duebook.apps.parties import models
from duebook.apps.parties.queries.records import party_facts
from duebook.domain.checks.policy import DEFAULT_POLICY
from duebook.domain.checks.run import check_parties

if TYPE_CHECKING:
    from duebook.domain.checks.facts import Office
    from duebook.domain.checks.findings import Finding


def possible_doubles(entity_id: int, party: models.Party) -> list[models.Party]:
    """Parties of the same name or with the same tax number, which stand apart."""
    numbers = models.TaxId.objects.filter(
        entity_id=entity_id, party_id=party.id
    ).values_list("value", flat=True)
    same_number = models.TaxId.objects.filter(
        entity_id=entity_id, value__in=list(numbers)
    ).values_list("party_id", flat=True)
    return list(
        models.Party.objects.filter(
            Q(sort_name=party.sort_name) | Q(id__in=list(same_number)),
            entity_id=entity_id,
            merged_into=None,
        )
        .exclude(id=party.id)
        .order_by("code")[:20]
    )


def party_findings(entity_id: int, party_id: int, office: Office) -> list[Finding]:
    """What the set-up checks say of one party, the heaviest first."""
    [found] = check_parties(party_facts(entity_id, [party_id]), office, DEFAULT_POLICY)
    return found
