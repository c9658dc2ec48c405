"""Which column of a file holds which field: guessed with reasons, remembered."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from duebook.formats.tables.cells import Choices, FieldKind, folded
from duebook.formats.tables.records import ColumnLayout, Content

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from duebook.formats.tables.records import Table

_ALIKE = 90
"""Similarity, in per cent, from which two headings are taken for the same words."""

_ENOUGH = 0.7
"""Confidence below which a column is rather left to a person."""


_RANK = 0.0005
"""What each earlier name is better than the next: enough to settle a tie."""


@dataclass(frozen=True)
class FieldSpec:
    """A field that an import knows.

    Attributes:
        name: in the records that come out.
        label: as people call it.
        required_unless: names a field; without a value there, this one is required.
        synonyms: other headings, in any of the languages, better ones first; case,
            accents, signs and ``CamelCase`` do not matter.
        choices: of a CHOICE, the allowed values and the words for them.
    """

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    required: bool = False
    required_unless: str = ""
    synonyms: tuple[str, ...] = ()
    choices: Choices = field(default_factory=dict)


def worded(
    fields: Iterable[FieldSpec],
    headings: Mapping[str, Sequence[str]],
    choices: Mapping[str, Mapping[str, Sequence[str]]],
) -> tuple[FieldSpec, ...]:
    """Fields with the headings and the words for choices that are known of them."""
    return tuple(
        replace(
            field,
            synonyms=tuple(headings.get(field.name, ())),
            choices={
                value: tuple(words)
                for value, words in choices.get(field.name, {}).items()
            },
        )
        for field in fields
    )


@dataclass(frozen=True)
class ColumnChoice:
    """What one column is taken for.

    Attributes:
        field: name of the field; None leaves the column out.
        confidence: 0 to 1; a person's word and a remembered mapping are 1.
        reason: why, for a person to read.
        written: decimal sign and date order by which its cells are read.
    """

    written: ColumnLayout
    field: str | None = None
    confidence: float = 0.0
    reason: str = "no field of this name"

    @property
    def heading(self) -> str:
        return self.written.heading


@dataclass(frozen=True)
class Mend:
    """What a person said that a cell of a field means: ``now`` where it ``was``."""

    field: str
    was: str
    now: str


@dataclass(frozen=True)
class ColumnMapping:
    """What every column of a file is taken for; each field at most once.

    Attributes:
        fingerprint: of the headings it is for.
        choices: one per column, in order.
        mends: cells that a person said mean something else.
        turned: fields whose cells are read with day and month, point and comma
            changed over where that alone makes them readable.
    """

    fingerprint: str
    choices: tuple[ColumnChoice, ...]
    mends: tuple[Mend, ...] = ()
    turned: tuple[str, ...] = ()

    def assign(self, index: int, name: str | None) -> ColumnMapping:
        """The mapping once a person has said what the column holds."""
        choices = [
            replace(
                choice, field=None, confidence=0.0, reason="given to another column"
            )
            if name is not None and choice.field == name
            else choice
            for choice in self.choices
        ]
        choices[index] = replace(
            choices[index], field=name, confidence=1.0, reason="said by a person"
        )
        return replace(self, choices=tuple(choices))

    def missing(self, specs: Iterable[FieldSpec]) -> list[FieldSpec]:
        """Required fields that no column gives."""
        given = {choice.field for choice in self.choices}
        return [
            spec
            for spec in specs
            if spec.name not in given
            and (
                spec.required
                or (spec.required_unless and spec.required_unless not in given)
            )
        ]


def layout_fingerprint(headings: Iterable[str]) -> str:
    """The same for two files whose headings say the same in the same order."""
    words = "\x1f".join(heading_words(heading) for heading in headings)
    return hashlib.sha256(words.encode()).hexdigest()


_SIGN_WORDS = {"%": " percent ", "#": " number ", "&": " and ", "@": " at ", "°": "o"}
_NUMBER_WORDS = frozenset({"no", "nr", "num", "numero", "nummer", "nbr"})
_IN_FULL = {
    short: word
    for word, shorts in {
        "account": "acct acc",
        "address": "addr",
        "amount": "amt",
        "balance": "bal",
        "charge": "chg",
        "check": "chk ck",
        "cheque": "chq",
        "currency": "curr",
        "customer": "cust",
        "date": "dt",
        "delivery": "deliv dlv",
        "department": "dept",
        "description": "desc descr",
        "discount": "disc",
        "document": "doc",
        "employee": "emp",
        "invoice": "inv",
        "line": "ln",
        "location": "loc",
        "order": "ord",
        "original": "orig",
        "payment": "pmt pymt pmnt",
        "percent": "pct",
        "product": "prod",
        "purchase": "purch",
        "quantity": "qty",
        "receipt": "rcpt",
        "received": "rcvd recd",
        "reference": "ref",
        "service": "svc",
        "telephone": "tel",
        "total": "tot",
        "transaction": "trans trx txn tran",
        "voucher": "vch vchr",
    }.items()
    for short in shorts.split()
}
"""What people shorten in headings; both sides of a comparison are written in full."""


def heading_words(heading: str) -> str:
    """A heading as plain words: "InvoiceNo", "Invoice #" are "invoice number"."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)
    for sign, word in _SIGN_WORDS.items():
        spaced = spaced.replace(sign, word)
    return " ".join(
        "number" if word in _NUMBER_WORDS else word for word in folded(spaced).split()
    )


