"""What a list can be asked, and how that becomes one bounded question to PostgreSQL.

Rooms declare a :class:`Listing` beside their SQL.  Everything that comes from a
reader is a parameter; the texts of conditions are constants of the code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar

from typing_extensions import override

from duebook import db
from duebook.domain.errors import Refusal
from duebook.domain.money import exponent
from duebook.web import search_line
from duebook.web.search_line import NotReadable, Range, Term

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = TypeVar("Row")

MOST = 500
"""Rows on a page, at most."""
_DIGITS = 18
"""Of a number that is surely a bigint."""

MANY = 20_000
"""Values that are looked up one by one, at most, where there is another way."""

_SOUGHT = (
    "SELECT count(*), coalesce(array_agg(sought.value), '{}')::text"
    " FROM ({where} LIMIT %(most)s) AS sought (value)"
)


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks: what a value may mean depends on the day, the currency, the reader.

    ``entity_id`` says whose rows are asked for.
    """

    today: date
    currency: str
    reader: str
    entity_id: int


@dataclass(frozen=True, slots=True)
class Where:
    """A condition: SQL with ``%s`` for each parameter, in their order.

    With ``among`` the text is a query of the values that this column may have.  They
    are few, and looked up one by one in the column's index, whatever the planner
    expects; what is left out by it is told by a hash.

    Where they need not be few, ``otherwise`` says the same of a row by itself.  It
    takes the condition's place when the query has more than ``MANY`` values: then so
    many rows fit that a page of them is soon found along the index of the sort.
    """

    text: str
    parameters: tuple[object, ...] = ()
    among: str = ""
    otherwise: Where | None = None

    @property
    def condition(self) -> str:
        """The condition where it is asked for."""
        if not self.among:
            return self.text
        return f"{self.among} = ANY (ARRAY({self.text}))"

    @property
    def negation(self) -> str:
        """The condition where it is left out: unknown is not so."""
        if not self.among:
            return f"NOT coalesce(({self.text}), false)"
        return f"({self.among} IN ({self.text})) IS NOT TRUE"


class Field(Protocol):
    """Something that can be asked of a list; ``examples`` are values it can take."""

    @property
    def examples(self) -> tuple[str, ...]: ...

    def where(self, value: str, asking: Asking) -> Where:
        """The condition of one value.

        Raises:
            NotReadable: the field cannot take it.
        """
        ...


@dataclass(frozen=True, slots=True)
class Choice:
    """Words with a condition each: ``is:open``.

    In a text, ``@today`` and ``@reader`` stand once for what they say.
    """

    words: Mapping[str, str | Where]

    @property
    def examples(self) -> tuple[str, ...]:
        return tuple(self.words)

    def where(self, value: str, asking: Asking) -> Where:
        text = self.words.get(value.lower())
        if text is None:
            raise NotReadable(value)
        if isinstance(text, Where):
            return text
        marks = {"@today": asking.today, "@reader": asking.reader}
        found = [mark for mark in marks if mark in text]
        for mark in found:
            assert text.count(mark) == 1, "a mark stands once in a condition"
        found.sort(key=text.index)
        for mark in found:
            text = text.replace(mark, "%s")
        return Where(text, tuple(marks[mark] for mark in found))


@dataclass(frozen=True, slots=True)
class Amount:
    """A column of minor units."""

    column: str
    examples: tuple[str, ...] = (">1000", "500..900")

    def where(self, value: str, asking: Asking) -> Where:
        return _between(
            self.column, search_line.amounts(value, exponent(asking.currency))
        )


@dataclass(frozen=True, slots=True)
class Count:
    """A column of whole numbers."""

    column: str
    examples: tuple[str, ...] = (">5", "1..3")

    def where(self, value: str, asking: Asking) -> Where:  # noqa: ARG002 - a field
        return _between(self.column, search_line.counts(value))


@dataclass(frozen=True, slots=True)
class Day:
    """A column of days."""

    column: str
    examples: tuple[str, ...] = ("this-week", "oct", "2026-09-15..")

    def where(self, value: str, asking: Asking) -> Where:
        return _between(self.column, search_line.days(value, asking.today))


@dataclass(frozen=True, slots=True)
class DaysOver:
    """How many days a column of due days lies back: ``31..60``."""

    column: str
    examples: tuple[str, ...] = ("31..60", ">90")

    def where(self, value: str, asking: Asking) -> Where:
        asked = search_line.counts(value)
        low = _days_before(asking.today, asked.high)
        high = _days_before(asking.today, asked.low)
        return _between(self.column, Range(low, high))


@dataclass(frozen=True, slots=True)
class Text:
    """Columns that hold the words anywhere, without regard to case."""

    columns: tuple[str, ...]
    examples: tuple[str, ...] = ("meridian",)

    def where(self, value: str, asking: Asking) -> Where:  # noqa: ARG002 - a field
        like = f"%{search_line.escaped(value)}%"
        text = " OR ".join(f"{column} ILIKE %s" for column in self.columns)
        return Where(f"({text})", (like,) * len(self.columns))


