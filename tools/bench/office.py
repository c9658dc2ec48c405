"""An office to measure: a cluster of its own, a price book, and parties by the million.

The rows are made inside PostgreSQL, by its superuser; prices, rates and books are
kept by the usual actions.
"""

from __future__ import annotations

import os
import uuid
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, TypedDict

import psycopg

from duebook.project import postgres
from duebook.project.postgres.preparation import SUPERUSER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duebook.project.postgres import Cluster

DATABASE = "duebook_bench"
NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
TODAY = NOON.date()
PRICES = {
    "CONSULT": ("Consultation", "140.00"),
    "REPORT": ("Written report", "60.00"),
    "SCAN": ("Scan with assessment", "310.00"),
    "VISIT": ("Visit on site", "95.00"),
    "TRAVEL": ("Travel, per kilometre", "0.58"),
}

PARTIES = """
INSERT INTO parties_party (entity_id, code, name, sort_name, kind, is_active, currency,
    language, delivery, hold_reason, po_required, is_tax_exempt, cost_centre,
    their_reference, tax_place, discount_bp, shipping_zone, grouping, segment, notes)
SELECT %(entity)s, 'B' || n, 'Party ' || n || ' Incorporated',
    'party ' || n || ' incorporated', 'organisation', true, 'USD', 'en-US', 'mail', '',
    false, false, '', '', 'US-TX', 0, '', 'party', '', ''
FROM generate_series(1, %(parties)s) AS n"""
ADDRESSES = """
INSERT INTO parties_address (entity_id, party_id, kind, street, city, region, postcode,
    country)
SELECT entity_id, id, 'billing', id || ' Alder Street', 'Port Alder', 'TX', '78701',
    'US'
FROM parties_party WHERE entity_id = %(entity)s"""
CONTACTS = """
INSERT INTO parties_contact (entity_id, party_id, name, email, phone, gets_invoices)
SELECT entity_id, id, 'Accounts payable', lower(code) || '@example.com', '', true
FROM parties_party WHERE entity_id = %(entity)s"""
CHARGES = """
INSERT INTO invoicing_charge (entity_id, external_key, party_id, item_id, description,
    quantity, unit, service_on, currency, discount_bp, discount_minor, po, site,
    contract, biller, is_billable)
SELECT party.entity_id, 'K' || party.id || '-' || item.nth, party.id, item.id,
    item.description, 1 + (party.id + item.nth) %% 3, item.unit,
    date '2026-10-01' + ((party.id + item.nth * 7) %% 30)::int, 'USD', 0, 0, '', '', '',
    '', true
FROM parties_party AS party
JOIN (SELECT *, row_number() OVER (ORDER BY id) AS nth FROM catalog_item
      WHERE entity_id = %(entity)s) AS item ON item.nth <= 3 + party.id %% 3
WHERE party.entity_id = %(entity)s
ORDER BY party.id, item.nth"""


@contextmanager
def running(
    folder: Path, *, database: str = DATABASE, durable: bool = True
) -> Iterator[Cluster]:
    """A cluster in a folder, migrated, with Django connected as the app."""
    folder.chmod(0o711)  # for root the server runs as another account
    with postgres.running(folder, durable=durable) as cluster:
        postgres.ensure_database(cluster, database)
        os.environ["DATABASE_URL"] = cluster.url(database, postgres.APP)
        os.environ["DATABASE_OWNER_URL"] = cluster.url(database, postgres.OWNER)
        os.environ["DJANGO_SETTINGS_MODULE"] = "duebook.project.settings"
        import django  # noqa: PLC0415 - reads the environment just set
        from django.core.management import call_command  # noqa: PLC0415
        from django.db import connections  # noqa: PLC0415

        django.setup()
        call_command("migrate", database="owner", verbosity=0)
        try:
            yield cluster
        finally:
            connections.close_all()


def superuser(cluster: Cluster, database: str = DATABASE) -> psycopg.Connection:
    """A connection that passes the walls, for what is not measured."""
    return psycopg.connect(cluster.url(database, SUPERUSER), autocommit=True)


def open_office(code: str) -> int:
    """An entity with its chart, periods, taxed items and prices; returns its id."""
    from duebook.apps.entities.actions import (  # noqa: PLC0415 - after django.setup
        OpenEntity,
        open_entity,
    )
    from duebook.apps.ledger import actions as books  # noqa: PLC0415

    entity_id = open_entity(
        OpenEntity(
            code=code,
            name="Port Alder Services",
            address="1 Harbor Street\nPort Alder",
            country="US",
            currency="USD",
            time_zone="America/Chicago",
        ),
        key=uuid.uuid4(),
        at=NOON,
    )
    books.keep_accounts(books.KeepAccounts(entity_id=entity_id), **said())
    books.open_periods(
        books.OpenPeriods(entity_id=entity_id, first=date(2026, 1, 1), months=12),
        **said(),
    )
    _keep_price_book(entity_id)
    return entity_id


def _keep_price_book(entity_id: int) -> None:
    from duebook import db  # noqa: PLC0415 - after django.setup
    from duebook.apps.catalog.actions import (  # noqa: PLC0415
        items,
        prices,
        rates,
        tariffs,
    )
    from duebook.apps.ledger.queries import accounts_by_role  # noqa: PLC0415
    from duebook.domain import catalog  # noqa: PLC0415
    from duebook.domain.ledger import AccountRole  # noqa: PLC0415
    from duebook.domain.pricing import Tier  # noqa: PLC0415
    from duebook.domain.spans import Span  # noqa: PLC0415

    with db.reading(entity_id):
        accounts = accounts_by_role(entity_id)
    this_year = Span(date(2026, 1, 1))
    items.keep_items(
        items.KeepItems(
            entity_id=entity_id,
            items=tuple(
                catalog.ItemEntry(
                    code=code,
                    description=description,
                    revenue_account_id=accounts[AccountRole.REVENUE],
                )
                for code, (description, _) in PRICES.items()
            ),
        ),
        **said(),
    )
    book = catalog.TariffEntry(code="BOOK", name="price book 2026", currency="USD")
    tariffs.keep_tariffs(
        tariffs.KeepTariffs(entity_id=entity_id, tariffs=(book,)), **said()
    )
    prices.set_prices(
        prices.SetPrices(
            entity_id=entity_id,
            prices=tuple(
                catalog.PriceEntry(
                    tariff="BOOK",
                    item=code,
                    tiers=(Tier(from_quantity=Decimal(0), unit_price=Decimal(price)),),
                    valid=this_year,
                )
                for code, (_, price) in PRICES.items()
            ),
        ),
        **said(),
    )
    rate = catalog.TaxRateEntry(
        place="US-TX",
        category="standard",
        name="Sales tax",
        percent=Decimal("8.25"),
        account_id=accounts[AccountRole.TAX_PAYABLE],
        valid=this_year,
    )
    rates.set_tax_rates(rates.SetTaxRates(entity_id=entity_id, rates=(rate,)), **said())


class Said(TypedDict):
    """Who says a command, under which key, when."""

    actor: str
    key: uuid.UUID
    at: datetime


def said() -> Said:
    """A sending of its own, at noon."""
    return {"actor": "duebook", "key": uuid.uuid4(), "at": NOON}


def stage_parties(connection: psycopg.Connection, entity_id: int, parties: int) -> None:
    """Parties with an address, a contact and three to five charges of October."""
    for statement in (PARTIES, ADDRESSES, CONTACTS, CHARGES):
        connection.execute(statement, {"entity": entity_id, "parties": parties})
    connection.execute("VACUUM ANALYZE")
