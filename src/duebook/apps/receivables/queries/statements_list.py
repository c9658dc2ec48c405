"""The archive of statements as pages ask for it: its fields, words and sorts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from duebook import db
from duebook.apps.parties.queries import NAMED, named
from duebook.domain.statements import StatementKind
from duebook.web import search_line
from duebook.web.listing import Amount, Choice, Listing, Sort, Where
from duebook.web.search_line import NotReadable

if TYPE_CHECKING:
    from duebook.web.listing import Asking
    from duebook.web.search_line import Range


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A statement in the archive; ``channel`` and ``delivery`` are of its last sending.

    Both are empty where none was planned.
    """

    id: int
    number: str
    run_id: int
    kind: str
    as_of: date
    party: str
    party_name: str
    currency: str
    total_minor: int
    channel: str
    delivery: str
    sort_key: str


@dataclass(frozen=True, slots=True)
class Run:
    """The run that a statement was issued with."""

    examples: tuple[str, ...] = ("214",)

    def where(self, value: str, asking: Asking) -> Where:  # noqa: ARG002 - a field
        if not re.fullmatch(r"\d{1,18}", value):
            raise NotReadable(value)
        return Where("statement.run_id = %s", (int(value),))


@dataclass(frozen=True, slots=True)
class AsOf:
    """The last day of a statement: ``oct``, ``2026-10-31``."""

    examples: tuple[str, ...] = ("oct", "2026-09-15..")

    def where(self, value: str, asking: Asking) -> Where:
        span: Range[date] = search_line.days(value, asking.today)
        return Where(
            "statement.run_id IN (SELECT run.id FROM receivables_statement_run AS run"
            " WHERE run.entity_id = %(entity)s AND run.as_of BETWEEN %s AND %s)",
            (span.low or date.min, span.high or date.max),
        )


@dataclass(frozen=True, slots=True)
class Words:
    """A statement's number or its end, a party's code, words of its name."""

    examples: tuple[str, ...] = ("meridian", "ST-2026-00001")

    def where(self, value: str, asking: Asking) -> Where:  # noqa: ARG002 - a field
        text = f"(statement.number ILIKE %s OR statement.party_id IN ({NAMED}))"
        return Where(text, (f"%{search_line.escaped(value)}", *named(value)))


_OF_RUN: Final = (
    "statement.run_id IN (SELECT run.id FROM receivables_statement_run AS run"
    " WHERE run.entity_id = %(entity)s AND run.kind = "
)

STATEMENTS: Final = Listing(
    name="statements",
    record=Told,
    sql=db.sql("duebook.apps.receivables", "statements"),
    counted=(
        "SELECT count(*) AS count, sum(statement.total_minor)::bigint AS sum_minor,"
        " statement.currency FROM receivables_statement AS statement"
        " WHERE statement.entity_id = %(entity)s AND {where}"
        " GROUP BY statement.currency ORDER BY 1 DESC, statement.currency"
    ),
    ids=(
        "SELECT statement.id FROM receivables_statement AS statement"
        " WHERE statement.entity_id = %(entity)s AND {where} ORDER BY 1 LIMIT %(size)s"
    ),
    key="statement.id",
    fields={
        "kind": Choice(
            {
                one.value.replace("_", "-"): f"{_OF_RUN}'{one.value}')"
                for one in StatementKind
            }
        ),
        "asof": AsOf(),
        "total": Amount("statement.total_minor"),
        "run": Run(),
    },
    words=Words(),
    sorts={"number": Sort("statement.id", is_descending=True)},
    first_sort="number",
)
