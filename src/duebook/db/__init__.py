"""Set-wise access to PostgreSQL: the only module that speaks its raw protocol.

Batch writes go through :func:`write` (``COPY`` into a temporary table, then
``INSERT … SELECT``, because ``COPY`` itself refuses row security); ids come in
blocks from :func:`take_ids`; named SQL files are read by :func:`sql`.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connection, transaction
from psycopg import sql as composed
from psycopg.rows import class_row, tuple_row

from duebook.db import lookups  # noqa: F401 - makes ``__any_of`` known to the ORM

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from psycopg import Cursor

Row = TypeVar("Row")

_COPY_FROM = 100  # rows from which a temporary table pays


def enter(entity_id: int, *, at: datetime, event_id: int | None = None) -> int:
    """Write for one entity until the transaction ends: its wall, event and clock.

    Facts take the event and the instant as the defaults of their columns.

    Args:
        entity_id: whose books.
        at: the instant that is recorded.
        event_id: what is written belongs to it; ``None`` begins a new one.

    Returns:
        The id of the event.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.event',"
            " coalesce(%s, nextval('audit_event_id_seq'))::text, true)::bigint,"
            " set_config('app.entity', %s, true),"
            " set_config('app.entities', %s, true), set_config('app.at', %s, true),"
            " set_config('app.soft_lock', '', true)",  # nobody passes for another
            [event_id, str(entity_id), str(entity_id), at.isoformat()],
        )
        entered: int = cursor.fetchone()[0]
        return entered


def permit_soft_locked_periods() -> None:
    """Let this transaction post into periods under soft lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.soft_lock', 'passed', true)")


@contextmanager
def reading(*entity_ids: int) -> Iterator[None]:
    """Read these entities, and no others, in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('app.entities', true),"
            " set_config('app.entities', %s, true)",
            [",".join(map(str, entity_ids))],
        )
        before = cursor.fetchone()
        yield
        cursor.execute(
            "SELECT set_config('app.entities', %s, true)",
            [(before and before[0]) or ""],
        )


def take_ids(table: str, count: int) -> list[int]:
    """Take ``count`` ids of a table, in ascending order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(sequence) FROM generate_series(1, %s), (SELECT"
            " pg_get_serial_sequence(%s, 'id')::regclass AS sequence OFFSET 0) AS of",
            [count, table],
        )
        return [row[0] for row in cursor.fetchall()]


def write(table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Insert rows in one statement, so that its triggers see them all at once."""
    if not rows:
        return
    with connection.cursor() as wrapped, connection.wrap_database_errors:
        _insert(wrapped.cursor, table, columns, rows, composed.SQL(""))


def write_new(
    table: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    unless: str,
) -> list[int]:
    """Insert the rows that a unique constraint does not know yet; their ids."""
    if not rows:
        return []
    ending = composed.SQL(
        " ON CONFLICT ON CONSTRAINT {} DO NOTHING RETURNING id"
    ).format(composed.Identifier(unless))
    with connection.cursor() as wrapped, connection.wrap_database_errors:
        _insert(wrapped.cursor, table, columns, rows, ending)
        return [row[0] for row in wrapped.cursor.fetchall()]


def _insert(
    cursor: Cursor[Any],
    table: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    ending: composed.Composable,
) -> None:
    names = composed.SQL(", ").join(map(composed.Identifier, columns))
    into = composed.SQL("INSERT INTO {} ({}) ").format(
        composed.Identifier(table), names
    )
    if len(rows) < _COPY_FROM:
        row = composed.SQL("({})").format(
            composed.SQL(", ").join([composed.Placeholder()] * len(columns))
        )
        values = composed.SQL("VALUES ") + composed.SQL(", ").join([row] * len(rows))
        cursor.execute(into + values + ending, [value for row in rows for value in row])
        return
    staged = _empty_stage(cursor, table, names)
    with cursor.copy(
        composed.SQL("COPY {} ({}) FROM STDIN").format(staged, names)
    ) as copy:
        for values_of_row in rows:
            copy.write_row(values_of_row)
    selected = composed.SQL("SELECT {} FROM {}").format(names, staged)
    cursor.execute(into + selected + ending)


