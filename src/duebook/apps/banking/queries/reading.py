"""A bank's file as it is understood, before anything of it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from duebook.apps.banking.queries.accounts import bank_account
from duebook.apps.imports.queries import NOTHING_SAID, as_said, remembered, usual_order
from duebook.formats.bank.reading import read_statements
from duebook.formats.bank.refusals import UnreadableBankFile
from duebook.formats.bank.statement_csv import guess_statement, read_statement_table
from duebook.formats.bank.table_fields import STATEMENT_FIELDS
from duebook.formats.tables import read_table

if TYPE_CHECKING:
    from duebook.apps.imports.queries import Said
    from duebook.domain.banking import BankFile
    from duebook.formats.tables import ColumnMapping

SOURCE_KIND: Final = "bank_statement"
"""The kind under which mappings of banks' tables are remembered."""

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
    try:
        return read_statements(content, name), None
    except UnreadableBankFile as refusal:
        if refusal.format not in TABLES:
            raise
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
    file = read_statement_table(
        table,
        mapping,
        currency=currency or (ours.currency if ours else ""),
        out_is_positive=ours.out_is_positive
        if out_is_positive is None and ours
        else bool(out_is_positive),
    )
    return file, mapping
