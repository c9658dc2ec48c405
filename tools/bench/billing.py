"""A billing run through the real action, against what PostgreSQL needs for its rows.

    PYTHONPATH=src:tools python -m bench.billing [--parties 10000]

*The limit*: the rows that the run wrote are staged inside PostgreSQL, piece by piece,
for a second entity with the same parties, charges, items and accounts, and taken from
there into the same tables by INSERT … SELECT: as the app's role, under row security,
with the same constraints, indexes and triggers, and an event of the audit for each
piece.  It comes second, and so writes into fuller tables than the run did; keys begin
with the entity, so it does not write among the run's rows.

Prints a table for docs/benchmarks.md.  The cluster is a temporary one with the
settings of production; commits reach the disk.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from bench import office
from duebook.project import postgres

if TYPE_CHECKING:
    from typing import LiteralString

    from duebook.project.postgres import Cluster

FILLED = (
    *("invoicing_line", "invoicing_document_tax", "ledger_posting", "ledger_entry"),
    *("invoicing_document", "receivables_item", "delivery_delivery"),
)
"""The tables that a run fills, in the order in which the books want them."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds that something took: on the wall, of Python, of all of PostgreSQL.

    ``machine_s`` is the processor time of everything on the machine, these included.
    """

    wall_s: float
    python_s: float
    server_s: float
    machine_s: float

    @property
    def others(self) -> float:
        """How many cores had other work meanwhile."""
        return (self.machine_s - self.python_s - self.server_s) / self.wall_s

    def __sub__(self, earlier: Spent) -> Spent:
        return Spent(
            self.wall_s - earlier.wall_s,
            self.python_s - earlier.python_s,
            self.server_s - earlier.server_s,
            self.machine_s - earlier.machine_s,
        )


@dataclass(frozen=True, slots=True)
class Measured:
    """A run and its limit, over so many invoices."""

    invoices: int
    run: Spent
    limit: Spent
    python_mb: float
    backend_mb: float

    @property
    def ratio(self) -> float:
        """How many times the limit the run takes, on the wall."""
        return self.run.wall_s / self.limit.wall_s


def measure(cluster: Cluster, parties: int) -> Measured:
    """Bill so many parties of a new entity, and let PostgreSQL do it alone."""
    from django.db import connection  # noqa: PLC0415 - after django.setup

    from duebook.apps.invoicing.actions import billing  # noqa: PLC0415

    entity_id = office.open_office("RUN")
    with office.superuser(cluster) as superuser:
        office.stage_parties(superuser, entity_id, parties)
        run_id = billing.start_billing_run(
            billing.StartBillingRun(
                entity_id=entity_id, until=office.TODAY, issued_on=office.TODAY
            ),
            **office.said(),
        )
        connection.ensure_connection()
        server = _parent(connection.connection.info.backend_pid)
        before = _spent(server)
        invoices, backend_mb = 0, 0.0
        for step in billing.carry_on(
            entity_id, run_id, actor="duebook", at=office.NOON
        ):
            assert not step.last.exceptions, step.last.exceptions[0]
            invoices += step.last.invoiced
            backend_mb = max(backend_mb, _peak_mb(superuser))
        run = _spent(server) - before
        python_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        double_id = _double(superuser, entity_id)
        pieces = _staged(superuser, entity_id, double_id)
        superuser.execute("CHECKPOINT")
        with psycopg.connect(cluster.url(office.DATABASE, postgres.APP)) as app:
            before = _spent(server)
            for piece in pieces:
                _take(app, double_id, piece)
            limit = _spent(server) - before
        _compare(superuser, entity_id, double_id)
    return Measured(invoices, run, limit, python_mb, backend_mb)


def _double(superuser: psycopg.Connection, entity_id: int) -> int:
    """A second entity whose rows have the same ids: keys are (entity_id, id).

    It has everything but what the run wrote, and nothing in the audit.
    """
    [double_id] = _one(
        superuser, "SELECT nextval(pg_get_serial_sequence('entities_entity', 'id'))"
    )
    with superuser.transaction():
        superuser.execute("SET LOCAL session_replication_role = replica")
        _copy(superuser, "entities_entity", {"id": entity_id}, id=double_id, code="LIM")
        tables = superuser.execute(
            "SELECT table_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND column_name = 'entity_id'"
            " AND table_name NOT LIKE 'audit%%' AND table_name <> ALL(%s)",
            [list(FILLED)],
        ).fetchall()
        for [table] in tables:
            _copy(superuser, table, {"entity_id": entity_id}, entity_id=double_id)
    superuser.execute("VACUUM ANALYZE")
    return int(double_id)


def _copy(
    superuser: psycopg.Connection, table: str, of: dict[str, int], **instead: object
) -> None:
    """Write the rows of a table again, with other values in some columns."""
    [(where, value)] = of.items()
    superuser.execute(
        sql.SQL("INSERT INTO {table} ({columns}) {selected}").format(
            table=sql.Identifier(table),
            columns=_columns(superuser, table),
            selected=_select(superuser, table, instead)
            + sql.SQL(" WHERE {} = {}").format(sql.Identifier(where), value),
        )
    )


def _select(
    superuser: psycopg.Connection, table: str, instead: dict[str, object]
) -> sql.Composed:
    return sql.SQL("SELECT {} FROM {}").format(
        sql.SQL(", ").join(
            sql.SQL("{} AS {}").format(sql.Literal(instead[name]), sql.Identifier(name))
            if name in instead
            else sql.Identifier(name)
            for name in _given(superuser, table)
        ),
        sql.Identifier(table),
    )


def _columns(superuser: psycopg.Connection, table: str) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, _given(superuser, table)))


def _given(superuser: psycopg.Connection, table: str) -> list[str]:
    """The columns of a table that are written; PostgreSQL reckons the others."""
    return [
        name
        for [name] in superuser.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass"
            " AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"
            " ORDER BY attnum",
            [table],
        )
    ]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece's event, and the statements that take its staged rows in."""

    event: dict[str, Any]
    takings: list[sql.Composed]


