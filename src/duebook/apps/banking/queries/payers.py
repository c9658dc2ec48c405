"""Who may have sent money, read for the matcher: all payers, or who can be meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from duebook import db
from duebook.apps.banking import models
from duebook.apps.banking.queries.lines import ROOM
from duebook.domain.matching.narrowing import rough_accounts, rough_begins
from duebook.domain.matching.payers import sought
from duebook.domain.matching.records import Payer

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from duebook.domain.matching.records import Receipt

MOST_NARROWED: Final = 1_000
"""For more receipts than so many everything is read: most of it is wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payers:
    """Who may pay: all, or those whom the receipts can name.

    ``countries`` says of narrowed ones how many accounts all payers have in each
    country; without it nothing was narrowed.
    """

    entity_id: int
    known: Sequence[Payer]
    countries: Mapping[str, int] | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether only those were read whom the receipts can name."""
        return self.countries is not None

    def with_owners(self, owners: Collection[int]) -> Sequence[Payer]:
        """These, the owners of documents, and whoever pays for these."""
        known = {payer.id for payer in self.known}
        if not owners:
            return self.known
        guardians = _ids(self.entity_id, "guardians", parties=list(owners))
        more = {*owners, *guardians} - known
        return [*self.known, *_read(self.entity_id, more)] if more else self.known


def payers_for(entity_id: int, receipts: Sequence[Receipt]) -> Payers:
    """Who may have sent receipts; of few receipts only those whom they can name.

    The answers are those of all payers, as :mod:`duebook.domain.matching.narrowing`
    says.
    """
    if len(receipts) > MOST_NARROWED:
        return Payers(entity_id=entity_id, known=_read(entity_id, None))
    said = sought(receipts)
    named = _ids(
        entity_id,
        "named_payers",
        blocks=list(rough_begins(said.blocks)),
        accounts=list(rough_accounts(said.accounts)),
    )
    return Payers(
        entity_id=entity_id,
        known=_read(entity_id, named),
        countries=dict(db.tuples_of(db.sql(ROOM, "countries"), {"entity": entity_id})),
    )


def _ids(entity_id: int, query: str, **asked: list[str] | list[int]) -> list[int]:
    rows = db.tuples_of(db.sql(ROOM, query), {"entity": entity_id, **asked})
    return [id_ for (id_,) in rows]


def _read(entity_id: int, ids: Iterable[int] | None) -> list[Payer]:
    """Payers with the names and accounts that were learned, in id order."""
    wanted = None if ids is None else list(ids)
    aliases = models.Alias.objects.filter(entity_id=entity_id)
    if wanted is not None:
        aliases = aliases.filter(party_id__any_of=wanted)
    names: dict[int, list[str]] = defaultdict(list)
    accounts: dict[int, list[str]] = defaultdict(list)
    learned = {"name": names, "account": accounts}
    for party_id, kind, value in aliases.values_list("party_id", "kind", "value"):
        learned[kind][party_id].append(value)
    return [
        Payer(
            id=party_id,
            names=(name,),
            accounts=tuple(accounts.get(party_id, ())),
            aliases=tuple(names.get(party_id, ())),
            pays_for=tuple(pays_for),
        )
        for party_id, name, pays_for in db.tuples_of(
            db.sql(ROOM, "payers"), {"entity": entity_id, "ids": wanted}
        )
    ]
