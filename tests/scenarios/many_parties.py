"""Thousands of parties with their charges, copied from one inside PostgreSQL."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction

from duebook import db
from duebook.apps.invoicing.actions.charges import TakeCharges, take_charges
from tests.office import CLERK, NOON, a_charge, a_party, a_price_book, an_entity, by


def an_office_of_many(code: str, parties: int) -> int:
    """An entity whose parties, P000001 and on, have two unbilled charges each."""
    entity_id = an_entity(code)
    a_price_book(entity_id, CONSULT="140.00", REPORT="60.00")
    pattern_id = a_party(entity_id, "Party", code="P000001")
    charges = tuple(
        a_charge("P000001", item, external_key=item, service_on=date(2026, 10, 1))
        for item in ("CONSULT", "REPORT")
    )
    take_charges(TakeCharges(entity_id=entity_id, charges=charges), **by(CLERK))
    with transaction.atomic():
        [event_id] = db.take_ids("audit_event", 1)
        db.enter(entity_id, event_id=event_id, at=NOON)
        _copy(
            "parties_party",
            f"original.id = {pattern_id}",
            f"generate_series(2, {parties}) AS copy(id)",
            code="'P' || lpad(copy.id::text, 6, '0')",
        )
        for table, changed in (
            ("parties_address", {}),
            ("parties_contact", {"email": "lower(copy.code) || '@example.com'"}),
            (
                "invoicing_charge",
                {
                    "external_key": "copy.code || original.external_key",
                    "quantity": "1 + right(copy.code, 3)::int % 3",
                    "service_on": "original.service_on + right(copy.code, 3)::int % 30",
                },
            ),
        ):
            _copy(
                table,
                f"original.party_id = {pattern_id} AND copy.id <> {pattern_id}"
                f" AND copy.entity_id = {entity_id}",
                "parties_party AS copy",
                party_id="copy.id",
                **changed,
            )
        db.refresh_statistics("parties_party", "invoicing_charge")
    return entity_id


def _copy(table: str, which: str, times: str, **changed: str) -> None:
    """Copy rows as they are but for what is changed, whatever columns there are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass"
            " AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"
            " AND attname <> 'id'",
            [table],
        )
        columns = [row[0] for row in cursor.fetchall()]
        values = [changed.get(name, f"original.{name}") for name in columns]
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)}"
            f" FROM {table} AS original CROSS JOIN {times} WHERE {which}"
            " ORDER BY copy.id, original.id"
        )