def _staged(
    superuser: psycopg.Connection, entity_id: int, double_id: int
) -> list[Piece]:
    """The rows that each piece of the run wrote, as the double's, in own tables."""
    superuser.execute("CREATE SCHEMA staged")
    superuser.execute("GRANT USAGE ON SCHEMA staged TO duebook_app")
    with superuser.cursor(row_factory=dict_row) as cursor:
        events = cursor.execute(
            "SELECT id, at, actor, command, key, input, result FROM audit_event"
            " WHERE entity_id = %s AND command = 'BillParties' ORDER BY seq",
            [entity_id],
        ).fetchall()
    columns = {table: _columns(superuser, table) for table in FILLED}
    pieces = []
    for event in events:
        takings = []
        spans = {
            table: (first, last)
            for table, first, last in superuser.execute(
                "SELECT table_name, first_id, last_id FROM audit_fact"
                " WHERE entity_id = %s AND event_id = %s",
                [entity_id, event["id"]],
            )
        }
        for table in FILLED:
            # A delivery is no fact: it goes by its document.
            key = "subject_id" if table == "delivery_delivery" else "id"
            first, last = spans.get(table, spans["invoicing_document"])
            name = sql.Identifier("staged", f"{table}_{event['id']}")
            takings.append(
                sql.SQL("INSERT INTO {} ({}) SELECT * FROM {}").format(
                    sql.Identifier(table), columns[table], name
                )
            )
            superuser.execute(
                sql.SQL(
                    "CREATE TABLE {} AS {} WHERE entity_id = {}"
                    " AND {} BETWEEN {} AND {} ORDER BY id"
                ).format(
                    name,
                    _select(superuser, table, {"entity_id": double_id}),
                    entity_id,
                    sql.Identifier(key),
                    first,
                    last,
                )
            )
        pieces.append(Piece(event, takings))
    superuser.execute("GRANT SELECT ON ALL TABLES IN SCHEMA staged TO duebook_app")
    superuser.execute("VACUUM ANALYZE")
    return pieces


