"""Before anything else: the database is up to date, and its walls hold for us."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import ClassVar

from django.core.management import call_command
from django.db import OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from duebook.domain.errors import Refusal


@dataclass(eq=False)
class NoDatabase(Refusal):
    """The server that was named does not answer, or does not let us in."""

    code: ClassVar[str] = "no_database"
    template: ClassVar[str] = "The database cannot be reached: {why}"

    why: str


@dataclass(eq=False)
class DatabaseBehind(Refusal):
    """The server's database has not seen all migrations, and we may not run them."""

    code: ClassVar[str] = "database_behind"
    template: ClassVar[str] = (
        "The database is {count} migrations behind. Set DATABASE_OWNER_URL to its "
        "owner's address for one run, so that they can be carried out."
    )

    count: int


@dataclass(eq=False)
class UnsafeRole(Refusal):
    """The role we connect as could pass the walls between entities."""

    code: ClassVar[str] = "unsafe_role"
    template: ClassVar[str] = (
        "DATABASE_URL connects as {role}, which {why}: the walls between entities "
        "would not hold. Connect as duebook_app."
    )

    role: str
    why: str


def bring_up_to_date() -> None:
    """Run the migrations that the database has not seen, as its owner.

    Raises:
        NoDatabase: there is no way to it.
        DatabaseBehind: some are missing and no owner's address is set.
    """
    owner = connections["owner"]
    try:
        owner.ensure_connection()
    except OperationalError as error:
        raise NoDatabase(str(error).strip()) from error
    executor = MigrationExecutor(owner)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan and "DATABASE_OWNER_URL" not in os.environ:
        raise DatabaseBehind(len(plan))
    if plan:
        call_command("migrate", database="owner", verbosity=0)
        with owner.cursor() as cursor:
            cursor.execute("GRANT SELECT ON django_migrations TO duebook_app")
    owner.close()


def refuse_unsafe_role() -> None:
    """Refuse to work as a superuser, as the tables' owner, or past row security.

    Raises:
        UnsafeRole: the role is one of these.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper, rolbypassrls, EXISTS (SELECT FROM pg_tables"
            " WHERE schemaname = 'public' AND tableowner = rolname)"
            " FROM pg_roles WHERE rolname = current_user"
        )
        role, is_superuser, bypasses, owns = cursor.fetchone()
    for is_so, why in (
        (is_superuser, "is a superuser"),
        (bypasses, "may pass row security"),
        (owns, "owns the tables"),
    ):
        if is_so:
            raise UnsafeRole(role, why)
