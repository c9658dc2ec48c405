"""Keeping parties, whole sets at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.db import connection
from django.db.models import Model
from psycopg.types.range import DateRange, Range

from duebook import db
from duebook.apps.entities.actions import Act, action
from duebook.apps.entities.queries import entity
from duebook.apps.parties import models, queries
from duebook.domain.errors import Refusal
from duebook.domain.parties import (
    PartyEntry,
    faults_of,
    loop_among,
)
from duebook.domain.rights import Right
from duebook.domain.spans import Span
from duebook.domain.tax_ids import tax_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(eq=False)
class UnknownReference(Refusal):
    """A party names another party or terms that are not on file."""

    code: ClassVar[str] = "unknown_reference"
    template: ClassVar[str] = "Party {party}: there is no {what} {value}."

    party: str
    what: str
    value: str


@dataclass(eq=False)
class PartyTwice(Refusal):
    """One set names the same party twice."""

    code: ClassVar[str] = "party_twice"
    template: ClassVar[str] = "Party {party} is listed twice; which one is meant?"

    party: str


@dataclass(eq=False)
class PartyIsMerged(Refusal):
    """The party is a double that was merged into another."""

    code: ClassVar[str] = "party_is_merged"
    template: ClassVar[str] = (
        "Party {party} was merged into another; change that one, or undo the merge."
    )

    party: str


UNKNOWN: Final = "(unidentified)"
"""The code of the party that money is kept with until its payer is known."""


@dataclass(eq=False)
class NobodyInParticular(Refusal):
    """Somebody would change, join, bill or thank the party of unidentified money."""

    code: ClassVar[str] = "nobody_in_particular"
    template: ClassVar[str] = (
        "{party} keeps money until its payer is known; it is nobody to change, to "
        "merge, to bill or to have paid."
    )

    party: str = UNKNOWN


@dataclass(eq=False)
class BillToLoop(Refusal):
    """Parties would pay for each other in a circle."""

    code: ClassVar[str] = "bill_to_loop"
    template: ClassVar[str] = "Nobody would pay in the end: {way}."

    way: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepParties:
    """Add parties, or change those of known codes into what the records say."""

    entity_id: int
    parties: tuple[PartyEntry, ...]


@dataclass(frozen=True, slots=True)
class PartiesKept:
    """The codes of the parties that are new, and of those that were known."""

    added: tuple[str, ...]
    known: tuple[str, ...]


@action(Right.PREPARE)
def keep_parties(command: KeepParties, act: Act) -> PartiesKept:
    """Write parties with all that belongs to them, in a fixed number of statements.

    A hold stays as it is: see :func:`hold_parties`.

    Raises:
        Refusal: the first of :func:`faults`.
    """
    if any(entry.bill_to for entry in command.parties):
        freeze_ways(act.entity_id)
    filed = _filed(act.entity_id, command.parties)
    for _, fault in _faults(act.entity_id, command.parties, filed):
        raise fault
    added = [entry for entry in command.parties if entry.code not in filed.ids]
    known = [entry for entry in command.parties if entry.code in filed.ids]
    ids = {
        **filed.ids,
        **dict(
            zip(
                (entry.code for entry in added),
                db.take_ids("parties_party", len(added)),
                strict=True,
            )
        ),
    }
    db.write(
        "parties_party",
        ["entity_id", "hold_reason", *_COLUMNS],
        [(act.entity_id, "", *_row(entry, ids, filed.terms)) for entry in added],
    )
    models.Party.objects.bulk_create(
        (
            models.Party(
                entity_id=act.entity_id,
                **dict(zip(_COLUMNS, _row(entry, ids, filed.terms), strict=True)),
            )
            for entry in known
        ),
        update_conflicts=True,
        unique_fields=["entity_id", "id"],
        update_fields=[column.removesuffix("_id") for column in _COLUMNS[1:]],
    )
    for belonging in _BELONGINGS:
        belonging.keep(
            act.entity_id,
            {ids[entry.code]: entry for entry in command.parties},
            on_file=[ids[entry.code] for entry in known],
        )
    return PartiesKept(
        tuple(entry.code for entry in added), tuple(entry.code for entry in known)
    )


def faults(entity_id: int, parties: Sequence[PartyEntry]) -> list[tuple[int, Refusal]]:
    """All that speaks against keeping parties, each with its place in the sequence.

    For a dry run that shows every wrong row at once; it reads, and writes nothing.
    """
    return list(_faults(entity_id, parties, _filed(entity_id, parties)))


@dataclass(frozen=True, slots=True)
class _Filed:
    """What is on file under the codes that a set names."""

    ids: Mapping[str, int]
    merged: Collection[str]
    terms: Mapping[str, int]


def _filed(entity_id: int, parties: Sequence[PartyEntry]) -> _Filed:
    codes = {entry.code for entry in parties} | {entry.bill_to for entry in parties}
    found = list(
        models.Party.objects.filter(entity_id=entity_id, code__in=codes).values_list(
            "code", "id", "merged_into_id"
        )
    )
    return _Filed(
        ids={code: party_id for code, party_id, _ in found},
        merged={code for code, _, merged_into_id in found if merged_into_id},
        terms=dict(
            models.Terms.objects.filter(entity_id=entity_id).values_list("code", "id")
        ),
    )


def _faults(
    entity_id: int, parties: Sequence[PartyEntry], filed: _Filed
) -> Iterator[tuple[int, Refusal]]:
    places: dict[str, int] = {}
    for place, entry in enumerate(parties):
        for fault in faults_of(entry):
            yield place, fault
        if entry.code in places:
            yield place, PartyTwice(entry.code)
        places.setdefault(entry.code, place)
        if UNKNOWN in {entry.code, entry.bill_to}:
            yield place, NobodyInParticular()
        if entry.code in filed.merged:
            yield place, PartyIsMerged(entry.code)
        if entry.terms and entry.terms not in filed.terms:
            yield place, UnknownReference(entry.code, "terms", entry.terms)
    here = {entry.code for entry in parties}
    for place, entry in enumerate(parties):
        if entry.bill_to and entry.bill_to not in filed.ids.keys() | here:
            yield place, UnknownReference(entry.code, "bill-to", entry.bill_to)
    yield from _loops(entity_id, parties, filed, places)


def _loops(
    entity_id: int,
    parties: Sequence[PartyEntry],
    filed: _Filed,
    places: Mapping[str, int],
) -> Iterator[tuple[int, Refusal]]:
    """The loop that a set would make together with what is on file, if any."""
    named = {entry.bill_to for entry in parties if entry.bill_to}
    steps = _steps_on_file(
        entity_id, [filed.ids[code] for code in named & filed.ids.keys()]
    )
    steps |= {entry.code: entry.bill_to for entry in parties}
    way = loop_among({code: payer for code, payer in steps.items() if payer})
    if way:
        place = next(places[code] for code in way if code in places)
        yield place, BillToLoop(" → ".join(way))


def _steps_on_file(entity_id: int, ids: Collection[int]) -> dict[str, str]:
    """Who pays for whom on the ways up from these parties, by code; "" is nobody."""
    if not ids:
        return {}
    rows = db.tuples_of(
        db.sql("duebook.apps.parties", "ways"), {"entity": entity_id, "ids": list(ids)}
    )
    codes = {party_id: code for party_id, code, _ in rows}
    return {code: codes.get(next_id, "") for _, code, next_id in rows}


def refuse_loop(entity_id: int, ids: Collection[int]) -> None:
    """Refuse what a change has just made, if the parties lead into a circle.

    Raises:
        BillToLoop: nobody would pay in the end.
    """
    steps = _steps_on_file(entity_id, ids)
    way = loop_among({code: payer for code, payer in steps.items() if payer})
    if way:
        raise BillToLoop(" → ".join(way))


def freeze_ways(entity_id: int) -> None:
    """Let nobody else change who pays for whom until the transaction ends.

    Two changes that are each right can close a loop together.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('parties.ways'), %s)", [entity_id]
        )


