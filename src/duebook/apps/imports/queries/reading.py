"""A file as it is read for an import: its table, and what its columns hold."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from duebook.apps.entities.queries import entity
from duebook.apps.imports.queries.sources import remembered
from duebook.domain.errors import Refusal
from duebook.formats.bridges import NothingForUs, read_bridge
from duebook.formats.imports import IMPORT_KINDS, our_list
from duebook.formats.tables import (
    ColumnMapping,
    DateOrder,
    FieldKind,
    FileKind,
    Layout,
    Mend,
    Table,
    guess_mapping,
    read_table,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.formats.bridges import Bridged
    from duebook.formats.tables import (
        FieldSpec,
    )


@dataclass(eq=False)
class NoSuchKind(Refusal):
    """There is no import of this kind."""

    code: ClassVar[str] = "no_such_import_kind"
    template: ClassVar[str] = "“{kind}” cannot be imported; there are {kinds}."

    kind: str
    kinds: str


@dataclass(eq=False)
class NoSuchColumn(Refusal):
    """A mapping names a column that the file does not have."""

    code: ClassVar[str] = "no_such_column"
    template: ClassVar[str] = "{file} has no column “{column}”; it has {columns}."

    file: str
    column: str
    columns: str


@dataclass(eq=False)
class NoSuchField(Refusal):
    """A mapping names a field that the import does not have."""

    code: ClassVar[str] = "no_such_field"
    template: ClassVar[str] = (
        "An import of {kind} has no field “{name}”; it has {names}."
    )

    kind: str
    name: str
    names: str


@dataclass(eq=False)
class ColumnMissing(Refusal):
    """No column gives what every row needs."""

    code: ClassVar[str] = "column_missing"
    template: ClassVar[str] = (
        "No column of {file} is taken for {fields}. Say which one it is, as in "
        "--map “{example}={name}”."
    )

    file: str
    fields: str
    example: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a person said about a file instead of what would be found.

    ``columns`` are fields by heading; the empty field leaves a column out.
    ``decimal`` and ``date_order`` hold for every column.  ``mends`` and ``turned``
    are as of a :class:`ColumnMapping`; none leaves what is remembered.
    """

    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = None
    decimal: str | None = None
    date_order: DateOrder | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    mends: tuple[Mend, ...] | None = None
    turned: tuple[str, ...] | None = None

    def changes_mapping(self) -> bool:
        """Whether something was said of columns, which is worth remembering."""
        return bool(
            self.columns
            or self.decimal
            or self.date_order
            or self.mends is not None
            or self.turned is not None
        )

    def layout(self) -> Layout:
        return Layout(
            sheet=self.sheet,
            encoding=self.encoding,
            delimiter=self.delimiter,
            header_row=self.header_row,
        )


NOTHING_SAID = Said()


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as read: its table, and what is taken for what.

    Attributes:
        what: the report or list of another program that the file is, if it is one.
        printed: the total of open documents that it prints, if it does.
        kinds: all that the file of another program holds, in the order it is taken in.
    """

    kind: str
    table: Table
    mapping: ColumnMapping
    sha256: str
    what: str = ""
    printed: Decimal | None = None
    kinds: tuple[str, ...] = ()

    @property
    def specs(self) -> Sequence[FieldSpec]:
        return IMPORT_KINDS[self.kind]


def specs_of(kind: str) -> Sequence[FieldSpec]:
    """The fields of a kind of import.

    Raises:
        NoSuchKind: there is none of this name.
    """
    if kind not in IMPORT_KINDS:
        raise NoSuchKind(kind, ", ".join(IMPORT_KINDS))
    return IMPORT_KINDS[kind]


def read_file(
    entity_id: int,
    kind: str,
    data: bytes,
    name: str,
    *,
    said: Said = NOTHING_SAID,
    source: str = "",
    bridge: str = "",
) -> Reading:
    """Read a file whose columns give what every row needs.

    Raises:
        ColumnMissing: a field that every row needs is in no column.
        Refusal: as :func:`read_as_found` does.
    """
    return _complete(
        read_as_found(
            entity_id, kind, data, name, said=said, source=source, bridge=bridge
        )
    )


def read_as_found(
    entity_id: int,
    kind: str,
    data: bytes,
    name: str,
    *,
    said: Said = NOTHING_SAID,
    source: str = "",
    bridge: str = "",
) -> Reading:
    """Read a file, and find what its columns hold: said, remembered, or guessed.

    What the columns of another program hold is known, and only corrected by what was
    said.  A field that every row needs may be missing yet, for a person to say.

    Raises:
        NoSuchKind, NoSuchColumn, NoSuchField: what was said does not fit.
        Refusal: the file is no table (see :func:`read_table`).
    """
    specs = specs_of(kind)
    order = usual_order(entity_id)
    if bridge:
        reading = _bridged(
            kind,
            data,
            read_bridge(bridge, data, name, layout=said.layout(), assumed_order=order),
            name,
        )
        table, found = reading.table, reading.mapping
    else:
        table = read_table(data, name, layout=said.layout(), assumed_order=order)
        known = remembered(entity_id, kind, source)
        ours = our_list(kind, table)
        if ours is None or ours.fingerprint in {one.fingerprint for one in known}:
            found = guess_mapping(table, specs, remembered=known)
        else:
            found = ours
        reading = reading_of(kind, table, found, data)
    mapping = as_said(found, said, table=table, kind=kind, specs=specs)
    return replace(reading, mapping=mapping)


def as_said(
    mapping: ColumnMapping,
    said: Said,
    *,
    table: Table,
    kind: str,
    specs: Sequence[FieldSpec],
) -> ColumnMapping:
    """The mapping once a person said how columns are written and what they hold.

    Raises:
        NoSuchColumn, NoSuchField: what was said does not fit.
    """
    mapping = _written_as(mapping, said)
    names = [spec.name for spec in specs]
    for heading, field_name in said.columns.items():
        if field_name and field_name not in names:
            raise NoSuchField(kind, field_name, ", ".join(names))
        mapping = _assign(mapping, heading, field_name, table)
    return replace(
        mapping,
        mends=mapping.mends if said.mends is None else said.mends,
        turned=mapping.turned if said.turned is None else said.turned,
    )


def usual_order(entity_id: int) -> DateOrder:
    """How the entity's country writes days in digits, where a file leaves it open."""
    is_american = entity(entity_id).language.endswith("-US")
    return DateOrder.MDY if is_american else DateOrder.DMY


