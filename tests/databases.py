"""The databases of a test run, and how one is made from another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from duebook.project.postgres.preparation import SUPERUSER

if TYPE_CHECKING:
    from duebook.project.postgres import Cluster

TESTED = "duebook_test"
"""What the tests of a transaction work in; they take back what they write."""

BLANK = "duebook_blank"
"""Migrated, and nothing in it."""


def address() -> str:
    """Where the test works, for another process."""
    known = connection.get_connection_params()
    return make_conninfo(
        **{
            name: str(known[name])
            for name in ("dbname", "user", "password", "host", "port")
            if known.get(name)
        }
    )


def clone(cluster: Cluster, source: str, name: str) -> None:
    """Make a database that is as ``source`` is; nobody may be connected to that.

    Sequences and rights come along.  It takes about a tenth of a second.
    """
    drop(cluster, name)
    _as_superuser(
        cluster,
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(source)
        ),
    )


def drop(cluster: Cluster, name: str) -> None:
    """Drop a database, if it is there, whoever is connected."""
    _as_superuser(
        cluster,
        sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)),
    )


def _as_superuser(cluster: Cluster, statement: sql.Composed) -> None:
    with psycopg.connect(cluster.url("postgres", SUPERUSER), autocommit=True) as us:
        us.execute(statement)
