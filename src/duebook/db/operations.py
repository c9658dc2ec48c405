"""Migration operations of our own: what the database promises about a table.

Django makes tables, columns and plain constraints; the walls between entities,
append-only facts and their digests are SQL, written here once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.migrations.operations.base import Operation
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations.state import ProjectState

READERS = "duebook_report, duebook_auditor"


class TablePromise(Operation):
    """Statements about one model's table; the models themselves do not change."""

    reduces_to_sql = True
    reversible = True
    model: str

    def statements(self, model: type[models.Model]) -> list[str]:
        """The SQL, given the model as it is at that migration."""
        raise NotImplementedError

    @override
    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models do not change: only what the database promises."""

    @override
    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model)
        for statement in self.statements(model):
            schema_editor.execute(statement, params=None)

    @override
    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """The table goes with the migration that made it."""

    @override
    def describe(self) -> str:
        return f"{type(self).__name__}: {self.model}"


class Guarded(TablePromise):
    """Wall a table in: key ``(entity_id, id)``, row security, grants.

    Args:
        model: the model's name within the app of the migration.
        app_may: what the app's role may do besides reading.
        may_update: the columns the app may change; all when empty and ``app_may``
            holds ``UPDATE``.
    """

    def __init__(
        self,
        model: str,
        *,
        app_may: Sequence[str] = ("INSERT",),
        may_update: Sequence[str] = (),
    ) -> None:
        self.model = model
        self.app_may = app_may
        self.may_update = may_update

    @override
    def statements(self, model: type[models.Model]) -> list[str]:
        table = model._meta.db_table
        return [
            (
                f"ALTER TABLE {table} DROP CONSTRAINT {table}_pkey,"
                f" ADD CONSTRAINT {table}_pkey PRIMARY KEY (entity_id, id)"
            ),
            *walls(table, "entity_id"),
            *self._grants(table),
        ]

    def _grants(self, table: str) -> list[str]:
        may = [verb for verb in self.app_may if verb != "UPDATE" or not self.may_update]
        grants = [f"GRANT SELECT ON {table} TO {READERS}"]
        grants.append(f"GRANT {', '.join(['SELECT', *may])} ON {table} TO duebook_app")
        if self.may_update:
            columns = ", ".join(self.may_update)
            grants.append(f"GRANT UPDATE ({columns}) ON {table} TO duebook_app")
        grants.append(f"GRANT USAGE ON SEQUENCE {table}_id_seq TO duebook_app")
        return grants


class SameEntity(TablePromise):
    """Composite foreign keys ``(entity_id, …)``: a row points within its entity.

    Foreign-key checks bypass row security, so every key names the entity.

    Args:
        model: the model's name within the app of the migration.
        deferred: keys judged at commit, because the children come first.
    """

    def __init__(self, model: str, *, deferred: Sequence[str] = ()) -> None:
        self.model = model
        self.deferred = deferred

    @override
    def statements(self, model: type[models.Model]) -> list[str]:
        table = model._meta.db_table
        keys = []
        for field in model._meta.concrete_fields:
            if not isinstance(field, models.ForeignKey):
                continue
            other = field.related_model
            assert not isinstance(other, str)
            when = (
                "DEFERRABLE INITIALLY DEFERRED" if field.name in self.deferred else ""
            )
            keys.append(
                f"ALTER TABLE {table} ADD CONSTRAINT {table}_{field.name}_same_entity"
                f" FOREIGN KEY (entity_id, {field.column})"
                f" REFERENCES {other._meta.db_table} (entity_id, id) {when}"
            )
        return keys


class Facts(Guarded):
    """A guarded table whose rows are never changed or removed, and are in the chain.

    ``moved`` names columns that a trigger of the books may move; they are no part
    of the digest.
    """

    def __init__(self, model: str, *, moved: Sequence[str] = ()) -> None:
        super().__init__(model)
        self.moved = moved

    @override
    def statements(self, model: type[models.Model]) -> list[str]:
        table = model._meta.db_table
        columns = [column for column in _columns(model) if column not in self.moved]
        frozen = [column for column in columns if column != "id"] + ["id"]
        return [
            *super().statements(model),
            *append_only(table, frozen if self.moved else ()),
            (
                f"INSERT INTO audit_fact_table (table_name, columns)"
                f" VALUES ('{table}', '{', '.join(columns)}')"
            ),
            digest_function(table, columns),
            (
                f"CREATE TRIGGER in_the_chain AFTER INSERT ON {table}"
                f" REFERENCING NEW TABLE AS written FOR EACH STATEMENT"
                f" EXECUTE FUNCTION digest_of_{table}()"
            ),
        ]


def _columns(model: type[models.Model]) -> list[str]:
    return [str(field.column) for field in model._meta.concrete_fields]


def walls(table: str, column: str) -> list[str]:
    """Row security, for the owner too: read my entities, write the one entered.

    The settings are read in a sub-select, so once for a statement, not for a row.
    """
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        (
            f"CREATE POLICY own_entity ON {table}"
            f" USING ({column} = ANY ((SELECT string_to_array("
            f"nullif(current_setting('app.entities', true), ''), ',')::int[])::int[]))"
            f" WITH CHECK ({column} ="
            f" (SELECT nullif(current_setting('app.entity', true), '')::int))"
        ),
    ]


def append_only(table: str, frozen: Sequence[str] = ()) -> list[str]:
    """Refuse UPDATE, DELETE and TRUNCATE, whoever asks; ``frozen`` narrows UPDATE."""
    update = f"UPDATE OF {', '.join(frozen)}" if frozen else "UPDATE"
    return [
        (
            f"CREATE TRIGGER facts_stay BEFORE {update} OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION facts_stay()"
        ),
        (
            f"CREATE TRIGGER facts_are_not_emptied BEFORE TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION facts_stay()"
        ),
    ]


def digest_function(table: str, columns: Sequence[str]) -> str:
    """The trigger function that tells the audit which rows a statement added."""
    listed = ", ".join(columns)
    return f"""
        CREATE FUNCTION digest_of_{table}() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET timezone = 'UTC' SET datestyle = 'ISO'
        SET search_path = public, pg_temp AS $$
        BEGIN
            INSERT INTO audit_fact
                (entity_id, event_id, table_name, first_id, last_id, row_count, digest)
            SELECT entity_id, event_id, '{table}', min(id), max(id), count(*),
                sha256(convert_to(
                    string_agg(ROW({listed})::text, E'\\n' ORDER BY id), 'UTF8'))
            FROM written GROUP BY entity_id, event_id;
            RETURN NULL;
        END $$"""


class AppMay(Operation):
    """What the app's role may do with tables that are no entity's: no walls, grants.

    Args:
        tables: by their names in the database, whichever app they come from.
        may: besides reading.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, *tables: str, may: Sequence[str] = ()) -> None:
        self.tables = tables
        self.may = may

    @override
    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models do not change: only what the app may do."""

    @override
    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        verbs = ", ".join(["SELECT", *self.may])
        listed = ", ".join(self.tables)
        schema_editor.execute(f"GRANT {verbs} ON {listed} TO duebook_app", params=None)
        if "INSERT" in self.may:
            for sequence in self._sequences(schema_editor):
                schema_editor.execute(
                    f"GRANT USAGE ON SEQUENCE {sequence} TO duebook_app", params=None
                )

    @override
    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """The tables go with the migrations that made them."""

    @override
    def describe(self) -> str:
        return f"AppMay: {', '.join(self.tables)}"

    def _sequences(self, schema_editor: BaseDatabaseSchemaEditor) -> list[str]:
        """The sequences that number the tables' rows, where there is one."""
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(
                "SELECT sequence.oid::regclass::text FROM pg_class AS sequence"
                " JOIN pg_depend AS owned ON owned.objid = sequence.oid"
                " WHERE sequence.relkind = 'S'"
                " AND owned.refobjid = ANY (%s::regclass[])",
                [list(self.tables)],
            )
            return [name for (name,) in cursor.fetchall()]
