"""An audit sample: documents drawn by a seed, each with all that is behind it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar

from duebook import db
from duebook.apps.close.queries.invariants import ROOM
from duebook.apps.entities.queries import entity
from duebook.apps.invoicing.queries.documents import stored
from duebook.documents.records import (
    ColumnKind,
    DossierPart,
    DossierTable,
    Fact,
    Paper,
    PrintedDossier,
    ReportColumn,
)
from duebook.domain.explanations import explain, explain_group
from duebook.domain.money import told
from duebook.domain.sampling import METHOD, rank, sample

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duebook.apps.invoicing.queries.documents import Stored
    from duebook.documents.records import Cell

TEXT, MONEY, DAY = ColumnKind.TEXT, ColumnKind.MONEY, ColumnKind.DATE


@dataclass(frozen=True, slots=True)
class _Charge:
    line_id: int
    charge_id: int
    external_key: str
    served: str
    service_on: date
    biller: str


@dataclass(frozen=True, slots=True)
class _Person:
    document_id: int
    actor: str
    at: datetime
    command: str
    seq: int
    sentence: str | None
    requested_by: str | None
    answered_by: str | None
    answer: str | None


@dataclass(frozen=True, slots=True)
class _Delivery:
    document_id: int
    channel: str
    recipient: str
    state: str
    planned_at: datetime
    sent_at: datetime | None
    problem: str


@dataclass(frozen=True, slots=True)
class _Application:
    document_id: int
    effective_on: date
    kind: str
    number: str
    method: str
    reference: str
    amount_minor: int
    currency: str
    rule: str
    reason: str
    entry_id: int
    actor: str


@dataclass(frozen=True, slots=True)
class _Leg:
    document_id: int
    entry_id: int
    effective_on: date
    cause: str
    account: str
    name: str
    currency: str
    amount_minor: int


OfDocument = TypeVar("OfDocument", _Person, _Delivery, _Application, _Leg)


def audit_sample(
    entity_id: int, *, seed: str, count: int, first: date, last: date
) -> PrintedDossier:
    """Documents issued in a span of days, drawn by a seed, as one dossier.

    Invoices, credit notes and debit notes; ``domain.sampling`` says how they are
    drawn.
    """
    population = dict(
        db.tuples_of(
            "SELECT number, id FROM invoicing_document WHERE entity_id = %(entity)s"
            " AND kind <> 'quote' AND issued_on BETWEEN %(first)s AND %(last)s",
            {"entity": entity_id, "first": first, "last": last},
        )
    )
    drawn = sample(seed, population, count)
    row = entity(entity_id)
    return PrintedDossier(
        entity=row.name,
        title="Audit sample",
        subtitle=f"{len(drawn)} of {len(population)} documents issued "
        f"{first} to {last}",
        printed_on=last,
        locale=row.language,
        paper=Paper(row.paper),
        facts=(
            Fact(label="Seed", text=seed),
            Fact(label="Asked for", text=str(count)),
        ),
        paragraphs=(METHOD,),
        parts=(
            _contents(seed, drawn),
            *_parts(entity_id, [population[number] for number in drawn]),
        ),
    )


def _contents(seed: str, drawn: Sequence[str]) -> DossierPart:
    return DossierPart(
        heading="What was drawn",
        tables=(
            _table(
                "In the order of the hashes",
                (("Document", TEXT, 1), ("SHA-256 of seed and number", TEXT, 3)),
                [(number, rank(seed, number)) for number in drawn],
            ),
        ),
    )


def _table(
    heading: str,
    columns: Sequence[tuple[str, ColumnKind, int]],
    rows: Sequence[tuple[Cell, ...]],
    currency: str = "",
) -> DossierTable:
    """A table of columns with head, kind and share of the width."""
    return DossierTable(
        heading=heading,
        columns=tuple(
            ReportColumn(head=head, kind=kind, share=share)
            for head, kind, share in columns
        ),
        rows=tuple(rows),
        currency=currency,
    )


def _parts(entity_id: int, ids: Sequence[int]) -> list[DossierPart]:
    asked = {"entity": entity_id, "documents": list(ids)}

    def rows(record: type[OfDocument], name: str) -> Mapping[int, list[OfDocument]]:
        found: defaultdict[int, list[OfDocument]] = defaultdict(list)
        for one in db.rows_of(record, db.sql(ROOM, name), asked):
            found[one.document_id].append(one)
        return found

    documents = stored(entity_id, ids)
    charges = {
        one.line_id: one
        for one in db.rows_of(_Charge, db.sql(ROOM, "sampled_charges"), asked)
    }
    people = rows(_Person, "sampled_people")
    deliveries = rows(_Delivery, "sampled_deliveries")
    applications = rows(_Application, "sampled_applications")
    legs = rows(_Leg, "sampled_entries")
    return [
        DossierPart(
            heading=_heading(documents[id_]),
            facts=_facts(documents[id_], people[id_]),
            tables=tuple(
                one
                for one in (
                    _lines(documents[id_], charges),
                    _taxes(documents[id_]),
                    _delivered(deliveries[id_]),
                    _applied(applications[id_], documents[id_].currency),
                    _booked(legs[id_], documents[id_].currency),
                )
                if one.rows
            ),
            is_on_own_page=True,
        )
        for id_ in ids
    ]


def _heading(document: Stored) -> str:
    name, _, _ = document.addressee.partition("\n")
    return f"{document.number}, {name}"


def _facts(document: Stored, people: Sequence[_Person]) -> tuple[Fact, ...]:
    issued = people[0]
    approvals = [
        f"asked by {one.requested_by}, approved by {one.answered_by}: {one.answer}"
        for one in people
        if one.answered_by
    ]
    return (
        Fact(label="Kind", text=document.kind.replace("_", " ")),
        Fact(label="Issued", text=f"{document.issued_on}, due {document.due_on}"),
        Fact(
            label="Amounts",
            text=f"net {told(document.net_minor, document.currency)}, "
            f"tax {told(document.tax_minor, document.currency)}, "
            f"total {told(document.total_minor, document.currency)}",
        ),
        Fact(
            label="By",
            text=f"{issued.actor}, {issued.at:%Y-%m-%d %H:%M} UTC "
            f"({issued.command}, event {issued.seq})",
        ),
        Fact(label="Approval", text="; ".join(approvals) or "none was needed"),
    )


def _lines(document: Stored, charges: Mapping[int, _Charge]) -> DossierTable:
    def origin(line_id: int) -> str:
        charge = charges.get(line_id)
        if charge is None:
            return "no charge: made by the document itself"
        key = f", {charge.external_key}" if charge.external_key else ""
        biller = f", told by {charge.biller}" if charge.biller else ""
        return (
            f"charge {charge.charge_id}{key} for {charge.served} on "
            f"{charge.service_on}{biller}"
        )

    return _table(
        "Charges and their prices",
        (
            *(("Line", TEXT, 2), ("Where it comes from", TEXT, 2)),
            *(("How it is reckoned", TEXT, 4), ("Net", MONEY, 1)),
        ),
        [
            (
                issued.line.description,
                origin(issued.id),
                " ".join(explain(issued.line, currency=document.currency)),
                issued.line.net_minor,
            )
            for issued in document.lines
        ],
        document.currency,
    )


def _taxes(document: Stored) -> DossierTable:
    return _table(
        "Taxes",
        (("How they are reckoned", TEXT, 1),),
        [
            (sentence,)
            for group in document.tax_groups
            for sentence in explain_group(group, currency=document.currency)
        ],
    )


def _delivered(deliveries: Sequence[_Delivery]) -> DossierTable:
    return _table(
        "Delivery",
        (("Way", TEXT, 1), ("To", TEXT, 3), ("State", TEXT, 2), ("When", TEXT, 2)),
        [
            (
                one.channel,
                one.recipient,
                f"{one.state}: {one.problem}" if one.problem else one.state,
                f"{one.sent_at or one.planned_at:%Y-%m-%d %H:%M} UTC",
            )
            for one in deliveries
        ],
    )


def _applied(applications: Sequence[_Application], currency: str) -> DossierTable:
    return _table(
        "Payments and credits applied",
        (
            *(("Day", DAY, 1), ("From", TEXT, 3), ("Rule and reason", TEXT, 3)),
            *(("By", TEXT, 2), ("Entry", TEXT, 1), ("Amount", MONEY, 1)),
        ),
        [
            (
                one.effective_on,
                " ".join(
                    filter(
                        None,
                        (
                            one.kind.replace("_", " "),
                            one.number,
                            one.method,
                            one.reference,
                        ),
                    )
                ),
                ": ".join(filter(None, (one.rule, one.reason))),
                one.actor,
                str(one.entry_id),
                one.amount_minor,
            )
            for one in applications
        ],
        currency,
    )


def _booked(legs: Sequence[_Leg], currency: str) -> DossierTable:
    return _table(
        "Entries",
        (
            *(("Entry", TEXT, 1), ("Day", DAY, 1), ("Cause", TEXT, 3)),
            *(("Account", TEXT, 3), ("Debit", MONEY, 1), ("Credit", MONEY, 1)),
        ),
        [
            (
                str(leg.entry_id),
                leg.effective_on,
                leg.cause,
                f"{leg.account} {leg.name}",
                leg.amount_minor if leg.amount_minor > 0 else None,
                -leg.amount_minor if leg.amount_minor < 0 else None,
            )
            for leg in legs
        ],
        currency,
    )
