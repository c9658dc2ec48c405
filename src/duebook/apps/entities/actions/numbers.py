"""Number series: gapless, by one locked row."""

from __future__ import annotations

from dataclasses import dataclass
from string import Formatter
from typing import TYPE_CHECKING, ClassVar

from django.db import connection

from duebook.apps.entities import models
from duebook.apps.entities.actions.frame import Act, action
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from datetime import date

PATTERNS = {
    "invoice": "INV-{year}-{number:05d}",
    "credit_note": "CN-{year}-{number:05d}",
    "debit_note": "DN-{year}-{number:05d}",
    "quote": "Q-{year}-{number:05d}",
    "statement": "ST-{year}-{number:05d}",
    "payment": "P-{year}-{number:05d}",
    "refund": "R-{year}-{number:05d}",
    "deposit": "DEP-{year}-{number:05d}",
    "dispute": "DIS-{year}-{number:05d}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPattern:
    """Let a kind of document be numbered by another pattern from a year on."""

    entity_id: int
    kind: str
    year: int
    pattern: str


@dataclass(eq=False)
class PatternNotUsable(Refusal):
    """A pattern that would give two documents the same number, or none."""

    code: ClassVar[str] = "pattern_not_usable"
    template: ClassVar[str] = (
        "“{pattern}” makes no numbers: it needs {{year}} and {{number}}, since every "
        "year begins at one, and no other name in braces."
    )

    pattern: str


@dataclass(eq=False)
class SeriesHasBegun(Refusal):
    """Numbers of the series were given out by the pattern that it has."""

    code: ClassVar[str] = "series_has_begun"
    template: ClassVar[str] = (
        "Numbers of {kind} were given out for {year}; set the pattern of another year."
    )

    kind: str
    year: int


@action(Right.ADMINISTER)
def set_pattern(command: SetPattern, act: Act) -> None:
    """Set the pattern of a series from which no number was taken yet.

    Raises:
        PatternNotUsable: it would repeat a number.
        SeriesHasBegun: a number was taken.
    """
    _judge(command.pattern)
    series = models.NumberSeries.objects.filter(
        entity_id=act.entity_id, kind=command.kind, year=command.year
    )
    series.filter(next=1).delete()
    if series.exists():
        raise SeriesHasBegun(command.kind, command.year)
    models.NumberSeries.objects.create(
        entity_id=act.entity_id,
        kind=command.kind,
        year=command.year,
        pattern=command.pattern,
    )


def _judge(pattern: str) -> None:
    try:
        names = {name for _, name, _, _ in Formatter().parse(pattern)} - {None}
        pattern.format(year=2026, number=1)
    except (ValueError, LookupError, AttributeError) as error:
        raise PatternNotUsable(pattern) from error
    if names != {"year", "number"}:
        raise PatternNotUsable(pattern)


def take_numbers(entity_id: int, kind: str, on: date, count: int) -> list[str]:
    """Take the next numbers of a series, without gap, inside a command.

    The row of the series stays locked until the transaction ends, so take numbers
    late.
    """
    pattern = (
        models.NumberSeries.objects.filter(entity_id=entity_id, kind=kind)
        .order_by("-year")
        .values_list("pattern", flat=True)
        .first()
    ) or PATTERNS[kind]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO entities_number_series (entity_id, kind, year, pattern, next)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (entity_id, kind, year) DO UPDATE"
            " SET next = entities_number_series.next + %s RETURNING next, pattern",
            [entity_id, kind, on.year, pattern, 1 + count, count],
        )
        following, pattern = cursor.fetchone()
    return [
        pattern.format(year=on.year, number=number)
        for number in range(following - count, following)
    ]