@dataclass(frozen=True, slots=True)
class Exact:
    """A column that is the word, without regard to case of what is typed.

    ``upper`` columns hold codes in capitals; ``me`` is the reader's own name.
    """

    column: str
    is_upper: bool = False
    examples: tuple[str, ...] = ()

    def where(self, value: str, asking: Asking) -> Where:
        if value == "me":
            return Where(f"{self.column} = %s", (asking.reader,))
        if self.is_upper:
            return Where(f"{self.column} = %s", (value.upper(),))
        return Where(f"lower({self.column}) = %s", (value.lower(),))


@dataclass(frozen=True, slots=True)
class Numbered:
    """What belongs to a thing that is known by its number: ``run:214``.

    ``condition`` has ``%s`` for the number.
    """

    condition: str
    examples: tuple[str, ...] = ("214",)

    def where(self, value: str, asking: Asking) -> Where:  # noqa: ARG002 - a field
        if not re.fullmatch(rf"\d{{1,{_DIGITS}}}", value, re.ASCII):
            raise NotReadable(value)
        return Where(self.condition, (int(value),))


@dataclass(frozen=True, slots=True)
class Sort:
    """What a list is ordered by: an expression that is never null, and its type."""

    column: str
    kind: str = "bigint"
    is_descending: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """Count and sum of all that was found, in one currency.

    A listing may tell more of it, in a record of its own.
    """

    count: int
    sum_minor: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Generic[Row]):
    """A list of a room.

    ``sql`` has ``{where}`` after its own conditions, ``{order}``, and takes the
    parameters ``entity``, ``size`` and those of ``facts``; its rows have the fields
    of ``record``, among them ``id``.  ``{sort}`` in it is the sort's expression as
    text, under the name ``sort_key``.  ``counted`` answers count and sums of the
    same conditions: columns ``count``, ``sum_minor`` and ``currency``, a row for
    each currency, and what else ``found`` has.  ``ids`` answers the ids alone.
    ``words`` is the field in which words without one are looked for.
    """

    name: str
    record: type[Row]
    sql: str
    counted: str
    ids: str
    key: str
    fields: Mapping[str, Field]
    words: Field
    sorts: Mapping[str, Sort]
    first_sort: str
    found: type[Found] = Found


class Searched(Protocol):
    """What a search line can ask: fields by their names, and words without one."""

    @property
    def fields(self) -> Mapping[str, Field]: ...
    @property
    def words(self) -> Field: ...


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of the page before: its sort key and its id."""

    key: str
    id: int

    @override
    def __str__(self) -> str:
        return f"{self.id}~{self.key}"

    @classmethod
    def of(cls, text: str) -> Cursor | None:
        """The cursor in an address; nothing where it is none."""
        number, mark, key = text.partition("~")
        if not mark or not number.isdecimal() or len(number) > _DIGITS:
            return None
        return cls(key, int(number))


@dataclass(frozen=True, slots=True)
class Asked:
    """A line as it was understood; ``puzzles`` says what was not."""

    terms: tuple[Term, ...]
    wheres: tuple[Where, ...]
    puzzles: tuple[str, ...] = ()


@dataclass(eq=False)
class TooMany(Refusal):
    """More was chosen than one act takes."""

    code: ClassVar[str] = "too_many"
    template: ClassVar[str] = (
        "{count:,} were found; an act takes at most {most:,}. Narrow the search."
    )

    count: int
    most: int


def understood(listing: Searched, line: str, asking: Asking) -> Asked:
    """A line's conditions; a field or value nobody knows is named, the rest holds."""
    terms = search_line.parse(line)
    wheres: list[Where] = []
    puzzles: list[str] = []
    for term in terms:
        try:
            wheres.append(_where(listing, term, asking))
        except NotReadable as unread:
            puzzles.append(_puzzle(listing, term, str(unread)))
    return Asked(terms, tuple(wheres), tuple(puzzles))


def _puzzle(listing: Searched, term: Term, value: str) -> str:
    known = listing.fields.get(term.field)
    if known is None:
        names = ", ".join(sorted(listing.fields))
        return f"“{term.field}:” is nothing that is known here; known are {names}."
    examples = ", ".join(f"{term.field}:{one}" for one in known.examples[:12])
    return f"“{term.field}:{value}” cannot be read; try {examples}."


def _where(listing: Searched, term: Term, asking: Asking) -> Where:
    known = listing.words if not term.field else listing.fields.get(term.field)
    if known is None:
        raise NotReadable(term.field)
    parts = [
        _fitting(known.where(value, asking), asking) for value in term.values if value
    ]
    if term.is_not:
        text = " AND ".join(f"({part.negation})" for part in parts)
    else:
        text = " OR ".join(f"({part.condition})" for part in parts)
    return Where(f"({text})", tuple(one for part in parts for one in part.parameters))


