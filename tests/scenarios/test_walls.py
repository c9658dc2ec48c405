"""Walls between entities: what is another's cannot be read, changed or pointed to.

The first half compares the catalogue of the database with the models, so that a new
table cannot be forgotten; the second half tries every table by every verb and key.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.apps import apps
from django.db import Error, connections, models, transaction

from duebook import db
from duebook.apps.papers.actions import AttachPaper, attach_paper
from duebook.apps.papers.queries import NoSuchPaper, attachments_of, paper
from duebook.apps.receivables.actions import WriteOff, write_off
from duebook.apps.receivables.queries import NoSuchItem
from duebook.domain.rights import NotPermitted
from tests.office import CLERK, NOON, by
from tests.scenarios.busy_office import a_busy_office

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.plugin import DjangoDbBlocker

ENTITY = "entities_entity"


def entity_models() -> list[type[models.Model]]:
    """Every model whose rows belong to one entity."""
    return [
        model
        for model in apps.get_models()
        if any(field.column == "entity_id" for field in model._meta.concrete_fields)
    ]


MODELS = {model._meta.db_table: model for model in entity_models()}
KEYS = [
    (table, field)
    for table, model in MODELS.items()
    for field in model._meta.concrete_fields
    if isinstance(field, models.ForeignKey)
]


@pytest.fixture(scope="module")
def neighbours(
    django_db_setup: None,  # noqa: ARG001 - migrated before it is used
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[tuple[int, int]]:
    """Two offices in which the same things happened, committed."""
    with django_db_blocker.unblock():
        mine, theirs = (a_busy_office(f"W{uuid.uuid4().hex[:8]}") for _ in range(2))
        yield mine, theirs
        connections.close_all()


def asked(query: str, parameters: dict[str, Any] | None = None) -> list[Any]:
    return db.tuples_of(query, parameters or {})


def entered(entity_id: int) -> None:
    """Everything that a command of this entity would have set."""
    [event_id] = db.take_ids("audit_event", 1)
    db.enter(entity_id, event_id=event_id, at=NOON)


# -- the catalogue -------------------------------------------------------------------


def test_every_table_with_an_entity_is_known_here(neighbours: tuple[int, int]) -> None:
    del neighbours
    found = asked(
        "SELECT table_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND column_name = 'entity_id'"
        " AND table_name NOT LIKE 'staged_%%'"
    )

    without_a_model = {"audit_head", "audit_fact"}
    assert {row[0] for row in found} == MODELS.keys() | without_a_model


POLICIES = {"entities_seat": 3}
"""Seats decide what may be read at all: everybody reads them, and the entity that was
entered adds and removes its own."""


@pytest.mark.parametrize("table", [*MODELS, "audit_head", "audit_fact", ENTITY])
def test_row_security_is_forced(neighbours: tuple[int, int], table: str) -> None:
    del neighbours
    [row] = asked(
        "SELECT relrowsecurity, relforcerowsecurity, (SELECT count(*) FROM pg_policy"
        " WHERE polrelid = pg_class.oid) FROM pg_class WHERE oid = %(table)s::regclass",
        {"table": table},
    )

    assert row == (True, True, POLICIES.get(table, 1))


@pytest.mark.parametrize("table", MODELS)
def test_the_key_names_the_entity(neighbours: tuple[int, int], table: str) -> None:
    del neighbours

    assert columns_of_key(table, "contype = 'p'") == [["entity_id", "id"]]


def columns_of_key(table: str, which: str) -> list[list[str]]:
    rows = asked(
        "SELECT (SELECT array_agg(attname::text ORDER BY place) FROM"
        " unnest(conkey) WITH ORDINALITY AS key (number, place)"
        " JOIN pg_attribute ON attrelid = conrelid AND attnum = number)"
        f" FROM pg_constraint WHERE conrelid = %(table)s::regclass AND {which}",
        {"table": table},
    )
    return [row[0] for row in rows]


@pytest.mark.parametrize(
    ("table", "field"), KEYS, ids=[f"{table}-{field.name}" for table, field in KEYS]
)
def test_a_foreign_key_stays_within_the_entity(
    neighbours: tuple[int, int], table: str, field: models.ForeignKey[Any, Any]
) -> None:
    del neighbours
    [other] = [field.related_model._meta.db_table]
    which = f"contype = 'f' AND confrelid = '{other}'::regclass"

    assert ["entity_id", field.column] in columns_of_key(table, which)


def test_no_foreign_key_leaves_the_entity_out(neighbours: tuple[int, int]) -> None:
    """But for those to the entity itself."""
    del neighbours
    rows = asked(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint"
        " WHERE contype = 'f' AND connamespace = 'public'::regnamespace"
        " AND conrelid::regclass::text = ANY(%(tables)s) AND NOT EXISTS (SELECT FROM"
        " unnest(conkey) AS key JOIN pg_attribute ON attrelid = conrelid"
        " AND attnum = key WHERE attname = 'entity_id')",
        {"tables": list(MODELS)},
    )

    assert rows == []


def test_facts_are_guarded_and_in_the_chain(neighbours: tuple[int, int]) -> None:
    del neighbours
    facts = {row[0] for row in asked("SELECT table_name FROM audit_fact_table")}
    rows = asked(
        "SELECT tgrelid::regclass::text, array_agg(tgname::text) FROM pg_trigger"
        " WHERE NOT tgisinternal AND tgenabled = 'O' GROUP BY 1"
    )
    triggers = dict(rows)

    assert facts >= {"ledger_entry", "ledger_posting", "invoicing_document"}
    for table in facts:
        assert {"facts_stay", "facts_are_not_emptied", "in_the_chain"} <= set(
            triggers[table]
        ), table


def test_the_app_may_only_add_to_facts(neighbours: tuple[int, int]) -> None:
    del neighbours
    rows = asked(
        "SELECT table_name FROM audit_fact_table, unnest(ARRAY['UPDATE', 'DELETE',"
        " 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS verb"
        " WHERE has_table_privilege('duebook_app', table_name, verb)"
        " OR has_any_column_privilege('duebook_app', table_name, 'UPDATE')"
    )

    assert rows == []


@pytest.mark.parametrize("role", ["duebook_app", "duebook_report", "duebook_auditor"])
def test_no_role_of_the_office_passes_the_walls(
    neighbours: tuple[int, int], role: str
) -> None:
    del neighbours
    [row] = asked(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, EXISTS (SELECT FROM pg_class"
        " WHERE relowner = pg_roles.oid) FROM pg_roles WHERE rolname = %(role)s",
        {"role": role},
    )
    writes = asked(
        "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r'"
        " AND relnamespace = 'public'::regnamespace"
        " AND has_table_privilege(%(role)s, oid, 'INSERT')",
        {"role": role},
    )

    assert row == (False, False, False, False)
    assert bool(writes) == (role == "duebook_app")


# -- trying ---------------------------------------------------------------------------


def rows_of(table: str, entity_id: int) -> int:
    column = "id" if table == ENTITY else "entity_id"
    [row] = asked(
        f"SELECT count(*) FROM {table} WHERE {column} = %(entity)s",
        {"entity": entity_id},
    )
    return int(row[0])


EVERY = [*MODELS, "audit_head", "audit_fact", ENTITY]


def test_the_neighbours_have_something_to_hide(neighbours: tuple[int, int]) -> None:
    """So that a table in which nothing is found is not simply empty."""
    mine, theirs = neighbours
    with db.reading(mine, theirs):
        filled = [table for table in EVERY if rows_of(table, theirs)]

    assert len(filled) > len(EVERY) / 2


@pytest.mark.parametrize("alias", ["default", "owner"])
@pytest.mark.parametrize("table", EVERY)
def test_nothing_is_read_across(
    neighbours: tuple[int, int], table: str, alias: str
) -> None:
    """Neither from next door nor without saying who asks; the owner neither."""
    mine, theirs = neighbours
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        column = "id" if table == ENTITY else "entity_id"
        count = f"SELECT count(*), count(*) FILTER (WHERE {column} = {theirs})"
        cursor.execute(f"{count} FROM {table}")
        assert cursor.fetchone() == (0, 0)
        cursor.execute("SELECT set_config('app.entities', %s, true)", [str(mine)])
        cursor.execute(f"{count} FROM {table}")
        assert cursor.fetchone()[1] == 0


@pytest.mark.parametrize("table", EVERY)
def test_nothing_is_changed_or_removed_across(
    neighbours: tuple[int, int], table: str
) -> None:
    """As the owner, who has every right but the walls."""
    mine, theirs = neighbours
    column = "id" if table == ENTITY else "entity_id"
    changes = (
        f"UPDATE {table} SET {column} = {column} WHERE {column} = {theirs}",
        f"UPDATE {table} SET {column} = {mine} WHERE {column} = {theirs}",
        f"DELETE FROM {table} WHERE {column} = {theirs}",
    )
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.entity', %s, true),"
            " set_config('app.entities', %s, true)",
            [str(mine), str(mine)],
        )
        for change in changes:
            cursor.execute(change)
            assert cursor.rowcount == 0, change


@pytest.mark.parametrize("table", MODELS)
def test_nothing_is_added_across(neighbours: tuple[int, int], table: str) -> None:
    """Even who may read both entities adds only to the one whose command it is."""
    mine, theirs = neighbours
    with transaction.atomic():
        entered(mine)
        asked(
            "SELECT set_config('app.entities', %(both)s, true)",
            {"both": f"{mine},{theirs}"},
        )
        refused = statement_refused(
            f"INSERT INTO {table} (entity_id) VALUES ({theirs})"
        )
        transaction.set_rollback(True)

    assert isinstance(refused, psycopg.errors.InsufficientPrivilege)


def statement_refused(statement: str) -> BaseException | None:
    """What the database answers to a statement, judged to the end."""
    try:
        with transaction.atomic(), connections["default"].cursor() as cursor:
            cursor.execute(statement)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except Error as error:
        return error.__cause__
    return None


def test_no_row_points_to_anothers(neighbours: tuple[int, int]) -> None:
    """By insert, where the key itself says no: it looks past the walls."""
    mine, theirs = neighbours
    tried = 0
    for table, field in KEYS:
        other = field.related_model._meta.db_table
        with db.reading(theirs):
            [[target]] = asked(
                f"SELECT max(id) FROM {other} WHERE entity_id = %(entity)s",
                {"entity": theirs},
            )
        with transaction.atomic():
            entered(mine)
            if target is None or not rows_of(table, mine) or not may_add(table):
                continue  # nothing to copy, or by nobody; the catalogue has the key
            statement = copy_pointing(table, str(field.column), target, mine)
            refused = statement_refused(statement)
            transaction.set_rollback(True)
        assert isinstance(refused, psycopg.IntegrityError), (table, field.name)
        assert not isinstance(refused, psycopg.errors.NotNullViolation)
        tried += 1

    assert tried > len(KEYS) / 2


def may_add(table: str) -> bool:
    """Whether the app adds rows itself; what waits for the bank only triggers move."""
    [row] = asked(
        "SELECT has_table_privilege(%(table)s::regclass, 'INSERT')", {"table": table}
    )
    return bool(row[0])


def copy_pointing(table: str, column: str, target: int, entity_id: int) -> str:
    """A statement that copies a row, but for one key that points elsewhere."""
    columns = [
        f'"{field.column}"'
        for field in MODELS[table]._meta.concrete_fields
        if field.column != "id" and not field.generated
    ]
    values = [str(target) if name == f'"{column}"' else name for name in columns]
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)}"
        f" FROM {table} WHERE entity_id = {entity_id} LIMIT 1"
    )


def test_a_paper_is_read_by_its_own_entity_alone(neighbours: tuple[int, int]) -> None:
    mine, theirs = neighbours
    attach_paper(
        AttachPaper(
            entity_id=theirs,
            subject_kind="charge",
            subject_id=7,
            name="note.pdf",
            content=b"%PDF-1.7 their note",
        ),
        **by(),
    )
    with db.reading(theirs):
        [attached] = attachments_of(theirs, "charge", [7])[7]
        assert paper(theirs, attached.paper_id) == b"%PDF-1.7 their note"

    for asking in (mine, theirs):  # by its own number, and by theirs
        with db.reading(mine), pytest.raises(NoSuchPaper):
            paper(asking, attached.paper_id)


def test_a_command_with_anothers_numbers_is_refused(
    neighbours: tuple[int, int],
) -> None:
    """Ids are no secret, and no key: theirs are simply not there."""
    mine, theirs = neighbours
    with db.reading(theirs):
        [[debt]] = asked(
            "SELECT max(id) FROM receivables_item WHERE entity_id = %(entity)s"
            " AND open_minor > 0",
            {"entity": theirs},
        )
    day = NOON.date()
    before = facts_of(theirs)

    with pytest.raises(NoSuchItem):
        write_off(
            WriteOff(entity_id=mine, item_id=debt, written_off_on=day, reason="x"),
            **by(CLERK),
        )
    with pytest.raises(NotPermitted):
        write_off(
            WriteOff(entity_id=theirs, item_id=debt, written_off_on=day, reason="x"),
            **by("Somebody of ours"),
        )

    assert facts_of(theirs) == before


def facts_of(entity_id: int) -> list[Any]:
    with db.reading(entity_id):
        return asked(
            "SELECT event_id, table_name, digest FROM audit_fact"
            " WHERE entity_id = %(entity)s ORDER BY id",
            {"entity": entity_id},
        )
