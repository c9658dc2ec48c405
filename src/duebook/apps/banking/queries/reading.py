"""A bank's file as it is understood, before anything of it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from duebook.apps.banking.queries.accounts import BankAccount, bank_account
from duebook.apps.imports.queries import NOTHING_SAID, as_said, remembered, usual_order
from duebook.formats.bank.reading import read_statements
from duebook.formats.bank.refusals import UnreadableBankFile
from duebook.formats.bank.statement_csv import guess_statement, read_statement_table
from duebook.formats.bank.table_fields import STATEMENT_FIELDS
from duebook.formats.tables import ColumnMapping, Table, read_table

if TYPE_CHECKING:
    from duebook.apps.imports.queries import Said
    from duebook.domain.banking import BankFile

SOURCE_KIND: Final = "bank_statement"
"""The kind under which mappings of banks' tables are remembered."""

NACHA: Final = "NACHA"
"""What the readers of statements say of a file of returns."""

TABLES: Final = frozenset({"CSV", "XLSX or ZIP", "XLS"})
"""What the statement readers leave to the mapping of the importer."""


def read_bank_file(
    entity_id: int,
    content: bytes,
    name: str,
    *,
    account: str = "",
    said: Said = NOTHING_SAID,
    currency: str = "",
    out_is_positive: bool | None = None,
) -> tuple[BankFile, ColumnMapping | None]:
    """A file of statements and, of a table, what its columns were taken for.

    Args:
        entity_id: the entity.
        content: the whole file.
        name: of the file, for what is said about it.
        account: the name or number of ours, for a table that tells none.
        said: what a person said of a table's columns.
        currency: for a table that tells none; the account's unless it is said.
        out_is_positive: money that leaves has no sign; as remembered of the account
            where it is None.

    Raises:
        UnreadableBankFile: naming place and field.
        UnknownBankAccount: there is no account of this name.
        NoSuchColumn, NoSuchField: what was said does not fit the table.
    """
    file = _as_statements(content, name)
    if file is not None:
        return file, None
    read = understood(entity_id, content, name, account=account, said=said)
    file = as_lines(read, currency=currency, out_is_positive=out_is_positive)
    return file, read.mapping


def is_table(content: bytes, name: str) -> bool:
    """Whether a file is one of rows and columns, which only the importer reads.

    Raises:
        UnreadableBankFile: it is in a format of banks, and has a fault.
    """
    return _as_statements(content, name) is None


def _as_statements(content: bytes, name: str) -> BankFile | None:
    """A file in one of the formats of banks; none of a table."""
    try:
        return read_statements(content, name)
    except UnreadableBankFile as refusal:
        if refusal.format not in TABLES:
            raise
    return None


@dataclass(frozen=True, slots=True)
class Understood:
    """A bank's table, what its columns are taken for, and whose account it is of."""

    table: Table
    mapping: ColumnMapping
    ours: BankAccount | None


def understood(
    entity_id: int,
    content: bytes,
    name: str,
    *,
    account: str = "",
    said: Said = NOTHING_SAID,
) -> Understood:
    """What the columns of a table are taken for, whether or not that is enough.

    Raises:
        NotATable, EmptyTable and their kin: it cannot be read as a table.
        UnknownBankAccount: there is no account of this name.
        NoSuchColumn, NoSuchField: what was said does not fit the table.
    """
    ours = bank_account(entity_id, account) if account else None
    table = read_table(
        content, name, layout=said.layout(), assumed_order=usual_order(entity_id)
    )
    known = remembered(entity_id, SOURCE_KIND, ours.name if ours else "")
    mapping = as_said(
        guess_statement(table, known),
        said,
        table=table,
        kind=SOURCE_KIND,
        specs=STATEMENT_FIELDS,
    )
    return Understood(table, mapping, ours)


def as_lines(
    read: Understood, *, currency: str = "", out_is_positive: bool | None = None
) -> BankFile:
    """The lines of a table as it is understood; see :func:`read_bank_file`.

    Raises:
        UnreadableBankFile: naming place and field.
    """
    ours = read.ours
    if out_is_positive is None:
        out_is_positive = ours is not None and ours.out_is_positive
    return read_statement_table(
        read.table,
        read.mapping,
        currency=currency or (ours.currency if ours else ""),
        out_is_positive=out_is_positive,
    )