def refresh_statistics(*tables: str) -> None:
    """Let PostgreSQL look at tables that have grown much, so that it plans well."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT refresh_statistics(%s)", [list(tables)])


def _empty_stage(
    cursor: Cursor[Any], table: str, names: composed.Composable
) -> composed.Identifier:
    """A temporary table for rows on their way into a table; a session keeps it.

    It is emptied at every commit.  Making or emptying it in vain takes longer than
    asking, which counts where a run writes seven tables for every piece.
    """
    staged = composed.Identifier("pg_temp", f"staged_{table}")
    cursor.execute("SELECT to_regclass(%s)", [f"pg_temp.staged_{table}"])
    known = cursor.fetchone()
    if known is None or known[0] is None:
        cursor.execute(
            composed.SQL(
                "CREATE TEMPORARY TABLE {} ON COMMIT DELETE ROWS"
                " AS SELECT {} FROM {} WITH NO DATA"
            ).format(staged, names, composed.Identifier(table))
        )
        return staged
    cursor.execute(composed.SQL("SELECT FROM {} LIMIT 1").format(staged))
    if cursor.fetchone() is not None:
        cursor.execute(composed.SQL("TRUNCATE {}").format(staged))
    return staged


def array(ids: Iterable[int]) -> str:
    """Ids as PostgreSQL reads an array, for a parameter of a query.

    A list would do; writing one out number by number takes the driver longer than
    the query takes that looks ten thousand up.
    """
    return f"{{{','.join(map(str, ids))}}}"


@cache
def sql(package: str, name: str) -> str:
    """The text of ``sql/<name>.sql`` beside a room's modules."""
    return (files(package) / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def rows_of(record: type[Row], query: str, parameters: dict[str, Any]) -> list[Row]:
    """Run a query whose columns are the fields of a record."""
    with connection.cursor() as wrapped, connection.wrap_database_errors:
        cursor = wrapped.connection.cursor(row_factory=class_row(record))
        with cursor:
            return list(cursor.execute(query, parameters).fetchall())


def tuples_of(query: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Run a query and return its rows as tuples."""
    with connection.cursor() as wrapped, connection.wrap_database_errors:
        cursor = wrapped.connection.cursor(row_factory=tuple_row)
        with cursor:
            return list(cursor.execute(query, parameters).fetchall())


def stream(
    query: str, parameters: dict[str, Any], *, size: int = 2_000
) -> Iterable[tuple[Any, ...]]:
    """Run a query through a server-side cursor, row by row."""
    with connection.wrap_database_errors, connection.cursor() as wrapped:
        cursor = wrapped.connection.cursor(name="stream", row_factory=tuple_row)
        with cursor:
            cursor.itersize = size
            cursor.execute(query, parameters)
            yield from cursor


def remove(table: str, entity_id: int, ids: Sequence[int]) -> int:
    """Delete rows in one statement, and return how many; the foreign keys judge."""
    with connection.cursor() as wrapped, connection.wrap_database_errors:
        removed: int = wrapped.cursor.execute(
            composed.SQL("DELETE FROM {} WHERE entity_id = %s AND id = ANY(%s)").format(
                composed.Identifier(table)
            ),
            [entity_id, list(ids)],
        ).rowcount
        return removed


def references_to(
    table: str, entity_id: int, ids: Sequence[int], *, apart_from: Sequence[str] = ()
) -> list[tuple[str, int, int]]:
    """How often rows of a table are named by others, found from the foreign keys.

    So a row can be seen to be unused without anybody listing who might use it.

    Args:
        table: the table referred to.
        entity_id: whose rows.
        ids: of the rows; what they say of each other does not count.
        apart_from: tables whose rows go with them.

    Returns:
        The referring table, the id referred to, and how many rows do so.
    """
    keys = tuples_of(
        "SELECT key.conrelid::regclass::text, part.attname FROM pg_constraint AS key"
        " JOIN pg_attribute AS part"
        " ON part.attrelid = key.conrelid AND part.attnum = key.conkey[2]"
        " WHERE key.contype = 'f' AND key.confrelid = %(table)s::regclass"
        " AND cardinality(key.conkey) = 2"
        " AND NOT key.conrelid::regclass::text = ANY(%(apart)s) ORDER BY 1, 2",
        {"table": table, "apart": list(apart_from)},
    )
    if not keys or not ids:
        return []
    counted = composed.SQL(" UNION ALL ").join(
        composed.SQL(
            "SELECT {name}, {column}, count(*) FROM {child} WHERE entity_id ="
            " %(entity)s AND {column} = ANY(%(ids)s) AND NOT ({own} AND id ="
            " ANY(%(ids)s)) GROUP BY {column}"
        ).format(
            name=composed.Literal(child),
            child=composed.Identifier(child),
            column=composed.Identifier(column),
            own=composed.Literal(child == table),
        )
        for child, column in keys
    )
    with connection.cursor() as wrapped, connection.wrap_database_errors:
        cursor = wrapped.connection.cursor(row_factory=tuple_row)
        with cursor:
            found = cursor.execute(counted, {"entity": entity_id, "ids": list(ids)})
            return list(found.fetchall())