_COLUMNS: Final = (
    "id",
    "code",
    "name",
    "sort_name",
    "bill_to_id",
    "terms_id",
    "kind",
    "is_active",
    "currency",
    "language",
    "delivery",
    "credit_limit_minor",
    "po_required",
    "is_tax_exempt",
    "cost_centre",
    "their_reference",
    "tax_place",
    "discount_bp",
    "shipping_zone",
    "grouping",
    "segment",
    "notes",
)
_AS_ENTERED: Final = _COLUMNS[_COLUMNS.index("kind") :]


def _row(
    entry: PartyEntry, ids: Mapping[str, int], terms: Mapping[str, int]
) -> tuple[Any, ...]:
    """A party's row, in the order of ``_COLUMNS``."""
    return (
        ids[entry.code],
        entry.code,
        entry.name,
        queries.sort_name(entry.name),
        ids[entry.bill_to] if entry.bill_to else None,
        terms[entry.terms] if entry.terms else None,
        *(getattr(entry, column) for column in _AS_ENTERED),
    )


@dataclass(frozen=True, slots=True)
class _Belonging:
    """A table of what parties have, and the rows that a record means."""

    model: type[Model]
    columns: tuple[str, ...]
    rows: Callable[[PartyEntry], Iterable[tuple[Any, ...]]]

    def keep(
        self,
        entity_id: int,
        entries: Mapping[int, PartyEntry],
        *,
        on_file: Collection[int],
    ) -> None:
        """Make the rows those of the records; a row that stays keeps its id."""
        wanted = dict.fromkeys(
            (party_id, *row)
            for party_id, entry in entries.items()
            for row in self.rows(entry)
        )
        kept = self.model._default_manager.filter(  # noqa: SLF001 - of any model
            entity_id=entity_id, party_id__any_of=on_file
        )
        ids = {
            tuple(map(_comparable, row)): row_id
            for row_id, *row in kept.values_list("id", "party_id", *self.columns)
        }
        gone = [row_id for row, row_id in ids.items() if row not in wanted]
        if gone:
            kept.filter(id__any_of=gone).delete()
        db.write(
            self.model._meta.db_table,
            ["entity_id", "party_id", *self.columns],
            [(entity_id, *map(_written, row)) for row in wanted if row not in ids],
        )


