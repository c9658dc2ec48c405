"""Keeping tariffs: the books for all, and contracts of single parties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from psycopg.types.range import DateRange

from duebook.apps.catalog import models
from duebook.apps.catalog.actions.items import Kept
from duebook.apps.entities.actions import Act, action
from duebook.apps.parties import queries as parties
from duebook.domain.catalog import TariffEntry, Unusable, faults_of_tariff
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from duebook.domain.errors import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepTariffs:
    """Add tariffs, or change those of known codes into what the records say."""

    entity_id: int
    tariffs: tuple[TariffEntry, ...]


@action(Right.PREPARE)
def keep_tariffs(command: KeepTariffs, act: Act) -> Kept:
    """Write tariffs in one statement.

    Raises:
        Refusal: the first of :func:`tariff_faults`.
    """
    holders = _holders(act.entity_id, command.tariffs)
    known = _known(act.entity_id, command.tariffs)
    for _, fault in _faults(command.tariffs, holders, known):
        raise fault
    models.Tariff.objects.bulk_create(
        [
            models.Tariff(
                entity_id=act.entity_id,
                code=entry.code,
                name=entry.name,
                currency=entry.currency,
                tax_inclusive=entry.tax_inclusive,
                party_id=holders[entry.party] if entry.party else None,
                valid=DateRange(entry.valid.first, entry.valid.until),
            )
            for entry in command.tariffs
        ],
        update_conflicts=True,
        unique_fields=["entity_id", "code"],
        update_fields=["name", "currency", "tax_inclusive", "party", "valid"],
    )
    codes = [entry.code for entry in command.tariffs]
    return Kept(
        added=tuple(code for code in codes if code not in known),
        known=tuple(code for code in codes if code in known),
    )


def tariff_faults(
    entity_id: int, tariffs: Sequence[TariffEntry]
) -> list[tuple[int, Refusal]]:
    """All that speaks against tariffs, each with its place in the sequence."""
    holders, known = _holders(entity_id, tariffs), _known(entity_id, tariffs)
    return list(_faults(tariffs, holders, known))


def _holders(entity_id: int, tariffs: Sequence[TariffEntry]) -> dict[str, int]:
    codes = {entry.party for entry in tariffs if entry.party}
    return {
        code: party.id
        for code, party in parties.parties_by_code(entity_id, codes).items()
    }


@dataclass(frozen=True, slots=True)
class _Known:
    """What of a tariff on file its prices rest on."""

    currency: str
    party_id: int | None
    has_prices: bool


def _known(entity_id: int, tariffs: Sequence[TariffEntry]) -> dict[str, _Known]:
    prices = models.Price.objects.filter(entity_id=entity_id, tariff=OuterRef("id"))
    rows = (
        models.Tariff.objects.filter(
            entity_id=entity_id, code__in={entry.code for entry in tariffs}
        )
        .annotate(has_prices=Exists(prices))
        .values_list("code", "currency", "party_id", "has_prices")
    )
    return {
        code: _Known(currency, party_id, has_prices)
        for code, currency, party_id, has_prices in rows
    }


def _faults(
    tariffs: Sequence[TariffEntry],
    holders: Mapping[str, int],
    known: Mapping[str, _Known],
) -> Iterator[tuple[int, Refusal]]:
    codes: set[str] = set()
    for place, entry in enumerate(tariffs):
        subject = f"Tariff {entry.code}"
        for fault in faults_of_tariff(entry):
            yield place, fault
        if entry.code in codes:
            yield place, Unusable(subject, "it is listed twice")
        codes.add(entry.code)
        if entry.party and entry.party not in holders:
            yield place, Unusable(subject, f"there is no party {entry.party}")
            continue
        before = known.get(entry.code)
        if before is None or not before.has_prices:
            continue
        now = (entry.currency, holders.get(entry.party))
        if now != (before.currency, before.party_id):
            yield (
                place,
                Unusable(
                    subject,
                    "it has prices, so its currency and party stay; make another",
                ),
            )
