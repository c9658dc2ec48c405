"""Statements: what a party was told, and what it would be told of any day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import TypeAdapter

from duebook import db
from duebook.apps.entities import queries as entities
from duebook.apps.parties import queries as parties
from duebook.apps.receivables import models
from duebook.documents.records import (
    Addressee,
    Paper,
    PrintedBucket,
    PrintedStatement,
    RowKind,
    StatementRow,
)
from duebook.documents.records import StatementKind as PrintedKind
from duebook.documents.words import printed_locale
from duebook.domain.aging import AgedItem, aging, aging_buckets
from duebook.domain.errors import Absent
from duebook.domain.references import payment_reference
from duebook.domain.statements import (
    Movement,
    Stated,
    StatedItem,
    StatementKind,
    movement_statement,
    open_item_statement,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from duebook.documents.records import Letterhead

PRINTED = TypeAdapter(PrintedStatement)
ALL_KNOWN = datetime.max.replace(tzinfo=UTC)
"""Later than anything that will be recorded."""
NEVER = date.min
"""Earlier than any item: the day of a statement that nobody was sent."""


@dataclass(eq=False)
class NoSuchStatement(Absent):
    """No statement of the entity has this number."""

    code: ClassVar[str] = "no_such_statement"
    template: ClassVar[str] = "There is no statement {number}."

    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The statement that is wanted, and of what it shall know.

    ``from_on`` is its first day.  A balance forward without one goes on where the
    party's last left off.
    """

    kind: StatementKind
    as_of: date
    from_on: date | None = None
    known_at: datetime = ALL_KNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoned:
    """What a party owes in one currency, as a statement would tell it, by age."""

    party_id: int
    currency: str
    from_on: date | None
    stated: Stated
    bucket_minor: tuple[int, ...]
    unapplied_minor: int
    contested_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """What has to be owed for a statement to go out.

    ``least_minor`` is in ``currency``, and says nothing about other currencies.
    """

    currency: str
    only_with_balance: bool = True
    least_minor: int = 0

    def holds(self, one: Reckoned) -> bool:
        """Whether the party gets this statement."""
        total_minor = one.stated.total_minor
        if self.least_minor and one.currency == self.currency:
            return total_minor >= self.least_minor
        return bool(total_minor) or not self.only_with_balance


def reckoned(
    entity_id: int, party_ids: Collection[int], asked: Asked
) -> list[Reckoned]:
    """Statements of parties, in a constant number of queries, by party and currency.

    Without a party's movements or open items there is no statement of it.
    """
    items = _items(entity_id, party_ids, asked)
    ages = {
        (row.party_id, row.currency): row
        for (party_id, currency), open_items in items.items()
        for row in aging(
            [_aged(party_id, currency, item) for item in open_items], asked.as_of
        )
    }
    stated: Mapping[tuple[int, str], tuple[date | None, Stated]]
    if asked.kind is StatementKind.OPEN_ITEM:
        stated = {
            place: (None, open_item_statement(open_items))
            for place, open_items in items.items()
        }
    else:
        stated = _moved(entity_id, party_ids, asked)
    none = (0,) * len(aging_buckets())
    return [
        Reckoned(
            party_id=place[0],
            currency=place[1],
            from_on=from_on,
            stated=body,
            bucket_minor=ages[place].bucket_minor if place in ages else none,
            unapplied_minor=ages[place].unapplied_minor if place in ages else 0,
            contested_minor=sum(item.contested_minor for item in items.get(place, ())),
        )
        for place, (from_on, body) in sorted(stated.items())
    ]


def _items(
    entity_id: int, party_ids: Collection[int], asked: Asked
) -> dict[tuple[int, str], list[StatedItem]]:
    found: dict[tuple[int, str], list[StatedItem]] = defaultdict(list)
    for party_id, currency, *item in db.tuples_of(
        db.sql("duebook.apps.receivables", "stated_items"),
        {
            "entity": entity_id,
            "as_of": asked.as_of,
            "known_at": asked.known_at,
            "parties": list(party_ids),
        },
    ):
        kind, number, reference, document_on, due_on, *amounts = item
        amount_minor, open_minor, contested_minor = amounts
        found[party_id, currency].append(
            StatedItem(
                kind=kind,
                number=number,
                their_reference=reference,
                document_on=document_on,
                due_on=due_on,
                amount_minor=amount_minor,
                open_minor=open_minor,
                contested_minor=contested_minor,
            )
        )
    return found


def _aged(party_id: int, currency: str, item: StatedItem) -> AgedItem:
    return AgedItem(
        party_id=party_id,
        currency=currency,
        open_minor=item.open_minor,
        document_on=item.document_on,
        due_on=item.due_on,
        instalment_on=item.due_on,
    )