def _in_full(heading: str) -> str:
    """The plain words of a heading, none of them shortened: "Cust. Ref" and its like.

    Fingerprints stay with the words as they are: they know a file, not its meaning.
    """
    words = heading_words(heading).split()
    return " ".join(_IN_FULL.get(word, word) for word in words)


def guess_mapping(
    table: Table,
    specs: Sequence[FieldSpec],
    *,
    remembered: Iterable[ColumnMapping] = (),
) -> ColumnMapping:
    """What each column holds, by its heading first and its content second.

    A remembered mapping of the same headings is taken as it is.  It also settles how
    a column is written where this file leaves that open: where every day is before
    the 13th, the order seen last month counts.
    """
    fingerprint = layout_fingerprint(table.headings)
    for known in remembered:
        if known.fingerprint == fingerprint:
            return _recalled(known, table, specs)
    scores = [
        (score, -spec_index, -index, reason)
        for spec_index, spec in enumerate(specs)
        for names in [_names(spec)]
        for index, column in enumerate(table.layout.columns)
        for score, reason in [_score(column, spec.kind, names)]
        if score >= _ENOUGH
    ]
    choices = {
        index: ColumnChoice(column) for index, column in enumerate(table.layout.columns)
    }
    taken: set[int] = set()
    for score, spec_at, column_at, reason in sorted(scores, reverse=True):
        if -spec_at in taken or choices[-column_at].field is not None:
            continue
        taken.add(-spec_at)
        choices[-column_at] = ColumnChoice(
            table.layout.columns[-column_at],
            specs[-spec_at].name,
            round(score, 2),
            reason,
        )
    return ColumnMapping(fingerprint, tuple(choices.values()))


def _recalled(
    known: ColumnMapping, table: Table, specs: Iterable[FieldSpec]
) -> ColumnMapping:
    names = {spec.name for spec in specs}
    return replace(
        known,
        choices=tuple(
            ColumnChoice(
                _settled(column, choice.written),
                choice.field if choice.field in names else None,
                1.0,
                "remembered from a file with the same headings",
            )
            for column, choice in zip(table.layout.columns, known.choices, strict=True)
        ),
    )


def _settled(found: ColumnLayout, known: ColumnLayout) -> ColumnLayout:
    if not found.is_guess or known.is_guess:
        return found
    return replace(
        found, decimal=known.decimal, date_order=known.date_order, is_guess=False
    )


def _score(
    column: ColumnLayout, kind: FieldKind, names: Sequence[tuple[str, str]]
) -> tuple[float, str]:
    """How well the column suits the field, and why."""
    heading = _in_full(column.heading)
    best, reason = 0.0, ""
    for rank, (words, shown) in enumerate(names):
        if words == heading:
            best, reason = 1.0 - _RANK * rank, f"the heading is {shown!r}"
            break
        likeness = _likeness(heading, words)
        if likeness > best:
            best, reason = likeness, f"the heading resembles {shown!r}"
    fit = _fit(column.content, kind)
    if fit < 0:
        reason += f", but the cells look like {column.content}"
    return best - 0.02 + fit if best else 0.0, reason


def _names(spec: FieldSpec) -> list[tuple[str, str]]:
    names = (spec.label, spec.name.replace("_", " "), *spec.synonyms)
    return [(_in_full(name), name) for name in names]


def _likeness(heading: str, words: str) -> float:
    """0 to 0.95: the words in another order or spelling, or part of the heading."""
    ratio = fuzz.token_sort_ratio(heading, words)
    alike = 0.95 * ratio / 100 if ratio >= _ALIKE else 0.0
    asked, given = Counter(words.split()), Counter(heading.split())
    if asked and asked <= given and len(words) > 3:
        return max(alike, 0.6 + 0.3 * asked.total() / given.total())
    return alike


_SUITS: Mapping[FieldKind, frozenset[Content]] = {
    FieldKind.AMOUNT: frozenset({Content.NUMBER}),
    FieldKind.QUANTITY: frozenset({Content.NUMBER}),
    FieldKind.INTEGER: frozenset({Content.NUMBER}),
    FieldKind.PERCENT: frozenset({Content.NUMBER}),
    FieldKind.DAY: frozenset({Content.DAY, Content.NUMBER}),
    FieldKind.EMAILS: frozenset({Content.EMAIL}),
    FieldKind.BOOLEAN: frozenset({Content.BOOLEAN, Content.NUMBER}),
    FieldKind.CURRENCY: frozenset({Content.CURRENCY, Content.TEXT}),
}


_WORDS = frozenset({FieldKind.COUNTRY, FieldKind.LANGUAGE, FieldKind.CHOICE})
_NO_WORDS = frozenset({Content.NUMBER, Content.DAY, Content.EMAIL})


def _fit(content: Content, kind: FieldKind) -> float:
    """What the cells add to the heading: a little for, much against."""
    if content is Content.EMPTY:
        return 0.0
    if kind not in _SUITS:
        return -0.35 if kind in _WORDS and content in _NO_WORDS else 0.0
    if content in _SUITS[kind]:
        return 0.02
    # A column of numbers spoilt by a few bad cells reads as text: a mild objection.
    return -0.05 if content is Content.TEXT else -0.35