def _fitting(where: Where, asking: Asking) -> Where:
    """The condition, or the other way to say it where it has too many values.

    Those that were sought here, to know how many they are, are not sought again.
    """
    if where.otherwise is None:
        return where
    query, parameters = filled(
        _SOUGHT,
        [Where(where.text, where.parameters)],
        {"entity": asking.entity_id, "most": MANY + 1},
    )
    [(count, values)] = db.tuples_of(query, parameters)
    if count > MANY:
        return where.otherwise
    return Where("SELECT unnest(%s::bigint[])", (values,), among=where.among)


def page(
    listing: Listing[Row],
    asked: Asked,
    facts: Mapping[str, object],
    *,
    sort: str = "",
    is_descending: bool | None = None,
    after: Cursor | None = None,
    size: int = 50,
) -> tuple[list[Row], Cursor | None]:
    """A page of rows, and where the next begins; none when this is the last.

    It begins after the last row of the one before, so no page takes longer than the
    first, and none skips a row when others are added.
    """
    by = listing.sorts.get(sort) or listing.sorts[listing.first_sort]
    down = by.is_descending if is_descending is None else is_descending
    wheres = list(asked.wheres)
    if after is not None and is_key(after.key, by.kind):
        sign = "<" if down else ">"
        wheres.append(
            Where(
                f"({by.column}, {listing.key}) {sign} (%s::{by.kind}, %s)",
                (after.key, after.id),
            )
        )
    size = max(1, min(size, MOST))
    way = "DESC" if down else "ASC"
    query, parameters = filled(
        listing.sql,
        wheres,
        facts,
        order=f"{by.column} {way}, {listing.key} {way}",
        sort=f"({by.column})::text",
    )
    rows = db.rows_of(listing.record, query, {**parameters, "size": size + 1})
    if len(rows) <= size:
        return rows, None
    last: Any = rows[size - 1]
    return rows[:size], Cursor(last.sort_key, last.id)


def is_key(text: str, kind: str) -> bool:
    """Whether a key that somebody may have typed is of the sort's type."""
    match kind:
        case "bigint":
            digits = text.removeprefix("-")
            return digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS
        case "date":
            return text == "infinity" or _is_day(text)
        case _:
            return True


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text) is not None
    except ValueError:
        return False


def found(
    listing: Listing[Any], asked: Asked, facts: Mapping[str, object]
) -> list[Found]:
    """Count and sum of all that a line finds, by currency."""
    query, parameters = filled(listing.counted, asked.wheres, facts)
    return db.rows_of(listing.found, query, parameters)


def chosen_ids(
    listing: Listing[Any],
    asked: Asked,
    facts: Mapping[str, object],
    *,
    most: int = 100_000,
) -> list[int]:
    """The ids of all that a line finds, ascending.

    Raises:
        TooMany: more than ``most``.
    """
    query, parameters = filled(listing.ids, asked.wheres, facts)
    rows = db.tuples_of(query, {**parameters, "size": most + 1})
    if len(rows) > most:
        raise TooMany(len(rows), most)
    return sorted(row[0] for row in rows)


def filled(
    text: str,
    wheres: Sequence[Where],
    facts: Mapping[str, object],
    *,
    order: str = "",
    sort: str = "",
) -> tuple[str, dict[str, object]]:
    """SQL with conditions at ``{where}``, each parameter under a name of its own."""
    parameters: dict[str, object] = dict(facts)
    conditions = []
    for where in wheres:
        names = []
        for value in where.parameters:
            name = f"asked_{len(parameters)}"
            parameters[name] = value
            names.append(f"%({name})s")
        pieces = where.text.split("%s")
        assert len(pieces) == len(names) + 1, f"every mark has a value: {where.text}"
        conditions.append(
            pieces[0] + "".join(map("".join, zip(names, pieces[1:], strict=True)))
        )
    joined = " AND ".join(conditions) or "true"
    filled = text.replace("{where}", joined).replace("{order}", order)
    return filled.replace("{sort}", sort), parameters


def _between(column: str, span: Range[Any]) -> Where:
    if span.low is not None and span.low == span.high:
        return Where(f"{column} = %s", (span.low,))
    parts = []
    bounds = []
    if span.low is not None:
        parts.append(f"{column} >= %s")
        bounds.append(span.low)
    if span.high is not None:
        parts.append(f"{column} <= %s")
        bounds.append(span.high)
    return Where(" AND ".join(parts) or "true", tuple(bounds))


def _days_before(today: date, count: int | None) -> date | None:
    if count is None:
        return None
    if abs(count) > 100_000:
        raise NotReadable(str(count))
    return date.fromordinal(max(1, today.toordinal() - count))