def _moved(
    entity_id: int, party_ids: Collection[int], asked: Asked
) -> dict[tuple[int, str], tuple[date | None, Stated]]:
    told = _told(entity_id, party_ids, asked)
    opening: dict[tuple[int, str], int] = defaultdict(int)
    movements: dict[tuple[int, str], list[Movement]] = defaultdict(list)
    for party_id, currency, is_told, *row in db.tuples_of(
        db.sql("duebook.apps.receivables", "movements"),
        {
            "entity": entity_id,
            "as_of": asked.as_of,
            "known_at": asked.known_at,
            "parties": list(told),
            "told_on": [as_of for as_of, _ in told.values()],
            "told_at": [known_at for _, known_at in told.values()],
        },
    ):
        kind, number, reference, effective_on, due_on, amount_minor, known_at = row
        if is_told:
            opening[party_id, currency] = amount_minor
            continue
        movements[party_id, currency].append(
            Movement(
                kind=kind,
                number=number,
                their_reference=reference,
                on=effective_on,
                due_on=due_on,
                amount_minor=amount_minor,
                known_at=known_at,
            )
        )
    return {
        place: (
            _day_after(told[place[0]][0]),
            movement_statement(opening[place], movements[place]),
        )
        for place in opening.keys() | movements.keys()
    }


def _day_after(told_on: date) -> date | None:
    return None if told_on == NEVER else told_on + timedelta(days=1)


def _told(
    entity_id: int, party_ids: Collection[int], asked: Asked
) -> dict[int, tuple[date, datetime]]:
    """Until which day, and knowing what, each party has been told what it owes."""
    if asked.from_on is not None:
        return dict.fromkeys(party_ids, (asked.from_on - timedelta(days=1), ALL_KNOWN))
    last = dict.fromkeys(party_ids, (NEVER, ALL_KNOWN))
    for party_id, as_of, at in (
        models.Statement.objects.filter(
            entity_id=entity_id,
            party_id__any_of=party_ids,
            run__entity_id=entity_id,
            run__kind=StatementKind.BALANCE_FORWARD,
            run__as_of__lte=asked.as_of,
            run__at__lte=asked.known_at,
        )
        .order_by("run__as_of", "run_id")
        .values_list("party_id", "run__as_of", "run__at")
    ):
        last[party_id] = (as_of, at)
    return last


def parties_to_tell(
    entity_id: int,
    *,
    as_of: date,
    segment: str | None = None,
    codes: Sequence[str] = (),
) -> list[int]:
    """The parties that had any item by a day, of a segment or of these codes."""
    rows = db.tuples_of(
        "SELECT DISTINCT party.id FROM parties_party AS party"
        " JOIN receivables_item AS item"
        " ON item.entity_id = %(entity)s AND item.party_id = party.id"
        " WHERE party.entity_id = %(entity)s AND item.effective_on <= %(as_of)s"
        " AND (%(segment)s::text IS NULL OR party.segment = %(segment)s)"
        " AND (%(codes)s::text[] IS NULL OR party.code = ANY(%(codes)s))"
        " ORDER BY party.id",
        {
            "entity": entity_id,
            "as_of": as_of,
            "segment": segment,
            "codes": list(codes) or None,
        },
    )
    return [row[0] for row in rows]


_ROW_KINDS = {
    "opening": RowKind.OPENING_BALANCE,
    "invoice": RowKind.INVOICE,
    "credit_note": RowKind.CREDIT_NOTE,
    "void": RowKind.CREDIT_NOTE,
    "debit_note": RowKind.DEBIT_NOTE,
    "fee": RowKind.LATE_FEE,
    "late_fee": RowKind.LATE_FEE,
    "interest": RowKind.LATE_FEE,
    "payment": RowKind.PAYMENT,
    "payment_return": RowKind.PAYMENT_RETURN,
    "refund": RowKind.REFUND,
    "write_off": RowKind.WRITE_OFF,
    "small_balance": RowKind.WRITE_OFF,
}


def printed_statements(
    entity_id: int,
    found: Sequence[Reckoned],
    asked: Asked,
    numbers: Sequence[str],
    letterhead: Letterhead,
) -> list[PrintedStatement]:
    """Statements as they are printed, in the language of each party."""
    ids = {one.party_id for one in found}
    told = parties.parties(entity_id, ids)
    addresses = parties.printed_addresses(entity_id, ids)
    ours = entities.entity(entity_id)
    return [
        PrintedStatement(
            kind=PrintedKind(asked.kind),
            letterhead=letterhead,
            addressee=Addressee(
                name=told[one.party_id].name,
                address_lines=addresses.get(one.party_id, ()),
                number=told[one.party_id].code,
            ),
            locale=printed_locale(told[one.party_id].language, ours.language),
            paper=Paper(ours.paper),
            currency=one.currency,
            number=number,
            as_of=asked.as_of,
            rows=tuple(_rows(one.stated)),
            total_minor=one.stated.total_minor,
            from_on=one.from_on,
            opening_minor=one.stated.opening_minor,
            buckets=_buckets(one.bucket_minor),
            unapplied_minor=one.unapplied_minor,
            contested_minor=one.contested_minor,
            payment_reference=payment_reference(number) if number else "",
        )
        for one, number in zip(found, numbers, strict=True)
    ]