def read_as(
    kind: str,
    data: bytes,
    name: str,
    *,
    layout: Layout,
    mapping: ColumnMapping,
    bridge: str = "",
) -> Reading:
    """Read a file again as it was shown: by its full layout and mapping."""
    specs_of(kind)
    if bridge:
        bridged = read_bridge(bridge, data, name, layout=layout)
        reading = replace(_bridged(kind, data, bridged, name), mapping=mapping)
    else:
        reading = reading_of(kind, read_table(data, name, layout=layout), mapping, data)
    return _complete(reading)


def reading_of(kind: str, table: Table, mapping: ColumnMapping, data: bytes) -> Reading:
    return Reading(kind, table, mapping, hashlib.sha256(data).hexdigest())


def _bridged(kind: str, data: bytes, bridged: Bridged, name: str) -> Reading:
    """The part of another program's file that is of this kind."""
    part = bridged.part(kind)
    if part is None:
        raise NothingForUs(name, bridged.what)
    return replace(
        reading_of(kind, part.table, part.mapping, data),
        what=bridged.what,
        printed=bridged.printed if kind == "open_items" else None,
        kinds=tuple(part.kind for part in bridged.parts),
    )


def _complete(reading: Reading) -> Reading:
    """The reading, if some column gives each field that every row needs."""
    missing = reading.mapping.missing(reading.specs)
    if missing:
        labels = " or ".join(f"“{spec.label}”" for spec in missing)
        table = reading.table
        raise ColumnMissing(table.name, labels, table.headings[0], missing[0].name)
    return reading


def _written_as(mapping: ColumnMapping, said: Said) -> ColumnMapping:
    """The mapping with the decimal sign and order of dates that were said."""
    if said.decimal is None and said.date_order is None:
        return mapping
    return replace(
        mapping,
        choices=tuple(
            replace(
                choice,
                written=replace(
                    choice.written,
                    decimal=said.decimal or choice.written.decimal,
                    date_order=said.date_order or choice.written.date_order,
                    is_guess=False,
                ),
            )
            for choice in mapping.choices
        ),
    )


def _assign(
    mapping: ColumnMapping, heading: str, name: str, table: Table
) -> ColumnMapping:
    folded = [one.casefold().strip() for one in table.headings]
    try:
        index = folded.index(heading.casefold().strip())
    except ValueError:
        columns = ", ".join(f"“{one}”" for one in table.headings)
        raise NoSuchColumn(table.name, heading, columns) from None
    return mapping.assign(index, name or None)


_ENCODINGS = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "cp1252": "Windows-1252"}
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
IN_FIGURES = frozenset({FieldKind.AMOUNT, FieldKind.QUANTITY, FieldKind.PERCENT})
_ORDERS = {
    DateOrder.DMY: "day, month, year",
    DateOrder.MDY: "month, day, year",
    DateOrder.YMD: "year, month, day",
}


def layout_in_words(reading: Reading) -> str:
    """How the file was read, in one sentence for a person."""
    layout = reading.table.layout
    if reading.what:
        parts = [reading.what]
    elif layout.kind is FileKind.DELIMITED:
        encoding, delimiter = layout.encoding or "utf-8", layout.delimiter or ","
        parts = [
            f"Text in {_ENCODINGS.get(encoding, encoding)}",
            f"cells between {_DELIMITERS.get(delimiter, delimiter)}",
        ]
    else:
        assert layout.kind is not None, "a table read has a kind"
        parts = [f"{layout.kind.upper()} workbook, sheet “{layout.sheet}”"]
    if layout.header_row:
        parts.append(f"headings in row {layout.header_row}")
    elif not reading.what:
        parts.append("no headings")
    kinds = {spec.name: spec.kind for spec in reading.specs}
    used = [
        (kinds[choice.field], choice.written)
        for choice in reading.mapping.choices
        if choice.field
    ]
    if layout.kind is FileKind.DELIMITED:
        decimals = {one.decimal for kind, one in used if kind in IN_FIGURES}
        orders = {one.date_order for kind, one in used if kind is FieldKind.DAY}
        parts += [f"decimal sign “{decimal}”" for decimal in sorted(decimals)]
        parts += [f"dates as {_ORDERS[order]}" for order in sorted(orders)]
    rows = len(reading.table.rows)
    parts.append("1 row" if rows == 1 else f"{rows:,} rows")
    return ", ".join(parts) + "."