def _comparable(value: object) -> object:
    return Span(value.lower, value.upper) if isinstance(value, Range) else value


def _written(value: object) -> object:
    return DateRange(value.first, value.until) if isinstance(value, Span) else value


_BELONGINGS: Final = (
    _Belonging(models.Role, ("role",), lambda entry: ((role,) for role in entry.roles)),
    _Belonging(
        models.Address,
        ("kind", "street", "city", "region", "postcode", "country"),
        lambda entry: (
            (one.kind, one.street, one.city, one.region, one.postcode, one.country)
            for one in entry.addresses
        ),
    ),
    _Belonging(
        models.Contact,
        ("name", "email", "phone", "gets_invoices"),
        lambda entry: (
            (one.name, one.email, one.phone, one.gets_invoices)
            for one in entry.contacts
        ),
    ),
    _Belonging(
        models.TaxId,
        ("scheme", "value"),
        lambda entry: (
            (one.scheme, tax_number(one.scheme, one.number)) for one in entry.tax_ids
        ),
    ),
    _Belonging(
        models.Certificate,
        ("place", "number", "reason", "valid"),
        lambda entry: (
            (one.place, one.number, one.reason, one.valid) for one in entry.certificates
        ),
    ),
)


def unknown_payer(act: Act) -> int:
    """The party that unidentified money lies with; it is made when first needed."""
    party, _ = models.Party.objects.get_or_create(
        entity_id=act.entity_id,
        code=UNKNOWN,
        defaults={
            "name": "Unidentified payers",
            "sort_name": queries.sort_name("Unidentified payers"),
            "currency": entity(act.entity_id).currency,
            "delivery": "none",
            "notes": "Money whose payer is not known yet; never billed.",
        },
    )
    return party.id