def _rows(stated: Stated) -> list[StatementRow]:
    return [
        StatementRow(
            kind=_ROW_KINDS.get(row.kind, RowKind.ADJUSTMENT),
            on=row.on,
            document=row.number,
            their_reference=row.their_reference,
            due_on=row.due_on,
            charge_minor=row.charge_minor,
            credit_minor=row.credit_minor,
            open_minor=row.open_minor,
            contested_minor=row.contested_minor,
            balance_minor=row.balance_minor,
        )
        for row in stated.rows
    ]


def _buckets(bucket_minor: Sequence[int]) -> tuple[PrintedBucket, ...]:
    if not any(bucket_minor):
        return ()
    return tuple(
        PrintedBucket(
            from_days=bucket.from_days or 0,
            to_days=bucket.to_days,
            amount_minor=amount_minor,
        )
        for bucket, amount_minor in zip(aging_buckets(), bucket_minor, strict=True)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """An issued statement in a list."""

    id: int
    number: str
    kind: str
    as_of: date
    party_id: int
    currency: str
    total_minor: int


def statements(
    entity_id: int,
    *,
    party_id: int | None = None,
    number: str | None = None,
    run_id: int | None = None,
) -> list[Issued]:
    """Issued statements, newest first: all of the entity, a party, a number, a run."""
    wanted: dict[str, Any] = {"party_id": party_id, "number": number, "run_id": run_id}
    found = models.Statement.objects.filter(
        entity_id=entity_id,
        run__entity_id=entity_id,
        **{name: value for name, value in wanted.items() if value is not None},
    )
    return [
        Issued(
            id=row.id,
            number=row.number,
            kind=row.run.kind,
            as_of=row.run.as_of,
            party_id=row.party_id,
            currency=row.currency,
            total_minor=row.total_minor,
        )
        for row in found.select_related("run").order_by("-id")
    ]


def statement(entity_id: int, number: str) -> PrintedStatement:
    """A statement as it was issued: what it says was kept, and is never reckoned anew.

    Raises:
        NoSuchStatement: there is none of this number.
    """
    row = models.Statement.objects.filter(entity_id=entity_id, number=number).first()
    if row is None:
        raise NoSuchStatement(number)
    return printed(entity_id, [row.id])[row.id]


def printed(entity_id: int, ids: Collection[int]) -> dict[int, PrintedStatement]:
    """Issued statements as they are printed, by id."""
    rows = list(models.Statement.objects.filter(entity_id=entity_id, id__any_of=ids))
    letterheads = dict(
        models.StatementRun.objects.filter(
            entity_id=entity_id, id__any_of={row.run_id for row in rows}
        ).values_list("id", "letterhead")
    )
    return {
        row.id: PRINTED.validate_python(
            {**row.content, "letterhead": letterheads[row.run_id]}
        )
        for row in rows
    }


def own_templates(entity_id: int, ids: Collection[int]) -> dict[int, Path | None]:
    """The folders of templates that held when statements were issued, by id."""
    held = entities.templates(entity_id)
    issued = models.StatementRun.objects.filter(entity_id=entity_id)
    run_of = dict(
        models.Statement.objects.filter(
            entity_id=entity_id, id__any_of=ids
        ).values_list("id", "run_id")
    )
    made_at = dict(
        issued.filter(id__any_of=set(run_of.values())).values_list("id", "at")
    )
    return {one: held.at(made_at[run_id]) for one, run_id in run_of.items()}


def templates_of(entity_id: int, number: str) -> Path | None:
    """The templates that held when a statement was issued, by its number."""
    rows = models.Statement.objects.filter(entity_id=entity_id, number=number)
    [found] = own_templates(entity_id, rows.values_list("id", flat=True)).values()
    return found


def statement_of(
    entity_id: int, party_code: str, asked: Asked
) -> list[PrintedStatement]:
    """What a party would be told of any day, knowing what was known at an instant.

    Nothing is issued: there is no number.  One statement for each currency.

    Raises:
        UnknownParty: there is no such party.
    """
    party = parties.party_by_code(entity_id, party_code)
    found = reckoned(entity_id, [party.id], asked)
    return printed_statements(
        entity_id, found, asked, [""] * len(found), entities.letterhead(entity_id)
    )