def _take(app: psycopg.Connection, entity_id: int, piece: Piece) -> None:
    """One piece of the limit: one transaction that takes staged rows in."""
    event = {**piece.event, "entity": entity_id}
    with app.transaction():
        app.execute(
            "SELECT set_config('app.entity', %(entity)s::text, true),"
            " set_config('app.entities', %(entity)s::text, true),"
            " set_config('app.event', %(id)s::text, true),"
            " set_config('app.at', %(at)s::text, true)",
            event,
        )
        app.execute(
            "INSERT INTO audit_key (entity_id, key, command, input_hash, event_id)"
            " VALUES (%(entity)s, %(key)s, %(command)s, '', %(id)s)",
            event,
        )
        for taking in piece.takings:
            app.execute(taking)
        app.execute(
            "INSERT INTO audit_event (id, entity_id, seq, at, actor, command, key,"
            " input, result, facts_digest, prev_hash, hash)"
            " VALUES (%(id)s, %(entity)s, 0, %(at)s, %(actor)s, %(command)s, %(key)s,"
            " %(input)s, %(result)s, '', '', '')",
            {**event, "input": Jsonb(event["input"]), "result": Jsonb(event["result"])},
        )


def _compare(superuser: psycopg.Connection, entity_id: int, double_id: int) -> None:
    """See that run and limit ended with as many rows in every table."""
    for table in FILLED:
        counts = superuser.execute(
            f"SELECT count(*) FROM {table} WHERE entity_id IN (%s, %s)"
            " GROUP BY entity_id",
            [entity_id, double_id],
        ).fetchall()
        assert len(counts) == 2, table
        assert counts[0] == counts[1], (table, counts)


def _one(connection: psycopg.Connection, query: LiteralString) -> tuple[Any, ...]:
    found = connection.execute(query).fetchone()
    assert found is not None, query
    return found


def _spent(server: int) -> Spent:
    """What was spent until now; a backend that has ended counts with its parent."""
    running = sum(
        _cpu_s(int(path.name), slice(11, 13))
        for path in Path("/proc").iterdir()
        if path.name.isdigit() and _parent(int(path.name)) == server
    )
    return Spent(
        time.perf_counter(),
        time.process_time(),
        running + _cpu_s(server, slice(11, 15)),
        _machine_s(),
    )


def _machine_s() -> float:
    """What all cores have worked; they idle and wait in the fourth and fifth field."""
    ticks = Path("/proc/stat").read_text(encoding="utf-8").split()[1:8]
    return _seconds(ticks[:3] + ticks[5:])


def _cpu_s(process: int, ticks: slice) -> float:
    return _seconds(_stat(process)[ticks])


def _seconds(ticks: list[str]) -> float:
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def _parent(process: int) -> int:
    fields = _stat(process)
    return int(fields[1]) if fields else 0


def _stat(process: int) -> list[str]:
    """The fields of ``/proc/…/stat`` after the name; none if the process is gone."""
    try:
        text = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:
        return []
    return text.rpartition(")")[2].split()


def _peak_mb(superuser: psycopg.Connection) -> float:
    """The most memory that a backend of the app has held, shared buffers included."""
    backends = superuser.execute(
        "SELECT pid FROM pg_stat_activity WHERE usename = %s", [postgres.APP]
    )
    status = [Path(f"/proc/{pid}/status").read_text("utf-8") for [pid] in backends]
    return max(int(kb) / 1024 for kb in re.findall(r"VmHWM:\s+(\d+)", "".join(status)))


HEAD = (
    "| invoices | a second | limit, a second | ratio | Python, µs each |"
    " PostgreSQL, µs each | limit, µs each | others, cores | beside the limit |"
    " Python, MB | backend, MB |\n"
    "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
)


def row(measured: Measured) -> str:
    """One line of the table."""
    count = measured.invoices
    each = (
        1e6 * clock_s / count
        for clock_s in (
            measured.run.python_s,
            measured.run.server_s,
            measured.limit.server_s,
        )
    )
    cells = (
        f"{count:,}",
        f"{count / measured.run.wall_s:,.0f}",
        f"{count / measured.limit.wall_s:,.0f}",
        f"{measured.ratio:.2f}",
        *(f"{one:,.0f}" for one in each),
        f"{measured.run.others:.1f}",
        f"{measured.limit.others:.1f}",
        f"{measured.python_mb:,.0f}",
        f"{measured.backend_mb:,.0f}",
    )
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Measure one size, in a process of its own for the sake of its memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parties", type=int, default=10_000)
    parties = parser.parse_args().parties
    with (
        tempfile.TemporaryDirectory(prefix="duebook-bench-") as folder,
        office.running(Path(folder)) as cluster,
    ):
        measured = measure(cluster, parties)
    print(HEAD)
    print(row(measured))


if __name__ == "__main__":
    main()
